"""What programs of a firm or its district read: own rows; all else is answered like what does not exist."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from cultivation.language import _
from cultivation.queries.enterprise_names import matches_name
from cultivation.queries.own_firms import own_outcome
from cultivation.queries.received_files import ReceivedFile, is_handed_in_by
from cultivation.queries.year import State, Year
from cultivation.web.api.looks import (
    Json,
    concerning,
    file_line,
    listed,
    one_application,
    one_file,
    paged,
    received,
)
from cultivation.web.asking import Asked, NotFound
from cultivation.web.pages.whose import own_codes


def firms(asked: Asked, state: State) -> Json:
    """Return one's own enterprises: those that applied in some year."""
    text, names = asked.text("find"), state.reader.enterprises()
    own = {each.enterprise for each in asked.grants if each.enterprise}
    own |= {code for year in state.years for code in own_codes(asked, year)}
    found = [code for code in sorted(own & names.keys()) if matches_name(text, names[code], code)]
    return paged(asked, "firms", [{"id": code, "name": names[code]} for code in found])


def firm(asked: Asked, state: State) -> Json:
    """Return what the reviews made of one's own enterprise, as far as that is public."""
    code, names = asked.parts["code"], state.reader.enterprises()
    own = [year for year in state.years if code in own_codes(asked, year)]
    if not own or code not in names:
        raise NotFound(_("There is no such page."))
    outcomes = [found for year in own if (found := _outcome(asked, year, code)) is not None]
    return {"id": code, "name": names[code], "years": outcomes}


def _outcome(asked: Asked, year: Year, code: str) -> Json | None:
    found = own_outcome(year, code, date.today(), asked.desk.web.applicants_see_points)
    return None if found is None else asdict(found)


def applications(asked: Asked, state: State) -> Json:
    """Return one's own applications of a year."""
    year = asked.year(state)
    own = own_codes(asked, year)
    return listed(asked, year, lambda each: each.id in own)


def application(asked: Asked, state: State) -> Json:
    """Return every value of one's own application."""
    year = asked.year(state)
    row = year.row(_own_code(asked, year))
    if row is None:
        raise NotFound(_("There is no such page."))
    return one_application(asked, year, row)


def _own_code(asked: Asked, year: Year) -> str:
    code = asked.parts["code"]
    if code not in own_codes(asked, year):
        raise NotFound(_("There is no such page."))
    return code


def why(asked: Asked, state: State) -> Json:
    """Return what a year made of one's own enterprise; null until that is public."""
    year = asked.year(state)
    code, names = _own_code(asked, year), state.reader.enterprises()
    if code not in names:
        raise NotFound(_("There is no such page."))
    return {"year": year.number, "id": code, "name": names[code], "outcome": _outcome(asked, year, code)}


def files(asked: Asked, state: State) -> Json:
    """Return the files that one handed in."""
    year = asked.year(state)
    return {
        "year": year.number,
        **paged(asked, "files", [file_line(each) for each in own_files(asked, year)]),
    }


def own_files(asked: Asked, year: Year) -> tuple[ReceivedFile, ...]:
    """Return the files that were handed in for whom one stands."""
    return tuple(each for each in received(asked, year) if is_handed_in_by(year, each, asked.grants))


def file(asked: Asked, state: State) -> Json:
    """Return what was found in a file of one's own."""
    return one_file(asked, own_files(asked, asked.year(state)))


def objections(asked: Asked, state: State) -> Json:
    """Return what concerns one's own enterprises."""
    year = asked.year(state)
    own = own_codes(asked, year)
    return concerning(year, lambda code: code in own)
