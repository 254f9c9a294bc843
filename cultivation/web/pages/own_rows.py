"""What a firm or its district sees: own applications, and from the notice on the own outcome.

Whatever is not one's own is answered like what does not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from starlette.responses import Response

from cultivation.language import _
from cultivation.queries.applications import STATES, Filing, filings_of
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.own_firms import OwnOutcome, own_outcome
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.applications import one_application
from cultivation.web.pages.objections import of_whom
from cultivation.web.pages.whose import own_codes
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page


def _own_code(asked: Asked, year: Year) -> str:
    """Return the code that the address names; of another's it is not even said whether it exists."""
    code = asked.parts["code"]
    if code not in own_codes(asked, year):
        raise NotFound(_("There is no such page."))
    return code


def _outcome(asked: Asked, year: Year, code: str) -> OwnOutcome | None:
    return own_outcome(year, code, date.today(), asked.desk.web.applicants_see_points)


def firms(asked: Asked, state: State) -> Response:
    """List one's own firms: those that applied in some year."""
    text, names = asked.text("find"), state.reader.enterprises()
    own = {each.enterprise for each in asked.grants if each.enterprise}
    own |= {code for year in state.years for code in own_codes(asked, year)}
    found = [
        (code, names[code]) for code in sorted(own & names.keys()) if matches_name(text, names[code], code)
    ]
    return page(asked, "firms.html", firms=found, number=len(found), members=None, at=1, pages=1, text=text)


def history(asked: Asked, state: State) -> Response:
    """Show what the reviews made of one's own firm, as far as that is public."""
    code = asked.parts["code"]
    own = [year for year in state.years if code in own_codes(asked, year)]
    name = state.reader.enterprises().get(code)
    if name is None or not own:
        raise NotFound(_("There is no such page."))
    return page(
        asked,
        "own_firm.html",
        code=code,
        name=name,
        applied=[year.number for year in own if code in year.rows],
        outcomes=list(_outcomes(asked, own, code)),
    )


def _outcomes(asked: Asked, years: list[Year], code: str) -> Iterator[OwnOutcome]:
    for year in years:
        if found := _outcome(asked, year, code):
            yield found


def applications(asked: Asked, state: State) -> Response:
    """List one's own applications of a year by state."""
    year, text = asked.year(state), asked.text("find")
    own = own_codes(asked, year)
    filings: tuple[Filing, ...] = asked.keep_of(year, "filings", lambda: filings_of(year))
    mine = [each for each in filings if each.id in own]
    wanted = asked.choice("state", ("", *STATES))
    found = [each for each in mine if wanted in ("", each.state) and matches_name(text, each.name, each.id)]
    count = Counter(each.state for each in mine)
    groups = [("", _("All"), len(mine)), *((key, _(STATES[key]), count[key]) for key in STATES if count[key])]
    return page(
        asked,
        "applications.html",
        filings=found,
        found=len(found),
        groups=groups,
        files={each.file for each in mine if each.file},
        wanted=wanted,
        text=text,
        at=1,
        pages=1,
        **of_year(year),
    )


def application(asked: Asked, state: State) -> Response:
    """Show every value of one's own application."""
    year = asked.year(state)
    code = _own_code(asked, year)
    row = year.row(code)
    if row is None:
        raise NotFound(_("There is no such page."))
    return one_application(asked, year, row)


def outcome(asked: Asked, state: State) -> Response:
    """Show what a year made of one's own firm, or say from when on that is shown."""
    year = asked.year(state)
    code = _own_code(asked, year)
    name = state.reader.enterprises().get(code)
    if name is None:
        raise NotFound(_("There is no such page."))
    found = _outcome(asked, year, code)
    return page(asked, "own_outcome.html", code=code, name=name, found=found, **of_year(year))


def objections(asked: Asked, state: State) -> Response:
    """Show what was objected to of one's own firms, and what became of it."""
    year = asked.year(state)
    own = own_codes(asked, year)
    return of_whom(asked, year, lambda code: code in own)
