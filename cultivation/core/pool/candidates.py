"""The lines of a score table as the selection sees them."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.pool.lines import Candidate
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable


def candidates_of(
    table: ScoreTable, rules: RuleSet, ranks: Mapping[str, int] | None = None
) -> list[Candidate]:
    """Return a candidate for each line, with its own place or that of `ranks` (none: not eligible).

    Where fewer points are better, the total of a candidate is that below 0, so that more is better.
    """
    return [
        Candidate(
            line.id,
            line.name,
            line.rank if ranks is None else ranks.get(line.id),
            total=rules.total.direction * line.total * table.precision,
            groups=line.quota_choices,
        )
        for line in table.placings
    ]
