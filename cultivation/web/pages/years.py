"""One year at a glance; its zones and quotas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from cultivation.core.explanation.quota_cut_lines import cells_of
from cultivation.outputs.report.page import overview
from cultivation.queries.cut_lines import cell_rows
from cultivation.queries.proposal import Placed, placed
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.figures import choice_figures, choice_keys, dimension_figures
from cultivation.queries.report.gathering import report_outline
from cultivation.queries.status import stale_text, status_of
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked
from cultivation.web.pages.whose import waits_text
from cultivation.web.showing import page


def year(asked: Asked, state: State) -> Response:
    """Show one year at a glance: where it stands and, once it is scored, what the review does."""
    wanted = asked.year(state)
    stands = status_of(wanted, ())
    shown: dict[str, Any] = {}
    if wanted.is_scored and asked.may("proposal", wanted.number):
        shown = overview(outline_of(asked, wanted))
    return page(
        asked,
        "year.html",
        waits=waits_text(asked, wanted, stands.next),
        stands=stands,
        **{**shown, **of_year(wanted)},
    )


def zones(asked: Asked, state: State) -> Response:
    """Count by what applicants chose, and show the quotas with their cut lines."""
    wanted = asked.year(state)
    data = outline_of(asked, wanted)
    base = data.base
    cells = cells_of(base.lines, base.table, base.rules)
    return page(
        asked,
        "zones.html",
        base=base,
        dimensions=dimension_figures(data),
        choices=choice_figures(data),
        quotas=cell_rows(cells, base.table, base.rules) if cells else None,
        **of_year(wanted),
    )


def of_year(year: Year) -> dict[str, Any]:
    """Return what the head of every page of a year shows."""
    stale = stale_text(year) if year.scores_are_stale else ""
    return {"year": year, "number": year.number, "stale": stale}


def outline_of(asked: Asked, year: Year) -> ReportData:
    """Return a scored year as a whole; of what was filed, only what the pages count is kept."""

    def make() -> ReportData:
        data = report_outline(year)
        keys = choice_keys(data)
        values = {
            firm: {key: text for key in keys if (text := filed.get(key)) is not None}
            for firm, filed in data.base.values.items()
        }
        return replace(data, base=replace(data.base, values=values))

    return asked.keep_of(year, "outline", make)


def lines_of(asked: Asked, year: Year) -> tuple[Placed, ...]:
    """Return everybody of a scored year, line by line."""
    return asked.keep_of(year, "placed", lambda: placed(outline_of(asked, year)))
