"""What is said of what was found in a workbook: that it is wrong, or that it is settled."""

from __future__ import annotations

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.finding_states import FindingNow, finding_of
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import Year, year_in
from cultivation.record.entries import FindingContested, FindingSettled
from cultivation.record.store import Record
from cultivation.review.expected import check_entry
from cultivation.review.inputs import check_said
from cultivation.review.withdrawal import file_of, filer_of_file


def contest_finding(
    record: Record, actor: str, year: int, received: int, finding: int, text: str, dry_run: bool = False
) -> FindingNow:
    """Say that a finding is wrong, and why: it goes to the clerks; `received` is the workbook's entry."""
    check_said(text=text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        found = _finding(own, received, finding)
        filer = filer_of_file(record, writer, actor, year, found.file)
        said = FindingContested(
            year=year,
            received=received,
            finding=finding,
            text=text.strip(),
            unit=filer.unit or None,
            applicant=filer.enterprise or None,
        )
        if not (found.is_contested and found.contested and found.contested.content == said):
            writer.append(said)
        return _finding(year_in(writer, year), received, finding)


def settle_finding(
    record: Record,
    actor: str,
    year: int,
    received: int,
    finding: int,
    text: str,
    expected: int | None = None,
    dry_run: bool = False,
) -> FindingNow:
    """Say what came of a finding: it waits no longer; what was filed stands as it is.

    `expected` is the last entry about it that was seen: a later one is refused.
    """
    check_said(text=text)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        found = _finding(own, received, finding)
        check_entry(expected, found.last)
        if not found.is_open:
            raise Refused(_("This does not wait for anybody: it is {state}.").format(state=found.state_text))
        writer.append(FindingSettled(year=year, received=received, finding=finding, text=text.strip()))
        return _finding(year_in(writer, year), received, finding)


def _finding(year: Year, received: int, number: int) -> FindingNow:
    file = file_of(year, received)
    found = finding_of(year, received, number)
    if found is None:
        raise UsageMistake(
            _("{file} has no finding {number}; there are {known}.").format(
                file=file.name, number=number, known=len(file.findings)
            )
        )
    return found
