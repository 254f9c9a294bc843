"""The entries of the log by firm, person, kind, year and day: the newest first, some at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cultivation.queries.dossier.identity import Identity
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear

CODE_KEYS = ("enterprise", "enterprises", "entered", "left", "into")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries are wanted; what is empty or None does not matter. A day is one of this machine."""

    firm: Identity | None = None
    actor: str = ""
    kind: str = ""
    year: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class LogPart:
    """Some of the entries that are wanted, the newest first; `more` tells whether there are earlier ones."""

    entries: tuple[Entry, ...]
    more: bool


def entries_wanted(reader: Reader, wanted: LogFilter, most: int, before: int | None = None) -> LogPart:
    """Return at most some of the entries that are wanted, all with a number below `before`."""
    steps = steps_of(reader, wanted.firm, reader.years()) if wanted.firm else set()
    found: list[Entry] = []
    for entry in reader.entries(newest_first=True):
        if (before is None or entry.seq < before) and _is_wanted(entry, wanted, steps):
            if len(found) == most:
                return LogPart(tuple(found), True)
            found.append(entry)
    return LogPart(tuple(found), False)


def _is_wanted(entry: Entry, wanted: LogFilter, steps: set[int | None]) -> bool:
    return (
        wanted.actor in ("", entry.actor)
        and wanted.kind in ("", entry.kind)
        and wanted.year in (None, entry.payload.get("year"))
        and wanted.day in (None, recorded_on(entry))
        and (wanted.firm is None or entry.seq in steps or names(entry, wanted.firm))
    )


def recorded_on(entry: Entry) -> date:
    """Return the day on which an entry was recorded, by the clock of this machine."""
    return datetime.fromisoformat(entry.recorded_at).astimezone().date()


def entries_about(reader: Reader, firm: Identity, years: list[ReviewYear]) -> Iterator[Entry]:
    """Yield the entries that name an enterprise, brought its applications, or were the steps of its years."""
    steps = steps_of(reader, firm, years)
    return (entry for entry in reader.entries() if entry.seq in steps or names(entry, firm))


def steps_of(reader: Reader, firm: Identity, years: list[ReviewYear]) -> set[int | None]:
    """Return the entries that scored, proposed and decided the years in which an enterprise appears."""
    steps: set[int | None] = set()
    for year in years:
        applied = [row for code in firm.codes if (row := reader.application(year.year, code)) is not None]
        reviewed = any(line.year == year.year for code in firm.codes for line in reader.history(code))
        if applied or reviewed:
            steps |= {year.scored_seq, year.proposed_seq, year.decided_seq}
        steps |= {row.seq for row in applied}
    return steps


def names(entry: Entry, firm: Identity) -> bool:
    """Tell whether an entry names an enterprise by one of its codes."""
    for key in CODE_KEYS:
        said = entry.payload.get(key)
        codes = said if isinstance(said, list) else (said,) if isinstance(said, str) else ()
        if firm.among(codes):  # a list of an authority tells how many enterprises, not which
            return True
    return False
