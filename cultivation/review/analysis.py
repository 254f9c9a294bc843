"""What is looked into beside the points, and kept with the year: how sure the places are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from cultivation.canonical import exact_text
from cultivation.core.analysis.robustness.aggregations import Aggregated, other_aggregations
from cultivation.core.analysis.robustness.certainty import Certainty, Robustness, robustness
from cultivation.core.analysis.robustness.challengers import Challenge, challenge
from cultivation.core.analysis.robustness.edges import Shifted, shift_edges
from cultivation.core.analysis.robustness.resampling import Resampled, ResampledMark, resample_panel
from cultivation.core.analysis.robustness.reversal import Reversal, is_relative, reversals
from cultivation.core.panel.aggregation import combined
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.columns.kernel import sums_only
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.values import values_of_all
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.events import past_of
from cultivation.queries.panel import panel_of, result_of
from cultivation.queries.prerequisites import check_scored
from cultivation.queries.years import (
    applications_of,
    cutoff_of,
    members_before,
    opened,
    rules_of,
    score_table_of,
)
from cultivation.record import entries
from cultivation.record.reader import Reader
from cultivation.record.store import Record
from cultivation.review.results import keep
from cultivation.steps import Act, Step

NEAR_THE_LINE = 2  # places either side of the cut line that are dropped and cloned


@dataclass(frozen=True, slots=True)
class RobustnessOptions:
    """How the weights are varied; with `edges`, a share, each criterion's edges are moved by it, too.

    With `aggregations` points are also added up in other ways, with `panel` the experts' marks drawn again.
    """

    draws: int
    seed: int
    concentration: int
    edges: Fraction | None = None
    aggregations: bool = False
    panel: bool = False


@dataclass(frozen=True)
class RobustnessChecked:
    """Robustness with the year's rules and scores."""

    rules: RuleSet
    table: ScoreTable
    found: Robustness
    shifted: tuple[Shifted, ...] = ()
    aggregated: tuple[Aggregated, ...] = ()
    resampled: Resampled | None = None


def check_robustness(
    record: Record,
    actor: str,
    year: int,
    trial: RobustnessOptions,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> RobustnessChecked:
    """Vary the weights of a scored year, and keep the result; the same result again adds nothing."""
    with record.reading() as reader:
        table, rules = score_table_of(reader, year), rules_of(reader, year).rules
        members, past = members_before(reader, year), past_of(reader, year, rules.pool)
        if trial.edges:  # the values must be those that were scored
            check_scored(opened(reader, year))
        rows = _rows(reader, year, rules) if trial.edges else {}
        marked = _marked(reader, year, rules, table) if trial.panel else []
    if rules.pool.quotas:
        raise Refused(_("The pool is chosen within quotas; varying weights is not supported there."))
    if not sums_only(rules):
        raise Refused(_("The totals are not sums; varying their weights is not supported."))
    found = robustness(table, rules, members, trial.draws, trial.seed, trial.concentration, progress, past)
    shifted = tuple(shift_edges(table, rules, rows, members, trial.edges, past)) if trial.edges else ()
    aggregated = tuple(other_aggregations(table, rules, members, past)) if trial.aggregations else ()
    resampled = (
        resample_panel(table, rules, members, marked, trial.draws, trial.seed, past) if trial.panel else None
    )
    content = {
        "draws": trial.draws,
        "seed": trial.seed,
        "concentration": trial.concentration,
        "places_from": found.places_from,
        "applications": _certainties(found.certainties),
        "left_out": [
            {"criterion": each.criterion, "entering": list(each.entering), "leaving": list(each.leaving)}
            for each in found.left_out
        ],
        "influences": [
            {"criterion": each.criterion, "first": f"{each.first:.4f}", "total": f"{each.total:.4f}"}
            for each in found.influences
        ],
        "shifted": [
            {
                "criterion": each.criterion,
                "share": exact_text(each.share),
                "entering": list(each.entering),
                "leaving": list(each.leaving),
            }
            for each in shifted
        ],
        "aggregated": [
            {"way": each.way, "entering": list(each.entering), "leaving": list(each.leaving)}
            for each in aggregated
        ],
        "resampled": resampled
        and {"cells": resampled.cells, "applications": _certainties(resampled.certainties)},
    }
    keep(record, actor, table, entries.RobustnessComputed, content, ("numpy", "SALib"), dry_run)
    return RobustnessChecked(rules, table, found, shifted, aggregated, resampled)


def _certainties(certainties: Sequence[Certainty]) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "rank": each.rank,
            "rank_p5": each.rank_p5,
            "rank_p50": each.rank_p50,
            "rank_p95": each.rank_p95,
            "in_pool": each.in_pool,
        }
        for each in certainties
    ]


