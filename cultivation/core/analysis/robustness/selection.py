"""Who is in the pool in each of many rankings, by the same policy as `pool.proposal`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import NOTHING_PAST, Candidate, Past, propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.pool.quotas import Bound, Option, bounds_of
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.scoring.score_table import ScoreTable

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
SAMPLE = 250  # columns that are looked at first, and so many times more than are wanted above their bound
SPARE = 1.4
LEAST_SAMPLED = 4  # times as many columns as leaders, or all are looked at at once


def members_among(ids: Collection[str], members: Collection[str]) -> Mask:
    """Tell which of the ranked are members now."""
    return np.array([each in members for each in ids], np.bool_)


def keys_of(totals: Sequence[int]) -> Floats:
    """Return the keys of one ranking; `totals` are in the official order, which decides between equals."""
    size = len(totals)
    return np.array([total * size + size - 1 - place for place, total in enumerate(totals)], np.float64)


@dataclass(frozen=True)
class Chooser:
    """Selects the pool by the whole policy of a rule set; `ranked` are in their official order.

    A row of keys holds the total of each in 1/`parts` units of points, times the number of the ranked, plus
    the official order, so that no two are equal and the greatest is the best.
    """

    ranked: tuple[Candidate, ...]
    members: Collection[str]
    past: Mapping[str, Past]
    policy: PoolPolicy
    unit: Decimal
    parts: int = 1

    @property
    def at_once(self) -> bool:
        """Tell whether many rankings are looked at together; otherwise each is a proposal of its own."""
        return self.policy.by_place_alone and not self.past

    def inside(self, keys: Floats) -> Mask:
        """Tell for each row who is in."""
        free = self.policy.model_copy(update={"quotas": ()})
        if self.past or not free.by_place_alone:
            return np.array([self._proposed(row) for row in keys], np.bool_)
        chosen = inside(keys, members_among([each.id for each in self.ranked], self.members), free)
        for row in np.flatnonzero(~self._keeps_to_quotas(chosen)).tolist():
            chosen[row] = self._proposed(keys[row])
        return chosen

    def _keeps_to_quotas(self, chosen: Mask) -> Mask:
        """Tell for each row whether the quotas keep nobody out: then the pool without them is the best."""
        holds = np.ones(len(chosen), np.bool_)
        for bound in self._bounds:
            number = chosen[:, bound.places].sum(axis=1)
            holds &= (number >= (bound.least or 0)) & (
                number <= (chosen.shape[1] if bound.most is None else bound.most)
            )
        return holds

    @cached_property
    def _bounds(self) -> list[Bound]:
        if not self.policy.quotas:
            return []
        return bounds_of([Option(each.id, 0, True, each.groups) for each in self.ranked], self.policy)

    def _proposed(self, keys: Floats) -> Mask:
        """Propose one pool; newcomers too far down to fill a place, whoever is kept out, are not asked.

        Under quotas everybody is asked; where no pool keeps to them, nobody is in.
        """
        policy, size = self.policy, len(self.ranked)
        order = np.argsort(-keys)
        depth = max(policy.stay_rank, policy.enter_rank, policy.capacity) + len(self.members) + len(self.past)
        asked = [
            replace(self.ranked[at], rank=place, total=self._total(int(keys[at]) // size))
            for place, at in enumerate(order.tolist(), start=1)
            if policy.quotas or place <= depth or self.ranked[at].id in self.members
        ]
        try:
            lines = propose(asked, dict.fromkeys(self.members, ""), policy, self.past)
        except Impossible:
            return np.zeros(size, np.bool_)
        chosen = {line.id for line in lines if line.in_pool}
        return np.array([each.id in chosen for each in self.ranked], np.bool_)

    def _total(self, units: int) -> Decimal:
        """Return a total in points; under quotas in whole units, with which the search is far quicker."""
        if self.policy.quotas:
            return (2 * units + self.parts) // (2 * self.parts) * self.unit
        return units * self.unit / self.parts


def chooser_of(
    table: ScoreTable,
    rules: RuleSet,
    members: Collection[str],
    past: Mapping[str, Past] = NOTHING_PAST,
    parts: int = 1,
) -> Chooser:
    """Return what selects among the ranked of a score table."""
    ranked = sorted(
        (each for each in candidates_of(table, rules) if each.rank), key=lambda each: each.rank or 0
    )
    return Chooser(tuple(ranked), members, past, rules.pool, table.precision, parts)


def inside(keys: Floats, is_member: Mask, policy: PoolPolicy) -> Mask:
    """Tell for each draw (row) who is in; `keys` are all different, the greatest is the best.

    Deletions, insertions, balancing by rank: what `pool.proposal.propose` does for one ranking.
    """
    size = keys.shape[1]
    if policy.capacity == 0:
        return np.zeros(keys.shape, np.bool_)
    if policy.unlimited or size <= min(policy.capacity, policy.stay_rank, policy.enter_rank):
        return np.ones(keys.shape, np.bool_)
    if policy.enter_rank == policy.stay_rank == policy.capacity or not is_member.any():
        return _best(keys, policy.capacity)
    return _by_buffer(keys, is_member, policy)


def _best(keys: Floats, capacity: int) -> Mask:
    """Without a buffer, or without members, the best are in: newcomers fill what is left."""
    size = keys.shape[1]
    if capacity >= size:
        return np.ones(keys.shape, np.bool_)
    leading, columns = _leaders(keys, capacity)
    least = np.partition(leading, leading.shape[1] - capacity, axis=1)[:, -capacity]
    rows, places = np.nonzero(leading >= least[:, None])
    best = np.zeros(keys.shape, np.bool_)
    best[rows, columns[rows, places]] = True
    return best


def _leaders(keys: Floats, number: int) -> tuple[Floats, Ints]:
    """Return the keys of at least so many of the best of each row, in no order, and their columns.

    A sample of each row says about where the bound lies; only what is above it is looked at. Where that was
    too little, the row is looked at as a whole. Beyond the leaders of a row stands minus infinity.
    """
    rows, size = keys.shape
    if size < LEAST_SAMPLED * number:
        columns = np.argpartition(keys, size - number, axis=1)[:, size - number :]
        return np.take_along_axis(keys, columns, axis=1), columns
    sample = keys[:, :: size // SAMPLE + 1]
    wanted = min(sample.shape[1], int(SPARE * number * sample.shape[1] / size) + 3)
    bound = np.partition(sample, sample.shape[1] - wanted, axis=1)[:, -wanted]
    found = np.flatnonzero(keys >= bound[:, None])
    row, counts = found // size, np.zeros(rows, np.intp)
    counts += np.bincount(row, minlength=rows)
    place = np.arange(len(found)) - (np.cumsum(counts) - counts)[row]
    leading = np.full((rows, max(number, int(counts.max()))), -np.inf)
    columns = np.zeros(leading.shape, np.intp)
    leading[row, place], columns[row, place] = keys.ravel()[found], found - row * size
    for short in np.flatnonzero(counts < number).tolist():
        best = np.argpartition(keys[short], size - number)[size - number :]
        leading[short] = -np.inf
        leading[short, :number], columns[short, :number] = keys[short, best], best
    return leading, columns


def _by_buffer(keys: Floats, is_member: Mask, policy: PoolPolicy) -> Mask:
    """Look at the best alone: below capacity + members places, newcomers have filled what was free."""
    size = keys.shape[1]
    depth = min(size, max(policy.stay_rank, policy.enter_rank, policy.capacity + int(is_member.sum())))
    top = _top(keys, depth)
    member, place = is_member[top], np.arange(1, depth + 1)
    chosen: Mask = np.where(member, place <= policy.stay_rank, place <= policy.enter_rank)
    surplus = chosen.sum(axis=1) - policy.capacity
    staying = chosen & member
    from_below = np.cumsum(staying[:, ::-1], axis=1)[:, ::-1]
    chosen &= ~(staying & (from_below <= surplus[:, None]))
    waiting = ~chosen & ~member
    chosen |= waiting & (np.cumsum(waiting, axis=1) <= -surplus[:, None])
    result = np.zeros(keys.shape, np.bool_)
    np.put_along_axis(result, top, chosen, axis=1)
    return result


def _top(keys: Floats, depth: int) -> Ints:
    """Return the columns of the best of each row, the best first."""
    leading, columns = _leaders(keys, depth) if depth < keys.shape[1] else (keys, None)
    order = np.argsort(-leading, axis=1)[:, :depth]
    return order if columns is None else np.take_along_axis(columns, order, axis=1)
