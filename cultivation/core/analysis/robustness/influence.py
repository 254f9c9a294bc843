"""Whose weight matters: how much of the variation in who is in the pool is due to each criterion's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cultivation.core.analysis.robustness.geometric_totals import ONE, Floats
from cultivation.core.analysis.robustness.interval import Interval
from cultivation.core.analysis.robustness.selection import Chooser
from cultivation.core.analysis.robustness.sensitivity import sensitivity
from cultivation.core.analysis.robustness.weights import Field, keys_by_block, official
from cultivation.core.rules.model import RuleSet

SPREAD = 0.5  # each weight varies by this share of itself, evenly
LEAST, LEAST_ONE_BY_ONE = (
    1024,
    256,
)  # base samples to begin with; the fewer where each selection is a proposal
MOST_SELECTIONS = 400_000
MOST_PLACES = 2_000_000_000  # selections times enterprises, so that very large fields take no hours


@dataclass(frozen=True, slots=True)
class Influence:
    """How much of the variation of how many places in the pool change is due to a criterion's weight.

    `first` by itself, `total` together with others (Sobol's indices; A. Saltelli et al., Global Sensitivity
    Analysis, 2008). `places` are the first and the last that it may have among the criteria by `total`: one
    and the same where no interval overlaps its own.
    """

    criterion: str
    first: Interval
    total: Interval
    places: tuple[int, int]


@dataclass(frozen=True)
class Influences:
    """Those of all criteria, of so many base samples; `settled` where every interval is narrow enough.

    Nothing is computed where more selections would be needed than draws were asked for: `needed`.
    """

    base_samples: int = 0
    settled: bool = True
    criteria: tuple[Influence, ...] = ()
    needed: int | None = None


def influences(field: Field, rules: RuleSet, chooser: Chooser, seed: int, draws: int) -> Influences:
    """Return Sobol's indices of how many places in the pool change; nothing where none ever does.

    Those that no overlap leaves open come in their order; the others keep that of the rule set.
    """
    names = [key for key, each in rules.criteria.items() if each.maximum]
    if len(names) < 2:
        return Influences()
    least, most = LEAST, min(MOST_SELECTIONS, MOST_PLACES // field.size)
    if not chooser.at_once:
        least, most = LEAST_ONE_BY_ONE, draws
        if least * (len(names) + 2) > draws:
            return Influences(needed=least * (len(names) + 2))
    found = sensitivity(_changes(field, rules, chooser, names), len(names), seed, least, most)
    if found is None:
        return Influences()
    ranked = [
        Influence(name, first, total, places_among(total, found.total))
        for name, first, total in zip(names, found.first, found.total, strict=True)
    ]
    ordered = sorted(ranked, key=lambda each: each.places[0])
    return Influences(found.base_samples, found.settled, tuple(ordered))


def places_among(own: Interval, everyone: tuple[Interval, ...]) -> tuple[int, int]:
    """Return the first and the last place that one may have, as far as intervals do not overlap."""
    return 1 + sum(each.above(own) for each in everyone), len(everyone) - sum(
        own.above(each) for each in everyone
    )


def _changes(field: Field, rules: RuleSet, chooser: Chooser, names: list[str]) -> Callable[[Floats], Floats]:
    """Return what tells for points of the unit cube how many come into the pool by such weights."""
    columns = [field.criteria.index(name) for name in names]
    (keys,) = (keys for _first, keys in keys_by_block(field, official(rules)[None, :]))
    now = chooser.inside(keys)[0]

    def changed(points: Floats) -> Floats:
        factors = np.tile(official(rules), (len(points), 1))
        factors[:, columns] = np.floor((1 + SPREAD * (2 * points - 1)) * ONE + 0.5)
        counts = [(chooser.inside(keys) & ~now).sum(axis=1) for _first, keys in keys_by_block(field, factors)]
        return np.concatenate(counts).astype(np.float64)

    return changed
