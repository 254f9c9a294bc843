"""Our ranking beside others of the same points: other weights, other methods.

The matrix holds each criterion's share of its maximum, lifted to 0.001 where it is lower, since some
methods take logarithms; criteria in which all have the same are left out. Weights and methods are those of
`methods`, further ones pymcdm's. Scores are compared at 12 places, and equal ones keep the official order, so
that no rounding of a machine decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.methods import METHODS, WEIGHTINGS
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Method = Callable[[Floats, Floats], Floats]  # shares and weights to a score for each, the greater the better
NONE: Mapping[str, Method] = MappingProxyType({})
LEAST_SHARE = 0.001
LEAST_RANKED = 5
MOST_DIFFERING, MOST_REASONS = 10, 2
ALIKE, INFLATED = 0.8, 5.0  # correlation and variance inflation from which a criterion says little of its own


@dataclass(frozen=True, slots=True)
class Challenger:
    """Another ranking: how alike it is to ours (1: the same order), and how many of our best it shares.

    `weights` by criterion, `scores` and `places` of the ranked in our order; the greater score is the better.
    """

    method: str
    spearman: float
    kendall: float
    overlap: int
    weights: Mapping[str, float]
    scores: tuple[float, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """One that stands elsewhere in the other rankings: their median place, and what explains it."""

    id: str
    rank: int
    elsewhere: float
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """A criterion's share of the maximum and of the differences between totals, and its variance inflation.

    The effective weights are the covariances with the total over its variance; they add up to 1 where the
    total is the sum. The inflation (VIF) says how far the other criteria already tell this one.
    """

    criterion: str
    nominal: float
    effective: float
    inflation: float | None


@dataclass(frozen=True)
class Challenge:
    """All of it; `best` is how many are compared in `overlap`, `constant` names criteria alike for all."""

    best: int
    ranked: tuple[str, ...]
    challengers: tuple[Challenger, ...]
    differing: tuple[Differing, ...]
    weights: tuple[Weight, ...]
    alike: tuple[tuple[str, str, float], ...]
    constant: tuple[str, ...]


def challenge(table: ScoreTable, rules: RuleSet, further: Mapping[str, Method] = NONE) -> Challenge:
    """Rank again by other weights and methods, by `further` ones of any name, too, and compare.

    There are none where fewer points are better: the methods take points for strengths.
    """
    ranked = sorted((line for line in table.lines if line.rank is not None), key=lambda line: line.rank or 0)
    ids, best = tuple(line.id for line in ranked), min(rules.pool.capacity, len(ranked))
    names = [key for key, each in rules.criteria.items() if each.maximum]
    shares = _shares(ranked, names, table, rules)
    varies = shares.std(axis=0) > 1e-12 if ranked else np.zeros(len(names), np.bool_)
    constant = tuple(name for name, each in zip(names, varies, strict=True) if not each)
    if len(ranked) < LEAST_RANKED or varies.sum() < 2 or rules.total.order == "ascending":
        return Challenge(best, ids, (), (), (), (), constant)
    kept, matrix = [name for name, each in zip(names, varies, strict=True) if each], shares[:, varies]
    nominal = np.array([float(rules.criteria[name].maximum) for name in kept])
    nominal /= nominal.sum()
    weightings = {name: weigh(matrix) for name, weigh in WEIGHTINGS.items()}
    orders = {f"{name}_weights": (weights, matrix @ weights) for name, weights in weightings.items()}
    orders |= {name: (nominal, score(matrix, nominal)) for name, score in {**METHODS, **further}.items()}
    places = {method: _places(scores) for method, (_weights, scores) in orders.items()}
    correlation: Floats = np.asarray(np.corrcoef(matrix, rowvar=False))
    return Challenge(
        best,
        ids,
        tuple(_challenger(method, kept, *each, places[method], best) for method, each in orders.items()),
        tuple(_differing(ranked, places, matrix, kept, nominal, weightings)),
        tuple(_weights(ranked, matrix, kept, nominal, correlation)),
        tuple(_alike(kept, correlation)),
        constant,
    )


def _shares(ranked: list[ScoreLine], names: list[str], table: ScoreTable, rules: RuleSet) -> Floats:
    maxima = np.array([float(rules.criteria[name].maximum / table.precision) for name in names])
    points = np.array([[line.criteria[name] for name in names] for line in ranked], np.float64)
    shares: Floats = points.reshape(len(ranked), len(names)) / maxima
    return shares.clip(LEAST_SHARE)


def _places(scores: Floats) -> Ints:
    """Return the place of each; the rows stand in the official order, which decides between equal scores."""
    order = np.argsort(-np.round(scores, 12), kind="stable")
    places = np.empty(len(scores), np.int64)
    places[order] = np.arange(1, len(scores) + 1)
    return places


def _challenger(
    method: str, names: list[str], weights: Floats, scores: Floats, places: Ints, best: int
) -> Challenger:
    from scipy import stats

    own = np.arange(1, len(places) + 1)
    spearman, kendall = stats.spearmanr(own, places)[0], stats.kendalltau(own, places)[0]
    return Challenger(
        method,
        round(float(spearman), 4),
        round(float(kendall), 4),
        int((places[:best] <= best).sum()),
        {name: round(float(each), 6) for name, each in zip(names, weights, strict=True)},
        tuple(round(float(each), 6) for each in scores),
        tuple(places.tolist()),
    )


def _differing(
    ranked: list[ScoreLine],
    places: Mapping[str, Ints],
    matrix: Floats,
    names: list[str],
    nominal: Floats,
    weightings: Mapping[str, Floats],
) -> list[Differing]:
    """Name those whose place moves most, with the criteria that other weights count more or less."""
    elsewhere = np.median(np.array(list(places.values())), axis=0)
    own = np.arange(1, len(ranked) + 1)
    moved = elsewhere - own
    most = sorted(range(len(ranked)), key=lambda row: (-abs(moved[row]), row))[:MOST_DIFFERING]
    other = np.mean(np.array(list(weightings.values())), axis=0)
    pulls = (nominal - other) * (matrix - matrix.mean(axis=0))  # what our weights give more than the others
    found = []
    for row in most:
        if moved[row]:
            direction = np.sign(moved[row])
            order = np.argsort(-direction * pulls[row], kind="stable")[:MOST_REASONS]
            criteria = tuple(names[each] for each in order if direction * pulls[row][each] > 0)
            found.append(Differing(ranked[row].id, row + 1, float(elsewhere[row]), criteria))
    return found


def _weights(
    ranked: list[ScoreLine], matrix: Floats, names: list[str], nominal: Floats, correlation: Floats
) -> list[Weight]:
    totals = np.array([line.total for line in ranked], np.float64)
    points = np.array([[line.criteria[name] for name in names] for line in ranked], np.float64)
    spread = totals.var()
    centred = points - points.mean(axis=0)
    effective = (centred * (totals - totals.mean())[:, None]).mean(axis=0) / spread if spread else nominal * 0
    inflation = _inflation(correlation)
    return [
        Weight(name, round(float(a), 4), round(float(b), 4), c)
        for name, a, b, c in zip(names, nominal, effective, inflation, strict=True)
    ]


def _inflation(correlation: Floats) -> list[float | None]:
    """Return the diagonal of the inverse; nothing where criteria tell each other exactly."""
    if np.linalg.cond(correlation) > 1e10:
        return [None] * len(correlation)
    return [round(float(each), 2) for each in np.diag(np.linalg.inv(correlation))]


def _alike(names: list[str], correlation: Floats) -> list[tuple[str, str, float]]:
    pairs = [
        (one, other, round(float(correlation[left, right]), 4))
        for left, one in enumerate(names)
        for right, other in enumerate(names[:left])
    ]
    return sorted((pair for pair in pairs if abs(pair[2]) >= ALIKE), key=lambda pair: (-abs(pair[2]), pair))
