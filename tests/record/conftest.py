"""Records to try: an empty one and one with a story, in SQLite and in PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from cultivation.record.store import Record
from tests.postgresql import NONE, server
from tests.record.story import tell, ticking_clock


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server, started once for each process of the tests."""
    with server() as address:
        if address is None:
            pytest.skip(NONE)
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'cultivation.db'}"
        return
    with schema_of_its_own(request.getfixturevalue("postgresql")) as own:
        yield own


@contextmanager
def schema_of_its_own(server: str) -> Iterator[str]:
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
