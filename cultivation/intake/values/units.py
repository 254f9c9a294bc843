"""Units as people write them, converted exactly: all that are converted differ by a power of ten."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

# How many zeros a word adds, the longest words first.
SCALES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "10000": 4,
    "1000": 3,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "十亿": 9,
    "百": 2,
    "千": 3,
    "万": 4,
    "亿": 8,
}
SIMPLIFIED = str.maketrans("萬億圓個", "万亿元个")
CURRENCY = re.compile("人民币|rmb|cny|yuan|元|圆|¥")
COUNTERS = frozenset(("人", "名", "位", "个", "件", "项", "家", "种", "条", "persons", "people", "items"))
PARTS_OF_ONE = {"%": -2, "‰": -3}
IGNORED = re.compile(r"[\s,.]|^(单位|金额单位|unit|in)[:：]?")


def power_between(given: str, wanted: str) -> int | None:
    """Return the power of ten that turns figures in `given` into figures in `wanted`.

    None where there is none. A per cent becomes a ratio, which is how the rules count those.

    >>> power_between("亿元", "万元"), power_between("元", "万元"), power_between("%", "")
    (4, -4, -2)
    """
    scale, base = _parse(given)
    if base in PARTS_OF_ONE:
        return PARTS_OF_ONE[base] if wanted in ("", "%") else None
    wanted_scale, wanted_base = _parse(wanted)
    if not (scale or base) or not (wanted_scale or wanted_base):
        return None
    # "万" alone can be of whatever is counted.
    if base == wanted_base or (scale and not base) or (wanted_scale and not wanted_base and base == "元"):
        return scale - wanted_scale
    return None


def own_power(unit: str) -> int:
    """Return the power for figures that are in the field's own unit."""
    return -2 if unit == "%" else 0


def shift(number: Decimal, power: int) -> Decimal:
    """Multiply by a power of ten and drop zeros that say nothing; exact for any number of digits.

    >>> shift(Decimal("12.50"), -2), shift(Decimal("0.35"), 4)
    (Decimal('0.125'), Decimal('3500'))
    """
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # a number that was read is finite
    text = format(Decimal((sign, digits, exponent + power)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal(0 if text in ("-0", "") else text)


def moved(text: str, power: int) -> str:
    """Multiply a number in its exact text by a power of ten, as `shift` does, but quickly.

    >>> moved("12.5", -2), moved("-0.35", 4), moved("100", -2)
    ('0.125', '-3500', '1')
    """
    sign, text = ("-", text[1:]) if text[0] == "-" else ("", text)
    whole, _, part = text.partition(".")
    if power > 0:
        part = part.ljust(power, "0")
        whole, part = (whole + part[:power]).lstrip("0") or "0", part[power:]
    elif power < 0:
        whole = whole.rjust(1 - power, "0")
        whole, part = whole[:power], (whole[power:] + part).rstrip("0")
    return f"{sign}{whole}.{part}" if part else sign + whole


@cache
def _parse(unit: str) -> tuple[int, str]:
    """Split a unit into its power of ten and what is counted."""
    text = IGNORED.sub("", unicodedata.normalize("NFKC", unit).translate(SIMPLIFIED).strip().casefold())
    money = CURRENCY.search(text)
    text = CURRENCY.sub("", text)
    word = next((word for word in SCALES if text.startswith(word)), "")
    base = text.removeprefix(word)
    if money:
        base += "元"
    return SCALES.get(word, 0), "个" if base in COUNTERS else base
