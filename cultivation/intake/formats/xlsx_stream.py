"""A worksheet read element by element: slow, but complete, bounded, and used to every way to write one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree

from cultivation.intake.formats.book import Area, Place, Raw, Sheet, Span, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, LAST_ROW, CellCounter, bounded
from cultivation.intake.formats.margins import margin_texts
from cultivation.intake.formats.scan import area, column_number
from cultivation.intake.formats.serial import from_serial
from cultivation.intake.formats.xlsx_parts import Parts, SheetPart, Text, rich_text, unescape

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,9})", re.IGNORECASE)
NUMBER = re.compile(
    r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?(?:inf|infinity|nan)", re.IGNORECASE
)
TRUTHS = {"1": True, "true": True, "0": False, "false": False}
YES = ("1", "true")
NOUGHT = "nought"  # the doubt about a 0 that may be no result, until all formulas are known
PICTURE = "DISPIMG"  # the function by which WPS puts a picture into a cell
Strings = Callable[[], list[Text]]


def read_sheet(data: bytes, part: SheetPart, parts: Parts, strings: Strings, counter: CellCounter) -> Sheet:
    """Read a worksheet from its bytes; the shared texts are asked for when a cell uses one."""
    reader = _SheetReader(parts, strings, counter)
    try:
        reader.read(data)
    except ElementTree.ParseError as error:
        raise Unreadable("damaged") from error
    return Sheet(
        part.name,
        {row: counter.row(cells) for row, cells in reader.values.items()},
        tuple(reader.merged),
        reader.problems,
        frozenset(reader.percent),
        part.hidden,
        tuple(reader.hidden_rows),
        tuple(reader.hidden_columns),
        reader.formats,
        reader.again,
        reader.doubts,
        margins=margin_texts(reader.margins),
    )


class Written(NamedTuple):
    """A cell as it was written."""

    place: Place
    value: Raw
    problem: str
    doubt: str
    style: str


@dataclass
class _SheetReader:
    """Collects the cells of one sheet that hold a value or a formula."""

    parts: Parts
    strings: Strings
    counter: CellCounter
    values: dict[int, dict[int, Raw]] = field(default_factory=dict)
    problems: dict[Place, str] = field(default_factory=dict)
    percent: set[Place] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    again: dict[int, int] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    doubts: dict[Place, str] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)
    line: list[Written] = field(default_factory=list)
    late: list[list[Written]] = field(default_factory=list)
    row: int = 0
    column: int = 0

    def read(self, data: bytes) -> None:
        """Read all elements; each is forgotten as soon as it was read."""
        rows: Any = None
        for event, element in ElementTree.iterparse(BytesIO(_without_blank_end(data)), ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row":
                    self._begin_row(element)
                elif tag == "sheetData":
                    rows = element
            elif tag == "c":
                self._cell(element)
                element.clear()
            elif tag == "row":
                self._end_row()
                if rows is not None:
                    rows.clear()
            elif tag == "mergeCell" and (merged := area(element.get("ref", ""))):
                self.merged.append(merged)
            elif tag.endswith(("Header", "Footer")) and element.text:
                self.margins.append(element.text)
            elif tag == "col" and element.get("hidden") in YES:
                self._hidden_column(element.get("min", ""), element.get("max", ""))
        self._end_row()
        self._place_late_rows()
        self._judge_noughts()

    def _begin_row(self, element: Any) -> None:
        number = element.get("r", "")
        self.row = int(number) if number.isdecimal() else self.row + 1
        self.column = 0
        if element.get("hidden") in YES:
            self.hidden_rows.append((self.row, self.row))

    def _hidden_column(self, first: str, last: str) -> None:
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns.append((int(first), int(last)))

    def _cell(self, element: Any) -> None:
        place = self._place(element.get("r"))
        if not len(element):
            return  # only formatted; a million of them must cost little
        self.column = place[1]
        children = {child.tag.rpartition("}")[2]: child for child in element}
        value, doubt = self._value(element, children)
        problem = _problem(element, children, value)
        if self.parts.stale and "f" in children and not problem and value is not None:
            doubt = NOUGHT if value == 0.0 else "result_may_be_old"
        if value is not None or problem:
            self.counter.add(1)
            self.line.append(Written(place, value, problem, doubt, element.get("s", "")))

    def _place(self, address: str | None) -> Place:
        """Return the place of a cell; one without address follows the cell before it."""
        found = ADDRESS.fullmatch(address) if address else None
        if address and not found:
            raise Unreadable("damaged")
        place = (int(found[2]), column_number(found[1].upper())) if found else (self.row, self.column + 1)
        self.column = place[1]
        if not (0 < place[0] <= LAST_ROW and 0 < place[1] <= LAST_COLUMN):
            raise Unreadable("damaged")
        return place

    def _end_row(self) -> None:
        """Keep the cells of a row; one with the number of another that holds the same columns comes last."""
        places = {each.place for each in self.line}
        again = any(column in self.values.get(row, ()) for row, column in places)
        if again:
            self.late.append(self.line)
        else:
            for each in self.line:
                self._set(each)
        self.line = []

    def _place_late_rows(self) -> None:
        """Put rows whose number another row has below all others."""
        for line in self.late:
            number = max(self.values, default=0) + 1
            self.again[number] = line[0].place[0]
            for each in line:
                self._set(each._replace(place=(number, each.place[1])))

    def _judge_noughts(self) -> None:
        """Take 0 for no result where no formula has another: who cannot compute writes it for all of them."""
        noughts = [place for place, doubt in self.doubts.items() if doubt == NOUGHT]
        computed = "result_may_be_old" in self.doubts.values()
        for place in noughts:
            if computed:
                self.doubts[place] = "result_may_be_old"
            else:
                del self.doubts[place]
                self.problems[place] = "formula_without_value"

    def _set(self, cell: Written) -> None:
        place, style = cell.place, int(cell.style) if cell.style.isdecimal() else -1
        self.values.setdefault(place[0], {})[place[1]] = cell.value
        self.problems.pop(place, None)
        if cell.problem:
            self.problems[place] = cell.problem
        if self._looks(cell.style) == "percent":
            self.percent.add(place)
        if shown := self.parts.telling.get(style):
            self.formats[place] = shown
        if doubt := cell.doubt or ("struck_through" if style in self.parts.struck else ""):
            self.doubts[place] = doubt

    def _looks(self, style: str) -> str:
        styles = self.parts.styles
        return styles[int(style)] if style.isdecimal() and int(style) < len(styles) else ""

    def _value(self, element: Any, children: dict[str, Any]) -> tuple[Raw, str]:
        """Return the value of a cell, and the code of the doubt about it."""
        kind, child = element.get("t", "n"), children.get("v")
        text = (child.text or "") if child is not None else ""
        if "is" in children or (kind == "s" and text):
            rich = rich_text(children["is"]) if "is" in children else self._shared(text)
            return rich.text or None, rich.doubt
        return self._plain(kind, text, element.get("s", "")), ""

    def _plain(self, kind: str, text: str, style: str) -> Raw:
        match kind:
            case _ if not text or kind == "inlineStr":
                return None
            case "b":
                return TRUTHS.get(text.strip(), text)
            case "d":
                return _moment(text)
            case "n":
                return self._number(text, self._looks(style))
            case _:
                return bounded(unescape(text))

    def _shared(self, text: str) -> Text:
        strings = self.strings()
        if not text.strip().isdecimal() or int(text) >= len(strings):
            raise Unreadable("damaged")
        return strings[int(text)]

    def _number(self, text: str, looks: str) -> Raw:
        if not NUMBER.fullmatch(text):
            return bounded(text)
        value = float(text)
        is_moment = looks in ("date", "duration")
        return from_serial(value, looks == "duration", self.parts.epoch_1904) if is_moment else value


def _problem(element: Any, children: dict[str, Any], value: Raw) -> str:
    """Return the code of the finding where a cell holds no usable value."""
    kind, formula = element.get("t"), children.get("f")
    if formula is not None and PICTURE in (formula.text or "").upper():
        return "picture_in_cell"
    if kind == "e" and value is not None:
        return "picture_in_cell" if element.get("vm") and value == "#VALUE!" else "error_value"
    if kind == "b" and isinstance(value, str):
        return "error_value"
    if formula is None or value is not None:
        return ""
    # A formula may give an empty text, which is saved as a value of type text.
    return "" if kind == "str" and "v" in children else "formula_without_value"


def _moment(text: str) -> Raw:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if "T" in text else date(moment.year, moment.month, moment.day)


def _without_blank_end(data: bytes) -> bytes:
    """Cut off rows below the last cell that holds something; there may be a million, formatted and blank."""
    last, end = data.rfind(b"</c>") + 4, data.find(b"</sheetData>")
    if not 4 <= last < end or b"<!" in data:
        return data
    return data[:last] + b"</row>" + data[end:]
