"""The findings of a file as a workbook of their own, where the applicant's cannot be marked."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.intake.annotated.findings_table import (
    CELL_COLUMN,
    NAME_COLUMN,
    FindingsTable,
    lines_of,
)
from cultivation.intake.annotated.xml import plain
from cultivation.language import _

LINE_HEIGHT, HIGHEST = 15, 400  # points; Excel takes 409
NO_DAY = datetime(2000, 1, 1)  # so that the same findings give the same bytes
HEADER = 3


def write_list(name: str, table: FindingsTable, remark: str) -> bytes:
    """Return a workbook that lists the findings below a remark; the same findings give the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": plain(name), "created": NO_DAY})
    sheet = book.add_worksheet(_("Findings"))
    head = book.add_format({"bold": True, "bg_color": "#DDE3EA", "border": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "align": "left"})
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, plain(name), book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, remark)
    sheet.write_string(2, 0, table.title())
    last = _write_table(sheet, HEADER, table, head, wrapped)
    sheet.autofilter(HEADER, 0, last, len(table.widths) - 1)
    _write_fixed(sheet, last + 2, table, head, wrapped)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER + 1, CELL_COLUMN + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)
    sheet.set_footer("&C&P / &N")
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    book.close()
    return content.getvalue()


def _write_table(sheet: Any, first: int, table: FindingsTable, head: Any, wrapped: Any) -> int:
    """Write a table and return its last row."""
    sheet.write_row(first, 0, table.headers(), head)
    number = first
    for number, row in enumerate(table.rows(), first + 1):
        sheet.set_row(number, min(LINE_HEIGHT * lines_of(row, table.widths) + 3, HIGHEST))
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, wrapped)
            else:
                sheet.write_string(number, column, plain(value), wrapped)
    return number


def _write_fixed(sheet: Any, first: int, table: FindingsTable, head: Any, wrapped: Any) -> None:
    if not table.fixed:
        return
    sheet.write_string(first, NAME_COLUMN, _("Corrected since"), head)
    for row, cells in enumerate(table.fixed_rows(), first + 1):
        for column, text in enumerate(cells, NAME_COLUMN):
            sheet.write_string(row, column, plain(text), wrapped)
