"""What clerks explained of the headings of an office's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.core.rules.headers import normalise
from cultivation.language import _, current
from cultivation.queries.year import State
from cultivation.record.entries import HeadingExplained
from cultivation.record.reader import Reader


@dataclass(frozen=True)
class ExplainedHeading:
    """What a clerk said of a heading: the field it stands for, "" for none; and the entry that says so."""

    heading: str
    field: str
    year: int
    seq: int
    recorded_at: str
    actor: str

    def label(self, state: State) -> str:
        """Name the field under the rules of the year in which it was said."""
        if not self.field:
            return _("not used")
        label = state.year(self.year).rules.label_of(self.field)
        return f"{label.text(current())} ({self.field})"

    def to_json(self, label: str) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "heading": self.heading,
            "field": self.field,
            "label": label,
            "year": self.year,
            "entry": self.seq,
            "recorded_at": self.recorded_at,
            "actor": self.actor,
        }


def headings_explained(reader: Reader) -> dict[str, ExplainedHeading]:
    """Return what was said last of each heading, by its normal form; what was taken back is left out."""
    found: dict[str, ExplainedHeading] = {}
    for entry in reader.entries_of(HeadingExplained):
        said = entry.content
        found.pop(normalise(said.heading), None)
        if said.field is not None:
            place = (said.year, entry.seq, entry.recorded_at, entry.actor)
            found[normalise(said.heading)] = ExplainedHeading(said.heading, said.field, *place)
    return found
