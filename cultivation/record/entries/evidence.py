"""Papers that enterprises handed in, and visits: who is to be visited, and what was found there."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class EvidenceReceived(OfYear):
    """Papers of one enterprise came in: a kind for each of its documents, empty for what is none of the list.

    `paper` is the kind where a person named it, for all of them.
    """

    KIND = "evidence_received"
    enterprise: str
    papers: tuple[str, ...]
    paper: str | None = None


@dataclass(frozen=True, kw_only=True)
class VisitsDrawn(OfYear):
    """It was settled who is visited: `head` is the hash of entry `entry`, of which the seed is made.

    `percent` of all applicants are drawn by lots at least; who and why is a document.
    """

    KIND = "visits_drawn"
    entry: int
    head: str
    seed: str
    percent: str
    applicants: int
    visits: int
    result_digest: str
    anchored: bool | None = None


@dataclass(frozen=True, kw_only=True)
class VisitRecorded(OfYear):
    """A visit was made: the form as it was filled in, and what was read of it, are documents."""

    KIND = "visit_recorded"
    enterprise: str
    on: str
    result: str
    text: str
    file: str
