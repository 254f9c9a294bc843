"""Forms: one enterprise a sheet, labels with their values beside or below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cultivation.findings import Finding
from cultivation.intake.applications.labels import NUMBERS, Labels
from cultivation.intake.applications.layout import (
    Filing,
    Heading,
    Layout,
    Slot,
    check_headings,
    heading_finding,
    powers,
)
from cultivation.intake.applications.summary_units import around
from cultivation.intake.applications.unit_lines import line_units
from cultivation.intake.formats.book import Cell, Place, Sheet
from cultivation.intake.values.parsing import is_blank

MOST_ROWS = 200  # a sheet with more is no form


@dataclass(frozen=True)
class Form:
    """The labels of a form by their places; `others` are those whose words mean another figure."""

    headings: dict[Place, Heading]
    others: tuple[Heading, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that have a label."""
        return frozenset(heading.field for heading in self.headings.values())


def find_form(sheet: Sheet, labels: Labels) -> Form:
    """Return the labels of a sheet; a long sheet is not looked at."""
    headings: dict[Place, Heading] = {}
    others: list[Heading] = []
    if not sheet.has_more_rows(MOST_ROWS):
        for place, cell in sheet.cells.items():
            if cell.text and (found := labels.match(cell.text)):
                heading = Heading(found.field, found.unit, *place, cell.text, found.remark)
                if found.other and labels.rules.fields[found.field].type in NUMBERS:
                    others.append(heading)
                else:
                    headings[place] = heading
    return Form(dict(sorted(headings.items())), tuple(others))


def read_form(sheet: Sheet, form: Form, labels: Labels, file: str) -> Layout:
    """Read the one enterprise of a form."""
    pairs = _without_titles([_value(sheet, form, heading, labels) for heading in form.headings.values()])
    lines = [
        cell.text
        for place, cell in sheet.cells.items()
        if place not in form.headings and line_units(cell.text)
    ]
    lines += [cell.text for cell in around(sheet)]
    headings = [_with_unit(lines, heading, labels) for heading, _ in pairs]
    findings = list(check_headings(headings, labels, file, sheet.name))
    findings += [_other(each, labels, file, sheet.name) for each in form.others]
    if all(is_blank(slot.cell) for _, slot in pairs):
        return Layout(sheet.name, (), {}, (*findings, Finding("no_rows", file, sheet.name)), tuple(headings))
    power = powers(headings, labels)
    filings = {
        heading.field: Filing(
            [slot.cell.value if slot.cell else None],
            [slot.row],
            slot.column,
            {0: slot},
            power[heading.field],
            bool(heading.unit),
        )
        for heading, slot in reversed(list(zip(headings, (slot for _, slot in pairs), strict=True)))
        if heading.field in power
    }
    aside = {row: "form" for row in sheet.rows if row != pairs[0][1].row}
    return Layout(sheet.name, [pairs[0][1].row], filings, tuple(findings), tuple(headings), aside)


def _other(heading: Heading, labels: Labels, file: str, sheet: str) -> Finding:
    place = {"file": file, "sheet": sheet, "cell": heading.address}
    return heading_finding("heading_other_figure", heading.field, labels, {}, heading.text, **place)


def _without_titles(pairs: list[tuple[Heading, Slot]]) -> list[tuple[Heading, Slot]]:
    """Keep one label for each value, and one for each field without any; the rest are titles."""
    filled = {heading.field for heading, slot in pairs if not is_blank(slot.cell)}
    kept: dict[tuple[str, str], tuple[Heading, Slot]] = {}
    for heading, slot in pairs:
        if heading.field not in filled:
            kept.setdefault((heading.field, ""), (heading, slot))
        elif not is_blank(slot.cell):
            kept.setdefault((heading.field, slot.address), (heading, slot))
    return list(kept.values())


def _value(sheet: Sheet, form: Form, heading: Heading, labels: Labels) -> tuple[Heading, Slot]:
    """Return the label, with the unit that stands in a cell beside it, and the place of its value."""
    row, column = heading.row, sheet.area(heading.row, heading.column).right + 1
    while (beside := _heading_at(sheet, form, row, column)) and beside.field == heading.field:
        column = sheet.area(row, column).right + 1  # the same label in another language
    if beside or (is_blank(sheet.at(row, column)) and _heads_a_column(sheet, form, heading)):
        return heading, _below(sheet, form, heading)
    unit = _unit_at(sheet, row, column, heading, labels)
    if unit:
        column = sheet.area(row, column).right + 1
    else:
        unit = _unit_at(sheet, row, sheet.area(row, column).right + 1, heading, labels)
    if unit and not heading.unit:
        heading = replace(heading, unit=unit)
    return heading, _slot(sheet, row, column)


def _heads_a_column(sheet: Sheet, form: Form, heading: Heading) -> bool:
    """Tell whether the cell to the left is another label, so that the values stand below."""
    left = _heading_at(sheet, form, heading.row, heading.column - 1)
    return left is not None and left.field != heading.field


def _below(sheet: Sheet, form: Form, heading: Heading) -> Slot:
    """Return the place below a label; where that is a label too, no value was filed."""
    row = sheet.area(heading.row, heading.column).bottom + 1
    if _heading_at(sheet, form, row, heading.column):
        return Slot(heading.row, heading.column, None)
    return _slot(sheet, row, heading.column)


def _heading_at(sheet: Sheet, form: Form, row: int, column: int) -> Heading | None:
    area = sheet.area(row, column)
    return form.headings.get((area.top, area.left))


def _slot(sheet: Sheet, row: int, column: int) -> Slot:
    return Slot(row, column, sheet.at(row, column))


def _unit_at(sheet: Sheet, row: int, column: int, heading: Heading, labels: Labels) -> str:
    cell: Cell | None = sheet.at(row, column)
    return labels.bare_unit(cell.text, heading.field) if cell else ""


def _with_unit(lines: Sequence[str], heading: Heading, labels: Labels) -> Heading:
    """Take the unit that one of the form's lines gives for all its figures where a label gives none."""
    if heading.unit:
        return heading
    unit = next(filter(None, (labels.line_unit(line, heading.field) for line in lines)), "")
    return replace(heading, unit=unit) if unit else heading
