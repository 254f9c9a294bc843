"""OpenDocument spreadsheets (.ods), read as a stream: a repeated row is one element, however often."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from cultivation.intake.formats.book import Area, Book, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, LAST_ROW, CellCounter, bounded
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.ods_styles import OF_FIGURES, Styles
from cultivation.intake.formats.package import (
    as_utf_8,
    check_part,
    defines_types,
    open_package,
    read_part,
)

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
NUMBERS = ("float", "percentage", "currency")
ERROR = re.compile(r"#[A-Z/0]+[!?]?|#N/A|Err:[0-9]{3}")
NOTHING = ";;;"
MANIFEST = "META-INF/manifest.xml"


def read_ods(packed: bytes, limits: Limits) -> Book:
    """Read all sheets of a spreadsheet."""
    package = open_package(packed, limits)
    # The list of parts is only searched, never parsed: OpenOffice once wrote it with a type definition.
    manifest = package.find(MANIFEST)
    if manifest and b"encryption-data" in read_part(package, manifest):
        raise Unreadable("encrypted")
    content = check_part(package, package.find("content.xml"))
    styles = Styles()
    if common := package.find("styles.xml"):
        _take_styles(check_part(package, common), styles)
    return Book("ods", tuple(_sheets(content, CellCounter(limits.cells), styles)))


def read_flat_ods(content: bytes, limits: Limits) -> Book:
    """Read all sheets of a spreadsheet that is one XML text (.fods)."""
    content = as_utf_8(content.removeprefix(codecs.BOM_UTF8))
    if defines_types(content):
        raise Unreadable("hostile")
    return Book("fods", tuple(_sheets(content, CellCounter(limits.cells), Styles())))


def _take_styles(content: bytes, styles: Styles) -> None:
    """Take note of the styles that all parts of a document share."""
    from defusedxml.ElementTree import iterparse

    for _, element in iterparse(BytesIO(content)):
        styles.take(element)


def _sheets(content: bytes, counter: CellCounter, styles: Styles) -> Iterator[Sheet]:
    from defusedxml.ElementTree import iterparse

    hidden_styles: set[str] = set()
    inside = 0
    for event, element in iterparse(BytesIO(content), events=("start", "end")):
        if element.tag == f"{TABLE}table":
            inside += 1 if event == "start" else -1
            if event == "start" and inside == 1:
                reader = _SheetReader(
                    element, element.get(f"{TABLE}style-name") in hidden_styles, counter, styles
                )
            elif event == "end" and not inside:
                yield reader.sheet()
                element.clear()
        elif event == "end" and element.tag == f"{STYLE}style":
            shown = element.find(f"{STYLE}table-properties")
            if shown is not None and shown.get(f"{TABLE}display") == "false":
                hidden_styles.add(str(element.get(f"{STYLE}name")))
            styles.take(element)
        elif event == "end" and element.tag in OF_FIGURES:
            styles.take(element)
        elif event == "end" and inside == 1 and element.tag == f"{TABLE}table-column":
            reader.column(element)
        elif event == "end" and inside == 1 and element.tag == f"{TABLE}table-row":
            reader.row(element)
            element.clear()


class _SheetReader:
    """Collects one sheet, row by row."""

    def __init__(self, table: Any, hidden: bool, counter: CellCounter, styles: Styles) -> None:
        self.styles, self.doubts, self.formats = styles, dict[Place, str](), dict[Place, str]()
        self.looks: list[tuple[int, int, str]] = []  # of columns, for cells that have none of their own
        self.name = str(table.get(f"{TABLE}name", ""))
        self.is_hidden = hidden
        self.counter = counter
        self.next_row = self.next_column = 1
        self.values: dict[int, list[Raw]] = {}
        self.problems: dict[Place, str] = {}
        self.percent: set[Place] = set()
        self.merged: list[Area] = []
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
            self.is_hidden,
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            self.formats,
            doubts=self.doubts,
        )

    def column(self, element: Any) -> None:
        """Take note of columns that are hidden, and how they look."""
        last = self.next_column + _repeated(element, "columns") - 1
        if look := element.get(f"{TABLE}default-cell-style-name"):
            self.looks.append((self.next_column, last, look))
        if element.get(f"{TABLE}visibility") in ("collapse", "filter"):
            self.hidden_columns.append((self.next_column, last))
        self.next_column = last + 1

    def row(self, element: Any) -> None:
        """Read a row; one that holds something is written out as often as it is repeated."""
        first = self.next_row
        self.next_row += _repeated(element, "rows")
        if element.get(f"{TABLE}visibility") in ("collapse", "filter"):
            self.hidden_rows.append((first, self.next_row - 1))
        cells = list(self._cells(element))
        if cells and self.next_row - 1 > LAST_ROW:
            raise Unreadable("damaged")
        self.counter.add(len(cells) * (self.next_row - first))  # before it is written out
        for number in range(first, self.next_row) if cells else ():
            for column, cell, value in cells:
                self._keep((number, column), cell, value)
            self.values[number] = self.counter.row({column: value for column, _, value in cells})

    def _cells(self, row: Any) -> Iterator[tuple[int, Any, Raw]]:
        """Yield the cells of a row that hold something, with their columns."""
        column = 1
        for cell in row:
            if cell.tag not in CELLS:
                continue
            times, value = _repeated(cell, "columns"), _value(cell, self.styles.struck)
            if cell.tag == CELLS[0] and (value is not None or _spans(cell) or _has_formula(cell)):
                if column + times - 1 > LAST_COLUMN:
                    raise Unreadable("too_large")
                yield from ((column + place, cell, value) for place in range(times))
            column += times

    def _keep(self, place: Place, cell: Any, value: Raw) -> None:
        row, column = place
        if problem := _problem(cell, value):
            self.problems[place] = problem
        if cell.get(f"{OFFICE}value-type") == "percentage":
            self.percent.add(place)
        look = self._look(cell, column)
        if isinstance(value, float) and (telling := self.styles.telling(look) or _hides(cell, value)):
            self.formats[place] = telling
        doubt = "struck_through" if look in self.styles.struck else _struck(cell, self.styles.struck)
        if doubt:
            self.doubts[place] = doubt
        if spans := _spans(cell):
            self.merged.append(Area(row, column, row + spans[0] - 1, column + spans[1] - 1))

    def _look(self, cell: Any, column: int) -> str:
        """Return the style of a cell: its own, else that of its column."""
        own = cell.get(f"{TABLE}style-name")
        by_column = (look for first, last, look in self.looks if first <= column <= last)
        return own or next(by_column, "")


def _value(cell: Any, struck: set[str]) -> Raw:
    """Return the value by its type; where it says nothing of use, the text that is shown."""
    shown = bounded("\n".join(_text(part) for part in cell if part.tag == f"{TEXT}p"))
    if _is_error(cell, shown):
        return shown
    kind = str(cell.get(f"{OFFICE}value-type"))
    stored = cell.get(f"{OFFICE}{'value' if kind in NUMBERS else f'{kind}-value'}")
    match kind:
        case "float" | "percentage" | "currency":
            return _number(stored, shown)
        case "date":
            return _date(stored, shown)
        case "boolean":
            return bool(stored == "true")
        case _ if _struck(cell, struck) == "struck_in_part":
            return "\n".join(_text(part, struck) for part in cell if part.tag == f"{TEXT}p") or None
        case _:
            return shown or (bounded(stored or "") if kind == "string" else None) or None


def _number(stored: str | None, shown: str) -> Raw:
    try:
        number = float(stored or "")
    except ValueError:
        return shown or None
    return number if math.isfinite(number) else shown or None


def _date(stored: str | None, shown: str) -> Raw:
    text = stored or ""
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return shown or None


def _struck(cell: Any, struck: set[str]) -> str:
    """Return the code of the doubt about a cell that is struck through, or parts of whose text are."""
    if cell.get(f"{TABLE}style-name") in struck:
        return "struck_through"
    if not struck or not any(each.get(f"{TEXT}style-name") in struck for each in cell.iter(f"{TEXT}span")):
        return ""
    rest = "".join(_text(part, struck) for part in cell if part.tag == f"{TEXT}p")
    return "struck_in_part" if rest.strip() else "struck_through"


def _text(element: Any, struck: Collection[str] = ()) -> str:
    """Return the text of a paragraph; spaces, tabs and line breaks are elements of their own."""
    if element.tag == f"{TEXT}span" and element.get(f"{TEXT}style-name") in struck:
        return ""
    text = element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            text += " " * min(int(part.get(f"{TEXT}c", "1")), 100)
        else:
            text += {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}.get(part.tag) or _text(part, struck)
        text += part.tail or ""
    return text


def _problem(cell: Any, value: Raw) -> str:
    if _is_error(cell, value):
        return "error_value"
    if not _has_formula(cell) or value is not None:
        return ""
    return "" if cell.get(f"{OFFICE}value-type") == "string" else "formula_without_value"


def _is_error(cell: Any, shown: Raw) -> bool:
    """Tell an error; other programs than LibreOffice show it, but store 0."""
    return cell.get(CALC_TYPE) == "error" or bool(_has_formula(cell) and ERROR.fullmatch(str(shown)))


def _hides(cell: Any, value: float) -> str:
    """Return the format that shows nothing where a figure is shown as an empty text."""
    texts = [_text(part) for part in cell if part.tag == f"{TEXT}p"]
    return NOTHING if value and texts and not any(texts) else ""


def _has_formula(cell: Any) -> bool:
    return cell.get(f"{TABLE}formula") is not None


def _spans(cell: Any) -> tuple[int, int] | None:
    rows, columns = (_times(cell, f"number-{way}-spanned") for way in ("rows", "columns"))
    return (rows, columns) if rows * columns > 1 else None


def _repeated(element: Any, way: str) -> int:
    return _times(element, f"number-{way}-repeated")


def _times(element: Any, name: str) -> int:
    times = int(element.get(f"{TABLE}{name}", "1"))
    if not 1 <= times <= LAST_ROW:
        raise Unreadable("damaged")
    return times
