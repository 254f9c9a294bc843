"""Anchors made: of the record as it ends, or of the end of each day or decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from cultivation.record.anchors.anchor import Anchor, anchor_of, tree_of
from cultivation.record.entries import YearDecided
from cultivation.record.log import Entry
from cultivation.record.reader import Reader
from cultivation.record.times import moment_of


class Every(StrEnum):
    """How often an anchor is due."""

    DAY = "day"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Due:
    """When anchors are due, and the last one that was made before."""

    every: Every | None = None
    earlier: Anchor | None = None


def anchors_due(reader: Reader, moment: datetime, due: Due) -> list[Anchor]:
    """Make the anchors that are due, each following from the one before; else one of the end."""
    after = due.earlier.entries if due.earlier and due.every else 0
    entries = list(_ends(reader, after, due.every))
    tree = tree_of(reader.hashes(entries[-1].seq)) if entries else tree_of(())
    made, last = [], due.earlier
    for entry in entries:
        last = anchor_of(entry, moment, tree, last)
        made.append(last)
    return made


def _ends(reader: Reader, after: int, every: Every | None) -> Iterator[Entry]:
    if every is None:
        yield from reader.entries(limit=1, newest_first=True)
    elif every is Every.DECISION:
        yield from (each for each in reader.entries(after) if each.kind == YearDecided.KIND)
    else:
        yield from _last_of_each_day(reader.entries(after))


def _last_of_each_day(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Days are those of this machine's time zone; today is as long as it is so far."""
    for entry, following in pairwise((*entries, None)):
        if entry and (following is None or _day(entry) != _day(following)):
            yield entry


def _day(entry: Entry) -> str:
    return moment_of(entry.recorded_at).astimezone().date().isoformat()
