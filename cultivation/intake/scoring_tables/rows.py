"""The rows below the headings of a scoring table, told apart: items, headings between, sums, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cultivation.intake.formats.book import Raw, address
from cultivation.intake.scoring_tables.headings import Columns
from cultivation.intake.sheets.rows import text_of
from cultivation.intake.sheets.words import folded

SUB_TOTAL = re.compile(r"小计|subtotal", re.IGNORECASE)
SUM = re.compile(r"^(?:合计|总计|小计|总分|共计|累计|total|subtotal|sum)", re.IGNORECASE)
NOTE = re.compile(r"^(?:注(?:\d|[:：.、]|$)|备注|说明[:：]|附注|note)", re.IGNORECASE)
NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:分|points)?")


@dataclass(frozen=True)
class TableRow:
    """A row; `text` is what a heading, a sum or a note says, `first_row` where the item's cell begins."""

    number: int
    kind: Literal["item", "heading", "sum", "sub_total", "note"]
    text: str = ""
    dimension: str = ""
    item: str = ""
    first_row: int = 0
    points: Raw = None
    standard: str = ""
    note: str = ""


def table_rows(columns: Columns) -> Iterator[TableRow]:
    """Yield the rows that say something."""
    headings = [columns.text(columns.row, column) for column in columns.named]
    for number in columns.sheet.numbers:
        texts = {cell.column: text_of(cell.value) for cell in columns.sheet.row(number)}
        is_again = [columns.text(number, column) for column in columns.named] == headings
        if number > columns.row and texts and not is_again:
            yield _row(columns, number, texts)


def _row(columns: Columns, number: int, texts: dict[int, str]) -> TableRow:
    words = [text for _column, text in sorted(texts.items()) if number_of(text) is None]
    first = words[0] if words else ""
    if any(SUM.match(folded(text)) for text in words):
        is_part = any(SUB_TOTAL.search(folded(text)) for text in words)
        points = columns.value(number, columns.points)
        return TableRow(number, "sub_total" if is_part else "sum", first, points=points)
    if NOTE.match(first):
        return TableRow(number, "note", "\n".join(words))
    standard, points = columns.text(number, columns.standard), columns.value(number, columns.points)
    if _is_alone(columns, number, words):
        return TableRow(number, "heading", first)
    note = "\n".join(dict.fromkeys(text for each in columns.notes if (text := columns.text(number, each))))
    item, first_row = columns.text(number, columns.item), columns.sheet.area(number, columns.item).top
    dimension = columns.text(number, columns.dimension)
    return TableRow(number, "item", "", dimension, item, first_row, points, standard, note)


def _is_alone(columns: Columns, number: int, words: list[str]) -> bool:
    """Tell whether a row is a heading between: one text over names and standard, or nothing beside it."""
    area = columns.sheet.area(number, min(columns.named))
    if area.right >= max(columns.named) > area.left:
        return True
    beside = (columns.item, columns.standard) if columns.dimension else (columns.standard,)
    return len(words) == 1 and not any(columns.text(number, each) for each in beside if each)


def number_of(value: Raw) -> Decimal | None:
    """Return a number, or a text that is one, perhaps with its unit (10分); None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    match = NUMBER.fullmatch(folded(text_of(value)))
    return Decimal(match[1]) if match else None


def place(columns: Columns, number: int, column: int) -> str:
    """Return the address of a row's cell in a column, or of its item."""
    return address(number, column or columns.item)
