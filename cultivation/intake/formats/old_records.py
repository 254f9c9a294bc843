"""The records of an .xls beside its values: errors, per cent, and what is hidden.

For files that the usual reader rejects and the other reads without these. After the published format
([MS-XLS]): a record is its number, its length and its content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cultivation.intake.formats.book import Place, Span
from cultivation.intake.formats.number_formats import is_percent

SHEET, END, FORMAT, LOOK = 0x85, 0x0A, 0x41E, 0xE0
ROW, COLUMNS, TRUTH_OR_ERROR, FORMULA = 0x208, 0x7D, 0x205, 0x06
NUMBER, SHORT_NUMBER, SHORT_NUMBERS = 0x203, 0x27E, 0xBD
IS_HIDDEN = 0x20
PERCENTS = (9, 10)  # built-in formats
NO_NUMBER = b"\xff\xff"  # where a formula gives a text, a truth or an error
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Record = tuple[int, bytes]


@dataclass
class SheetMarks:
    """What the records of a sheet say."""

    errors: dict[Place, str] = field(default_factory=dict)
    percent: set[Place] = field(default_factory=set)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)


def marks_of(content: bytes) -> list[SheetMarks]:
    """Return what the records say of each sheet, in order; raises nearly anything where there are none."""
    from xlrd.compdoc import CompDoc

    stream = CompDoc(content, logfile=None).get_named_stream("Workbook")
    if not stream:
        raise ValueError
    starts, percent = _globals(stream)
    return [_marks(stream, start, percent) for start in starts]


def _records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """Yield the records from a place on, to the end of the part that begins there."""
    while start + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, start)
        if number == END:
            return
        yield number, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _globals(stream: bytes) -> tuple[list[int], set[int]]:
    """Return where the sheets begin, and the looks of cells that are shown as per cent."""
    starts, formats, looks = [], set(PERCENTS), list[int]()
    for number, content in _records(stream):
        if number == SHEET:
            starts.append(struct.unpack_from("<I", content)[0])
        elif number == FORMAT and _is_percent(content):
            formats.add(struct.unpack_from("<H", content)[0])
        elif number == LOOK:
            looks.append(struct.unpack_from("<HH", content)[1])
    return starts, {place for place, shown in enumerate(looks) if shown in formats}


def _is_percent(content: bytes) -> bool:
    """Tell whether a format is one for per cent; its text follows its number and length, wide or narrow."""
    encoding = "utf-16-le" if content[4] & 1 else "latin-1"
    return is_percent(content[5:].decode(encoding, "replace"))


def _marks(stream: bytes, start: int, percent: set[int]) -> SheetMarks:
    found = SheetMarks()
    for number, content in _records(stream, start):
        if number == ROW and struct.unpack_from("<I", content, 12)[0] & IS_HIDDEN:
            row = struct.unpack_from("<H", content)[0] + 1
            found.hidden_rows.append((row, row))
        elif number == COLUMNS and struct.unpack_from("<H", content, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", content)
            found.hidden_columns.append((first + 1, last + 1))
        elif number in (TRUTH_OR_ERROR, FORMULA, NUMBER, SHORT_NUMBER, SHORT_NUMBERS):
            _cell(number, content, percent, found)
    return found


def _cell(number: int, content: bytes, percent: set[int], found: SheetMarks) -> None:
    row, column, look = struct.unpack_from("<HHH", content)
    place = (row + 1, column + 1)
    if number == SHORT_NUMBERS:
        for offset in range((len(content) - 6) // 6):
            if struct.unpack_from("<H", content, 4 + 6 * offset)[0] in percent:
                found.percent.add((row + 1, column + 1 + offset))
    elif number == TRUTH_OR_ERROR and content[7]:
        found.errors[place] = ERRORS.get(content[6], "#ERROR")
    elif number == FORMULA and content[12:14] == NO_NUMBER and content[6] == 2:
        found.errors[place] = ERRORS.get(content[8], "#ERROR")
    elif look in percent:
        found.percent.add(place)
