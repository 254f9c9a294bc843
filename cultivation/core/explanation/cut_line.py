"""The cut line of a year: the points of the last one in, and of the last newcomer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cultivation.core.pool.proposal import Action, Line
from cultivation.core.scoring.score_table import ScoreTable


@dataclass(frozen=True, slots=True)
class CutLine:
    """Units and place of the lowest-placed in the pool, and of the lowest-placed newcomer.

    A member in the buffer may stand below a newcomer that was not taken: hence two lines. Enterprises
    that are in by override alone do not count.
    """

    pool_total: int | None
    pool_rank: int | None
    entry_total: int | None
    entry_rank: int | None


def cut_line(lines: Sequence[Line], table: ScoreTable) -> CutLine:
    """Find the cut line among the lines of a proposal or decision."""
    totals = {line.rank: line.total for line in table.placings if line.rank is not None}
    inside = [line.rank for line in lines if line.in_pool and line.rank is not None and not line.override]
    entered = [
        line.rank
        for line in lines
        if line.action is Action.ENTER and line.rank is not None and not line.override
    ]
    return CutLine(*_last(inside, totals), *_last(entered, totals))


def _last(ranks: Sequence[int], totals: Mapping[int, int]) -> tuple[int | None, int | None]:
    return (totals[max(ranks)], max(ranks)) if ranks else (None, None)
