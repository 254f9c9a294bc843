"""The cells of a text table (.csv), such that Excel shows what is on record and computes none of it.

Excel, WPS and LibreOffice take a text that begins with one of `=+-@` for a formula, also behind blanks, and
make of a long row of digits a rounded number, of 1/3 a date. An apostrophe in front keeps the first
from being computed; `="..."` keeps the digits of the second. Our own intake takes both away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

COMPUTED = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?|[+-]?\d+(\.\d+)?%?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Read as something else: codes of digits, zeros in front, digits around an E, fractions and house numbers.
CONVERTED = re.compile(r"\d{16,}|0\d+|\d+[Ee]\d+|\d+([/-]\d+){1,2}", re.ASCII)
NOTHING = "-"  # how a table shows that there is no value


def row_of_texts(row: Iterable[Any]) -> list[Any]:
    """Return the cells of a row as they are written into a text table; numbers and dates stay such."""
    return [guarded(value) if isinstance(value, str) else value for value in row]


def guarded(text: str) -> str:
    """Return a text that office programs take for the same text."""
    if text == NOTHING:
        return ""
    if CONVERTED.fullmatch(text) and not DAY.fullmatch(text):
        return f'="{text}"'
    if COMPUTED.match(text) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
