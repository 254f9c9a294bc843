"""What experts, analyses and visits add to a review."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class AnalysisKept(OfYear):
    """What was looked into beside the points; the result is a document."""

    scores_digest: str
    result_digest: str


@dataclass(frozen=True, kw_only=True)
class RobustnessComputed(AnalysisKept):
    """Weights were varied."""

    KIND = "robustness_computed"


@dataclass(frozen=True, kw_only=True)
class RankingChallenged(AnalysisKept):
    """Other methods were set beside the ranking."""

    KIND = "ranking_challenged"


@dataclass(frozen=True, kw_only=True)
class ConsistencyChecked(AnalysisKept):
    """Figures were looked through for what to verify on site."""

    KIND = "consistency_checked"


@dataclass(frozen=True, kw_only=True)
class FlagVerified(OfYear):
    """A visit found something, or nothing, of a flagged enterprise."""

    KIND = "flag_verified"
    enterprise: str
    result: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ExpertsListed(OfYear):
    """A list of experts came in."""

    KIND = "experts_listed"
    file: str
    accepted: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class RecusalDeclared(OfYear):
    """An expert must not mark an enterprise."""

    KIND = "recusal_declared"
    expert: str
    enterprise: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PanelAssigned(OfYear):
    """Experts were assigned, `each` so many to an enterprise; of several `panels`, so many of each.

    Where it is `blind`, they see numbers alone.
    """

    KIND = "panel_assigned"
    each: int
    seed: str
    top: int | None
    scores_digest: str | None
    assignment_digest: str
    panels: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True, kw_only=True)
class MarkingOpened(OfYear):
    """Experts see from here on whom they mark; `until` is the last day that they are told.

    After the closing they see with `shows_others` what the marks of all come to, too, and no names.
    """

    KIND = "marking_opened"
    until: str | None = None
    shows_others: bool = False


@dataclass(frozen=True, kw_only=True)
class MarkingClosed(OfYear):
    """No more marks are taken, until marking is opened again."""

    KIND = "marking_closed"
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoConflictDeclared(OfYear):
    """An expert declared to have no conflict but those on record with whom this assignment gives."""

    KIND = "no_conflict_declared"
    expert: str
    assignment_digest: str


@dataclass(frozen=True, kw_only=True)
class MarksReceived(OfYear):
    """An expert's marks came in, by a workbook or the form of the workbench."""

    KIND = "marks_received"
    expert: str
    file: str
    accepted: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class MarksAggregated(OfYear):
    """What the marks of a year come to; the result is a document."""

    KIND = "marks_aggregated"
    result_digest: str
