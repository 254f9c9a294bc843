"""Tables as XlsxWriter lays them out: title, notes, frozen headers, filter, typed cells, print setup.

The workbook is written row by row in XlsxWriter's constant memory, so that nothing but one row is kept.
"""

from __future__ import annotations

import math
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from cultivation.language import _
from cultivation.outputs.tables.formats import BAR, Formats
from cultivation.outputs.tables.model import Cell, Row, Table
from cultivation.outputs.tables.widths import column_widths, line_count, most_lines

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LINE_HEIGHT = 15
ROOM_TO_SIGN = 36
A4 = 9
READABLE_WIDTH = 185  # columns of letters on a page of A4, landscape: letters of 10 points print in 8
ALLOWED = ("sort", "autofilter", "format_columns", "format_rows", "select_locked_cells")
NEVER = "=FALSE"
ACROSS = "&C&26&KB0B0B0{text}"  # large and grey, above the cells
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches


def write_table(formats: Formats, table: Table, footer: str) -> None:
    """Add one sheet to the workbook."""
    sheet = formats.workbook.add_worksheet(table.name)
    sheet.set_default_row(LINE_HEIGHT + 3)
    widths = column_widths(table)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    _write_top(sheet, table, formats)
    _write_bands(sheet, table, formats)
    _write_headers(sheet, table, formats, widths)
    _write_rows(sheet, table, formats, widths)
    _write_below(sheet, table, formats)
    _guard(sheet, table)
    _draw_bars(sheet, table)
    set_up_printing(sheet, footer, table.portrait, pages_across(table, widths))
    _set_up(sheet, table)
    if table.across:
        sheet.set_header(ACROSS.format(text=table.across.replace("&", "&&")), {"margin": 0.2})
        sheet.set_margins(**{**MARGINS, "top": 1.0})


def _write_top(sheet: Worksheet, table: Table, formats: Formats) -> None:
    """Write the title and the notes; they may run on over the columns to the right."""
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, table.title, formats.title)
    for number, note in enumerate(table.notes, start=1):
        sheet.write_string(number, 0, note, formats.note)


def _write_bands(sheet: Worksheet, table: Table, formats: Formats) -> None:
    row = table.header_row - 1
    for name, places in groupby(range(len(table.columns)), lambda place: table.columns[place].band):
        first, *others = places
        if name and others:
            sheet.merge_range(row, first, row, others[-1], name, formats.band)
        elif name:
            sheet.write_string(row, first, name, formats.band)


def _write_headers(sheet: Worksheet, table: Table, formats: Formats, widths: list[int]) -> None:
    headers = table.headers
    sheet.set_row(table.header_row, LINE_HEIGHT * most_lines(headers, widths) + 6)
    if table.rows and not table.fixed:
        _name_table(sheet, table, headers)
    for place, header in enumerate(headers):
        sheet.write_string(table.header_row, place, header, formats.header)


def _name_table(sheet: Worksheet, table: Table, headers: list[str]) -> None:
    """Make a named table with a filter.

    XlsxWriter declines this in constant memory since it cannot write a table's data there; of its own
    accord it writes the headers alone, and these are written again below.
    """
    columns = [{"header": header} for header in headers]
    options = {"name": table.id, "style": None, "columns": columns}
    sheet.constant_memory = False
    try:
        sheet.add_table(table.header_row, 0, _last_row(table), len(table.columns) - 1, options)
    finally:
        sheet.constant_memory = True


def _write_rows(sheet: Worksheet, table: Table, formats: Formats, widths: list[int]) -> None:
    """Write a value as what it is; a text stays a text, whatever it looks like."""
    known: dict[tuple[int, bool, str, bool], Format] = {}
    for number, row in enumerate(table.rows, start=table.header_row + 1):
        if (lines := _lines(row, widths)) > 1:
            sheet.set_row(number, LINE_HEIGHT * lines + 3)
        for place, value in enumerate(row.cells):
            is_text = isinstance(value, str)
            key = (place, is_text, row.tone, row.underlined)
            if (cell_format := known.get(key)) is None:
                column = table.columns[place]
                cell_format = formats.of_cell(column, is_text, row.tone, row.underlined, not table.fixed)
                known[key] = cell_format
            _write_cell(sheet, number, place, value, cell_format)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Cell, cell_format: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, cell_format)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, cell_format)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, cell_format)
    else:
        sheet.write_number(row, place, value, cell_format)


def _write_below(sheet: Worksheet, table: Table, formats: Formats) -> None:
    """Write the lines under the rows, with room to sign."""
    for number, line in enumerate(table.below, start=_last_row(table) + 1):
        sheet.set_row(number, ROOM_TO_SIGN)
        sheet.write_string(number, 0, line, formats.signature)


def _lines(row: Row, widths: list[int]) -> int:
    """Count the lines of a row's wrapped texts: not every program finds the height by itself."""
    lines = 1
    for value, width in zip(row.cells, widths, strict=True):
        if isinstance(value, str) and (len(value) * 2 > width - 2 or "\n" in value):
            lines = max(lines, line_count(value, width - 2))
    return lines


def _guard(sheet: Worksheet, table: Table) -> None:
    """Protect the sheet, yet let it be sorted and filtered.

    Excel sorts none but unlocked cells. So the cells of a table are unlocked, and refuse what is typed.
    """
    sheet.protect("", dict.fromkeys(ALLOWED, True))
    if table.rows and not table.fixed:
        refusal = {
            "validate": "custom",
            "value": NEVER,
            "error_title": _("Not to be changed here"),
            "error_message": _("These figures come from the record. Sort and filter as needed."),
        }
        sheet.data_validation(table.header_row + 1, 0, _last_row(table), len(table.columns) - 1, refusal)


def _draw_bars(sheet: Worksheet, table: Table) -> None:
    """Draw the share of the most points as a bar in the cell, from 0 on."""
    for place, column in enumerate(table.columns):
        if column.bar_of and table.rows:
            bar = {
                "type": "data_bar",
                "data_bar_2010": True,
                "bar_solid": True,
                "bar_color": BAR,
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": column.bar_of,
            }
            sheet.conditional_format(table.header_row + 1, place, _last_row(table), place, bar)


def _last_row(table: Table) -> int:
    return table.header_row + len(table.rows)


def _set_up(sheet: Worksheet, table: Table) -> None:
    """Freeze the headers and repeat them on every page."""
    sheet.freeze_panes(table.header_row + 1, table.frozen)
    sheet.print_area(0, 0, _last_row(table) + len(table.below), len(table.columns) - 1)
    if table.frozen:
        sheet.repeat_columns(0, table.frozen - 1)
    has_bands = any(column.band for column in table.columns)
    sheet.repeat_rows(table.header_row - has_bands, table.header_row)


def pages_across(table: Table, widths: list[int]) -> int:
    """Return over how many pages beside each other a wide table goes, so that its print can be read."""
    repeated = sum(widths[: table.frozen])
    return max(1, math.ceil((sum(widths) - repeated) / max(READABLE_WIDTH - repeated, 1)))


def set_up_printing(sheet: Worksheet, footer: str, portrait: bool = False, across: int = 1) -> None:
    """Print on A4 with a footer, landscape where upright is not asked for."""
    sheet.hide_gridlines(2)
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(across, 0)
    sheet.set_footer(footer)
