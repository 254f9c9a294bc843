"""The tabs of a proposal: who comes and goes, the cut line and the grey zone, what was looked into."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from cultivation.core.wording.reasons import outcome_text
from cultivation.language import _
from cultivation.outputs.html import signed_text
from cultivation.outputs.report.page import looked_into, mover_rows, overview
from cultivation.queries.flags import flags_of
from cultivation.queries.pool_changes import other_proposal, since_last_year, since_proposal
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.record import local
from cultivation.web.pages.years import of_year, outline_of
from cultivation.web.showing import page

AGAINST = ("year", "proposal")


def changes(asked: Asked, state: State) -> Response:
    """Show who comes into the pool and who goes, against the year before or another proposal."""
    year = asked.year(state)
    data, other = outline_of(asked, year), other_proposal(year)
    against = asked.choice("against", AGAINST, "year")
    if against == "proposal" and other is None:
        raise NotFound(_("There is no other proposal of {year} to compare with.").format(year=year.number))
    found = (
        since_proposal(year, data.base, other)
        if against == "proposal" and other
        else since_last_year(data.base)
    )
    return page(
        asked,
        "changes.html",
        data=data,
        base=data.base,
        found=found,
        against=against,
        other=other,
        movers=mover_rows(data) if data.before else [],
        margin=lambda units: "" if units is None else signed_text(units * data.base.rules.precision),
        outcome=lambda action: outcome_text(action, year.is_decided) if action else "",
        local=local,
        **of_year(year),
    )


def line(asked: Asked, state: State) -> Response:
    """Show where the pool ends, who stands near, and for whom it is a matter of weights."""
    year = asked.year(state)
    return page(asked, "line.html", **{**overview(outline_of(asked, year)), **of_year(year)})


def checks(asked: Asked, state: State) -> Response:
    """Show what is to be verified on site, and how sure the places are."""
    year = asked.year(state)
    data = replace(outline_of(asked, year), flags=flags_of(year))
    return page(asked, "checks.html", **{**overview(data), **looked_into(data), **of_year(year)})
