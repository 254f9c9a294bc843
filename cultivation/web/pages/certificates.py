"""Certificates of a year: who holds which number, and what counts no longer. Check codes are not shown."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.certificates import VALID, certificates_of
from cultivation.queries.year import State
from cultivation.web.asking import Asked
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AMONG = ("", "valid", "void")


def certificates(asked: Asked, state: State) -> Response:
    """List the certificates in the order of their numbers."""
    year, among = asked.year(state), asked.choice("among", AMONG)
    issued = certificates_of(state.reader, year.number)
    valid = [each for each in issued if each.state == VALID]
    void = [each for each in issued if each.state != VALID]
    return page(
        asked,
        "certificates.html",
        certificates={"": issued, "valid": valid, "void": void}[among],
        groups=[
            ("", _("All"), len(issued)),
            ("valid", _("Valid"), len(valid)),
            ("void", _("No longer valid"), len(void)),
        ],
        among=among,
        **of_year(year),
    )
