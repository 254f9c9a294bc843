"""Handing in: which files came in for a year, the answer to each, and the form that takes new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from cultivation.core.roles import Grant, Role
from cultivation.errors import Refused
from cultivation.findings import SEVERITIES
from cultivation.intake.annotated.findings_table import FindingsTable
from cultivation.intake.annotated.returned_file import write_returned
from cultivation.intake.formats.sources import files_at
from cultivation.intake.templates.workbook import write_template
from cultivation.language import _
from cultivation.queries.events import notice_of
from cultivation.queries.filing_window import check_filing_window, filing_window, local_minute
from cultivation.queries.finding_states import FindingNow
from cultivation.queries.received_files import (
    ReceivedFile,
    answer_to,
    is_handed_in_by,
    last_received,
    received_files,
)
from cultivation.queries.year import State, Year
from cultivation.review import IntakeOptions, intake, withdraw_file
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.pages.answers import answers_page
from cultivation.web.pages.findings import now_of
from cultivation.web.pages.record import local
from cultivation.web.pages.sheet import Workbook, answer_sheet, attachment
from cultivation.web.pages.years import of_year
from cultivation.web.rights import SUBMITTING, Decision
from cultivation.web.showing import page
from cultivation.web.uploads import MOST_FILES, on_disk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD_LETTERS = 255


def files(asked: Asked, state: State) -> Response:
    """List the files of a year, the latest first, above them the form."""
    year = asked.year(state)
    return _list(asked, year, _files_of(asked, year))


def own_files(asked: Asked, state: State) -> Response:
    """List the files of one's own unit or enterprise."""
    year = asked.year(state)
    return _list(asked, year, _own(asked, year))


def _list(asked: Asked, year: Year, found: Sequence[ReceivedFile]) -> Response:
    return page(
        asked,
        "files.html",
        files=found,
        form=_form(asked, year),
        closed=closed_text(asked, year),
        window=filing_window(year),
        now=local_minute(datetime.now(UTC)),
        local=local,
        most_files=MOST_FILES,
        megabytes=asked.desk.limits.file_bytes // (1024 * 1024),
        **of_year(year),
    )


def _form(asked: Asked, year: Year) -> dict[str, object] | None:
    """Return what the form asks for; None for who hands nothing in, or while the year takes nothing."""
    decision = asked.decision(SUBMITTING, year.number)
    if asked.is_free or decision not in (Decision.ALLOWED, Decision.OWN) or closed_text(asked, year):
        return None
    is_office = decision is Decision.ALLOWED
    return {
        "is_office": is_office,
        "is_late": is_office and notice_of(year) is not None,
        "units": [] if is_office else [each.unit or each.enterprise for each in filing_for_whom(asked, year)],
    }


def closed_text(asked: Asked, year: Year) -> str:
    """Say why nothing more is taken in; empty where something is."""
    if year.is_decided:
        return _("The year is decided; no application is taken in any more.")
    is_office = asked.decision(SUBMITTING, year.number) is Decision.ALLOWED
    if notice_of(year) is not None and not is_office:
        return _("The proposal is public; late applications must be let in by the office: ask there.")
    if not is_office:
        try:
            check_filing_window(year, datetime.now(UTC))
        except Refused as error:
            return error.message
    return ""


def filing_for_whom(asked: Asked, year: Year) -> list[Grant]:
    """Return for which units and enterprises who asks submits; none of who submits for all."""
    return [
        each
        for each in asked.grants
        if each.role in (Role.DISTRICT, Role.FIRM) and each.year in (None, year.number)
    ]


def take(asked: Asked) -> Response:
    """Take in what was sent and answer each file; what cannot be read is answered, too."""
    record, actor = asked.acting
    limits, readers = asked.desk.limits, asked.desk.readers
    with record.reading() as reader:
        number = asked.year(State(reader)).number
    if not asked.files:
        raise BadParameter(_("No file was chosen. Choose workbooks, then submit."))
    with on_disk(asked.files) as paths:
        answers = intake(
            record, actor, number, files_at(paths, limits), handling=handling_of(asked), readers=readers
        )
    with record.reading() as reader:
        year = asked.year(State(reader))
        is_office = asked.decision(SUBMITTING, number) is Decision.ALLOWED
        known = received_files(year) if is_office else _own(asked, year)
        return answers_page(asked, year, [(each, last_received(known, each.sha256)) for each in answers])


def handling_of(asked: Asked) -> IntakeOptions:
    """Return how the files are to be taken in; the rights of who sends them decide what of it counts."""
    form = asked.form
    return IntakeOptions(
        supersede=form.get("supersede") == "yes",
        password=form.get("password", "")[:PASSWORD_LETTERS] or None,
        late_by=form.get("late_by", "").strip(),
        unit_field=asked.desk.web.unit_field,
        filed_for=form.get("filed_for", "").strip(),
        arrived=asked.arrived,
    )


def template(asked: Asked, state: State) -> Response:
    """Return the workbook to fill in, for one enterprise or for many."""
    year, form = asked.year(state), asked.choice("for", ("", "one")) == "one"
    name = f"{year.rules.id}_{asked.language}{'_form' if form else ''}.xlsx"
    return attachment(write_template(year.rules, asked.language, form), name, XLSX)


