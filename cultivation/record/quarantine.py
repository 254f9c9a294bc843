"""Setting a broken tail of the log aside: it stays readable, it is on record, and the chain goes on.

What was not written by this program cannot be taken back, since nothing in the log is. It is moved into a
document of an entry that says so; whoever holds an anchor of the good part finds it where it was.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from cultivation.canonical import digest
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries.audit import EntriesSetAside
from cultivation.record.guards import put_up_guards, take_away_guards
from cultivation.record.verify import Fault, Walk, text_as_found, walk_log

ENTRIES = "SELECT seq, recorded_at, actor, kind, payload, prev, hash FROM log"
FOREIGN = "seq < 1 OR seq > :last"


@dataclass(frozen=True, slots=True)
class Tail:
    """What does not belong to the chain: entries, documents that no entry names, and why it breaks there.

    `last` is the last entry in order. Documents whose content is not what their digest says are `altered`.
    """

    last: int
    reason: str
    entries: Sequence[Mapping[str, Any]] = ()
    unnamed: Sequence[NewDocument] = ()
    altered: Sequence[Mapping[str, Any]] = field(default=())

    def __bool__(self) -> bool:
        """Tell whether there is anything to set aside."""
        return bool(self.entries or self.unnamed or self.altered)

    @property
    def documents(self) -> list[NewDocument]:
        """Return what the entry about it names: all as it was found, and the documents that are whole."""
        found = {
            "entries": [_plain(each) for each in self.entries],
            "documents": list(map(_plain, self.altered)),
        }
        content = json.dumps(found, sort_keys=True).encode("ascii")
        return [NewDocument(content, f"set_aside_{self.last + 1}.json", JSON), *self.unnamed]

    def said(self, reason: str) -> EntriesSetAside:
        """Return the entry about it."""
        number = len(self.entries)
        first = self.last + 1
        return EntriesSetAside(first=first, last=self.last + number, number=number, reason=reason)


def foreign_tail(connection: Connection) -> Tail:
    """Find where the chain breaks, and what stands behind; the documents before are not looked at."""
    walk, reason = Walk(), ""
    with text_as_found(connection):
        try:
            walk_log(connection, walk)
        except Fault as fault:
            reason = fault.reason
        rows = connection.execute(text(f"{ENTRIES} WHERE {FOREIGN} ORDER BY seq"), {"last": walk.entries})
        entries = [dict(row._mapping) for row in rows]
        query = text("SELECT sha256, media_type, name, content FROM document")
        others = [dict(row._mapping) for row in connection.execute(query) if row.sha256 not in walk.listed]
    whole = [each for each in others if _is_whole(each)]
    unnamed = [NewDocument(bytes(each["content"]), each["name"], each["media_type"]) for each in whole]
    return Tail(walk.entries, reason, entries, unnamed, [each for each in others if each not in whole])


def take_out(connection: Connection, tail: Tail) -> None:
    """Take the entries and the altered documents out of their tables; only who owns these can."""
    take_away_guards(connection)
    connection.execute(text(f"DELETE FROM log WHERE {FOREIGN}"), {"last": tail.last})
    for each in tail.altered:
        connection.execute(text("DELETE FROM document WHERE sha256 = :sha256"), {"sha256": each["sha256"]})
    put_up_guards(connection)


def _is_whole(row: Mapping[str, Any]) -> bool:
    content, names = row["content"], (row["name"], row["media_type"])
    if not isinstance(content, bytes | memoryview) or not all(isinstance(each, str) for each in names):
        return False
    return digest(bytes(content)) == row["sha256"] and all(each.isprintable() for each in names)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row for JSON: bytes that are no text come in Base64."""
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value
        for name, value in row.items()
    }
