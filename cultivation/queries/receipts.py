"""Objections that came in by the pages: each has a receipt until a clerk takes it up, or says why not.

They wait in the access store, which the record knows nothing of but the numbers of its receipts.
"""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.events import Objection, entries_of_year, objections_of
from cultivation.queries.year import Year
from cultivation.record.entries import ObjectionFiled, ReceiptDeclined
from cultivation.steps import Act, Step


def objection_by_receipt(year: Year) -> dict[str, Objection]:
    """Return the objections of a year that came in by the pages, by receipt."""
    numbers = {each.content.number: each.content.receipt for each in entries_of_year(year, ObjectionFiled)}
    return {receipt: each for each in objections_of(year) if (receipt := numbers[each.number]) is not None}


def declined_receipts(year: Year) -> dict[str, str]:
    """Return why receipts were not taken up, by receipt."""
    return {each.content.receipt: each.content.reason for each in entries_of_year(year, ReceiptDeclined)}


def untaken(year: Year, received: Iterable[str]) -> list[str]:
    """Return the receipts that nobody has taken up or declined, in the order received."""
    done = {*objection_by_receipt(year), *declined_receipts(year)}
    return [each for each in received if each not in done]


def check_taken_up(year: Year, received: Iterable[str]) -> None:
    """Refuse while objections that came in by the pages lie untouched."""
    waiting = untaken(year, received)
    if waiting:
        raise Refused(
            _("Objections came in that nobody has taken up: {receipts}.").format(
                receipts=join_names(waiting)
            ),
            step=Step(Act.TAKE_UP, year.number),
        )


def check_not_answered(year: Year, receipt: str) -> None:
    """Refuse to take up or decline a receipt a second time."""
    if not untaken(year, [receipt]):
        raise Refused(
            _("The objection with the receipt {receipt} was answered already.").format(receipt=receipt)
        )
