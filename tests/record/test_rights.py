"""Rights on PostgreSQL, tested by trying: what each role may do, and that the rest is refused."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

import cultivation.record.database as module
from cultivation.errors import EnvironmentTrouble
from cultivation.record.database import Database
from cultivation.record.roles import APPLICATION, AUDITOR
from cultivation.record.store import Record
from tests.record.story import open_year, tell, ticking_clock

FORBIDDEN_TO_BOTH = [
    "UPDATE log SET actor = 'x'",
    "DELETE FROM log",
    "TRUNCATE log",
    "UPDATE document SET name = 'x'",
    "DELETE FROM document",
    "DROP TABLE log",
    "DROP TRIGGER log_only_next ON log",
    "ALTER TABLE log DISABLE TRIGGER ALL",
    "CREATE OR REPLACE FUNCTION cultivation_only_next() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "UPDATE alembic_version SET version_num = '0001'",
    "ALTER TABLE log OWNER TO CURRENT_USER",
]
FORBIDDEN_TO_THE_AUDITOR = [
    "INSERT INTO log VALUES (13, 't', 'a', 'k', '{}', 'p', 'h')",
    "INSERT INTO document VALUES ('a', 't', 'n', '')",
    "UPDATE enterprise SET name = 'x'",
    "DELETE FROM membership",
    "SELECT cultivation_lock()",
    "LOCK TABLE alembic_version IN ROW SHARE MODE",
    "LOCK TABLE log IN ROW SHARE MODE",
    "SELECT * FROM alembic_version FOR SHARE",
]


def as_role(url: str, role: str) -> str:
    address = sa.make_url(url)
    options = f"{address.query['options']} -crole={role}"
    return address.update_query_dict({"options": options}).render_as_string(hide_password=False)


@pytest.fixture
def server_url(url: str) -> str:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no roles")
    return url


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        *((role, each) for role in (APPLICATION, AUDITOR) for each in FORBIDDEN_TO_BOTH),
        *((AUDITOR, each) for each in FORBIDDEN_TO_THE_AUDITOR),
    ],
)
def test_what_a_role_may_not_do_is_refused(server_url: str, told: Record, role: str, statement: str) -> None:
    database = Database(as_role(server_url, role))
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        database.engine.begin() as connection,
    ):
        connection.execute(sa.text(statement))
    database.engine.dispose()
    with told.reading() as reader:
        assert reader.verify().ok


def test_the_application_does_the_whole_year(server_url: str, record: Record) -> None:
    application = Record(as_role(server_url, APPLICATION), ticking_clock())
    tell(application)
    with application.writing("li") as writer:
        assert writer.rebuild().same
        assert writer.verify().ok
    application.create()  # nothing to do is no trouble
    application.dispose()


def test_the_auditor_reads_everything_and_gets_a_sentence_otherwise(server_url: str, told: Record) -> None:
    auditor = Record(as_role(server_url, AUDITOR), ticking_clock())
    with auditor.reading() as reader:
        assert reader.verify().entries == 12
        assert [member.id for member in reader.members()] == ["A", "C"]
    with pytest.raises(EnvironmentTrouble, match="no right"), auditor.writing("li") as writer:
        open_year(writer, 2019)
    auditor.dispose()


def test_an_auditor_cannot_keep_writers_waiting(
    server_url: str, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever locks an auditor may hold in a transaction that stays open: the step is taken."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 2)
    auditor = Database(as_role(server_url, AUDITOR))
    with auditor.engine.begin() as held:
        held.execute(sa.text(f"SELECT pg_advisory_xact_lock({module.MAKERS_LOCK})"))
        for table in ("log", "document", "alembic_version", "enterprise"):
            held.execute(sa.text(f"LOCK TABLE {table} IN ACCESS SHARE MODE"))
            held.execute(sa.text(f"SELECT count(*) FROM {table}"))
        application = Record(as_role(server_url, APPLICATION), ticking_clock())
        with application.writing("li") as writer:
            open_year(writer, 2019)
        application.dispose()
    auditor.engine.dispose()


def test_one_writer_waits_for_the_other(
    server_url: str, told: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1)
    application = Record(as_role(server_url, APPLICATION), ticking_clock())
    with (
        application.writing("li"),
        pytest.raises(EnvironmentTrouble, match="written by another program"),
        told.writing("wang"),
    ):
        pass
    application.dispose()
