"""Web pages that systems name .xls: each table is a sheet, figures stay the texts they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cultivation.intake.formats.book import Area, Book, Raw, Sheet, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, CellCounter, check_text
from cultivation.intake.formats.delimited import BYTE_ORDER_MARKS, decode
from cultivation.intake.formats.limits import Limits

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
MOST_SPANNED = 1_000
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}  # the larger set, which programs mean by the smaller names


def read_html(content: bytes, limits: Limits) -> Book:
    """Read the tables of a page; raise Unreadable where it has none, as a page of an error has not."""
    text, encoding = _text(content)
    parser = _Tables(CellCounter(limits.cells))
    parser.feed(text)
    parser.close()
    if not (sheets := tuple(parser.sheets())):
        raise Unreadable("not_excel")
    return Book("html", sheets, encoding)


def _text(content: bytes) -> tuple[str, str]:
    named = CHARSET.search(content[:4096])
    if not named or content.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        return decode(content)
    name = named[1].decode("ascii", "replace").lower()
    if name.startswith("utf-16"):  # a page that could be searched for its charset is not written in it
        return decode(content)
    try:
        return content.decode(CHINESE.get(name, name)), ""  # nothing was assumed: the page says it
    except (UnicodeDecodeError, LookupError):
        return decode(content)


class _Tables(HTMLParser):
    """Collects the cells of tables; a table within a cell is part of the cell's text."""

    def __init__(self, counter: CellCounter) -> None:
        super().__init__(convert_charrefs=True)
        self.counter = counter
        self.tables: list[tuple[dict[int, dict[int, Raw]], list[Area]]] = []
        self.depth = self.row = self.column = 0
        self.taken: set[tuple[int, int]] = set()
        self.text: list[str] | None = None

    def sheets(self) -> list[Sheet]:
        """Return a sheet for each table."""
        return [
            Sheet(
                f"Table {number}",
                {row: self.counter.row(cells) for row, cells in values.items() if cells},
                tuple(merged),
            )
            for number, (values, merged) in enumerate(self.tables, 1)
        ]

    def close(self) -> None:
        """End the page, and with it a cell that is still open."""
        super().close()
        self._end_cell()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(({}, []))
                self.row, self.taken = 0, set()
        elif self.depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.row, self.column = self.row + 1, 0
        elif tag in ("td", "th"):
            self._end_cell()
            self.row = max(self.row, 1)  # the first row need not be announced
            self._begin_cell(dict(attrs))
        elif tag == "br" and self.text is not None:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a table or a cell."""
        if tag == "table" and self.depth:
            if self.depth == 1:
                self._end_cell()
            self.depth -= 1
        elif tag in ("td", "th", "tr") and self.depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell."""
        if self.text is not None:
            self.text.append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.column += 1
        while (self.row, self.column) in self.taken:
            self.column += 1
        height, width = (_span(attributes.get(way)) for way in ("rowspan", "colspan"))
        self.counter.add(height * width)
        if self.column + width - 1 > LAST_COLUMN:
            raise Unreadable("too_large")
        if height * width > 1:
            last = (self.row + height - 1, self.column + width - 1)
            self.tables[-1][1].append(Area(self.row, self.column, *last))
            self.taken.update(
                (row, column)
                for row in range(self.row, last[0] + 1)
                for column in range(self.column, last[1] + 1)
            )
        self.text = []

    def _end_cell(self) -> None:
        if self.text is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self.text).split("\n"))
        text = "\n".join(line for line in lines if line)
        check_text(text)
        if text:
            self.tables[-1][0].setdefault(self.row, {})[self.column] = text
        self.text = None


def _span(text: str | None) -> int:
    return min(int(text), MOST_SPANNED) if text and text.isascii() and text.isdigit() and int(text) else 1
