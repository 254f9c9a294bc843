"""Places by total and tie chain over columns that leave nothing open; the order is that of `ranking.rank`.

Each key becomes whole numbers that rise as its values do and are the same where these are the same: so all
ties are told apart at once, and what decided each place is the first of these numbers that differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.model import RuleSet, TieKey
from cultivation.core.scoring.columns.bounds import Numbers, Part, Truth
from cultivation.core.scoring.columns.kernel import Scored
from cultivation.core.scoring.columns.screening import Screen
from cultivation.core.scoring.totals import tie_units

Rows = NDArray[np.intp]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """The rows of the eligible, best first, what put each behind the one before, and the shown places."""

    rows: Rows
    decided_by: Sequence[str]
    shown: Sequence[int | None]


def places(scored: Scored, screen: Screen, rules: RuleSet) -> Places:
    """Rank the eligible."""
    rows = np.flatnonzero(scored.eligible)
    keys = [
        -rules.total.direction * scored.total[rows],
        *(_key(tie, rows, scored, screen) for tie in rules.ties),
    ]
    order = np.lexsort(keys[::-1])
    differs = np.array([each[order][1:] != each[order][:-1] for each in keys])
    names = ["total", *(tie.by for tie in rules.ties), ""]
    first = np.where(differs.any(axis=0), differs.argmax(axis=0), len(names) - 1)
    decided_by = ["", *(names[place] for place in first.tolist())][: len(rows)]
    apart: NDArray[np.bool_] = np.logical_or.reduce(differs[:-1])
    return Places(rows[order], decided_by, _shown(apart, len(rows), rules.places))


def _shown(apart: NDArray[np.bool_], number: int, how: str) -> list[int | None]:
    """Return the places of those that share them; nothing where each has its own."""
    if how == "apart" or not number:
        return [None] * number
    starts = np.concatenate(([True], apart))
    if how == "dense":
        return np.cumsum(starts).tolist()  # type: ignore[no-any-return]
    shared = np.maximum.accumulate(np.where(starts, np.arange(1, number + 1), 0))
    return shared.tolist()  # type: ignore[no-any-return]


def _key(tie: TieKey, rows: Rows, scored: Scored, screen: Screen) -> Codes:
    """Return numbers that rise from the best; what has no value comes last either way."""
    if tie.points_of:
        codes = tie_units(tie.points_of, scored.points, scored.dimensions)[rows]
        known = np.ones(len(rows), np.bool_)
    else:
        codes, known = codes_of(screen.column(tie.by), rows)
    return np.where(known, -codes if tie.order == "descending" else codes, np.iinfo(np.int64).max)


def codes_of(part: Part, rows: Rows) -> tuple[Codes, NDArray[np.bool_]]:
    """Return whole numbers that order some rows of a column exactly, and where there is a value at all."""
    if isinstance(part, Truth):
        return part.may_hold[rows].astype(np.int64), (part.may_hold | part.may_not)[rows]
    known = part.known[rows]
    codes = np.zeros(len(rows), np.int64)
    if isinstance(part, Numbers):
        codes[known] = _number_codes(part, rows[known])
    else:
        codes[known] = np.unique(part.value[rows[known]], return_inverse=True)[1]
    return codes, known


def _number_codes(part: Numbers, rows: Rows) -> Codes:
    """Order numbers by their floats, and exactly where the bounds of these overlap."""
    value = part.value[rows]
    if part.plain:
        return np.unique(value, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(value, kind="stable")
    error = part.error[rows][order]
    apart = np.diff(value[order]) > error[1:] + error[:-1]
    if not np.isfinite(value).all():
        apart[:] = False
    assert part.ratios is not None  # only exact columns come here
    higher = np.concatenate(([False], apart))[: len(rows)]
    for first, last in _runs(apart, len(rows)):
        own = order[first:last]
        exact = part.ratios.at(rows[own], len(part.value)).fractions(np.ones(len(own), np.bool_))
        ranked = sorted(zip(exact, own.tolist(), strict=True), key=lambda pair: pair[0] or 0)
        order[first:last] = [row for _, row in ranked]
        higher[first + 1 : last] = [
            ranked[place][0] != ranked[place - 1][0] for place in range(1, len(ranked))
        ]
    codes = np.empty(len(rows), np.int64)
    codes[order] = np.cumsum(higher)
    return codes


def _runs(apart: NDArray[np.bool_], number: int) -> list[tuple[int, int]]:
    """Return the runs of several neighbours that are not told apart: first, and one beyond the last."""
    starts = np.concatenate(([0], np.flatnonzero(apart) + 1))
    ends = np.concatenate((starts[1:], [number]))
    several = ends - starts > 1
    return list(zip(starts[several].tolist(), ends[several].tolist(), strict=True))
