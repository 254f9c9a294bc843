"""Excel 2003 XML tables, which systems also name .xls, read as a stream of rows."""

from __future__ import annotations

import math
import re
from datetime import datetime
from io import BytesIO
from typing import Any

from cultivation.intake.formats.book import Area, Book, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, LAST_ROW, CellCounter, bounded
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.number_formats import is_percent
from cultivation.intake.formats.package import as_utf_8
from cultivation.intake.formats.xlsx_parts import looks
from cultivation.intake.values.displayed import is_telling

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
YES = ("1", "true", "True")
# Formats by name, which show a figure as it is; Percent apart.
NAMED = (
    "General",
    "General Number",
    "Fixed",
    "Standard",
    "Currency",
    "Euro Currency",
    "Scientific",
    "Yes/No",
)


def read_spreadsheetml(content: bytes, limits: Limits) -> Book:
    """Read all worksheets."""
    from defusedxml.common import DefusedXmlException

    book = _Book(CellCounter(limits.cells))
    try:
        book.read(as_utf_8(content.lstrip()))
    except DefusedXmlException as error:
        raise Unreadable("hostile") from error
    return Book("spreadsheetml", tuple(book.sheets), epoch_1904=book.epoch_1904)


class _Book:
    """Collects styles and worksheets as they go by; each row is forgotten once it is read."""

    def __init__(self, counter: CellCounter) -> None:
        self.counter = counter
        self.sheets: list[Sheet] = []
        self.looks = _Looks()
        self.epoch_1904 = False
        self.sheet = _SheetReader("", self.looks, counter)

    def read(self, content: bytes) -> None:
        """Read the document."""
        from defusedxml.ElementTree import iterparse

        for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                self._end(element)
            elif element.tag == f"{SS}Worksheet":
                self.sheet = _SheetReader(str(element.get(f"{SS}Name", "")), self.looks, self.counter)

    def _end(self, element: Any) -> None:
        match element.tag.rpartition("}")[2]:
            case "Row":
                self.sheet.row(element)
                element.clear()
            case "Column":
                self.sheet.column(element)
            case "Visible" if element.tag.startswith(EXCEL):
                self.sheet.hidden = (element.text or "").strip() != "SheetVisible"
            case "Worksheet":
                self.sheets.append(self.sheet.sheet())
                element.clear()
            case "Style":
                self.looks.take(element)
            case "Date1904":
                self.epoch_1904 = True


class _Looks:
    """The styles that matter: shown as per cent, in a telling format, struck through."""

    def __init__(self) -> None:
        self.percent: set[str] = set()
        self.telling: dict[str, str] = {}
        self.struck: set[str] = set()

    def take(self, element: Any) -> None:
        """Take note of a style; one that names no format or font has those of its parent."""
        name, parent = str(element.get(f"{SS}ID")), str(element.get(f"{SS}Parent"))
        shown, font = element.find(f"{SS}NumberFormat"), element.find(f"{SS}Font")
        text = "" if shown is None else shown.get(f"{SS}Format", "")
        if (parent in self.percent) if shown is None else (text == "Percent" or is_percent(text)):
            self.percent.add(name)
        elif shown is None and parent in self.telling:
            self.telling[name] = self.telling[parent]
        elif text and text not in NAMED and not looks(text) and is_telling(text):
            self.telling[name] = text
        if (parent in self.struck) if font is None else (font.get(f"{SS}StrikeThrough") in YES):
            self.struck.add(name)


class _SheetReader:
    """Collects one worksheet."""

    def __init__(self, name: str, looks: _Looks, counter: CellCounter) -> None:
        self.name, self.looks, self.counter = name, looks, counter
        self.hidden = False
        self.last_row = self.last_column = 0
        self.values: dict[int, list[Raw]] = {}
        self.merged: list[Area] = []
        self.problems: dict[Place, str] = {}
        self.percent: set[Place] = set()
        self.formats: dict[Place, str] = {}
        self.doubts: dict[Place, str] = {}
        self.columns: list[tuple[int, int, str]] = []  # how columns look
        self.hidden_rows: list[Span] = []
        self.hidden_columns: list[Span] = []

    def sheet(self) -> Sheet:
        """Return what was collected."""
        return Sheet(
            self.name,
            self.values,
            tuple(self.merged),
            self.problems,
            frozenset(self.percent),
            self.hidden,
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            self.formats,
            doubts=self.doubts,
        )

    def column(self, element: Any) -> None:
        """Take note of columns that are hidden, and how they look."""
        first, self.last_column = _numbered(element, self.last_column, LAST_COLUMN)
        if element.get(f"{SS}Hidden") in YES:
            self.hidden_columns.append((first, self.last_column))
        if style := element.get(f"{SS}StyleID"):
            self.columns.append((first, self.last_column, style))

    def row(self, row: Any) -> None:
        """Read a row."""
        number, self.last_row = _numbered(row, self.last_row, LAST_ROW)
        if row.get(f"{SS}Hidden") in YES:
            self.hidden_rows.append((number, self.last_row))
        cells: dict[int, Raw] = {}
        last = 0
        for cell in row.findall(f"{SS}Cell"):
            column, _ = _numbered(cell, last, LAST_COLUMN)
            across, down = (int(cell.get(f"{SS}Merge{way}", "0")) for way in ("Across", "Down"))
            last = column + across
            if across < 0 or down < 0 or last > LAST_COLUMN or number + down > LAST_ROW:
                raise Unreadable("damaged")
            if across or down:
                self.merged.append(Area(number, column, number + down, last))
            self._keep((number, column), cell, row.get(f"{SS}StyleID"), cells)
        self.counter.add(len(cells))
        if line := self.counter.row(cells):
            self.values[number] = line

    def _keep(self, place: Place, cell: Any, row_style: str | None, cells: dict[int, Raw]) -> None:
        data = cell.find(f"{SS}Data")
        value = None if data is None else _value(data)
        formula = cell.get(f"{SS}Formula")
        if data is None:
            if formula:
                self.problems[place] = "formula_without_value"
        elif data.get(f"{SS}Type") == "Error" or (formula and ERROR.fullmatch(str(value))):
            self.problems[place] = "error_value"
        if value is None:
            return
        cells[place[1]] = value
        style = cell.get(f"{SS}StyleID") or row_style or self._look_of(place[1])
        if style in self.looks.percent:
            self.percent.add(place)
        if isinstance(value, float) and (telling := self.looks.telling.get(style)):
            self.formats[place] = telling
        if style in self.looks.struck:
            self.doubts[place] = "struck_through"

    def _look_of(self, column: int) -> str:
        return next((look for first, last, look in self.columns if first <= column <= last), "")


def _numbered(element: Any, before: int, most: int) -> tuple[int, int]:
    """Return the first and last number of a row, column or cell: an index moves on, a span repeats."""
    first = int(element.get(f"{SS}Index", before + 1))
    last = first + int(element.get(f"{SS}Span", "0"))
    # Going back would put it over another one.
    if not before < first <= last <= most:
        raise Unreadable("damaged")
    return first, last


def _value(data: Any) -> Raw:
    """Return the value by its type; what is none of its type stays the text that it is."""
    text = bounded("".join(data.itertext()))
    try:
        match data.get(f"{SS}Type"):
            case "Number":
                number = float(text)
                return number if math.isfinite(number) else text
            case "Boolean":
                return text.strip() in YES
            case "DateTime":
                return datetime.fromisoformat(text)
    except ValueError:
        pass
    return text or None
