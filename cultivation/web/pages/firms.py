"""The enterprises on record, and one of them through the years."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from cultivation.core.wording.reasons import action_text
from cultivation.queries.history import History, history_of, known_later, known_then
from cultivation.queries.status import stale_text
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.showing import page

AT_ONCE = 100


def firms(asked: Asked, state: State) -> Response:
    """List the enterprises whose code, name or part of a name is looked for."""
    text = asked.text("find")
    reader = state.reader
    found = reader.find_enterprises(text) if text else list(reader.enterprises().items())
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    members = {each.id for each in reader.members()}
    return page(
        asked,
        "firms.html",
        firms=found[(at - 1) * AT_ONCE : at * AT_ONCE],
        number=len(found),
        members=members,
        at=at,
        pages=pages,
        text=text,
    )


def history(asked: Asked, state: State) -> Response:
    """Show one enterprise through the years."""
    found, note = _known(asked, state)
    hidden = {each.number for each in state.years if not asked.sees_year("firms", each)}
    found = replace(
        found,
        years=tuple(each for each in found.years if each.year not in hidden),
        events=tuple(each for each in found.events if each.year not in hidden),
    )
    years = {each.year for each in found.years}
    stale = [stale_text(each) for each in state.years if each.number in years and each.scores_are_stale]
    codes = {each.year: each.line.id for each in found.years}
    return page(
        asked, "history.html", found=found, stale=stale, codes=codes, action_text=action_text, note=note
    )


def _known(asked: Asked, state: State) -> tuple[History, str]:
    """Return what was known at the moment looked back to; of who came later a sentence instead."""
    code = asked.parts["code"]
    if asked.as_of is not None and code not in state.reader.enterprises():
        with asked.desk.record.reading() as now:
            if code in now.enterprises():
                later = known_later(now, code)
                found = known_then(state.reader, later.firm)
                empty = History(later.firm.code, later.firm.name, (), ())
                return found or empty, "" if found else later.unknown(asked.as_of)
    return history_of(state.reader, asked.firm(state)[0]), ""
