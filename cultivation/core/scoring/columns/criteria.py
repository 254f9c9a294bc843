"""The points of a criterion over columns, whatever its value function is composed of."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import numpy as np

from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.value_functions import (
    JUDGED,
    Alternative,
    BestOf,
    Cases,
    Chosen,
    Efficacy,
    SimpleFunction,
    Table,
)
from cultivation.core.scoring.columns import bounds
from cultivation.core.scoring.columns.bounds import Numbers, Words
from cultivation.core.scoring.columns.judged import judged_column
from cultivation.core.scoring.columns.points import PointColumn, Units, efficacy_column, point_column
from cultivation.core.scoring.columns.ratios import Mask
from cultivation.core.scoring.columns.screening import Screen

LEAST = np.iinfo(np.int64).min


def criterion_column(criterion: Criterion, screen: Screen, rules: RuleSet) -> PointColumn:
    """Return the points of a criterion whose value functions are all covered."""
    function = criterion.function
    if isinstance(function, BestOf):
        return _best([_alternative(each, criterion, screen, rules) for each in function.alternatives])
    if isinstance(function, Cases):
        return _cases(function, criterion, screen, rules)
    if isinstance(function, Chosen):
        return _chosen(function, criterion, screen, rules)
    return _simple(function, criterion.indicator, screen, rules)


def _simple(function: SimpleFunction, indicator: str, screen: Screen, rules: RuleSet) -> PointColumn:
    part = screen.column(indicator) if indicator else None
    if isinstance(function, JUDGED):
        mark, between = _numbers(screen, function.mark), rules.between_steps(function.mark)
        return judged_column(function, part, mark, between, rules.precision, screen.rows)
    assert part is not None  # checked when the rule set is loaded
    if isinstance(function, Efficacy):
        assert isinstance(part, Numbers)
        ends = (_end(function.unacceptable, screen), _end(function.satisfactory, screen))
        return efficacy_column(function, part, ends, rules.precision)
    row = screen.column(function.by) if isinstance(function, Table) else None
    return point_column(function, part, row, rules.precision)


def _end(end: Decimal | str, screen: Screen) -> Numbers:
    return _numbers(screen, end) if isinstance(end, str) else bounds.constant(format(end, "f"))


def _numbers(screen: Screen, name: str) -> Numbers:
    part = screen.column(name)
    assert isinstance(part, Numbers)  # checked when the rule set is loaded
    return part


def _alternative(
    alternative: Alternative, criterion: Criterion, screen: Screen, rules: RuleSet
) -> PointColumn:
    return _simple(alternative.function, alternative.indicator or criterion.indicator, screen, rules)


def _best(columns: list[PointColumn]) -> PointColumn:
    """Take the most points; rounding keeps their order, so the most units are those of the most points."""
    most: Units = reduce(np.maximum, (np.where(each.known, each.units, LEAST) for each in columns))
    known = reduce(np.logical_or, (each.known for each in columns))
    return PointColumn(
        np.where(known, most, 0), known, reduce(np.logical_or, (each.open for each in columns))
    )


def _cases(function: Cases, criterion: Criterion, screen: Screen, rules: RuleSet) -> PointColumn:
    """Take the first case that holds; where one before it is undefined, nothing can be told."""
    result = _nothing(screen.rows)
    rest = np.ones(screen.rows, np.bool_)
    for alternative in function.alternatives:
        holds = rest
        if alternative.when is not None:
            truth = screen.truth(rules.case_formulas[alternative.when])
            result.open[rest & truth.may_hold & truth.may_not] = True
            holds = rest & truth.may_hold & ~truth.may_not
            rest = rest & truth.may_not & ~truth.may_hold
        _take(result, _alternative(alternative, criterion, screen, rules), holds)
    return result


def _chosen(function: Chosen, criterion: Criterion, screen: Screen, rules: RuleSet) -> PointColumn:
    result = _nothing(screen.rows)
    choice = screen.column(function.by)
    assert isinstance(choice, Words)  # checked when the rule set is loaded
    for key, alternative in function.alternatives.items():
        chosen = choice.known & (choice.value == key).astype(np.bool_)
        result.open[chosen & choice.unclear] = True
        _take(result, _alternative(alternative, criterion, screen, rules), chosen)
    return result


def _nothing(rows: int) -> PointColumn:
    known, open_, provisional = (np.zeros(rows, np.bool_) for _ in range(3))
    return PointColumn(np.zeros(rows, np.int64), known, open_, provisional, {})


def _take(result: PointColumn, column: PointColumn, where: Mask) -> None:
    """Copy some rows of a column into a result."""
    result.units[where] = column.units[where]
    result.known[where] = column.known[where]
    result.open[where] |= column.open[where]
    if column.provisional is not None:
        assert result.provisional is not None and isinstance(result.refused, dict)
        result.provisional[where] = column.provisional[where]
        result.refused.update({row: mark for row, mark in column.refused.items() if where[row]})
