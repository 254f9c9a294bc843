"""What if other experts had sat on the panel? Each one's mark is drawn again from those that were given.

For each draw, as many marks as were given are drawn from them with replacement (the bootstrap of B. Efron,
1979), enterprise by enterprise and criterion by criterion; the rules combine them, and the pool is selected.
Marks that experts agree on stay what they are; where experts differ, places move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.certainty import PLACES_HELD, Certainty, places_of, quantiles
from cultivation.core.analysis.robustness.selection import Floats, chooser_of
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.columns.kernel import dimension_column, sums_only, total_column
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.totals import dimension_units, total_units

AT_ONCE = 500  # draws; chance is asked block by block, so another number would give other draws
Combine = Callable[[Sequence[Fraction]], Fraction]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class ResampledMark:
    """The marks of several experts for one criterion of one enterprise, and what makes points of them."""

    enterprise: str
    criterion: str
    marks: tuple[Fraction, ...]
    combine: Combine


@dataclass(frozen=True)
class Resampled:
    """The places of the ranked and how often each is in the pool when the panel is drawn again."""

    draws: int
    seed: int
    cells: int
    certainties: tuple[Certainty, ...]


def resample_panel(
    table: ScoreTable,
    rules: RuleSet,
    members: Collection[str],
    marked: Sequence[ResampledMark],
    draws: int,
    seed: int,
    past: Mapping[str, Past] = NOTHING_PAST,
    progress: Callable[[int], None] = lambda done: None,
) -> Resampled:
    """Draw the marks again and select the pool each time. Eligibility stays as it is."""
    chooser = chooser_of(table, rules, members, past)
    ids = [each.id for each in chooser.ranked]
    cells = sorted(
        (each for each in marked if each.enterprise in set(ids)),
        key=lambda each: (each.enterprise, each.criterion),
    )
    if not ids:
        return Resampled(draws, seed, len(cells), ())
    random, column_of = np.random.Generator(np.random.PCG64(seed)), {key: at for at, key in enumerate(ids)}
    lines = {line.id: line for line in table.lines}
    official = {
        key: np.array([lines[each].criteria[key] for each in ids], np.int64) for key in rules.criteria
    }
    combined, totals = [_Combined(each, rules) for each in cells], _totals_by(rules)
    counts, kept = np.zeros(len(ids), np.int64), min(draws, max(1, PLACES_HELD // len(ids)))
    places = np.empty((kept, len(ids)), np.int32)
    for first in range(0, draws, AT_ONCE):
        several = min(AT_ONCE, draws - first)
        points = {key: np.tile(column, (several, 1)) for key, column in official.items()}
        for cell in combined:
            points[cell.criterion][:, column_of[cell.enterprise]] = cell.draw(several, random)
        flat = {key: column.reshape(-1) for key, column in points.items()}
        keys = _keys(rules.total.direction * totals(flat), several, len(ids))
        counts += chooser.inside(keys).sum(axis=0, dtype=np.int32)
        if first < kept:
            some = min(kept - first, several)
            places[first : first + some] = places_of(keys[:some])
        progress(first + several)
    low, middle, high = quantiles(places, (0.05, 0.5, 0.95))
    certainties = tuple(
        Certainty(key, rank, int(low[at]), int(middle[at]), int(high[at]), int(counts[at]), draws)
        for at, (rank, key) in enumerate(enumerate(ids, start=1))
    )
    return Resampled(draws, seed, len(cells), certainties)


class _Combined:
    """Combines the marks of a cell; each choice of marks is combined once, whatever their order."""

    def __init__(self, cell: ResampledMark, rules: RuleSet) -> None:
        self.enterprise, self.criterion = cell.enterprise, cell.criterion
        self._cell, self._rules = cell, rules
        self._marks = sorted(cell.marks)
        self._known: dict[bytes, int] = {}

    def draw(self, several: int, random: np.random.Generator) -> Integers:
        """Return the points of some draws, in units."""
        chosen = np.sort(random.integers(0, len(self._marks), (several, len(self._marks)), np.uint8), axis=1)
        distinct, which = np.unique(chosen, axis=0, return_inverse=True)
        points: Integers = np.array([self._points(row) for row in distinct], np.int64)[which.reshape(-1)]
        return points

    def _points(self, chosen: NDArray[np.uint8]) -> int:
        key = chosen.tobytes()
        if key not in self._known:
            mark = self._cell.combine([self._marks[each] for each in chosen.tolist()])
            self._known[key] = to_units(mark, self._rules.precision)
        return self._known[key]


def _keys(totals: Integers, draws: int, size: int) -> Floats:
    """Return the keys of the totals; equal ones keep the official order."""
    keys: Floats = (totals.reshape(draws, size) * size + np.arange(size - 1, -1, -1)).astype(np.float64)
    return keys


def _totals_by(rules: RuleSet) -> Callable[[Mapping[str, Integers]], Integers]:
    """Return what makes totals of columns of points; where they are no sums, each row is made one once."""

    @cache
    def exact(row: tuple[int, ...]) -> int:
        return total_units(rules, dimension_units(rules, dict(zip(rules.criteria, row, strict=True))))

    def one_by_one(points: Mapping[str, Integers]) -> Integers:
        rows = np.column_stack([points[key] for key in rules.criteria])
        distinct, which = np.unique(rows, axis=0, return_inverse=True)
        return np.array([exact(tuple(row)) for row in distinct.tolist()], np.int64)[which.reshape(-1)]

    def summed(points: Mapping[str, Integers]) -> Integers:
        dimensions = {key: dimension_column(each, points, rules) for key, each in rules.dimensions.items()}
        return total_column(rules, dimensions, len(next(iter(points.values()))))

    return summed if sums_only(rules) else one_by_one
