"""Standards that give points for each: 每项得2分，最高10分; 达到3%得5分，每增加1个百分点加1分; 每项扣2分."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from cultivation.core.drafting.bands import kind_of, written
from cultivation.core.drafting.clauses import Clause, Standard
from cultivation.core.drafting.drafted import Drafted, NotComputable, Written
from cultivation.core.drafting.spans import COUNTED, NUMBER, UNIT, UNITS, End, ValueSpan, span_in
from cultivation.core.drafting.steps import Step, shown
from cultivation.core.drafting.table import Remark, ScoringItem

EACH = re.compile(rf"每(?P<verb>[^\d一两]{{0,6}}?)(?P<number>{NUMBER}|一)?(?P<unit>{UNIT})(?P<what>.*)$")
MORE = re.compile(r"增加|提高|增长|高出|高于|超过|超出|多|上升|再增")
FEWER = re.compile(r"减少|降低|下降|低于")
MOST_STEPS = 60


def each_form(standard: Standard, item: ScoringItem) -> Drafted | None:
    """Return a count, or steps from a base on; None where nothing is given for each."""
    amounts = [(clause, match) for clause in standard.clauses if (match := EACH.search(clause.words))]
    bases = [clause for clause in standard.clauses if not EACH.search(clause.words)]
    if not amounts:
        return None
    if any(FEWER.search(match["verb"]) for _clause, match in amounts):
        raise NotComputable(Remark("not_computable"))
    if len(amounts) > 1:
        return _several(amounts, bases, standard, item)
    clause, match = amounts[0]
    step, unit = _amount(match)
    nothing = [base for base in bases if base.low == 0]  # said of those below the base
    bases = [base for base in bases if base not in nothing]
    if clause.low < 0:
        return _taken(clause, step, unit, bases, item)
    most = standard.cap if standard.cap is not None else item.maximum
    if not bases and unit in COUNTED and step == 1:
        function: dict[str, Written] = {"method": "count", "each": clause.low, "at_most": most}
        return Drafted("integer", function, unit, remarks=_from_nothing(match, bases))
    if len(bases) > 1:
        raise NotComputable(Remark("several_values"))
    found = _risen(clause, step, unit, bases, most, _says_nothing_below(nothing, bases, unit))
    return replace(found, remarks=(*found.remarks, *_from_nothing(match, bases)))


def _from_nothing(match: re.Match[str], bases: list[Clause]) -> tuple[Remark, ...]:
    """Tell that an increase was counted from 0, as nothing is said of what it begins with."""
    return (Remark("base_assumed"),) if MORE.search(match["verb"]) and not bases else ()


def _says_nothing_below(nothing: list[Clause], bases: list[Clause], unit: str) -> bool:
    """Tell whether it is said that nothing is given below the base; refuse what is said of other values."""
    for clause in nothing:
        span = span_in(clause.words)
        if span is not None and bases:
            base = _base(bases, unit)[0]
            high = span.high
            if span.low is not None or high is None or high.value != base or high.included:
                raise NotComputable(Remark("several_values"))
    return bool(nothing)


def _amount(match: re.Match[str]) -> tuple[Decimal, str]:
    """Return for how much the points are given, in the unit of the rule set."""
    scale, unit = UNITS[match["unit"]]
    number = match["number"]
    return (Decimal(1) if number in (None, "一") else Decimal(number)) * scale, unit


def _several(
    amounts: list[tuple[Clause, re.Match[str]]], bases: list[Clause], standard: Standard, item: ScoringItem
) -> Drafted:
    """国家级每项得5分，省级每项得3分: a number for each kind, and what they come to together."""
    counts = []
    for clause, match in amounts:
        step, unit = _amount(match)
        label = clause.words[: match.start()] + match["what"]
        if (
            bases
            or clause.low <= 0
            or step != 1
            or unit not in COUNTED
            or not label
            or MORE.search(match["verb"])
        ):
            raise NotComputable(Remark("several_values"))
        counts.append((label.removesuffix("的"), clause.low))
    if len({label for label, _points in counts}) < len(counts):
        raise NotComputable(Remark("several_values"))
    most = standard.cap if standard.cap is not None else item.maximum
    return Drafted("counts", {"method": "count", "each": Decimal(1), "at_most": most}, counts=tuple(counts))


def _taken(clause: Clause, step: Decimal, unit: str, bases: list[Clause], item: ScoringItem) -> Drafted:
    """每项扣2分，扣完为止: from full marks down, a step for each."""
    if unit not in COUNTED or step != 1 or bases or item.maximum <= 0:
        raise NotComputable(Remark("not_computable"))
    steps, number, points = [], Decimal(0), item.maximum
    while points > 0:
        steps.append(
            Step(ValueSpan(End(number, False) if number else None, End(number + 1, True), unit), points)
        )
        number, points = number + 1, points + clause.low
    steps.append(Step(ValueSpan(End(number, False), None, unit), Decimal(0)))
    shifted = [Step(_below(step.span), step.points) for step in steps]
    return Drafted("integer", {"method": "bands", "bands": written(shifted)}, unit)


def _below(span: ValueSpan) -> ValueSpan:
    """Let 0 have full marks, 1 a step less: the spans of whole numbers begin with the number itself."""
    low = End(span.low.value, True) if span.low else None
    high = End(span.high.value, False) if span.high else None
    return ValueSpan(low, high, span.unit)


def _risen(
    clause: Clause, step: Decimal, unit: str, bases: list[Clause], most: Decimal, below_is_said: bool
) -> Drafted:
    """Steps from a base on, up to the most; what is less than a whole step gives nothing more."""
    base, points = _base(bases, unit)
    bands = [Step(ValueSpan(None, End(base, False), unit), Decimal(0))] if base or not points else []
    if not bases:
        base, points = base + step, min(clause.low, most)
        bands = [Step(ValueSpan(None, End(base, False), unit), Decimal(0))]
    while points < most and len(bands) < MOST_STEPS:
        bands.append(Step(ValueSpan(End(base, True), End(base + step, False), unit), points))
        base, points = base + step, min(points + clause.low, most)
    if points < most:
        raise NotComputable(Remark("too_many_steps"))
    bands.append(Step(ValueSpan(End(base, True), None, unit), most))
    remarks = [Remark("whole_steps")] if unit not in COUNTED or step != 1 else []
    if bases and not below_is_said:
        remarks.append(Remark("below_open", {"value": shown(_base(bases, unit)[0], unit)}))
    return Drafted(kind_of(unit), {"method": "bands", "bands": written(bands)}, unit, remarks=tuple(remarks))


def _base(bases: list[Clause], unit: str) -> tuple[Decimal, Decimal]:
    """Return from which value on how many points are given."""
    if not bases:
        return Decimal(0), Decimal(0)
    span = span_in(bases[0].words)
    if span is None or span.low is None or span.unit not in ("", unit):
        raise NotComputable(Remark("several_values"))
    scale = Decimal("0.01") if unit == "%" and not span.unit else Decimal(1)
    return span.low.value * scale, bases[0].low
