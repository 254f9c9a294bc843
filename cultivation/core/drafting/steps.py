"""Spans with points become bands without gaps; what the words leave open is settled, and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cultivation.core.drafting.spans import COUNTED, End, ValueSpan
from cultivation.core.drafting.table import Remark

LOWEST = Decimal("-Infinity")


@dataclass(frozen=True)
class Step:
    """Values of a span give `points`."""

    span: ValueSpan
    points: Decimal


@dataclass(frozen=True)
class Steps:
    """Bands from the lowest to the highest, the first open below and the last open above."""

    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...]


class Broken(Exception):
    """The words leave values without points, or give them twice; `remark` says which."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.code)
        self.remark = remark


def joined(steps: Sequence[Step], otherwise: Decimal | None, unit: str) -> Steps:
    """Join steps to bands; `otherwise` are the points of what no step names, None where nothing is said.

    Raises Broken where values between two steps have no points, or points twice.
    """
    remarks: list[Remark] = []
    open_edges: list[str] = []
    ordered = _closed(sorted(steps, key=lambda step: (_low(step), _high(step))), unit)
    for place in range(len(ordered) - 1):
        ordered[place : place + 2] = _neighbours(ordered[place], ordered[place + 1], unit, open_edges)
    if open_edges:
        remarks.append(Remark("edge_open", {"value": ", ".join(open_edges)}))
    bands = _open_ends(ordered, otherwise, unit, remarks)
    return Steps(tuple(bands), tuple(remarks))


def _low(step: Step) -> Decimal:
    return step.span.low.value if step.span.low else LOWEST


def _high(step: Step) -> Decimal:
    return step.span.high.value if step.span.high else -LOWEST


def _closed(steps: list[Step], unit: str) -> list[Step]:
    """Let of several spans that are open to one side each end where the next one begins (≥3, ≥5, ≥10)."""
    if unit in COUNTED or unit == "":
        steps = [_counted(step) for step in steps]
    open_above = [place for place, step in enumerate(steps) if step.span.high is None]
    for place in open_above[:-1]:
        low = steps[place + 1].span.low
        assert low is not None  # sorted by it
        end = End(low.value, None if low.included is None else not low.included)
        steps[place] = replace(steps[place], span=replace(steps[place].span, high=end))
    open_below = [place for place, step in enumerate(steps) if step.span.low is None]
    for place in open_below[1:]:
        high = steps[place - 1].span.high
        if high is not None:
            end = End(high.value, None if high.included is None else not high.included)
            steps[place] = replace(steps[place], span=replace(steps[place].span, low=end))
    return steps


def _counted(step: Step) -> Step:
    """Let what is counted end before the next whole number: 1-2项 and 3项以上 leave nothing open."""
    low, high = step.span.low, step.span.high
    if low and high and high.included is not False and high.value == high.value.to_integral_value():
        return replace(
            step, span=replace(step.span, high=End(high.value + 1, False), low=End(low.value, True))
        )
    return step


def _neighbours(before: Step, after: Step, unit: str, open_edges: list[str]) -> tuple[Step, Step]:
    """Decide to which of two steps their edge belongs: as is said, else to the one with more points."""
    high, low = before.span.high, after.span.low
    assert high is not None and low is not None  # one end of each is open at most
    if high.value != low.value:
        code = "bands_gap" if high.value < low.value else "bands_overlap"
        raise Broken(Remark(code, {"low": shown(high.value, unit), "high": shown(low.value, unit)}))
    if high.included is not None and high.included is low.included:
        raise Broken(
            Remark("edge_twice" if low.included else "edge_nowhere", {"value": shown(low.value, unit)})
        )
    if high.included is None and low.included is None:
        upper = after.points >= before.points
        open_edges.append(shown(low.value, unit))
    else:
        upper = low.included if low.included is not None else not high.included
    return (
        replace(before, span=replace(before.span, high=End(high.value, not upper))),
        replace(after, span=replace(after.span, low=End(low.value, upper))),
    )


def _open_ends(steps: list[Step], otherwise: Decimal | None, unit: str, remarks: list[Remark]) -> list[Step]:
    """Add what lies below the first and above the last step."""
    first, last = steps[0], steps[-1]
    high = last.span.high
    if high is not None and otherwise is None and not (unit == "%" and high.value == 1):
        raise Broken(Remark("open_above", {"value": shown(high.value, unit)}))
    if high is not None and otherwise is not None:
        steps = [*steps, Step(ValueSpan(End(high.value, high.included is False), None, unit), otherwise)]
        steps[-2] = replace(last, span=replace(last.span, high=End(high.value, high.included is not False)))
    elif high is not None:
        steps[-1] = replace(last, span=replace(last.span, high=None))
    low = steps[0].span.low
    if low is None:
        return steps
    if unit in COUNTED and low.value == 0:
        return [replace(steps[0], span=replace(steps[0].span, low=None)), *steps[1:]]
    if otherwise is None:
        remarks.append(Remark("below_open", {"value": shown(low.value, unit)}))
    is_in = low.included is not False
    below = Step(ValueSpan(None, End(low.value, not is_in), unit), otherwise or Decimal(0))
    steps[0] = replace(steps[0], span=replace(first.span, low=End(low.value, is_in), high=steps[0].span.high))
    return [below, *steps]


def shown(value: Decimal, unit: str) -> str:
    """Return a value as the table writes it.

    >>> shown(Decimal("0.05"), "%")
    '5%'
    """
    number = value * 100 if unit == "%" else value
    return f"{number.normalize():f}{unit}"
