"""Cultivation plans: the targets of members, and how far the next applications have come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cultivation.canonical import exact_text
from cultivation.core.pool.cultivation_targets import Bound, Target, comparable
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, application_from_record
from cultivation.core.scoring.values import Row, values_of_all
from cultivation.core.wording.values import value_text
from cultivation.language import N_, _, current
from cultivation.queries.succession import Stay, stays_of
from cultivation.queries.year import State, Year
from cultivation.record.entries import PlanSet, Recorded
from cultivation.record.reader import Reader


class TargetState(StrEnum):
    """How far a target is, by the last application until its year."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    UNCHANGED = "unchanged"
    FELL_BACK = "fell_back"
    MISSED = "missed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


STATES = {
    TargetState.REACHED: N_("reached"),
    TargetState.ON_THE_WAY: N_("on the way"),
    TargetState.UNCHANGED: N_("unchanged"),
    TargetState.FELL_BACK: N_("declined"),
    TargetState.MISSED: N_("not reached in time"),
    TargetState.WAITING: N_("no application since"),
    TargetState.UNKNOWN: N_("cannot be computed"),
}
AIMS = {
    Bound.AT_LEAST: N_("aim {value}"),
    Bound.ABOVE: N_("aim above {value}"),
    Bound.AT_MOST: N_("aim at most {value}"),
    Bound.BELOW: N_("aim below {value}"),
    Bound.IS: N_("aim {value}"),
}


SIGNS = {Bound.AT_LEAST: "≥", Bound.ABOVE: ">", Bound.AT_MOST: "≤", Bound.BELOW: "<", Bound.IS: "="}

# What counts of a plan by indicator and year: for which code, the target, where it started, the entry.
Value = Fraction | str | None  # of a number, of a choice, or none
Wanted = dict[tuple[str, int], tuple[str, Target, Value, Recorded[PlanSet]]]


@dataclass(frozen=True, slots=True)
class Progress:
    """A target with the value that it started from and those of the applications since.

    `start` and each value are exact; None where the application does not give it. `values` has (year, value)
    for each later year in which the enterprise applied, until the review with which the membership ended.
    `enterprise` is the code for which it was set.
    """

    enterprise: str
    target: Target
    base_year: int
    start: Value
    values: tuple[tuple[int, Value], ...]
    state: TargetState
    document: str
    seq: int


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """The plan of one membership; it ends with it."""

    stay: Stay
    name: str
    targets: tuple[Progress, ...]

    @property
    def ended(self) -> bool:
        """Tell whether the membership is over, and the plan with it."""
        return self.stay.left is not None

    def starting_in(self, year: int | None) -> list[Progress]:
        """Return the targets that start from a year, or with None all."""
        return [progress for progress in self.targets if year in (None, progress.base_year)]


def plans_of(reader: Reader, codes: Collection[str] | None = None) -> list[MemberPlan]:
    """Return the plans of all memberships, those that ended too, by code and beginning.

    With `codes` those of memberships under one of these codes alone.
    """
    stays = [
        stay for stay in stays_of(reader.changes()) if codes is None or not set(codes).isdisjoint(stay.codes)
    ]
    only = None if codes is None else {code for stay in stays for code in stay.codes}
    names, values = reader.enterprises(), FiledValues(reader, only)
    wanted: dict[Stay, Wanted] = {}
    for entry in reader.entries_of(PlanSet):
        for said in reader.document_json(entry.content.json_digest)["plans"]:
            stay = stay_at(stays, said["enterprise"], entry.seq)
            if stay is not None:
                _apply(wanted.setdefault(stay, {}), said, entry)
    plans = [
        MemberPlan(stay, names[stay.enterprise], tuple(_progresses(values, stay, several)))
        for stay, several in wanted.items()
        if several
    ]
    return sorted(plans, key=lambda plan: (plan.stay.enterprise, plan.stay.entered_seq))


def stay_at(stays: Iterable[Stay], enterprise: str, seq: int) -> Stay | None:
    """Return the membership that an enterprise had when an entry was recorded."""
    for stay in stays:
        lasted = stay.entered_seq < seq and (stay.left is None or seq < stay.left.seq)
        if enterprise in stay.codes and lasted:
            return stay
    return None


def _apply(targets: Wanted, said: Mapping[str, object], entry: Recorded[PlanSet]) -> None:
    """Add what an entry says of one enterprise: a later target for the same indicator and year counts."""
    dropped, added = said["dropped"], said["targets"]
    assert isinstance(dropped, list) and isinstance(added, list)
    for each in (*dropped, *added):  # one that is set anew stands where the later entry has it
        targets.pop((each["indicator"], each["year"]), None)
    for each in added:
        target = Target(each["indicator"], Bound(each["bound"]), each["value"], each["year"])
        start = (
            each["start"] if target.bound is Bound.IS or each["start"] is None else Fraction(each["start"])
        )
        targets[target.indicator, target.year] = (str(said["enterprise"]), target, start, entry)


