"""What anybody may see of a year: the lists while its notice runs, and once it is decided; never more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cultivation.core.rules.model import RuleSet
from cultivation.language import _, current
from cultivation.queries.announcement import POOL, PublicList, public_lists
from cultivation.queries.events import Notice, notice_of
from cultivation.queries.seals import DECISION, PROPOSAL, seal_of
from cultivation.queries.year import State, Year

CODE = 2  # the column of a public list that holds the code


class Standing(StrEnum):
    """Where a notice is on a day."""

    RUNNING = "running"
    OVER = "over"  # and the year is not decided yet
    DECIDED = "decided"


@dataclass(frozen=True)
class PublicNotice:
    """A notice as it is seen on a day; there are no lists after it has ended, until the decision.

    `document` and `decided_on` are those of the decision; `seal` is the line that proves of results lead to.
    """

    year: int
    standing: Standing
    notice: Notice
    lists: tuple[PublicList, ...] = ()
    document: str = ""
    decided_on: str = ""
    seal: str = ""

    @property
    def takes_objections(self) -> bool:
        """Tell whether anybody may object."""
        return self.standing is Standing.RUNNING


def public_notice(year: Year, today: date, zone_field: str = "", pool: str = "") -> PublicNotice | None:
    """Return what is public of a year on a day; None where nothing is, or not yet.

    A proposal that was replaced takes its notice with it. `zone_field` names the field whose choice stands
    beside each enterprise, where the rules have it.
    """
    notice = notice_of(year)
    if notice is None or today < notice.first:
        return None
    if year.is_decided:
        standing, about = Standing.DECIDED, DECISION
    else:
        standing, about = (Standing.RUNNING, PROPOSAL) if today <= notice.last else (Standing.OVER, "")
    if not about:
        return PublicNotice(year.number, standing, notice)
    lists = tuple(_with_zones(year, each, zone_field) for each in public_lists(year, about, pool or _(POOL)))
    made, seal = year.decision, seal_of(year)
    return PublicNotice(
        year.number,
        standing,
        notice,
        lists,
        made["document"] if made else "",
        made["date"] if made else "",
        seal.text if seal else "",
    )


def public_notices(state: State, today: date) -> list[PublicNotice]:
    """Return the notices that there are on a day, the latest year first, without their lists."""
    found = []
    for year in reversed(state.years):
        notice = notice_of(year) if year.is_scored else None
        if notice is not None and today >= notice.first:
            running = Standing.RUNNING if today <= notice.last else Standing.OVER
            found.append(PublicNotice(year.number, Standing.DECIDED if year.is_decided else running, notice))
    return found


def _with_zones(year: Year, annex: PublicList, field: str) -> PublicList:
    if field not in year.rules.fields:
        return annex
    header = year.rules.label_of(field).text(current())
    rows = tuple((*row[: CODE + 1], _zone(year, row[CODE], field), *row[CODE + 1 :]) for row in annex.rows)
    headers = (*annex.headers[: CODE + 1], header, *annex.headers[CODE + 1 :])
    return replace(annex, headers=headers, rows=rows)


def _zone(year: Year, code: str, field: str) -> str:
    row = year.row(code)
    return "" if row is None else _label(year.rules, field, row.text(field) or "")


def _label(rules: RuleSet, field: str, text: str) -> str:
    choices = rules.fields[field].choices
    choice = rules.choices[choices].get(text) if choices else None
    return text if choice is None else choice.text(current())
