"""Who of the pool is ripe for which standard: a sheet of states, and one of what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from cultivation.core.explanation.standing import State
from cultivation.core.wording.standing import (
    alone_text,
    condition_text,
    fields_text,
    standard_name,
    standing_texts,
    state_text,
)
from cultivation.language import _, current, join_names
from cultivation.outputs.tables.formats import Formats
from cultivation.outputs.tables.model import Column, Row, Table
from cultivation.outputs.tables.writer import write_table
from cultivation.queries.ladder import Climb, Climbs, Step

TEXTS_STAY_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def ladder_workbook(found: Climbs) -> bytes:
    """Return the workbook (.xlsx) in the language spoken now; the same ladder gives the same bytes."""
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"constant_memory": True, **TEXTS_STAY_TEXTS}) as book:
        title = _("{ladder}, {year}").format(ladder=found.ladder.name.text(current()), year=found.year)
        book.set_properties({"title": title, "created": datetime(found.year, 1, 1)})
        formats = Formats(book)
        for table in (_states(title, found), _ways(title, found), _unasked(title, found)):
            write_table(formats, table, title)
    return content.getvalue()


def _notes(found: Climbs) -> tuple[str, ...]:
    notes = [
        _("Applications of {year}, standards in force on {day}.").format(year=found.year, day=found.on),
        _("Only figures that mean the same are taken; what was not filed is not guessed."),
    ]
    if found.absent:
        standards = join_names(each.text(current()) for each in found.absent.values())
        notes.append(_("Not in force on {day}: {standards}.").format(day=found.on, standards=standards))
    return tuple(notes)


def _states(title: str, found: Climbs) -> Table:
    """Return a row for each enterprise, a column for each standard."""
    columns = [Column(_("code")), Column(_("enterprise"), widest=30), Column(_("member"), widest=8)]
    columns += [Column(standard_name(each), widest=18) for each in found.rules]
    rows = [
        Row((each.id, each.name, _("yes") if each.member else _("no"), *map(_state, each.steps)))
        for each in found.firms
    ]
    return Table("ladder", _("Ladder"), title, _notes(found), tuple(columns), tuple(rows), frozen=2)


def _state(step: Step) -> str:
    return state_text(step.standing.state)


def _ways(title: str, found: Climbs) -> Table:
    """Return what is in the way of each enterprise to its next standard."""
    headers = [
        *(_("code"), _("enterprise"), _("next"), _("state"), _("not met"), _("left blank")),
        *(_("smallest change"), _("single changes")),
    ]
    widths = (20, 26, 22, 10, 30, 36, 44, 44)
    columns = tuple(Column(each, widest=width) for each, width in zip(headers, widths, strict=True))
    rows = tuple(row for each in found.firms for row in _way(each))
    return Table("next_step", _("Next step"), title, _notes(found), columns, rows, frozen=2)


def _way(climb: Climb) -> Iterator[Row]:
    step = climb.next
    if step is None:
        return
    state, missed, _unknown, near = standing_texts(step.standing, step.nearest, step.rules)
    blank = fields_text(step.asked, step.rules)
    yield Row((climb.id, climb.name, standard_name(step.rules), state, missed, blank, near, _singles(step)))


def _unasked(title: str, found: Climbs) -> Table:
    """Return what each standard needs that applications do not ask for, once for all enterprises."""
    rows = []
    for at, rules in enumerate(found.rules):
        steps = [each.steps[at] for each in found.firms]
        keys = dict.fromkeys(key for each in steps for key in each.standing.unknown if key not in each.asked)
        rows.append(Row((standard_name(rules), fields_text(keys, rules))))
    columns = (Column(_("standard"), widest=40), Column(_("not asked for in the applications"), widest=110))
    return Table("not_asked", _("Not asked for"), title, (), columns, tuple(rows), fixed=True)


def _singles(step: Step) -> str:
    """Return the single changes for each missed condition, a line each."""
    found = step.nearest
    if found is None:
        return ""
    return "\n".join(
        _("{condition}: {changes}").format(
            condition=condition_text(each.key, step.rules), changes=alone_text(each, found, step.rules)
        )
        for each in step.standing.conditions
        if each.state is State.MISSED
    )
