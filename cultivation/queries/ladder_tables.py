"""The ladder as tables and sentences; each face shows them."""

from __future__ import annotations

from typing import Any

from cultivation.core.explanation.standing import State
from cultivation.core.wording.standing import points_text, standard_name, standing_texts
from cultivation.language import _, current, join_names
from cultivation.queries.ladder import Climb, Climbs

SHOWN = 5  # unknown fields named in a table; the workbook and the JSON have all


def ladder_title(found: Climbs) -> str:
    """Say which ladder, and on which day."""
    sentence = _("{ladder}: applications of {year}, standards in force on {day}")
    return sentence.format(ladder=found.ladder.name.text(current()), year=found.year, day=found.on)


def firms_table(found: Climbs) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each enterprise: what it meets, what comes next, and what is in the way."""
    headers = [
        *(_("code"), _("enterprise"), _("meets"), _("next"), _("state"), _("not met")),
        *(_("fields not known"), _("smallest change")),
    ]
    return headers, [_firm_row(each) for each in found.firms]


def _firm_row(climb: Climb) -> list[Any]:
    met = join_names(standard_name(each.rules) for each in climb.of_state(State.MET))
    step = climb.next
    if step is None:
        return [climb.id, climb.name, met, "", "", "", "", ""]
    state, missed, _unknown, near = standing_texts(step.standing, step.nearest, step.rules)
    unknown = len(step.standing.unknown)
    return [climb.id, climb.name, met, standard_name(step.rules), state, missed, unknown, near]


def steps_table(climb: Climb) -> tuple[list[str], list[list[Any]]]:
    """Return a row for each standard."""
    headers = [
        *(_("standard"), _("state"), _("not met"), _("not known"), _("smallest change"), _("points")),
    ]
    rows = [
        [
            standard_name(each.rules),
            *standing_texts(each.standing, each.nearest, each.rules, SHOWN),
            points_text(each.standing, each.rules),
        ]
        for each in climb.steps
    ]
    return headers, rows


def ladder_sentences(found: Climbs) -> list[str]:
    """Say what is taken, and which standards are not in force."""
    said = [_("Only figures that mean the same are taken; what was not filed is not guessed.")]
    if found.absent:
        standards = join_names(each.text(current()) for each in found.absent.values())
        said.append(_("Not in force on {day}: {standards}.").format(day=found.on, standards=standards))
    return said
