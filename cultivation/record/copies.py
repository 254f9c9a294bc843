"""Tables in memory, into which a part of the log is folded by the same functions as into the record's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_mock_engine, event

from cultivation.record import tables
from cultivation.record.database import Database
from cultivation.record.watch import begin

DOCUMENTS_KEPT = 4  # parsed; corrections that follow each other mostly look at the same one


@contextmanager
def copy_in_memory() -> Iterator[Connection]:
    """Make empty tables, gone afterwards; they may hold a part of a record, so no foreign key is checked."""
    with _memory().connect() as connection:
        for statement in _schema():
            connection.exec_driver_sql(statement)
        begin(connection)
        yield connection


@cache
def _memory() -> Engine:
    """Return what gives each connection a database of its own; statements are compiled once for all."""
    engine = Database("sqlite://", connections=0).engine
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA foreign_keys = OFF"))
    return engine


@cache
def _schema() -> tuple[str, ...]:
    """Return the statements that make the tables."""
    made: list[str] = []
    dialect = _memory().dialect
    engine = create_mock_engine("sqlite://", lambda each, *_: made.append(str(each.compile(dialect=dialect))))
    tables.METADATA.create_all(engine, checkfirst=False)
    return tuple(made)


class FewParsed:
    """Reads documents; few parsed forms are kept for later."""

    def __init__(self, document: Callable[[str], bytes]) -> None:
        self.document = document
        self.document_json = lru_cache(DOCUMENTS_KEPT)(self._parsed)

    def _parsed(self, sha256: str) -> Any:
        return orjson.loads(self.document(sha256))
