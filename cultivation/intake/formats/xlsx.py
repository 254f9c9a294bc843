"""Workbooks of Excel and WPS (.xlsx, .xlsm): the fast parser's values with what it does not tell.

The parser releases Python's lock while it works, so the scan for the rest costs little time beside it. A
sheet that either of them cannot cope with is read by the stream reader.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from threading import Thread
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

from cultivation.intake.formats.book import Book, Raw, Sheet, Unreadable
from cultivation.intake.formats.bounds import CellCounter
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.margins import margin_texts
from cultivation.intake.formats.package import Package, check_part, open_package, read_part
from cultivation.intake.formats.scan import FORMULA, NeedsStreamReader, Scan, extent, scan
from cultivation.intake.formats.xlsx_parts import Parts, SheetPart, read_parts, read_strings
from cultivation.intake.formats.xlsx_stream import read_sheet

STRIKE = re.compile(rb"<(?:\w+:)?strike\b")
WORTH_A_THREAD = 300_000  # bytes of a sheet
Result = TypeVar("Result")


def read_xlsx(content: bytes, limits: Limits, careful: bool = False) -> Book:
    """Read all sheets of a workbook, visible and hidden alike; by the stream reader alone where `careful`."""
    package = open_package(content, limits)
    try:
        for name in package.namelist():
            if name.lower().endswith(".rels") or "[content_types]" in name.lower():
                check_part(package, name)
        parts = read_parts(package)
        if parts.strings:
            check_part(package, parts.strings)
        is_fast = parts.usual and not careful and not package.rewritten
        reader = _Reader(package, parts, limits, _parser(content) if is_fast else None)
        return Book("xlsx", tuple(map(reader.sheet, parts.sheets)), epoch_1904=parts.epoch_1904)
    except (ParseError, ValueError) as error:
        raise Unreadable("damaged") from error


class _Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, package: Package, parts: Parts, limits: Limits, parser: Any) -> None:
        self.package, self.parts, self.parser = package, parts, parser
        self.counter = CellCounter(limits.cells)
        self.limits = limits
        self.strings = cache(lambda: read_strings(package, parts.strings))
        has_struck = parts.strings and STRIKE.search(read_part(package, parts.strings))
        if has_struck:  # the fast parser joins what counts with what was struck through
            self.parser = None
        self.percent = frozenset(number for number, look in enumerate(parts.styles) if look == "percent")

    def sheet(self, part: SheetPart) -> Sheet:
        """Read a sheet, fast if that is safe."""
        data = check_part(self.package, part.path)
        try:
            if self.parser:
                return self._fast(data, part)
        except NeedsStreamReader:
            pass
        return read_sheet(data, part, self.parts, self.strings, self.counter)

    def _fast(self, data: bytes, part: SheetPart) -> Sheet:
        where = extent(data)
        if self._is_doubtful(data) or part.path in self.package.rewritten:
            raise NeedsStreamReader
        if where.rows * where.columns > self.limits.cells:
            raise NeedsStreamReader
        rows, found = _both(
            lambda: _values(self.parser, part.name) if where.rows else [],
            lambda: scan(data, where, self.percent, self.parts.telling),
            len(data) > WORTH_A_THREAD,
        )
        if len(rows) > where.rows or (rows and len(rows[0]) > where.columns):
            raise NeedsStreamReader
        self.counter.add(where.rows * where.columns)
        return _joined(part, rows, found)

    def _is_doubtful(self, data: bytes) -> bool:
        """Tell whether something is struck through, or a formula's result may be old."""
        if (self.parts.stale and FORMULA.search(data)) or STRIKE.search(data):
            return True
        return any(data.find(b' s="%d"' % style) >= 0 for style in self.parts.struck)


def _joined(part: SheetPart, rows: list[list[Raw]], found: Scan) -> Sheet:
    """Return a sheet of the values and what the scan found; the parser leaves errors blank."""
    for row, column in found.problems:
        rows.extend([] for _ in range(row - len(rows)))
        line = rows[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = found.errors.get((row, column)) or line[column - 1] or None
    return Sheet(
        part.name,
        dict(enumerate(rows, 1)),
        found.merged,
        found.problems,
        found.percent,
        part.hidden,
        found.hidden_rows,
        found.hidden_columns,
        found.formats,
        margins=margin_texts(found.margins),
    )


def _parser(content: bytes) -> Any:
    """Return the fast parser of a workbook, None where it cannot make anything of it."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return None


def _values(parser: Any, name: str) -> list[list[Raw]]:
    """Return the rows of a sheet from A1 on; raise NeedsStreamReader where the parser rejects the sheet."""
    try:
        rows: list[list[Raw]] = parser.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:  # one unusual cell is enough, and its errors are of many classes
        raise NeedsStreamReader from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise NeedsStreamReader from error
        raise
    return rows


def _both(first: Callable[[], Result], second: Callable[[], Scan], at_once: bool) -> tuple[Result, Scan]:
    """Return the results of both, the first computed in a thread where that saves time."""
    if not at_once:
        return first(), second()
    results: list[Result] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            results.append(first())
        except Exception as error:
            errors.append(error)

    thread = Thread(target=work)
    thread.start()
    try:
        found = second()
    finally:
        thread.join()
    if errors:
        raise errors[0]
    return results[0], found
