"""A restore drill on records of an earlier version: what it proves, what it refuses, what it leaves."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.entries import RestoreDrilled
from cultivation.record.restore import restored_aside
from cultivation.record.store import Record
from cultivation.review.drill import Drill, drill
from tests.record.anchors.test_anchor import anchor_at
from tests.record.test_attacks import cut, make_tables_again, rewrite
from tests.record.test_samples import SAMPLES

ENTRIES = 34
NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def live(tmp_path: Path) -> Path:
    path = tmp_path / "cultivation.db"
    path.write_bytes(gzip.decompress((SAMPLES / "sixth_year.db.gz").read_bytes()))
    made = Record(f"sqlite:///{path}", lambda: NOW)
    made.create()  # brings what an earlier version wrote up to date
    made.dispose()
    return path


@pytest.fixture
def backup(live: Path, tmp_path: Path) -> Path:
    """Made four entries ago."""
    path = Path(shutil.copy(live, tmp_path / "backup.db"))
    cut(path, ENTRIES - 4)
    make_tables_again(path)
    return path


@pytest.fixture
def record(live: Path) -> Iterator[Record]:
    found = Record(f"sqlite:///{live}", lambda: NOW)
    yield found
    found.dispose()


def tried(record: Record, backup: Path, *anchors: Anchor, dry_run: bool = False) -> RestoreDrilled:
    with restored_aside(str(backup)) as restored:
        return drill(record, "李雷", Drill(backup.name, restored, anchors), dry_run)


def drills(record: Record) -> list[RestoreDrilled]:
    with record.reading() as reader:
        return [each.content for each in reader.entries_of(RestoreDrilled)]


def test_a_good_backup_is_proved_and_that_is_on_record(record: Record, live: Path, backup: Path) -> None:
    anchors = [anchor_at(live, seq) for seq in (5, 20, ENTRIES)]
    before = backup.read_bytes()
    found = tried(record, backup, *anchors)
    assert (found.entries, found.missing, found.anchored) == (ENTRIES - 4, 4, 20)
    assert found.head == anchor_at(live, ENTRIES - 4).head
    assert found.steps > 3
    assert drills(record) == [found]
    with record.reading() as reader:
        assert reader.verify(anchors).ok
    assert backup.read_bytes() == before


def test_a_dry_run_leaves_nothing(record: Record, backup: Path) -> None:
    assert tried(record, backup, dry_run=True).anchored == 0
    assert drills(record) == []


def test_a_backup_of_another_record_is_refused(record: Record, backup: Path) -> None:
    rewrite(backup, 1, program="9.9.9")
    with pytest.raises(Refused, match="Entry 1 of the backup is not that of the record"):
        tried(record, backup)
    assert drills(record) == []


def test_a_rewritten_backup_is_refused_by_anchor_and_record(record: Record, live: Path, backup: Path) -> None:
    anchor = anchor_at(live, 20)
    rewrite(backup, 1, program="9.9.9")
    with pytest.raises(Refused, match=r"The backup is broken: The record was rewritten"):
        tried(record, backup, anchor)


def test_a_backup_that_knows_more_than_the_record_is_refused(
    record: Record, live: Path, backup: Path
) -> None:
    shutil.copy(live, backup)
    cut(live, ENTRIES - 2)
    make_tables_again(live)
    with pytest.raises(Refused, match="has 2 entries that the record does not have"):
        tried(record, backup)


def test_a_damaged_backup_is_refused(record: Record, backup: Path) -> None:
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE membership SET entered_year = 1999")
    connection.close()
    with pytest.raises(Refused, match="The backup is broken: Table membership disagrees"):
        tried(record, backup)
    assert drills(record) == []


def test_a_broken_record_is_refused(record: Record, live: Path, backup: Path) -> None:
    with sqlite3.connect(live) as connection:
        connection.execute("UPDATE membership SET entered_year = 1999")
    connection.close()
    with pytest.raises(Refused, match="The record is broken"):
        tried(record, backup)


def test_what_is_no_backup_is_told(record: Record, tmp_path: Path) -> None:
    for name, content in {"text.db": b"no database, but rather long" * 99, "empty.db": b""}.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EnvironmentTrouble, match="not a database"):
        tried(record, tmp_path / "text.db")
    with pytest.raises(Refused, match="The backup holds no record"):
        tried(record, tmp_path / "empty.db")
    with pytest.raises(EnvironmentTrouble, match="cannot be read"):
        tried(record, tmp_path / "none.db")
    with pytest.raises(EnvironmentTrouble, match="cannot be read"):
        tried(record, tmp_path)


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_aside(record: Record, backup: Path) -> None:
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
        for later in ("TABLE receipt", "TABLE filing", "TABLE account_role", "TABLE account"):
            connection.execute(f"DROP {later}")
        connection.execute("DROP INDEX ix_log_kind")
    connection.close()
    before = backup.read_bytes()
    assert tried(record, backup).entries == ENTRIES - 4
    assert backup.read_bytes() == before
