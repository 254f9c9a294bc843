"""A sheet of a workbook as it was received, around one cell."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from types import MappingProxyType

from cultivation.errors import Refused
from cultivation.findings import PROBLEMS
from cultivation.intake.formats.book import Area, Book, Raw, Sheet, Unreadable, column_of, letters
from cultivation.intake.formats.readers import Readers
from cultivation.language import _

BOOKS = 4  # kept open
ABOVE, BELOW = 3, 24  # rows around the cell
AROUND, PART, WIDEST = 20, 200, 60  # rows above a cell; rows and columns of a part of a sheet
HEAD = 4  # first rows that are always shown, for they name the columns
LEFT, RIGHT = 6, 8  # columns around the cell
NOTHING_FOUND: Mapping[tuple[int, int], Mark] = MappingProxyType({})
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Sheets:
    """Reads workbooks, one at a time, and keeps the last few."""

    def __init__(self, readers: Readers) -> None:
        self._readers, self._lock = readers, Lock()
        self._books: OrderedDict[str, Book] = OrderedDict()

    def book(self, sha256: str, content: Callable[[], bytes]) -> Book:
        """Return the book of a document; refuse one that cannot be read, with the reason."""
        with self._lock:
            if sha256 not in self._books:
                self._books[sha256] = self._read(content())
                while len(self._books) > BOOKS:
                    self._books.popitem(last=False)
            self._books.move_to_end(sha256)
            return self._books[sha256]

    def _read(self, content: bytes) -> Book:
        try:
            return self._readers.read(content)
        except Unreadable as error:
            problem = _(PROBLEMS.get(error.problem, error.problem))
            sentence = _("The workbook cannot be shown here: {problem}. Download it instead.")
            raise Refused(sentence.format(problem=problem)) from None


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found at a cell: its numbers in the list beside the sheet, and the worst severity."""

    numbers: tuple[int, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown: how many columns it covers, whether it is the one asked for, or a number.

    `address` is given where something was found at it, and `found` says what.
    """

    text: str
    span: int = 1
    marked: bool = False
    number: bool = False
    address: str = ""
    found: Mark | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its number; `gap` tells that rows above it are left out."""

    number: int
    cells: tuple[ShownCell, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows and columns of a sheet; `columns` are their letters, `place` is the cell as (row, column).

    `before` and `after` are the rows from which one goes on to look at a sheet that is shown part by part.
    """

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    place: tuple[int, int] | None
    before: int | None = None
    after: int | None = None


def place_of(cell: str) -> tuple[int, int] | None:
    """Return row and column of an address such as P12; None where it is none."""
    found = ADDRESS.fullmatch(cell.strip().upper())
    return (int(found[2]), column_of(found[1])) if found else None


def excerpt(sheet: Sheet, place: tuple[int, int] | None) -> Excerpt:
    """Return the rows around a place, the first rows, and the columns around it."""
    row, column = place or (1, 1)
    first, last = max(1, column - LEFT), min(max(sheet.width, column), max(column + RIGHT, LEFT + RIGHT + 1))
    wanted = [
        number
        for number in sheet.numbers
        if number <= HEAD or row - ABOVE <= number <= row + BELOW or number == row
    ]
    rows, before = [], 0
    for number in sorted({*wanted, *((row,) if place else ())}):
        rows.append(
            ShownRow(number, _cells(sheet, number, range(first, last + 1), place), number > before + 1)
        )
        before = number
    return Excerpt(sheet.name, tuple(letters(each) for each in range(first, last + 1)), tuple(rows), place)


def part_of(
    sheet: Sheet, place: tuple[int, int] | None, marks: Mapping[tuple[int, int], Mark], first: int = 0
) -> Excerpt:
    """Return a part of a sheet with what was found at its cells: rows from `first`, or around a place."""
    row, column = place or (1, 1)
    begin = first or max(1, row - AROUND)
    left = max(1, min(column - LEFT, sheet.width - WIDEST + 1)) if column > WIDEST else 1
    columns = range(left, min(sheet.width, left + WIDEST - 1) + 1)
    here = [number for number in sheet.numbers if begin <= number < begin + PART]
    head = [number for number in sheet.numbers if number <= min(HEAD, begin - 1)]
    rows, before = [], 0
    for number in sorted({*head, *here, *((row,) if place and not first else ())}):
        cells = _cells(sheet, number, columns, place, marks)
        rows.append(ShownRow(number, cells, number > before + 1))
        before = number
    later = next((number for number in sheet.numbers if number >= begin + PART), None)
    return Excerpt(
        sheet.name,
        tuple(map(letters, columns)),
        tuple(rows),
        place,
        max(1, begin - PART) if begin > 1 else None,
        later,
    )


def _cells(
    sheet: Sheet,
    row: int,
    columns: range,
    place: tuple[int, int] | None,
    marks: Mapping[tuple[int, int], Mark] = NOTHING_FOUND,
) -> tuple[ShownCell, ...]:
    """Return the cells of a row; one that is merged to the right covers its columns."""
    shown, column = [], columns.start
    while column < columns.stop:
        area = sheet.area(row, column)
        span = min(area.right + 1, columns.stop) - column
        cell = sheet.at(row, column)
        value = cell.value if cell else None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        found = marks.get((row, column))
        address = f"{letters(column)}{row}" if found else ""
        shown.append(ShownCell(raw_text(value), span, _holds(area, place), is_number, address, found))
        column += span
    return tuple(shown)


def _holds(area: Area, place: tuple[int, int] | None) -> bool:
    return place is not None and (area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right)


def raw_text(value: Raw) -> str:
    """Show what a cell holds as it was read."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return f"{value:.15g}"
        case _:
            return str(value)
