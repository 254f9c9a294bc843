"""What a proposal must be, said a second time: by looking through every possible pool for the right one.

Newcomers ranked `enter` or better enter, members ranked below `stay` leave, members without application or
not eligible leave. The surplus is balanced by rank: the lowest-ranked members leave, or the highest-ranked
non-members enter, so that the pool has exactly `capacity` members, or all eligible if fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence


def pool_after(
    ranking: Sequence[str], members: Collection[str], capacity: int, enter: int, stay: int
) -> set[str]:
    """Return the pool after a review; `ranking` names the eligible, best first."""
    old = [key for key in ranking if key in members]  # best first
    new = [key for key in ranking if key not in members]
    sure = {key for key in new if ranking.index(key) < enter}
    kept = [key for key in old if ranking.index(key) < stay]
    pool = sure | set(kept)
    while len(pool) > capacity:
        pool.remove(kept.pop())
    while len(pool) < min(capacity, len(ranking)):
        pool.add(next(key for key in new if key not in pool))
    return pool
