"""What goes back to the applicant: the workbook with its cells marked, or a list of the findings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any

from cultivation.intake.findings_table import CELL_COLUMN, SHEET_COLUMN, WIDTHS, FindingsTable, lines_of
from cultivation.language import _

LINE_HEIGHT = 15
MOST_CELLS = 200_000  # with more, marking takes openpyxl too long
# The parts that openpyxl writes again as they were. Whatever else a workbook holds (charts, shapes, pictures,
# pivot tables, form controls, embedded files, WPS pictures in cells, threaded comments) it would drop.
KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/.*"
    r"|xl/(workbook|styles|sharedStrings|calcChain)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/.*"
    r"|xl/worksheets/sheet\d+\.xml|xl/worksheets/_rels/.*|xl/tables/table\d+\.xml|xl/printerSettings/.*"
    r"|xl/comments\d*\.xml|xl/comments/comment\d+\.xml|xl/drawings/(vmlDrawing|commentsDrawing)\d+\.vml"
    r"|xl/vbaProject\.bin|customXml/.*"
)
NO_DAY = datetime(2000, 1, 1)  # so that the same findings give the same bytes
EXTENSION = b"<extLst"  # newer drop-downs and formats, which openpyxl drops


@dataclass(frozen=True)
class Returned:
    """A file to send back."""

    name: str
    content: bytes


def write_returned(
    content: bytes, name: str, table: FindingsTable, header_rows: Mapping[str, int]
) -> Returned:
    """Return the workbook marked where it can be, else a list of the findings, in the language spoken now.

    `header_rows` gives the last header row of each sheet that is a summary.
    """
    path = PurePath(name)
    if can_be_marked(content):
        from cultivation.intake.marking import mark_workbook

        suffix = path.suffix if path.suffix.lower() == ".xlsm" else ".xlsx"
        marked = mark_workbook(content, table, header_rows, macros=suffix == ".xlsm")
        return Returned(f"{path.stem}.returned{suffix}", marked)
    return Returned(f"{path.name}.findings.xlsx", write_list(name, table))


def can_be_marked(content: bytes) -> bool:
    """Tell whether openpyxl writes the workbook again without losing anything of it."""
    if not content.startswith(b"PK"):
        return False
    try:
        package = zipfile.ZipFile(BytesIO(content))
        if not all(KEPT.fullmatch(name) for name in package.namelist() if not name.endswith("/")):
            return False
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    cells = sum(sheet.count(b"<c ") for sheet in sheets)
    return bool(sheets) and cells <= MOST_CELLS and not any(EXTENSION in sheet for sheet in sheets)


def write_list(name: str, table: FindingsTable) -> bytes:
    """Return a workbook that lists the findings of a file; the same findings give the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": name, "created": NO_DAY})
    sheet = book.add_worksheet(_("Findings"))
    head = book.add_format({"bold": True, "bg_color": "#DDE3EA", "border": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.write_string(0, 0, name, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, table.title())
    last = _write_table(sheet, 2, table.headers(), table.rows(), head, wrapped)
    sheet.autofilter(2, 0, last, len(WIDTHS) - 1)
    _write_fixed(sheet, last + 2, table, head, wrapped)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, CELL_COLUMN + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return content.getvalue()


def _write_table(sheet: Any, first: int, headers: list[str], rows: Any, head: Any, wrapped: Any) -> int:
    """Write a table and return its last row."""
    sheet.write_row(first, 0, headers, head)
    number = first
    for number, row in enumerate(rows, first + 1):
        sheet.set_row(number, LINE_HEIGHT * max(1, lines_of(row)))
        for column, value in enumerate(row):
            write = sheet.write_number if isinstance(value, int) else sheet.write_string
            write(number, column, value, wrapped)
    return number


def _write_fixed(sheet: Any, first: int, table: FindingsTable, head: Any, wrapped: Any) -> None:
    if not table.fixed:
        return
    sheet.write_string(first, SHEET_COLUMN + 2, _("Put right since"), head)
    for row, cells in enumerate(table.fixed_rows(), first + 1):
        for column, text in enumerate(cells, SHEET_COLUMN + 2):
            sheet.write_string(row, column, text, wrapped)
