"""The log: entries that follow each other, each sealed with a hash that includes the hash before."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Row, bindparam, func, select

from cultivation.canonical import canonical_json, digest, in_normal_form
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record import tables
from cultivation.record.bulk import insert_rows
from cultivation.record.times import time_after, time_text
from cultivation.steps import Act, Step

NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: who recorded what, and when."""

    seq: int
    recorded_at: str
    actor: str
    kind: str
    payload: Mapping[str, Any]
    prev: str
    hash: str

    def seal(self) -> str:
        """Return the hash that the entry must have, computed from everything else."""
        return seal(
            self.seq, self.recorded_at, self.actor, self.kind, canonical_json(self.payload), self.prev
        )

    def row(self) -> dict[str, Any]:
        """Return the row of the table."""
        names = ("seq", "recorded_at", "actor", "kind", "prev", "hash")
        row = {name: getattr(self, name) for name in names}
        return {**row, "payload": canonical_json(self.payload).decode()}


def seal(seq: int, recorded_at: str, actor: str, kind: str, payload: bytes, prev: str) -> str:
    """Return the hash of an entry whose payload is given in its canonical form.

    What is hashed is the canonical form of the whole: its keys in their order, each value in its own form.
    """
    form = {
        "actor": _normal(actor),
        "kind": _normal(kind),
        "payload": orjson.Fragment(payload),
        "prev": _normal(prev),
        "recorded_at": _normal(recorded_at),
        "seq": seq,
    }
    return digest(orjson.dumps(form))


def _normal(value: str) -> str:
    return in_normal_form(value) if type(value) is str else value  # in a damaged row it may be anything


# Made once: building a statement takes longer than sending it.
LAST = (
    select(tables.log.c.seq, tables.log.c.hash, tables.log.c.recorded_at)
    .order_by(tables.log.c.seq.desc())
    .limit(1)
)

OF_KINDS = (
    select(tables.log)
    .where(tables.log.c.seq > 0, tables.log.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(tables.log.c.seq)
)
_RECEIPT = tables.receipt.c
LAST_RECEIPTS = select(tables.log).where(
    tables.log.c.seq.in_(
        select(func.max(_RECEIPT.seq)).where(_RECEIPT.document != "").group_by(_RECEIPT.year)
    ),
    tables.log.c.kind == bindparam("kind"),
)


class New(NamedTuple):
    """What is to be an entry. `may_go_back` lets it bear an earlier time than the one before it."""

    moment: datetime
    kind: str
    payload: Mapping[str, Any]
    may_go_back: bool = False


def append_entries(
    connection: Connection, actor: str, several: Sequence[New], after: Entry | None = None
) -> list[Entry]:
    """Add entries after the last one, which is looked up unless it is given.

    A clock that stands earlier than that is refused, unless the entry itself says why.
    """
    last = after or connection.execute(LAST).one_or_none()
    seq, prev, before = (last.seq, last.hash, last.recorded_at) if last else (0, NOTHING_BEFORE, "")
    actor = unicodedata.normalize("NFC", actor)
    rows = []
    for each in several:
        seq += 1
        content = canonical_json(each.payload)
        goes_on = before and not each.may_go_back
        before = time_after(before, each.moment) if goes_on else time_text(each.moment)
        hash_ = seal(seq, before, actor, each.kind, content, prev)
        rows.append((seq, before, actor, each.kind, content.decode(), prev, hash_))
        prev = hash_
    insert_rows(connection, tables.log, rows)
    return [Entry(*row[:4], orjson.loads(row[4]), *row[5:]) for row in rows]


def read_entries(
    connection: Connection,
    after: int = 0,
    limit: int | None = None,
    newest_first: bool = False,
    kinds: Collection[str] | None = None,
    last: int | None = None,
) -> Iterator[Entry]:
    """Yield entries with a number above `after` and up to `last`, all or those of some kinds."""
    if kinds is not None and after == 0 and limit is None and last is None and not newest_first:
        yield from map(_entry, connection.execute(OF_KINDS, {"kinds": list(kinds)}))
        return
    seq = tables.log.c.seq
    query = select(tables.log).where(seq > after).order_by(seq.desc() if newest_first else seq).limit(limit)
    if kinds is not None:
        query = query.where(tables.log.c.kind.in_(kinds))
    if last is not None:
        query = query.where(seq <= last)
    for row in connection.execute(query):
        yield _entry(row)


def last_receipts(connection: Connection, kind: str) -> list[Entry]:
    """Return, for each year, the entry (of the kind for workbooks) of the last that held an application."""
    return [_entry(row) for row in connection.execute(LAST_RECEIPTS, {"kind": kind})]


def _entry(row: Row[Any]) -> Entry:
    try:
        payload = orjson.loads(row.payload)
    except ValueError as error:
        sentence = _("Entry {seq} of the log cannot be read. Check the whole record.")
        raise EnvironmentTrouble(sentence.format(seq=row.seq), step=Step(Act.VERIFY_RECORD)) from error
    return Entry(row.seq, row.recorded_at, row.actor, row.kind, payload, row.prev, row.hash)
