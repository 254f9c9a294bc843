"""What overrides would do at once, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cultivation.core.pool.consequences import Consequence
from cultivation.core.pool.lines import Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.quotas import broken_text
from cultivation.core.wording.reasons import action_text
from cultivation.language import _, join_names

Points = Callable[[str], str]


def consequence_sentences(
    it: Consequence, asked: frozenset[str], rules: RuleSet, points: Points
) -> Iterator[str]:
    """Yield what changes: the pool's size, who would have to leave too, the reserve list, the quotas.

    `asked` are those that are overridden; `points` writes the total of an enterprise.
    """
    for old, new in it.changed:
        if old.id in asked:
            sentence = _("{name}: proposed: {before}; asked for: {after}.")
            yield sentence.format(
                name=old.name, before=action_text(old.action), after=action_text(new.action)
            )
    yield _size(it)
    if it.give_way:
        sentence = _(
            "Beyond the capacity of {capacity}; it cannot be decided so. By place, {names} would "
            "have to leave as well."
        )
        yield sentence.format(
            capacity=it.capacity, names=join_names(_placed(line, points) for line in it.give_way)
        )
    if it.first_in_reserve is not None:
        sentence = _("One place or more would stay free; first on the reserve list is then {name}.")
        yield sentence.format(name=_placed(it.first_in_reserve, points))
    yield from _reserve(it, asked)
    if it.broken:
        yield _("These quotas would be broken: {quotas}.").format(quotas=broken_text(it.broken, rules))


def _size(it: Consequence) -> str:
    if it.after == it.before:
        return _("The pool keeps {number} enterprises.").format(number=it.after)
    return _("The pool would hold {after} enterprises instead of {before}.").format(
        after=it.after, before=it.before
    )


def _placed(line: Line, points: Points) -> str:
    return _("{name} (place {place}, {points})").format(
        name=line.name, place=line.rank, points=points(line.id)
    )


def _reserve(it: Consequence, asked: frozenset[str]) -> Iterator[str]:
    """Say who comes onto the reserve list or falls off it beside those asked for, and how many move."""
    others = [(old, new) for old, new in it.changed if old.id not in asked]
    came = [new.name for old, new in others if old.reserve_place is None]
    gone = [new.name for old, new in others if new.reserve_place is None]
    moved = len(others) - len(came) - len(gone)
    if came:
        yield _("Newly on the reserve list: {names}.").format(names=join_names(came))
    if gone:
        yield _("No longer on the reserve list: {names}.").format(names=join_names(gone))
    if moved:
        yield _("Another number on the reserve list: {number} enterprises.").format(number=moved)
    if not others:
        yield _("Nothing changes for others.")
