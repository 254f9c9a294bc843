"""The points of a criterion over columns, whatever its value function is composed of."""

from __future__ import annotations

from functools import reduce

import numpy as np

from cultivation.core.rules.model import Criterion, RuleSet
from cultivation.core.rules.value_functions import Alternative, BestOf, Cases, Chosen, SimpleFunction, Table
from cultivation.core.scoring.columns.bounds import Words
from cultivation.core.scoring.columns.points import PointColumn, Units, point_column
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
    row = screen.column(function.by) if isinstance(function, Table) else None
    return point_column(function, screen.column(indicator), row, rules.precision)


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
        _take(result, _alternative(alternative, criterion, screen, rules), chosen)
    return result


def _nothing(rows: int) -> PointColumn:
    return PointColumn(np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))


def _take(
    result: PointColumn, column: PointColumn, where: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> None:
    """Copy some rows of a column into a result."""
    result.units[where] = column.units[where]
    result.known[where] = column.known[where]
    result.open[where] |= column.open[where]
