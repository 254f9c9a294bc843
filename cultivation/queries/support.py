"""Support measures on record: what went to whom, and what went to firms that later left the pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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


def measures_of(reader: Reader) -> list[Measure]:
    """Return every measure, the cancelled too, by number."""
    why = {each.content.number: each.content.reason for each in reader.entries_of(SupportCancelled)}
    later, names = recoded(reader), reader.enterprises()
    return [
        _measure(each, entry, why, later, names)
        for entry in reader.entries_of(SupportImported)
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


def left_since(reader: Reader, measures: Iterable[Measure]) -> list[tuple[Measure, Stay]]:
    """Return the measures given to members that have left the pool since, each with the stay that ended."""
    stays = stays_of(reader.changes())
    found = [(each, stay_of(each, stays)) for each in measures]
    return [(each, stay) for each, stay in found if stay is not None and stay.left is not None]
