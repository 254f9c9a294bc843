"""Weights drawn around those of the rule set, as whole numbers, so that every total is exact.

Dimensions' shares are drawn from a Dirichlet distribution around the official ones, then the criteria's
within each dimension (hierarchical). The higher the concentration, the nearer the draws: a weight w has the
standard deviation sqrt(w (1 - w) / (concentration + 1)). A criterion's points are multiplied by its drawn
maximum over its official one, in steps of 1/4096. What comes on top (bonuses, deductions) keeps its points;
where a cap bit, what it took away is scaled with the dimension. What rounding and bounds of the total took or
gave stays. Where points are multiplied instead of added, `geometric_totals` says what the weights do. Gates,
vetoes and pass marks hold as they did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cultivation.core.analysis.robustness.geometric_totals import ONE, Floats, GeometricTotals, is_geometric
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable

Totals = Callable[[Floats], Floats]  # rows of factors to a total for each of the field, in 1/ONE units
BLOCK = 1 << 18  # totals that are held at once, so that they stay in the processor's cache


@dataclass(frozen=True)
class Field:
    """The ranked of a year, best first: what each column gave each of them, in whole units.

    The columns are the criteria, what a cap took in each dimension, and what the total is beyond the sum of
    these; below 0 where fewer points are better. Values are whole numbers far below 2^53, so sums and
    products of them are exact in float64, whatever the order of addition.
    """

    ids: tuple[str, ...]
    points: Floats
    criteria: tuple[str, ...]
    totals: Totals | None = None

    @property
    def size(self) -> int:
        """Return how many are ranked."""
        return len(self.ids)


def field_of(table: ScoreTable, rules: RuleSet) -> Field:
    """Return the ranked of a score table in the order of their places."""
    ranked = sorted((line for line in table.lines if line.rank is not None), key=lambda line: line.rank or 0)
    rows = [
        [
            *(line.criteria[key] for key in rules.criteria),
            *(
                line.dimension_units(key, dimension) - sum(line.criteria[each] for each in dimension.criteria)
                for key, dimension in rules.dimensions.items()
            ),
            line.total - sum(line.dimension_units(key, each) for key, each in rules.dimensions.items()),
        ]
        for line in ranked
    ]
    columns = len(rules.criteria) + len(rules.dimensions) + 1
    points = rules.total.direction * np.array(rows, np.float64).reshape(len(ranked), columns)
    ids, multiplied = tuple(line.id for line in ranked), is_geometric(rules)
    totals = GeometricTotals(rules, points) if multiplied else None
    return Field(ids, points, tuple(rules.criteria), totals)


def official(rules: RuleSet) -> Floats:
    """Return the factors that leave everything as it is."""
    return np.full(len(rules.criteria) + len(rules.dimensions) + 1, float(ONE))


def draw_factors(rules: RuleSet, draws: int, seed: int, concentration: float) -> Floats:
    """Return a row of factors for each draw; the same seed gives the same rows with the same NumPy."""
    random = np.random.Generator(np.random.PCG64(seed))
    factors = np.full((draws, len(rules.criteria) + len(rules.dimensions) + 1), 1.0)
    regular = [key for key, each in rules.dimensions.items() if not each.on_top and each.maximum]
    shares = _around([float(rules.dimensions[key].maximum) for key in regular], draws, concentration, random)
    place_of = {key: place for place, key in enumerate((*rules.criteria, *rules.dimensions))}
    for key, share in zip(regular, shares.T, strict=True):
        own = [
            name for name, each in rules.dimensions[key].criteria.items() if each.maximum and not each.bonus
        ]
        within = _around([float(rules.criteria[name].maximum) for name in own], draws, concentration, random)
        factors[:, len(rules.criteria) + list(rules.dimensions).index(key)] = share
        for name, part in zip(own, within.T, strict=True):
            factors[:, place_of[name]] = share * part
    rounded: Floats = np.floor(factors * ONE + 0.5)
    return rounded


def _around(maxima: list[float], draws: int, concentration: float, random: np.random.Generator) -> Floats:
    """Draw shares around those of the maxima, each divided by its official one."""
    shares = np.array(maxima) / sum(maxima)
    drawn: Floats = random.dirichlet(concentration * shares, draws) / shares
    return drawn


def keys_by_block(field: Field, factors: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield the first draw of each block, and a row of keys for each draw: the greater, the better.

    A key is the total times the number of the ranked, plus the official order, so that no two are equal.
    """
    order = np.arange(field.size, 0, -1, dtype=np.float64) - 1
    several = max(1, BLOCK // max(1, field.size))
    columns = np.ascontiguousarray(field.points.T) * field.size
    for first in range(0, len(factors), several):
        some = factors[first : first + several]
        keys: Floats = field.totals(some) * field.size if field.totals else some @ columns
        keys += order
        yield first, keys
