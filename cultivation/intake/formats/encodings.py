"""The encoding of a text that may not say it: by its mark, by where zeros stand, else by what decodes."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from cultivation.intake.formats.book import Unreadable

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
DAMAGED = "\ufffd"  # stands for bytes that are no character
MOST_DAMAGED = 0.02  # of the characters beyond ASCII; in another encoding it is most of them
FEWEST_WHOLE = 4
SAMPLE = 4096
FEWEST_ZEROS = 0.02  # of the bytes: commas, figures and line ends have one each in UTF-16


class Decoded(NamedTuple):
    """A text, the name of its encoding, and whether single bytes of it were no characters."""

    text: str
    encoding: str
    damaged: bool = False


def decode(content: bytes) -> Decoded:
    """Return the text of bytes: by their mark, else UTF-16 by its zeros, else UTF-8, else GB18030.

    Single damaged bytes are replaced by DAMAGED; where there are many, it is no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    if encoding := utf_16_without_mark(content):
        return _decoded(content, encoding)
    for encoding in ("UTF-8", "GB18030"):
        try:
            return Decoded(content.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    for encoding in ("UTF-8", "GB18030"):
        if _is_nearly_whole(text := content.decode(encoding, "replace")):
            return Decoded(text, encoding, damaged=True)
    raise Unreadable("not_excel")


def utf_16_without_mark(content: bytes) -> str:
    """Return the name of UTF-16 where zeros tell it: of a plain sign, one of the two bytes is zero."""
    head = content[:SAMPLE]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(FEWEST_ZEROS * len(head), 2) or min(even, odd) * 10 > max(even, odd):
        return ""
    return "UTF-16LE" if odd > even else "UTF-16BE"


def _decoded(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if _is_nearly_whole(text := content.decode(encoding, "replace")):
            return Decoded(text, encoding, damaged=True)
        raise Unreadable("not_excel") from error


def _is_nearly_whole(text: str) -> bool:
    """Tell whether so few characters are damaged that the rest is surely what was written."""
    damaged, others = text.count(DAMAGED), sum(1 for sign in text if sign > "\x7f")
    whole = others - damaged
    return whole >= FEWEST_WHOLE and damaged <= max(1, MOST_DAMAGED * whole)
