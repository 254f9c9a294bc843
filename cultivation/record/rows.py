"""What the questions on the record answer with: one class for each kind of row."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.core.scoring.batch import Batch


@dataclass(frozen=True, slots=True)
class ReviewYear:
    """Where a review year stands; what has not happened yet is None."""

    year: int
    rule_set: str
    version: str
    rules_digest: str
    cutoff: str
    state: str
    opened_by: str
    applications_seq: int | None
    scored_seq: int | None
    scores_digest: str | None
    proposed_seq: int | None
    proposal_digest: str | None
    proposer: str | None
    decided_seq: int | None
    decision_document: str | None
    decision_date: str | None
    approver: str | None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application with the workbook it came in; `seq` is the entry that received it.

    `marks` are what experts' marks and the opinions of zones and departments came to, by field; of one of
    these and a correction the later one counts. `filled` is what lists say, which nothing overrides.
    `registered` are values of registers that count in place of a claim, where the rule set says so.
    """

    year: int
    enterprise_id: str
    name: str
    file: str
    file_digest: str
    seq: int
    batch: Batch
    place: int
    corrections: Mapping[str, Mapping[str, Any]]
    marks: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    filled: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    registered: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)

    @property
    def record(self) -> dict[str, Any]:
        """Return what it says now, in the form of Application.to_record."""
        record = self.batch.record(self.place)
        for field, correction in self.corrections.items():
            before = record["values"].get(field, {"sheet": "", "cell": ""})
            record["values"][field] = {**before, **correction}
        for field in self._marked:
            record["values"][field] = dict(self.marks[field])
        for field, value in self.registered.items():
            record["values"][field] = {**record["values"].get(field, {"sheet": "", "cell": ""}), **value}
        return {**record, "values": {**record["values"], **self.filled}}

    @property
    def _marked(self) -> list[str]:
        """Return the fields that hold a mark which no later correction replaced."""
        corrected = {key: each["note"]["correction"] for key, each in self.corrections.items()}
        return [key for key, mark in self.marks.items() if _seq_of(mark["note"]) > corrected.get(key, 0)]

    @property
    def said_later(self) -> set[str]:
        """Return the fields of which something else counts, or may, than what the workbook says."""
        return {*self.corrections, *self.marks, *self.registered, *self.filled}

    def text(self, field: str) -> str | None:
        """Return the exact text of one value as it stands now, None where there is none."""
        by_marks = self.marks if field in self._marked else {}
        for latest in (self.filled, self.registered, by_marks, self.corrections):
            if field in latest:
                text: str | None = latest[field]["value"]
                return text
        return self.batch.text(field, self.place)


def _seq_of(note: Mapping[str, Any]) -> int:
    """Return the entry in which a mark or an opinion stands."""
    return int(note["panel"] if "panel" in note else note["opinion"])


@dataclass(frozen=True, slots=True)
class LineRow:
    """What a year's proposal, or once it is taken its decision, says of an enterprise."""

    year: int
    enterprise_id: str
    name: str
    rank: int | None
    action: str
    reason: str
    reserve_place: int | None
    override: str


LINE_KEYS = ("id", "name", "rank", "action", "reason_code", "reserve_place", "override")


def lines_of(year: int, document: Mapping[str, Any]) -> list[LineRow]:
    """Return the lines of a proposal or decision from its document."""
    return [LineRow(year, *(each[key] for key in LINE_KEYS)) for each in document["lines"]]


def by_place(line: LineRow) -> tuple[bool, int, str]:
    """Return the order of lines: the ranked by place, then the others by id."""
    return line.rank is None, line.rank or 0, line.enterprise_id


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the pool, with its latest name and the year in which it entered."""

    id: str
    name: str
    since: int
