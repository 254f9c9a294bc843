"""Objections during the notice and appeals after the decision. Who filed them stands in the log alone."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from cultivation.queries.appeals import appeals_of, last_day, sentence, state_text
from cultivation.queries.events import notice_of, objections_of
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def objections(asked: Asked, state: State) -> Response:
    """Show what was objected to, and what became of it."""
    return of_whom(asked, asked.year(state), lambda _code: True)


def of_whom(asked: Asked, year: Year, meant: Callable[[str], bool]) -> Response:
    """Show what concerns some enterprises."""
    names = year.state.reader.enterprises()
    return page(
        asked,
        "objections.html",
        objections=[each for each in objections_of(year) if meant(each.enterprise)],
        appeals=[each for each in appeals_of(year) if meant(each.enterprise)],
        notice=notice_of(year),
        until=last_day(year),
        name=lambda code: names.get(code, code),
        sentence=sentence,
        state_text=state_text,
        **of_year(year),
    )
