"""Records to try: an empty one and one with a story, in SQLite and, where a server is named, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from cultivation.record.store import Record
from tests.record.story import tell, ticking_clock

SERVER = "CULTIVATION_TEST_POSTGRESQL"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'cultivation.db'}"
        return
    if not (server := os.environ.get(SERVER)):
        pytest.skip(f"{SERVER} names no PostgreSQL server")
    yield from _schema_of_its_own(server)


def _schema_of_its_own(server: str) -> Iterator[str]:
    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    own = address.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    record = Record(url, ticking_clock())
    record.create()
    yield record
    record.dispose()


@pytest.fixture
def told(record: Record) -> Record:
    tell(record)
    return record


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "told.db"
    record = Record(f"sqlite:///{path}", ticking_clock())
    record.create()
    tell(record)
    record.dispose()
    return path


@pytest.fixture
def database(original: Path, tmp_path: Path) -> Path:
    """A SQLite file of one's own with the whole story, closed."""
    return Path(shutil.copy(original, tmp_path / "told.db"))