class FiledValues:
    """The exact values of applications, year by year, worked out when they are first asked for.

    With `only` those of these codes alone, unless the rules compare an application with the others.
    """

    def __init__(self, reader: Reader, only: Collection[str] | None = None) -> None:
        self._state, self._only = State(reader), only
        self._rows: dict[int, dict[str, Row]] = {}
        stands = self._state.review_years.values()
        self.years = [each.year for each in stands if each.applications_seq is not None]

    def of(self, year: int) -> dict[str, Row]:
        """Return every field and indicator of each application of a year."""
        if year not in self._rows:
            own = self._state.year(year)
            applications = self._applications(own)
            rows = values_of_all(applications, own.rules, own.cutoff)
            self._rows[year] = {each.id: row for each, row in zip(applications, rows, strict=True)}
        return self._rows[year]

    def _applications(self, year: Year) -> list[Application]:
        if self._only is None or year.rules.relative_names:
            return year.applications
        rows = year.reader.applications_by_id(year.number, self._only)
        return [application_from_record(row.record, row.file, year.rules) for row in rows]

    def rules(self, year: int) -> RuleSet:
        """Return the rules of a year."""
        return self._state.year(year).rules

    def row(self, year: int, codes: Iterable[str]) -> Row | None:
        """Return what an enterprise filed in a year under any of its codes."""
        rows = self.of(year)
        return next((rows[code] for code in codes if code in rows), None)


def _progresses(values: FiledValues, stay: Stay, wanted: Wanted) -> Iterator[Progress]:
    years = [each for each in values.years if stay.left is None or each <= stay.left.year]
    for key, target, start, entry in sorted(wanted.values(), key=lambda each: (each[1].year, each[3].seq)):
        base = entry.content.year
        since = tuple(
            (year, comparable(row.get(target.indicator)) if row else None)
            for year in years
            if year > base and (row := values.row(year, reversed(stay.codes))) is not None
        )
        over = any(year >= target.year for year in years)
        rules = values.rules(base)
        state = state_of(target, start, [each for each in since if each[0] <= target.year], over, rules)
        yield Progress(key, target, base, start, since, state, entry.content.document, entry.seq)


def state_of(
    target: Target, start: Value, since: Sequence[tuple[int, Value]], over: bool, rules: RuleSet
) -> TargetState:
    """Judge the last value until the target's year; `over` tells that applications of that year came in."""
    if not since:
        return TargetState.MISSED if over else TargetState.WAITING
    _year, value = since[-1]
    if value is None:
        return TargetState.UNKNOWN
    if target.is_reached_by(value, rules):
        return TargetState.REACHED
    if over:
        return TargetState.MISSED
    if start is None or value == start:
        return TargetState.UNCHANGED if start is not None else TargetState.ON_THE_WAY
    if isinstance(value, str) or isinstance(start, str):
        return TargetState.UNCHANGED  # of choices none lies between
    return TargetState.ON_THE_WAY if (value > start) is target.bound.upwards else TargetState.FELL_BACK


def progress_text(progress: Progress, rules: RuleSet) -> str:
    """Say it in words: "R&D ratio 3.10 % -> 3.60 %, aim 4.00 % by 2018: on the way"."""
    target = progress.target
    values = (progress.start, *(value for year, value in progress.values if year <= target.year))
    course = " -> ".join(shown(value, target.indicator, rules) for value in values)
    return _("{label} {course}, {aim} by {year}: {state}").format(
        label=rules.label_of(target.indicator).text(current()),
        course=course,
        aim=aim_text(target, rules),
        year=target.year,
        state=_(STATES[progress.state]),
    )


def aim_text(target: Target, rules: RuleSet) -> str:
    """Say what is aimed at."""
    return _(AIMS[target.bound]).format(value=_aim(target, rules))


def bound_text(target: Target, rules: RuleSet) -> str:
    """Show what is aimed at, as tables do: "≥ 4.00 %"."""
    return f"{SIGNS[target.bound]} {_aim(target, rules)}"


def _aim(target: Target, rules: RuleSet) -> str:
    return shown(target.value if target.bound is Bound.IS else target.number, target.indicator, rules)


def shown(value: Value, indicator: str, rules: RuleSet) -> str:
    """Show a value with its unit, or a choice by its name; a dash where there is none."""
    return "–" if value is None else value_text(rules, indicator, exact_text(value) or "")
