"""What zones and departments answered, and what that comes to: a value for each applicant and field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.opinions.bodies import Body, Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says of an applicant, and where: yes (recommended, or objected to), order, ground ..."""

    enterprise: str
    yes: bool
    order: int | None
    ground: str
    reason: str
    sheet: str
    cell: str

    def to_record(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "enterprise": self.enterprise,
            "yes": self.yes,
            "order": self.order,
            "ground": self.ground,
            "reason": self.reason,
            "sheet": self.sheet,
            "cell": self.cell,
        }


def answer_from_record(record: Mapping[str, Any]) -> Answer:
    """Read an answer back."""
    return Answer(**record)


@dataclass(frozen=True)
class Given:
    """The sheet of a body that counts: its file and answers, by applicant."""

    file: str
    sha256: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A ground on which one department objects to an applicant, and another that has it too does not."""

    enterprise: str
    ground: str
    objecting: str
    denying: str


def contradictions(bodies: Mapping[str, Body], given: Mapping[str, Given]) -> list[Contradiction]:
    """Return where two departments contradict each other, by applicant; which is right is not decided."""
    departments = [key for key in bodies if bodies[key].kind is Kind.DEPARTMENT and key in given]
    found = [
        Contradiction(answer.enterprise, answer.ground, key, other)
        for key in departments
        for answer in given[key].answers.values()
        if answer.yes
        for other in departments
        if other != key and answer.ground in bodies[other].grounds
        if (said := given[other].answers.get(answer.enterprise)) is not None and not said.yes
    ]
    return sorted(found, key=lambda each: (each.enterprise, each.ground, each.objecting, each.denying))


def values(
    bodies: Mapping[str, Body],
    given: Mapping[str, Given],
    asked: Mapping[str, Collection[str]],
    silent: Mapping[str, str],
) -> dict[str, dict[str, Any]]:
    """Return the value of each applicant's field that an opinion gives, each with where it stands.

    An objection that another department contradicts gives no value: the field is blank until one of them
    has changed its opinion. What a zone said of an enterprise that another is asked about now does not count.
    `silent` names the bodies whose silence counts, with the day by which they were to answer.
    """
    found: dict[str, dict[str, Any]] = {}
    open_cases = {(each.objecting, each.enterprise): each for each in contradictions(bodies, given)}
    for key, body in bodies.items():
        for enterprise, value in _of_body(body, given.get(key), asked.get(key, ()), silent.get(key)):
            case = open_cases.get((key, enterprise))
            own = _left_open(value, case.denying) if case else value
            found.setdefault(enterprise, {})[body.gives] = own
    return {key: found[key] for key in sorted(found)}


def _left_open(value: Mapping[str, Any], denying: str) -> dict[str, Any]:
    """Return a value that does not count, because another department says otherwise."""
    return {**value, "value": None, "note": {**value["note"], "denied_by": denying}}


def _of_body(
    body: Body, given: Given | None, asked: Collection[str], until: str | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what one body gives: what it answered, and where it did not, what its silence means."""
    answers = given.answers if given else {}
    for enterprise, answer in answers.items():
        if body.kind is Kind.ZONE and enterprise not in asked:
            continue
        note: dict[str, Any] = {"opinion_of": body.key, "ground": answer.ground, "reason": answer.reason}
        if answer.order is not None:
            note["order"] = answer.order
        assert given is not None
        where = {"sheet": answer.sheet, "cell": answer.cell, "file": given.file, "sha256": given.sha256}
        yield enterprise, {"value": "yes" if answer.yes else "no", "note": note, **where}
    for enterprise in asked if until is not None else ():
        if enterprise not in answers:
            note = {"opinion_of": body.key, "silent_until": until}
            yield enterprise, {"value": body.silent_value, "sheet": "", "cell": "", "note": note}
