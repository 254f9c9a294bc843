"""Troubles with the database are sentences, and its schema is what the tables say."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from cultivation.errors import EnvironmentTrouble
from cultivation.record import database as module
from cultivation.record.database import HEAD, MIGRATIONS, Database
from cultivation.record.store import Record, Writer
from cultivation.record.tables import METADATA
from cultivation.steps import Act, Step
from tests.record.saying import saying
from tests.record.story import application, open_year, receive, tell, ticking_clock


def record_at(url: str) -> Record:
    return Record(url, ticking_clock())


def test_the_migrations_make_the_tables_of_the_code(record: Record, url: str) -> None:
    database = Database(url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.engine.dispose()


def test_the_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_creating_twice_keeps_everything(told: Record) -> None:
    told.create()
    told.check()
    with told.reading() as reader:
        assert len(list(reader.entries())) == 12


def test_sqlite_is_set_up_for_safety(database: Path) -> None:
    opened = Database(f"sqlite:///{database}")
    with opened.snapshot() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        }
    opened.engine.dispose()
    assert list(found.values()) == ["wal", 2, 1, 1, 10_000]


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    record = record_at(f"sqlite:///{path}")
    with pytest.raises(EnvironmentTrouble, match="no record") as caught:
        record.check()
    assert caught.value.step == Step(Act.MAKE_RECORD)
    with pytest.raises(EnvironmentTrouble, match="no record"), record.writing("li"):
        pass
    assert not path.exists()


def test_a_database_without_tables(url: str, tmp_path: Path) -> None:
    (tmp_path / "cultivation.db").touch()
    with pytest.raises(EnvironmentTrouble, match="no record"):
        record_at(url).check()


@pytest.mark.parametrize(
    ("version", "sentence"), [("0000", "an older version"), ("9999", "update the program")]
)
def test_a_schema_of_another_version(record: Record, url: str, version: str, sentence: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{version}'"))
    database.engine.dispose()
    with pytest.raises(EnvironmentTrouble, match=sentence):
        record.check()
    if version > HEAD:
        with pytest.raises(EnvironmentTrouble, match=sentence):
            record.create()


def test_a_text_file_is_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes. " * 100)
    record = record_at(f"sqlite:///{path}")
    for step in (record.check, record.create):
        with pytest.raises(EnvironmentTrouble, match=r"notes\.txt is not a database"):
            step()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    record = record_at(f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    with pytest.raises(EnvironmentTrouble, match="cannot be opened"):
        record.create()


def test_a_read_only_file_can_be_read_but_not_written(database: Path) -> None:
    record = record_at(f"sqlite:///file:{database}?mode=ro&uri=true")
    with record.reading() as reader:
        assert reader.verify().ok
    with pytest.raises(EnvironmentTrouble, match="read-only"), record.writing("li") as writer:
        writer.append(saying("noted", {}))
    record.dispose()


def test_a_file_in_use(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    record = record_at(f"sqlite:///{database}")
    with pytest.raises(EnvironmentTrouble, match="written by another program"), record.writing("li"):
        pass
    with record.reading() as reader:
        assert len(reader.years()) == 2
    other.close()


def test_a_full_disk(database: Path) -> None:
    record = record_at(f"sqlite:///{database}")
    with pytest.raises(EnvironmentTrouble, match="full"), record.writing("li") as writer:
        pages = writer._connection.exec_driver_sql("PRAGMA page_count").scalar()
        writer._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        tell_much(writer)
    with record.reading() as reader:
        assert len(list(reader.entries())) == 12
    record.dispose()


def tell_much(writer: Writer) -> None:
    open_year(writer, 2019)
    receive(writer, 2019, "x.xlsx", [application(f"{number:018}", "x" * 99) for number in range(500)])


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://host/x", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite+pysqlcipher://:key@/x.db", "SQLite or PostgreSQL, not in sqlite"),
        ("sqlite+nothing:///x.db", "not installed"),
        ("no address", "not a URL"),
        ("postgresql://li:secret@host:abc/x", "port .* from 1 to 65535"),
        ("postgresql://li:secret@host:/x", "port .* from 1 to 65535"),
        ("postgresql://li:secret@host:0/x", "port .* from 1 to 65535"),
        ("postgresql://li:secret@host:99999/x", "port .* from 1 to 65535"),
        ("postgresql://li:secret@[::1/x", "port .* from 1 to 65535"),
        ("postgresql://li:secret@host/x?port=abc", "cannot be used"),
        ("sqlite://x.db", "cannot be used"),
        ("sqlite:///x.db?timeout=abc", "cannot be used"),
    ],
)
def test_an_address_that_cannot_be_meant(url: str, sentence: str) -> None:
    with pytest.raises(EnvironmentTrouble, match=sentence) as caught:
        record_at(url)
    assert "secret" not in caught.value.message


def test_a_server_that_is_not_there() -> None:
    record = record_at("postgresql://li:secret@127.0.0.1:1/none")
    with pytest.raises(EnvironmentTrouble, match="cannot be reached") as caught:
        record.check()
    assert "secret" not in caught.value.message


def test_many_applications_in_one_file_and_filed_again(record: Record) -> None:
    many = [application(f"{number:018}", f"企业{number}") for number in range(2000)]
    with record.writing("li") as writer:
        open_year(writer, 2017)
        receive(writer, 2017, "大.xlsx", many)
        receive(writer, 2017, "again.xlsx", many[:700])
    with record.reading() as reader:
        assert reader.application_files(2017) == {"大.xlsx": 1300, "again.xlsx": 700}


def test_the_story_is_the_same_in_every_database(url: str, tmp_path: Path) -> None:
    heads = []
    for address in (url, f"sqlite:///{tmp_path / 'other.db'}"):
        record = record_at(address)
        record.create()
        tell(record)
        with record.reading() as reader:
            heads.append(reader.verify().head)
        record.dispose()
    assert heads[0] == heads[1]


def test_a_record_of_the_first_version_is_brought_up_to_date(told: Record, url: str) -> None:
    """Its table of applications held what each says; the rows are made again from the documents."""
    with told.reading() as reader:
        before = [(row, row.record) for year in (2017, 2018) for row in reader.applications(year)]
    database = Database(url)
    with database.engine.begin() as connection:
        for table in ("application", "receipt", "filing", "account_role", "account"):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(sa.text("DROP INDEX ix_log_kind"))
        connection.execute(
            sa.text("CREATE TABLE application (year INTEGER, enterprise_id TEXT, record TEXT)")
        )
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(EnvironmentTrouble, match="an older version"):
        told.check()
    told.create()
    with told.reading() as reader:
        after = [(row, row.record) for year in (2017, 2018) for row in reader.applications(year)]
    assert after == before
    with told.writing("li") as writer:
        assert writer.rebuild().same
    database.engine.dispose()
