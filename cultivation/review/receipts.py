"""Objections that came in by the pages go on record when a clerk takes them up, or with why they were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.receipts import check_not_answered
from cultivation.queries.year import year_in
from cultivation.record.documents import NewDocument
from cultivation.record.entries import ReceiptDeclined
from cultivation.record.store import Record
from cultivation.review.inputs import check_said
from cultivation.review.notice import ObjectionFiledNow, file_objection

if TYPE_CHECKING:
    from cultivation.access.received_objections import Received
    from cultivation.access.signing_in import Access

MEDIA_TYPE = "application/octet-stream"


def received_as(access: Access, year: int, receipt: str) -> Received:
    """Return the objection to a year that came in with a receipt, be it answered or not."""
    found = access.received([receipt]) if receipt in access.receipts(year) else []
    if not found:
        raise UsageMistake(_("No objection with this receipt came in."))
    return found[0]


def take_up(
    record: Record,
    actor: str,
    access: Access,
    year: int,
    receipt: str,
    enterprise: str = "",
    dry_run: bool = False,
) -> ObjectionFiledNow:
    """Put an objection that came in on record, with its files, under its receipt; once.

    `enterprise` says which is meant, where what was written names none.
    """
    found = received_as(access, year, receipt)
    files = (access.sent_file(found.number, sha256) for sha256, _name in found.files)
    evidence = [NewDocument(each.content, each.name, MEDIA_TYPE) for each in files if each is not None]
    about, by, text = enterprise or found.sent.enterprise, found.sent.by, found.sent.text
    return file_objection(record, actor, year, about, by, text, evidence, dry_run, receipt=found.number)


def decline_receipt(
    record: Record, actor: str, year: int, receipt: str, reason: str, dry_run: bool = False
) -> None:
    """Say why an objection that came in is not taken up, once; who sent it reads the reason."""
    if not receipt:
        raise Refused(_("No objection with this receipt came in."))
    check_said(reason=reason)
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        check_not_answered(own, receipt)
        writer.append(ReceiptDeclined(year=year, receipt=receipt, reason=reason))