def answer(asked: Asked, state: State) -> Response:
    """Show what was found in a file, with its receipt."""
    return _one(asked, state, _files_of, _answer)


def own_answer(asked: Asked, state: State) -> Response:
    """Show what was found in a file of one's own."""
    return _one(asked, state, _own, _answer)


def _answer(asked: Asked, _state: State, year: Year, found: ReceivedFile) -> Response:
    return page(
        asked,
        "received.html",
        file=found,
        local=local,
        severities=SEVERITIES,
        found=followed(asked, year, found),
        counting=sum(row.seq == found.entry.seq for row in year.rows.values()),
        may_say=_may_say(asked, year),
        may_withdraw=_may_say(asked, year) and not closed_text(asked, year),
        **of_year(year),
    )


def followed(asked: Asked, year: Year, file: ReceivedFile) -> list[FindingNow]:
    """Return what was found in a file and what became of it, the worst first."""
    own = [each for each in now_of(asked, year) if each.file.entry.seq == file.entry.seq]
    order = list(SEVERITIES)
    return sorted(own, key=lambda each: order.index(each.finding.severity))


def _may_say(asked: Asked, year: Year) -> bool:
    """Tell whether who asks may say that a finding is wrong: who submits, while the year is open."""
    decision = asked.decision(SUBMITTING, year.number)
    return not asked.is_free and decision in (Decision.ALLOWED, Decision.OWN) and not year.is_decided


def withdraw(asked: Asked) -> Response:
    """Take back what a file filed; what is refused is said on the page of the file."""
    record, actor = asked.acting
    with record.reading() as reader:
        year = asked.year(State(reader))
        number, received = year.number, _one_of(asked, year).entry.seq
    withdraw_file(record, actor, number, received, asked.form.get("reason", ""), asked.arrived)
    return RedirectResponse(asked.at("years", number, "files", received), 303)


def _one_of(asked: Asked, year: Year) -> ReceivedFile:
    """Return the file that the address names, of those that who asks submitted."""
    is_office = asked.decision(SUBMITTING, year.number) is Decision.ALLOWED
    for each in _files_of(asked, year) if is_office else _own(asked, year):
        if str(each.entry.seq) == asked.parts["entry"]:
            return each
    raise NotFound(_("There is no such page."))


def marked(asked: Asked, state: State) -> Response:
    """Return the workbook with its cells marked."""
    return _one(asked, state, _files_of, _marked)


def own_marked(asked: Asked, state: State) -> Response:
    """Return a workbook of one's own with its cells marked."""
    return _one(asked, state, _own, _marked)


def _marked(asked: Asked, _state: State, year: Year, found: ReceivedFile) -> Response:
    told, content = answer_to(year, found, asked.desk.readers)
    table = FindingsTable(told.findings, told.fixed, told.labels)
    back = write_returned(content, found.name.replace("/", "_"), table, told.header_rows)
    return attachment(back.content, back.name, XLSX)


def sheet(asked: Asked, state: State) -> Response:
    """Show a sheet of a file with a cell marked."""
    return _one(asked, state, _files_of, _sheet)


def own_sheet(asked: Asked, state: State) -> Response:
    """Show a sheet of a file of one's own."""
    return _one(asked, state, _own, _sheet)


def _sheet(asked: Asked, state: State, year: Year, found: ReceivedFile) -> Response:
    path = ("years", year.number, "files", found.entry.seq)
    back = (asked.at(*path), _("Answer to the file"))
    workbook = Workbook(found.name, found.sha256, back, (*path, "sheet"))
    return answer_sheet(asked, state, year, workbook, followed(asked, year, found))


def file(asked: Asked, state: State) -> Response:
    """Return a file as it was received."""
    return _one(asked, state, _files_of, _file)


def own_file(asked: Asked, state: State) -> Response:
    """Return a file of one's own as it was received."""
    return _one(asked, state, _own, _file)


def _file(_asked: Asked, state: State, _year: Year, found: ReceivedFile) -> Response:
    return attachment(state.reader.document(found.sha256), found.name.rsplit("/", 1)[-1])


def _one(
    asked: Asked,
    state: State,
    among: Callable[[Asked, Year], Sequence[ReceivedFile]],
    show: Callable[[Asked, State, Year, ReceivedFile], Response],
) -> Response:
    """Show one of the files that who asks may see; of others it is not even said that they exist."""
    year = asked.year(state)
    for each in among(asked, year):
        if str(each.entry.seq) == asked.parts["entry"]:
            return show(asked, state, year, each)
    raise NotFound(_("There is no such page."))


def _files_of(asked: Asked, year: Year) -> Sequence[ReceivedFile]:
    return asked.keep_of(year, "received files", lambda: received_files(year))


def _own(asked: Asked, year: Year) -> Sequence[ReceivedFile]:
    return [each for each in _files_of(asked, year) if is_handed_in_by(year, each, asked.grants)]
