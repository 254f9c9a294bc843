"""Opinions of zones and departments, and who owes what until when."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.due import WHO, due_of
from cultivation.queries.opinions import (
    answer_text,
    contradiction_text,
    not_asked_sentences,
    opinions_of,
)
from cultivation.queries.opinions_asked import OPEN, bodies_asked, objected
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def opinions(asked: Asked, state: State) -> Response:
    """Show who was asked, who answered what, and whom somebody objects to."""
    year = asked.year(state)
    found = opinions_of(year)
    names = {key: name for firms in found.asked.values() for key, name in firms.items()}
    names |= state.reader.names_of(year.number)
    bodies = bodies_asked(year)
    return page(
        asked,
        "opinions.html",
        found=found,
        bodies=bodies,
        waiting=sum(each.state == OPEN for each in bodies),
        not_asked=not_asked_sentences(year),
        contradictions=[contradiction_text(each, found.bodies, names) for each in found.contradictions],
        against=[(key, names.get(key, key), several) for key, several in objected(year, found)],
        answer_text=answer_text,
        **of_year(year),
    )


def due(asked: Asked, state: State) -> Response:
    """Show who owes what; what is late stands first."""
    year, today = asked.year(state), date.today()
    owed = asked.keep_of(year, "due", lambda: due_of(year))
    return page(
        asked,
        "due.html",
        owed=sorted(owed, key=lambda each: not each.is_late(today)),
        today=today,
        who=lambda each: _(WHO[each.kind]),
        **of_year(year),
    )
