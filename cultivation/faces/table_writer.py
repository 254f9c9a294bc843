"""Tables as XlsxWriter lays them out: title, notes, frozen headers, filter, typed cells, print setup."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cultivation.faces.table_model import TEXT, Cell, Column, Row, Table
from cultivation.faces.widths import column_widths, most_lines
from cultivation.language import current

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
LINE_HEIGHT = 15
GREY, DARK, PALE = "#BFBFBF", "#1F3864", "#E9EDF4"
TONES = {"entered": "#E6F2E6", "left": "#F9E6E3", "reserve": "#FDF3D9", "heading": PALE, "": ""}
HEADER = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "font_size": 9,
    "valign": "vcenter",
    "border": 1,
}


class Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return the format with these properties, in the font of the language spoken now."""
        key = tuple(sorted(properties.items()))
        if key not in self.known:
            font = {"font_name": FONTS[current()], "font_size": 10}
            self.known[key] = self.workbook.add_format(font | properties)
        return self.known[key]

    def of_cell(self, column: Column, row: Row, value: Cell) -> Format:
        """Return the format of a cell below the headers: texts wrap, the tone fills."""
        properties: dict[str, Any] = {"num_format": column.number_format, "valign": "vcenter"}
        properties |= {"bottom": 1, "bottom_color": GREY}
        if isinstance(value, str):
            properties |= {"num_format": TEXT, "text_wrap": True}
        if column.number_format == TEXT:
            properties |= {"align": "left", "indent": 1}
        if fill := TONES[row.tone]:
            properties["bg_color"] = fill
        if row.tone == "heading":
            properties["bold"] = True
        if row.underlined:
            properties |= {"bottom": 5, "bottom_color": DARK}
        return self.get(**properties)


def write_table(formats: Formats, table: Table, footer: str) -> None:
    """Add one sheet to the workbook."""
    sheet = formats.workbook.add_worksheet(table.name)
    widths = column_widths(table)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    _write_top(sheet, table, formats)
    _write_bands(sheet, table, formats)
    _write_headers(sheet, table, formats, widths)
    for number, row in enumerate(table.rows, start=table.header_row + 1):
        sheet.set_row(number, _height(row, widths))
        for place, (column, value) in enumerate(zip(table.columns, row.cells, strict=True)):
            _write_cell(sheet, (number, place), value, formats.of_cell(column, row, value))
    _set_up(sheet, table)
    sheet.set_footer(footer)


def _height(row: Row, widths: list[int]) -> int:
    """Make a row high enough for its wrapped texts: not every program finds the height by itself."""
    texts = [value if isinstance(value, str) else "" for value in row.cells]
    return LINE_HEIGHT * most_lines(texts, widths) + 3


def _write_top(sheet: Worksheet, table: Table, formats: Formats) -> None:
    """Write the title and the notes; they may run on over the columns to the right."""
    sheet.set_row(0, 24)
    title = formats.get(bold=True, font_size=14, font_color=DARK, valign="vcenter")
    sheet.write_string(0, 0, table.title, title)
    for number, note in enumerate(table.notes, start=1):
        sheet.write_string(number, 0, note, formats.get(font_color="#595959"))


def _write_bands(sheet: Worksheet, table: Table, formats: Formats) -> None:
    band = formats.get(**HEADER, border_color="#FFFFFF", bg_color=DARK, font_color="#FFFFFF")
    row = table.header_row - 1
    for name, places in groupby(range(len(table.columns)), lambda place: table.columns[place].band):
        first, *others = places
        if name and others:
            sheet.merge_range(row, first, row, others[-1], "", band)
        if name:
            sheet.write_string(row, first, name, band)


def _write_headers(sheet: Worksheet, table: Table, formats: Formats, widths: list[int]) -> None:
    header = formats.get(**HEADER, border_color=GREY, bg_color="#D9E1F2", font_color=DARK)
    headers = [column.header for column in table.columns]
    sheet.set_row(table.header_row, LINE_HEIGHT * most_lines(headers, widths) + 6)
    for place, text in enumerate(headers):
        sheet.write_string(table.header_row, place, text, header)


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: Cell, cell_format: Format) -> None:
    """Write a value as what it is; a text stays a text, whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(*place, None, cell_format)
    elif isinstance(value, str):
        sheet.write_string(*place, value, cell_format)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, cell_format)
    else:
        sheet.write_number(*place, value, cell_format)


def _set_up(sheet: Worksheet, table: Table) -> None:
    """Freeze and filter; landscape, one page wide, headers on every page."""
    last_row, last_column = table.header_row + len(table.rows), len(table.columns) - 1
    sheet.freeze_panes(table.header_row + 1, table.frozen)
    sheet.autofilter(table.header_row, 0, last_row, last_column)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(table.paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_column)
    has_bands = any(column.band for column in table.columns)
    sheet.repeat_rows(table.header_row - has_bands, table.header_row)
