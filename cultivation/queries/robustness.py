"""How robust the places of a scored year are: weights varied, and whatever else is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.analysis.robustness.aggregations import Aggregated, other_aggregations
from cultivation.core.analysis.robustness.certainty import Certainty, Robustness, robustness
from cultivation.core.analysis.robustness.edges import Shifted, shift_edges
from cultivation.core.analysis.robustness.influence import Influence
from cultivation.core.analysis.robustness.interval import CONFIDENCE
from cultivation.core.analysis.robustness.resampling import Resampled, ResampledMark, resample_panel
from cultivation.core.panel.aggregation import combined
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.values import values_of_all
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.events import past_of
from cultivation.queries.panel import panel_of, result_of
from cultivation.queries.prerequisites import check_scored
from cultivation.queries.year import Year
from cultivation.steps import Act, Step

DRAWS, DRAWS_UNDER_QUOTAS = 10_000, 300  # the latter take some 10 s of processor time
EDITION = 2  # 1 had wrong indices of influence, without intervals


@dataclass(frozen=True, slots=True)
class RobustnessOptions:
    """How the weights are varied; with `edges`, a share, each criterion's edges are moved by it, too.

    Without a number of draws it is `draws_for` the rules. With `aggregations` points are also added up in
    other ways, with `panel` the experts' marks drawn again.
    """

    draws: int | None
    seed: int
    concentration: int
    edges: Fraction | None = None
    aggregations: bool = False
    panel: bool = False


def draws_for(rules: RuleSet) -> int:
    """Return how many draws are made where nobody says: fewer under quotas, as each pool is searched for."""
    return DRAWS_UNDER_QUOTAS if rules.pool.quotas else DRAWS


@dataclass(frozen=True)
class RobustnessChecked:
    """Robustness with the year's rules and scores."""

    rules: RuleSet
    table: ScoreTable
    found: Robustness
    shifted: tuple[Shifted, ...] = ()
    aggregated: tuple[Aggregated, ...] = ()
    resampled: Resampled | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "year": self.table.year,
            "draws": self.found.draws,
            "seed": self.found.seed,
            "concentration": self.found.concentration,
            **self._content(lambda each: ("in_pool_share", each.share), float, float),
        }

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: counts of draws for shares, figures as texts."""
        return {
            "edition": EDITION,
            "draws": self.found.draws,
            "seed": self.found.seed,
            "concentration": self.found.concentration,
            "places_from": self.found.places_from,
            **self._content(lambda each: ("in_pool", each.in_pool), "{:.4f}".format, exact_text),
        }

    def _content(
        self,
        in_pool: Callable[[Certainty], tuple[str, Any]],
        index: Callable[[float], Any],
        share: Callable[[Fraction], Any],
    ) -> dict[str, Any]:
        """Return what both shapes say, figures written as each does."""
        resampled = self.resampled
        return {
            "applications": [_certainty(each, in_pool) for each in self.found.certainties],
            "left_out": [{"criterion": each.criterion, **_moves(each)} for each in self.found.left_out],
            "influences": [_influence(each, index) for each in self.found.influences.criteria],
            "influences_from": {
                "base_samples": self.found.influences.base_samples,
                "confidence": index(CONFIDENCE),
                "narrow_enough": self.found.influences.settled,
                "draws_needed": self.found.influences.needed,
            },
            "shifted": [
                {"criterion": each.criterion, "share": share(each.share), **_moves(each)}
                for each in self.shifted
            ],
            "aggregated": [{"way": each.way, **_moves(each)} for each in self.aggregated],
            "resampled": resampled
            and {
                "cells": resampled.cells,
                "applications": [_certainty(each, in_pool) for each in resampled.certainties],
            },
        }


def _certainty(each: Certainty, in_pool: Callable[[Certainty], tuple[str, Any]]) -> dict[str, Any]:
    name, value = in_pool(each)
    return {
        "id": each.id,
        "rank": each.rank,
        "rank_p5": each.rank_p5,
        "rank_p50": each.rank_p50,
        "rank_p95": each.rank_p95,
        name: value,
    }


def _influence(each: Influence, index: Callable[[float], Any]) -> dict[str, Any]:
    """Return an index and its interval for each order, and the places that the intervals leave."""
    return {
        "criterion": each.criterion,
        "first": index(each.first.value),
        "first_low": index(each.first.low),
        "first_high": index(each.first.high),
        "total": index(each.total.value),
        "total_low": index(each.total.low),
        "total_high": index(each.total.high),
        "places": list(each.places),
    }


def _moves(each: Any) -> dict[str, list[str]]:
    """Return who would come in and who would go, of whatever trial."""
    return {"entering": list(each.entering), "leaving": list(each.leaving)}


def robustness_of(
    year: Year, options: RobustnessOptions, progress: Callable[[int], None] = lambda done: None
) -> RobustnessChecked:
    """Vary the weights of a scored year, and do what else is asked for."""
    table, rules = year.table, year.rules
    if options.edges:  # the values must be those that were scored
        check_scored(year.review_year)
    marked = _marked(year) if options.panel else []
    members, past = year.members_before, past_of(year)
    draws, seed = options.draws or draws_for(rules), options.seed
    found = robustness(table, rules, members, draws, seed, options.concentration, progress, past)
    shifted: Sequence[Shifted] = ()
    if options.edges:
        shifted = shift_edges(table, rules, _values(year), members, options.edges, past)
    aggregated = other_aggregations(table, rules, members, past) if options.aggregations else ()
    resampled = resample_panel(table, rules, members, marked, draws, seed, past) if options.panel else None
    return RobustnessChecked(rules, table, found, tuple(shifted), tuple(aggregated), resampled)


def _values(year: Year) -> dict[str, Mapping[str, Value]]:
    """Return the values of a year's applications by enterprise."""
    values = values_of_all(year.applications, year.rules, year.cutoff)
    return {each.id: row for each, row in zip(year.applications, values, strict=True)}


def _marked(year: Year) -> list[ResampledMark]:
    """Return the marks that the points of the year rest on; what a criterion takes otherwise is left."""
    rules = year.rules
    cells = result_of(year, panel_of(year)).cells
    points = {key: line.criteria for key, line in year.scores.items()}
    found = [
        ResampledMark(
            cell.enterprise,
            cell.asked.criterion,
            tuple((cell.adjusted if rules.panel_rules[cell.asked.panel].calibrate else cell.marks).values()),
            partial(combined, rules, cell),
        )
        for cell in cells
        if cell.counts is not None
        and cell.enterprise in points
        and points[cell.enterprise][cell.asked.criterion] == to_units(Fraction(cell.counts), rules.precision)
    ]
    if not found:
        raise Refused(
            _(
                "No points of {year} rest on experts' marks. Take in the marks, and score the year again."
            ).format(year=year.number),
            step=Step(Act.TAKE_MARKS, year.number),
        )
    return found
