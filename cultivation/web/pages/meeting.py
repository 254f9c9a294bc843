"""The leading group's meeting on a year: who belongs to it, what it goes through, how it voted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from cultivation.core.wording.policy import vote_text
from cultivation.findings import SEVERITIES, Finding
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.queries.meeting import meeting_on, vote_rule
from cultivation.queries.meeting_book import agenda_of, group_table, left_out
from cultivation.queries.meeting_cases import contested, grounds_of
from cultivation.queries.meetings import group_of, last_meeting
from cultivation.queries.minutes import minutes
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.record import local
from cultivation.web.pages.years import of_year, outline_of
from cultivation.web.showing import page


@dataclass(frozen=True)
class Agenda:
    """What a meeting would go through: steps, cases (code, name, grounds), and who is left out of them."""

    steps: tuple[str, ...]
    cases: tuple[tuple[str, str, tuple[str, ...]], ...]
    left_out: str


def meeting(asked: Asked, state: State) -> Response:
    """Show the group, then the meeting on record, else the agenda of the one to come."""
    return meeting_page(asked, asked.year(state))


def meeting_page(asked: Asked, year: Year, findings: Sequence[Finding] = ()) -> Response:
    """Show the same, with what is wrong in a workbook that was sent."""
    group = group_of(year.reader)
    held = last_meeting(year.reader, year.number)
    comes = year.review_year.proposed_seq is not None and not year.is_decided
    return page(
        asked,
        "meeting.html",
        422 if findings else 200,
        findings=findings,
        severities=SEVERITIES,
        worst_first=lambda several: FindingsTable(several, (), {}).ordered,
        comes=comes,
        may_vote=asked.may("voting", year.number) and not year.is_decided and not asked.as_of,
        group=group_table(group),
        rule=vote_text(vote_rule(year)),
        asked_for=year.rules.pool.vote is not None,
        held=held[0] if held else None,
        counts=meeting_on(year) is not None or year.is_decided,
        minutes=minutes(year, asked.desk.titles) if held else None,
        agenda=_agenda(asked, year) if group and comes else None,
        local=local,
        **of_year(year),
    )


def _agenda(asked: Asked, year: Year) -> Agenda:
    found = contested(year, outline_of(asked, year), ())
    cases = tuple((key, year.line_of[key].name, tuple(grounds_of(found, key))) for key in found.keys)
    steps = tuple(agenda_of(year, found, group_of(year.reader)))
    return Agenda(steps, cases, left_out(year, found))
