"""Web pages that systems name .xls: each table is a sheet, figures stay the texts they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from html.parser import HTMLParser

from cultivation.intake.formats.book import Area, Book, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, CellCounter
from cultivation.intake.formats.encodings import BYTE_ORDER_MARKS, DAMAGED, decode
from cultivation.intake.formats.html_cells import Attributes, CellText, Styles
from cultivation.intake.formats.limits import Limits

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
MOST_SPANNED = 1_000
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}  # the larger set, which programs mean by the smaller names


def read_html(content: bytes, limits: Limits) -> Book:
    """Read the tables of a page; raise Unreadable where it has none, as a page of an error has not."""
    text, encoding = _text(content, "")
    return _book("html", [text], encoding, limits)


def read_mhtml(content: bytes, limits: Limits) -> Book:
    """Read the tables of a page that was saved with all that belongs to it, as Excel and WPS do (.mht)."""
    pages = []
    for part in message_from_bytes(content).walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            pages.append(
                _text(body if isinstance(body, bytes) else b"", str(part.get_content_charset() or ""))
            )
    return _book("mhtml", [text for text, _ in pages], next((each for _, each in pages if each), ""), limits)


def _book(kind: str, pages: list[str], encoding: str, limits: Limits) -> Book:
    counter = CellCounter(limits.cells)
    tables: list[_Table] = []
    for page in pages:
        parser = _Tables(counter)
        parser.feed(page)
        parser.close()
        tables += parser.tables
    if not tables:
        raise Unreadable("not_excel")
    sheets = (table.sheet(f"Table {number}", counter) for number, table in enumerate(tables, 1))
    return Book(kind, tuple(sheets), encoding)


def _text(content: bytes, said: str) -> tuple[str, str]:
    """Return the text, and its encoding where none was said."""
    named = CHARSET.search(content[:4096])
    name = said or (named[1].decode("ascii", "replace") if named else "")
    if content.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or name.lower().startswith("utf-16"):
        name = ""  # a page that could be searched for its charset is not written in UTF-16
    try:
        if name:
            return content.decode(CHINESE.get(name.lower(), name)), ""
    except (UnicodeDecodeError, LookupError):
        pass
    decoded = decode(content)
    return decoded.text, decoded.encoding


@dataclass
class _Table:
    """A table of a page, as its cells go by."""

    hidden: bool = False
    values: dict[int, dict[int, Raw]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    problems: dict[Place, str] = field(default_factory=dict)
    doubts: dict[Place, str] = field(default_factory=dict)
    percent: set[Place] = field(default_factory=set)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    columns: int = 0

    def sheet(self, name: str, counter: CellCounter) -> Sheet:
        """Return it as a sheet."""
        return Sheet(
            name,
            {row: counter.row(cells) for row, cells in self.values.items() if cells},
            tuple(self.merged),
            self.problems,
            frozenset(self.percent),
            self.hidden,
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            doubts=self.doubts,
        )

    def keep(self, place: Place, cell: CellText) -> None:
        """Keep what a cell shows."""
        value, doubt, is_percent = cell.result()
        if value is None:
            return
        self.values.setdefault(place[0], {})[place[1]] = value
        if isinstance(value, str) and DAMAGED in value:
            self.problems[place] = "character_damaged"
        if doubt:
            self.doubts[place] = doubt
        if is_percent:
            self.percent.add(place)

    def add_columns(self, attributes: Attributes, hidden: bool) -> None:
        """Count columns that are described, and take note of hidden ones."""
        first, self.columns = self.columns + 1, self.columns + _span(attributes.get("span"))
        if hidden:
            self.hidden_columns.append((first, self.columns))


class _Tables(HTMLParser):
    """Collects the cells of tables; a table within a cell is part of the cell's text."""

    def __init__(self, counter: CellCounter) -> None:
        super().__init__(convert_charrefs=True)
        self.counter, self.styles = counter, Styles()
        self.tables: list[_Table] = []
        self.depth = self.row = self.column = 0
        self.taken: set[tuple[int, int]] = set()
        self.cell: CellText | None = None
        self.group_hidden = self.in_style = False

    def close(self) -> None:
        """End the page, and with it a cell that is still open."""
        super().close()
        self._end_cell()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or something in a cell."""
        attributes = dict(attrs)
        if tag == "style":
            self.in_style = True
        if tag == "table":
            self.depth += 1
        if tag == "table" and self.depth == 1:
            self.tables.append(_Table(self.styles.hides(attributes)))
            self.row, self.taken, self.group_hidden = 0, set(), False
        elif self.depth == 1 and tag in ("tr", "td", "th", "col", "thead", "tbody", "tfoot"):
            self._start(tag, attributes)
        elif self.cell:
            self.cell.start(tag, attributes)

    def _start(self, tag: str, attributes: Attributes) -> None:
        hidden = self.styles.hides(attributes)
        self._end_cell()
        if tag == "tr":
            self.row, self.column = self.row + 1, 0
            if hidden or self.group_hidden:
                self.tables[-1].hidden_rows.append((self.row, self.row))
        elif tag == "col":
            self.tables[-1].add_columns(attributes, hidden)
        elif tag in ("thead", "tbody", "tfoot"):
            self.group_hidden = hidden
        elif not hidden:  # a cell that is not shown has no place of its own
            self.row = max(self.row, 1)  # the first row need not be announced
            self._begin_cell(attributes)

    def handle_endtag(self, tag: str) -> None:
        """End a table, a cell or something in a cell."""
        if tag == "style":
            self.in_style = False
        if tag == "table" and self.depth:
            if self.depth == 1:
                self._end_cell()
            self.depth -= 1
        elif tag in ("td", "th", "tr") and self.depth == 1:
            self._end_cell()
        elif self.cell:
            self.cell.end(tag)

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell, or a style sheet."""
        if self.in_style:
            self.styles.add(data)
        elif self.cell:
            self.cell.add(data)

    def _begin_cell(self, attributes: Attributes) -> None:
        self.column += 1
        while (self.row, self.column) in self.taken:
            self.column += 1
        height, width = (_span(attributes.get(way)) for way in ("rowspan", "colspan"))
        self.counter.add(height * width)
        if self.column + width - 1 > LAST_COLUMN:
            raise Unreadable("too_large")
        if height * width > 1:
            last = (self.row + height - 1, self.column + width - 1)
            self.tables[-1].merged.append(Area(self.row, self.column, *last))
            self.taken.update(
                (row, column)
                for row in range(self.row, last[0] + 1)
                for column in range(self.column, last[1] + 1)
            )
        self.cell = CellText(self.styles, attributes)

    def _end_cell(self) -> None:
        if self.cell:
            self.tables[-1].keep((self.row, self.column), self.cell)
        self.cell = None


def _span(text: str | None) -> int:
    return min(int(text), MOST_SPANNED) if text and text.isascii() and text.isdigit() and int(text) else 1
