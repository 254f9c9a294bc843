"""The database itself refuses to change what is on record."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cultivation.record.database import Database
from cultivation.record.store import Record

ENTRY = "INSERT INTO log VALUES ({seq}, 't', 'a', 'k', '{{}}', {prev}, 'h')"
LAST_HASH = "(SELECT hash FROM log WHERE seq = 12)"
COMMON = [
    "UPDATE log SET actor = 'somebody else'",
    "UPDATE log SET actor = actor WHERE seq = 3",
    "UPDATE document SET name = 'x'",
    "DELETE FROM log WHERE seq = 12",
    "DELETE FROM document",
    ENTRY.format(seq=12, prev=LAST_HASH),
    ENTRY.format(seq=14, prev=LAST_HASH),
    ENTRY.format(seq=0, prev=LAST_HASH),
    ENTRY.format(seq=13, prev="'0'"),
    ENTRY.format(seq=13, prev="'x'"),
    ENTRY.format(seq=12, prev=LAST_HASH) + " ON CONFLICT (seq) DO UPDATE SET actor = 'x'",
    "INSERT INTO document SELECT * FROM document WHERE true ON CONFLICT (sha256) DO UPDATE SET name = 'x'",
    "INSERT INTO document SELECT * FROM document",
]
SQLITE = [
    ENTRY.format(seq=3, prev=LAST_HASH).replace("INSERT", "INSERT OR REPLACE"),
    ENTRY.format(seq="NULL", prev="'0'"),
    "INSERT OR REPLACE INTO document SELECT sha256, 'x', 'x', 'x' FROM document",
    "INSERT OR REPLACE INTO document (rowid, sha256, media_type, name, content) VALUES (1, 'a', '', '', '')",
    "INSERT OR IGNORE INTO document SELECT * FROM document",
    "UPDATE OR REPLACE log SET seq = 1 WHERE seq = 2",
]
POSTGRESQL = ["TRUNCATE log", "TRUNCATE document"]


@pytest.mark.parametrize("statement", COMMON)
def test_every_database_refuses(told: Record, url: str, statement: str) -> None:
    assert_refused(told, url, statement)


@pytest.mark.parametrize("statement", POSTGRESQL)
def test_postgresql_refuses_to_empty_a_table(told: Record, url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no TRUNCATE")
    assert_refused(told, url, statement)


def assert_refused(told: Record, url: str, statement: str) -> None:
    with told.reading() as reader:
        before = list(reader.entries())
    database = Database(url)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(sa.text(statement.replace(":", r"\:")))
    database.engine.dispose()
    with told.reading() as reader:
        assert list(reader.entries()) == before
        assert reader.verify().ok


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("statement", [*COMMON, *SQLITE])
def test_sqlite_refuses_other_programs_too(database: Path, statement: str, recursive: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|follow|already"):
        connection.execute(statement)
    connection.close()


def test_an_honest_entry_is_let_through(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute(ENTRY.format(seq=13, prev=LAST_HASH))
    connection.close()
