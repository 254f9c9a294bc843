"""Standards that name values: ≥5%得10分，3%-5%得6分，3%以下不得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cultivation.core.drafting.clauses import Clause, Standard
from cultivation.core.drafting.drafted import Drafted, Kind, NotComputable, Written
from cultivation.core.drafting.spans import COUNTED, UNITS, End, ValueSpan, plain, span_in, subject_of
from cultivation.core.drafting.steps import Broken, Step, joined
from cultivation.core.drafting.table import Remark, ScoringItem

OTHERWISE = frozenset(
    ("", "其他", "其它", "其余", "否则", "其他情况", "无", "没有", "以外", "未达到", "达不到")
)
SHARES = re.compile(r"比重|比例|占比|比率|增长率|增速|增幅|率$|率\(|强度")
UNIT_OF_LABEL = re.compile(rf"\((?:单位:)?({'|'.join(sorted(UNITS, key=len, reverse=True))})\)")


def bands_form(standard: Standard, item: ScoringItem) -> Drafted | None:
    """Return bands where every clause names a span of values but one for the rest."""
    steps: list[Step] = []
    otherwise: Decimal | None = None
    for clause in standard.clauses:
        span = span_in(clause.words)
        if span is None and clause.words in OTHERWISE and otherwise is None:
            otherwise = clause.low
        elif span is None:
            return None
        else:
            steps.append(Step(span, clause.low))
    if not steps:
        return None
    if len(subjects_of(standard.clauses)) > 1:
        return None
    unit, steps, remarks = in_one_unit(steps, item.label)
    if otherwise is None and standard.rest in OTHERWISE - {""}:
        otherwise = Decimal(0)
    try:
        found = joined(steps, otherwise, unit)
    except Broken as problem:
        raise NotComputable(problem.remark) from None
    function: dict[str, Written] = {"method": "bands", "bands": written(found.steps)}
    return Drafted(kind_of(unit), function, unit, remarks=(*remarks, *found.remarks))


def subjects_of(clauses: Sequence[Clause]) -> set[str]:
    """Return the different things that the clauses measure, as far as they name them."""
    return {subject_of(clause.words) for clause in clauses} - {""} - OTHERWISE


def kind_of(unit: str) -> Kind:
    """Return what is filed in a unit: whole numbers where things are counted."""
    return "integer" if unit in COUNTED else "number"


def in_one_unit(steps: Sequence[Step], label: str) -> tuple[str, list[Step], tuple[Remark, ...]]:
    """Give numbers without a unit that of the others, else that of the name; per cent where it is a share."""
    units = {step.span.unit for step in steps} - {""}
    if len(units) > 1:
        raise NotComputable(Remark("several_units", {"units": ", ".join(sorted(units))}))
    if all(step.span.unit for step in steps):
        return units.pop(), list(steps), ()
    remarks: tuple[Remark, ...] = ()
    named = UNIT_OF_LABEL.search(plain(label))
    scale, unit = Decimal(1), ""
    if units:
        scale, unit = UNITS[units.pop()]
    elif named:
        scale, unit = UNITS[named[1]]
    elif SHARES.search(plain(label)):
        scale, unit = UNITS["%"]
        remarks = (Remark("percent_assumed"),)
    return (
        unit,
        [step if step.span.unit else Step(_scaled(step.span, scale, unit), step.points) for step in steps],
        remarks,
    )


def _scaled(span: ValueSpan, scale: Decimal, unit: str) -> ValueSpan:
    def scaled(end: End | None) -> End | None:
        return replace(end, value=end.value * scale) if end else None

    return ValueSpan(scaled(span.low), scaled(span.high), unit)


def written(steps: Sequence[Step]) -> list[Written]:
    """Return bands as they stand in a file."""
    return [_band(step) for step in steps]


def _band(step: Step) -> Written:
    band: dict[str, Written] = {}
    if step.span.low is not None:
        band["from" if step.span.low.included else "above"] = step.span.low.value
    if step.span.high is not None:
        band["up_to" if step.span.high.included else "below"] = step.span.high.value
    return {**band, "points": step.points}
