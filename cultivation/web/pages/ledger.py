"""The intake ledger: zone by zone what came in, what went back, and who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from cultivation.errors import Refused
from cultivation.queries.filed_zones import filed_zones
from cultivation.queries.ledger import Firm, ZoneLedger, ledger_of
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def ledger(asked: Asked, state: State) -> Response:
    """Count by zone, and list what went back and who has not applied again."""
    year, trouble = asked.year(state), ""
    zones: Sequence[ZoneLedger] = ()
    try:
        readers = asked.desk.readers
        zones = asked.keep_of(year, "ledger", lambda: ledger_of(year, (), filed_zones(year, readers)))
    except Refused as error:
        trouble = error.message
    wanted = asked.choice("zone", ("", *(each.zone or UNKNOWN for each in zones)))
    shown = [each for each in zones if wanted in ("", each.zone or UNKNOWN)]
    return page(
        asked,
        "ledger.html",
        zones=zones,
        wanted=wanted,
        unknown=UNKNOWN,
        returned=list(_firms(shown, "returned")),
        missing=list(_firms(shown, "missing")),
        trouble=trouble,
        **of_year(year),
    )


UNKNOWN = "unknown"  # in the address, for a zone without a name


def _firms(zones: Sequence[ZoneLedger], part: str) -> Iterator[tuple[str, Firm]]:
    """Yield the firms of a column of the ledger, each with its zone."""
    for zone in zones:
        several: list[Firm] = getattr(zone, part)
        yield from ((zone.label, each) for each in several)
