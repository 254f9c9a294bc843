"""The points of a year, criterion by criterion, and the lists of authorities that stand on record."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.core.wording.reasons import ground_text, lists_text
from cultivation.language import join_names
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.events import entries_of_year
from cultivation.queries.on_lists import lists_then
from cultivation.queries.veto_lists import lists_on_record, matches
from cultivation.queries.year import State
from cultivation.record.entries import YearScored
from cultivation.web.asking import Asked
from cultivation.web.pages.record import local
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AT_ONCE = 100


def points(asked: Asked, state: State) -> Response:
    """List the ranked, then who is not eligible, with the points of each criterion."""
    year, text = asked.year(state), asked.text("find")
    table, rules = year.table, year.rules
    found = [each for each in table.lines if matches_name(text, each.name, each.id)]
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    return page(
        asked,
        "points.html",
        lines=found[(at - 1) * AT_ONCE : at * AT_ONCE],
        found=len(found),
        table=table,
        rules=rules,
        scored=entries_of_year(year, YearScored)[-1],
        grounds=lambda line: join_names(ground_text(each, rules) for each in line.gates_failed),
        text=text,
        at=at,
        pages=pages,
        local=local,
        **of_year(year),
    )


def lists(asked: Asked, state: State) -> Response:
    """Show the lists of authorities, and which members and applicants stand on them."""
    year, then = asked.year(state), lists_then(state.reader)
    return page(
        asked,
        "lists.html",
        lists=lists_on_record(state.reader),
        matches=matches(state.reader),
        then=then,
        lists_text=lambda lists: lists_text(lists, then.kinds),
        local=local,
        **of_year(year),
    )
