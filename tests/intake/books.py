"""Small workbooks for the tests: cells by address, merged ranges and number formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

CODES = ("91320583001000003G", "91320583001000011B")
NAME = "示例甲有限公司（虚构）"


def book(
    cells: Mapping[str, Any],
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    title: str = "Sheet",
) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for address, value in cells.items():
        sheet[address] = value
    for area in merged:
        sheet.merge_cells(area)
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    return saved(workbook)


def rows_book(rows: Iterable[Sequence[Any]]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()
