"""Applications are taken back: one by one, or all that a workbook filed."""

from __future__ import annotations

from datetime import datetime

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import notice_of
from cultivation.queries.filers import Filer, filer_of
from cultivation.queries.filing_window import check_filing_window
from cultivation.queries.finding_states import is_of
from cultivation.queries.last_entries import application_entry
from cultivation.queries.prerequisites import check_not_public, check_undecided
from cultivation.queries.received_files import ReceivedFile, received_files
from cultivation.queries.year import Year, year_in
from cultivation.record.actors import Person
from cultivation.record.entries import ApplicationWithdrawn
from cultivation.record.store import Record, Writer
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said


def withdraw(
    record: Record,
    actor: str,
    year: int,
    enterprise: str,
    reason: str,
    dry_run: bool = False,
    expected: int | None = None,
) -> tuple[str, str]:
    """Take an application out of an undecided year; return the id and name. It may be filed again.

    `expected` is the last entry about it that was seen (`application_entry`): a later one is refused.
    Whoever submitted it may do so, too, within the window.
    """
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        key, name = find_enterprise(writer, enterprise)
        row = writer.application(year, key)
        if row is None:
            raise Refused(_("{name} has not applied in {year}.").format(name=name, year=year))
        check_entry(expected, application_entry(own, key))
        filer = filer_of_file(record, writer, actor, year, file_of(own, row.seq))
        _check_in_time(record, own, filer)
        writer.append(_said(year, key, reason, filer))
    return key, name


def withdraw_file(
    record: Record,
    actor: str,
    year: int,
    received: int,
    reason: str,
    arrived: datetime | None = None,
    dry_run: bool = False,
) -> list[tuple[str, str]]:
    """Take back every application that still counts as a workbook filed it; return codes and names.

    `received` is the entry of the workbook. Who submitted it may do so until the window ends or the proposal
    is public; `arrived` is when it was asked for.
    """
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        file = file_of(own, received)
        filer = filer_of_file(record, writer, actor, year, file)
        _check_in_time(record, own, filer, arrived)
        rows = [row for row in own.rows.values() if row.seq == received]
        if not rows:
            raise Refused(_("No application of {file} counts any more.").format(file=file.name))
        writer.append_all([(_said(year, row.enterprise_id, reason, filer), []) for row in rows])
        return [(row.enterprise_id, row.name) for row in rows]


def _said(year: int, key: str, reason: str, filer: Filer) -> ApplicationWithdrawn:
    return ApplicationWithdrawn(
        year=year,
        enterprise=key,
        reason=reason.strip(),
        unit=filer.unit or None,
        applicant=filer.enterprise or None,
    )


def _check_in_time(record: Record, year: Year, filer: Filer, arrived: datetime | None = None) -> None:
    """Refuse districts and enterprises outside of the window; the office may always."""
    if filer.is_office:
        return
    check_not_public(notice_of(year), year.number, "")
    if moment := arrived or record.moment:
        check_filing_window(year, moment)


def filer_of_file(record: Record, writer: Writer, actor: str, year: int, file: ReceivedFile) -> Filer:
    """Return for whom somebody speaks of a workbook; refuse where it is another's."""
    said = file.entry.content
    person = Person(actor, record.by)
    filer = filer_of(writer, person, year, said.unit_field or "", said.unit or said.applicant or "")
    if not filer.is_office and not is_of(file, filer.unit, filer.enterprise):
        raise Refused(_("{file} was submitted by somebody else.").format(file=file.name))
    return filer


def file_of(year: Year, received: int) -> ReceivedFile:
    """Return the workbook of an entry; refuse another entry."""
    found = next((each for each in received_files(year) if each.entry.seq == received), None)
    if found is None:
        raise UsageMistake(
            _("Entry {number} is not a workbook of {year}.").format(number=received, year=year.number)
        )
    return found
