"""What the workbooks of offices are made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.intake.books import saved

from .firms import KEYS, PLAIN, typed

Cells = Callable[[str, str], Any]
Line = list[Any]


@dataclass(frozen=True)
class Office:
    """A workbook and what must come of it.

    `taken` and `refused` are the letters of the firms in it; `codes` the findings but for notes, each as
    often as it must come. `differs` are the values that are not the truth, each of them told by a finding.
    `lacks` are the fields without a column.
    `aside` is the number of rows that hold something and are no enterprise's.
    """

    name: str
    make: Callable[[], bytes]
    taken: str
    refused: str = ""
    codes: Sequence[str] = ()
    differs: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    aside: int = 0
    lacks: Sequence[str] = ()
    file: str = "汇总表.xlsx"


def written(changes: Mapping[str, Callable[[Any], Any]]) -> Cells:
    """Return how cells are filled where some fields are written otherwise than typed plainly."""
    return lambda firm, key: changes.get(key, _same)(typed(firm, key))


def header(changes: Mapping[str, str] | None = None, keys: Sequence[str] = KEYS) -> Line:
    """Return the headings with units, but for those that are named otherwise."""
    names = {**PLAIN, **(changes or {})}
    return ["序号", *(names[key] for key in keys)]


def lines(firms: str, cells: Cells = typed, keys: Sequence[str] = KEYS, first: int = 1) -> list[Line]:
    """Return a numbered row for each firm."""
    return [[number, *(cells(firm, key) for key in keys)] for number, firm in enumerate(firms, first)]


def sheet_of(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "汇总表") -> Workbook:
    book = Workbook()
    fill(book.worksheets[0], rows, merged)
    book.worksheets[0].title = title
    return book


def fill(sheet: Worksheet, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> None:
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)


def book(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    return saved(sheet_of(rows, merged))


def _same(value: Any) -> Any:
    return value
