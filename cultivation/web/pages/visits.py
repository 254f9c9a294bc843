"""Visits on site: who was drawn and from which seed, why, and what was found."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.flags import visit_text
from cultivation.queries.visits import draws_of, grounds_text, recorded_visits, visits_of
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AMONG = ("", "open", "done")


def visits(asked: Asked, state: State) -> Response:
    """List the visits, those without a result first."""
    year, among = asked.year(state), asked.choice("among", AMONG)
    draws, found = draws_of(year), list(visits_of(year).values())
    waiting = [each for each in found if each.result is None]
    done = [each for each in found if each.result is not None]
    shown = {"": waiting + done, "open": waiting, "done": done}[among]
    return page(
        asked,
        "visits.html",
        draw=draws[-1] if draws else None,
        visits=shown,
        groups=[
            ("", _("All"), len(found)),
            ("open", _("No result yet"), len(waiting)),
            ("done", _("With a result"), len(done)),
        ],
        among=among,
        grounds=lambda each: grounds_text(year, each),
        result=lambda each: visit_text(each.result),
        forms=recorded_visits(year),
        **of_year(year),
    )
