"""Backup and restore as docs/record.md says."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from cultivation.record.store import Record
from tests.postgresql import binaries
from tests.record.anchors.test_anchor import anchor_at, verified
from tests.record.story import open_year, ticking_clock


def test_an_online_backup_of_sqlite_is_the_record(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    record = Record(f"sqlite:///{database}", ticking_clock())
    with record.writing("li") as writer:
        open_year(writer, 2019)  # in the middle of a step: the backup has the last whole state
        with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
        source.close()
    record.dispose()
    assert verified(copy).entries == 12
    found = verified(copy, anchor_at(database, 13))
    assert (found.code, found.broken_at) == ("tail_cut", 13)
    restored = Record(f"sqlite:///{copy}", ticking_clock())
    with restored.writing("li") as writer:
        open_year(writer, 2019)
        assert writer.rebuild().same
    restored.dispose()


def test_pg_dump_and_pg_restore_bring_back_the_record(url: str, told: Record, tmp_path: Path) -> None:
    if url.startswith("sqlite"):
        pytest.skip("pg_dump is for PostgreSQL")
    folder = binaries()
    if folder is None or not (folder / "pg_dump").exists():
        pytest.skip("there is no pg_dump")
    address = sa.make_url(url)
    schema = re.findall(r"search_path=(\w+)", str(address.query["options"]))[0]
    server = address.difference_update_query(["options"]).render_as_string(hide_password=False)
    dump = tmp_path / "cultivation.dump"
    words = ["--format=custom", f"--file={dump}", "--no-privileges", f"--schema={schema}", server]
    made = subprocess.run([folder / "pg_dump", *words], capture_output=True, text=True, check=False)
    if "server version mismatch" in made.stderr:
        pytest.skip("the pg_dump here is older than the server")
    assert made.returncode == 0, made.stderr
    with told.reading() as reader:
        head = reader.verify().head
    told.dispose()
    engine = sa.create_engine(address.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
    words = ["--no-owner", "--no-privileges", f"--dbname={server}", str(dump)]
    subprocess.run([folder / "pg_restore", *words], check=True, capture_output=True)
    with told.reading() as reader:
        assert reader.verify().code == "schema_differs"  # rights are not in the dump
    told.create()
    with told.reading() as reader:
        found = reader.verify()
    assert (found.ok, found.entries, found.head) == (True, 12, head)
    with told.writing("li") as writer:
        assert writer.rebuild().same


def test_a_restored_file_needs_no_leftovers(database: Path, tmp_path: Path) -> None:
    """The file of a closed record alone is the whole record."""
    copy = Path(shutil.copy(database, tmp_path / "alone.db"))
    assert not database.with_name(database.name + "-wal").exists()
    assert verified(copy).ok
