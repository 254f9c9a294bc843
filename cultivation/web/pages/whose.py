"""Which rows are one's own, and what a year waits for in words for who sees no others.

A firm reads neither that another one objected nor how the office works; it reads of answers to itself.
"""

from __future__ import annotations

from cultivation.core.roles import Grant
from cultivation.queries.appeals import appeals_of
from cultivation.queries.events import objections_of
from cultivation.queries.units import units_of
from cultivation.queries.year import Year
from cultivation.steps import Act, Step
from cultivation.web.asking import Asked
from cultivation.web.next_steps import waits_for, waits_for_outside
from cultivation.web.rights import Row, is_own


def own_codes(asked: Asked, year: Year) -> set[str]:
    """Return the codes of a year's applications that are one's own."""
    field = asked.desk.web.unit_field
    units = asked.keep_of(
        year, ("units", field), lambda: {key: units_of(year, row, field) for key, row in year.rows.items()}
    )
    grants = _grants(asked, year)
    own = {each.enterprise for each in grants if each.enterprise}
    return own | {key for key, names in units.items() if is_own(Row(key, names), grants)}


def _grants(asked: Asked, year: Year) -> list[Grant]:
    return [each for each in asked.grants if each.year in (None, year.number)]


def waits_text(asked: Asked, year: Year, step: Step) -> str:
    """Say what a year waits for; who sees own rows alone is told of these alone."""
    if asked.may("firms", year.number, all_rows=True):
        return waits_for(step)
    own = own_codes(asked, year)
    for objection in objections_of(year):
        if objection.upheld is None and objection.enterprise in own:
            return waits_for(Step(Act.RESOLVE, year.number, objection.number))
    for appeal in appeals_of(year):
        if appeal.is_open and appeal.enterprise in own:
            return waits_for(Step(Act.ANSWER_APPEAL, year.number, appeal.number))
    return waits_for_outside(step)
