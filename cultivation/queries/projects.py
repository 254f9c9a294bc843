"""Projects that are followed: how far each is by the data cut-off, what slips, and by how many days.

What is planned is compared with what was filed of it first, whatever the years since: a plan that is moved
every year does not look as if it were kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cultivation.core.rules.labels import Label
from cultivation.core.rules.project_rule import ProjectRule
from cultivation.errors import Refused
from cultivation.language import _, current
from cultivation.queries.monitor import members_of
from cultivation.queries.year import Year
from cultivation.record.rows import ApplicationRow


class State(StrEnum):
    """How a project stands."""

    COMPLETED = "completed"
    OVERDUE = "overdue"  # to be completed by now
    SLIPS = "slips"  # a milestone is missed, or the completion was put off
    ON_TIME = "on_time"
    NOT_UPDATED = "not_updated"  # nothing was filed of it this year


@dataclass(frozen=True, slots=True)
class Slip:
    """A milestone, or with no label the completion, that is late or was put off; `first` as planned at first.

    `days` are those from the first plan to the new one, or where nothing is done to the cut-off, if later.
    """

    label: Label | None
    first: date
    planned: date
    days: int
    missed: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "milestone": self.label.text(current()) if self.label else None,
            "first_planned": self.first.isoformat(),
            "planned": self.planned.isoformat(),
            "days": self.days,
            "missed": self.missed,
        }


@dataclass(frozen=True, slots=True)
class Project:
    """A project by what was filed of it last; money in the unit of the field, as exact texts."""

    id: str
    name: str
    owner: str
    owner_code: str
    in_reserve: bool
    filed: int
    investment: str | None
    invested: str | None
    completion: date | None
    completed: date | None
    state: State
    slips: tuple[Slip, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "owner": self.owner,
            "owner_code": self.owner_code,
            "in_reserve": self.in_reserve,
            "filed": self.filed,
            "investment": self.investment,
            "invested": self.invested,
            "completion": self.completion and self.completion.isoformat(),
            "completed": self.completed and self.completed.isoformat(),
            "state": self.state.value,
            "slips": [each.to_json() for each in self.slips],
        }


def projects_of(year: Year) -> list[Project]:
    """Return every project filed in a year or before and not completed in an earlier one, by number."""
    rule = year.rules.project
    if rule is None:
        sentence = _("{rules} has no section `project`: its applicants are no projects.")
        raise Refused(sentence.format(rules=year.rules.id))
    filings = _filings(year)
    members = members_of(year)
    found = (_project(key, own, rule, year, key in members) for key, own in sorted(filings.items()))
    return [each for each in found if each is not None]


def _filings(year: Year) -> dict[str, dict[int, ApplicationRow]]:
    """Return what was filed of each project, by year, the earliest first."""
    found: dict[str, dict[int, ApplicationRow]] = {}
    for each in year.state.years:
        if each.number <= year.number and each.rules.project is not None:
            for key, row in each.rows.items():
                found.setdefault(key, {})[each.number] = row
    return found


def _project(
    key: str, filings: Mapping[int, ApplicationRow], rule: ProjectRule, year: Year, in_reserve: bool
) -> Project | None:
    filed = max(filings)
    last, rows = filings[filed], list(filings.values())
    completed = _day(last, rule.completed)
    if completed is not None and completed > year.cutoff:
        completed = None
    if completed is not None and filed < year.number:
        return None
    slips = tuple(_slips(rows, rule, year.cutoff, completed))
    completion = _day(last, rule.completion)
    state = _state(filed == year.number, completed, completion, slips, year.cutoff)
    return Project(
        key,
        last.text(year.rules.name_field) or key,
        last.text(rule.owner) or "",
        last.text(rule.owner_code) or "",
        in_reserve,
        filed,
        last.text(rule.investment),
        last.text(rule.invested),
        completion,
        completed,
        state,
        slips,
    )


def _state(
    updated: bool, completed: date | None, completion: date | None, slips: tuple[Slip, ...], cutoff: date
) -> State:
    if completed is not None:
        return State.COMPLETED
    if completion is not None and completion < cutoff:
        return State.OVERDUE
    if not updated:
        return State.NOT_UPDATED
    return State.SLIPS if slips else State.ON_TIME


def _slips(
    rows: list[ApplicationRow], rule: ProjectRule, cutoff: date, completed: date | None
) -> Iterator[Slip]:
    for each in rule.milestones:
        done = _day(rows[-1], each.done)
        yield from _slip(Label(zh=each.zh, en=each.en), rows, each.due, done, cutoff)
    yield from _slip(None, rows, rule.completion, completed, cutoff)


def _slip(
    label: Label | None, rows: list[ApplicationRow], due: str, done: date | None, cutoff: date
) -> Iterator[Slip]:
    """Yield a slip where something came or is to come later than it was planned at first."""
    planned = [day for row in rows if (day := _day(row, due)) is not None]
    if not planned:
        return
    is_done = done is not None and done <= cutoff
    expected = done if is_done and done is not None else max(planned[-1], cutoff)
    if is_done or planned[-1] < cutoff or planned[-1] > planned[0]:
        days = (
            (expected - planned[0]).days
            if is_done or planned[-1] < cutoff
            else (planned[-1] - planned[0]).days
        )
        if days > 0:
            yield Slip(label, planned[0], planned[-1], days, not is_done and planned[-1] < cutoff)


def _day(row: ApplicationRow, field: str) -> date | None:
    text = row.text(field)
    return None if text is None else date.fromisoformat(text)
