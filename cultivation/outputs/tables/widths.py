"""Widths of columns and heights of headers, with Chinese letters counted as two."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from rich.cells import cell_len

from cultivation.outputs.tables.model import Cell, Column, Table

TITLE_SCALE = 1.5  # letters of a title beside those of a cell
HEADER_LINES = 4  # a header is broken into about as many


def column_widths(table: Table) -> list[int]:
    """Give each column what its widest cell needs, up to `widest`, and its header in a few lines.

    The last one is as much wider as the title and the notes above need, which would be cut off in print.
    """
    by_column = zip(table.columns, _cells_by_column(table), strict=True)
    widths = [_width(column, cells) for column, cells in by_column]
    above = [math.ceil(TITLE_SCALE * cell_len(table.title)), *map(cell_len, table.notes)]
    return [*widths[:-1], max(widths[-1], max(above) - sum(widths[:-1]))]


def _cells_by_column(table: Table) -> Iterator[list[Cell]]:
    for place in range(len(table.columns)):
        yield [row.cells[place] for row in table.rows]


def _width(column: Column, cells: list[Cell]) -> int:
    shown_widths = (_shown_width(cell, column.number_format) for cell in _widest_candidates(cells))
    body = min(max(shown_widths, default=0), column.widest)
    in_lines = math.ceil(cell_len(column.header) / HEADER_LINES)
    words = max(_unbroken(word) for word in re.split(r"[\s-]", column.header))
    return max(body, in_lines, words) + 2


def _widest_candidates(cells: list[Cell]) -> set[Cell]:
    """Return the cells among which the widest is: each text once, of numbers the least and the greatest."""
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    widest: set[Cell] = {cell for cell in cells if not isinstance(cell, int | float)}
    return widest | {min(numbers), max(numbers)} if numbers else widest


def _shown_width(cell: Cell, number_format: str) -> int:
    return max(map(cell_len, shown(cell, number_format).split("\n")))


def _unbroken(word: str) -> int:
    """Return the width of a word that cannot be broken; Chinese breaks everywhere."""
    return len(word) if word.isascii() else 4


def most_lines(texts: list[str], widths: list[int]) -> int:
    """Return how many lines the longest of the wrapped texts of a row takes, with some room to spare."""
    return max(line_count(text, width - 2) for text, width in zip(texts, widths, strict=True))


def line_count(text: str, width: int) -> int:
    """Return how many lines a text takes when it wraps at this width."""
    return sum(max(1, math.ceil(cell_len(line) / width)) for line in text.split("\n"))


def shown(value: Cell, number_format: str) -> str:
    """Write a cell about as the number format shows it; only its width matters."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return value.isoformat()
    if "%" in number_format:
        return f"{value:.2%}"
    places = len(number_format.partition(".")[2].partition('"')[0])
    unit = re.search(r'"([^"]*)"', number_format)
    return f"{value:,.{places}f}{unit[1] if unit else ''}"
