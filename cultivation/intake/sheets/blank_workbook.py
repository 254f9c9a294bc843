"""What workbooks that people fill in have in common: styles, pages, a guide, the stamp they are known by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.intake.templates.sheet_names import META

A4 = 9
GREY, YELLOW = "#DDE3EA", "#FFF6CC"
FRAME = {"border": 1, "border_color": "#B8C0CC", "valign": "vcenter", "text_wrap": True}
TO_FILL = {**FRAME, "bg_color": YELLOW}


class Styles:
    """The styles of a workbook of xlsxwriter: yellow is for people to fill in."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({**FRAME, "bold": True, "bg_color": GREY, "align": "center"})
        self.plain = book.add_format({**FRAME, "num_format": "@"})
        self.fill = book.add_format({**TO_FILL, "num_format": "@"})
        self.count = book.add_format({**TO_FILL, "align": "center"})
        self.day = book.add_format({**TO_FILL, "num_format": "yyyy-mm-dd", "align": "left"})
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def blank_workbook(title: str, year: int, write: Callable[[Any, Styles], None]) -> bytes:
    """Return a workbook that `write` filled; the same contents give the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": title, "created": datetime(year, 1, 1)})
    write(book, Styles(book))
    book.close()
    return content.getvalue()


def print_across(sheet: Any) -> None:
    """Let a sheet print on A4 across, as wide as the page, with the number of the page."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def write_guide(book: Any, styles: Styles, name: str, lines: Iterable[str], height: int) -> None:
    """Write how to fill it in, a line a row."""
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 78)
    for row, line in enumerate(lines):
        sheet.set_row(row, height)
        sheet.write_string(row, 0, line, styles.wrapped)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def write_stamp(book: Any, lines: Iterable[tuple[str, str]]) -> None:
    """Write, where nobody sees it, what the workbook was made for: by that its reader knows it."""
    sheet = book.add_worksheet(META)
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line)
    sheet.hide()


def offer(sheet: Any, area: tuple[int, int, int, int], source: Sequence[str] | str) -> None:
    """Offer words in an area of cells, or those where a formula points to; others may be written."""
    words = source if isinstance(source, str) else list(source)
    sheet.data_validation(*area, {"validate": "list", "source": words, "error_type": "warning"})
