"""Attacks on a record by somebody with the rights of its owner: each is prevented, found, or said to be open.

The last class stands in docs/record.md under "What is not stopped", and anchors find it.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cultivation.canonical import canonical_json, digest
from cultivation.record.database import Database
from cultivation.record.log import Entry
from cultivation.record.store import Record
from tests.record.test_verify import attack, rows, verified

GUARDS = ["log_no_update", "log_no_delete", "log_only_next", "document_no_update", "document_only_new"]


@pytest.mark.parametrize("guard", GUARDS)
def test_a_dropped_guard_is_found_and_put_up_again(database: Path, guard: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(f"DROP TRIGGER {guard}")
    connection.close()
    verification = verified(database)
    assert (verification.ok, verification.code, verification.entries) == (False, "guard_differs", 12)
    assert guard in verification.reason
    record = Record(f"sqlite:///{database}", clock=lambda: pytest.fail("nothing is recorded"))
    record.create()
    record.dispose()
    assert verified(database).ok


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sqlite_master SET sql = replace(sql, 'BEFORE UPDATE', 'BEFORE DELETE') "
        "WHERE name = 'log_no_update'",
        "DELETE FROM sqlite_master WHERE name = 'document_no_delete'",
        "UPDATE sqlite_master SET sql = replace(sql, 'max(seq), 0) + 1', 'max(seq), 0) + 2') "
        "WHERE name = 'log_only_next'",
    ],
)
def test_a_guard_rewritten_in_the_schema_is_found(database: Path, change: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA writable_schema = ON")
    assert connection.execute(change).rowcount == 1
    connection.commit()
    connection.close()
    assert verified(database).code == "guard_differs"


def test_a_guard_of_somebody_else_is_found(database: Path) -> None:
    attack(database, "CREATE TRIGGER mine AFTER INSERT ON log BEGIN SELECT 1; END")
    verification = verified(database)
    assert (verification.code, "mine" in verification.reason) == ("guard_differs", True)


@pytest.mark.parametrize(
    ("table", "code"), [("log", "entry_unreadable"), ("document", "document_unreadable")]
)
def test_a_dropped_table_is_found(database: Path, table: str, code: str) -> None:
    attack(database)
    connection = sqlite3.connect(database)
    connection.execute(f"DROP TABLE {table}")
    connection.close()
    assert verified(database).code == code


def test_two_rows_that_changed_places_are_found(database: Path) -> None:
    swap = "UPDATE log SET seq = CASE seq WHEN -4 THEN 5 WHEN -5 THEN 4 END WHERE seq < 0"
    attack(database, "UPDATE log SET seq = -seq WHERE seq IN (4, 5)", swap)
    verification = verified(database)
    assert (verification.code, verification.broken_at) == ("entry_unlinked", 4)


def test_two_documents_that_changed_places_are_found(database: Path) -> None:
    first, second = (row[0] for row in rows(database, "SELECT sha256 FROM document LIMIT 2"))
    swap = "UPDATE document SET sha256 = CASE sha256 WHEN '{0}x' THEN '{1}' WHEN '{1}x' THEN '{0}' END"
    attack(
        database,
        f"UPDATE document SET sha256 = sha256 || 'x' WHERE sha256 IN ('{first}', '{second}')",
        swap.format(first, second) + " WHERE sha256 LIKE '%x'",
    )
    assert verified(database).code == "document_altered"


def test_a_replaced_document_is_found_even_under_its_new_digest(database: Path) -> None:
    new = b'{"applications":[]}'
    old = rows(database, "SELECT sha256 FROM document WHERE name = 'scores_2017.json'")[0][0]
    attack(
        database,
        f"UPDATE document SET content = ?, sha256 = '{digest(new)}' WHERE sha256 = '{old}'",
        parameters=(new,),
    )
    assert verified(database).code in ("document_unlisted", "document_missing")


def cut(database: Path, last: int) -> None:
    """Cut the tail of the log, with the documents that only it names."""
    kept = {
        each["sha256"]
        for (payload,) in rows(database, f"SELECT payload FROM log WHERE seq <= {last}")
        for each in json.loads(payload).get("documents", ())
    }
    marks = ", ".join(f"'{each}'" for each in kept)
    attack(
        database,
        f"DELETE FROM log WHERE seq > {last}",
        f"DELETE FROM document WHERE sha256 NOT IN ({marks})",
    )


def rewrite(database: Path, seq: int, moment: str | None = None, **changes: Any) -> None:
    """Change an entry and compute every hash after it again, as somebody would who knows the page."""
    entries = rows(
        database, "SELECT seq, recorded_at, actor, kind, payload, prev, hash FROM log ORDER BY seq"
    )
    statements, last = [], ""
    for number, recorded_at, actor, kind, payload, prev, hash_ in entries:
        if number < seq:
            last = hash_
            continue
        said = json.loads(payload) | (changes if number == seq else {})
        bears = moment if number == seq and moment is not None else recorded_at
        entry = Entry(number, bears, actor, kind, said, last or prev, "")
        last = entry.seal()
        text = canonical_json(said).decode().replace("'", "''")
        statements.append(
            f"UPDATE log SET payload = '{text}', recorded_at = '{bears}', prev = '{entry.prev}', "
            f"hash = '{last}' WHERE seq = {number}"
        )
    attack(database, *statements)


def make_tables_again(database: Path) -> None:
    """Who rewrites log and documents makes the tables fit, too."""
    record = Record(f"sqlite:///{database}", clock=lambda: pytest.fail("nothing is recorded"))
    with record.writing("x") as writer:
        writer.rebuild()
    record.dispose()


def test_a_cut_or_rewritten_log_is_found_while_the_tables_remember(database: Path) -> None:
    rewrite(database, 4, value="99")
    assert verified(database).code == "table_differs"
    make_tables_again(database)
    assert verified(database).ok
    cut(database, 7)
    assert verified(database).code == "table_differs"


def test_a_cut_tail_is_a_valid_shorter_record(database: Path) -> None:
    """Not found without an anchor, as docs/record.md says."""
    whole = verified(database)
    cut(database, 7)
    make_tables_again(database)
    shorter = verified(database)
    assert (shorter.ok, shorter.entries) == (True, 7)
    assert shorter.head != whole.head


def test_a_rewritten_tail_is_a_valid_record_with_another_head(database: Path) -> None:
    """Not found without an anchor, as docs/record.md says."""
    whole = verified(database)
    rewrite(database, 4, value="99")
    make_tables_again(database)
    other = verified(database)
    assert (other.ok, other.entries) == (True, 12)
    assert other.head != whole.head


POSTGRESQL = {
    "drop": "DROP TRIGGER log_no_change ON log",
    "switched off": "ALTER TABLE document DISABLE TRIGGER document_no_change",
    "another function": "CREATE OR REPLACE FUNCTION cultivation_refuse_change() RETURNS trigger "
    "LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "a condition": "DROP TRIGGER log_only_next ON log; CREATE TRIGGER log_only_next BEFORE INSERT ON log "
    "FOR EACH ROW WHEN (false) EXECUTE FUNCTION cultivation_only_next()",
    "too late": "DROP TRIGGER log_only_next ON log; CREATE TRIGGER log_only_next AFTER INSERT ON log "
    "FOR EACH ROW EXECUTE FUNCTION cultivation_only_next()",
}


@pytest.mark.parametrize("statement", POSTGRESQL.values(), ids=POSTGRESQL.keys())
def test_a_guard_taken_away_on_the_server_is_found_and_put_up_again(
    told: Record, url: str, statement: str
) -> None:
    if url.startswith("sqlite"):
        pytest.skip("the statements are for PostgreSQL")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(sa.text(statement))
    database.engine.dispose()
    with told.reading() as reader:
        assert reader.verify().code == "guard_differs"
    told.create()
    with told.reading() as reader:
        assert reader.verify().ok


def test_changes_made_while_the_guards_were_off_are_found_on_the_server(told: Record, url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("the statements are for PostgreSQL")
    database = Database(url)
    with database.engine.begin() as connection:
        for statement in (
            "ALTER TABLE log DISABLE TRIGGER ALL",
            "UPDATE log SET actor = 'x' WHERE seq = 4",
            "ALTER TABLE log ENABLE TRIGGER ALL",
        ):
            connection.execute(sa.text(statement))
    database.engine.dispose()
    with told.reading() as reader:
        verification = reader.verify()
    assert (verification.code, verification.broken_at) == ("entry_altered", 4)
