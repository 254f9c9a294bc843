"""What an auditor looks at first: corrections by person, overrides, dates that cannot be, names alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cultivation.canonical import visible
from cultivation.core.wording.reasons import action_text
from cultivation.language import _, join_clauses
from cultivation.queries.year import State
from cultivation.record.actors import acting_of
from cultivation.record.entries import (
    KINDS,
    ApplicationCorrected,
    IdentitiesRequired,
    YearDecided,
    YearProposed,
)
from cultivation.record.permissions import ROLES
from cultivation.record.reader import Reader

EAST = timedelta(hours=14)  # the clock that is furthest ahead
DAYS = ("date", "on")  # of a payload: when something is said to have happened


@dataclass(frozen=True, slots=True)
class Corrections:
    """How many values one person corrected, and of how many enterprises."""

    actor: str
    number: int
    enterprises: int


@dataclass(frozen=True, slots=True)
class Overridden:
    """What the leading group decided otherwise than proposed."""

    year: int
    enterprise: str
    name: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class OddDate:
    """An entry whose date and moment do not go together."""

    seq: int
    kind: str
    said: str
    recorded: str
    problem: str


@dataclass(frozen=True, slots=True)
class Unproved:
    """An entry that somebody made without login although the record asks for it, and why."""

    seq: int
    kind: str
    actor: str
    login: str
    reason: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Names that look the same and are written differently, or that several codes bear."""

    whose: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Oddities:
    """All that there is to look at; none of it need be wrong."""

    corrections: tuple[Corrections, ...]
    overrides: tuple[Overridden, ...]
    dates: tuple[OddDate, ...]
    alike: tuple[Alike, ...]
    unproved: tuple[Unproved, ...] = ()


def oddities_of(state: State) -> Oddities:
    """Look through the whole record."""
    reader = state.reader
    return Oddities(
        tuple(_corrections(reader)),
        tuple(_overrides(state)),
        tuple(_dates(reader)),
        tuple(_alike(reader)),
        tuple(_unproved(reader)),
    )


def _corrections(reader: Reader) -> Iterator[Corrections]:
    """Yield who corrected, the busiest first."""
    firms: dict[str, list[str]] = defaultdict(list)
    for entry in reader.entries_of(ApplicationCorrected):
        firms[entry.actor].append(entry.content.enterprise)
    for actor, several in sorted(firms.items(), key=lambda each: (-len(each[1]), each[0])):
        yield Corrections(actor, len(several), len(set(several)))


def _overrides(state: State) -> Iterator[Overridden]:
    for year in state.years:
        for line in year.lines if year.is_decided else ():
            if line.override:
                yield Overridden(year.number, line.id, line.name, action_text(line.action), line.override)


def _dates(reader: Reader) -> Iterator[OddDate]:
    """Yield entries of a day after they were recorded, and decisions of a day before their proposal."""
    proposed: dict[int, date] = {}
    for entry in reader.entries():
        moment, payload = datetime.fromisoformat(entry.recorded_at), entry.payload
        recorded = moment.astimezone().date()
        if entry.kind == YearProposed.KIND:
            proposed[payload["year"]] = recorded
        for said in _days(payload):
            problem = ""
            if said > (moment + EAST).date():
                problem = _("dated after it was recorded")
            elif entry.kind == YearDecided.KIND and said < proposed.get(payload["year"], said):
                problem = _("dated before its proposal was recorded")
                if reason := payload.get("date_reason"):
                    problem = join_clauses((problem, str(reason)))
            if problem:
                yield OddDate(entry.seq, entry.kind, said.isoformat(), recorded.isoformat(), problem)


def _days(payload: Mapping[str, object]) -> Iterator[date]:
    for key in DAYS:
        try:
            yield date.fromisoformat(str(payload.get(key, "")))
        except ValueError:
            continue


def _unproved(reader: Reader) -> Iterator[Unproved]:
    """Yield what was done without an account since the record asks who it is; the reason may be missing."""
    first = next(iter(reader.entries_of(IdentitiesRequired)), None)
    for entry in reader.entries(after=first.seq) if first else ():
        by, kind = acting_of(entry.payload), KINDS.get(entry.kind)
        if kind is not None and ROLES[kind] and not (by and by.account):
            said = (by.login or "", by.unauthenticated or "") if by else ("", "")
            yield Unproved(entry.seq, entry.kind, entry.actor, *said)


def _alike(reader: Reader) -> Iterator[Alike]:
    persons = {entry.actor for entry in reader.entries()}
    for names in _same_to_the_eye((name, name) for name in persons):
        yield Alike(_("persons"), names)
    firms = reader.enterprises().items()
    for names in _same_to_the_eye((name, f"{name} ({key})") for key, name in firms):
        yield Alike(_("enterprises"), names)


def _same_to_the_eye(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield the groups of several that only letters which show nothing, or their width, tell apart."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name, shown in names:
        groups[visible(name).casefold()].add(shown)
    yield from (tuple(sorted(group)) for _form, group in sorted(groups.items()) if len(group) > 1)
