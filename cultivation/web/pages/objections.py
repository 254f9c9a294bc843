"""Objections during the notice and appeals after the decision. Who filed them stands in the log alone.

Those that came in by the pages wait here for a clerk, who takes them up or says why not; who proposes answers
what was taken up. What came in is kept beside the record, so these pages are made anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.access.received_objections import Received
from cultivation.errors import CultivationError
from cultivation.language import _
from cultivation.queries.appeals import appeals_of, last_day, sentence, state_text
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.last_entries import objection_entry
from cultivation.queries.public_notice import public_notice
from cultivation.queries.receipts import untaken
from cultivation.queries.year import State, Year
from cultivation.record.documents import NewDocument
from cultivation.web.asking import Asked, BadParameter, NotFound, status_of
from cultivation.web.attachments import sent_files
from cultivation.web.pages.decision import today_of
from cultivation.web.pages.proposing import entry_in, year_of
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import of_year
from cultivation.web.rights import OBJECTIONS, Decision
from cultivation.web.showing import page

MEDIA_TYPE = "application/octet-stream"


def objections(asked: Asked, state: State) -> Response:
    """Show what was objected to, and what became of it."""
    return of_whom(asked, asked.year(state), lambda _code: True)


def of_whom(
    asked: Asked, year: Year, meant: Callable[[str], bool], error: CultivationError | None = None
) -> Response:
    """Show what concerns some enterprises; with why something was refused, and what had been typed."""
    names = year.state.reader.enterprises()
    may_change = not year.is_decided and not asked.as_of
    return page(
        asked,
        "objections.html",
        status_of(error) if error else 200,
        objections=[each for each in objections_of(year) if meant(each.enterprise)],
        appeals=[each for each in appeals_of(year) if meant(each.enterprise)],
        notice=notice_of(year),
        until=last_day(year),
        name=lambda code: names.get(code, code),
        sentence=sentence,
        state_text=state_text,
        received=_received(asked, year),
        entry=lambda each: objection_entry(year, each),
        may_take_up=may_change and asked.may("taking_up", year.number),
        may_answer=may_change and asked.may("proposing", year.number),
        may_object=_may_object(asked, year),
        own_receipts=_own_receipts(asked, year),
        error=error.message if error else "",
        **of_year(year),
    )


def _may_object(asked: Asked, year: Year) -> bool:
    """Tell whether who looks is an applicant, and the notice runs."""
    found = public_notice(year, today_of(asked)) if year.is_scored else None
    return found is not None and found.takes_objections and asked.decision(OBJECTIONS) is Decision.OWN


def _own_receipts(asked: Asked, year: Year) -> list[str]:
    account = asked.person.account if asked.person else ""
    return [each.number for each in asked.desk.door.access.sent_by(account, year.number)]


def _received(asked: Asked, year: Year) -> Sequence[Received]:
    """Return what came in and waits, to who may take it up."""
    if not asked.may("taking_up", year.number):
        return ()
    access = asked.desk.door.access
    return access.received(untaken(year, access.receipts(year.number)))


def _again(asked: Asked, error: CultivationError) -> Response:
    with asked.desk.record.reading() as reader:
        return of_whom(asked, asked.year(State(reader)), lambda _code: True, error)


def take_up(asked: Asked) -> Response:
    """Put an objection that came in on record, with its files, under the receipt that was handed out."""
    number = year_of(asked)
    access, (record, name) = asked.desk.door.access, asked.acting
    enterprise = asked.form.get("enterprise", "").strip()
    try:
        review.take_up(record, name, access, number, asked.form.get("receipt", ""), enterprise)
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse(f"/years/{number}/objections", 303)


def decline(asked: Asked) -> Response:
    """Say why an objection that came in is not taken up."""
    number = year_of(asked)
    access, (record, name) = asked.desk.door.access, asked.acting
    try:
        found = review.received_as(access, number, asked.form.get("receipt", ""))
        review.decline_receipt(record, name, number, found.number, asked.form.get("reason", "").strip())
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse(f"/years/{number}/objections", 303)


def file(asked: Asked) -> Response:
    """Put an objection on record that came to the office on paper."""
    number, form, (record, name) = year_of(asked), asked.form, asked.acting
    enterprise, by, text = (form.get(each, "").strip() for each in ("enterprise", "by", "text"))
    try:
        evidence = [NewDocument(each.content, each.name, MEDIA_TYPE) for each in sent_files(asked.files)]
        review.file_objection(record, name, number, enterprise, by, text, evidence)
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse(f"/years/{number}/objections", 303)


def answer(asked: Asked) -> Response:
    """Uphold or dismiss an objection, with the reason."""
    number, form, (record, name) = year_of(asked), asked.form, asked.acting
    try:
        if form.get("upheld", "") not in ("yes", "no"):
            raise BadParameter(_("Say whether the objection is upheld or dismissed."))
        given = (entry_in(asked, "number"), form["upheld"] == "yes", form.get("text", "").strip())
        review.resolve_objection(record, name, number, *given, expected=entry_in(asked, "expected"))
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse(f"/years/{number}/objections", 303)


def sent_file(asked: Asked) -> Response:
    """Return a file that came with an objection, to be kept, never opened here."""
    number, receipt = year_of(asked), asked.parts["receipt"]
    access = asked.desk.door.access
    found = access.sent_file(receipt, asked.parts["sha256"]) if receipt in access.receipts(number) else None
    if found is None:
        raise NotFound(_("There is no such page."))
    return attachment(found.content, found.name)