def _marked(reader: Reader, year: int, rules: RuleSet, table: ScoreTable) -> list[ResampledMark]:
    """Return the marks that the points of the year rest on; what a criterion takes otherwise is left."""
    cells = result_of(reader, year, rules, panel_of(reader, year, rules)).cells
    points = {line.id: line.criteria for line in table.lines}
    found = [
        ResampledMark(
            cell.enterprise,
            cell.asked.criterion,
            tuple((cell.adjusted if rules.panel_rule.calibrate else cell.marks).values()),
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
            ).format(year=year),
            step=Step(Act.TAKE_MARKS, year),
        )
    return found


def _rows(reader: Reader, year: int, rules: RuleSet) -> dict[str, Mapping[str, Value]]:
    """Return the values of a year's applications by enterprise."""
    applications = applications_of(reader, year, rules)
    values = values_of_all(applications, rules, cutoff_of(opened(reader, year)))
    return {each.id: row for each, row in zip(applications, values, strict=True)}


@dataclass(frozen=True)
class RankingChallenged:
    """The challengers with the year's rules and scores; no reversals where the rules allow none."""

    rules: RuleSet
    table: ScoreTable
    found: Challenge
    reversals: tuple[Reversal, ...] | None


def challenge_ranking(record: Record, actor: str, year: int, dry_run: bool = False) -> RankingChallenged:
    """Rank a scored year by other weights and methods, and keep the result."""
    with record.reading() as reader:
        table, rules = score_table_of(reader, year), rules_of(reader, year).rules
        cutoff = cutoff_of(opened(reader, year))
        if is_relative(rules):
            check_scored(opened(reader, year))
        applications = applications_of(reader, year, rules) if is_relative(rules) else []
    found = challenge(table, rules)
    line = rules.pool.capacity
    near = [each.id for each in table.lines if each.rank and abs(each.rank - line) <= NEAR_THE_LINE]
    turned = tuple(reversals(applications, rules, cutoff, near)) if is_relative(rules) else None
    content = {
        "best": found.best,
        "ranked": found.ranked,
        "challengers": [
            {
                "method": each.method,
                "spearman": f"{each.spearman:.4f}",
                "kendall": f"{each.kendall:.4f}",
                "overlap": each.overlap,
            }
            for each in found.challengers
        ],
        "differing": [
            {
                "id": each.id,
                "rank": each.rank,
                "elsewhere": f"{each.elsewhere:.1f}",
                "criteria": list(each.criteria),
            }
            for each in found.differing
        ],
        "weights": [
            {
                "criterion": each.criterion,
                "nominal": f"{each.nominal:.4f}",
                "effective": f"{each.effective:.4f}",
                "inflation": None if each.inflation is None else f"{each.inflation:.2f}",
            }
            for each in found.weights
        ],
        "alike": [[one, other, f"{correlation:.4f}"] for one, other, correlation in found.alike],
        "constant": list(found.constant),
        "reversals": [{"id": each.id, "change": each.change, "pairs": each.pairs} for each in turned or ()],
    }
    libraries = ("numpy", "pymcdm", "scikit-learn", "scipy")
    keep(record, actor, table, entries.RankingChallenged, content, libraries, dry_run)
    return RankingChallenged(rules, table, found, turned)
