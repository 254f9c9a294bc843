"""A review year is opened with one of the rule sets that the workspace has."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from cultivation import review
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.rule_sets import known_rules
from cultivation.queries.year import State
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.decision import day_in
from cultivation.web.showing import page
from cultivation.workspace import read_workspace


def form(asked: Asked, state: State) -> Response:
    """Show what a year can be opened with."""
    known = known_rules(state, list(read_workspace(asked.desk.folder).rule_files()))
    return page(
        asked,
        "opening.html",
        known=[each.loaded for each in known],
        following=max(state.review_years, default=0) + 1 if state.review_years else "",
    )


def open_year(asked: Asked) -> Response:
    """Open a year."""
    said, (record, name) = asked.form, asked.acting
    number = said.get("year", "").strip()
    if not (number.isascii() and number.isdecimal() and len(number) == 4):
        raise BadParameter(_("A year is four digits."))
    with asked.desk.record.reading() as reader:
        known = known_rules(State(reader), list(read_workspace(asked.desk.folder).rule_files()))
    loaded = next((each.loaded for each in known if each.loaded.digest == said.get("rules")), None)
    if loaded is None:
        raise Refused(_("These rules are not there any more; choose them again."))
    cutoff = day_in(said, "cutoff") if said.get("cutoff", "").strip() else None
    review.open_year(record, name, int(number), loaded, cutoff)
    return RedirectResponse(f"/years/{number}", 303)
