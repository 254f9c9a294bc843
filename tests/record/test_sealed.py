"""What is read without a lock must not have been written to meanwhile."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cultivation.errors import EnvironmentTrouble
from cultivation.record.sealed import SealedFile


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


def test_a_file_that_nobody_writes_to_is_read(database: Path) -> None:
    sealed = SealedFile(database)
    with sealed.unchanged():
        connection = sealed.connect()
        assert count(connection) > 10
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("CREATE TABLE more (name TEXT)")
        connection.close()
    assert sorted(path.name for path in database.parent.iterdir()) == [database.name]


def test_what_was_read_while_somebody_wrote_is_refused(database: Path) -> None:
    sealed = SealedFile(database)
    with pytest.raises(EnvironmentTrouble, match="was written to while it was read"), sealed.unchanged():
        connection = sealed.connect()
        count(connection)
        connection.close()
        with sqlite3.connect(database) as writer:
            writer.execute("CREATE TABLE more (name TEXT)")
        writer.close()  # merges the change into the file


def test_a_fault_that_comes_of_the_writing_is_told_as_that(database: Path) -> None:
    sealed = SealedFile(database)
    with pytest.raises(EnvironmentTrouble, match="was written to while it was read"), sealed.unchanged():
        with sqlite3.connect(database) as writer:
            writer.execute("CREATE TABLE more (name TEXT)")
        writer.close()
        raise sqlite3.DatabaseError("database disk image is malformed")
