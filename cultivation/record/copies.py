"""Tables in memory, into which a part of the log is folded by the same functions as into the record's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, event

from cultivation.record import tables
from cultivation.record.database import Database
from cultivation.record.projections import Load
from cultivation.record.watch import begin

DOCUMENTS_KEPT = 4  # parsed; corrections that follow each other mostly look at the same one


@contextmanager
def copy_in_memory() -> Iterator[Connection]:
    """Make empty tables, gone afterwards; they may hold a part of a record, so no foreign key is checked."""
    engine = Database("sqlite://").engine
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA foreign_keys = OFF"))
    try:
        with engine.connect() as connection:
            tables.METADATA.create_all(connection)
            begin(connection)
            yield connection
    finally:
        engine.dispose()


def loader_of(document: Callable[[str], bytes]) -> Load:
    """Return what parses a document, given what reads it; few parsed forms are kept for later."""

    @lru_cache(DOCUMENTS_KEPT)
    def load(sha256: str) -> Any:
        return orjson.loads(document(sha256))

    return load
