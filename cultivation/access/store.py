"""The access store: a database of its own beside the record, which alone this room opens.

Beside a record in SQLite it is the file access.db, beside one in PostgreSQL the schema cultivation_access.
One writer at a time; nothing slow, such as the hash of a password, is computed while its lock is held.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cultivation.access import tables
from cultivation.access.guards import put_up_guards
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.workspace import Workspace

FILE, KEY_FILE, SCHEMA = "access.db", "access.key", "cultivation_access"
VERSION = 3
EARLIER = (1, 2)  # 1 is without refusals, drafts and jobs, 2 without tokens and what was not yet taken up
AFTERWARDS = "afterwards"
PRIVATE = 0o600
PATIENCE_SECONDS = 10
WRITERS_LOCK = 0x61636373  # "accs"; one number that all who write to the store agree on
IN_QUERY = "options"
PASSWORD_VARIABLE = "CULTIVATION_ACCESS_PASSWORD"


class Store:
    """Hands out transactions on the access store; it is made when it is first written to."""

    def __init__(self, url: str, schema: str = SCHEMA, password: str = "") -> None:
        """`schema` and `password` are used in PostgreSQL alone; one in the address comes first."""
        self.url, self._schema = _parsed(url), schema
        if password and self.url.password is None and self.url.get_backend_name() == "postgresql":
            self.url = self.url.set(password=password)
        self._engine: Engine | None = None
        self._lock, self._ready = Lock(), False

    @property
    def is_made(self) -> bool:
        """Tell whether there is a store already."""
        if self._ready:
            return True
        file = self.file
        if file is not None and not file.exists():
            return False
        with self._troubles(), self._connection(writes=False) as connection:
            found = self._version(connection)
            self._ready = found == VERSION
        return found is not None

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Open a transaction that sees one state."""
        self._make_once()
        with self._troubles(), self._connection(writes=False) as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Open the transaction of the only writer; it is kept at the end, or undone by an exception.

        What `afterwards` was given is called when it is kept, and the lock is let go.
        """
        self._make_once()
        afterwards: list[Callable[[], None]] = []
        with self._troubles(), self._connection(writes=True) as connection:
            connection.info[AFTERWARDS] = afterwards
            yield connection
        for each in afterwards:
            each()

    def dispose(self) -> None:
        """Let go of the database."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @property
    def schema(self) -> str:
        """Return the schema of PostgreSQL that it is in."""
        return self._schema

    @property
    def description(self) -> str:
        """Say which database holds it; a password in its address is hidden."""
        return self.url.set(query={}).render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """Return the file of SQLite that it is in; None for a server."""
        name = self.url.database
        is_file = self.url.get_backend_name() == "sqlite" and name not in (None, "", ":memory:")
        return Path(str(name)) if is_file else None

    def _make_once(self) -> None:
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                self._make()
                self._ready = True

    def _make(self) -> None:
        if self.file is not None:
            with suppress(OSError):  # it is there, or SQLite says what is in the way
                self.file.touch(PRIVATE, exist_ok=False)
        with self._troubles(), self._connection(writes=True) as connection:
            found = self._version(connection)
            if found in EARLIER:
                tables.METADATA.create_all(connection)  # those that it lacks
                connection.execute(tables.schema_version.update().values(version=VERSION))
            elif found is not None and found != VERSION:
                raise EnvironmentTrouble(
                    _("The access store was made by another version of the program; update the program.")
                )
            if found is None:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self._quoted(connection)}")
                tables.METADATA.create_all(connection)
                put_up_guards(connection)
                connection.execute(tables.schema_version.insert().values(version=VERSION))

    def _version(self, connection: Connection) -> int | None:
        schema = self._schema if connection.dialect.name == "postgresql" else None
        if not inspect(connection).has_table("schema_version", schema=schema):
            return None
        return connection.execute(select(tables.schema_version.c.version)).scalar()

    def _quoted(self, connection: Connection) -> str:
        return connection.dialect.identifier_preparer.quote(self._schema)

    @contextmanager
    def _connection(self, writes: bool) -> Iterator[Connection]:
        with self._opened().connect() as connection:
            connection.execution_options(access_writes=writes)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    # LOCAL: the pool hands the connection on
                    connection.exec_driver_sql(f"SET LOCAL search_path = {self._quoted(connection)}")
                    if writes:
                        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
                        lock = text("SELECT pg_advisory_xact_lock(:number, hashtext(:schema))")
                        connection.execute(lock, {"number": WRITERS_LOCK, "schema": self._schema})
                yield connection

    def _opened(self) -> Engine:
        if self._engine is None:
            self._engine = _engine(self.url)
        return self._engine

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            where = self.file or self.description
            sentence = _("The access store {place} cannot be used: {problem}")
            problem = str(error.orig or error).strip().splitlines()[0]
            raise EnvironmentTrouble(sentence.format(place=where, problem=problem)) from error


def store_beside(record_url: str, schema: str | None = None) -> Store:
    """Return the access store of a record: a file beside its file, or a schema in its database.

    A record in a schema of its own (`search_path` among the options of its address) has one beside it.
    """
    url = _parsed(record_url)
    if url.get_backend_name() == "sqlite":
        beside = Path(url.database or ".").with_name(FILE)
        return Store(f"sqlite:///{beside}")
    options = str(url.query.get(IN_QUERY, ""))
    own = options.partition("search_path=")[2].split(",")[0].strip()
    rest = url.difference_update_query([IN_QUERY])
    name = schema or (f"{own}_access" if own else SCHEMA)
    return Store(rest.render_as_string(hide_password=False), name)


def store_of(workspace: Workspace, record_url: str) -> Store:
    """Return the access store of a workspace: the one that its settings name, else that beside the record."""
    own = workspace.access.get("database")
    password = os.environ.get(PASSWORD_VARIABLE) or workspace.access_password()
    return Store(own, password=password) if own else store_beside(record_url)


def afterwards(connection: Connection, call: Callable[[], None]) -> None:
    """Have something called once the transaction of the writer is kept."""
    connection.info[AFTERWARDS].append(call)


def moment_text(moment: datetime) -> str:
    """Write a moment as the store keeps it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(written: str) -> datetime:
    """Read a moment that the store keeps."""
    return datetime.fromisoformat(written)


Clock = Callable[[], datetime]


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # the address is not repeated: it may hold a password
        raise EnvironmentTrouble(
            _("The address of the access store is not a URL such as sqlite:///access.db.")
        ) from None
    bare = parsed.drivername in ("postgresql", "postgres")
    return parsed.set(drivername="postgresql+psycopg") if bare else parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        sentence = _("The access store is kept in SQLite or PostgreSQL, not in {backend}.")
        raise EnvironmentTrouble(sentence.format(backend=url.drivername))
    try:
        engine = create_engine(url)
    except (ImportError, NoSuchModuleError) as error:
        sentence = _("The driver for {place} is not installed; run: pip install 'cultivation[postgresql]'")
        raise EnvironmentTrouble(sentence.format(place=url.get_backend_name())) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """A login that a power cut loses is made again: the log may lose its end, but is never damaged."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {PATIENCE_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("access_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
