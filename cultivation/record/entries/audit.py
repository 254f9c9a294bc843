"""What is done for the record's own sake: entries set aside, a clock explained, a restore tried."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content


@dataclass(frozen=True, kw_only=True)
class EntriesSetAside(Content):
    """Entries from `first` to `last` that broke the chain, or documents that nobody named, were set aside.

    Its first document holds them as found; `last` is `first` less 1 where there were only documents.
    """

    KIND = "entries_set_aside"
    first: int
    last: int
    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClockSetBack(Content):
    """Entries from here on bear earlier times than the one before, whose time `previous` is, and why."""

    KIND = "clock_set_back"
    previous: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RestoreDrilled(Content):
    """A backup was restored aside and proved: so many entries up to its head, so many steps done again.

    `missing` is how many entries the record had beyond the backup; `anchored` is the entry that the newest
    anchor reaches, 0 where none was given.
    """

    KIND = "restore_drilled"
    file: str
    entries: int
    head: str
    missing: int
    anchored: int
    steps: int
