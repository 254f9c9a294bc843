"""From the points of criteria to dimensions, the total, and whether it passes. All in whole units."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.core.rules.aggregation import geometric_units, whole_weights
from cultivation.core.rules.model import Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units, to_units

Units = Mapping[str, int]


def dimension_units(rules: RuleSet, points: Units) -> dict[str, int]:
    """Return the points of each dimension, between its bounds.

    A dimension never gives more than its maximum, bonuses included, unless it is uncapped. It gives less
    than 0 only where it says down to where (`minimum`).
    """
    return {key: _dimension(each, points, rules) for key, each in rules.dimensions.items()}


def _dimension(dimension: Dimension, points: Units, rules: RuleSet) -> int:
    if dimension.aggregate == "geometric":
        maxima = {key: criterion.maximum for key, criterion in dimension.criteria.items()}
        return geometric(points, maxima, dimension.maximum, rules.precision, rules.precision)
    lowest = bound_units(dimension.minimum or Decimal(0), rules.precision)
    units = max(lowest, sum(points[key] for key in dimension.criteria))
    return units if dimension.cap is None else min(units, bound_units(dimension.cap, rules.precision))


def total_units(rules: RuleSet, dimensions: Units) -> int:
    """Return the total of the dimensions, rounded and between the bounds that the rule set gives."""
    total = rules.total
    if total.aggregate == "geometric":
        maxima = {key: each.maximum for key, each in rules.dimensions.items()}
        step = total.round_to or rules.precision
        units = geometric(dimensions, maxima, rules.maximum, rules.precision, step)
    else:
        units = sum(dimensions.values())
        if total.round_to:
            units = _coarse(Fraction(units) * Fraction(rules.precision), total.round_to, rules.precision)
    if total.at_least is not None:
        units = max(units, bound_units(total.at_least, rules.precision))
    if total.at_most is not None:
        units = min(units, bound_units(total.at_most, rules.precision))
    return units


def _coarse(points: Fraction, step: Decimal, precision: Decimal) -> int:
    """Round points half up to whole steps, and return them in units."""
    return to_units(points, step) * bound_units(step, precision)


def geometric(
    units: Units, maxima: Mapping[str, Decimal], most: Decimal, precision: Decimal, step: Decimal
) -> int:
    """Return `most` times the geometric mean of the shares of the maxima, rounded half up to whole steps."""
    shares = [units[key] * Fraction(precision) / Fraction(each) for key, each in maxima.items()]
    weights = whole_weights(list(maxima.values()))
    steps = geometric_units(shares, weights, Fraction(most) / Fraction(step))
    return steps * bound_units(step, precision)


def tie_units(of: tuple[str, str], points: Any, dimensions: Any) -> Any:
    """Return the units of what a tie key names: a dimension, a criterion, or the sum of the dimensions.

    Of one application or, where points and dimensions are columns, of all.
    """
    kind, name = of
    if kind == "total":
        return sum(dimensions.values())
    return (dimensions if kind == "dimension" else points)[name]


TOTAL, MINIMUM, ZERO = "total", "minimum:", "zero:"


def not_passed(rules: RuleSet, points: Units, dimensions: Units, total: int) -> tuple[str, ...]:
    """Name what is not reached: the total, the least of a dimension, an item that must not be zero."""
    grounds = [] if total_passes(rules, total) else [TOTAL]
    for key, dimension in rules.dimensions.items():
        if dimension.at_least is not None and dimensions[key] < bound_units(
            dimension.at_least, rules.precision
        ):
            grounds.append(MINIMUM + key)
    grounds += [ZERO + key for key, each in rules.criteria.items() if each.not_zero and points[key] <= 0]
    return tuple(grounds)


def total_passes(rules: RuleSet, total: int) -> bool:
    """Tell whether a total reaches the pass mark, if there is one."""
    mark = rules.pass_
    if mark is None:
        return True
    if mark.above is not None:
        return total * Fraction(rules.precision) > Fraction(mark.above)
    return mark.at_least is None or total * Fraction(rules.precision) >= Fraction(mark.at_least)
