"""How certain each place is when weights vary; what leaving a criterion out does; whose weight matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.geometric_totals import ONE, Floats
from cultivation.core.analysis.robustness.influence import Influences, influences
from cultivation.core.analysis.robustness.selection import Chooser, Mask, chooser_of
from cultivation.core.analysis.robustness.weights import (
    Field,
    draw_factors,
    field_of,
    keys_by_block,
    official,
)
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable

PLACES_HELD = 40_000_000  # places in memory at once; of more draws, the first are looked at for places
GREY = (0.05, 0.95)  # shares between which an enterprise is in the grey zone


@dataclass(frozen=True, slots=True)
class Certainty:
    """One of the ranked: its official place, the places of the draws, and the share of draws in the pool."""

    id: str
    rank: int
    rank_p5: int
    rank_p50: int
    rank_p95: int
    in_pool: int
    draws: int

    @property
    def share(self) -> float:
        """Return the share of draws in the pool, 0 to 1."""
        return self.in_pool / self.draws

    @property
    def grey(self) -> bool:
        """Tell whether being in the pool is a matter of weights."""
        return GREY[0] < self.share < GREY[1]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who would come in and who would go if a criterion gave nobody points."""

    criterion: str
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


@dataclass(frozen=True)
class Robustness:
    """All of it, with what it was computed from."""

    draws: int
    seed: int
    concentration: float
    places_from: int
    certainties: tuple[Certainty, ...]
    left_out: tuple[LeftOut, ...]
    influences: Influences


def robustness(
    table: ScoreTable,
    rules: RuleSet,
    members: Collection[str],
    draws: int,
    seed: int,
    concentration: float,
    progress: Callable[[int], None] = lambda done: None,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> Robustness:
    """Vary the weights and select the pool each time; `progress` hears how many draws are done.

    `past` is what earlier years say, as far as the pool policy looks at it.
    """
    field = field_of(table, rules)
    if not field.size:
        return Robustness(draws, seed, concentration, 0, (), (), Influences())
    chooser = chooser_of(table, rules, members, past, ONE)
    factors = draw_factors(rules, draws, seed, concentration)
    held = min(draws, max(1, PLACES_HELD // field.size))
    places = np.empty((held, field.size), np.int32)
    counts = np.zeros(field.size, np.int64)
    for first, keys in keys_by_block(field, factors):
        counts += chooser.inside(keys).sum(axis=0, dtype=np.int32)
        if first < held:
            some = min(held - first, len(keys))
            places[first : first + some] = places_of(keys[:some])
        progress(min(draws, first + len(keys)))
    low, middle, high = quantiles(places, (0.05, 0.5, 0.95))
    certainties = tuple(
        Certainty(key, rank, int(low[at]), int(middle[at]), int(high[at]), int(counts[at]), draws)
        for at, (rank, key) in enumerate(enumerate(field.ids, start=1))
    )
    return Robustness(
        draws,
        seed,
        concentration,
        held,
        certainties,
        tuple(leave_one_out(field, rules, chooser)),
        influences(field, rules, chooser, seed, draws),
    )


def places_of(keys: Floats) -> NDArray[np.int32]:
    """Return the place of each in each draw."""
    order = np.argsort(-keys, axis=1)
    places = np.empty(keys.shape, np.int32)
    row = np.arange(1, keys.shape[1] + 1, dtype=np.int32)
    np.put_along_axis(places, order, np.broadcast_to(row, keys.shape), axis=1)
    return places


def quantiles(places: NDArray[np.int32], shares: tuple[float, ...]) -> list[NDArray[np.int32]]:
    """Return for each share the smallest place that so many of the draws do not exceed."""
    places.sort(axis=0)
    return [places[max(0, int(np.ceil(share * len(places))) - 1)] for share in shares]


def leave_one_out(field: Field, rules: RuleSet, chooser: Chooser) -> list[LeftOut]:
    """Select the pool again without each criterion in turn."""
    now = _pool(field, official(rules), chooser)
    found = []
    for place, criterion in enumerate(field.criteria):
        factors = official(rules)
        factors[place] = 0
        without = _pool(field, factors, chooser)
        entering, leaving = without & ~now, now & ~without
        names = (tuple(np.array(field.ids)[each].tolist()) for each in (entering, leaving))
        found.append(LeftOut(criterion, *names))
    return found


def _pool(field: Field, factors: Floats, chooser: Chooser) -> Mask:
    (keys,) = (keys for _first, keys in keys_by_block(field, factors[None, :]))
    pool: Mask = chooser.inside(keys)[0]
    return pool
