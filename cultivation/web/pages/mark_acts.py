"""What an expert does beside marking: declares, withdraws from one, takes the workbook, hands in."""

from __future__ import annotations

from decimal import Decimal

from starlette.responses import RedirectResponse, Response

from cultivation.errors import Refused
from cultivation.findings import SEVERITIES, Finding
from cultivation.intake.formats.files import read_file
from cultivation.intake.formats.sources import files_at
from cultivation.intake.panel.marks import MarksRead
from cultivation.intake.panel.marks_form import ABSTAINED
from cultivation.intake.panel.marks_workbook import Prefilled
from cultivation.language import _
from cultivation.queries.handed_marks import book_of_marks
from cultivation.queries.own_marks import criterion_of, form_of_marks
from cultivation.queries.panel_progress import marks_workbooks
from cultivation.queries.year import State
from cultivation.review import declare_no_conflict, hand_in_marks, receive_marks, recuse
from cultivation.review.marks import MarksReceived
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.files import XLSX
from cultivation.web.pages.own_marking import OwnMarking, own_marking
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.uploads import on_disk


def _own(asked: Asked) -> OwnMarking:
    with asked.desk.record.reading() as reader:
        return own_marking(asked, State(reader))


def _back(asked: Asked, own: OwnMarking) -> Response:
    return RedirectResponse(asked.at("years", own.year.number, "marks"), 303)


def declare(asked: Asked) -> Response:
    """Record that the expert has no other conflict of interest with whom the expert marks."""
    own = _own(asked)
    if asked.form.get("none") != "yes":
        raise BadParameter(_("Tick that you have no other conflict of interest, or withdraw where you have."))
    record, actor = asked.acting
    declare_no_conflict(record, actor, own.year.number, own.expert.key)
    return _back(asked, own)


def withdraw(asked: Asked) -> Response:
    """Record that the expert must not mark one enterprise, with the reason."""
    own = _own(asked)
    firm = own.firm(asked.parts["number"])
    record, actor = asked.acting
    reason = asked.form.get("reason", "").strip()
    recuse(record, actor, own.year.number, own.expert.key, firm.enterprise, reason)
    return _back(asked, own)


def hand_in(asked: Asked) -> Response:
    """Say what is missing and ask; or hand in all marks that are set."""
    with asked.desk.record.reading() as reader:
        own = own_marking(asked, State(reader))
        if asked.method != "POST":
            missing = [(firm, each) for firm in own.firms for each in firm.marks if each.is_open]
            rules = own.year.rules
            return page(
                asked,
                "marks_hand_in.html",
                own=own,
                missing=missing,
                criterion=lambda each: criterion_of(each.asked, rules, asked.language),
                **of_year(own.year),
            )
    record, actor = asked.acting
    form = form_of_marks(own.year.number, own.year.rules, own.expert.key, own.firms)
    received = hand_in_marks(record, actor, own.year.number, form, expected=own.basis)
    return _answered(asked, [received])


def workbook(asked: Asked) -> Response:
    """Return the workbook with all that is set filled in."""
    with asked.desk.record.reading() as reader:
        own = own_marking(asked, State(reader))
        if not own.firms:
            raise Refused(_("There is nothing to mark for you."))
        books = marks_workbooks(own.year, asked.language, (own.expert.key,), own.panel.is_blind, _filled(own))
        ((name, content),) = books.items()
    return attachment(content, name, XLSX)


def _filled(own: OwnMarking) -> Prefilled:
    """Return all marks that can be taken, as they stand."""
    return {
        (firm.enterprise, each.asked.mark): (
            None if each.value == ABSTAINED else Decimal(each.value),
            each.comment,
        )
        for firm in own.firms
        for each in firm.marks
        if not each.is_open
    }


def upload(asked: Asked) -> Response:
    """Take a workbook: its marks take the place of those that are set, or it is handed in as it is."""
    own = _own(asked)
    if len(asked.files) != 1:
        raise BadParameter(_("Choose one workbook, then submit it."))
    record, actor = asked.acting
    with on_disk(asked.files) as paths:
        (given,) = files_at(paths, asked.desk.limits)
        if asked.form.get("way") == "hand_in":
            readers = asked.desk.readers
            received = receive_marks(record, actor, own.year.number, [given], own.expert.key, readers=readers)
            return _answered(asked, received)
        file = read_file(given, asked.desk.readers)
    with asked.desk.record.reading() as reader:
        own = own_marking(asked, State(reader))
        if not own.is_open:
            raise Refused(
                own.closed_text or _("The marking of {year} is not open yet.").format(year=own.year.number)
            )
        if not own.has_declared:
            raise Refused(_("First declare that you have no other conflict of interest."))
        book = book_of_marks(own.year, own.panel, file, own.expert.key)
        findings = (book.refused,) if book.refused else book.read.findings
        _set_all(asked, own, book.read)
        return _answer_page(asked, own, findings, len(book.read.marks), None)


def _set_all(asked: Asked, own: OwnMarking, read: MarksRead) -> None:
    """Set the marks of a workbook; who sends one knows that it takes the place of what is set."""
    assert asked.person is not None
    stands = {(firm.enterprise, each.asked.mark): (firm, each) for firm in own.firms for each in firm.marks}
    for said in read.marks:
        firm, mark = stands[said.enterprise, said.mark]
        value = ABSTAINED if said.value is None else format(said.value.normalize() + 0, "f")
        if (value, said.comment) != (mark.value, mark.comment):
            asked.desk.door.access.save_mark(
                asked.person.account,
                own.year.number,
                (firm.number, said.mark),
                (value, said.comment),
                own.basis,
                mark.version,
            )


def _answered(asked: Asked, received: list[MarksReceived]) -> Response:
    """Say what was handed in, with the receipt; what was set before has been handed in or is replaced."""
    (result,) = received
    is_on_record = bool(result.accepted or result.rejected)
    if is_on_record:
        assert asked.person is not None
        number = int(asked.parts["year"])
        asked.desk.door.access.forget_marks(asked.person.account, number)
    own = _own(asked)
    return _answer_page(asked, own, result.findings, result.accepted, result if is_on_record else None)


def _answer_page(
    asked: Asked,
    own: OwnMarking,
    findings: tuple[Finding, ...],
    accepted: int,
    receipt: MarksReceived | None,
) -> Response:
    return page(
        asked,
        "marks_answer.html",
        own=own,
        findings=[each for each in findings if each.code != "mark_missing"],
        missing=sum(each.code == "mark_missing" for each in findings),
        accepted=accepted,
        receipt=receipt,
        severities=SEVERITIES,
        **of_year(own.year),
    )
