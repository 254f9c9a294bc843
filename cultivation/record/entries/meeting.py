"""What the leading group adds: who belongs to it, and what it voted."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content
from cultivation.record.entries.year import OfYear


@dataclass(frozen=True, kw_only=True)
class GroupListed(Content):
    """Who belongs to the leading group; the list replaces the one before."""

    KIND = "group_listed"
    file: str
    accepted: int


@dataclass(frozen=True, kw_only=True)
class MeetingRecorded(OfYear):
    """The group met over a proposal and its scores; who was there and what was voted is a document.

    Entries of earlier versions name the proposal alone.
    """

    KIND = "meeting_recorded"
    on: str
    proposal_digest: str
    file: str
    group: int
    present: int
    votes: int
    scores_digest: str | None = None
