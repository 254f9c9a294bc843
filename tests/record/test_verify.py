"""Every attack on the record is found, and the answer names the entry or the document."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cultivation.canonical import canonical_json, digest
from cultivation.errors import EnvironmentTrouble
from cultivation.record.database import Database
from cultivation.record.log import Entry
from cultivation.record.store import Record
from cultivation.record.verify import REASONS, Verification
from cultivation.steps import Act, Step
from tests.record.saying import saying
from tests.record.story import ticking_clock
from tests.record.test_projections import DAMAGES

LOG_COLUMNS = ("seq", "recorded_at", "actor", "kind", "payload", "prev", "hash")
DOCUMENT_COLUMNS = ("sha256", "media_type", "name", "content")
NAMED = re.compile(r"[Ee]ntry \d+|Document .+ \([^)]+\)|entries up to \d+")


def verified(path: Path) -> Verification:
    record = Record(f"sqlite:///{path}", ticking_clock())
    try:
        with record.reading() as reader:
            return reader.verify()
    finally:
        record.dispose()


def attack(path: Path, *statements: str, parameters: tuple[Any, ...] = ()) -> None:
    """Do what only the owner of the file can: take the guards away, change it, put them up again."""
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement, parameters)
    for _name, sql in guards:
        connection.execute(sql)
    connection.commit()
    connection.close()


def test_an_honest_record_is_in_order(database: Path) -> None:
    verification = verified(database)
    assert (verification.ok, verification.entries, verification.broken_at) == (True, 12, None)
    assert verification.reason == ""
    assert len(verification.head) == 64


def test_an_honest_record_is_in_order_on_every_database(told: Record) -> None:
    with told.reading() as reader:
        assert reader.verify().ok
        assert len(reader.applications(2017)) == 2


def flipped(value: Any, position: int) -> Any:
    if isinstance(value, int):
        return value ^ 64
    raw = bytearray(value if isinstance(value, bytes) else value.encode())
    raw[position % len(raw)] ^= 1
    return bytes(raw)


@pytest.mark.parametrize("position", [0, 7, -1])
@pytest.mark.parametrize("seq", [1, 5, 12])
@pytest.mark.parametrize("column", LOG_COLUMNS)
def test_a_flipped_byte_in_an_entry(database: Path, column: str, seq: int, position: int) -> None:
    value = scalar(database, f"SELECT {column} FROM log WHERE seq = {seq}")
    new = flipped(value, position)
    cast = "?" if isinstance(new, int) else "CAST(? AS TEXT)"
    attack(database, f"UPDATE log SET {column} = {cast} WHERE seq = {seq}", parameters=(new,))
    verification = verified(database)
    assert not verification.ok
    assert verification.broken_at == seq
    assert f"ntry {seq} " in verification.reason


@pytest.mark.parametrize("position", [0, 3, -1])
@pytest.mark.parametrize("rowid", [1, 3, 8])
@pytest.mark.parametrize("column", DOCUMENT_COLUMNS)
def test_a_flipped_byte_in_a_document(database: Path, column: str, rowid: int, position: int) -> None:
    name, sha256 = rows(database, f"SELECT name, sha256 FROM document WHERE rowid = {rowid}")[0]
    value = scalar(database, f"SELECT {column} FROM document WHERE rowid = {rowid}")
    cast = "?" if column == "content" else "CAST(? AS TEXT)"
    statement = f"UPDATE document SET {column} = {cast} WHERE rowid = {rowid}"
    attack(database, statement, parameters=(flipped(value, position),))
    verification = verified(database)
    assert not verification.ok
    assert name in verification.reason
    assert column == "sha256" or sha256 in verification.reason


@pytest.mark.parametrize(
    ("statement", "code", "broken_at"),
    [
        ("DELETE FROM log WHERE seq = 4", "entry_missing", 4),
        ("DELETE FROM log WHERE seq = 1", "entry_missing", 1),
        ("DELETE FROM log WHERE seq = 12", "document_unlisted", None),
        ("UPDATE log SET seq = -1 WHERE seq = 4", "entry_missing", 1),
        ("UPDATE log SET payload = payload || ' ' WHERE seq = 4", "entry_altered", 4),
        ("UPDATE log SET payload = replace(payload, ',', ', ') WHERE seq = 4", "entry_altered", 4),
        ("UPDATE log SET payload = CAST(payload AS BLOB) WHERE seq = 4", "entry_altered", 4),
        ("UPDATE log SET actor = CAST(actor AS BLOB) WHERE seq = 4", "entry_unreadable", 4),
        ("UPDATE log SET payload = '{' WHERE seq = 4", "entry_unreadable", 4),
        ("UPDATE log SET payload = '[]' WHERE seq = 4", "entry_altered", 4),
        ("UPDATE log SET payload = '{\"a\":NaN}' WHERE seq = 4", "entry_unreadable", 4),
        ("UPDATE log SET payload = printf('%.*c', 100000, '[') WHERE seq = 4", "entry_unreadable", 4),
        ("UPDATE log SET prev = 'x' WHERE seq = 4", "entry_unlinked", 4),
        ("DELETE FROM document WHERE rowid = 3", "document_missing", 3),
        ("UPDATE document SET content = x'00' WHERE rowid = 3", "document_altered", 3),
        ("UPDATE document SET content = CAST(content AS TEXT) WHERE rowid = 3", "document_altered", 3),
        ("UPDATE document SET media_type = 'text/plain' WHERE rowid = 3", "document_renamed", 3),
        ("UPDATE document SET name = CAST(name AS BLOB) WHERE rowid = 3", "document_renamed", 3),
        ("INSERT INTO document VALUES ('ab', 'text/plain', 'new', x'00')", "document_altered", None),
        (
            f"INSERT INTO document VALUES ('{digest(b'')}', 'text/plain', 'new', x'')",
            "document_unlisted",
            None,
        ),
    ],
)
def test_an_attack(database: Path, statement: str, code: str, broken_at: int | None) -> None:
    attack(database, statement)
    verification = verified(database)
    assert (verification.ok, verification.code, verification.broken_at) == (False, code, broken_at)
    assert NAMED.search(verification.reason)


def test_letters_in_another_normal_form(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    record = Record(f"sqlite:///{path}", ticking_clock())
    record.create()
    with record.writing("Ren\u00e9") as writer:
        writer.append(saying("noted", {}))
    record.dispose()
    attack(path, "UPDATE log SET actor = ?", parameters=("Rene\u0301",))
    assert verified(path).code == "entry_altered"


@pytest.mark.parametrize(
    "documents", ['"x"', "[1]", "[{}]", "7", '[{"sha256":[],"name":"","media_type":""}]']
)
def test_documents_named_in_no_usable_way_under_a_forged_hash(database: Path, documents: str) -> None:
    columns = ", ".join(LOG_COLUMNS[1:4])
    recorded_at, actor, kind, prev = rows(database, f"SELECT {columns}, prev FROM log WHERE seq = 12")[0]
    payload = {"documents": json.loads(documents)}
    seal = Entry(12, recorded_at, actor, kind, payload, prev, "").seal()
    forged = (canonical_json(payload).decode(), seal)
    attack(database, "UPDATE log SET payload = ?, hash = ? WHERE seq = 12", parameters=forged)
    verification = verified(database)
    assert not verification.ok
    assert NAMED.search(verification.reason)


def test_raw_bytes_of_entries_and_documents(database: Path) -> None:
    """A flipped byte inside a value, written past SQLite, is found and its entry or document named."""
    original = database.read_bytes()
    for expected, offset in places_of_values(database, original):
        damage(database, original, offset, 1)
        verification = verified(database)
        assert not verification.ok, offset
        assert expected in verification.reason, (offset, verification.reason)


def places_of_values(path: Path, original: bytes) -> Iterator[tuple[str, int]]:
    for seq, *values in rows(path, f"SELECT {', '.join(LOG_COLUMNS)} FROM log"):
        start = original.index("".join(values).encode())  # SQLite writes the values of a row side by side
        for offset in range(start, start + len("".join(values).encode()), 37):
            yield f"ntry {seq} ", offset
    for sha256, media_type, name, content in rows(
        path, f"SELECT {', '.join(DOCUMENT_COLUMNS)} FROM document"
    ):
        start = original.index((sha256 + media_type + name).encode() + content)
        for offset in range(start, start + len(sha256 + media_type) + len(name.encode()) + len(content), 37):
            yield f"Document {name} (", offset


def test_raw_bytes_anywhere_in_their_pages(database: Path) -> None:
    """Whatever is flipped in these pages: either the rows are still the same, or it is found and named."""
    original, before = database.read_bytes(), content_of(database)
    size = scalar(database, "PRAGMA page_size")
    pages = {offset // size for _, offset in places_of_values(database, original)}
    chance = random.Random(20170301)
    found = 0
    for _ in range(250):
        offset = chance.choice(sorted(pages)) * size + chance.randrange(size)
        damage(database, original, offset, chance.randrange(1, 256))
        verification = verified(database)
        found += not verification.ok
        assert NAMED.search(verification.reason) if not verification.ok else content_of(database) == before
    assert found > 100


def damage(path: Path, original: bytes, offset: int, mask: int) -> None:
    raw = bytearray(original)
    raw[offset] ^= mask
    path.write_bytes(raw)


def content_of(path: Path) -> list[Any]:
    return [
        *rows(path, "SELECT * FROM log ORDER BY seq"),
        *rows(path, "SELECT * FROM document ORDER BY rowid"),
    ]


def test_a_file_that_is_cut_short(database: Path) -> None:
    whole = database.read_bytes()
    for length in range(len(whole) - 4096, 8192, -4096):
        database.write_bytes(whole[:length])
        try:
            assert not verified(database).ok
        except EnvironmentTrouble as trouble:
            assert "damaged" in trouble.message


@pytest.mark.parametrize(("first", "last"), [(0, 100), (100, 4096), (0, 4096)])
def test_damage_to_the_first_page_is_told_or_found(database: Path, first: int, last: int) -> None:
    """It says where all else stands; SQLite may refuse the file, and that is a sentence, too."""
    whole, chance = database.read_bytes(), random.Random(last - first)
    for _time in range(20):
        database.write_bytes(whole[:first] + chance.randbytes(last - first) + whole[last:])
        try:
            assert not verified(database).ok
        except EnvironmentTrouble as trouble:
            assert "not a database" in trouble.message or "damaged" in trouble.message


def test_no_single_byte_of_the_first_page_makes_a_traceback(database: Path) -> None:
    whole, answers = database.read_bytes(), set()
    head = verified(database).head
    for place in range(0, 4096, 64):
        database.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        for beside in ("-wal", "-shm"):
            Path(f"{database}{beside}").unlink(missing_ok=True)
        try:
            found = verified(database)
        except EnvironmentTrouble:
            answers.add("sentence")
        else:
            answers.add("ok" if found.ok else "found")
            assert found.head == head or not found.ok
    assert {"sentence", "found"} <= answers


@pytest.mark.parametrize("table", DAMAGES)
def test_a_table_that_does_not_say_what_the_log_says_is_named(told: Record, url: str, table: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(sa.text(DAMAGES[table]))
    database.engine.dispose()
    with told.reading() as reader:
        verification = reader.verify()
    assert (verification.ok, verification.code, verification.entries) == (False, "table_differs", 12)
    assert table in verification.reason
    with told.writing("li") as writer:
        writer.rebuild()
    with told.reading() as reader:
        assert reader.verify().ok


def test_reading_a_damaged_entry_is_a_trouble_not_a_traceback(database: Path) -> None:
    attack(database, "UPDATE log SET payload = '{' WHERE seq = 4")
    record = Record(f"sqlite:///{database}", ticking_clock())
    with record.reading() as reader, pytest.raises(EnvironmentTrouble, match="Entry 4 ") as caught:
        list(reader.entries())
    assert caught.value.step == Step(Act.VERIFY_RECORD)
    record.dispose()


def test_every_reason_is_a_sentence() -> None:
    words = ("name", "digest", "problem", "made_at", "recorded_at", "since", "approver")
    details: dict[str, str | int] = {
        "seq": 1,
        "year": 2016,
        "known": 2,
        "first": 2,
        **dict.fromkeys(words, "x"),
    }
    for code in REASONS:
        assert NAMED.search(Verification(False, 0, "", None, code, details).reason)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def scalar(path: Path, query: str) -> Any:
    return rows(path, query)[0][0]
