"""What the questions on the record answer with: one class for each kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReviewYear:
    """Where a review year stands; what has not happened yet is None."""

    year: int
    rule_set: str
    version: str
    rules_digest: str
    cutoff: str
    state: str
    opened_by: str
    applications_seq: int | None
    scored_seq: int | None
    scores_digest: str | None
    proposed_seq: int | None
    proposal_digest: str | None
    proposer: str | None
    decided_seq: int | None
    decision_document: str | None
    decision_date: str | None
    approver: str | None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application with the workbook it came in; `seq` is the entry that received it."""

    year: int
    enterprise_id: str
    name: str
    file: str
    file_digest: str
    seq: int
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LineRow:
    """What a year's proposal, or once it is taken its decision, says of an enterprise."""

    year: int
    enterprise_id: str
    name: str
    rank: int | None
    action: str
    reason: str
    reserve_place: int | None
    override: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the pool, with its latest name and the year in which it entered."""

    id: str
    name: str
    since: int
