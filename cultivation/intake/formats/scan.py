"""One pass over the bytes of a worksheet, for what the fast parser does not tell.

It must cost little beside the parser, so it searches for the few signs that matter; only where one is found
are single cells looked at. A sheet that is written in no usual way is called odd, and read by the stream
reader, which knows all ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from cultivation.intake.formats.book import Area, Place, Span, Unreadable
from cultivation.intake.formats.bounds import LAST_COLUMN, LAST_ROW

ADDRESS = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})([1-9][0-9]{0,6})"')
SHEET = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?<worksheet[\s>]")
OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=.(?!utf-?8)", re.IGNORECASE)
ENTITY_IN_VALUE = re.compile(rb"<v[^>]*>[^<]*&")
FORMULA = re.compile(rb"<f[\s>/]")
WITHOUT_VALUE = re.compile(rb"<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v[^>]*></v>)?\s*</c>")
EMPTY_TEXT = re.compile(rb'<c [^>]*\bt="str"[^>]*>.*<v\b', re.DOTALL)
VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")
ERROR = re.compile(rb't="e"')
HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
ROW_NUMBER = re.compile(rb'\br="([0-9]+)"')
COLUMN = re.compile(rb'<col\b[^>]*\bhidden="(?:1|true)"[^>]*>')
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([^"]*)"')
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
MARGIN = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]+)<")
PICTURE = b"DISPIMG"  # the function by which WPS puts a picture into a cell


class NeedsStreamReader(Exception):
    """The sheet is written in a way that only the stream reader can be trusted with."""


@dataclass(frozen=True)
class Extent:
    """Where the content lies: `start` and `end` in the bytes; the last row and column that hold something."""

    start: int
    end: int
    rows: int
    columns: int


@dataclass
class Scan:
    """What was found in a sheet. `errors` are the texts of error cells."""

    errors: dict[Place, str] = field(default_factory=dict)
    problems: dict[Place, str] = field(default_factory=dict)
    percent: frozenset[Place] = frozenset()
    formats: dict[Place, str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    margins: tuple[str, ...] = ()


def extent(data: bytes) -> Extent:
    """Find how far the content reaches; formatted blank cells are not content. Raises NeedsStreamReader."""
    if not SHEET.match(data) or OTHER_ENCODING.match(data[:100]) or (b"!" in data and b"<!" in data):
        raise NeedsStreamReader
    start, end = data.find(b"<sheetData"), data.rfind(b"</c>") + 4
    if end < 4:
        return Extent(start, max(start, 0), 0, 0)
    rows, columns, known = 0, 0, {b"": 0}
    numbers: set[bytes] = set()
    for first, last in _rows(data, start, end):
        found = ADDRESS.match(data, data.rfind(b"<c ", first, last))
        if not found or found[2] in numbers:
            raise NeedsStreamReader  # no address, or two rows with one number
        numbers.add(found[2])
        if found[1] not in known:
            known[found[1]] = column_number(found[1].decode())
        rows, columns = max(rows, int(found[2])), max(columns, known[found[1]])
    if rows > LAST_ROW or columns > LAST_COLUMN:
        raise Unreadable("damaged")
    return Extent(start, end, rows, columns)


def scan(
    data: bytes, where: Extent, percent_styles: frozenset[int], telling: Mapping[int, str] | None = None
) -> Scan:
    """Look for errors, formulas without result, pictures, percentages, and what is merged or hidden.

    Raises NeedsStreamReader where a cell that matters does not tell its address as usual.
    """
    start, end = where.start, where.end
    if b"&" in data and ENTITY_IN_VALUE.search(data, start, end):
        raise NeedsStreamReader
    found = Scan(
        merged=tuple(merged_areas(data[end:])),
        margins=tuple(unescape(each[1].decode("utf-8", "replace")) for each in MARGIN.finditer(data, end)),
        hidden_columns=tuple(_hidden_columns(data[: max(start, 0)])),
        hidden_rows=tuple(_hidden_rows(data, start, end)),
    )
    if data.find(b"#", start, end) >= 0:
        _errors(data, where, found)
    if data.find(b"<f", start, end) >= 0:
        _formulas(data, where, found)
    found.percent = frozenset(
        place for style in sorted(percent_styles) for place in _styled(data, where, style)
    )
    found.formats = {
        place: shown for style, shown in (telling or {}).items() for place in _styled(data, where, style)
    }
    return found


def area(reference: str) -> Area | None:
    """Return the range of a reference such as A1:B2, None for what is none."""
    found = RANGE.fullmatch(reference)
    if not found or not found[3]:
        return None
    left, right = column_number(found[1]), column_number(found[3])
    return Area(int(found[2]), left, int(found[4]), right)


def merged_areas(tail: bytes) -> Iterator[Area]:
    """Yield the merged ranges, which are listed below the cells."""
    for found in MERGED.finditer(tail):
        if each := area(found[1].decode("utf-8", "replace")):
            yield each


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _rows(data: bytes, start: int, end: int) -> Iterator[Span]:
    """Yield where each row begins and where the content of its last cell that has any ends."""
    while start < end:
        after = data.find(b"</row>", start, end)
        after = end if after < 0 else after
        if (last := data.rfind(b"</c>", start, after)) >= 0:
            yield start, last
        start = after + 6


def _errors(data: bytes, where: Extent, found: Scan) -> None:
    for hit in ERROR.finditer(data, where.start, where.end):
        first, last, place = _cell(data, hit.start())
        value = VALUE.search(data, hit.end(), last)
        if data.find(b">", first, last) > hit.start() and value:
            text = value[1].decode("utf-8", "replace")
            is_picture = text == "#VALUE!" and b" vm=" in data[first : value.start()]
            found.errors[place] = text
            found.problems[place] = "picture_in_cell" if is_picture else "error_value"


def _formulas(data: bytes, where: Extent, found: Scan) -> None:
    has_pictures = data.find(PICTURE, where.start, where.end) >= 0
    for hit in FORMULA.finditer(data, where.start, where.end):
        if has_pictures and PICTURE in data[hit.start() : data.find(b"</f>", hit.start())]:
            found.problems[_cell(data, hit.start())[2]] = "picture_in_cell"
        elif WITHOUT_VALUE.match(data, hit.start()):
            first, last, place = _cell(data, hit.start())
            if not EMPTY_TEXT.match(data, first, last):
                found.problems[place] = "formula_without_value"


def _styled(data: bytes, where: Extent, style: int) -> Iterator[Place]:
    for hit in re.finditer(rb' s="%d"' % style, data[where.start : where.end]):
        at = hit.start() + where.start
        if data.rfind(b"<", where.start, at) != data.rfind(b"<c ", where.start, at):
            continue  # the style of a row, or no style at all
        if data[data.find(b">", at) - 1] != ord("/"):
            yield _cell(data, at)[2]


def _cell(data: bytes, inside: int) -> tuple[int, int, Place]:
    """Return where the cell around a position begins and ends, and its place."""
    first, last = data.rfind(b"<c ", 0, inside), data.find(b"</c>", inside)
    found = ADDRESS.match(data, first) if first >= 0 else None
    if not found:
        raise NeedsStreamReader
    return first, last, (int(found[2]), column_number(found[1].decode()))


def _hidden_rows(data: bytes, start: int, end: int) -> Iterator[Span]:
    if data.find(b"hidden=", max(start, 0), end) < 0:
        return
    for found in HIDDEN_ROW.finditer(data, start, end):
        number = ROW_NUMBER.search(found[0])
        if not number:
            raise NeedsStreamReader
        yield int(number[1]), int(number[1])


def _hidden_columns(head: bytes) -> Iterator[Span]:
    for found in COLUMN.finditer(head):
        first, last = (re.search(rb'\b%s="([0-9]{1,9})"' % key, found[0]) for key in (b"min", b"max"))
        if first and last:
            yield int(first[1]), int(last[1])
