"""Support as rules beside the record: who is entitled to what; what was approved, paid, paid back, is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from cultivation.core.pool.entitlements import (
    Budget,
    Claim,
    Due,
    Entitlement,
    Part,
    Person,
    Reason,
    budgets,
    claims,
    due_in,
    entitlements,
)
from cultivation.core.pool.lines import Action
from cultivation.core.rules.measures import Measures, load_measures
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.values import values_of_all
from cultivation.errors import Refused
from cultivation.language import _, join_names
from cultivation.queries.demonstrations import selection_of
from cultivation.queries.events import suspended
from cultivation.queries.succession import Stay, recoded, stays_of
from cultivation.queries.support import counting, measures_of
from cultivation.queries.year import Year
from cultivation.record.entries import SupportApproved, SupportReturned
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step


class PartState(StrEnum):
    """How far an instalment is."""

    PLANNED = "planned"
    APPROVED = "approved"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Approved:
    """A line that was approved: under which measures, by which document, on which day."""

    line: Entitlement
    measures: Measures
    document: str
    on: str
    actor: str
    seq: int


@dataclass(frozen=True, slots=True)
class Settled:
    """An instalment that was approved, and how much of it was paid."""

    approved: Approved
    part: Part
    paid: Decimal

    @property
    def state(self) -> PartState:
        """Return how far it is."""
        if not self.paid and self.part.amount:
            return PartState.APPROVED
        return PartState.PAID if self.paid >= self.part.amount else PartState.PARTLY_PAID


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim for money to be paid back, and how much came back."""

    claim: Claim
    returned: Decimal

    @property
    def open(self) -> Decimal:
        """Return what still is to be paid back."""
        return max(self.claim.amount - self.returned, Decimal(0))


@dataclass(frozen=True, slots=True)
class Computed:
    """The support of a year: lines (approved ones as approved), what falls due in it, budget, claims."""

    year: int
    measures: Measures
    content: bytes
    file: str
    rules: RuleSet
    lines: tuple[Entitlement, ...]
    approved: frozenset[tuple[str, str, int]]
    dues: tuple[Due, ...]
    budgets: tuple[Budget, ...]
    settled: tuple[Settled, ...]
    owed: tuple[Owed, ...]

    @property
    def new(self) -> tuple[Entitlement, ...]:
        """Return what may be approved, the part of this year as ceiling and budget leave it."""
        given = {(each.id, each.measure, each.since, each.part.number): each.amount for each in self.dues}
        lines = (
            _as_given(line, given) for line in self.lines if line.amount and line.key not in self.approved
        )
        return tuple(line for line in lines if line.amount)

    def state_of(self, due: Due) -> PartState:
        """Return how far an instalment of the year is."""
        for each in self.settled:
            line, part = each.approved.line, each.part
            if (line.id, line.measure, line.year, part.number) == (
                *(due.id, due.measure, due.since),
                due.part.number,
            ):
                return each.state
        return PartState.PLANNED


def _as_given(line: Entitlement, given: Mapping[tuple[str, str, int, int], Decimal]) -> Entitlement:
    parts = tuple(
        replace(each, amount=given.get((*line.key, each.number), each.amount)) for each in line.parts
    )
    return replace(line, parts=parts, amount=sum((each.amount for each in parts), Decimal(0)))


def find_measures(folder: Path, rules: RuleSet, wanted: str | None = None) -> tuple[Path, Measures]:
    """Return the measures of a workspace for a rule set, checked; refuse where there are none or several."""
    found = []
    for path in sorted((folder / "measures").glob("*.yaml")):
        own = load_measures(path.read_bytes(), path.name)
        if (rules.standard or rules.id) in own.standards and wanted in (None, own.id, path.name):
            found.append((path, load_measures(path.read_bytes(), path.name, rules)))
    if not found:
        sentence = _(
            "No support measures are defined for {standard}; write them into measures/ of the workspace "
            "(see docs/support.md)."
        )
        raise Refused(sentence.format(standard=rules.standard or rules.id))
    if len(found) > 1:
        named = join_names(each.id for _path, each in found)
        raise Refused(_("Several files of measures fit; choose one of {names}.").format(names=named))
    return found[0]


def compute_support(year: Year, content: bytes, file: str) -> Computed:
    """Compute the support of a decided year under the measures in the bytes of a file."""
    if not year.is_decided:
        number = year.number
        raise Refused(_("{year} is not decided yet.").format(year=number), step=Step(Act.DECIDE, number))
    measures = load_measures(content, file, year.rules)
    reader, number = year.reader, year.number
    people = people_of(year)
    before = approved_lines(reader)
    kept = [each for each in before if each.line.year == number]
    taken = frozenset(each.line.key for each in kept)
    fresh = entitlements(
        measures, year.rules, people.values(), number, _had(reader, measures, before, number)
    )
    lines = [each.line for each in kept] + [each for each in fresh if each.key not in taken]
    all_ = [(each.line, each.measures) for each in before if each.line.year <= number]
    all_ += [(each, measures) for each in fresh if each.key not in taken]
    dues = due_in(measures, year.rules, all_, people, number)
    uncut = measures.model_copy(update={"when_short": "tell"})
    settled = settled_parts(reader, before)
    order = {key: at for at, key in enumerate(measures.measures)}
    return Computed(
        *(number, measures, content, file, year.rules),
        tuple(sorted(lines, key=lambda each: (each.id, order.get(each.measure, -1), each.measure))),
        taken,
        tuple(dues),
        tuple(budgets(measures, due_in(uncut, year.rules, all_, people, number), number)),
        tuple(settled),
        tuple(_owed(year, before, settled, people)),
    )


