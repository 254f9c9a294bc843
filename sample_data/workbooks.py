"""What all sample workbooks have in common: how they look, and saving them with the same bytes every time."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

MADE_AT = datetime(2016, 11, 14, 9, 0, 0)
LINE = Side(style="thin", color="999999")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GREY = PatternFill("solid", start_color="DDE3EA")


def sheet_of(workbook: Workbook, title: str) -> Worksheet:
    """Return the first sheet, named and set up for printing on one page's width."""
    sheet = workbook.worksheets[0]
    sheet.title = title
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def put(sheet: Worksheet, row: int, column: int, value: object, *, head: bool = False) -> Cell:
    """Write one cell; a date is shown as 2016-11-14."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value  # type: ignore[assignment]
    cell.border = BOX
    if isinstance(value, float):
        cell.number_format = "#,##0.00####"
    elif cell.is_date:
        cell.number_format = "yyyy-mm-dd"
    if head:
        cell.fill = GREY
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def put_across(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, title: bool = False) -> None:
    """Write a text into merged cells; to the left, where it is seen in a wide sheet."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=columns[0], end_column=columns[1])
    cell = sheet.cell(row, columns[0], text)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 30 if title else 18
    if title:
        cell.font = Font(bold=True, size=14)


def save(workbook: Workbook, path: Path) -> None:
    """Save without a trace of when and where: openpyxl stamps the time into the archive and into core.xml."""
    workbook.properties.creator = "sample data"
    workbook.properties.created = MADE_AT
    stamped = BytesIO()
    workbook.save(stamped)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(stamped) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + _stamp(), content)
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # else it tells Windows from the others
            target.writestr(entry, content)


def _stamp() -> bytes:
    return MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
