"""Where a review year stands, by the entries that name it: for the table, and for who asks the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cultivation.record.entries import (
    ApplicationCorrected,
    ApplicationWithdrawn,
    Content,
    DecisionReversed,
    MarksAggregated,
    NoticeGiven,
    OfYear,
    OpinionReceived,
    OpinionsClosed,
    PanelAssigned,
    Recorded,
    WorkbookReceived,
    YearClosed,
    YearDecided,
    YearOpened,
    YearProposed,
    YearScored,
)
from cultivation.record.rows import ReviewYear

# What proposal and decision say of a year; all of it is unsaid by a reversal.
PROPOSAL = ("proposed_seq", "proposal_digest", "proposer")
DECISION = ("decided_seq", "decision_document", "decision_date", "approver")
NOT_YET = dict.fromkeys(("applications_seq", "scored_seq", "scores_digest", *PROPOSAL, *DECISION))
STATES: tuple[type[OfYear], ...] = (
    YearOpened,
    WorkbookReceived,
    ApplicationCorrected,
    ApplicationWithdrawn,
    PanelAssigned,
    MarksAggregated,
    OpinionReceived,
    OpinionsClosed,
    YearScored,
    YearProposed,
    NoticeGiven,
    YearDecided,
    DecisionReversed,
    YearClosed,
)


def year_columns(entry: Recorded[Any]) -> Mapping[str, Any]:
    """Return the columns of the year that an entry sets; none where it sets none."""
    return _review(entry) or _collection(entry) or {}


def _collection(entry: Recorded[Any]) -> Mapping[str, Any] | None:
    """Return what entries before the scoring set."""
    said: Content = entry.content
    match said:
        case YearOpened():
            named = {name: getattr(said, name) for name in ("year", "rule_set", "version", "cutoff")}
            rules = {"rules_digest": said.documents[0].sha256, "opened_by": entry.actor}
            return {**NOT_YET, **named, **rules, "state": "open"}
        case WorkbookReceived(accepted=0):
            return None
        case (
            WorkbookReceived()
            | ApplicationCorrected()
            | ApplicationWithdrawn()
            | OpinionReceived()
            | OpinionsClosed()
        ):
            return {"applications_seq": entry.seq, "state": "collecting"}
        case PanelAssigned():
            return {"state": "panel"}
        case MarksAggregated():
            return {"applications_seq": entry.seq, "state": "panel"}
    return None


def _review(entry: Recorded[Any]) -> Mapping[str, Any] | None:
    """Return what scoring and later entries set."""
    said: Content = entry.content
    match said:
        case YearScored():
            return {"scored_seq": entry.seq, "scores_digest": said.scores_digest, "state": "scored"}
        case YearProposed():
            own = (entry.seq, said.proposal_digest, entry.actor)
            return {**dict(zip(PROPOSAL, own, strict=True)), "state": "proposed"}
        case YearDecided():
            taken = (entry.seq, said.document, said.date, said.approver)
            return {**dict(zip(DECISION, taken, strict=True)), "state": "decided"}
        case DecisionReversed():
            return {**dict.fromkeys((*PROPOSAL, *DECISION)), "state": "scored"}
        case NoticeGiven():
            return {"state": "noticed"}
        case YearClosed():
            return {"state": "closed"}
    return None


def fold_years(entries: Iterable[Recorded[Any]]) -> list[ReviewYear]:
    """Return the years that entries speak of, the earliest first, as they leave them."""
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        columns = year_columns(entry)
        if columns:
            found.setdefault(entry.content.year, {}).update(columns)
    return [ReviewYear(**found[year]) for year in sorted(found)]
