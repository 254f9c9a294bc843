"""The bytes of an Excel workbook as sheets of cells. The only module that knows openpyxl.

It uses openpyxl's parser of one sheet rather than its worksheets: one pass then gives values, merged
ranges and formulas without a result, and whatever else is odd in a file (drawings, conditional formats)
cannot make it unreadable.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from cultivation.intake.sheet import Area, Cell, Place, Sheet

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 400_000_000  # unpacked; a summary of 10,000 enterprises has some 30 million
LITERALS = re.compile(r'"[^"]*"|\\.')


class Unreadable(Exception):
    """The bytes are no workbook that can be read; `problem` is a key of findings.PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def read_sheets(content: bytes) -> list[Sheet]:
    """Read all sheets, visible and hidden alike. Raises Unreadable for whatever is wrong with the bytes."""
    _check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions that are of no use here
            return _sheets(content)
    except Exception as error:  # a broken file makes openpyxl raise nearly anything
        raise Unreadable("damaged") from error


def _check_package(content: bytes) -> None:
    if not content:
        raise Unreadable("empty")
    if content.startswith(OLE_START):
        raise Unreadable("encrypted" if ENCRYPTED in content else "old_excel")
    if not content.startswith(b"PK"):
        raise Unreadable("not_excel")
    try:
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    if not any(re.fullmatch(r"xl/workbook\d*\.xml", entry.filename) for entry in entries):
        raise Unreadable("not_excel")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unreadable("too_large")


def _sheets(content: bytes) -> list[Sheet]:
    from openpyxl import load_workbook

    book: Any = load_workbook(BytesIO(content), read_only=True, data_only=True)
    percent = _percent_styles(book)
    # Sheets that are charts have no cells.
    return [_sheet(book, sheet, percent) for sheet in book.worksheets if hasattr(sheet, "_worksheet_path")]


def _percent_styles(book: Any) -> set[int]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    styles = set()
    for number, style in enumerate(book._cell_styles):
        own = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        text = book._number_formats[own] if own >= 0 else BUILTIN_FORMATS.get(style.numFmtId, "")
        if "%" in LITERALS.sub("", text):
            styles.add(number)
    return styles


def _sheet(book: Any, sheet: Any, percent: set[int]) -> Sheet:
    from openpyxl.worksheet._reader import WorkSheetParser

    cells: dict[Place, Cell] = {}
    merged: list[Area] = []
    with book._archive.open(sheet._worksheet_path) as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for found in _parse(parser):
            if isinstance(found, Area):
                merged.append(found)
            else:
                cells[found["row"], found["column"]] = _cell(found, percent)
    return Sheet(sheet.title, cells, tuple(merged))


def _parse(parser: Any) -> Iterator[dict[str, Any] | Area]:
    """Yield the cells that hold a value or a formula, and the merged ranges."""
    from openpyxl.utils import range_boundaries
    from openpyxl.worksheet import _reader
    from openpyxl.xml.functions import iterparse

    merge_tag = _reader.MERGE_TAG.removesuffix("s")
    for _, element in iterparse(parser.source):
        if element.tag == _reader.ROW_TAG:
            _, row = parser.parse_row(element)
            for cell, part in zip(row, element, strict=True):
                if cell["value"] is not None:
                    yield cell
                elif part.find(_reader.FORMULA_TAG) is not None:
                    yield {**cell, "data_type": "f"}
            element.clear()
        elif element.tag == merge_tag:
            left, top, right, bottom = range_boundaries(element.get("ref"))
            yield Area(int(top or 1), int(left or 1), int(bottom or 1), int(right or 1))


def _cell(found: dict[str, Any], percent: set[int]) -> Cell:
    problem = {"f": "formula_without_value", "e": "error_value"}.get(found["data_type"], "")
    return Cell(found["row"], found["column"], found["value"], found["style_id"] in percent, problem)
