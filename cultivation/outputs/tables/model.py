"""A table to be written as one sheet: columns, rows, and what stands above them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date | None

TEXT = "@"  # Excel neither computes nor converts what stands in a cell of this format


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, number format, the band above it and its neighbours, and how wide it may get.

    `bar_of` is the number whose share a bar in each cell shows: the most points, say.
    """

    header: str
    number_format: str = TEXT
    band: str = ""
    widest: int = 44
    bar_of: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, its tone, and whether a thick line is drawn under it."""

    cells: tuple[Cell, ...]
    tone: str = ""
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `frozen` columns stay in sight when the reader moves to the right.

    `id` is the name of the table in formulas, the same in every language. A table whose rows are
    read in their order (`fixed`) has no filter and cannot be sorted. It prints on A4, landscape unless it is
    `portrait`; `below` are lines under the rows, such as those for signatures;
    `across` is a word above each printed page of what does not count yet.
    """

    id: str
    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frozen: int = 0
    portrait: bool = False
    fixed: bool = False
    below: tuple[str, ...] = ()
    across: str = ""

    @property
    def header_row(self) -> int:
        """Return the row of the headers (from 0): below title, notes and, if there are any, the bands."""
        return 1 + len(self.notes) + any(column.band for column in self.columns)

    @property
    def headers(self) -> list[str]:
        """Return the headers; one that stands twice, which Excel refuses, is told apart by its band."""
        taken = Counter(column.header.casefold() for column in self.columns)
        headers: list[str] = []
        for column in self.columns:
            twice = taken[column.header.casefold()] > 1 and column.band
            header, number = f"{column.header} ({column.band})" if twice else column.header, 2
            while header.casefold() in map(str.casefold, headers):
                header, number = f"{column.header} ({number})", number + 1
            headers.append(header)
        return headers
