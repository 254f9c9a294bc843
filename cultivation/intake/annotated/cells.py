"""Where the cells of a sheet stand in its bytes, as far as a new column needs to know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

from cultivation.intake.annotated.xml import TAG, parse

MOST_COLUMNS = 16_384
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Cells:
    """The last row, the last column with a content, and by the place of each row in the bytes its number
    and the spot of the column asked for: the stretch of its cell, or where one would have to stand."""

    last_row: int = 0
    last_column: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)


def read_cells(content: bytes, column: int) -> Cells:
    """Read the places of all rows and of one column; cells need not say where they are."""
    reader = _Reader(content, column)
    parser = reader.parser
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parse(parser, content)
    return reader.cells


def place(cell: str) -> tuple[int, int]:
    """Return row and column of an address, zeros of what is none.

    >>> place("AB12")
    (12, 28)
    """
    found = PLACE.fullmatch(cell)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column


class _Reader:
    def __init__(self, content: bytes, column: int) -> None:
        self.parser = ParserCreate()
        self.content, self.wanted = content, column
        self.cells = Cells()
        self.row = self.row_start = self.column = self.cell_start = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self.column = place(attributes["r"])[1] if "r" in attributes else self.column + 1
                self.cell_start = self.parser.CurrentByteIndex
                if self.column > self.wanted:
                    self._spot(self.cell_start, self.cell_start)
            case "row":
                self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
                self.row_start, self.column = self.parser.CurrentByteIndex, 0
                self.cells.numbers[self.row_start] = self.row
                self.cells.last_row = max(self.cells.last_row, self.row)
            case "v" | "is" | "f":
                self.cells.last_column = max(self.cells.last_column, self.column)

    def end(self, name: str) -> None:
        if self.column == self.wanted and name.rpartition(":")[2] == "c":
            start = self.cell_start
            found = TAG.match(self.content, start)
            end = found.end() if found else start
            if self.content[end - 2 : end] != b"/>":
                closing = TAG.match(self.content, self.parser.CurrentByteIndex)
                end = closing.end() if closing else end
            self._spot(start, end)

    def _spot(self, start: int, end: int) -> None:
        self.cells.places.setdefault(self.row_start, (start, end))
