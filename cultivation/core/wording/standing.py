"""How an enterprise stands by a standard, in words: states, what is missed or not known, what would do."""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.canonical import exact_text
from cultivation.core.explanation.nearest import Change, Nearest
from cultivation.core.explanation.standing import Condition, Standing, State
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import units_text
from cultivation.core.scoring.totals import TOTAL
from cultivation.core.wording.reasons import ground_text
from cultivation.core.wording.values import value_text
from cultivation.language import N_, _, current, join_names

STATES = {
    State.MET: N_("met"),
    State.MISSED: N_("not met"),
    State.UNKNOWN: N_("cannot be told"),
}


def state_text(state: State) -> str:
    """Name a state."""
    return _(STATES[state])


def condition_text(key: str, rules: RuleSet) -> str:
    """Name a condition by what it asks for."""
    if key in rules.gates or key in rules.vetoes:
        return rules.condition_label(key).text(current())
    return _("pass mark") if key == TOTAL else ground_text(key, rules)


def missed_text(found: Standing, rules: RuleSet) -> str:
    """Name what is missed, empty where nothing surely is."""
    return join_names(condition_text(key, rules) for key in found.missed)


def unknown_text(found: Standing, rules: RuleSet, most: int | None = None) -> str:
    """Name the fields that are not known, `most` of them; empty where all that matter are known."""
    shown = fields_text(found.unknown[:most], rules)
    if most is None or len(found.unknown) <= most:
        return shown
    return _("{names} and others ({total} fields)").format(names=shown, total=len(found.unknown))


def fields_text(keys: Iterable[str], rules: RuleSet) -> str:
    """Name fields of a standard."""
    return join_names(rules.label_of(key).text(current()) for key in keys)


def points_text(found: Standing, rules: RuleSet) -> str:
    """Say what the total is, or between what it lies; empty where the standard has no points."""
    if found.points is None:
        return ""
    least, most = (units_text(each, rules.precision) for each in found.points)
    return least if least == most else _("{least} to {most}").format(least=least, most=most)


def change_text(change: Change, rules: RuleSet) -> str:
    """Say what a field would have to be, and what it is."""
    shown = (value_text(rules, change.field, exact_text(each) or "") for each in (change.value, change.filed))
    value, filed = shown
    label = rules.label_of(change.field).text(current())
    return _("{field}: {value} (now {filed})").format(field=label, value=value, filed=filed)


def alone_text(condition: Condition, found: Nearest, rules: RuleSet) -> str:
    """Say which single changes turn one condition, the easiest first; that none does where none does."""
    changes = found.alone.get(condition.key, ())
    if not changes:
        return _("no known figure alone changes it")
    return _(" or ").join(change_text(each, rules) for each in changes)


def together_text(found: Nearest, rules: RuleSet) -> str:
    """Say which changes do together, and what then still is not known."""
    if not found.together or found.rest is None:
        return _("No change of the known figures was found with which nothing is missed.")
    changes = join_names(change_text(each, rules) for each in found.together)
    if found.rest.state is State.MET:
        return _("Computed again with {changes}: it is met.").format(changes=changes)
    sentence = _("Computed again with {changes}: nothing that is known stands against it.")
    return sentence.format(changes=changes)


def standard_name(rules: RuleSet) -> str:
    """Name a standard."""
    return rules.name.text(current())


def standing_texts(
    found: Standing, changes: Nearest | None, rules: RuleSet, most: int | None = None
) -> tuple[str, str, str, str]:
    """Return what a table says of a standing: the state, what is missed, what is not known, what would do."""
    near = together_text(changes, rules) if changes else ""
    return state_text(found.state), missed_text(found, rules), unknown_text(found, rules, most), near
