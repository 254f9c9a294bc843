"""The meetings of the leading group on record, and which of them counts for a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cultivation.core.pool.lines import Line, Reason
from cultivation.core.pool.meeting import Meeting, Person, meeting_from_record, person_from_record
from cultivation.record.entries import DecisionReversed, GroupListed, MeetingRecorded, Recorded
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear

Held = tuple[Recorded[MeetingRecorded], Meeting]


def group_of(reader: Reader) -> tuple[Person, ...]:
    """Return the group as it was listed last; nobody where it was not."""
    listed = list(reader.entries_of(GroupListed))
    if not listed:
        return ()
    record = reader.document_json(listed[-1].content.json_digest)
    return tuple(person_from_record(each) for each in record["group"])


def last_meeting(reader: Reader, year: int, until: int | None = None) -> Held | None:
    """Return the last meeting of a year, before an entry; none where its decision was reversed since."""
    reversals = (each.seq for each in reader.entries_of(DecisionReversed) if _is_of(each, year, until))
    reversed_at = max(reversals, default=0)
    found = None
    for entry in reader.entries_of(MeetingRecorded):
        if entry.seq > reversed_at and _is_of(entry, year, until):
            found = entry
    if found is None:
        return None
    return found, meeting_from_record(reader.document_json(found.content.json_digest)["meeting"])


def _is_of(
    entry: Recorded[DecisionReversed] | Recorded[MeetingRecorded], year: int, until: int | None
) -> bool:
    return entry.content.year == year and (until is None or entry.seq < until)


def is_over(said: MeetingRecorded, review_year: ReviewYear) -> bool:
    """Tell whether a meeting was over the proposal and the scores as they are on record.

    Another scoring may lead to the same proposal: its points were not before the group.
    """
    same_scores = said.scores_digest in (None, review_year.scores_digest)
    return same_scores and said.proposal_digest == review_year.proposal_digest


def with_votes(reader: Reader, review_year: ReviewYear, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a decision, those that differ from the proposal with the votes on them."""
    if review_year.decided_seq is None or not any(line.reason is Reason.OVERRIDDEN for line in lines):
        return tuple(lines)
    held = last_meeting(reader, review_year.year, review_year.decided_seq)
    if held is None or not is_over(held[0].content, review_year):
        return tuple(lines)
    return tuple(_voted(line, held[1]) for line in lines)


def _voted(line: Line, meeting: Meeting) -> Line:
    case = meeting.case(line.id) if line.reason is Reason.OVERRIDDEN else None
    if case is None or case.tally is None or case.action is not line.action:
        return line
    tally = case.tally
    return replace(line, votes=(tally.in_favour, tally.against, tally.abstained))
