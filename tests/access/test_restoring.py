"""Both stores restored from backups of different moments: rights are those on record, sessions are gone."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from cultivation import review
from cultivation.access.log import Damage
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.sessions import STRICT, Limits
from cultivation.core.roles import Grant, Role
from cultivation.queries.access_seals import seals_of
from cultivation.queries.people import PeopleOnRecord
from cultivation.record.store import Record

from .conftest import HERE, PASSWORD, Hall


def test_an_older_access_store_beside_a_newer_record(tmp_path: Path) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    record = Record(hall.url, lambda: hall.now)
    review.create(record, "root")
    hall.access.people = PeopleOnRecord(record)
    wang, li = (review.open_account(record, "root", name, "科技局") for name in ("王芳", "李明"))
    secrets = [hall.enrol(wang, "wang").secret, hall.enrol(li, "li").secret]
    backup = tmp_path / "older.db"
    sqlite3.connect(tmp_path / "access.db").execute("VACUUM INTO ?", (str(backup),))
    hall.later(days=1)
    hall.enter("li", li)
    review.grant_role(record, "root", Grant(wang, Role.SECURITY_ADMIN), "1号")
    review.close_account(record, "王芳", li, "调离")
    hall.later(days=1)
    sealed = review.seal_ended_days(record, "root", hall.access)
    assert [each.day for each in sealed] == [date(2026, 11, 2), date(2026, 11, 3)]
    hall.access.store.dispose()
    for file in ("access.db-wal", "access.db-shm"):
        (tmp_path / file).unlink(missing_ok=True)
    backup.replace(tmp_path / "access.db")

    gone = [hall.access.session_of(each) for each in secrets]
    assert [each.said for each in gone if isinstance(each, Outcome)] == [Said.OVER, Said.OVER]
    assert hall.access.begin("li", PASSWORD, HERE).said is Said.ACCOUNT_CLOSED
    entered = hall.access.session_of(hall.enter("wang", wang).secret)
    assert not isinstance(entered, Outcome) and entered.idle == STRICT.idle < Limits().idle
    with record.reading() as reader:
        seals = seals_of(reader)
    assert hall.access.verify_log(seals) == [Damage("seal", day=date(2026, 11, 3))]
    hall.later(days=1)
    assert [each.day for each in review.seal_ended_days(record, "root", hall.access)] == [
        date(2026, 11, 4)
    ], "and it goes on"
    hall.access.store.dispose()
    record.dispose()


@pytest.mark.parametrize(
    ("version", "lacked"),
    [
        (1, ("refusal", "draft", "job", "api_token", "kept_form", "kept_file", "draft_mark")),
        (2, ("api_token", "kept_form", "kept_file", "draft_mark")),
    ],
)
def test_a_store_of_a_version_before_is_brought_up_to_date(
    tmp_path: Path, version: int, lacked: tuple[str, ...]
) -> None:
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    done = hall.enrol()
    with hall.access.store.changing() as connection:
        for table in lacked:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql(f"UPDATE schema_version SET version = {version}")
    hall.access.store.dispose()
    later = Hall(hall.url, tmp_path)
    later.letters, later.now = hall.letters, hall.now
    assert later.access.in_use and later.said(done.secret) is None
    assert later.access.save_form("x" * 16, "form", 0, {"a": "b"}) is not None
    assert later.access.form_kept("x" * 16, "form").fields == {"a": "b"}
    assert [later.access.begin("wang", "wrong", HERE).said for _number in range(6)][-1] is Said.SLOWED
    later.access.store.dispose()
