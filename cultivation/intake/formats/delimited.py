"""Text tables (.csv): UTF-8, UTF-16 or GB18030, between commas, semicolons or tabs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

from cultivation.intake.formats.book import Book, Place, Raw, Sheet, Unreadable
from cultivation.intake.formats.bounds import CellCounter, bounded
from cultivation.intake.formats.encodings import DAMAGED, decode
from cultivation.intake.formats.guards import unguarded
from cultivation.intake.formats.limits import Limits

DELIMITERS = ",;\t，|"
QUOTED = re.compile(r'"[^"]*"')
# Exports put a tab beside a text, inside the separators, so that Excel does not make a number of it.
PADDING = re.compile(r"\t+ *(?=[,;，|])|(?<=[,;，|]) *\t+")
SAMPLE = 20
MOST_SAMPLED = 10_000  # characters of a line
END = "\x00"  # a record of our own behind the last one; no text that is read holds this sign
NAME = "CSV"


def read_delimited(content: bytes, limits: Limits) -> Book:
    """Read a text table as a book of one sheet; rows are counted as an office program shows them."""
    text, encoding, damaged = decode(content)
    if "\x00" in text:
        raise Unreadable("not_excel")
    values: dict[int, list[Raw]] = {}
    lengths: dict[int, int] = {}
    problems: dict[Place, str] = {}
    counter = CellCounter(limits.cells)
    for number, cells in enumerate(_records(text), 1):
        counter.add(len(cells))
        if any(cells):
            values[number] = [bounded(unguarded(cell)) or None for cell in cells]
            lengths[number] = len(cells)
            if damaged:
                places = (column for column, cell in enumerate(cells, 1) if DAMAGED in cell)
                problems |= {(number, column): "character_damaged" for column in places}
    return Book("csv", (Sheet(NAME, values, problems=problems, lengths=lengths),), encoding)


def _records(text: str) -> Iterator[list[str]]:
    """Yield the records; a quote that is never closed would swallow all that follows, so it is refused."""
    lines = chain(StringIO(text, newline=""), [END])  # str.splitlines would also part lines within a cell
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    try:
        for record in csv.reader(lines, delimiter=_delimiter(text), skipinitialspace=True):
            if record == [END]:
                return
            yield record
    except csv.Error as error:
        raise Unreadable("too_large" if "limit" in str(error) else "damaged") from error
    raise Unreadable("damaged")


def _delimiter(text: str) -> str:
    """Return the sign that most of the first lines have equally often, and most of it."""
    unquoted = QUOTED.sub("", text[: SAMPLE * MOST_SAMPLED])
    lines = [line for line in islice(StringIO(unquoted), SAMPLE) if line.strip()]
    sample = [_without_padding(line.rstrip("\r\n")) for line in lines]
    worth = {}
    for sign in DELIMITERS:
        counts = Counter(number for line in sample if (number := line.count(sign)))
        if counts:
            often, lines_with = max(counts.items(), key=lambda each: (each[1], each[0]))
            worth[sign] = (lines_with, often)
    return max(worth, key=lambda sign: worth[sign], default=",")


def _without_padding(line: str) -> str:
    """Leave out tabs where all of them, but at both ends, stand beside another separator."""
    bare = PADDING.sub("", line).strip("\t")
    return line if "\t" in bare else bare
