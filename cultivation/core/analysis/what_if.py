"""A scored year under other weights and another number of places, exactly and at once: for who tries things.

The points of a criterion are multiplied by its new weight over its own, and rounded half up to the step of
the rule set; what caps a dimension moves with the weights of its criteria; totals are summed, rounded and
bounded as the rule set says. Between equal totals the places of the score table decide. Gates, vetoes and
pass marks hold as they did. All of it is whole numbers, so the weights of the rule set give the totals of
the score table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.geometric_totals import is_geometric
from cultivation.core.analysis.robustness.selection import Chooser, chooser_of
from cultivation.core.pool.lines import Past
from cultivation.core.rules.criteria import Dimension
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.rules.rounding import bound_units, to_units
from cultivation.core.scoring.score_table import ScoreTable

Units = NDArray[np.int64]
Weights = Mapping[str, Decimal]


@dataclass(frozen=True)
class Tried:
    """Of each of the ranked, in the order of the score table: the place, the total, and whether it is in.

    Totals are in units of the rule set's precision.
    """

    ids: tuple[str, ...]
    places: Units
    totals: Units
    inside: NDArray[np.bool_]


@dataclass(frozen=True)
class Trials:
    """The ranked of a score table with their points, a column for each criterion; what selects among them."""

    rules: RuleSet
    ids: tuple[str, ...]
    points: Mapping[str, Units]
    chooser: Chooser

    @property
    def covers(self) -> bool:
        """Tell whether points are added up, so that other weights can be tried at once."""
        return not is_geometric(self.rules)

    def totals(self, weights: Weights) -> Units:
        """Return the totals of all under other weights; criteria that are not named keep their own."""
        rules = self.rules
        total = np.zeros(len(self.ids), np.int64)
        for dimension in rules.dimensions.values():
            ratios = {key: _ratio(rules, key, weights) for key in dimension.criteria}
            own = sum((_scaled(self.points[key], ratio) for key, ratio in ratios.items()), total * 0)
            total = total + own.clip(*_bounds(dimension, ratios, rules.precision))
        if rules.total.round_to is not None:
            total = _to_step(total, Fraction(rules.total.round_to) / Fraction(rules.precision))
        ends = (rules.total.at_least, rules.total.at_most)
        lowest, highest = (None if each is None else bound_units(each, rules.precision) for each in ends)
        return total if lowest is None and highest is None else np.clip(total, lowest, highest)

    def tried(self, weights: Weights, policy: PoolPolicy | None = None) -> Tried:
        """Return who is where, and who is in, under other weights and another policy."""
        size, totals = len(self.ids), self.totals(weights)
        better = totals * self.rules.total.direction
        keys = better.astype(np.float64) * size + np.arange(size - 1, -1, -1)
        places = np.empty(size, np.int64)
        places[np.argsort(-keys)] = np.arange(1, size + 1)
        chooser = self.chooser if policy is None else replace(self.chooser, policy=policy)
        inside = chooser.inside(keys[np.newaxis, :])[0] if size else np.zeros(0, np.bool_)
        return Tried(self.ids, places, totals, inside)


def trials_of(
    table: ScoreTable, rules: RuleSet, members: Collection[str], past: Mapping[str, Past]
) -> Trials:
    """Return what tries other weights over a score table."""
    ranked = sorted((line for line in table.lines if line.rank is not None), key=lambda line: line.rank or 0)
    points = {key: np.array([line.criteria[key] for line in ranked], np.int64) for key in rules.criteria}
    return Trials(rules, tuple(line.id for line in ranked), points, chooser_of(table, rules, members, past))


def _ratio(rules: RuleSet, key: str, weights: Weights) -> Fraction:
    own = rules.criteria[key].maximum
    return Fraction(weights[key]) / Fraction(own) if key in weights and own else Fraction(1)


def _scaled(units: Units, ratio: Fraction) -> Units:
    """Multiply by a ratio and round half up, as points are rounded."""
    if ratio == 1:
        return units
    return (2 * units * ratio.numerator + ratio.denominator) // (2 * ratio.denominator)


def _bounds(
    dimension: Dimension, ratios: Mapping[str, Fraction], precision: Decimal
) -> tuple[int, int | None]:
    """Return the bounds of a dimension; its cap moves as the weights of its criteria together."""
    lowest = bound_units(dimension.minimum or Decimal(0), precision)
    if dimension.cap is None:
        return lowest, None
    own = {key: Fraction(each.maximum) for key, each in dimension.criteria.items() if not each.bonus}
    before = sum(own.values())
    after = sum(maximum * ratios[key] for key, maximum in own.items())
    share = after / before if before else Fraction(1)
    return lowest, to_units(Fraction(dimension.cap) * share, precision)


def _to_step(units: Units, step: Fraction) -> Units:
    """Round to a coarser step, half up, be it a whole number of units or not."""
    if step.denominator == 1:
        whole = step.numerator
        return (2 * units + whole) // (2 * whole) * whole
    rounded = [(2 * each / step + 1) // 2 * step for each in map(Fraction, units.tolist())]
    return np.array([int(each) for each in rounded], np.int64)
