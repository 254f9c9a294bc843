"""The sheet of findings that is added to an applicant's workbook, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cultivation.intake.annotated.findings_table import (
    CELL_COLUMN,
    NAME_COLUMN,
    SHEET_COLUMN,
    FindingsTable,
    lines_of,
)
from cultivation.intake.annotated.styles import Styles
from cultivation.intake.annotated.xml import MAIN, plain, xml
from cultivation.intake.formats.book import letters
from cultivation.language import _

HEADER = 2
LINE_HEIGHT, HIGHEST = 15, 400  # points; Excel takes 409
MOST_LINKS = 65_000  # Excel takes 65,530


def findings_sheet(table: FindingsTable, sheets: Collection[str], styles: Styles) -> bytes:
    """Return the XML of the sheet; `sheets` are those of the workbook."""
    rows = [list(row) for row in table.rows()]
    last = HEADER + max(1, len(rows))
    parts = [
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="{CELL_COLUMN + 1}" ySplit="{HEADER}" activePane="bottomRight" state="frozen"'
        f' topLeftCell="{letters(CELL_COLUMN + 2)}{HEADER + 1}"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>',
        _columns(table.widths),
        "<sheetData>",
        _row(1, [table.title()], [styles.title], 24),
        _row(HEADER, table.headers(), [styles.head] * len(table.widths), 20),
        *_rows(rows, sheets, styles, table.widths),
        *_fixed(table, last + 2, styles),
        f'</sheetData><autoFilter ref="{filtered_area(table)}"/>',
        _links(rows, sheets),
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>",
    ]
    return "".join(parts).encode()


def filtered_area(table: FindingsTable) -> str:
    """Return the area of the findings with their headers."""
    return f"A{HEADER}:{letters(len(table.widths))}{HEADER + max(1, len(table.findings))}"


def _columns(widths: Sequence[int]) -> str:
    each = (
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, width in enumerate(widths, 1)
    )
    return f"<cols>{''.join(each)}</cols>"


def _rows(
    rows: Sequence[Sequence[str | int]], sheets: Collection[str], styles: Styles, widths: Sequence[int]
) -> Iterator[str]:
    for number, row in enumerate(rows, HEADER + 1):
        looks = [styles.text] * len(row)
        if row[CELL_COLUMN] and row[SHEET_COLUMN] in sheets and number < MOST_LINKS:
            looks[CELL_COLUMN] = styles.link
        yield _row(number, row, looks, LINE_HEIGHT * lines_of(row, widths) + 3)


def _fixed(table: FindingsTable, first: int, styles: Styles) -> Iterator[str]:
    if not table.fixed:
        return
    yield _row(first, [_("Corrected since")], [styles.title], 24, NAME_COLUMN)
    for number, cells in enumerate(table.fixed_rows(), first + 1):
        height = LINE_HEIGHT * lines_of([""] * NAME_COLUMN + cells + [""]) + 3
        yield _row(number, cells, [styles.text] * len(cells), height, NAME_COLUMN)


def _row(number: int, values: Sequence[str | int], looks: Sequence[int], height: int, left: int = 0) -> str:
    cells = (
        _cell(f"{letters(column)}{number}", value, style)
        for column, (value, style) in enumerate(zip(values, looks, strict=True), left + 1)
    )
    return f'<row r="{number}" ht="{min(height, HIGHEST)}" customHeight="1">{"".join(cells)}</row>'


def _cell(address: str, value: str | int, style: int) -> str:
    """Return a cell; a text never becomes a formula."""
    if isinstance(value, int):
        return f'<c r="{address}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml(value)}</t></is></c>'


def _links(rows: Sequence[Sequence[str | int]], sheets: Collection[str]) -> str:
    column = letters(CELL_COLUMN + 1)
    links = [
        f'<hyperlink ref="{column}{number}" location="{_location(row)}" display="{row[CELL_COLUMN]}"/>'
        for number, row in enumerate(rows[: MOST_LINKS - HEADER - 1], HEADER + 1)
        if row[CELL_COLUMN] and row[SHEET_COLUMN] in sheets
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _location(row: Sequence[str | int]) -> str:
    return xml(f"{quoted(str(row[SHEET_COLUMN]))}!{row[CELL_COLUMN]}")


def quoted(sheet: str) -> str:
    """Return the name of a sheet as it stands in a reference."""
    return "'" + plain(sheet).replace("'", "''") + "'"
