"""The demonstration enterprises of a year: selected from its members, by place or by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.record.entries import DemonstrationsSelected, Recorded
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection of a year. `top` is None where it was by name, for the `reason`.

    `enterprises` are the codes as they were then. A selection `stands` until a later one takes its place,
    or the decision that it rests on is reversed.
    """

    year: int
    enterprises: tuple[str, ...]
    top: int | None
    reason: str
    document: str
    on: str
    actor: str
    seq: int
    stands: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "enterprises": self.enterprises,
            "top": self.top,
            "reason": self.reason,
            "document": self.document,
            "on": self.on,
            "actor": self.actor,
        }


def selections(reader: Reader) -> list[Selection]:
    """Return every selection ever made, in the order of the record."""
    entries = list(reader.entries_of(DemonstrationsSelected))
    last = {entry.content.year: entry.seq for entry in entries}
    decided = {each.year: each.decided_seq for each in reader.years()}
    return [_selection(entry, last, decided) for entry in entries]


def _selection(
    entry: Recorded[DemonstrationsSelected], last: dict[int, int], decided: dict[int, int | None]
) -> Selection:
    said = entry.content
    return Selection(
        said.year,
        said.enterprises,
        said.top,
        said.reason,
        said.document,
        said.on,
        entry.actor,
        entry.seq,
        entry.seq == last[said.year] and said.decision == decided.get(said.year),
    )


def selection_of(year: Year) -> Selection | None:
    """Return the selection of a year that stands, None where there is none."""
    return next((each for each in selections(year.reader) if each.year == year.number and each.stands), None)


def demonstrating(year: Year) -> set[str]:
    """Return the demonstration enterprises of a year, by the codes of then and by those of now."""
    found = selection_of(year)
    if found is None:
        return set()
    later = recoded(year.reader)
    return {code for key in found.enterprises for code in (key, later.get(key, key))}
