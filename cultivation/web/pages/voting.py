"""Who belongs to the leading group and how it voted: workbooks to fetch, and filled in, to hand back."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.findings import Finding
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.meeting.group import write_group_list
from cultivation.language import _
from cultivation.outputs.meeting.sheet import sheet_of
from cultivation.queries.meeting_cases import contested
from cultivation.queries.meetings import group_of
from cultivation.queries.prerequisites import check_proposed, check_undecided
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.meeting import meeting_page
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import outline_of
from cultivation.web.uploads import cleaned_name
from cultivation.web.work import XLSX


def group_list(asked: Asked, state: State) -> Response:
    """Return the list of the group to change, or an empty one to fill in."""
    year = asked.year(state)
    content = write_group_list(asked.language, group_of(state.reader))
    return attachment(content, f"group_{year.number}.xlsx", XLSX)


def sheet(asked: Asked, state: State) -> Response:
    """Return the workbook in which the meeting is taken down, with the contested cases."""
    year = asked.year(state)
    check_undecided(year.review_year)
    check_proposed(year.review_year)
    found = contested(year, outline_of(asked, year), ())
    content = sheet_of(year, ((year.line_of[key], None) for key in found.keys))
    return attachment(content, f"meeting_{year.number}.xlsx", XLSX)


def list_group(asked: Asked) -> Response:
    """Put who belongs to the group on record."""
    record, name = asked.acting
    taken = review.list_group(record, name, _sent(asked), readers=asked.desk.readers)
    return _answer(asked, taken.findings)


def record_meeting(asked: Asked) -> Response:
    """Put a meeting on record from its sheet; nothing where anything is wrong."""
    record, name = asked.acting
    with record.reading() as reader:
        number = asked.year(State(reader)).number
    taken = review.record_meeting(record, name, number, _sent(asked), readers=asked.desk.readers)
    return _answer(asked, taken.findings if taken.meeting is None else ())


def _answer(asked: Asked, findings: Sequence[Finding]) -> Response:
    """Lead to the meeting, or show it with all that is wrong in the workbook."""
    with asked.desk.record.reading() as reader:
        state = State(reader)
        if findings:
            return meeting_page(asked, asked.year(state), findings)
        return RedirectResponse(f"/years/{asked.year(state).number}/meeting", 303)


def _sent(asked: Asked) -> Incoming:
    if not asked.files:
        raise BadParameter(_("No file was chosen. Choose the workbook, then submit."))
    first = asked.files[0]
    first.content.seek(0)
    return Incoming(cleaned_name(first.name), first.content.read())
