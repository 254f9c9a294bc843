"""The workbook in which a meeting is taken down, made for a year and its contested cases."""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.core.pool.lines import Line
from cultivation.core.pool.overrides import Override
from cultivation.core.wording.reasons import action_text
from cultivation.intake.meeting.workbook import MeetingSheet, SheetCase, write_meeting_sheet
from cultivation.language import current
from cultivation.queries.meeting_book import listed_group
from cultivation.queries.meeting_cases import asked_word
from cultivation.queries.year import Year


def sheet_of(year: Year, cases: Iterable[tuple[Line, Override | None]]) -> bytes:
    """Return the workbook in the language spoken now; each case with what is asked for instead."""
    rows = [
        SheetCase(
            line,
            action_text(line.action),
            asked_word(asked.action) if asked else None,
            asked.reason if asked else "",
        )
        for line, asked in cases
    ]
    stands, group = year.review_year, listed_group(year)
    proposal, scores = stands.proposal_digest or "", stands.scores_digest or ""
    return write_meeting_sheet(
        MeetingSheet(year.rules, year.number, proposal, scores, group, rows), current()
    )
