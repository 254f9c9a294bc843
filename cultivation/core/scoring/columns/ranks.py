"""Places over columns: by total and the first key of the tie chain; exactly where these leave it open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.columns.bounds import Numbers, Part
from cultivation.core.scoring.columns.kernel import Scored
from cultivation.core.scoring.columns.ratios import Floats, Mask
from cultivation.core.scoring.ranking import rank

Rows = NDArray[np.intp]
Assess = Callable[[Sequence[int]], Sequence[Assessment]]


def rank_columns(scored: Scored, key: Part, rules: RuleSet, assess: Assess) -> Rows:
    """Return the rows of the eligible, best first, as `ranking.rank` orders them.

    No row of `scored` is open. `key` is the column of the rule set's first tie key; `assess` gives the exact
    assessments of rows by their numbers, and is asked only about those that total and key do not tell apart.
    """
    rows = np.flatnonzero(scored.eligible)
    total = -rules.total.direction * scored.total[rows]
    low, middle, high = _bounds(key, rows, rules.ties[0].order == "descending")
    order = _sorted(total, middle)
    rows = rows[order]
    for first, last in _runs(total[order], low[order], high[order]):
        rows[first:last] = _exact_order(rows[first:last], rules, assess)
    return rows


def _sorted(total: NDArray[np.int64], middle: Floats) -> Rows:
    """Return the order by total, then by key; of a narrow range, totals are sorted by their digits."""
    by_key = np.argsort(middle)
    lowest = total.min(initial=0)
    digits = (total - lowest).astype(np.uint16) if total.max(initial=0) - lowest < 1 << 16 else total
    return by_key[np.argsort(digits[by_key], kind="stable")]


def _exact_order(rows: Rows, rules: RuleSet, assess: Assess) -> list[int]:
    numbers = rows.tolist()
    assessments = assess(numbers)
    by_id = {each.id: row for row, each in zip(numbers, assessments, strict=True)}
    return [by_id[each.assessment.id] for each in rank(assessments, rules)]


def _bounds(key: Part, rows: Rows, descending: bool) -> tuple[Floats, Floats, Floats]:
    """Return between what each row's key lies and about where, the best first; nothing of what is no number.

    A row without a value comes last either way.
    """
    if not isinstance(key, Numbers):
        nothing = np.zeros(len(rows))
        return nothing, nothing, nothing
    value, known = key.value[rows], key.known[rows]
    middle = -value if descending else value
    if key.plain and known.all() and np.isfinite(middle).all():
        return middle, middle, middle
    error = np.zeros(len(rows)) if key.plain else key.error[rows]
    unclear = known & ~np.isfinite(middle + error)
    low, middle, high = (np.where(known, each, np.inf) for each in (middle - error, middle, middle + error))
    low[unclear], middle[unclear], high[unclear] = -np.inf, 0, np.inf
    return low, middle, high


def _runs(total: NDArray[np.int64], low: Floats, high: Floats) -> list[tuple[int, int]]:
    """Return the runs of rows, of the same total, whose bounds overlap: first and one beyond the last."""
    if len(total) < 2:
        return []
    if (low == high).all():
        apart: Mask = (total[1:] != total[:-1]) | (low[1:] != low[:-1])
        return _spans(apart)
    groups = np.flatnonzero(total[1:] != total[:-1]) + 1
    highest = np.concatenate([np.maximum.accumulate(each) for each in np.split(high, groups)])
    lowest = np.concatenate([np.minimum.accumulate(each[::-1])[::-1] for each in np.split(low, groups)])
    return _spans((total[1:] != total[:-1]) | (highest[:-1] < lowest[1:]))


def _spans(apart: Mask) -> list[tuple[int, int]]:
    """Return the runs between the places where neighbours are told apart."""
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
    ends = np.concatenate((starts[1:], [len(apart) + 1]))
    several = ends - starts > 1
    return list(zip(starts[several].tolist(), ends[several].tolist(), strict=True))
