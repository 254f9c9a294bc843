"""Text tables (.csv): UTF-8, UTF-16 or GB18030, between commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

from cultivation.intake.formats.book import Book, Raw, Sheet, Unreadable
from cultivation.intake.formats.bounds import CellCounter, check_text
from cultivation.intake.formats.guards import unguarded
from cultivation.intake.formats.limits import Limits

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
DELIMITERS = ",;\t，|"
QUOTED = re.compile(r'"[^"]*"')
SAMPLE = 20
MOST_SAMPLED = 10_000  # characters of a line
END = "\x00"  # a record of our own behind the last one; no text that is read holds this sign
NAME = "CSV"


def read_delimited(content: bytes, limits: Limits) -> Book:
    """Read a text table as a book of one sheet; rows are counted as an office program shows them."""
    text, encoding = decode(content)
    if "\x00" in text:
        raise Unreadable("not_excel")
    values: dict[int, list[Raw]] = {}
    counter = CellCounter(limits.cells)
    for number, cells in enumerate(_records(text), 1):
        counter.add(len(cells))
        if any(cells):
            for cell in cells:
                check_text(cell)
            values[number] = [unguarded(cell) or None for cell in cells]
    return Book("csv", (Sheet(NAME, values),), encoding)


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding: by its mark, else UTF-8, else GB18030."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding), encoding
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(content, "GB18030"), "GB18030"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("not_excel") from error


def _records(text: str) -> Iterator[list[str]]:
    """Yield the records; a quote that is never closed would swallow all that follows, so it is refused."""
    lines = chain(StringIO(text, newline=""), [END])  # str.splitlines would also part lines within a cell
    try:
        for record in csv.reader(lines, delimiter=_delimiter(text)):
            if record == [END]:
                return
            yield record
    except csv.Error as error:
        raise Unreadable("too_large" if "limit" in str(error) else "damaged") from error
    raise Unreadable("damaged")


def _delimiter(text: str) -> str:
    """Return the sign that most of the first lines have equally often, and most of it."""
    unquoted = QUOTED.sub("", text[: SAMPLE * MOST_SAMPLED])
    sample = [line for line in islice(StringIO(unquoted), SAMPLE) if line.strip()]
    worth = {}
    for sign in DELIMITERS:
        counts = Counter(number for line in sample if (number := line.count(sign)))
        if counts:
            often, lines_with = max(counts.items(), key=lambda each: (each[1], each[0]))
            worth[sign] = (lines_with, often)
    return max(worth, key=lambda sign: worth[sign], default=",")
