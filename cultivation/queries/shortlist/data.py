"""What the shortlist workbook shows: scores, what was proposed or decided, filed values, provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from cultivation.core.explanation.cut_line import CutLine
from cultivation.core.pool.proposal import Action, Line
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.language import N_, _, current
from cultivation.record.doubts import last_warning

STATES = {
    "collecting": N_("applications changed after the scoring; points and places are from before the change"),
    "scored": N_("scored, nothing proposed yet"),
    "panel": N_("experts are marking; scores as before"),
    "proposed": N_("proposal, not decided yet"),
    "noticed": N_("proposal under public notice"),
    "decided": N_("decided"),
    "closed": N_("decided, year closed"),
}


@dataclass(frozen=True, slots=True)
class MarkRow:
    """What one expert gave an enterprise on a criterion; a recusal has no points."""

    enterprise: str
    criterion: str
    expert: str
    points: float | None
    comment: str = ""


@dataclass(frozen=True)
class ShortlistData:
    """One year. `lines` is empty while the year is only scored; `values` are exact texts by enterprise
    and field; `provenance` is the last sheet: (label, value), the labels already translated.

    What was looked into beside the points is there if it was: the share of draws in which an enterprise is
    in the pool (`shares`, 0 to 1), all that was found by varying weights (`robustness`) and by other rankings
    (`challenge`), as it is on record, what is to be verified (`flags`), and the experts' marks (`marks`).
    So are the year's demonstration enterprises (`demonstrations`, code to name) once they are selected, and
    by what (`demonstrations_by`).

    `signed_title` is the title of the list to sign, `signed_mark` what stands across one that is not decided,
    and `deciders` who signs it.
    """

    rules: RuleSet
    rules_digest: str
    table: ScoreTable
    lines: tuple[Line, ...]
    values: Mapping[str, Mapping[str, str | None]]
    cut_line: CutLine
    previous_ranks: Mapping[str, int]
    provenance: tuple[tuple[str, str], ...]
    state: str
    created: datetime
    shares: Mapping[str, float] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    robustness: Mapping[str, Any] | None = None
    challenge: Mapping[str, Any] | None = None
    marks: tuple[MarkRow, ...] = ()
    demonstrations: Mapping[str, str] = field(default_factory=dict)
    demonstrations_by: str = ""
    signed_title: str = ""
    signed_mark: str = ""
    deciders: str = ""

    @cached_property
    def line_of(self) -> dict[str, Line]:
        """Return the line of the proposal or decision by enterprise."""
        return {line.id: line for line in self.lines}

    @cached_property
    def score_of(self) -> dict[str, ScoreLine]:
        """Return the line of the score table by enterprise."""
        return {line.id: line for line in self.table.lines}

    @property
    def points_format(self) -> str:
        """Return the number format of points: as many places as the rule set's precision has."""
        places = -int(self.rules.precision.normalize().as_tuple().exponent)
        return "0." + "0" * places if places > 0 else "0"

    def points(self, units: int) -> float:
        """Return units as points, for display only."""
        return float(units * self.rules.precision)

    def number_of(self, action: Action) -> int:
        """Count those to whom this happens."""
        return sum(line.action is action for line in self.lines)

    def label(self, key: str) -> str:
        """Return the label of a field, text match or indicator in the language spoken now."""
        return self.rules.label_of(key).text(current())

    def title(self, sheet: str) -> str:
        """Return the title of a sheet, with the year reviewed; names of rules often bear another year."""
        return _("{sheet} {year}").format(sheet=sheet, year=self.table.year)

    @property
    def rules_note(self) -> str:
        """Name the rules of the year."""
        return _("Rules: {name}").format(name=self.rules.name.text(current()))

    def state_text(self) -> str:
        """Say how far the year is."""
        return _(STATES[self.state])

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what may be forged, how far the year is and, if that is known, where the cut line lies."""
        status = _("Status: {state}").format(state=self.state_text())
        return tuple(note for note in (last_warning(), status, self.cut_line_text()) if note)

    def cut_line_text(self) -> str:
        """Say where the pool and the newcomers end; nothing while that is open."""
        cut, parts = self.cut_line, list[str]()
        if cut.pool_rank is not None and cut.pool_total is not None:
            points = self.table.points(cut.pool_total)
            text = _("Cut line: the last in the pool has place {rank} with {points} points")
            parts.append(text.format(rank=cut.pool_rank, points=points))
        if cut.entry_rank is not None and cut.entry_total is not None:
            points = self.table.points(cut.entry_total)
            text = _("the last newcomer on place {rank} with {points} points")
            parts.append(text.format(rank=cut.entry_rank, points=points))
        if parts and any(line.override for line in self.lines):
            parts.append(_("decisions by override are not counted"))
        return ("；" if current() == "zh" else "; ").join(parts)
