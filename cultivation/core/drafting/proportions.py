"""Points in proportion, where only one reading is possible.

达到5%得10分，不足的按比例得分; 达到10项得10分，每少1项扣1分.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cultivation.core.drafting.bands import kind_of
from cultivation.core.drafting.clauses import Clause, Standard
from cultivation.core.drafting.drafted import Drafted, Written
from cultivation.core.drafting.spans import COUNTED, NUMBER, UNIT, UNITS, ValueSpan, span_in
from cultivation.core.drafting.table import ScoringItem

BELOW = "不足|低于|未达到|未达|达不到|未达标|不达标|不到|不满|少于|小于|其余|其他|其它"
IN_PROPORTION = re.compile(
    rf"(?:{BELOW})(?:(?P<again>{NUMBER})(?P<unit>{UNIT})?)?(?:部分)?(?:的|者)?,?"
    r"按(?:完成)?比例(?:得分|计分|给分|折算|折算得分|折算计分|计算|计算得分|计算分值)"
)
FEWER_EACH = re.compile(rf"每(?:减少|少|缺少|缺|低)(?:1|一)(?P<unit>{UNIT})")


def in_proportion(standard: Standard, item: ScoringItem) -> Drafted | None:
    """Return a straight line from 0 to the value that has full marks; None where the words say anything else.

    No other line gives a share of the points for the same share of the value.
    """
    said = IN_PROPORTION.fullmatch(standard.rest)
    if said is None or len(standard.clauses) != 1:
        return None
    (clause,) = standard.clauses
    span = _from(clause, item)
    if span is None or span.low is None or not _is_same(said, span):
        return None
    return _line([(Decimal(0), Decimal(0)), (span.low.value, clause.low)], span.unit)


def taken_for_each_missing(standard: Standard, item: ScoringItem) -> Drafted | None:
    """Return the points of whole things of which each that is missing takes as many; None else.

    Of figures with parts it would be open what a part of a step takes.
    """
    if len(standard.clauses) != 2:
        return None
    base, missing = standard.clauses
    said, span = FEWER_EACH.fullmatch(missing.words), _from(base, item)
    if said is None or span is None or span.low is None or missing.is_range or missing.low >= 0:
        return None
    unit, whole = UNITS[said["unit"]][1], span.low.value
    if unit not in COUNTED or span.unit not in ("", unit) or whole != whole.to_integral_value():
        return None
    return _line(_posts(whole, base.low, -missing.low), unit)


def _posts(whole: Decimal, points: Decimal, each: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Return the ends of the line through the whole numbers; below 0 points it goes no further."""
    steps = min(points // each, whole)
    first, least = whole - steps, points - steps * each
    posts = [(first, least), (whole, points)]
    return [(first - 1, Decimal(0)), *posts] if least and first else posts


def _from(clause: Clause, item: ScoringItem) -> ValueSpan | None:
    """Return the values that have full marks: from one on, that one among them."""
    if clause.is_range or not 0 < clause.low == item.maximum:
        return None
    span = span_in(clause.words)
    if span is None or span.low is None or span.low.included is False or span.low.value <= 0:
        return None
    alone = span.high is None or (span.high == span.low and span.low.included)  # 5%以上, or 达到5%
    return span if alone else None


def _is_same(said: re.Match[str], span: ValueSpan) -> bool:
    """Tell whether a value that is named again is that from which on there are full marks."""
    if said["again"] is None:
        return True
    scale, unit = UNITS.get(said["unit"] or "", (Decimal(1), ""))
    assert span.low is not None
    return unit == span.unit and Decimal(said["again"]) * scale == span.low.value


def _line(posts: list[tuple[Decimal, Decimal]], unit: str) -> Drafted:
    points: list[Written] = [[at, given] for at, given in posts]
    return Drafted(kind_of(unit), {"method": "goalposts", "points": points}, unit)
