"""The members of the pool: after a year's decision, or on a day."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.core.pool.exit_causes import CAUSES
from cultivation.errors import CultivationError
from cultivation.language import _
from cultivation.queries.last_entries import pool_entry
from cultivation.queries.pool import PoolAfter, pool_after, pool_on
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter, NotFound, status_of
from cultivation.web.pages.decision import today_of
from cultivation.web.showing import page


def pool(asked: Asked, state: State) -> Response:
    """List the members."""
    return pool_page(asked, state)


def pool_page(asked: Asked, state: State, error: CultivationError | None = None) -> Response:
    """Show the same, with why a change was refused and what had been typed."""
    number, day = asked.number("year"), asked.day("on")
    if number is not None and day is not None:
        raise BadParameter(_("Ask for the pool after a year's decision, or on a day, not both."))
    if number is not None and number not in state.review_years:
        raise NotFound(_("There is no review year {year} on record.").format(year=number))
    if day is not None:
        found = PoolAfter(None, tuple(pool_on(state.reader, day.isoformat())))
    else:
        found = pool_after(state, number)
    decided = [each.number for each in state.years if each.is_decided]
    is_now = number is None and day is None and not asked.as_of
    return page(
        asked,
        "pool.html",
        status_of(error) if error else 200,
        found=found,
        day=day,
        decided=decided,
        may_change=is_now and bool(decided) and asked.may("changing_pool"),
        expected=pool_entry(state.reader),
        causes=[(key, _(text)) for key, text in CAUSES.items()],
        today=today_of(asked),
        error=error.message if error else "",
    )
