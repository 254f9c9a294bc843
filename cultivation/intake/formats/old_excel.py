"""Workbooks of the old Excel and of WPS (.xls, .et). The only module that knows xlrd."""

from __future__ import annotations

from io import StringIO
from typing import Any

from cultivation.intake.formats.book import Area, Book, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import CellCounter, check_text
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.number_formats import is_percent
from cultivation.intake.formats.password import decrypt
from cultivation.intake.formats.serial import from_serial


def read_old_excel(content: bytes, limits: Limits, password: str | None = None) -> Book:
    """Read all sheets; a protected workbook needs its password."""
    import xlrd

    try:
        book = _open(content)
    except xlrd.XLRDError as error:
        if "encrypted" not in str(error).lower():
            raise Unreadable("damaged") from error
        book = _open(decrypt(content, password))
    counter, percent = CellCounter(limits.cells), _percent_styles(book)
    sheets = tuple(_sheet(book, sheet, percent, counter) for sheet in book.sheets())
    return Book("xls", sheets, epoch_1904=book.datemode == 1)


def _open(content: bytes) -> Any:
    import xlrd

    # Ragged rows end where they end: one cell far to the right does not widen all.
    return xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=StringIO()
    )


def _percent_styles(book: Any) -> set[int]:
    return {
        number
        for number, style in enumerate(book.xf_list)
        if (shown := book.format_map.get(style.format_key)) and is_percent(shown.format_str)
    }


def _sheet(book: Any, sheet: Any, percent: set[int], counter: CellCounter) -> Sheet:
    values: dict[int, list[Raw]] = {}
    problems: dict[Place, str] = {}
    shown: set[Place] = set()
    for row in range(sheet.nrows):
        cells = {column: cell for column, cell in enumerate(sheet.row(row), 1) if cell.ctype not in (0, 6)}
        counter.add(len(cells))
        values[row + 1] = counter.row({column: _value(book, cell) for column, cell in cells.items()})
        for column, cell in cells.items():
            if cell.ctype == 5:
                problems[row + 1, column] = "error_value"
            if cell.xf_index in percent:
                shown.add((row + 1, column))
    return Sheet(
        sheet.name,
        {row: line for row, line in values.items() if line},
        tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        problems,
        frozenset(shown),
        sheet.visibility != 0,
        _hidden(sheet.rowinfo_map),
        _hidden(sheet.colinfo_map),
    )


def _value(book: Any, cell: Any) -> Raw:
    """Return the value of a cell by its type: text, number, date, truth or error."""
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            return from_serial(cell.value, False, book.datemode == 1)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
        case xlrd.XL_CELL_NUMBER:
            return float(cell.value)
        case _:
            check_text(cell.value)
            return str(cell.value)


def _hidden(known: Any) -> tuple[Span, ...]:
    return tuple((number + 1, number + 1) for number, info in sorted(known.items()) if info.hidden)
