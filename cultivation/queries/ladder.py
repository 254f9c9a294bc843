"""The ladder: enterprises beside the standards in force, by what they filed; who is ripe for which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cultivation.canonical import exact_text
from cultivation.core.explanation.nearest import Nearest, nearest
from cultivation.core.explanation.standing import Standing, State, standing
from cultivation.core.rules.labels import Label
from cultivation.core.rules.ladder import Ladder, Rung, Taken, load_ladder
from cultivation.core.rules.lookup import is_in_force, read_files
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.reread import value_under
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.monitor import members_of
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.resources import shipped

Files = Sequence[tuple[Path, str]]


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a figure of another standard is taken: the year of the review, and its field."""

    year: int
    field: str


@dataclass(frozen=True, slots=True)
class Step:
    """One enterprise beside one standard; `nearest` where something is missed and it was asked for."""

    rules: RuleSet
    application: Application
    origins: Mapping[str, Origin]
    standing: Standing
    nearest: Nearest | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the unknown fields that applications ask for, and that this enterprise left blank."""
        return tuple(key for key in self.standing.unknown if key in self.application.values)

    @property
    def is_ahead(self) -> bool:
        """Tell whether it may yet be met: nothing known is missed, or growth would mend it.

        An enterprise that would have to shrink has outgrown the standard.
        """
        if self.standing.state is not State.MISSED:
            return self.standing.state is State.UNKNOWN
        return self.nearest is not None and any(not each.falls for each in self.nearest.together)


@dataclass(frozen=True, slots=True)
class Climb:
    """One enterprise beside the standards of the ladder, from the first to the last.

    `next` is the first that lies ahead of it, None where none does.
    """

    id: str
    name: str
    member: bool
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """Return the first standard that it does not surely meet and has not outgrown."""
        return next((each for each in self.steps if each.is_ahead), None)

    def of_state(self, state: State) -> list[Step]:
        """Return the standards by which it stands so."""
        return [each for each in self.steps if each.standing.state is state]


@dataclass(frozen=True, slots=True)
class Climbs:
    """Applicants of a year beside the standards in force on a day; `absent` are not in force then."""

    year: int
    on: date
    ladder: Ladder
    rules: tuple[RuleSet, ...]
    absent: Mapping[str, Label]
    firms: tuple[Climb, ...]


def find_ladder(rules: RuleSet, folders: Iterable[Path] = ()) -> Ladder:
    """Return the ladder that belongs to the standard of a rule set, or refuse and say where to write one."""
    for folder in (*folders, shipped("scoring_rules") / "ladders"):
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            ladder = load_ladder(path.read_bytes(), path.name)
            if (rules.standard or rules.id) in ladder.standards:
                return ladder
    sentence = _(
        "No ladder of standards is defined for {standard}; write one into rules/ladders of the workspace "
        "(see docs/ladder.md)."
    )
    raise Refused(sentence.format(standard=rules.standard or rules.id))


def climbs(
    year: Year,
    files: Files,
    on: date,
    folders: Iterable[Path] = (),
    enterprise: str | None = None,
    applicants: bool = False,
) -> Climbs:
    """Set an enterprise beside the standards in force `on` a day; without one members, or all `applicants`.

    For one enterprise the smallest changes are searched for each standard that is missed, for several for
    the next of each alone.
    """
    ladder = find_ladder(year.rules, folders)
    rungs, absent = _in_force(ladder, files, on)
    _check_fields(ladder, rungs, year.rules)
    filed = _Filed(year)
    alone = enterprise is not None
    firms = tuple(_climb(filed, key, rungs, ladder, alone) for key in filed.wanted(enterprise, applicants))
    return Climbs(year.number, on, ladder, tuple(rules for _rung, rules in rungs), absent, firms)


def _in_force(ladder: Ladder, files: Files, on: date) -> tuple[list[tuple[Rung, RuleSet]], dict[str, Label]]:
    """Return each standard with its version in force, and the standards that have none."""
    known = [each.loaded.rules for each in read_files(files) if each.loaded]
    found: list[tuple[Rung, RuleSet]] = []
    absent: dict[str, Label] = {}
    for rung in ladder.rungs:
        own = [each for each in known if rung.standard in (each.standard, each.id)]
        versions = [each for each in own if is_in_force(each, on)]
        if not versions:
            last = max(own, key=lambda each: each.valid_from, default=None)
            absent[rung.standard] = last.name if last else Label(zh=rung.standard, en=rung.standard)
            continue
        rules = max(versions, key=lambda each: each.valid_from)
        if rules.is_relative:
            sentence = _("{standard} compares applicants with each other; it cannot be part of a ladder.")
            raise Refused(sentence.format(standard=rung.standard))
        found.append((rung, rules))
    return found, absent


def _check_fields(ladder: Ladder, rungs: Sequence[tuple[Rung, RuleSet]], own: RuleSet) -> None:
    """Refuse a ladder that names fields of the applications which do not exist, all of them at once."""
    named = {taken.field for rung in ladder.rungs for taken in rung.taken().values()} | set(ladder.past)
    wrong = sorted(named - own.fields.keys())
    versions = {rung.standard: rules for rung, rules in rungs}
    wrong += [
        f"{rung.standard}.{key}"
        for rung in ladder.rungs
        if (rules := versions.get(rung.standard))
        for key in rung.fields
        if key not in rules.fields and not rules.standard
    ]
    if wrong:
        sentence = _("The ladder {ladder} names fields that do not exist: {fields}")
        raise Refused(sentence.format(ladder=ladder.id, fields=", ".join(wrong)))


class _Filed:
    """What enterprises filed in this year and the years before it, under their present codes."""

    def __init__(self, year: Year) -> None:
        self.year, self.rules = year, year.rules
        self.members = members_of(year)
        self._later = recoded(year.reader)
        self.now = self._of(year)
        self._before: dict[int, Mapping[str, Application]] = {year.number: self.now}

    def wanted(self, enterprise: str | None, applicants: bool) -> list[str]:
        """Return whom to set beside the standards, by code; refuse where nobody would be."""
        number = self.year.number
        if enterprise is not None:
            if enterprise not in self.now:
                name = self.year.reader.enterprises().get(enterprise, enterprise)
                raise Refused(_("{name} did not apply in {year}.").format(name=name, year=number))
            return [enterprise]
        found = sorted(key for key in self.now if applicants or key in self.members)
        if not found:
            sentence = _("No member of the pool applied in {year}; choose all applicants.")
            raise Refused(sentence.format(year=number))
        return found

    def _of(self, year: Year) -> dict[str, Application]:
        return {self._later.get(each.id, each.id): each for each in year.applications}

    def value(self, key: str, taken: Taken, rules: RuleSet, own: str) -> tuple[Filed, Origin | None]:
        """Return a figure as another standard reads it, and where it was filed; None where unknown."""
        number = self.year.number - taken.years_before
        if number not in self._before:
            others = {each.number: each for each in self.year.state.years}
            self._before[number] = self._of(others[number]) if number in others else {}
        application = self._before[number].get(own)
        filed = application.values.get(taken.field) if application else None
        text = exact_text(filed.value) if filed else None
        if text is None:
            return None, None
        value = value_under(taken.choices.get(text) if taken.choices else text, key, rules)
        return value, None if value is None else Origin(number, taken.field)


def _climb(
    filed: _Filed, key: str, rungs: Sequence[tuple[Rung, RuleSet]], ladder: Ladder, alone: bool
) -> Climb:
    own = filed.now[key]
    steps: list[Step] = []
    searched = False
    for rung, rules in rungs:
        step = _step(filed, key, rung, rules)
        state = step.standing.state
        if state is State.MISSED and (alone or not searched):
            step = _with_nearest(step, filed.year, ladder)
        searched = searched or step.is_ahead
        steps.append(step)
    return Climb(key, own.name, key in filed.members, tuple(steps))


def _step(filed: _Filed, own: str, rung: Rung, rules: RuleSet) -> Step:
    values, origins = {}, {}
    for key, taken in _readable(rung, rules):
        value, origin = filed.value(key, taken, rules, own)
        values[key] = FiledValue(value)
        if origin:
            origins[key] = origin
    application = Application(own, filed.now[own].name, values)
    return Step(rules, application, origins, standing(application, rules, filed.year.cutoff))


def _readable(rung: Rung, rules: RuleSet) -> Iterator[tuple[str, Taken]]:
    """Yield the fields that this version of the standard has."""
    yield from ((key, taken) for key, taken in rung.taken().items() if key in rules.fields)


def _with_nearest(step: Step, year: Year, ladder: Ladder) -> Step:
    """Search for the smallest changes; figures of years before stay as they were."""
    fixed = [
        key for key, each in step.origins.items() if each.year < year.number or each.field in ladder.past
    ]
    return replace(step, nearest=nearest(step.application, step.rules, year.cutoff, fixed))
