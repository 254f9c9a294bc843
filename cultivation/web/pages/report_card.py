"""The zones' report card of a year: all zones, and one zone with what each figure is made of."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.monitor import find_plan
from cultivation.queries.year import State, Year
from cultivation.queries.zone_cards import FIGURES, ZoneCard, notices_table, zone_cards, zone_labels
from cultivation.queries.zone_notices import zone_notices
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.cultivating import Part
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def report_card(asked: Asked, state: State) -> Response:
    """Show a row for each zone; each figure leads to its rows."""
    year = asked.year(state)
    cards, why = _cards(asked, year)
    return page(
        asked,
        "report_card.html",
        cards=cards,
        why=why,
        figures=[_(each) for each in FIGURES.values()],
        notices=_notices(year, None) if cards else None,
        **of_year(year),
    )


def zone_card(asked: Asked, state: State) -> Response:
    """Show the card of one zone: each figure with what it is made of, its notices and answers."""
    year, zone = asked.year(state), asked.parts["zone"]
    cards, _why = _cards(asked, year)
    card = next((each for each in cards if each.zone == zone), None)
    if card is None:
        raise NotFound(_("There is no zone '{zone}' in {year}.").format(zone=zone[:60], year=year.number))
    return page(asked, "zone_card.html", card=card, notices=_notices(year, zone), **of_year(year))


def _cards(asked: Asked, year: Year) -> tuple[list[ZoneCard], str]:
    """Return the cards, or why there are none."""
    today = date.today()
    try:
        plan = find_plan(year.rules, [asked.desk.folder / "rules" / "targets"])
        return asked.keep_of(year, ("cards", today), lambda: zone_cards(year, plan, today)), ""
    except Refused as refused:
        return [], refused.message


def _notices(year: Year, zone: str | None) -> Part:
    found = zone_notices(year.reader, year.number, zone)
    return Part(_("Notices and answers"), notices_table(found, zone_labels(year), date.today()))
