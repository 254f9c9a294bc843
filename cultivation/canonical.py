"""One form for every value that is hashed: RFC 8785 JSON in NFC, and SHA-256 over it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

LAST_PLAIN = "\ud800"  # from here on, UTF-8 and UTF-16 sort otherwise
TEXT_OR_NOTHING = {str, type(None)}
# Letters that show nothing though Unicode counts them as letters or marks.
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def canonical_json(value: Any) -> bytes:
    """Return the RFC 8785 form of `value`; texts are brought to Unicode NFC first.

    orjson writes texts, whole numbers, yes, no and nothing in that form and is a hundred times faster than
    the library made for it; keys beyond the basic plane it would sort otherwise, and fractions it would
    write otherwise, so these are left to that library.
    """
    try:
        return orjson.dumps(_normalised(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    except _ForTheLibrary:
        import rfc8785

        return rfc8785.dumps(_plainly_normalised(value))


def canonical_json_of_plain(value: Any, keys: Iterable[str]) -> bytes:
    """Return the same of texts, whole numbers, yes, no and nothing alone; `keys` are all the keys in it.

    Of much that is alike, the texts are looked at together after they are written: what escapes and marks
    around them could make of a text in normal form is only taken for one that is not.
    """
    if all(map(str.isascii, keys)):
        try:
            written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
        except TypeError:  # a surrogate, or a number that is too large
            return canonical_json(value)
        if written.isascii() or unicodedata.is_normalized("NFC", written.decode()):
            return written
    return canonical_json(value)


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def in_normal_form(text: str) -> str:
    """Return a text in NFC, as all that is hashed has it."""
    return text if text.isascii() else _text(text)


def exact_text(value: Fraction | Decimal | date | bool | str | None) -> str | None:
    """Write a value so that nothing is lost: decimals plainly, other ratios as `p/q`, dates in ISO form."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return _fraction_text(value)


def without_surrogates(text: str) -> str:
    """Keep bytes that are no text, as in a file name in GBK, in the form backslash, x and two digits."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _fraction_text(value: Fraction) -> str:
    """Decimals that end are written out; other ratios stay ratios."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    scaled = abs(value.numerator) * 10**places // value.denominator
    text = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{text[:-places]}.{text[-places:]}" if places else text)


class _ForTheLibrary(Exception):
    """Something that orjson would not write in the canonical form."""


def _normalised(value: Any) -> Any:
    """Return a value that orjson writes in the canonical form, or raise."""
    if isinstance(value, str):
        return in_normal_form(value)
    if type(value) is dict or isinstance(value, Mapping):  # to ask for the abstract class alone is slow
        for key in value:
            if type(key) is not str or not (key.isascii() or max(key) < LAST_PLAIN):
                raise _ForTheLibrary
        return {in_normal_form(key): _normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return value if _are_plain(value) else [_normalised(item) for item in value]
    if value is None or isinstance(value, int):
        return value
    raise _ForTheLibrary


def _are_plain(values: Sequence[Any]) -> bool:
    """Tell after one look whether a list holds texts in normal form and nothings, or whole numbers."""
    kinds = set(map(type, values))
    if not kinds <= TEXT_OR_NOTHING:
        return kinds == {int}
    together = "".join(filter(None, values))
    return together.isascii() or _text(together) == together


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", without_surrogates(text))


def _plainly_normalised(value: Any) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_plainly_normalised(key): _plainly_normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plainly_normalised(item) for item in value]
    return value


def visible(text: str) -> str:
    """Return a text without spaces and letters that show nothing, in one form of wide and narrow letters."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if _shows(each))


def _shows(letter: str) -> bool:
    is_selector = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return unicodedata.category(letter)[0] not in "ZC" and letter not in BLANK and not is_selector
