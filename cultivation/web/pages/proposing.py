"""Steps of who proposes: the proposal and its notice."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.errors import CultivationError
from cultivation.language import _
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.decision import again, day_in


def propose(asked: Asked) -> Response:
    """Propose from the scores as they are, and lead to the proposal."""
    record, name = asked.acting
    number = year_of(asked)
    try:
        review.propose_year(record, name, number)
    except CultivationError as error:
        return again(asked, error)
    return RedirectResponse(f"/years/{number}/decision", 303)


def notice(asked: Asked) -> Response:
    """Make the proposal public that was seen."""
    record, name = asked.acting
    number, form = year_of(asked), asked.form
    try:
        first, last = day_in(form, "from"), day_in(form, "until")
        review.give_notice(record, name, number, first, last, expected=entry_in(asked, "expected"))
    except CultivationError as error:
        return again(asked, error)
    return RedirectResponse(f"/years/{number}/decision", 303)


def year_of(asked: Asked) -> int:
    """Return the year of the address, which is on record."""
    with asked.desk.record.reading() as reader:
        return asked.year(State(reader)).number


def entry_in(asked: Asked, name: str) -> int:
    """Return a number that the form carries, such as the entry that was seen."""
    text = asked.form.get(name, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise BadParameter(_("This form lacks what it was made from. Load the page anew and send it again."))
    return int(text)
