"""Summary sheets: one enterprise a row under headers of one to three rows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from cultivation.core.rules.headers import normalise
from cultivation.findings import Finding
from cultivation.intake.applications.labels import Labels
from cultivation.intake.applications.layout import (
    Filing,
    Heading,
    Layout,
    Slot,
    check_headings,
    heading_finding,
    powers,
)
from cultivation.intake.formats.book import Cell, Raw, Sheet, address, is_empty
from cultivation.intake.templates.sheet_names import FINDINGS
from cultivation.intake.values.parsing import is_blank

DEEPEST = 3
YEARS = range(1900, 2101)
LONGEST_LIST = 120
LAST_HEADER_ROW = 40
FEWEST_FIELDS = 3
EXPECTED = frozenset(
    ["", "序号", "编号", "行号", "no", "number", "备注", "remarks", *map(normalise, FINDINGS.values())]
)
TOTAL = re.compile(r"(合计|小计|总计|共计|累计).{0,12}|total|subtotal|sum")
CODE = re.compile("[0-9A-Z]{18}")
NOTE = re.compile(
    r"\s*(注|备注|说明|填表|填报|制表|审核|审批|复核|负责人|联系|盖章|note|remark)[^:：]{0,8}[:：]", re.I
)


@dataclass(frozen=True)
class Table:
    """A header: where it stands, the fields that it names and the columns that nobody knows."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]
    unknown: tuple[tuple[Cell, str], ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that have a column."""
        return frozenset(heading.field for heading in self.headings)

    @property
    def worth(self) -> tuple[int, int, int, int]:
        """The header that names most fields is best; then the one with units, the shortest, the highest."""
        units = sum(1 for heading in self.headings if heading.unit)
        return len(self.fields), units, self.top - self.bottom, -self.top


def find_table(sheet: Sheet, labels: Labels) -> Table | None:
    """Return the header of a summary, if the sheet has one."""
    tables = [
        _header(sheet, labels, top, top + depth)
        for top in sheet.first_rows(LAST_HEADER_ROW)
        for depth in range(DEEPEST)
        if not any(_has_figures(sheet, row) for row in range(top, top + depth + 1))
    ]
    best = max(tables, key=lambda table: table.worth, default=None)
    return best if best and names_enough(best.fields, labels) else None


def _has_figures(sheet: Sheet, row: int) -> bool:
    """Tell whether a row holds figures, as an enterprise's does; years may stand in a header."""
    numbers = [value for value in sheet.values.get(row, ()) if isinstance(value, int | float)]
    return any(value not in YEARS for value in numbers)


def names_enough(fields: frozenset[str], labels: Labels) -> bool:
    """Tell whether so many fields are no coincidence."""
    needed = {labels.rules.identifier.field, labels.rules.name_field}
    return len(fields) >= FEWEST_FIELDS or fields >= needed


def read_table(sheet: Sheet, table: Table, labels: Labels, file: str) -> Layout:
    """Read the rows below a header."""
    headings = [_with_unit(sheet, table, heading, labels) for heading in table.headings]
    findings = list(check_headings(headings, labels, file, sheet.name))
    findings += [_unknown(cell, text, table, labels, file, sheet.name) for cell, text in table.unknown]
    findings += _hidden(sheet, headings, labels, file)
    usable = powers(headings, labels)
    columns = {heading.field: heading.column for heading in reversed(headings) if heading.field in usable}
    rows = _rows(sheet, table.bottom, columns, labels)
    if not rows:
        findings.append(Finding("no_rows", file, sheet.name))
    findings += _hidden_rows(sheet, rows, file)
    given = {heading.field for heading in headings if heading.unit}
    raws = _columns_of(sheet, rows)
    filings = {
        field: _filing(sheet, rows, raws[column - 1], column, usable[field], field in given)
        for field, column in columns.items()
    }
    return Layout(sheet.name, rows, filings, tuple(findings), tuple(headings))


def _columns_of(sheet: Sheet, rows: list[int]) -> list[list[Raw]]:
    """Return the values of some rows column by column."""
    lines = [sheet.values.get(row, ()) for row in rows]
    columns: list[list[Raw]] = list(map(list, zip_longest(*lines)))
    columns += [[None] * len(rows) for _ in range(sheet.width - len(columns))]
    return columns


def _filing(
    sheet: Sheet, rows: list[int], raws: list[Raw], column: int, power: int, unit_given: bool
) -> Filing:
    """Return what stands in a column."""
    marked = sheet.marked.get(column, set())
    if percent := sheet.percent_rows.get(column):
        if not marked.intersection(rows) and _all_percent(raws, rows, percent):
            power, unit_given = 0, True  # what is shown as per cent is a ratio, whatever the heading says
        else:
            marked = marked | percent
    odd: dict[int, Slot] = {}
    for number, row in enumerate(rows) if marked else ():
        if row in marked:
            odd[number] = Slot(row, column, cell := sheet.at(row, column))
            raws[number] = cell.value if cell else None
    return Filing(raws, rows, column, odd, power, unit_given)


def _all_percent(raws: list[Raw], rows: list[int], percent: set[int]) -> bool:
    """Tell whether everything in a column is a figure that is shown as per cent."""
    return all(
        is_empty(raw) or (type(raw) in (int, float) and row in percent)
        for raw, row in zip(raws, rows, strict=True)
    )


def _unknown(cell: Cell, text: str, table: Table, labels: Labels, file: str, sheet: str) -> Finding:
    """Say that a column is not known, and which field without a column its header comes near to."""
    place = address(cell.row, cell.column)
    near = labels.nearest(cell.text, table.fields)
    if near is None:
        return Finding("column_unknown", file, sheet, place, value=text)
    return heading_finding("column_unknown_near", near, labels, {}, text, file=file, sheet=sheet, cell=place)


def _hidden(sheet: Sheet, headings: list[Heading], labels: Labels, file: str) -> Iterator[Finding]:
    for heading in headings:
        if any(first <= heading.column <= last for first, last in sheet.hidden_columns):
            place = {"file": file, "sheet": sheet.name, "cell": heading.address}
            yield heading_finding("columns_hidden", heading.field, labels, {}, **place)


def _hidden_rows(sheet: Sheet, rows: list[int], file: str) -> Iterator[Finding]:
    """Name the rows of enterprises that are hidden."""
    spans = [
        (inside[0], inside[-1])
        for first, last in sheet.hidden_rows
        if (inside := rows[bisect_left(rows, first) : bisect_right(rows, last)])
    ]
    if spans:
        text = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
        yield Finding("rows_hidden", file, sheet.name, f"A{spans[0][0]}", value=text[:LONGEST_LIST])


def _header(sheet: Sheet, labels: Labels, top: int, bottom: int) -> Table:
    headings: list[Heading] = []
    unknown: list[tuple[Cell, str]] = []
    for column in _columns(sheet, top, bottom):
        cells = _header_cells(sheet, top, bottom, column)
        if not cells:
            continue
        parts = [cell.text for cell in cells]
        if found := labels.match_parts(parts):
            place = (cells[-1].row, cells[-1].column)
            headings.append(Heading(found.field, found.unit, *place, " / ".join(parts), found.remark))
        elif normalise(parts[-1]) not in EXPECTED:
            unknown.append((cells[-1], " / ".join(parts)))
    return Table(top, bottom, tuple(headings), tuple(unknown))


def _columns(sheet: Sheet, top: int, bottom: int) -> list[int]:
    cells = [cell for row in range(top, bottom + 1) for cell in sheet.row(row)]
    columns = {cell.column for cell in cells}
    for cell in cells:
        area = sheet.areas.get((cell.row, cell.column))
        if area:
            columns.update(range(area.left, area.right + 1))
    return sorted(columns)


def _header_cells(sheet: Sheet, top: int, bottom: int, column: int) -> list[Cell]:
    """Return the cells above one another in a header; one that is merged over rows counts once."""
    cells: list[Cell] = []
    for row in range(top, bottom + 1):
        cell = sheet.at(row, column)
        if cell and cell.text and cell not in cells:
            cells.append(cell)
    return cells


def _with_unit(sheet: Sheet, table: Table, heading: Heading, labels: Labels) -> Heading:
    """Look for the unit of a column above it where its own header gives none."""
    if heading.unit:
        return heading
    for row in range(table.bottom, 0, -1):
        above = sheet.at(row, heading.column)
        unit = labels.group_unit(above.text, heading.field) if above else ""
        if not unit and row < table.top:
            lines = (labels.line_unit(cell.text, heading.field) for cell in sheet.row(row))
            unit = next(filter(None, lines), "")
        if unit:
            return replace(heading, unit=unit)
    return heading


def _rows(sheet: Sheet, header: int, columns: dict[str, int], labels: Labels) -> list[int]:
    """Return the numbers of the rows of enterprises below a header; none where no column is usable."""
    return [
        number
        for number in sheet.numbers
        if number > header
        and (
            _is_plain(sheet, number, columns, labels)
            or ((cells := sheet.row(number)) and not _is_other(sheet, cells, columns, labels))
        )
    ]


def _is_plain(sheet: Sheet, number: int, columns: dict[str, int], labels: Labels) -> bool:
    """Tell at a glance whether a row is surely an enterprise's: it has a code, and begins with no note."""
    line, code = sheet.values.get(number, ()), columns.get(labels.rules.identifier.field, 0)
    if number in sheet.merged_rows or not 0 < code <= len(line):
        return False
    text = line[code - 1]
    if not isinstance(text, str) or not CODE.fullmatch(text):
        return False
    before = (value for value in line[:code] if isinstance(value, str))
    return not any(":" in value or "：" in value for value in before)


def _is_other(sheet: Sheet, cells: list[Cell], columns: dict[str, int], labels: Labels) -> bool:
    """Tell whether a row is no enterprise: blank where it counts, a note, a total or the header again."""
    known = set(columns.values())
    filled = [cell for cell in cells if not is_blank(cell)]
    if not any(cell.column in known for cell in filled):
        return True
    first = filled[0]
    area = sheet.area(first.row, first.column)
    naming = {columns.get(key) for key in (labels.rules.identifier.field, labels.rules.name_field)}
    alone = len(filled) == 1 and first.column not in naming  # a lone code or name is an applicant's row
    wide = area.right > area.left and len(filled) == 1
    if first.text and (alone or wide or NOTE.match(first.text)):
        return True
    return _is_total(filled, columns, labels) or _is_header(filled, columns, labels)


def _is_total(filled: list[Cell], columns: dict[str, int], labels: Labels) -> bool:
    code = columns.get(labels.rules.identifier.field)
    words = [cell.column for cell in filled if cell.text and TOTAL.fullmatch(normalise(cell.text))]
    return bool(words) and (code in words or all(cell.column != code for cell in filled))


def _is_header(filled: list[Cell], columns: dict[str, int], labels: Labels) -> bool:
    """A printed summary has its header again on each page."""
    code = columns.get(labels.rules.identifier.field)
    found = next((labels.match(cell.text) for cell in filled if cell.column == code), None)
    return found is not None and found.field == labels.rules.identifier.field
