"""Between two reviews: a member is removed by a decision, or the next of the reserve list is called up."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.core.pool.exit_causes import CAUSES
from cultivation.errors import CultivationError, Refused
from cultivation.language import _
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.decision import day_in
from cultivation.web.pages.pool import pool_page
from cultivation.web.pages.proposing import entry_in


def remove(asked: Asked) -> Response:
    """Take a member out of the pool, for a cause, by a document."""
    form, (record, name) = asked.form, asked.acting
    try:
        if form.get("cause") not in CAUSES:
            raise Refused(_("Choose the cause."))
        given = (form.get("enterprise", "").strip(), form["cause"], form.get("document", "").strip())
        review.remove_member(record, name, *given, day_in(form, "on"), expected=entry_in(asked, "expected"))
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse("/pool", 303)


def call_up(asked: Asked) -> Response:
    """Bring the next of the reserve list into the pool, or another one for a reason."""
    form, (record, name) = asked.form, asked.acting
    try:
        given = (form.get("enterprise", "").strip() or None, form.get("document", "").strip())
        reason, expected = form.get("reason", "").strip(), entry_in(asked, "expected")
        review.call_up(record, name, *given, day_in(form, "on"), reason, expected=expected)
    except CultivationError as error:
        return _again(asked, error)
    return RedirectResponse("/pool", 303)


def _again(asked: Asked, error: CultivationError) -> Response:
    with asked.desk.record.reading() as reader:
        return pool_page(asked, State(reader), error)
