"""A review year in a notebook; each frame is read anew from one state, so changing one changes no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cultivation.core.pool.proposal import Action, Reason
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.wording.reasons import reason_text
from cultivation.errors import Refused
from cultivation.frames.columns import choices, frame, numbers, texts, truths, wholes
from cultivation.frames.filed import applications_frame
from cultivation.frames.record import log_frame, pool_frame
from cultivation.frames.scores import dimensions_frame, indicators_frame, points_frame, scores_frame
from cultivation.frames.state import Looking, cited
from cultivation.language import _
from cultivation.queries.analyses import latest_analysis
from cultivation.queries.pool import pool_after
from cultivation.queries.robustness import RobustnessOptions, robustness_of
from cultivation.queries.year import Year
from cultivation.record.entries import RobustnessComputed

if TYPE_CHECKING:
    from cultivation.frames.scorer import RuleSetScorer

CONCENTRATION = 100  # as `robustness` has it where nobody says
OfTable = Callable[[ScoreTable, RuleSet, Mapping[str, Any], bool], pd.DataFrame]


@dataclass(frozen=True)
class YearFrames:
    """A review year. Frames of enterprises have the code as index; `attrs` say what they are made from.

    With `exact`, numbers are Decimal (Fraction where a ratio has no end) in place of floats.
    """

    looking: Looking
    number: int

    def applications(self, exact: bool = False) -> pd.DataFrame:
        """Return what counts of each application, field by field."""
        with self._year() as (year, attrs):
            return applications_frame(year, attrs, exact)

    def scores(self, exact: bool = False) -> pd.DataFrame:
        """Return total, place and eligibility; Refused where the year is not scored."""
        return self._of_table(scores_frame, exact)

    def points(self, exact: bool = False) -> pd.DataFrame:
        """Return the points by criterion; Refused where the year is not scored."""
        return self._of_table(points_frame, exact)

    def dimensions(self, exact: bool = False) -> pd.DataFrame:
        """Return the points by dimension; Refused where the year is not scored."""
        return self._of_table(dimensions_frame, exact)

    def indicators(self, exact: bool = False) -> pd.DataFrame:
        """Return the values of the indicators; Refused where the year is not scored."""
        return self._of_table(indicators_frame, exact)

    def proposal(self) -> pd.DataFrame:
        """Return what is proposed or, once it is decided, was decided for each enterprise; empty before."""
        with self._year() as (year, attrs):
            grounds = {key: line.gates_failed for key, line in year.scores.items()}
            lines = year.lines
            said = [reason_text(each, year.rules, grounds.get(each.id, ())) for each in lines]
            columns = {
                "name": texts(each.name for each in lines),
                "rank": wholes(each.rank for each in lines),
                "action": choices((str(each.action) for each in lines), map(str, Action)),
                "in_pool": truths(each.in_pool for each in lines),
                "was_member": truths(each.was_member for each in lines),
                "reserve_place": wholes(each.reserve_place for each in lines),
                "reason": choices((str(each.reason) for each in lines), map(str, Reason)),
                "reason_text": texts(said),
                "override": texts(each.override for each in lines),
            }
            decided = {"decided": year.is_decided, "decision": year.review_year.decision_document or ""}
            return frame((each.id for each in lines), columns, {**attrs, **decided})

    def cut_lines(self, exact: bool = False) -> pd.DataFrame:
        """Return place and total of the last in the pool and of the last newcomer, overrides aside."""
        with self._year() as (year, attrs):
            cut, table = year.cut_line, year.table
            totals = [
                None if each is None else table.points(each) for each in (cut.pool_total, cut.entry_total)
            ]
            columns = {
                "rank": wholes((cut.pool_rank, cut.entry_rank)),
                "total": numbers(totals, exact),
            }
            return frame(("pool", "entry"), columns, attrs, "line")

    def criteria(self, exact: bool = False) -> pd.DataFrame:
        """Return the criteria of the rule set, with the dimension and the most points of each."""
        with self._year() as (year, attrs):
            found = list(year.rules.each_criterion())
            language = self.looking.language
            columns = {
                "dimension": texts(dimension for dimension, _key, _each in found),
                "label": texts(
                    year.rules.criterion_label(key).text(language) for _dimension, key, _each in found
                ),
                "indicator": texts(each.indicator for _dimension, _key, each in found),
                "maximum": numbers((format(each.maximum, "f") for _dimension, _key, each in found), exact),
            }
            return frame((key for _dimension, key, _each in found), columns, attrs, "criterion")

    def pool(self) -> pd.DataFrame:
        """Return the members after the decision, by place; Refused where the year is not decided."""
        with self._year() as (year, _attrs):
            return pool_frame(pool_after(year.state, self.number), year.state)

    def robustness(self, draws: int | None = None, seed: int | None = None) -> pd.DataFrame:
        """Return how sure each place is when the weights vary: as it is on record, or with `draws` anew.

        What is computed here is not recorded. The seed is the year where none is said.
        """
        with self._year() as (year, attrs):
            found = _recorded(year) if draws is None else _computed(year, draws, seed)
            rows = found["applications"]
            columns = {
                name: wholes(each.get(name) for each in rows)
                for name in ("rank", "rank_p5", "rank_p50", "rank_p95")
            }
            columns["in_pool_share"] = numbers(
                (f"{each['in_pool']}/{found['draws']}" for each in rows), False
            )
            drawn = {key: found[key] for key in ("draws", "seed", "concentration")}
            return frame((each["id"] for each in rows), columns, {**attrs, **drawn})

    def log(self, kind: str = "") -> pd.DataFrame:
        """Return the entries of the log that name the year, the earliest first."""
        return log_frame(self.looking, self.number, kind)

    def scorer(self) -> RuleSetScorer:
        """Return the rule set of the year, with its cut-off, as an estimator."""
        from cultivation.frames.scorer import RuleSetScorer

        with self._year() as (year, _attrs):
            return RuleSetScorer(year.loaded.content, cutoff=year.review_year.cutoff)

    def _of_table(self, make: OfTable, exact: bool) -> pd.DataFrame:
        with self._year() as (year, attrs):
            return make(year.table, year.rules, {**attrs, "scores_digest": year.table.digest}, exact)

    @contextmanager
    def _year(self) -> Iterator[tuple[Year, dict[str, Any]]]:
        """Open the year, with what a frame of it is cited by."""
        with self.looking.state() as state:
            year = state.year(self.number)
            rules = {"rule_set": year.rules.id, "rules_digest": year.loaded.digest}
            dated = {"year": self.number, "cutoff": year.review_year.cutoff}
            yield year, {**dated, **rules, **cited(state)}


def _recorded(year: Year) -> Mapping[str, Any]:
    found = latest_analysis(RobustnessComputed, year)
    if found is None:
        sentence = _("Nothing about the robustness of {year} is on record; say how many draws to make.")
        raise Refused(sentence.format(year=year.number))
    return found.content


def _computed(year: Year, draws: int, seed: int | None) -> Mapping[str, Any]:
    options = RobustnessOptions(draws, year.number if seed is None else seed, CONCENTRATION)
    return robustness_of(year, options).to_record()
