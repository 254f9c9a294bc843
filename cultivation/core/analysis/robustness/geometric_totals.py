"""Totals in which points are multiplied, by other weights: the weights are the exponents of the shares.

A criterion's drawn maximum is its exponent within its dimension, and the drawn maxima of a dimension's
criteria together are the dimension's among the others. What the rule set adds is added. Means are computed in
float64 and rounded as the rule set rounds; what lies within a billionth of a step below a half counts as a
half, so that the official weights give the official totals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.model import Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units

Floats = NDArray[np.float64]
ONE = 4096  # a factor of 1
HALF = 0.5 + 1e-9
NOTHING = -1e9  # the logarithm that stands for that of 0: whatever its weight, the mean is 0


def is_geometric(rules: RuleSet) -> bool:
    """Tell whether points are multiplied anywhere."""
    return "geometric" in (rules.total.aggregate, *(each.aggregate for each in rules.dimensions.values()))


class GeometricTotals:
    """Gives the totals of a field, in 1/ONE units of points, for rows of factors, whole numbers of 1/ONE."""

    def __init__(self, rules: RuleSet, points: Floats) -> None:
        self._rules, self._points = rules, points

    def __call__(self, factors: Floats) -> Floats:
        """Return a row for each row of factors, a column for each of the field."""
        rules, criteria = self._rules, list(self._rules.criteria)
        values, weights = [], []
        for place, (_key, dimension) in enumerate(rules.dimensions.items()):
            columns = [criteria.index(key) for key in dimension.criteria]
            maxima = np.array([float(each.maximum) for each in dimension.criteria.values()])
            drawn = factors[:, columns] * maxima
            weights.append(drawn.sum(axis=1))
            if dimension.aggregate == "geometric":
                mean = self._mean(dimension, columns, maxima, drawn)
                # over the official sum; whole numbers are multiplied first, so that a half stays one
                values.append(np.floor(mean * weights[-1][:, None] / maxima.sum() + 0.5))
            else:
                residue = self._points[:, len(criteria) + place]
                scaled = factors[:, columns] @ self._points[:, columns].T
                values.append(scaled + factors[:, len(criteria) + place, None] * residue)
        if rules.total.aggregate != "geometric":
            added: Floats = np.add.reduce(values) + ONE * self._beyond_sum()
            return added
        return ONE * self._multiplied(values, weights)

    def _beyond_sum(self) -> Floats:
        """Return what rounding and bounds made of the sum."""
        beyond: Floats = self._points[:, -1]
        return beyond

    def _mean(self, dimension: Dimension, columns: list[int], maxima: Floats, drawn: Floats) -> Floats:
        """Return the points of a dimension that is a mean, in units."""
        shares = self._points[:, columns].T / (maxima / float(self._rules.precision))[:, None]
        exponents = _parts(drawn)
        most = bound_units(dimension.maximum, self._rules.precision)
        mean: Floats = np.floor(most * np.exp(exponents @ _logarithms(shares)) + HALF)
        return mean

    def _multiplied(self, values: list[Floats], weights: list[Floats]) -> Floats:
        """Return the total as the mean of the dimensions, rounded and within its bounds, in units."""
        rules, total = self._rules, self._rules.total
        unit = float(rules.precision)
        official = [
            float(sum(criterion.maximum for criterion in each.criteria.values()))
            for each in rules.dimensions.values()
        ]
        most_of = [float(each.maximum) for each in rules.dimensions.values()]
        sizes = zip(most_of, weights, official, strict=True)
        exponents = _parts(np.array([most * weight / own for most, weight, own in sizes]).T)
        logarithm = np.zeros_like(values[0])
        for place, (value, weight) in enumerate(zip(values, weights, strict=True)):
            scale = np.where(weight > 0, weight, 1) / official[place]
            share = value / scale[:, None] / (most_of[place] / unit)
            logarithm += exponents[:, place, None] * _logarithms(share)
        step = bound_units(total.round_to or rules.precision, rules.precision)
        units: Floats = np.floor(float(rules.maximum) / unit / step * np.exp(logarithm) + HALF) * step
        lowest = -np.inf if total.at_least is None else bound_units(total.at_least, rules.precision)
        highest = np.inf if total.at_most is None else bound_units(total.at_most, rules.precision)
        return units.clip(lowest, highest)


def _parts(weights: Floats) -> Floats:
    """Return each row as shares of its sum; all 0 where there is none."""
    whole = weights.sum(axis=1, keepdims=True)
    parts: Floats = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0)
    return parts


def _logarithms(shares: Floats) -> Floats:
    logarithms: Floats = np.full_like(shares, NOTHING)
    np.log(shares, out=logarithms, where=shares > 0)
    return logarithms
