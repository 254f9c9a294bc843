"""A scored year ranked by other weights and methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cultivation.core.analysis.robustness.challengers import Challenge, challenge
from cultivation.core.analysis.robustness.reversal import Reversal, is_relative, reversals
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.queries.prerequisites import check_scored
from cultivation.queries.year import Year

NEAR_THE_LINE = 2  # places either side of the cut line that are dropped and cloned
Figure = Callable[[float, int], Any]  # a figure as a shape writes it, with so many decimals


@dataclass(frozen=True)
class RankingChallenged:
    """The challengers with the year's rules and scores; no reversals where the rules allow none."""

    rules: RuleSet
    table: ScoreTable
    found: Challenge
    reversals: tuple[Reversal, ...] | None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        content = self._content(lambda figure, _decimals: figure)
        return {"year": self.table.year, **content, "reversals": self._reversals()}

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: figures as texts."""
        content = self._content(lambda figure, decimals: f"{figure:.{decimals}f}")
        return {**content, "reversals": self._reversals() or []}

    def _reversals(self) -> list[dict[str, Any]] | None:
        if self.reversals is None:
            return None
        return [{"id": each.id, "change": each.change, "pairs": each.pairs} for each in self.reversals]

    def _content(self, figure: Figure) -> dict[str, Any]:
        """Return what both shapes say."""
        found = self.found
        return {
            "best": found.best,
            "ranked": found.ranked,
            "challengers": [
                {
                    "method": each.method,
                    "spearman": figure(each.spearman, 4),
                    "kendall": figure(each.kendall, 4),
                    "overlap": each.overlap,
                }
                for each in found.challengers
            ],
            "differing": [
                {
                    "id": each.id,
                    "rank": each.rank,
                    "elsewhere": figure(each.elsewhere, 1),
                    "criteria": list(each.criteria),
                }
                for each in found.differing
            ],
            "weights": [
                {
                    "criterion": each.criterion,
                    "nominal": figure(each.nominal, 4),
                    "effective": figure(each.effective, 4),
                    "inflation": None if each.inflation is None else figure(each.inflation, 2),
                }
                for each in found.weights
            ],
            "alike": [[one, other, figure(correlation, 4)] for one, other, correlation in found.alike],
            "constant": list(found.constant),
        }


def challenge_of(year: Year) -> RankingChallenged:
    """Rank a scored year by other weights and methods, and look for rank reversal where it can occur."""
    table, rules = year.table, year.rules
    if not is_relative(rules):
        return RankingChallenged(rules, table, challenge(table, rules), None)
    check_scored(year.review_year)
    line = rules.pool.capacity
    near = [each.id for each in table.lines if each.rank and abs(each.rank - line) <= NEAR_THE_LINE]
    turned = tuple(reversals(year.applications, rules, year.cutoff, near))
    return RankingChallenged(rules, table, challenge(table, rules), turned)
