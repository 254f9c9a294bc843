"""Workbooks of the old Excel and of WPS (.xls, .et).

What xlrd cannot read, calamine often can; it tells less of a workbook. What the records say beside the values
is looked up in them; what is still not seen is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from cultivation.intake.formats.book import Area, Book, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import CellCounter, bounded
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.number_formats import is_percent
from cultivation.intake.formats.old_records import SheetMarks, marks_of
from cultivation.intake.formats.password import decrypt
from cultivation.intake.formats.serial import from_serial
from cultivation.intake.values.displayed import is_telling

SECOND_READER, VALUES_ALONE = "calamine", "calamine, values alone"


def read_old_excel(
    content: bytes, limits: Limits, password: str | None = None, careful: bool = False
) -> Book:
    """Read all sheets; a protected workbook needs its password. `careful` keeps to xlrd alone."""
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        try:
            book = _open(content)
        except xlrd.XLRDError as error:
            if "encrypted" not in str(error).lower():
                raise
            content = decrypt(content, password)
            book = _open(content)
        counter, styles = CellCounter(limits.cells), _styles(book)
        sheets = tuple(_sheet(book, sheet, styles, counter) for sheet in book.sheets())
        return Book("xls", sheets, epoch_1904=book.datemode == 1)
    except (Unreadable, MemoryError):
        raise
    except CompDocError as error:  # what is left of it may be anything
        raise Unreadable("damaged") from error
    except Exception as error:  # what xlrd stumbles over makes it raise nearly anything
        if careful:
            raise Unreadable("damaged") from error
        return _read_otherwise(content, limits, error)


def _read_otherwise(content: bytes, limits: Limits, error: Exception) -> Book:
    """Read the values by calamine; raise Unreadable where it cannot, either."""
    from python_calamine import CalamineWorkbook

    counter = CellCounter(limits.cells)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        read = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        rows = {name: each.to_python(skip_empty_area=False) for name, each in read.items()}
        merged = {name: each.merged_cell_ranges or () for name, each in read.items()}
        shown = {each.name: str(each.visible).endswith("Visible") for each in book.sheets_metadata}
    except Exception as other:
        raise Unreadable("damaged") from other
    except BaseException as other:
        if type(other).__name__ != "PanicException":
            raise
        raise Unreadable("damaged") from error
    for lines in rows.values():
        counter.add(sum(map(len, lines)))
    marks, reader = _marks(content, len(rows))
    sheets = tuple(
        _sheet_otherwise(name, lines, merged[name], not shown.get(name, True), each)
        for (name, lines), each in zip(rows.items(), marks, strict=True)
    )
    if not any(not sheet.is_empty for sheet in sheets):
        raise Unreadable("damaged") from error
    return Book("xls", sheets, reader=reader)


def _marks(content: bytes, sheets: int) -> tuple[list[SheetMarks], str]:
    """Return what the records say beside the values, and how the reader is to be named."""
    try:
        marks = marks_of(content)
    except Exception:  # what one reader stumbled over may make this one stumble, too
        marks = []
    if len(marks) == sheets:
        return marks, SECOND_READER
    return [SheetMarks() for _ in range(sheets)], VALUES_ALONE


def _sheet_otherwise(name: str, lines: Any, merged: Any, hidden: bool, marks: SheetMarks) -> Sheet:
    values = {number: list(line) for number, line in enumerate(lines, 1)}
    for (row, column), text in marks.errors.items():
        line = values.setdefault(row, [])
        line.extend([None] * (column - len(line)))
        line[column - 1] = text
    return Sheet(
        name,
        values,
        tuple(Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged),
        dict.fromkeys(marks.errors, "error_value"),
        frozenset(marks.percent),
        hidden,
        tuple(marks.hidden_rows),
        tuple(marks.hidden_columns),
    )


def _open(content: bytes) -> Any:
    import xlrd

    # Ragged rows end where they end: one cell far to the right does not widen all.
    return xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=StringIO()
    )


@dataclass
class _Styles:
    """The cell styles that matter: shown as per cent, in a telling format, struck through."""

    percent: set[int]
    telling: dict[int, str]
    struck: set[int]


def _styles(book: Any) -> _Styles:
    known = {number: book.format_map.get(style.format_key) for number, style in enumerate(book.xf_list)}
    formats = {number: (shown.format_str or "") if shown else "" for number, shown in known.items()}
    struck = {place for place, font in enumerate(book.font_list) if font.struck_out}
    return _Styles(
        {number for number, text in formats.items() if is_percent(text)},
        {number: text for number, text in formats.items() if is_telling(text) and not _is_date(book, text)},
        {number for number, style in enumerate(book.xf_list) if style.font_index in struck},
    )


def _is_date(book: Any, number_format: str) -> bool:
    from xlrd.formatting import is_date_format_string

    return is_percent(number_format) or bool(is_date_format_string(book, number_format))


def _sheet(book: Any, sheet: Any, styles: _Styles, counter: CellCounter) -> Sheet:
    import xlrd

    values: dict[int, list[Raw]] = {}
    problems: dict[Place, str] = {}
    shown: set[Place] = set()
    formats: dict[Place, str] = {}
    doubts: dict[Place, str] = {}
    for row in range(sheet.nrows):
        cells = {column: cell for column, cell in enumerate(sheet.row(row), 1) if cell.ctype not in (0, 6)}
        counter.add(len(cells))
        values[row + 1] = counter.row({column: _value(book, cell) for column, cell in cells.items()})
        for column, cell in cells.items():
            if cell.ctype == 5:
                problems[row + 1, column] = "error_value"
            if cell.xf_index in styles.percent:
                shown.add((row + 1, column))
            if cell.ctype == xlrd.XL_CELL_NUMBER and (telling := styles.telling.get(cell.xf_index)):
                formats[row + 1, column] = telling
            if runs := sheet.rich_text_runlist_map.get((row, column - 1)):
                text, doubt = _unstruck(book, cell, runs, styles)
                if doubt:
                    values[row + 1][column - 1], doubts[row + 1, column] = text, doubt
            elif cell.xf_index in styles.struck:
                doubts[row + 1, column] = "struck_through"
    return Sheet(
        sheet.name,
        {row: line for row, line in values.items() if line},
        tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        problems,
        frozenset(shown),
        sheet.visibility != 0,
        _hidden(sheet.rowinfo_map),
        _hidden(sheet.colinfo_map),
        formats,
        doubts=doubts,
    )


def _unstruck(book: Any, cell: Any, runs: Any, styles: _Styles) -> tuple[str, str]:
    """Return a text without the runs that are struck through, unless all are, and the code of the doubt."""
    text, kept, struck = str(cell.value), "", ""
    starts = [(0, book.xf_list[cell.xf_index].font_index), *runs]
    ends = [*(start for start, _ in starts[1:]), len(text)]
    for (start, font), end in zip(starts, ends, strict=True):
        if book.font_list[font].struck_out:
            struck += text[start:end]
        else:
            kept += text[start:end]
    if not struck.strip():
        return text, ""
    return (kept, "struck_in_part") if kept.strip() else (text, "struck_through")


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
            return bounded(str(cell.value))


def _hidden(known: Any) -> tuple[Span, ...]:
    return tuple((number + 1, number + 1) for number, info in sorted(known.items()) if info.hidden)
