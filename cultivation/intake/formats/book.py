"""A book and its sheets as the intake sees them, whatever kind of file they came in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import chain, islice
from typing import NamedTuple

Raw = str | int | float | bool | date | datetime | time | timedelta | None
Place = tuple[int, int]
Span = tuple[int, int]
MOST_MERGED = 200_000  # cells of one merged range; more is a slip of the mouse, not a header


class Cell(NamedTuple):
    """A cell that holds something. `problem` is a finding's code where it holds no usable value.

    `shown` is the number format where what it shows may say something else than the value; `doubt` is a
    finding's code where the value is there, but may not be meant.
    """

    row: int
    column: int
    value: Raw
    percent: bool = False
    problem: str = ""
    shown: str = ""
    doubt: str = ""

    @property
    def text(self) -> str:
        """Return the text of a text cell, stripped; of any other an empty one."""
        return self.value.strip() if isinstance(self.value, str) else ""


class Area(NamedTuple):
    """A merged range; rows and columns are counted from 1 and included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows by number, and what is to be known of single cells.

    A row is its values from the first column on, as far as they go; None and "" are empty cells. Rows
    that hold nothing may be left out. `problems` names the code of the finding for each cell that holds
    no usable value (an error, a formula without its result); `percent` are the cells that are shown as
    per cent; `formats` the number formats of those that may show another figure than they hold. Spans of
    hidden rows and columns are (first, last), counted from 1. `again` are the rows that were numbered like
    another, with that number; `doubts` names the code of the finding for each cell whose value may not be
    meant. `margins` are the texts in the header and footer of its printed
    page. `lengths` are the numbers of cells of the rows of a text table, where a row may lack a separator.
    """

    name: str
    values: Mapping[int, Sequence[Raw]]
    merged: tuple[Area, ...] = ()
    problems: Mapping[Place, str] = field(default_factory=dict)
    percent: frozenset[Place] = frozenset()
    hidden: bool = False
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    formats: Mapping[Place, str] = field(default_factory=dict)
    again: Mapping[int, int] = field(default_factory=dict)
    doubts: Mapping[Place, str] = field(default_factory=dict)
    lengths: Mapping[int, int] = field(default_factory=dict)
    margins: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(self.row(number) for number in self.numbers)

    def first_rows(self, most: int) -> list[int]:
        """Return the numbers of the first rows that hold something."""
        return list(islice((number for number in self.numbers if self.row(number)), most))

    def has_more_rows(self, most: int) -> bool:
        """Tell whether more rows than that hold something."""
        return len(self.numbers) > most and len(self.first_rows(most + 1)) > most

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Return the rows that hold something, each with its cells from left to right."""
        rows = {number: self.row(number) for number in self.numbers}
        return {number: cells for number, cells in rows.items() if cells}

    @cached_property
    def cells(self) -> dict[Place, Cell]:
        """Return the cells that hold something."""
        return {(cell.row, cell.column): cell for cells in self.rows.values() for cell in cells}

    @cached_property
    def numbers(self) -> list[int]:
        """Return the numbers of the rows that may hold something, in their order."""
        return sorted(set(self.values).union(row for row, _ in self.problems))

    def row(self, number: int) -> list[Cell]:
        """Return the cells of a row that hold something, from left to right."""
        if number not in self._known_rows:
            self._known_rows[number] = self._row(number)
        return self._known_rows[number]

    @cached_property
    def _known_rows(self) -> dict[int, list[Cell]]:
        return {}

    def _row(self, number: int) -> list[Cell]:
        values, percent, problems = self.values.get(number, ()), self.percent, self._problem_columns
        if number in problems:
            columns = {column for column, value in enumerate(values, 1) if not is_empty(value)}
            columns |= problems[number]
            return [cell for column in sorted(columns) if (cell := self._own(number, column))]
        if self.formats or self.doubts:
            return [cell for column in range(1, len(values) + 1) if (cell := self._own(number, column))]
        return [
            Cell(number, column, value, bool(percent) and (number, column) in percent)
            for column, value in enumerate(values, 1)
            if value is not None and value != ""
        ]

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that is seen at a place: of a merged range, its first."""
        cell = self._own(row, column)
        if cell is None and (area := self.areas.get((row, column))):
            return self._own(area.top, area.left)
        return cell

    def area(self, row: int, column: int) -> Area:
        """Return the merged range around a place, or the place alone."""
        return self.areas.get((row, column)) or Area(row, column, row, column)

    @cached_property
    def areas(self) -> dict[Place, Area]:
        """Return the merged range of every place that lies in one."""
        last_row = max(self.numbers, default=0)
        last_column = self.width
        return {
            (row, column): area
            for area in self.merged
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= MOST_MERGED
            for row in range(area.top, min(area.bottom, last_row) + 1)
            for column in range(area.left, min(area.right, last_column) + 1)
        }

    def hidden_among(self, rows: Sequence[int]) -> list[Span]:
        """Return which of some rows, in their order, are hidden: the first and the last of each stretch."""
        return [
            (inside[0], inside[-1])
            for first, last in self.hidden_rows
            if (inside := rows[bisect_left(rows, first) : bisect_right(rows, last)])
        ]

    @cached_property
    def merged_rows(self) -> set[int]:
        """Return the rows that a merged range reaches into."""
        return {row for row, _ in self.areas}

    @cached_property
    def width(self) -> int:
        """Return the number of the last column that may hold something."""
        return max(
            max(map(len, self.values.values()), default=0),
            max((column for _, column in self.problems), default=0),
        )

    @cached_property
    def _problem_columns(self) -> dict[int, set[int]]:
        return _by_column((column, row) for row, column in self.problems)

    @cached_property
    def marked(self) -> dict[int, set[int]]:
        """Return the rows, by column, of the places with a problem, doubt or telling format, or merged."""
        return _by_column(chain(self.problems, self.areas, self.formats, self.doubts))

    @cached_property
    def percent_rows(self) -> dict[int, set[int]]:
        """Return the rows, by column, of the cells that are shown as per cent."""
        return _by_column(self.percent)

    def _own(self, row: int, column: int) -> Cell | None:
        """Return what stands at a place itself, None where nothing does."""
        values, place = self.values.get(row, ()), (row, column)
        value = values[column - 1] if 0 < column <= len(values) else None
        problem = self.problems.get(place, "") if self.problems else ""
        if (value is None or value == "") and not problem:
            return None
        shown = self.formats.get(place, "") if self.formats else ""
        doubt = self.doubts.get(place, "") if self.doubts else ""
        return Cell(row, column, value, bool(self.percent) and place in self.percent, problem, shown, doubt)


def spans_text(spans: Iterable[Span], longest: int = 120) -> str:
    """Return stretches of rows as people write them: 5, 7-9."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)[:longest]


@dataclass(frozen=True)
class Book:
    """A file as it was read: what it is by its content, and its sheets in their order.

    `kind` is one of xlsx, xlsb, xls, ods, fods, csv, html, mhtml, spreadsheetml. `encoding` is that of a text
    file, empty of others. `reader` names the one that read it where that was not the usual one. `epoch_1904`
    tells that plain numbers count days from 1904 where they are dates.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    epoch_1904: bool = False
    reader: str = ""


class Unreadable(Exception):
    """The bytes are no workbook that can be read; `problem` is a key of findings.PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def address(row: int, column: int) -> str:
    """Return the address as Excel shows it.

    >>> address(12, 28)
    'AB12'
    """
    return f"{letters(column)}{row}"


@cache
def letters(column: int) -> str:
    """Return the letters of a column that is counted from 1."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(letters: str) -> int:
    """Return the number of a column by its letters.

    >>> column_of("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _by_column(places: Iterable[Place]) -> dict[int, set[int]]:
    columns: dict[int, set[int]] = {}
    for row, column in places:
        columns.setdefault(column, set()).add(row)
    return columns


def is_empty(value: Raw) -> bool:
    """Tell whether a cell with this value holds nothing."""
    return value is None or value == ""
