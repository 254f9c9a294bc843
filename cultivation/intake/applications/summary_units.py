"""Units that stand outside the headings: in a row or column of their own, in a title, in a note below."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from cultivation.canonical import exact_text
from cultivation.core.rules.headers import normalise
from cultivation.findings import Finding
from cultivation.intake.applications.headers import Table
from cultivation.intake.applications.labels import MONEY, NUMBERS, Labels
from cultivation.intake.applications.layout import Heading, heading_finding, power_of
from cultivation.intake.applications.unit_lines import line_units
from cultivation.intake.formats.book import Cell, Raw, Sheet, address, is_empty
from cultivation.intake.values.parsing import typed

UNIT_COLUMN = frozenset(
    map(normalise, ("单位", "计量单位", "金额单位", "货币单位", "数据单位", "unit", "units"))
)

NEAR, FIRST = 6, 10  # rows above a header, and at the top of the sheet, that may speak of units


class Units:
    """The units of one table's headings, and what is doubtful about them."""

    def __init__(
        self, sheet: Sheet, table: Table, labels: Labels, file: str, earlier: Collection[int] = ()
    ) -> None:
        self.sheet, self.table, self.labels, self.file = sheet, table, labels, file
        self.earlier = earlier  # rows of headers and enterprises above
        self.row = self._row_of_units()
        self.doubts: list[Finding] = []

    def with_units(self, notes: Sequence[Cell]) -> list[Heading]:
        """Return the headings, each with the unit that stands elsewhere where its own gives none."""
        lines = [*self._lines_above(), *notes, *around(self.sheet)]
        headings = [self._with_unit(heading, lines) for heading in self.table.headings]
        self.doubts += self._unused(lines, headings)
        return headings

    def _row_of_units(self) -> int:
        """Return the number of the row below the header that holds nothing but units, 0 if there is none."""
        row = self.table.bottom + 1
        cells = self.sheet.row(row)
        by_column = {heading.values_in: heading.field for heading in self.table.headings}
        fitting = 0
        for cell in cells:
            field = by_column.get(cell.column)
            if not cell.text:
                return 0
            if field and self.labels.bare_unit(cell.text, field):
                fitting += 1
            elif normalise(cell.text) not in (*UNIT_COLUMN, "") and len(cell.text) > 2:
                return 0
        return row if fitting else 0

    def _lines_above(self) -> list[Cell]:
        """Return the texts above the table, the lowest first."""
        near = set(range(self.table.top - NEAR, self.table.top)) | set(self.sheet.first_rows(FIRST))
        rows = sorted((row for row in near - set(self.earlier) if 0 < row < self.table.top), reverse=True)
        return [cell for row in rows for cell in self.sheet.row(row) if cell.text]

    def _with_unit(self, heading: Heading, lines: Sequence[Cell]) -> Heading:
        if heading.unit or self.labels.rules.fields[heading.field].type not in NUMBERS:
            return heading
        column = heading.values_in
        cell = self.sheet.at(self.row, column) if self.row else None
        if cell and (unit := self.labels.bare_unit(cell.text, heading.field)):
            return replace(heading, unit=unit)
        for row in range(self.table.bottom, max(0, self.table.top - NEAR), -1):
            if row in self.earlier:
                break
            above = self.sheet.at(row, column)
            if above and (unit := self.labels.group_unit(above.text, heading.field)):
                return replace(heading, unit=unit)
        return self._from_lines(heading, lines)

    def _from_lines(self, heading: Heading, lines: Sequence[Cell]) -> Heading:
        """Take the unit of the nearest line that names one; where lines name several, none, with a doubt."""
        said: dict[str, Cell] = {}
        for cell in lines:
            if self._is_about(cell, heading):
                for unit in self.labels.line_units(cell.text, heading.field):
                    said.setdefault(unit, cell)
        powers = {power_of(replace(heading, unit=unit), self.labels) for unit in said}
        if len(powers) > 1:
            self.doubts.append(self._doubt(heading, next(iter(said.values())), list(said)))
            return heading
        return replace(heading, unit=next(iter(said))) if said else heading

    def _is_about(self, cell: Cell, heading: Heading) -> bool:
        """Tell whether a line is about a field: it names none, or this one."""
        named = self.labels.fields_in(cell.text) if line_units(cell.text) else frozenset()
        numbers = {key for key in named if self.labels.rules.fields[key].type in NUMBERS}
        return not numbers or heading.field in numbers

    def _unused(self, lines: Sequence[Cell], headings: Sequence[Heading]) -> Iterator[Finding]:
        """Doubt a line on the unit of money that contradicts every heading."""
        money = [each for each in headings if self.labels.rules.fields[each.field].unit.endswith(MONEY)]
        for cell in lines:
            for heading in [each for each in money if self._is_about(cell, each)][:1]:
                units = self.labels.line_units(cell.text, heading.field)
                powers = {power_of(replace(heading, unit=unit), self.labels) for unit in units}
                if len(powers) == 1 and not powers & {power_of(each, self.labels) for each in money}:
                    yield self._doubt(heading, cell, units)

    def _doubt(self, heading: Heading, cell: Cell, said: Sequence[str]) -> Finding:
        where = address(cell.row, cell.column) if cell.row else ""
        place = {"file": self.file, "sheet": self.sheet.name, "cell": where}
        unit = heading.unit or self.labels.rules.fields[heading.field].unit
        return heading_finding(
            "unit_doubtful", heading.field, self.labels, {"unit": unit}, "、".join(said), **place
        )


def around(sheet: Sheet) -> list[Cell]:
    """Return what is said of a sheet outside of its cells: its name, and the margins of the printed page."""
    return [Cell(0, 0, text) for text in (sheet.name, *sheet.margins)]


def unit_columns(table: Table, labels: Labels) -> dict[int, list[Heading]]:
    """Return the columns that hold a unit for each row, each with the headings that they are about."""
    numbers = {
        heading.values_in: heading
        for heading in table.headings
        if labels.rules.fields[heading.field].type in NUMBERS
    }
    found: dict[int, list[Heading]] = {}
    for cell, text in table.unknown:
        if normalise(text) in UNIT_COLUMN:
            near = numbers.get(cell.column - 1) or numbers.get(cell.column + 1)
            found[cell.column] = (
                [near]
                if near
                else [
                    each
                    for each in numbers.values()
                    if not each.unit and labels.rules.fields[each.field].unit.endswith(MONEY)
                ]
            )
    return found


def with_row_units(
    raws: list[Raw], units: Sequence[Raw], heading: Heading, labels: Labels
) -> tuple[list[Raw], list[int]]:
    """Write the unit of each row behind its figure; return the places of those whose unit is none."""
    wrong = []
    found = list(raws)
    for place, (raw, unit) in enumerate(zip(raws, units, strict=True)):
        if is_empty(raw) or isinstance(raw, bool) or not isinstance(raw, int | float):
            continue
        text = str(unit or "").strip()
        if text and labels.bare_unit(text, heading.field):
            found[place] = f"{exact_text(typed(raw))}{text}"
        elif text or not heading.unit:
            wrong.append(place)
    return found, wrong
