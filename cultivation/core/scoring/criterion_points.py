"""What one criterion gives for one application: points, or that they cannot be told or are not final."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.value_functions import (
    JUDGED,
    Alternative,
    BestOf,
    Cases,
    Chosen,
    Efficacy,
    Judged,
    JudgedBands,
    JudgedChoice,
    SimpleFunction,
    Table,
    points_of,
)

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points before rounding; None where the indicator is undefined.

    `provisional`: a person still has to give the points, and the lowest of the range counts. `refused` is a
    mark that lies outside the range or between its steps, and counts as not given.
    """

    points: Fraction | None
    provisional: bool = False
    refused: Fraction | None = None


UNDEFINED = Outcome(None)


def outcome_of(criterion: Criterion, values: Values, rules: RuleSet) -> Outcome:
    """Apply a criterion's value function, whatever its kind."""
    function = criterion.function
    if isinstance(function, BestOf):
        outcomes = [_alternative(each, criterion, values, rules) for each in function.alternatives]
        return _best(outcomes)
    if isinstance(function, Chosen):
        chosen = values[function.by]
        if not chosen:
            return UNDEFINED
        return _alternative(function.alternatives[str(chosen)], criterion, values, rules)
    if isinstance(function, Cases):
        return _case(function, criterion, values, rules)
    return _simple(function, criterion.indicator, values, rules)


def _best(outcomes: list[Outcome]) -> Outcome:
    """Return the outcome with the most points; the first of equals, a final one before a provisional one."""
    best = UNDEFINED
    for outcome in sorted(outcomes, key=lambda each: each.provisional):
        if outcome.points is not None and (best.points is None or outcome.points > best.points):
            best = outcome
    return best


def _case(function: Cases, criterion: Criterion, values: Values, rules: RuleSet) -> Outcome:
    """Take the first case that holds; where one before it cannot be decided, nothing can be told."""
    for alternative in function.alternatives:
        if alternative.when is None:
            return _alternative(alternative, criterion, values, rules)
        holds = rules.case_formulas[alternative.when].evaluate(values)
        if holds is None:
            return UNDEFINED
        if holds:
            return _alternative(alternative, criterion, values, rules)
    raise AssertionError("the last case has no condition")  # checked when the rule set is loaded


def _alternative(alternative: Alternative, criterion: Criterion, values: Values, rules: RuleSet) -> Outcome:
    return _simple(alternative.function, alternative.indicator or criterion.indicator, values, rules)


def _simple(function: SimpleFunction, indicator: str, values: Values, rules: RuleSet) -> Outcome:
    value = values[indicator] if indicator else None
    if isinstance(function, JUDGED):
        return _judged(function, value, values[function.mark], rules.between_steps(function.mark))
    if value is None:
        return UNDEFINED
    if isinstance(function, Efficacy):
        assert isinstance(value, Fraction)  # checked when the rule set is loaded
        return Outcome(function.points_of(value, values))
    row = values[function.by] if isinstance(function, Table) else None
    return Outcome(points_of(function, value, row))


def _judged(
    function: Judged | JudgedBands | JudgedChoice, value: Value, mark: Value, between: bool
) -> Outcome:
    """Take the mark if it may be given; until then the lowest of the range counts."""
    if value is None and not isinstance(function, Judged):
        return UNDEFINED
    low, high = function.range_of(value)
    if low == high:
        return Outcome(Fraction(low))
    if isinstance(mark, Fraction) and function.allows(mark, low, high, between):
        return Outcome(mark)
    return Outcome(Fraction(low), True, mark if isinstance(mark, Fraction) else None)
