"""Spans of values in words: 5%以上, 3%（含）-5%, 不足1亿元, ≥3; exact, ratios for per cent, 万元 for money.

Where the words leave open whether an end belongs to the span (3%-5%), the neighbours decide.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

NUMBER = r"-?\d+(?:\.\d+)?"
COUNTED = (
    "人次",
    "场次",
    "场",
    "位",
    "项",
    "件",
    "个",
    "家",
    "人",
    "次",
    "名",
    "种",
    "篇",
    "套",
    "条",
    "台",
    "起",
    "例",
    "处",
)
# How much one of a unit is in the unit that rule sets use, and that unit.
UNITS: dict[str, tuple[Decimal, str]] = {
    "%": (Decimal("0.01"), "%"),
    "个百分点": (Decimal("0.01"), "%"),
    "百分点": (Decimal("0.01"), "%"),
    "亿元": (Decimal(10000), "万元"),
    "亿": (Decimal(10000), "万元"),
    "万元": (Decimal(1), "万元"),
    "万": (Decimal(1), "万元"),
    "元": (Decimal("0.0001"), "万元"),
    "年": (Decimal(1), "年"),
    "亩": (Decimal(1), "亩"),
    "倍": (Decimal(1), "倍"),
    **{each: (Decimal(1), each) for each in COUNTED},
}
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
QUANTITY = rf"({NUMBER})({UNIT})?"
INCLUDED, EXCLUDED = r"\((?:含|含本数|包含)\)", r"\((?:不含|不包含)\)"
AT_LEAST, MORE = "≥|>=|大于(?:或)?等于|不低于|不少于|不小于|达到|达", ">|大于|高于|超过|多于"
AT_MOST, LESS = "≤|<=|小于(?:或)?等于|不高于|不超过|不大于|不多于", "<|小于|低于|不足|不满|不到|少于"
FROM_TO = re.compile(
    rf"{QUANTITY}({INCLUDED}|{EXCLUDED})?(?:以上)?(?:-|~|至|到){QUANTITY}({INCLUDED}|{EXCLUDED})?"
)
BETWEEN = re.compile(rf"{QUANTITY}(≤|<=|<)[^\d≤<>≥]*(≤|<=|<){QUANTITY}")
BEFORE = re.compile(rf"({AT_LEAST}|{AT_MOST}|{MORE}|{LESS}){QUANTITY}")
BEHIND = re.compile(rf"{QUANTITY}(?:({INCLUDED}|{EXCLUDED}|及|或))?(以上|以下|以内)({INCLUDED}|{EXCLUDED})?")
EXACTLY = re.compile(rf"(?:=|等于|为|有)?{QUANTITY}")
# Numbers that are no values of what is measured.
ASIDE = re.compile(
    r"[A-Za-z]+[-/]?\d+(?:\.\d+)?|(?:近|前|最近|上|第|排名前)\d+(?:个)?(?:年|名|位|季度|月)|20\d\d年度?|\d+月"
)
DASHES = str.maketrans({"—": "-", "–": "-", "－": "-", "﹣": "-", "−": "-", "〜": "~", "∼": "~"})


@dataclass(frozen=True)
class End:
    """An end of a span; `included` is None where the words leave it open."""

    value: Decimal
    included: bool | None


@dataclass(frozen=True)
class ValueSpan:
    """Values from `low` to `high`, either of which may be missing, in `unit` (empty where none is said)."""

    low: End | None
    high: End | None
    unit: str = ""


def plain(text: str) -> str:
    """Return words as they are compared: one width, no blanks, one kind of dash."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(DASHES)


def without_asides(text: str) -> str:
    """Return plain words without years and places, whose numbers measure nothing."""
    return ASIDE.sub("", text)


def span_in(words: str) -> ValueSpan | None:
    """Return the one span that plain words name; None where there is none, or more than one is meant."""
    text = without_asides(words)
    found = _from_to(text) or _sides(text) or _exactly(text)
    if found is None:
        return None
    span, rest = found
    return None if re.search(NUMBER, rest) else span


def subject_of(words: str) -> str:
    """Return what is measured, as far as plain words say it: without values and comparisons."""
    text = without_asides(words)
    for pattern in (FROM_TO, BETWEEN, BEFORE, BEHIND, EXACTLY):
        text = pattern.sub("", text)
    return text.strip("的在为有,且(){}")


def _from_to(text: str) -> tuple[ValueSpan, str] | None:
    if match := FROM_TO.search(text):
        first, unit, low_said, second, high_unit, high_said = match.groups()
        low, high = _end(first, unit or high_unit, _said(low_said)), _end(second, high_unit, _said(high_said))
    elif match := BETWEEN.search(text):
        first, unit, left, right, second, high_unit = match.groups()
        low, high = _end(first, unit or high_unit, left != "<"), _end(second, high_unit, right != "<")
    else:
        return None
    return ValueSpan(low, high, _unit(high_unit or unit)), text[: match.start()] + text[match.end() :]


def _said(mark: str | None) -> bool | None:
    return None if mark is None else not mark.startswith("(不")


def _sides(text: str) -> tuple[ValueSpan, str] | None:
    """Return the span of one or two one-sided comparisons."""
    span, found = ValueSpan(None, None), False
    for pattern, read in ((BEFORE, _before), (BEHIND, _behind)):
        while match := pattern.search(text):
            side = read(match)
            if (side.low and span.low) or (side.high and span.high):
                return None
            span = replace(
                span, low=side.low or span.low, high=side.high or span.high, unit=side.unit or span.unit
            )
            text, found = text[: match.start()] + text[match.end() :], True
    return (span, text) if found else None


def _before(match: re.Match[str]) -> ValueSpan:
    sign, number, unit = match.groups()
    is_in = re.fullmatch(f"{AT_LEAST}|{AT_MOST}", sign) is not None
    end = _end(number, unit, is_in)
    is_low = re.fullmatch(f"{AT_LEAST}|{MORE}", sign) is not None
    return ValueSpan(end if is_low else None, None if is_low else end, _unit(unit))


def _behind(match: re.Match[str]) -> ValueSpan:
    number, unit, before, word, after = match.groups()
    mark = before or after
    is_in = True if mark in ("及", "或") else _said(mark)
    end = _end(number, unit, is_in)
    return ValueSpan(end if word == "以上" else None, None if word == "以上" else end, _unit(unit))


def _exactly(text: str) -> tuple[ValueSpan, str] | None:
    match = EXACTLY.search(text)
    if match is None:
        return None
    end = _end(match[1], match[2], True)
    return ValueSpan(end, end, _unit(match[2])), text[: match.start()] + text[match.end() :]


def _end(number: str, unit: str | None, included: bool | None) -> End:
    return End(Decimal(number) * UNITS.get(unit or "", (Decimal(1), ""))[0], included)


def _unit(unit: str | None) -> str:
    return UNITS[unit][1] if unit else ""
