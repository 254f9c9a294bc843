"""The record as it was: the first entries of the log, folded into a database in memory by the same functions.

Documents are not copied; they are read from the record itself, and their digests are checked as always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, func, insert, select

from cultivation.record import tables
from cultivation.record.database import Database
from cultivation.record.log import Entry, read_entries
from cultivation.record.projections import apply_all
from cultivation.record.reader import Reader

AT_ONCE = 1000


class PastReader(Reader):
    """Answers from a copy in memory; documents come from the record itself."""

    def __init__(self, connection: Connection, record: Reader) -> None:
        super().__init__(connection)
        self._record = record

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document."""
        return self._record.document(sha256)


@dataclass
class Replica:
    """A copy that grows entry by entry."""

    connection: Connection
    record: Reader

    @property
    def reader(self) -> PastReader:
        """Return a reader of what the copy holds now."""
        return PastReader(self.connection, self.record)

    def take(self, entries: Iterable[Entry]) -> None:
        """Add entries as they are, and bring the tables up to date."""
        source = iter(entries)
        while some := list(islice(source, AT_ONCE)):
            self.connection.execute(insert(tables.log), [entry.row() for entry in some])
            apply_all(self.connection, some, self._load)

    def _load(self, sha256: str) -> Any:
        """Parse a document; unlike the reader's own, the parsed form is not kept for later."""
        return orjson.loads(self.record.document(sha256))


@contextmanager
def replica_of(record: Reader) -> Iterator[Replica]:
    """Make an empty copy; it is gone afterwards."""
    engine = Database("sqlite://").engine
    try:
        with engine.connect() as connection:
            tables.METADATA.create_all(connection)
            yield Replica(connection, record)
    finally:
        engine.dispose()


@contextmanager
def as_known_at(record: Connection, moment: datetime) -> Iterator[Reader]:
    """Open the record as known at a moment: with all entries up to the last one recorded until then.

    Where nothing was recorded since, that is the record as it is.
    """
    until = moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    known = select(func.max(tables.log.c.seq)).where(tables.log.c.recorded_at <= until)
    last = record.execute(known).scalar() or 0
    if last == record.execute(select(func.max(tables.log.c.seq))).scalar():
        yield Reader(record)
        return
    with replica_of(Reader(record)) as copy:
        copy.take(read_entries(record, limit=last))
        yield copy.reader
