"""How a template looks on the screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from cultivation.core.rules.model import FieldRule, FieldType

A4 = 9
PAPER_WIDTH = 184  # characters on a page of A4 across, small but readable
GREY, PALE, RED = "#DDE3EA", "#F4F4F4", "#B00020"
WIDTHS = {FieldType.IDENTIFIER: 22, FieldType.TEXT: 30, FieldType.CHOICE: 20}
# "General" shows every digit that is typed, and lets "12.5%" become a per cent.
FORMATS = {
    FieldType.IDENTIFIER: "@",
    FieldType.TEXT: "@",
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.INTEGER: "0",
    FieldType.NUMBER: "General",
}


class Styles:
    """The formats of the cells of one workbook; `empty` and `filled` by the type of the field."""

    def __init__(self, book: Any, form: bool) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.remark = book.add_format({"font_color": "#555555"})
        self.warning = book.add_format({"bold": True, "font_color": RED})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": GREY, "valign": "vcenter"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "align": "left"})
        looks = {"align": "left", "border": 1} if form else {}
        self.empty = _by_type(book, looks)
        self.filled = _by_type(book, {**looks, "border": 1, "bg_color": PALE})


def _by_type(book: Any, looks: Mapping[str, Any]) -> dict[FieldType, Any]:
    wrapped = {"text_wrap": True, "valign": "vcenter"}
    return {
        kind: book.add_format({"num_format": FORMATS.get(kind, "General"), **wrapped, **looks})
        for kind in FieldType
    }


def column_width(rule: FieldRule) -> int:
    """Return the width of a field's column in a table, in characters."""
    return WIDTHS.get(rule.type, 14)


def set_form_page(sheet: Any) -> None:
    """Print a form on A4 upright, one page wide."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def set_table_page(sheet: Any, width: int, header: int) -> None:
    """Print a table on A4 across, with its header and its first two columns on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(ceil(width / PAPER_WIDTH), 0)
    sheet.repeat_rows(header)
    sheet.repeat_columns(0, 1)


def set_list_page(sheet: Any) -> None:
    """Print a list on A4 across, one page wide, with its first row on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
