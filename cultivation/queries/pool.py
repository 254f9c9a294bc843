"""The members of the pool: as a decision left it, or on a day by the dates of the decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.core.pool.membership import fold
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.appeals import appeals_of, remark_of
from cultivation.queries.demonstrations import demonstrating
from cultivation.queries.events import suspended
from cultivation.queries.year import State
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


@dataclass(frozen=True, slots=True)
class PoolMember:
    """One member: since which year's review (or date), its place then, and what there is to remark."""

    id: str
    name: str
    since: int | str
    rank: int | None = None
    is_suspended: bool = False
    demonstrates: bool = False
    on_appeal: str = ""

    def remark(self, year: int | None) -> str:
        """Say what is special about the member after a year's decision."""
        remarks = []
        if self.demonstrates:
            remarks.append(_("demonstration enterprise of {year}").format(year=year))
        if self.is_suspended:
            remarks.append(_("suspended"))
        if self.on_appeal:
            remarks.append(self.on_appeal)
        return join_names(remarks)

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "since": self.since,
            "rank": self.rank,
            "suspended": self.is_suspended,
            "demonstration": self.demonstrates,
            "on_appeal": self.on_appeal,
        }


@dataclass(frozen=True, slots=True)
class PoolAfter:
    """The pool as the decision of a year left it, by place; no year where none is decided."""

    year: int | None
    members: tuple[PoolMember, ...]


def pool_after(state: State, number: int | None = None) -> PoolAfter:
    """Return the members after a year's decision, by default the last one."""
    if number is None:
        number = max((each.number for each in state.years if each.is_decided), default=None)
        if number is None:
            return PoolAfter(None, ())
    year, reader = state.year(number), state.reader
    if not year.is_decided:
        raise Refused(_("{year} is not decided yet.").format(year=number), step=Step(Act.DECIDE, number))
    ranks = {line.id: line.rank for line in year.lines}
    stopped, honoured = suspended(reader), demonstrating(year)
    appealed = appeals_of(year)
    members = [
        PoolMember(
            each.id,
            each.name,
            each.since,
            ranks.get(each.id),
            each.id in stopped,
            each.id in honoured,
            remark_of([one for one in appealed if one.code == each.id]),
        )
        for each in reader.members(number)
    ]
    return PoolAfter(number, tuple(sorted(members, key=_place)))


def _place(member: PoolMember) -> tuple[bool, int, str]:
    return member.rank is None, member.rank or 0, member.id


def pool_on(reader: Reader, day: str) -> list[PoolMember]:
    """Return the members on a day: the decisions made until then, folded."""
    since = fold(change for change in reader.changes() if change.on <= day)
    names = reader.enterprises()
    return [PoolMember(key, names[key], since[key]) for key in sorted(since)]
