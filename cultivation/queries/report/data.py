"""What the report of a year shows beside what the shortlist does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cultivation.core.explanation.year_on_year import Split
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.queries.flags import FlagText
from cultivation.queries.shortlist.data import ShortlistData


@dataclass(frozen=True, slots=True)
class YearFlow:
    """What a year's review did to the pool, and what happened between it and the next."""

    year: int
    entries: int
    stays: int
    exits: int
    decided: bool
    joined_between: int = 0
    left_between: int = 0

    @property
    def members(self) -> int:
        """Return the members after the review."""
        return self.entries + self.stays


@dataclass(frozen=True, slots=True)
class Filed:
    """What an enterprise filed: the file it came in, and each value with its sheet and cell."""

    file: str
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A target of the city's plan, or of one of its industries: what is wanted, and what there is, in words.

    `members` and `applicants` are shares of the target, 0 to 1 and beyond; None where it is no share of a
    whole. `reached` is known of ratios alone.
    """

    label: str
    section: str
    wanted: str
    members_text: str
    applicants_text: str
    members: float | None = None
    applicants: float | None = None
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The plan's name, by when, the industries' output, the other targets that are measured, the notes."""

    name: str
    target_year: int
    industries: tuple[PlanLine, ...]
    targets: tuple[PlanLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ReportData:
    """One year. What is not known is left empty, and its section is left out.

    `robustness` and `challenge` are the stored results; `before` is the score table of the last scored year;
    `splits` says of those who moved most what moved them; `beside` what departments and registers say.
    """

    base: ShortlistData
    flow: tuple[YearFlow, ...]
    before: ScoreTable | None
    filed: Mapping[str, Filed]
    decision: Mapping[str, Any] | None
    head: tuple[int, str]
    splits: Mapping[str, Split] = field(default_factory=dict)
    robustness: Mapping[str, Any] | None = None
    challenge: Mapping[str, Any] | None = None
    flags: tuple[FlagText, ...] | None = None
    notice: tuple[str, str] | None = None
    objections: tuple[int, int] = (0, 0)
    appeals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    plan: PlanFigures | None = None

    @property
    def year(self) -> int:
        """Return the review year."""
        return self.base.table.year

    @property
    def ranked(self) -> list[ScoreLine]:
        """Return those with a place, the best first."""
        return [line for line in self.base.table.lines if line.rank is not None]

    @property
    def is_draft(self) -> bool:
        """Tell whether nothing is decided yet."""
        return self.decision is None

    def place_change(self, line: ScoreLine) -> int | None:
        """Return the places gained since the last scored year; None where there was or is no place."""
        earlier = self.base.previous_ranks.get(line.id)
        return None if earlier is None or line.rank is None else earlier - line.rank
