"""What somebody wrote into the log past the program: nothing is built on it, and there is a way back."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from cultivation import review
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.record.database import Database
from cultivation.record.entries import EntriesSetAside
from cultivation.record.store import Record
from cultivation.steps import Act, Step
from tests.record.story import open_year, ticking_clock

INSERT = "INSERT INTO log SELECT 13, 't', 'mallory', 'k', '{}', hash, 'h' FROM log WHERE seq = 12"
FOLLOWS = "INSERT INTO log SELECT 14, 't', 'mallory', 'k', '{}', hash, 'i' FROM log WHERE seq = 13"
DOCUMENT = "INSERT INTO document VALUES ('x', 't', 'n', 'content')"


def written(database: Path, *statements: str) -> Record:
    connection = sqlite3.connect(database)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return Record(f"sqlite:///{database}", ticking_clock())


@pytest.mark.parametrize("statements", [(INSERT,), (INSERT, FOLLOWS)])
def test_no_step_is_built_on_an_entry_with_a_wrong_hash(database: Path, statements: tuple[str, ...]) -> None:
    record = written(database, *statements)
    with (
        pytest.raises(EnvironmentTrouble, match=r"Entry 13 .*nothing is built on it") as caught,
        record.writing("li") as writer,
    ):
        open_year(writer, 2019)
    assert caught.value.step == Step(Act.SET_ASIDE, number=13)
    record.dispose()


def test_what_is_set_aside_stays_readable_and_the_chain_goes_on(database: Path) -> None:
    record = written(database, INSERT, FOLLOWS, DOCUMENT)
    with record.reading() as reader:
        before = [entry.hash for entry in reader.entries()][:12]
        assert not reader.verify().ok
    found = review.set_aside(record, "li", 13, "written on 3 May with psql")
    assert (found.first, len(found.entries), found.documents) == (13, 2, 1)
    with record.reading() as reader:
        verification = reader.verify()
        assert (verification.ok, verification.entries) == (True, 13), verification.reason
        assert [entry.hash for entry in reader.entries()][:12] == before
        (said,) = reader.entries_of(EntriesSetAside)
        kept = json.loads(reader.document(said.content.documents[0].sha256))
    assert (said.content.first, said.content.last, said.content.number) == (13, 14, 2)
    assert [(each["actor"], each["hash"]) for each in kept["entries"]] == [("mallory", "h"), ("mallory", "i")]
    assert kept["documents"][0]["sha256"] == "x"
    with record.writing("li") as writer:
        open_year(writer, 2019)
    with record.reading() as reader:
        assert reader.verify().ok
    record.dispose()


def test_a_document_that_nobody_named_is_named(database: Path) -> None:
    digest = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"  # sha256sum of "content"
    statement = f"INSERT INTO document VALUES ('{digest}', 't', 'n', x'636f6e74656e74')"
    record = written(database, statement)
    with record.reading() as reader:
        found = reader.verify()
        assert (found.code, found.step) == ("document_unlisted", Step(Act.SET_ASIDE, number=13))
    review.set_aside(record, "li", 13, "a test of the office")
    with record.reading() as reader:
        assert reader.verify().ok
        assert reader.document(digest) == b"content"
    record.dispose()


def test_only_what_breaks_the_chain_is_set_aside(told: Record) -> None:
    with pytest.raises(Refused, match="Nothing breaks the chain"):
        review.set_aside(told, "li", 5, "just so")


def test_a_dry_run_leaves_all_as_it_is(database: Path) -> None:
    record = written(database, INSERT)
    with pytest.raises(Refused, match="begins at 13"):
        review.set_aside(record, "li", 12, "wrong number")
    review.set_aside(record, "li", 13, "to see", dry_run=True)
    with record.reading() as reader:
        assert [entry.actor for entry in reader.entries()][-1] == "mallory"
        assert reader.verify().broken_at == 13
    record.dispose()


FOREIGN = {
    "a wrong hash": INSERT,
    "a payload that is not canonical": INSERT.replace("'{}'", "'{ }'"),
    "a document with another digest": "INSERT INTO document VALUES ('x', 't', 'n', 'content')",
}


@pytest.mark.parametrize("statement", FOREIGN.values(), ids=FOREIGN.keys())
def test_postgresql_refuses_it_at_once(told: Record, url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite does not know SHA-256")
    database = Database(url)
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(sa.text(statement))
    database.engine.dispose()


def test_the_owner_sets_aside_what_was_written_without_guards(told: Record, url: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        if url.startswith("postgresql"):
            connection.execute(sa.text("ALTER TABLE log DISABLE TRIGGER USER"))
        connection.execute(sa.text(INSERT))
        if url.startswith("postgresql"):
            connection.execute(sa.text("ALTER TABLE log ENABLE TRIGGER USER"))
    database.engine.dispose()
    review.set_aside(told, "li", 13, "an attack")
    with told.reading() as reader:
        assert (reader.verify().ok, reader.verify().entries) == (True, 13)
