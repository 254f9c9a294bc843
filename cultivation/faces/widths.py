"""Widths of columns and heights of headers, with Chinese letters counted as two."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from cultivation.faces.table_model import Cell, Column, Table

HEADER_LINES = 4  # a header is broken into about as many


def column_widths(table: Table) -> list[int]:
    """Give each column what its widest cell needs, up to `widest`, and its header in a few lines."""
    by_column = zip(table.columns, _cells_by_column(table), strict=True)
    return [_width(column, cells) for column, cells in by_column]


def _cells_by_column(table: Table) -> Iterator[list[Cell]]:
    for place in range(len(table.columns)):
        yield [row.cells[place] for row in table.rows]


def _width(column: Column, cells: list[Cell]) -> int:
    texts = [line for cell in cells for line in shown(cell, column.number_format).split("\n")]
    body = min(max(map(display_width, texts), default=0), column.widest)
    in_lines = math.ceil(display_width(column.header) / HEADER_LINES)
    words = max(_unbroken(word) for word in re.split(r"[\s-]", column.header))
    return max(body, in_lines, words) + 2


def _unbroken(word: str) -> int:
    """Return the width of a word that cannot be broken; Chinese breaks everywhere."""
    return len(word) if word.isascii() else 4


def most_lines(texts: list[str], widths: list[int]) -> int:
    """Return how many lines the longest of the wrapped texts of a row takes, with some room to spare."""
    return max(_line_count(text, width - 2) for text, width in zip(texts, widths, strict=True))


def _line_count(text: str, width: int) -> int:
    return sum(max(1, math.ceil(display_width(line) / width)) for line in text.split("\n"))


def display_width(text: str) -> int:
    """Count the columns that a text takes: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


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