def people_of(year: Year) -> dict[str, Person]:
    """Return applicants and members of a year under their present codes, with the groups that they are in."""
    reader, later = year.reader, recoded(year.reader)
    rows = values_of_all(year.applications, year.rules, year.cutoff)
    ids = sorted(each.id for each in year.applications)
    values = {later.get(key, key): row for key, row in zip(ids, rows, strict=True)}
    members = {each.id for each in reader.members(year.number)}
    entered = {later.get(line.id, line.id) for line in year.lines if line.action is Action.ENTER}
    selection = selection_of(year)
    honoured = {later.get(key, key) for key in (selection.enterprises if selection else ())}
    groups = {"applicants": set(values), "members": members, "entered": entered & members}
    groups["demonstration"] = honoured & members
    stopped = {later.get(key, key): why for key, why in suspended(reader).items()}
    places = {later.get(key, key): line.rank for key, line in year.scores.items()}
    names = reader.enterprises()
    return {
        key: Person(
            key,
            names.get(key, key),
            frozenset(group for group, own in groups.items() if key in own),
            values.get(key),
            places.get(key),
            stopped.get(key, ""),
        )
        for key in {*values, *members}
    }


def approved_lines(reader: Reader) -> list[Approved]:
    """Return every line that was approved, under present codes, in the order of the record."""
    later, names = recoded(reader), reader.enterprises()
    return [
        Approved(
            _line(each, later, names),
            load_measures(reader.document(entry.content.measures_digest), "measures.yaml"),
            entry.content.document,
            entry.content.on,
            entry.actor,
            entry.seq,
        )
        for entry in reader.entries_of(SupportApproved)
        for each in reader.document_json(entry.content.json_digest)["lines"]
    ]


def lines_json(lines: Iterable[Entitlement]) -> list[dict[str, Any]]:
    """Return lines as they are stored and shown."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "measure": each.measure,
            "year": each.year,
            "amount": str(each.amount),
            "parts": [
                {"number": part.number, "year": part.year, "amount": str(part.amount)} for part in each.parts
            ],
            "reasons": [{"code": reason.code, **dict(reason.details)} for reason in each.reasons],
        }
        for each in lines
    ]


def _line(said: Mapping[str, Any], later: Mapping[str, str], names: Mapping[str, str]) -> Entitlement:
    now = later.get(said["id"], said["id"])
    return Entitlement(
        now,
        names.get(now, said["name"]),
        said["measure"],
        said["year"],
        Decimal(said["amount"]),
        tuple(Part(each["number"], each["year"], Decimal(each["amount"])) for each in said["parts"]),
        tuple(
            Reason(each["code"], tuple((key, value) for key, value in each.items() if key != "code"))
            for each in said["reasons"]
        ),
    )


def _had(
    reader: Reader, measures: Measures, before: Sequence[Approved], year: int
) -> Iterator[tuple[str, str]]:
    """Yield who had which measure in an earlier year: approved, or on an imported list by its name."""
    yield from ((each.line.id, each.line.measure) for each in before if each.line.year < year)
    for given in counting(measures_of(reader)):
        key = measures.measure_of(given.purpose)
        if key is not None and given.year < year:
            yield given.now, key


def settled_parts(reader: Reader, approved: Sequence[Approved]) -> list[Settled]:
    """Set what was paid, by the imported lists, against the approved instalments: the earliest first.

    A payment is of a measure where its purpose is the key or the name of it.
    """
    paid: dict[tuple[str, str], Decimal] = {}
    for given in counting(measures_of(reader)):
        for key in {each.measures.measure_of(given.purpose) for each in approved} - {None}:
            own = (given.now, str(key))
            paid[own] = paid.get(own, Decimal(0)) + given.amount
    parts = [(each, part) for each in approved for part in each.line.parts]
    found = []
    for each, part in sorted(parts, key=lambda pair: (pair[1].year, pair[0].seq, pair[1].number)):
        own = (each.line.id, each.line.measure)
        amount = min(part.amount, paid.get(own, Decimal(0)))
        paid[own] = paid.get(own, Decimal(0)) - amount
        found.append(Settled(each, part, amount))
    return found


def _owed(
    year: Year, approved: Sequence[Approved], settled: Sequence[Settled], people: Mapping[str, Person]
) -> Iterator[Owed]:
    """Yield what is to be paid back, by the figures of a year and by who left the pool."""
    returned = _returned(year.reader)
    stays = stays_of(year.reader.changes())
    for each in approved:
        paid = sum((part.paid for part in settled if part.approved is each), Decimal(0))
        if not paid:
            continue
        line, left = each.line, _left_after(each, stays)
        claim = claims(each.measures, year.rules, line, paid, people.get(line.id), year.number, left)
        if claim is not None:
            yield Owed(claim, returned.get(line.key, Decimal(0)))


def _left_after(approved: Approved, stays: Sequence[Stay]) -> int | None:
    """Return after how many full years an enterprise left the pool, None while it is a member."""
    own = [stay for stay in stays if approved.line.id in stay.codes]
    if not own or own[-1].left is None:
        return None
    since, left = date.fromisoformat(approved.on), date.fromisoformat(own[-1].left.on)
    return max(left.year - since.year - ((left.month, left.day) < (since.month, since.day)), 0)


def _returned(reader: Reader) -> dict[tuple[str, str, int], Decimal]:
    later = recoded(reader)
    found: dict[tuple[str, str, int], Decimal] = {}
    for entry in reader.entries_of(SupportReturned):
        said = entry.content
        key = (later.get(said.enterprise, said.enterprise), said.measure, said.year)
        found[key] = found.get(key, Decimal(0)) + Decimal(said.amount)
    return found
