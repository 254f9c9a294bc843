"""The desk, to look at: what was filed for a year, by state, and one application value by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from starlette.responses import Response

from cultivation.findings import SEVERITIES
from cultivation.language import _
from cultivation.queries.applications import STATES, Filed, Filing, filed_by, filings_of
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.year import State, Year
from cultivation.record.rows import ApplicationRow
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.correcting import is_correctable
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
    return one_application(asked, year, row)


def one_application(asked: Asked, year: Year, row: ApplicationRow) -> Response:
    """Show an application to who may: personal fields, and marks of experts, only to whom they concern."""
    filed = filed_by(year, row)
    hidden = set() if asked.sees_persons else set(asked.desk.web.personal_fields)
    if not asked.may("firms", year.number, all_rows=True):
        hidden |= set(row.marks)
    may_correct = asked.may("correcting", year.number) and not year.is_decided
    return page(
        asked,
        "application.html",
        filed=without(filed, hidden),
        hidden=any(each.field in hidden for each in filed.values),
        row=row,
        names=sorted(year.reader.names_by_year(row.enterprise_id).items()),
        severities=SEVERITIES,
        correctable=lambda field: may_correct and is_correctable(year.rules, field),
        label=lambda field: (
            year.rules.label_of(field).text(asked.language) if field in year.rules.fields else field
        ),
        **of_year(year),
    )


def without(filed: Filed, hidden: Collection[str]) -> Filed:
    """Leave out what was filed, corrected or found in some fields."""
    cells = {(each.sheet, each.cell) for each in filed.values if each.field in hidden}
    return replace(
        filed,
        values=tuple(each for each in filed.values if each.field not in hidden),
        corrections=tuple(each for each in filed.corrections if each.content.field not in hidden),
        findings=tuple(each for each in filed.findings if (each.sheet, each.cell) not in cells),
    )
