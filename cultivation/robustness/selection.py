"""Who is in the pool in each of many rankings, by the same buffer policy as `pool.proposal`."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from cultivation.rules.policy import PoolPolicy

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def members_among(ids: Collection[str], members: Collection[str]) -> Mask:
    """Tell which of the ranked are members now."""
    return np.array([each in members for each in ids], np.bool_)


def inside(keys: Floats, is_member: Mask, policy: PoolPolicy) -> Mask:
    """Tell for each draw (row) who is in; `keys` are all different, the greatest is the best.

    Deletions, insertions, balancing by rank: what `pool.proposal.propose` does for one ranking.
    """
    size = keys.shape[1]
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
    least = np.partition(keys, size - capacity, axis=1)[:, size - capacity]
    best: Mask = keys >= least[:, None]
    return best


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
    size = keys.shape[1]
    some = np.argpartition(keys, size - depth, axis=1)[:, size - depth :] if depth < size else None
    if some is None:
        return np.argsort(-keys, axis=1)
    order = np.argsort(-np.take_along_axis(keys, some, axis=1), axis=1)
    return np.take_along_axis(some, order, axis=1)
