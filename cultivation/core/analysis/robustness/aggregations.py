"""What if points were added up otherwise? A geometric mean lets no strength make good a weakness.

Shares of the maximum are multiplied instead of added, each with its maximum for weight: between the
dimensions, within each of them, or both. Shares below 0.001 are lifted to it, as in `challengers`, or one
zero would be the end. Bonuses and dimensions on top are added as always. All exact: no float decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cultivation.core.analysis.robustness.selection import chooser_of, keys_of
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.aggregation import geometric_units, whole_weights
from cultivation.core.rules.model import Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable

LEAST_SHARE = Fraction(1, 1000)
# Whether the means are taken between dimensions, and within them.
WAYS = {
    "geometric_between_dimensions": (True, False),
    "geometric_within_dimensions": (False, True),
    "geometric_throughout": (True, True),
}


@dataclass(frozen=True, slots=True)
class Aggregated:
    """Who would come in and who would go if points were added up in another way."""

    way: str
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


def other_aggregations(
    table: ScoreTable,
    rules: RuleSet,
    members: Collection[str],
    past: Mapping[str, Past] = NOTHING_PAST,
) -> list[Aggregated]:
    """Select the pool again by each way of adding up; eligibility stays as it is."""
    ranked = sorted((line for line in table.lines if line.rank is not None), key=lambda line: line.rank or 0)
    if not ranked or rules.total.order == "ascending":  # a mean of shares tells of strengths
        return []
    chooser = chooser_of(table, rules, members, past)

    def pool(totals: list[int]) -> set[str]:
        chosen = chooser.inside(keys_of(totals)[None, :])[0]
        return {line.id for line, is_in in zip(ranked, chosen.tolist(), strict=True) if is_in}

    now = pool([line.total for line in ranked])
    found = []
    for way in WAYS:
        then = pool([total_by(line, rules, way) for line in ranked])
        ways = ((then - now), (now - then))
        names = (tuple(line.id for line in ranked if line.id in each) for each in ways)
        found.append(Aggregated(way, *names))
    return found


def total_by(line: ScoreLine, rules: RuleSet, way: str) -> int:
    """Return the total of a line by another way of adding up, in units of the rule set's precision."""
    between, within = WAYS[way]
    units = {
        key: _within(line, each, rules) if within else line.dimension_units(key, each)
        for key, each in rules.dimensions.items()
    }
    if not between:
        return sum(units.values())
    regular = {
        key: each.maximum for key, each in rules.dimensions.items() if each.maximum and not each.on_top
    }
    on_top = sum(each for key, each in units.items() if key not in regular)
    return _mean(units, regular, rules.precision) + on_top


def _within(line: ScoreLine, dimension: Dimension, rules: RuleSet) -> int:
    """Return a dimension's points as the mean of its criteria, with bonuses on top."""
    regular = {
        key: each.maximum for key, each in dimension.criteria.items() if each.maximum and not each.bonus
    }
    beside = sum(line.criteria[key] for key in dimension.criteria if key not in regular)
    if not regular or dimension.on_top:
        return sum(line.criteria[key] for key in regular) + beside
    units = _mean(line.criteria, regular, rules.precision) + beside
    lowest = bound_units(dimension.minimum or Decimal(0), rules.precision)
    units = max(lowest, units)
    return units if dimension.cap is None else min(units, bound_units(dimension.cap, rules.precision))


def _mean(units: Mapping[str, int], maxima: Mapping[str, Decimal], precision: Decimal) -> int:
    """Return the weighted geometric mean of shares, times the sum of their maxima, in units."""
    shares = [
        max(LEAST_SHARE, units[key] * Fraction(precision) / Fraction(each)) for key, each in maxima.items()
    ]
    most = Fraction(sum(maxima.values())) / Fraction(precision)
    return geometric_units(shares, whole_weights(list(maxima.values())), most)
