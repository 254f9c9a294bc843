"""The applicant's own workbook, with its cells marked, a column to filter on and a sheet of findings."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from cultivation.findings import Finding, Severity
from cultivation.intake.findings_table import CELL_COLUMN, FILLS, WIDTHS, FindingsTable, lines_of, told
from cultivation.intake.sheet_names import FINDINGS
from cultivation.language import _, current

AUTHOR = "cultivation"
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 140
COLUMN_WIDTH = 50
LINE_HEIGHT = 15


def mark_workbook(
    content: bytes, table: FindingsTable, header_rows: Mapping[str, int], macros: bool = False
) -> bytes:
    """Return the workbook with its findings marked; what the applicant wrote stays as it was."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(content), keep_vba=macros)
    _forget_marks(book)
    for finding in table.ordered:
        if finding.cell and finding.sheet in book.sheetnames and finding.severity is not Severity.NOTE:
            _mark(book[finding.sheet], finding)
    for name, row in header_rows.items():
        if name in book.sheetnames:
            _add_column(book[name], row, [each for each in table.ordered if each.sheet == name])
    _add_sheet(book, table)
    book.calculation.fullCalcOnLoad = True  # results of formulas are not kept by openpyxl
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _forget_marks(book: Any) -> None:
    """Take away what we added the last time."""
    from openpyxl.styles import PatternFill

    for name in FINDINGS.values():
        if name in book.sheetnames:
            del book[name]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _mark(sheet: Any, finding: Finding) -> None:
    """Fill the cell and say in a comment what is wrong; a comment of the applicant stays."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[finding.cell]
    area = next((area for area in sheet.merged_cells.ranges if finding.cell in area), None)
    if area is not None:
        cell = sheet.cell(area.min_row, area.min_col)
    before = cell.comment.text if cell.comment else ""
    if not before or cell.comment.author != AUTHOR:
        cell.fill = PatternFill("solid", start_color=FILLS[finding.severity])
    text = "\n".join(part for part in (before, told(finding)) if part)
    cell.comment = Comment(text, AUTHOR, height=COMMENT_HEIGHT, width=COMMENT_WIDTH)


def _add_column(sheet: Any, header_row: int, findings: list[Finding]) -> None:
    """Write the findings of each row into a column of their own, which can be filtered on."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.cell import coordinate_from_string

    rows: dict[int, list[str]] = {}
    for finding in findings:
        if finding.severity is Severity.NOTE:
            continue
        if finding.cell and (row := coordinate_from_string(finding.cell)[1]) > header_row:
            rows.setdefault(row, []).append(told(finding))
    column = _column_of_ours(sheet, header_row)
    head = sheet.cell(header_row, column, FINDINGS[current()])
    head.font, head.fill = Font(bold=True), PatternFill("solid", start_color="DDE3EA")
    for row in range(header_row + 1, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        _write_text(cell, "\n".join(rows.get(row, ())))
        cell.alignment = Alignment(vertical="top")
    sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
    if sheet.auto_filter.ref is None and not sheet.tables:
        last = get_column_letter(column)
        sheet.auto_filter.ref = f"A{header_row}:{last}{max(sheet.max_row, header_row + 1)}"


def _column_of_ours(sheet: Any, header_row: int) -> int:
    """Return the column that we added before, or the first free one."""
    for cell in sheet[header_row]:
        if cell.value in FINDINGS.values():
            return int(cell.column)
    return int(sheet.max_column) + 1


def _add_sheet(book: Any, table: FindingsTable) -> None:
    """Add the sheet of findings, each with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter, quote_sheetname

    sheet = book.create_sheet(FINDINGS[current()])
    sheet.append([table.title()])
    sheet.append(table.headers())
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="DDE3EA")
    for finding, values in zip(table.ordered, table.rows(), strict=True):
        row = sheet.max_row + 1
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column)
            _write_text(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(1, lines_of(values))
        if finding.cell and finding.sheet in book.sheetnames:
            link = sheet.cell(row, CELL_COLUMN + 1)
            link.hyperlink = f"#{quote_sheetname(finding.sheet)}!{finding.cell}"
            link.style = "Hyperlink"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(WIDTHS))}{max(sheet.max_row, 3)}"
    _add_fixed(sheet, table)
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _add_fixed(sheet: Any, table: FindingsTable) -> None:
    from openpyxl.styles import Font

    if not table.fixed:
        return
    row = sheet.max_row + 2
    sheet.cell(row, 5, _("Put right since")).font = Font(bold=True)
    for number, cells in enumerate(table.fixed_rows(), row + 1):
        for column, text in enumerate(cells, 5):
            _write_text(sheet.cell(number, column), text)


def _write_text(cell: Any, value: str | int) -> None:
    """Write a value that never becomes a formula, and no characters that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str) and value:
        cell.data_type = "s"
