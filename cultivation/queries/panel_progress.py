"""Gathers what is looked at during the experts' review: how it stands, and the workbooks to mark in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cultivation.core.panel.aggregation import PanelResult
from cultivation.core.panel.calibration_effect import PlaceMoved, places
from cultivation.core.panel.mark_requests import MarkRequest
from cultivation.core.rules.model import RuleSet
from cultivation.intake.panel.marks_workbook import MarkingTask, Prefilled, write_marks_workbook
from cultivation.queries.panel import Panel, asked_of, assigned, mark_requests_of, panel_of, result_of
from cultivation.queries.year import Year


@dataclass(frozen=True, slots=True)
class ExpertProgress:
    """How far an expert is: enterprises and marks asked for, marks given (abstentions too), file."""

    expert: str
    firms: int
    asked: int
    given: int
    file: str


@dataclass(frozen=True)
class PanelProgress:
    """How the experts' review of a year stands."""

    year: int
    rules: RuleSet
    panel: Panel
    names: Mapping[str, str]
    result: PanelResult
    progress: tuple[ExpertProgress, ...]
    moved: tuple[PlaceMoved, ...]
    scored: bool

    @property
    def waiting(self) -> list[ExpertProgress]:
        """Return who has not handed everything in."""
        return [each for each in self.progress if each.given < each.asked]


def panel_progress(year: Year) -> PanelProgress:
    """Return how the experts' review stands, all computed from what is on record now."""
    panel, rules = panel_of(year), year.rules
    result = result_of(year, panel)
    moved = places(year.applications, rules, year.cutoff, result.cells) if result.leniency else []
    scored = (year.review_year.scored_seq or 0) > (year.review_year.applications_seq or 0)
    progress = tuple(_expert_progress(panel, result, expert) for expert in panel.experts)
    names = year.reader.names_of(year.number)
    return PanelProgress(year.number, rules, panel, names, result, progress, tuple(moved), scored)


def _expert_progress(panel: Panel, result: PanelResult, expert: str) -> ExpertProgress:
    given = [each for each in result.cells if expert in each.marks or expert in each.abstained]
    missing = [each for each in result.cells if expert in each.missing]
    file = panel.handed_in[expert].file if expert in panel.handed_in else ""
    return ExpertProgress(expert, len(panel.firms_of(expert)), len(given) + len(missing), len(given), file)


def marks_workbooks(
    year: Year, language: str, experts: tuple[str, ...], blind: bool, filled: Prefilled | None = None
) -> dict[str, bytes]:
    """Return the workbooks of some experts, or of all who have something to mark, by file name.

    `filled` takes the place of what was handed in.
    """
    panel = panel_of(year)
    labels = assigned(panel).labels
    asked, names = mark_requests_of(year), year.reader.names_of(year.number)
    tasks = [
        _task(year.rules, panel, key, asked, names, blind, filled)
        for key in sorted(experts or panel.experts, key=lambda key: labels.get(key, 0))
        if panel.firms_of(key)
    ]
    return {
        f"panel_{year.number}_{task.label:02}.xlsx": write_marks_workbook(task, language) for task in tasks
    }


def _task(
    rules: RuleSet,
    panel: Panel,
    expert: str,
    asked: Mapping[str, list[MarkRequest]],
    names: Mapping[str, str],
    blind: bool,
    filled: Prefilled | None,
) -> MarkingTask:
    assignment = assigned(panel)
    own = [firm for firm in panel.firms_of(expert) if firm in names]
    book = panel.handed_in.get(expert)
    prefilled = (
        {(each.enterprise, each.mark): (each.value, each.comment) for each in book.marks} if book else {}
    )
    return MarkingTask(
        rules,
        panel.year,
        expert,
        panel.experts[expert].name,
        assignment.labels[expert],
        assignment.digest,
        [(assignment.numbers[firm], firm, names[firm]) for firm in own],
        asked_of(panel.experts[expert], asked),
        blind,
        prefilled if filled is None else filled,
        panel.experts[expert].panel,
    )
