"""Into another database: every entry and document as it is, so that the chain is the same."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, insert

from cultivation.record import tables
from cultivation.record.log import Entry
from cultivation.record.projections import apply
from cultivation.record.reader import Reader


def take_over(connection: Connection, source: Reader, target: Reader) -> int:
    """Copy the whole record of `source` into an empty one, and make its tables; return how many entries."""
    number, stored = 0, set[str]()
    for entry in source.entries():
        for document in _new_documents(entry, source, stored):
            connection.execute(insert(tables.document).values(**document))
        connection.execute(insert(tables.log).values(entry.row()))
        if connection.dialect.name != "postgresql":  # there, the server has done it
            apply(connection, entry, target)
        number += 1
    return number


def _new_documents(entry: Entry, source: Reader, stored: set[str]) -> Iterator[dict[str, object]]:
    for each in entry.payload.get("documents", ()):
        if each["sha256"] not in stored:
            stored.add(each["sha256"])
            yield {**each, "content": source.document(each["sha256"])}
