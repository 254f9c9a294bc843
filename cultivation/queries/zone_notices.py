"""What zones were told by notice or to put right by a day, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cultivation.language import N_
from cultivation.record.entries import Recorded, ZoneAnswered, ZoneNotified
from cultivation.record.reader import Reader

NOTICE, RECTIFICATION = "notice", "rectification"
MEASURES = {NOTICE: N_("notice of criticism"), RECTIFICATION: N_("rectification by a deadline")}


class NoticeState(StrEnum):
    """How far a notice is."""

    NO_ANSWER_ASKED = "no_answer_asked"
    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"


NOTICE_STATES = {
    NoticeState.NO_ANSWER_ASKED: N_("no answer asked for"),
    NoticeState.OPEN: N_("answer awaited"),
    NoticeState.OVERDUE: N_("answer overdue"),
    NoticeState.ANSWERED: N_("answered"),
    NoticeState.ANSWERED_LATE: N_("answered late"),
}


@dataclass(frozen=True, slots=True)
class ZoneNotice:
    """A notice with its last answer; it is named by the number of its entry."""

    notice: Recorded[ZoneNotified]
    answer: Recorded[ZoneAnswered] | None

    @property
    def number(self) -> int:
        """Return the number by which it is answered."""
        return self.notice.seq

    @property
    def until(self) -> date | None:
        """Return the last day to answer, None where no answer is asked for."""
        until = self.notice.content.until
        return date.fromisoformat(until) if until else None

    @property
    def is_owed(self) -> bool:
        """Tell whether an answer is owed."""
        return self.until is not None and self.answer is None

    def state(self, day: date) -> NoticeState:
        """Return how far it is on a day."""
        if self.answer is not None:
            late = self.until is not None and date.fromisoformat(self.answer.content.on) > self.until
            return NoticeState.ANSWERED_LATE if late else NoticeState.ANSWERED
        if self.until is None:
            return NoticeState.NO_ANSWER_ASKED
        return NoticeState.OVERDUE if self.until < day else NoticeState.OPEN


def zone_notices(reader: Reader, year: int | None = None, zone: str | None = None) -> list[ZoneNotice]:
    """Return the notices to zones of a year and zone, or of all, in the order of the record."""
    answers = {each.content.notice: each for each in reader.entries_of(ZoneAnswered)}
    return [
        ZoneNotice(each, answers.get(each.seq))
        for each in reader.entries_of(ZoneNotified)
        if year in (None, each.content.year) and zone in (None, each.content.zone)
    ]
