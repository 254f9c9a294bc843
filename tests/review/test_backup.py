"""Both stores backed up and restored, on both databases: rights are those on record, sessions are gone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from cultivation import review
from cultivation.access.outcomes import Outcome, Said
from cultivation.commands.program import program
from cultivation.core.roles import Grant, Role
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.queries.access_seals import seals_of
from cultivation.queries.people import PeopleOnRecord
from cultivation.record.store import Record
from cultivation.review.backup import Place, check_backup, make_backup, read_manifest, restore_backup
from tests.access.conftest import HERE, PASSWORD, Hall
from tests.postgresql import binaries
from tests.record.conftest import postgresql, schema_of_its_own

__all__ = ["postgresql"]  # the fixture


@dataclass
class Office:
    """A workspace with a record, its access store, and a clock."""

    hall: Hall
    record: Record
    place: Place

    @property
    def access(self):  # type: ignore[no-untyped-def]
        return self.hall.access


def office(url: str, folder: Path) -> Office:
    folder.mkdir(exist_ok=True)
    hall = Hall(url, folder)
    hall.now = datetime.now(UTC) - timedelta(days=10)
    record = Record(url, lambda: hall.now)
    hall.access.people = PeopleOnRecord(record)
    store = hall.access.store
    place = Place(folder, url, store.url.render_as_string(hide_password=False), store.schema)
    return Office(hall, record, place)


@pytest.fixture(params=["sqlite", "postgresql"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    if request.param == "sqlite":
        made = office(f"sqlite:///{tmp_path / 'w' / 'cultivation.db'}", tmp_path / "w")
        yield made
        made.access.store.dispose()
        made.record.dispose()
        return
    folder = binaries()
    if shutil.which("pg_dump") is None or folder is None:
        pytest.skip("there is no pg_dump")
    with schema_of_its_own(request.getfixturevalue("postgresql")) as url:
        made = office(url, tmp_path / "w")
        yield made
        drop(made)
        engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:  # the fixture drops it once more
            schema = str(sa.make_url(url).query["options"]).partition("=")[2]
            connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        engine.dispose()


def drop(made: Office) -> None:
    """Lose both stores."""
    made.access.store.dispose()
    made.access.store._ready = False
    made.record.dispose()
    if made.place.record_url.startswith("sqlite"):
        shutil.rmtree(made.place.folder)
        made.place.folder.mkdir()
        return
    url = sa.make_url(made.place.record_url).set(drivername="postgresql+psycopg")
    schema = str(url.query["options"]).partition("=")[2]
    engine = sa.create_engine(url.difference_update_query(["options"]))
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {made.place.access_schema} CASCADE"))
    engine.dispose()


def make(made: Office, target: Path):  # type: ignore[no-untyped-def]
    try:
        return make_backup(made.record, made.access, made.place, target)
    except EnvironmentTrouble as trouble:
        if "version mismatch" in str(trouble):
            pytest.skip("the pg_dump here is older than the server")
        raise


def test_two_stores_of_different_moments(there: Office, tmp_path: Path) -> None:
    """The access store is of an older backup than the record: what was granted and ended since counts."""
    hall, record = there.hall, there.record
    review.create(record, "root")
    wang, li = (review.open_account(record, "root", name, "科技局") for name in ("王芳", "李明"))
    secrets = [hall.enrol(wang, "wang").secret, hall.enrol(li, "li").secret]
    (there.place.folder / "cultivation.toml").write_text('language = "zh"\n', "utf-8")
    older = make(there, tmp_path / "older")
    hall.later(days=1)
    hall.enter("li", li)
    review.grant_role(record, "root", Grant(wang, Role.SECURITY_ADMIN), "1号")
    review.close_account(record, "王芳", li, "调离")
    hall.later(days=1)
    review.seal_ended_days(record, "root", there.access)
    newer = make(there, tmp_path / "newer")
    assert newer.entries > older.entries and newer.events > older.events
    mixed = tmp_path / "newer"
    (mixed / "access").write_bytes((tmp_path / "older" / "access").read_bytes())
    with pytest.raises(Refused, match="changed since it was made: access"):
        read_manifest(mixed)
    rewrite(mixed)
    drop(there)
    found = restore_backup(mixed, there.place, lambda _record: there.access)
    assert (found.entries, found.head) == (newer.entries, newer.head)
    assert [each.problem for each in found.damages] == ["seal"]
    assert (there.place.folder / "cultivation.toml").read_text("utf-8") == 'language = "zh"\n'
    there.access.people = PeopleOnRecord(record)
    for secret in secrets:
        gone = there.access.session_of(secret)
        assert isinstance(gone, Outcome), "sessions are gone"
    assert there.access.begin("li", PASSWORD, HERE).said is Said.ACCOUNT_CLOSED
    assert not isinstance(there.access.session_of(hall.enter("wang", wang).secret), Outcome)
    with record.reading() as reader:
        assert reader.verify().ok
        seals = seals_of(reader)
    assert there.access.verify_log(seals)
    with record.writing("王芳") as writer:
        assert writer.rebuild().same


def rewrite(folder: Path) -> None:
    """Make the manifest of a backup that somebody put together from two."""
    from cultivation.review.backup import _digest, _files

    said = json.loads((folder / "backup.json").read_bytes())
    said["files"] = {str(each.relative_to(folder)): _digest(each) for each in _files(folder)}
    (folder / "backup.json").write_text(json.dumps(said), "utf-8")


def test_an_older_record_beside_a_newer_access_store(there: Office, tmp_path: Path) -> None:
    """Whoever was given a role since the backup has none, whatever the access store knows."""
    hall, record = there.hall, there.record
    review.create(record, "root")
    wang = review.open_account(record, "root", "王芳", "科技局")
    hall.enrol(wang, "wang")
    make(there, tmp_path / "older")
    hall.later(hours=1)
    li = review.open_account(record, "root", "李明", "科技局")
    hall.enrol(li, "li")
    make(there, tmp_path / "newer")
    mixed = tmp_path / "older"
    (mixed / "access").write_bytes((tmp_path / "newer" / "access").read_bytes())
    rewrite(mixed)
    drop(there)
    assert restore_backup(mixed, there.place, lambda _record: there.access).damages == ()
    there.access.people = PeopleOnRecord(record)
    assert there.access.begin("li", PASSWORD, HERE).said is Said.ACCOUNT_CLOSED
    assert hall.enter("wang", wang).said is Said.ENTERED


def test_nothing_is_overwritten(there: Office, tmp_path: Path) -> None:
    review.create(there.record, "root")
    there.hall.enrol(review.open_account(there.record, "root", "王芳", "科技局"))
    make(there, tmp_path / "b")
    with pytest.raises(Refused, match="already"):
        make(there, tmp_path / "b")
    with pytest.raises(Refused, match="record already"):
        restore_backup(tmp_path / "b", there.place, lambda _record: there.access)
    assert not list(tmp_path.glob(".*unfinished"))


def test_secrets_are_for_their_owner_alone(there: Office, tmp_path: Path) -> None:
    review.create(there.record, "root")
    there.hall.enrol(review.open_account(there.record, "root", "王芳", "科技局"))
    make(there, tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    for name in ("record", "access", "access.key"):
        assert (tmp_path / "b" / name).stat().st_mode & 0o077 == 0, name


def test_a_backup_that_was_written_to_is_refused(tmp_path: Path) -> None:
    made = office(f"sqlite:///{tmp_path / 'w' / 'cultivation.db'}", tmp_path / "w")
    review.create(made.record, "root")
    review.open_account(made.record, "root", "王芳", "科技局")
    make(made, tmp_path / "b")
    with sqlite3.connect(tmp_path / "b" / "record") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE log SET actor = '李明' WHERE seq = 2")
    connection.close()

    def open_access(*_said: object):  # type: ignore[no-untyped-def]
        return made.access

    with pytest.raises(Refused, match="changed since it was made: record"):
        check_backup(tmp_path / "b", open_access)
    rewrite(tmp_path / "b")
    with pytest.raises(Refused, match="broken"):
        check_backup(tmp_path / "b", open_access)
    made.record.dispose()


def test_the_commands_back_up_check_and_restore(tmp_path: Path) -> None:
    made = office(f"sqlite:///{tmp_path / 'w' / 'cultivation.db'}", tmp_path / "w")
    review.create(made.record, "root")
    wang = review.open_account(made.record, "root", "王芳", "科技局")
    made.hall.enrol(wang)
    (tmp_path / "w" / "rules").mkdir()
    (tmp_path / "w" / "rules" / "own.yaml").write_text("own: 1\n", "utf-8")
    made.access.store.dispose()
    made.record.dispose()

    def run(workspace: str, *words: str) -> dict[str, object]:
        arguments = ["--workspace", str(tmp_path / workspace), "--lang", "en", "backup", *words]
        result = CliRunner().invoke(program, [*arguments, "--format", "json"])
        assert result.exit_code == 0, result.output + result.stderr
        said: dict[str, object] = json.loads(result.stdout)
        return said

    first = run("w", "make", str(tmp_path / "b"))
    assert run("w", "check", str(tmp_path / "b"))["head"] == first["head"]
    restored = run("new", "restore", str(tmp_path / "b"))
    assert {**restored, "events": first["events"]} == first
    assert (tmp_path / "new" / "rules" / "own.yaml").exists()
    again = run("new", "make", str(tmp_path / "c"))
    assert (again["entries"], again["head"]) == (first["entries"], first["head"])
