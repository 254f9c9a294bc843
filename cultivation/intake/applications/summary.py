"""Summary sheets: one enterprise a row under headers of one to three rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from cultivation.core.rules.model import FieldType
from cultivation.findings import Finding
from cultivation.intake.applications.ditto import from_above
from cultivation.intake.applications.headers import Table
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
from cultivation.intake.applications.ragged import ragged_rows
from cultivation.intake.applications.summary_rows import rows_below
from cultivation.intake.applications.summary_units import Units, unit_columns, with_row_units
from cultivation.intake.applications.ticked_columns import chosen, joined
from cultivation.intake.formats.book import Cell, Raw, Sheet, address, is_empty, spans_text


def read_tables(sheet: Sheet, table: Table, labels: Labels, file: str) -> list[Layout]:
    """Read the rows below a header, and below each later one on the sheet that says something else."""
    layouts = []
    above = {row: "title" for row in sheet.first_rows(table.top) if row < table.top}
    following: Table | None = table
    earlier: set[int] = set()
    while following:
        layout, following = _read_table(sheet, following, labels, file, earlier)
        earlier |= {*layout.rows, *(row for row, why in layout.set_aside.items() if why == "header")}
        layouts.append(replace(layout, set_aside={**above, **layout.set_aside}))
        above = {}
    assert _is_accounted_for(sheet, layouts)
    return layouts


def _is_accounted_for(sheet: Sheet, layouts: Sequence[Layout]) -> bool:
    """Tell whether each row that holds anything is an enterprise's or was set aside with a reason."""
    seen = {row for layout in layouts for row in (*layout.rows, *layout.set_aside)}
    return not any(sheet.row(number) for number in sheet.numbers if number not in seen)


def _read_table(
    sheet: Sheet, table: Table, labels: Labels, file: str, earlier: set[int]
) -> tuple[Layout, Table | None]:
    units = Units(sheet, table, labels, file, earlier)
    usable = {heading.field: heading.values_in for heading in reversed(table.headings)}
    start = replace(table, bottom=units.row) if units.row else table
    rows = rows_below(sheet, start, labels, usable)
    layout = _layout(units, rows.enterprises, units.with_units(rows.notes))
    aside = {**_header_rows(sheet, start), **rows.set_aside}
    return replace(layout, set_aside=aside), rows.following


def read_rows(sheet: Sheet, table: Table, labels: Labels, file: str, rows: list[int]) -> Layout:
    """Read rows that somebody else found to be those of a table; of all others nothing is told."""
    units = Units(sheet, table, labels, file)
    return _layout(units, [row for row in rows if row != units.row], units.with_units(()))


def _layout(units: Units, rows: list[int], headings: list[Heading]) -> Layout:
    """Return what stands in some rows of a table, with what is to be said of its headings."""
    sheet, table, labels, file = units.sheet, units.table, units.labels, units.file
    findings = list(check_headings(headings, labels, file, sheet.name))
    findings += [_other(each, labels, file, sheet.name) for each in table.others]
    by_row = unit_columns(table, labels)
    findings += [
        _unknown(cell, text, table, labels, file, sheet.name)
        for cell, text in table.unknown
        if not by_row.get(cell.column)
    ]
    findings += units.doubts
    findings += _hidden(sheet, headings, labels, file)
    if not rows:
        findings.append(Finding("no_rows", file, sheet.name))
    findings += _hidden_rows(sheet, rows, file)
    filings, doubts = _filings(sheet, rows, headings, by_row, labels, file)
    return Layout(
        sheet.name,
        rows,
        filings,
        (*findings, *doubts),
        tuple(headings),
        ragged=ragged_rows(sheet, table, rows),
    )


def _header_rows(sheet: Sheet, table: Table) -> dict[int, str]:
    return {row: "header" for row in range(table.top, table.bottom + 1) if sheet.row(row)}


