"""One enterprise through the years: place, outcome and reason of each review, and what happened between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.core.pool.proposal import Line
from cultivation.core.wording.reasons import outcome_text, reason_text
from cultivation.queries.benefits import benefits_of
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.events import Event, events_of
from cultivation.queries.succession import codes_before
from cultivation.queries.year import State, Year
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class YearOfFirm:
    """What one review made of an enterprise."""

    year: int
    line: Line
    decided: bool
    total: str | None
    reason: str
    document: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "year": self.year,
            "name": self.line.name,
            "rank": self.line.rank,
            "total": self.total,
            "action": str(self.line.action),
            "outcome": outcome_text(self.line.action, self.decided),
            "decided": self.decided,
            "reason_code": str(self.line.reason),
            "reason": self.reason,
            "document": self.document,
        }


@dataclass(frozen=True, slots=True)
class History:
    """An enterprise under all its codes; `years` by year, `events` in the order of the record."""

    id: str
    name: str
    years: tuple[YearOfFirm, ...]
    events: tuple[Event, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {
            "id": self.id,
            "name": self.name,
            "years": [each.to_json() for each in self.years],
            "events": [each.to_json() for each in self.events],
        }


def history_of(reader: Reader, text: str) -> History:
    """Return what the record says of one enterprise, under its earlier codes, too."""
    state = State(reader)
    key, name = find_enterprise(reader, text)
    codes = [key, *codes_before(reader, key)]
    years = [
        found
        for code in codes
        for each in reader.history(code)
        for found in _year_of_firm(state.year(each.year), code)
    ]
    return History(key, name, tuple(sorted(years, key=lambda each: each.year)), tuple(_events(reader, codes)))


def _year_of_firm(year: Year, key: str) -> Iterator[YearOfFirm]:
    """Yield what a year made of it; nothing where a newer scoring has overtaken its proposal."""
    line, score = year.line_of.get(key), year.scores.get(key)
    if line is None:
        return
    total = year.table.points(score.total) if score else None
    reason = reason_text(line, year.rules, score.gates_failed if score else ())
    document = year.review_year.decision_document
    yield YearOfFirm(year.number, line, year.is_decided, total, reason, document)


def _events(reader: Reader, codes: Sequence[str]) -> list[Event]:
    """Return each event once, also one that concerns two of the codes."""
    found = [each for code in codes for each in events_of(reader, code)] + benefits_of(reader, codes)
    return sorted(dict.fromkeys(found), key=lambda each: each.seq)
