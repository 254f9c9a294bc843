"""The desk, to look at: what was filed for a year, by state, and one application value by value."""

from __future__ import annotations

from collections import Counter

from starlette.responses import Response

from cultivation.findings import SEVERITIES
from cultivation.language import _
from cultivation.queries.applications import STATES, Filing, filed_by, filings_of
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page

AT_ONCE = 100


def applications(asked: Asked, state: State) -> Response:
    """List the applications of a state, or whose name or code is looked for."""
    year = asked.year(state)
    filings = asked.keep_of(year, "filings", lambda: filings_of(year))
    wanted, text = asked.choice("state", ("", *STATES)), asked.text("find")
    found = [each for each in filings if wanted in ("", each.state) and _is_meant(each, text)]
    count = Counter(each.state for each in filings)
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(asked.number("page") or 1, pages)
    return page(
        asked,
        "applications.html",
        filings=found[(at - 1) * AT_ONCE : at * AT_ONCE],
        found=len(found),
        groups=[
            ("", _("All"), len(filings)),
            *((key, _(STATES[key]), count[key]) for key in STATES if count[key]),
        ],
        files=year.reader.application_files(year.number),
        wanted=wanted,
        text=text,
        at=at,
        pages=pages,
        **of_year(year),
    )


def _is_meant(each: Filing, text: str) -> bool:
    return matches_name(text, each.name, each.id)


def application(asked: Asked, state: State) -> Response:
    """Show every value of one application, as filed and as it counts, with its cell."""
    year = asked.year(state)
    key, name = asked.firm(state)
    row = year.row(key)
    if row is None:
        raise NotFound(_("{name} did not apply in {year}.").format(name=name, year=year.number))
    filed = filed_by(year, row)
    return page(
        asked,
        "application.html",
        filed=filed,
        row=row,
        names=sorted(year.reader.names_by_year(key).items()),
        severities=SEVERITIES,
        label=lambda field: (
            year.rules.label_of(field).text(asked.language) if field in year.rules.fields else field
        ),
        **of_year(year),
    )
