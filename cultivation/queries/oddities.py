"""What an auditor looks at first: corrections by person and over the line, overrides, times, names alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from cultivation.canonical import visible
from cultivation.core.wording.reasons import action_text
from cultivation.language import _, join_clauses
from cultivation.queries.crossings import Crossing, crossings
from cultivation.queries.evidence import SharedFile, shared_files
from cultivation.queries.likeness import Alike, alike, one_letter_apart
from cultivation.queries.list_doubts import ListDoubt, decided_on, list_doubts
from cultivation.queries.prerequisites import same_person
from cultivation.queries.year import State
from cultivation.record.actors import Person, acting_of
from cultivation.record.entries import (
    KINDS,
    ApplicationCorrected,
    DecisionReversed,
    IdentitiesRequired,
    MeetingRecorded,
    MemberCalledUp,
    MemberRemoved,
    YearDecided,
    YearProposed,
)
from cultivation.record.permissions import ROLES
from cultivation.record.reader import Reader

EAST = timedelta(hours=14)  # the clock that is furthest ahead
DAWN, NIGHT = 6, 22  # hours
DECIDING = (ApplicationCorrected, YearDecided, DecisionReversed, MemberRemoved, MemberCalledUp)
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
class NearPersons:
    """A decision of two whose names differ in one letter, or of which one is part of the other."""

    year: int
    seq: int
    proposer: str
    approver: str


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A decision whose approver took down the vote of the group that it rests on."""

    year: int
    seq: int
    approver: str
    decided: int


@dataclass(frozen=True, slots=True)
class NightStep:
    """A step that changes the outcome, recorded at night by the clock of this machine."""

    seq: int
    kind: str
    actor: str
    recorded: str


@dataclass(frozen=True)
class Oddities:
    """All that there is to look at; none of it need be wrong."""

    corrections: tuple[Corrections, ...]
    overrides: tuple[Overridden, ...]
    dates: tuple[OddDate, ...]
    alike: tuple[Alike, ...]
    crossings: tuple[Crossing, ...]
    persons: tuple[NearPersons, ...]
    nights: tuple[NightStep, ...]
    unproved: tuple[Unproved, ...] = ()
    lists: tuple[ListDoubt, ...] = ()
    shared: tuple[SharedFile, ...] = ()
    votes: tuple[OwnVote, ...] = ()

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the shape of the contract."""
        return {each.name: [asdict(found) for found in getattr(self, each.name)] for each in fields(self)}


def oddities_of(state: State) -> Oddities:
    """Look through the whole record."""
    reader = state.reader
    return Oddities(
        tuple(_corrections(reader)),
        tuple(_overrides(state)),
        tuple(_dates(reader)),
        tuple(alike(reader)),
        tuple(crossings(state)),
        tuple(_near_persons(reader)),
        tuple(_nights(reader)),
        tuple(_unproved(reader)),
        tuple(_lists(state)),
        shared_files(reader),
        tuple(_own_votes(reader)),
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


def _near_persons(reader: Reader) -> Iterator[NearPersons]:
    for entry in reader.entries_of(YearDecided):
        said = entry.content
        first, second = (visible(name).casefold() for name in (said.proposer, said.approver))
        near = any(one_letter_apart({name: name for name in (first, second)}))
        if near or (first != second and (first in second or second in first)):
            yield NearPersons(said.year, entry.seq, said.proposer, said.approver)


def _own_votes(reader: Reader) -> Iterator[OwnVote]:
    """Yield decisions of which the approver alone says that the group voted."""
    held: dict[int, tuple[int, Person]] = {}
    for entry in reader.entries():
        who = Person(entry.actor, acting_of(entry.payload))
        if entry.kind == MeetingRecorded.KIND:
            held[entry.payload["year"]] = entry.seq, who
        elif entry.kind in (YearDecided.KIND, DecisionReversed.KIND):
            seq, clerk = held.pop(entry.payload["year"], (0, None))
            if entry.kind == YearDecided.KIND and clerk is not None and same_person(clerk, who):
                yield OwnVote(entry.payload["year"], seq, entry.actor, entry.seq)


def _lists(state: State) -> Iterator[ListDoubt]:
    """Yield lists that a decided year's rules take, and that were missing or too old on that day."""
    for year in state.years:
        if (day := decided_on(year)) is not None:
            yield from list_doubts(year, day)


def _nights(reader: Reader) -> Iterator[NightStep]:
    """Yield what changes an outcome and was recorded at night; weekends may be days of work."""
    for entry in reader.entries_of(*DECIDING):
        moment = datetime.fromisoformat(entry.recorded_at).astimezone()
        if not DAWN <= moment.hour < NIGHT:
            yield NightStep(entry.seq, entry.kind, entry.actor, f"{moment:%Y-%m-%d %H:%M}")
