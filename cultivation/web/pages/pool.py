"""The members of the pool: after a year's decision, or on a day."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.pool import PoolAfter, pool_after, pool_on
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.showing import page


def pool(asked: Asked, state: State) -> Response:
    """List the members."""
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
    return page(asked, "pool.html", found=found, day=day, decided=decided)
