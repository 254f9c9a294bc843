"""Fills workbooks for marks as an expert would, with openpyxl, which is not what wrote them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

HEADER = 3
Mark = Callable[[int, str, list[str]], object]  # number of the firm, field of the mark, possible marks


def fill(path: Path, mark: Mark, target: Path | None = None) -> Path:
    """Write a mark into each row; `mark` gets what the drop-down of the row offers."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    offers = {}
    for each in sheet.data_validations.dataValidation:
        for cells in each.sqref.ranges:
            offers[cells.coord] = (each.formula1 or "").strip('"').split(",")
    columns = {cell.value: cell.column for cell in sheet[HEADER]}
    place = columns.get("评分") or columns["Mark"]
    for row in range(HEADER + 1, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        if key:
            number, _slash, field = str(key).partition("/")
            cell = sheet.cell(row, place)
            cell.value = mark(int(number), field, offers[cell.coordinate])
    book.save(target or path)
    return target or path
