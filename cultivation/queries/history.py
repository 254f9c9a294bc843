"""One enterprise through the years: place, outcome and reason of each review, and what happened between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cultivation.core.pool.proposal import Line
from cultivation.core.wording.reasons import outcome_text, reason_text
from cultivation.language import _
from cultivation.queries.benefits import benefits_of
from cultivation.queries.dossier.identity import Identity, identity_of
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.entry_names import about, kind_text
from cultivation.queries.events import Event, events_of
from cultivation.queries.log import entries_about, recorded_on
from cultivation.queries.succession import codes_before
from cultivation.queries.year import State, Year
from cultivation.record.log import Entry
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


@dataclass(frozen=True, slots=True)
class KnownLater:
    """An enterprise as it is known now, for a look back: the entries that concern it, the earliest first."""

    firm: Identity
    entries: tuple[Entry, ...]

    def since(self, moment: datetime) -> list[Entry]:
        """Return what was recorded after a moment."""
        return [each for each in self.entries if datetime.fromisoformat(each.recorded_at) > moment]

    def unknown(self, moment: datetime) -> str:
        """Say that nothing was on record of it, and what came first."""
        when = f"{moment:%Y-%m-%d %H:%M}"
        if not self.entries:
            return _("{name} ({code}) was not on record on {when}.").format(
                name=self.firm.name, code=self.firm.code, when=when
            )
        first = self.entries[0]
        return _(
            "{name} ({code}) was not on record on {when}; first came entry {seq} on {day}: {what}."
        ).format(
            name=self.firm.name,
            code=self.firm.code,
            when=when,
            seq=first.seq,
            day=recorded_on(first),
            what=kind_text(first.kind),
        )


def known_later(reader: Reader, text: str) -> KnownLater:
    """Return who is meant by the record as it stands, with what it says of it."""
    firm = identity_of(reader, text)
    return KnownLater(firm, tuple(entries_about(reader, firm, reader.years())))


def known_then(reader: Reader, firm: Identity) -> History | None:
    """Return what an earlier state of the record says of an enterprise of now; None where nothing yet."""
    known = reader.enterprises()
    code = next((code for code in reversed(firm.codes) if code in known), None)
    return None if code is None else history_of(reader, code)


def later_json(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the shape of the contract of what was recorded later."""
    return [
        {
            "seq": each.seq,
            "recorded_at": each.recorded_at,
            "actor": each.actor,
            "kind": each.kind,
            "year": each.payload.get("year"),
            "about": about(each.payload),
        }
        for each in entries
    ]


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
