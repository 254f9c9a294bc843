"""The entries of the log by firm, person, kind, year and days: the newest first, some at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cultivation.canonical import visible
from cultivation.errors import UsageMistake
from cultivation.language import _, bracketed, join_names
from cultivation.queries.entry_names import BY_KIND, kind_text
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.rows import ReviewYear
from cultivation.record.times import is_time

if TYPE_CHECKING:
    from cultivation.queries.dossier.identity import Identity

CODE_KEYS = ("enterprise", "enterprises", "entered", "left", "into")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries are wanted; what is empty or None does not matter.

    `first` and `last` are days of this machine, both included. Of a person's name only what the eye tells
    apart matters. Raises UsageMistake where the days are the wrong way round.
    """

    firm: Identity | None = None
    actor: str = ""
    kind: str = ""
    year: int | None = None
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise UsageMistake(
                _("The first day, {first}, is later than the last, {last}.").format(
                    first=self.first, last=self.last
                )
            )

    @property
    def is_empty(self) -> bool:
        """Tell whether every entry is wanted."""
        return self == LogFilter()


def kind_named(text: str) -> str:
    """Return the kind of entry that is meant by its code, or by its name in the language spoken now."""
    named = {visible(kind_text(kind)).casefold(): kind for kind in BY_KIND}
    kind = text if text in BY_KIND else named.get(visible(text).casefold())
    if kind is None:
        known = join_names(f"{each}{bracketed(kind_text(each))}" for each in BY_KIND)
        raise UsageMistake(
            _("There is no kind of entry '{kind}'. There are: {known}").format(kind=text, known=known)
        )
    return kind


@dataclass(frozen=True, slots=True)
class LogPart:
    """Some of the entries that are wanted, the newest first; `more` tells whether there are earlier ones."""

    entries: tuple[Entry, ...]
    more: bool


def entries_wanted(reader: Reader, wanted: LogFilter, most: int | None, before: int | None = None) -> LogPart:
    """Return the entries that are wanted, at most so many, all with a number below `before`."""
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
        (not wanted.actor or _looks(wanted.actor) == _looks(entry.actor))
        and wanted.kind in ("", entry.kind)
        and wanted.year in (None, entry.payload.get("year"))
        and _is_between(entry, wanted.first, wanted.last)
        and (wanted.firm is None or entry.seq in steps or names(entry, wanted.firm))
    )


def _looks(name: str) -> str:
    return visible(name).casefold()


def _is_between(entry: Entry, first: date | None, last: date | None) -> bool:
    """Tell whether an entry was recorded between two days; one that bears no time was on none of them."""
    if first is None and last is None:
        return True
    if not is_time(entry.recorded_at):
        return False
    return (first or date.min) <= recorded_on(entry) <= (last or date.max)


def persons(reader: Reader) -> list[str]:
    """Return who has recorded anything, by name."""
    return sorted({entry.actor for entry in reader.entries()})


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