def _filings(
    sheet: Sheet,
    rows: list[int],
    headings: Sequence[Heading],
    by_row: dict[int, list[Heading]],
    labels: Labels,
    file: str,
) -> tuple[dict[str, Filing], list[Finding]]:
    """Return what stands in the columns of the fields; of a field that stands twice, in the first."""
    usable, raws = powers(headings, labels), _columns_of(sheet, rows)
    doubts: list[Finding] = []
    first = {heading.field: heading for heading in reversed(headings) if heading.field in usable}
    unit_of = {heading.field: column for column, own in by_row.items() for heading in own}
    filings = {}
    for field, heading in first.items():
        if heading.options:
            columns = [raws[column - 1] for column, _ in heading.options]
            is_date = labels.rules.fields[field].type is FieldType.DATE
            own = joined(columns) if is_date else chosen(columns, [word for _, word in heading.options])
            filings[field] = Filing(own, rows, heading.values_in, {})
            continue
        own = raws[heading.values_in - 1]
        if field in unit_of:
            own, wrong = with_row_units(own, raws[unit_of[field] - 1], heading, labels)
            doubts += _without_unit(sheet, rows, wrong, heading, labels, file)
        filing = _filing(sheet, rows, own, heading.values_in, usable[field], bool(heading.unit))
        filings[field] = filing
    return filings, doubts


def _without_unit(
    sheet: Sheet, rows: list[int], wrong: Sequence[int], heading: Heading, labels: Labels, file: str
) -> Iterator[Finding]:
    """Say of which rows the cell for the unit says none that can be."""
    for place in wrong:
        cell = address(rows[place], heading.values_in)
        unit = heading.unit or labels.rules.fields[heading.field].unit
        where = {"file": file, "sheet": sheet.name, "cell": cell}
        yield heading_finding("unit_doubtful", heading.field, labels, {"unit": unit}, "—", **where)


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
            cell, with_unit = sheet.at(row, column), raws[number]
            if cell and with_unit and isinstance(with_unit, str) and isinstance(cell.value, int | float):
                cell = cell._replace(value=with_unit)  # the unit stands in a cell of its own
            odd[number] = Slot(row, column, cell)
            raws[number] = cell.value if cell else None
    odd |= from_above(raws, rows, column)
    return Filing(raws, rows, column, odd, power, unit_given)


def _all_percent(raws: list[Raw], rows: list[int], percent: set[int]) -> bool:
    """Tell whether everything in a column is a figure that is shown as per cent."""
    return all(
        is_empty(raw) or (type(raw) in (int, float) and row in percent)
        for raw, row in zip(raws, rows, strict=True)
    )


def _other(heading: Heading, labels: Labels, file: str, sheet: str) -> Finding:
    """Say that a heading means another figure than the field's, and was not taken for it."""
    place = {"file": file, "sheet": sheet, "cell": heading.address}
    return heading_finding("heading_other_figure", heading.field, labels, {}, heading.text, **place)


def _unknown(cell: Cell, text: str, table: Table, labels: Labels, file: str, sheet: str) -> Finding:
    """Say that a column is not known, and which field without a column its header comes near to."""
    place = address(cell.row, cell.column)
    near = labels.nearest(cell.text, table.known) or labels.nearest(text, table.known)
    if near is None:
        return Finding("column_unknown", file, sheet, place, value=text)
    return heading_finding("column_unknown_near", near, labels, {}, text, file=file, sheet=sheet, cell=place)


def _hidden(sheet: Sheet, headings: list[Heading], labels: Labels, file: str) -> Iterator[Finding]:
    for heading in headings:
        if any(first <= heading.values_in <= last for first, last in sheet.hidden_columns):
            place = {"file": file, "sheet": sheet.name, "cell": heading.address}
            yield heading_finding("columns_hidden", heading.field, labels, {}, **place)


def _hidden_rows(sheet: Sheet, rows: list[int], file: str) -> Iterator[Finding]:
    """Name the rows of enterprises that are hidden."""
    if spans := sheet.hidden_among(rows):
        yield Finding("rows_hidden", file, sheet.name, f"A{spans[0][0]}", value=spans_text(spans))
