"""The proof by doing it again: each scoring, proposal and decision from what was on record before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cultivation import review
from cultivation.canonical import digest
from cultivation.core.pool.proposal import Action
from cultivation.errors import CultivationError
from cultivation.language import _, join_names
from cultivation.queries.seals import secret_of
from cultivation.record.documents import JSON
from cultivation.record.entries import (
    LinesSealed,
    MarksAggregated,
    PanelAssigned,
    Recorded,
    YearDecided,
    YearProposed,
    YearScored,
    recorded,
)
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.repetition import Rehearsal
from cultivation.record.replica import replica_of
from cultivation.record.store import Record
from cultivation.record.times import moment_of
from cultivation.review.decision import DecisionOptions


@dataclass(frozen=True, slots=True)
class Replayed:
    """One step done again: the digests of the stored and the recomputed document, and what differs."""

    seq: int
    kind: str
    year: int
    stored: str
    recomputed: str
    problem: str = ""

    @property
    def same(self) -> bool:
        """Tell whether the step came out as it is on record, byte for byte."""
        return not self.problem

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "entry": self.seq,
            "kind": self.kind,
            "year": self.year,
            "stored": self.stored,
            "recomputed": self.recomputed,
            "same": self.same,
            "problem": self.problem,
        }


def replayed_years(steps: Sequence[Replayed]) -> list[dict[str, Any]]:
    """Return each year with the digests of its last scoring, and all its steps."""
    years = []
    for year in sorted({each.year for each in steps}):
        own = [each for each in steps if each.year == year]
        last = next((each for each in reversed(own) if each.kind == YearScored.KIND), own[-1])
        years.append(
            {
                "year": year,
                "stored": last.stored,
                "recomputed": last.recomputed,
                "same": all(each.same for each in own),
                "steps": [each.to_json() for each in own],
            }
        )
    return years


def replay(
    record: Record, year: int | None = None, progress: Callable[[Entry], None] = lambda entry: None
) -> list[Replayed]:
    """Do the computed steps of all years, or of one, again from documents and rules of that time.

    What was read from workbooks is a document, too, and taken as it is. Each step starts from the stored
    outcome of the one before, so that one fault does not hide or cause another.
    """
    found = []
    with record.reading() as reader, replica_of(reader) as copy:
        for entry in reader.entries():
            progress(entry)
            step = recorded(entry) if entry.kind in AGAIN else None
            if step is not None and year in (None, step.content.year):
                found.append(_replayed(Rehearsal(copy, moment_of(step.recorded_at)), step, reader))
            copy.take([entry])
    return found


def _replayed(rehearsal: Rehearsal, entry: Recorded[Any], reader: Reader) -> Replayed:
    stored = next(each.sha256 for each in entry.content.documents if each.media_type == JSON)
    recomputed = problem = ""
    try:
        AGAIN[entry.kind](rehearsal, entry)
        recomputed, problem = _compared(rehearsal, entry, reader.document(stored))
    except CultivationError as error:
        problem = error.message
    return Replayed(entry.seq, entry.kind, entry.content.year, stored, recomputed, problem)


def _compared(rehearsal: Rehearsal, entry: Recorded[Any], stored: bytes) -> tuple[str, str]:
    """Return the digest of what was recomputed, and what differs from the entry, empty where nothing does."""
    if [made.KIND for made, _documents in rehearsal.made][:1] != [entry.kind]:
        return "", _("repeated, the step adds nothing to the record")
    made, documents = rehearsal.made[0]
    content = next(each.content for each in documents if each.media_type == JSON)
    if content != stored:
        return digest(content), _("the recomputed document differs from the stored one")
    payload, stood = made.to_payload(), entry.content.to_payload()
    keys = [key for key in payload if key in stood and payload[key] != stood[key]]
    if keys:
        return digest(content), _("these particulars differ: {keys}").format(keys=join_names(keys))
    return digest(content), ""


def _score(rehearsal: Rehearsal, entry: Recorded[YearScored]) -> None:
    review.score(rehearsal, entry.actor, entry.content.year)


def _propose(rehearsal: Rehearsal, entry: Recorded[YearProposed]) -> None:
    review.propose_year(rehearsal, entry.actor, entry.content.year)


def _decide(rehearsal: Rehearsal, entry: Recorded[YearDecided]) -> None:
    """A newcomer that was turned down is on record with the action none; exit was asked for."""
    said = entry.content
    overrides = {
        each.enterprise: (
            Action.EXIT if each.action == Action.NONE else Action(each.action),
            each.reason,
        )
        for each in said.overrides
    }
    on, options = date.fromisoformat(said.date), DecisionOptions(said.despite or "", said.date_reason or "")
    review.decide(rehearsal, said.approver, said.year, said.document, on, overrides, options=options)


def _seal(rehearsal: Rehearsal, entry: Recorded[LinesSealed]) -> None:
    """The secret is taken as it stands on record: nothing else can give the same root."""
    with rehearsal.reading() as reader:
        secret = secret_of(entry, reader)
    review.seal_lines(rehearsal, entry.actor, entry.content.year, secret)


def _assign_panel(rehearsal: Rehearsal, entry: Recorded[PanelAssigned]) -> None:
    said = entry.content
    review.assign_panel(rehearsal, entry.actor, said.year, said.each, said.seed, said.top)


def _aggregate(rehearsal: Rehearsal, entry: Recorded[MarksAggregated]) -> None:
    review.aggregate_marks(rehearsal, entry.actor, entry.content.year)


AGAIN: dict[str, Callable[[Rehearsal, Recorded[Any]], None]] = {
    YearScored.KIND: _score,
    YearProposed.KIND: _propose,
    YearDecided.KIND: _decide,
    LinesSealed.KIND: _seal,
    PanelAssigned.KIND: _assign_panel,
    MarksAggregated.KIND: _aggregate,
}
