"""What a cell shows by its number format, where that says something else than the value that is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from cultivation.intake.values.units import shift

TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|[_*].|\[\$([^\]\-]*)[^\]]*\]|\[([^\]]*)\]|(General|通用格式)|([0#?]+)|(.)',
    re.I | re.S,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
COLOUR = re.compile(r"red|红色|color\s*(?:3|10)|颜色", re.IGNORECASE)
PLAIN = re.compile(r"[\s¥￥,.+\-()（）%]*")
TESTS = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
MOST_SECTIONS = 4


class Part(NamedTuple):
    """A piece of a format: digit, point, comma, percent, text, colour, condition or general."""

    kind: str
    text: str


class Shown(NamedTuple):
    """How a figure is shown: times ten to the `power`, with `decimals` and words before and behind.

    `hidden` tells that it is not shown at all, `sign_lost` that it looks positive where it is negative, or
    the other way. `padded` is the number of digits that are filled up with zeros, 0 for none.
    """

    power: int = 0
    decimals: int = 0
    before: str = ""
    behind: str = ""
    hidden: bool = False
    sign_lost: bool = False
    padded: int = 0

    @property
    def is_telling(self) -> bool:
        """Tell whether it may be another figure for who looks at it."""
        words = not PLAIN.fullmatch(self.before) or not PLAIN.fullmatch(self.behind)
        return bool(self.power or words or self.hidden or self.sign_lost or self.padded > 1)

    def text(self, value: Decimal) -> str:
        """Return what is seen, rounded as the format rounds."""
        if self.hidden:
            return ""
        number = shift(value, self.power)
        rounded = number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        number = number if self.decimals < 0 else rounded
        return f"{self.before}{abs(number) if self.sign_lost else number}{self.behind}".strip()


def is_telling(number_format: str) -> bool:
    """Tell whether a format may show another figure than the one that is stored.

    >>> is_telling("0!.0,"), is_telling('0"亿元"'), is_telling(";;;"), is_telling("#,##0.00_);(#,##0.00)")
    (True, True, True, False)
    """
    return any(shown(number_format, value).is_telling for value in (1.0, -1.0, 123456789.0, 12345.0))


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[tuple[Part, ...], ...]:
    sections: list[list[Part]] = [[]]
    for part in _parts(number_format):
        if part.kind == "end":
            sections.append([])
        else:
            sections[-1].append(part)
    return tuple(map(tuple, sections[:MOST_SECTIONS]))


def _parts(number_format: str) -> Iterator[Part]:
    for found in TOKEN.finditer(number_format):
        quoted, escaped, currency, bracket, general, digits, other = found.groups()
        if quoted is not None or escaped is not None or currency is not None:
            yield Part("text", quoted or escaped or currency or "")
        elif bracket is not None:
            yield Part("condition" if CONDITION.match(bracket) else "colour", bracket)
        elif general:
            yield Part("general", "")
        elif digits:
            yield from (Part("digit", digit) for digit in digits)
        elif other is not None:
            kinds = {".": "point", ",": "comma", "%": "percent", ";": "end"}
            yield Part(kinds.get(other, "text"), other)


def shown(number_format: str, value: float) -> Shown:
    """Return how a format shows a value.

    >>> shown("0!.0,", 12345678).power, shown('[>=10000]0!.0,"万";0', 12345).behind, shown(";;;", 1).hidden
    (-4, '万', True)
    >>> shown("0;0", -1).sign_lost, shown("0;[Red]0", -1).sign_lost, shown("000000", 300).padded
    (True, False, 6)
    """
    sections = _sections(number_format)
    place = _section_of(sections, value)
    parts = sections[place]
    digits = [at for at, part in enumerate(parts) if part.kind in ("digit", "general")]
    if not digits:
        has_text = any(part.kind == "text" and part.text == "@" for part in parts)
        return Shown(hidden=value != 0 and not has_text and len(number_format) > 0)
    first, last = digits[0], digits[-1]
    inside, behind = parts[first : last + 1], parts[last + 1 :]
    literal_point = next(
        (at for at, part in enumerate(inside) if part == Part("text", ".") and _digits(inside[at:])), None
    )
    point = next((at for at, part in enumerate(inside) if part.kind == "point"), None)
    power = -3 * _scaling_commas(parts, first, last)
    decimals = _digits(inside[point:]) if point is not None else 0
    if literal_point is not None:
        power -= _digits(inside[literal_point:])
        decimals = _digits(inside[literal_point:])
    if any(part.kind == "general" for part in inside):
        decimals = -1
    before = "".join(part.text for part in parts[:first] if part.kind == "text")
    after = "".join(part.text for part in behind if part.kind in ("text", "percent"))
    zeros = [part.text for part in inside]
    padded = len(zeros) if set(zeros) == {"0"} else 0
    return Shown(power, decimals, before, after, False, _loses_sign(parts, place, value), padded)


def _section_of(sections: Sequence[Sequence[Part]], value: float) -> int:
    """Return the number of the section that is for a value: by conditions, else by its sign."""
    conditions = [_condition(section) for section in sections]
    if any(conditions):
        for place, condition in enumerate(conditions):
            if condition is None or TESTS[condition[0]](value, condition[1]):
                return place
        return len(sections) - 1
    if value < 0 and len(sections) > 1:
        return 1
    return 2 if value == 0 and len(sections) > 2 else 0


def _condition(section: Sequence[Part]) -> tuple[str, float] | None:
    found = next((CONDITION.match(part.text) for part in section if part.kind == "condition"), None)
    try:
        return (found[1], float(found[2])) if found else None
    except ValueError:
        return None


def _digits(parts: Sequence[Part]) -> int:
    return sum(1 for part in parts if part.kind == "digit")


def _scaling_commas(parts: Sequence[Part], first: int, last: int) -> int:
    """Count the commas behind the last digit, or directly before the point: each divides by a thousand."""
    count = 0
    for part in parts[last + 1 :]:
        if part.kind != "comma":
            break
        count += 1
    point = next((at for at in range(first, last + 1) if parts[at].kind == "point"), None)
    while point is not None and point > first and parts[point - 1].kind == "comma":
        count, point = count + 1, point - 1
    return count


def _loses_sign(parts: Sequence[Part], place: int, value: float) -> bool:
    """Tell whether a section hides that a value is below nought, or makes it look so."""
    minus = any(part.kind == "text" and ("-" in part.text or "(" in part.text) for part in parts)
    if value < 0 and place == 1:
        red = any(part.kind == "colour" and COLOUR.search(part.text) for part in parts)
        return not (minus or red)
    first = next((at for at, part in enumerate(parts) if part.kind == "digit"), 0)
    return value > 0 and any(
        part.kind == "text" and part.text.strip() in ("-", "－") for part in parts[:first]
    )
