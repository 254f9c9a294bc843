"""A sheet as the intake sees it: cells that hold something, merged ranges, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import NamedTuple

Raw = str | int | float | bool | date | datetime | time | timedelta | None
MOST_MERGED = 200_000  # cells of one merged range; more is a slip of the mouse, not a header


class Cell(NamedTuple):
    """A cell that holds something. `problem` is a finding's code where it holds no usable value."""

    row: int
    column: int
    value: Raw
    percent: bool = False
    problem: str = ""

    @property
    def text(self) -> str:
        """Return the text of a text cell, stripped; of any other an empty one."""
        return self.value.strip() if isinstance(self.value, str) else ""


@dataclass(frozen=True)
class Area:
    """A merged range; rows and columns are counted from 1 and included."""

    top: int
    left: int
    bottom: int
    right: int


Place = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells that hold something by (row, column), and its merged ranges."""

    name: str
    cells: dict[Place, Cell]
    merged: tuple[Area, ...] = ()

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Return the rows that hold something, each with its cells from left to right."""
        rows: dict[int, list[Cell]] = {}
        for place in sorted(self.cells):
            rows.setdefault(place[0], []).append(self.cells[place])
        return rows

    @cached_property
    def areas(self) -> dict[Place, Area]:
        """Return the merged range of every place that lies in one."""
        last_row = max(self.rows, default=0)
        last_column = max((column for _, column in self.cells), default=0)
        return {
            (row, column): area
            for area in self.merged
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= MOST_MERGED
            for row in range(area.top, min(area.bottom, last_row) + 1)
            for column in range(area.left, min(area.right, last_column) + 1)
        }

    def area(self, row: int, column: int) -> Area:
        """Return the merged range around a place, or the place alone."""
        return self.areas.get((row, column)) or Area(row, column, row, column)

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that is seen at a place: of a merged range, its first."""
        cell = self.cells.get((row, column))
        if cell is None and (area := self.areas.get((row, column))):
            return self.cells.get((area.top, area.left))
        return cell


def address(row: int, column: int) -> str:
    """Return the address as Excel shows it.

    >>> address(12, 28)
    'AB12'
    """
    return f"{_letters(column)}{row}"


@cache
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
