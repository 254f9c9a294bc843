"""Support measures on record: what went to whom, and what went to firms that later left the pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cultivation.queries.departures import leaving_text
from cultivation.queries.succession import Stay, recoded, stays_of
from cultivation.record.entries import Recorded, SupportCancelled, SupportImported
from cultivation.record.reader import Reader

WORKBOOK_KEYS = ("sheet", "cell")


@dataclass(frozen=True, slots=True)
class Measure:
    """One support measure; `number` names it for ever. Amounts are in 万元.

    `enterprise` is the code when it was recorded, `now` the present one. `on` is empty where only the year
    was given. `cancelled` says why it counts no more, empty where it counts.
    """

    number: int
    enterprise: str
    now: str
    name: str
    kind: str
    amount: Decimal
    year: int
    on: str
    department: str
    document: str
    purpose: str
    file: str
    sheet: str
    cell: str
    actor: str
    seq: int
    cancelled: str = ""

    @property
    def key(self) -> tuple[str, str, Decimal, str, str, str]:
        """Return what makes it the same measure as another."""
        return self.now, self.kind, self.amount, self.on or str(self.year), self.document, self.purpose

    @property
    def day(self) -> str:
        """Return the date, or the year where no date is known."""
        return self.on or str(self.year)

    def to_json(self, left: Departure | None) -> dict[str, Any]:
        """Return the shape of the contract; `left` is when and why the enterprise left the pool since."""
        return {
            "number": self.number,
            "id": self.now,
            "name": self.name,
            "kind": self.kind,
            "amount": str(self.amount),
            "year": self.year,
            "on": self.on or None,
            "department": self.department,
            "document": self.document,
            "purpose": self.purpose,
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "by": self.actor,
            "cancelled": self.cancelled or None,
            "left": left and {"on": left.on, "why": left.why, "member_again": left.member_again},
        }


@dataclass(frozen=True, slots=True)
class Departure:
    """When and why an enterprise left the pool, and whether it is a member again."""

    on: str
    why: str
    member_again: bool


def measures_of(reader: Reader) -> list[Measure]:
    """Return every measure, the cancelled too, by number."""
    imported = list(reader.entries_of(SupportImported))
    if not imported:
        return []
    why = {each.content.number: each.content.reason for each in reader.entries_of(SupportCancelled)}
    later, names = recoded(reader), reader.enterprises()
    return [
        _measure(each, entry, why, later, names)
        for entry in imported
        for each in reader.document_json(measures_document(entry))["measures"]
    ]


def measures_document(entry: Recorded[SupportImported]) -> str:
    """Return the digest of what was read from the workbook of an entry."""
    return entry.content.documents[-1].sha256


def _measure(
    said: dict[str, Any],
    entry: Recorded[SupportImported],
    why: dict[int, str],
    later: dict[str, str],
    names: dict[str, str],
) -> Measure:
    key = said["enterprise"]
    now = later.get(key, key)
    return Measure(
        said["number"],
        key,
        now,
        names.get(now, said["name"]),
        said["kind"],
        Decimal(said["amount"]),
        said["year"],
        said["on"],
        said["department"],
        said["document"],
        said["purpose"],
        entry.content.file,
        said["sheet"],
        said["cell"],
        entry.actor,
        entry.seq,
        why.get(said["number"], ""),
    )


def counting(measures: Iterable[Measure]) -> list[Measure]:
    """Leave out what was cancelled."""
    return [each for each in measures if not each.cancelled]


@dataclass(frozen=True, slots=True)
class Total:
    """What a group of measures adds up to."""

    group: str
    measures: int
    amount: Decimal


def totals(measures: Iterable[Measure], group_of: Callable[[Measure], str]) -> list[Total]:
    """Add up by group, by the name of the group."""
    groups: dict[str, list[Decimal]] = {}
    for each in measures:
        groups.setdefault(group_of(each), []).append(each.amount)
    return [Total(key, len(own), sum(own, Decimal(0))) for key, own in sorted(groups.items())]


def stay_of(measure: Measure, stays: Iterable[Stay]) -> Stay | None:
    """Return the membership in which a measure was given: of its day, or of its year if no day is known."""
    own = [each for each in stays if {measure.enterprise, measure.now} & set(each.codes)]
    fits = [each for each in own if _fits(measure, each)]
    return fits[-1] if fits else None


def _fits(measure: Measure, stay: Stay) -> bool:
    return stay.holds_on(measure.on) if measure.on else stay.holds_in(measure.year)


def departures_since(reader: Reader, measures: Iterable[Measure]) -> dict[int, Departure]:
    """Return how those left that had a measure while they were members, by the measure's number."""
    stays = stays_of(reader.changes())
    again = {stay.enterprise for stay in stays if stay.left is None}
    told: dict[Stay, Departure] = {}
    found = {}
    for each in measures:
        stay = stay_of(each, stays)
        if stay is not None and stay.left is not None:
            if stay not in told:
                told[stay] = Departure(stay.left.on, leaving_text(reader, stay), stay.enterprise in again)
            found[each.number] = told[stay]
    return found
