"""The record as it was: the first entries of the log, folded into a database in memory by the same functions.

Documents are read from the record itself, and their digests are checked as always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter, itemgetter

from sqlalchemy import Connection, func, insert, select

from cultivation.record import tables
from cultivation.record.copies import FewParsed, copy_in_memory
from cultivation.record.doubts import Doubts
from cultivation.record.entries import WorkbookReceived
from cultivation.record.log import Entry, read_entries
from cultivation.record.parsed import ParsedDocuments
from cultivation.record.projections import (
    BY_KIND,
    Documents,
    Receipt,
    apply,
    apply_all,
    take_applications,
)
from cultivation.record.reader import Reader
from cultivation.record.times import time_text

AT_ONCE = 1000


class PastReader(Reader):
    """Answers from a copy in memory; documents come from the record itself."""

    def __init__(self, connection: Connection, record: Reader) -> None:
        super().__init__(connection)
        self._original = record

    def document(self, sha256: str) -> bytes:
        """Return the bytes of a document."""
        return self._original.document(sha256)


@dataclass
class Replica:
    """A copy that grows entry by entry."""

    connection: Connection
    record: Reader
    documents: Documents

    @property
    def reader(self) -> PastReader:
        """Return a reader of what the copy holds now."""
        return PastReader(self.connection, self.record)

    def take(self, entries: Iterable[Entry]) -> None:
        """Add entries as they are, and bring the tables up to date."""
        source = iter(entries)
        while some := list(islice(source, AT_ONCE)):
            self.connection.execute(insert(tables.log), [entry.row() for entry in some])
            apply_all(self.connection, some, self.documents)


@contextmanager
def replica_of(record: Reader) -> Iterator[Replica]:
    """Make an empty copy; it is gone afterwards."""
    with copy_in_memory() as connection:
        yield Replica(connection, record, FewParsed(record.document))


@contextmanager
def as_known_at(
    record: Connection,
    moment: datetime,
    parsed: ParsedDocuments | None = None,
    doubts: Doubts | None = None,
) -> Iterator[Reader]:
    """Open the record as known at a moment: with all entries up to the last one recorded until then.

    Where nothing was recorded since, that is the record as it is.
    """
    until = time_text(moment)
    known = select(func.max(tables.log.c.seq)).where(tables.log.c.recorded_at <= until)
    last = record.execute(known).scalar() or 0
    if last == record.execute(select(func.max(tables.log.c.seq))).scalar():
        yield Reader(record, parsed, doubts=doubts)
        return
    with copy_in_memory() as copy:
        fold_until(record, copy, last)
        yield Reader(copy, parsed, record, last, doubts)


def fold_until(record: Connection, copy: Connection, last: int) -> None:
    """Make the tables as they were after the entry `last`.

    What a receipt does is known from the tables of receipts, without its entry and documents; entries of all
    other kinds that change tables are applied as when they were appended.
    """
    documents = FewParsed(Reader(record).document)
    receipts = _receipts(record, last)
    waiting = next(receipts, None)

    def until(seq: int) -> Iterator[Receipt]:
        nonlocal waiting
        while waiting is not None and waiting.seq < seq:
            yield waiting
            waiting = next(receipts, None)

    def take(several: Iterable[Receipt]) -> None:
        for _year, of_year in groupby(several, key=attrgetter("year")):
            take_applications(copy, list(of_year))

    for entry in read_entries(record, kinds=BY_KIND.keys() - {WorkbookReceived.KIND}, last=last):
        take(until(entry.seq))
        apply(copy, entry, documents)
    take(until(last + 1))


def _receipts(record: Connection, last: int) -> Iterator[Receipt]:
    """Yield the receipts up to an entry, in the order of the log."""
    receipt, filing = tables.receipt.c, tables.filing.c
    firms = select(filing.seq, filing.enterprise_id, filing.name).where(filing.seq <= last)
    listed = record.execute(firms.order_by(filing.seq, filing.place)).all()
    known = {row.seq: row for row in record.execute(select(tables.receipt).where(receipt.seq <= last)).all()}
    for seq, several in groupby(listed, key=itemgetter(0)):
        own, pairs = known[seq], [(key, name) for _seq, key, name in several]
        yield Receipt(seq, own.year, own.file, own.file_digest, own.document, pairs)
