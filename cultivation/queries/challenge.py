"""A scored year ranked by other weights and methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.core.analysis.robustness.challengers import LEAST_RANKED, Challenge, challenge
from cultivation.core.analysis.robustness.further import check_further, further_methods
from cultivation.core.analysis.robustness.reversal import Reversal, is_relative, reversals
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.prerequisites import check_scored
from cultivation.queries.year import Year

EDITION = 2  # 1 had a TOPSIS by min-max, and neither weights nor scores
NEAR_THE_LINE = 2  # places either side of the cut line that are dropped and cloned
Figure = Callable[[float, int], Any]  # a figure as a shape writes it, with so many decimals


@dataclass(frozen=True)
class RankingChallenged:
    """The challengers with the year's rules and scores; no reversals where the rules allow none."""

    rules: RuleSet
    table: ScoreTable
    found: Challenge
    reversals: tuple[Reversal, ...] | None
    further: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        content = self._content(lambda figure, _decimals: figure)
        return {"year": self.table.year, **content, "reversals": self._reversals()}

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: figures as texts."""
        content = self._content(lambda figure, decimals: f"{figure:.{decimals}f}")
        return {"edition": EDITION, **content, "reversals": self._reversals() or []}

    def _reversals(self) -> list[dict[str, Any]] | None:
        if self.reversals is None:
            return None
        return [{"id": each.id, "change": each.change, "pairs": each.pairs} for each in self.reversals]

    def _content(self, figure: Figure) -> dict[str, Any]:
        """Return what both shapes say."""
        found = self.found
        return {
            "best": found.best,
            "ranked": len(found.ranked),
            "challengers": [
                {
                    "method": each.method,
                    "spearman": figure(each.spearman, 4),
                    "kendall": figure(each.kendall, 4),
                    "overlap": each.overlap,
                    "weights": {name: figure(weight, 6) for name, weight in each.weights.items()},
                    "scores": [
                        {"id": key, "score": figure(score, 6), "place": place}
                        for key, score, place in zip(found.ranked, each.scores, each.places, strict=True)
                    ],
                }
                for each in found.challengers
            ],
            "further": list(self.further),
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


def challenge_of(year: Year, further: Sequence[str] = (), few: bool = False) -> RankingChallenged:
    """Rank a scored year by other weights and methods, and look for rank reversal where it can occur.

    `further` names methods of pymcdm. Too few to compare are refused unless `few`.
    """
    table, rules, names = year.table, year.rules, tuple(dict.fromkeys(further))
    check_further(names)
    methods = {name: further_methods()[name] for name in names}
    found = challenge(table, rules, methods)
    if not found.challengers and not few:
        raise Refused(_why_not(found, rules))
    if not is_relative(rules):
        return RankingChallenged(rules, table, found, None, names)
    check_scored(year.review_year)
    line = rules.pool.capacity
    near = [each.id for each in table.lines if each.rank and abs(each.rank - line) <= NEAR_THE_LINE]
    turned = tuple(reversals(year.applications, rules, year.cutoff, near))
    return RankingChallenged(rules, table, found, turned, names)


def _why_not(found: Challenge, rules: RuleSet) -> str:
    """Say why rankings cannot be compared."""
    if rules.total.order == "ascending":
        return _("Other methods take points for strengths; under these rules fewer points are better.")
    if len(found.ranked) < LEAST_RANKED:
        return _("Rankings are compared from {least} ranked enterprises on; there are {number}.").format(
            least=LEAST_RANKED, number=len(found.ranked)
        )
    return _("All ranked enterprises have the same points in all criteria but one at most.")
