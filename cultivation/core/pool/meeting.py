"""A meeting of the leading group: who belongs to it, who was there, who was recused, what was voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cultivation.core.pool.lines import Action
from cultivation.core.pool.voting import Tally, Vote
from cultivation.core.rules.headers import normalise

LIST = ""  # the enterprise of the case that is the list as a whole


@dataclass(frozen=True, slots=True)
class Person:
    """One who belongs to the group: name, office, whether in the chair; `row` is where it was read."""

    name: str
    office: str
    chair: bool = False
    row: int = 0

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"name": self.name, "office": self.office, "chair": self.chair}


@dataclass(frozen=True, slots=True)
class Recused:
    """Who does not vote in which case, and why."""

    person: str
    enterprise: str
    reason: str

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"person": self.person, "enterprise": self.enterprise, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Case:
    """What was voted on: an enterprise (none: the list as a whole), and what was asked for it.

    `action` None asks to leave it as it is proposed. `tally` is None where it was discussed without a vote;
    `votes` says who voted what, unless the ballot was secret.
    """

    enterprise: str
    name: str
    action: Action | None
    reason: str
    tally: Tally | None
    votes: Mapping[str, Vote]

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        tally = self.tally
        return {
            "enterprise": self.enterprise,
            "name": self.name,
            "action": None if self.action is None else str(self.action),
            "reason": self.reason,
            "tally": None
            if tally is None
            else [tally.entitled, tally.present, tally.in_favour, tally.against, tally.abstained],
            "votes": {name: str(vote) for name, vote in sorted(self.votes.items())},
        }


@dataclass(frozen=True)
class Meeting:
    """One meeting over one proposal. `absent` are those who were not there, each with a reason or none."""

    on: date
    place: str
    group: tuple[Person, ...]
    absent: Mapping[str, str]
    recusals: tuple[Recused, ...]
    cases: tuple[Case, ...]

    @property
    def present(self) -> tuple[Person, ...]:
        """Return who was there."""
        return tuple(each for each in self.group if each.name not in self.absent)

    def recused(self, enterprise: str) -> frozenset[str]:
        """Return who does not vote in a case."""
        return frozenset(each.person for each in self.recusals if each.enterprise == enterprise)

    def entitled(self, enterprise: str) -> int:
        """Return how many may vote in a case."""
        return len(self.group) - len(self.recused(enterprise))

    def voters(self, enterprise: str) -> tuple[str, ...]:
        """Return who was there and may vote in a case."""
        out = self.recused(enterprise)
        return tuple(each.name for each in self.present if each.name not in out)

    def case(self, enterprise: str) -> Case | None:
        """Return the case of an enterprise, or of the list as a whole."""
        return next((each for each in self.cases if each.enterprise == enterprise), None)

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "on": self.on.isoformat(),
            "place": self.place,
            "group": [each.to_record() for each in self.group],
            "absent": dict(sorted(self.absent.items())),
            "recusals": [each.to_record() for each in self.recusals],
            "cases": [each.to_record() for each in self.cases],
        }


def meeting_from_record(record: Mapping[str, Any]) -> Meeting:
    """Read what `to_record` gives."""
    return Meeting(
        date.fromisoformat(record["on"]),
        record["place"],
        tuple(person_from_record(each) for each in record["group"]),
        record["absent"],
        tuple(Recused(each["person"], each["enterprise"], each["reason"]) for each in record["recusals"]),
        tuple(map(_case, record["cases"])),
    )


def person_from_record(record: Mapping[str, Any]) -> Person:
    """Read what `Person.to_record` gives."""
    return Person(record["name"], record["office"], record["chair"])


def _case(record: Mapping[str, Any]) -> Case:
    return Case(
        record["enterprise"],
        record["name"],
        None if record["action"] is None else Action(record["action"]),
        record["reason"],
        None if record["tally"] is None else Tally(*record["tally"]),
        {name: Vote(vote) for name, vote in record["votes"].items()},
    )


def with_person(group: Sequence[Person], name: str, office: str, chair: bool) -> tuple[Person, ...]:
    """Return the group with one person more, or with another office for one who is in it.

    Who takes the chair takes it from whoever had it; who has it keeps it.
    """
    before = person_named(group, name)
    new = Person(before.name if before else name, office, chair or (before is not None and before.chair))
    others = [replace(each, chair=each.chair and not chair) for each in group]
    if before is None:
        return (*others, new)
    return tuple(new if each.name == before.name else each for each in others)


def person_named(group: Sequence[Person], text: str) -> Person | None:
    """Return who bears a name, blanks and width of letters aside."""
    wanted = normalise(text)
    return next((each for each in group if normalise(each.name) == wanted), None)
