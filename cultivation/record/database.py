"""The database behind the record: SQLite or PostgreSQL, its transactions and its schema."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _
from cultivation.record.guards import put_up_guards
from cultivation.record.passwords import in_its_place
from cultivation.record.schema import schema_differences
from cultivation.record.sealed import SealedFile, file_of, sealed_file
from cultivation.record.troubles import place_of, readable_troubles, refuse_to_write
from cultivation.record.turns import Turns
from cultivation.steps import Act, Step

HEAD = "0007"
MIGRATIONS = Path(__file__).parent / "migrations"
PRIVATE = 0o600
PATIENCE_SECONDS = 10
CONNECTIONS = 15  # at once
KEPT_OPEN = 5  # of these
MAKERS_LOCK = 0x63756C74  # "cult"; one number that all who make or update a PostgreSQL record agree on
READING = {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}
# What reads sealed copies and backups opens files in the clear alone (docs/record.md).
OTHER_SQLITE = ("sqlite+pysqlcipher", "sqlite+aiosqlite")
LAST_PORT = 65535
BARE_POSTGRESQL = ("postgresql", "postgres")


class Database:
    """Hands out connections: many readers, each with one snapshot, and one writer at a time."""

    def __init__(self, url: str, connections: int = CONNECTIONS, readonly: bool = False) -> None:
        self.url = _parsed(url)
        self._readonly = readonly
        self._sealed = sealed_file(self.url)
        self.engine = _engine(self.url, self._sealed, connections)
        if readonly and self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _only_answer)
        self._turns = Turns()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the record to its end."""
        options: dict[str, Any] = READING.get(self.engine.dialect.name, {})
        unchanged = self._sealed.unchanged() if self._sealed else nullcontext()
        with readable_troubles(self.url):
            self._require_file()
            # never committed: a damaged file cannot do even that
            with unchanged, self.engine.connect() as connection:
                connection.execution_options(**options)
                self._require_schema(connection)
                yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """Open the transaction of the only writer; it is committed at the end, or undone by an exception."""
        with readable_troubles(self.url):
            self._require_file()
            with self._only_writer() as connection:
                self._require_schema(connection)
                yield connection

    def migrate(self, rebuild: Callable[[Connection], object]) -> None:
        """Create the tables, or bring older ones up to date; do nothing where all is well.

        Guards and rights that are missing or changed are put up again. `rebuild` fills the projections of a
        record that is new or was brought up to date, in the same transaction.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        self._make_private_file()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with readable_troubles(self.url), self._only_writer() as connection:
            config.attributes["connection"] = connection
            before = _version(connection)
            try:
                command.upgrade(config, HEAD)
            except CommandError as error:
                raise EnvironmentTrouble(self._newer_sentence()) from error
            if schema_differences(connection):
                put_up_guards(connection)
            if before != HEAD:
                rebuild(connection)

    def _make_private_file(self) -> None:
        """Let nobody else read a new SQLite file, nor what SQLite puts beside it with the same mode."""
        path = file_of(self.url)
        if path is not None:
            with suppress(OSError):  # it is there, or SQLite says what is in the way
                path.touch(PRIVATE, exist_ok=False)

    def _newer_sentence(self) -> str:
        sentence = _("The database {place} was made by another version of the program; update the program.")
        return sentence.format(place=place_of(self.url))

    @contextmanager
    def _only_writer(self) -> Iterator[Connection]:
        if self._readonly:
            raise Refused(_("The record was opened only to be read; nothing was recorded."))
        if self._sealed:
            refuse_to_write(self.url)
        # SQLite lets in whoever happens to ask at the right moment: threads of one program stand in line
        in_line = self._turns.turn() if self.engine.dialect.name == "sqlite" else nullcontext()
        with in_line, self.engine.connect() as connection:
            connection.execution_options(cultivation_writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'"))
                    _lock_out_other_writers(connection)
                yield connection

    def _require_file(self) -> None:
        """SQLite would make an empty file where there is none; a reader must not."""
        path = file_of(self.url)
        if path and not path.exists():
            raise self._nothing()

    def _require_schema(self, connection: Connection) -> None:
        version = _version(connection)
        if version is None:
            raise self._nothing()
        if version < HEAD:
            sentence = _("The database {place} is of an older version of the program.")
            raise EnvironmentTrouble(sentence.format(place=place_of(self.url)), step=Step(Act.MAKE_RECORD))
        if version != HEAD:
            raise EnvironmentTrouble(self._newer_sentence())

    def _nothing(self) -> EnvironmentTrouble:
        sentence = _("There is no record in the database {place} yet.")
        return EnvironmentTrouble(sentence.format(place=place_of(self.url)), step=Step(Act.MAKE_RECORD))


def _lock_out_other_writers(connection: Connection) -> None:
    """Take the lock of the only writer: by a function, which whoever may only read has no right to call.

    Where it is not made yet, the record is about to be made, or refused as one of an older version.
    """
    made = connection.execute(text("SELECT to_regprocedure('cultivation_lock()') IS NOT NULL")).scalar()
    if made:
        connection.execute(text("SELECT cultivation_lock()"))
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MAKERS_LOCK})"))


def _version(connection: Connection) -> str | None:
    """Return the version of the tables, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _parsed(url: str) -> URL:
    # the address is not repeated: it may hold a password
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise EnvironmentTrouble(_("The database address is not a URL such as sqlite:///file.db.")) from error
    except ValueError as error:
        raise EnvironmentTrouble(_port_sentence()) from error
    if parsed.port is not None and not 1 <= parsed.port <= LAST_PORT:
        raise EnvironmentTrouble(_port_sentence())
    if parsed.get_backend_name() in BARE_POSTGRESQL:
        parsed = in_its_place(parsed)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername in BARE_POSTGRESQL else parsed


def _port_sentence() -> str:
    return _(
        "The port in the database address must be a number from 1 to {last}: "
        "postgresql://name@host:5432/database."
    ).format(last=LAST_PORT)


# What the pool tells of a connection that broke is in the error that follows; it is no output of a command.
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())


def _engine(url: URL, sealed: SealedFile | None, connections: int) -> Engine:
    if url.get_backend_name() not in ("sqlite", "postgresql") or url.drivername in OTHER_SQLITE:
        sentence = _("The record is kept in SQLite or PostgreSQL, not in {backend}.")
        raise EnvironmentTrouble(sentence.format(backend=url.drivername))
    try:
        engine = create_engine(url, **_pool(url, sealed, connections))
    except (ImportError, NoSuchModuleError) as error:
        sentence = _("The driver for {place} is not installed; run: pip install 'cultivation[postgresql]'")
        raise EnvironmentTrouble(sentence.format(place=place_of(url))) from error
    except (ArgumentError, ValueError) as error:
        sentence = _(
            "The database address cannot be used: write sqlite:///file.db or "
            "postgresql://name@host:5432/database, and after a ? only what the driver knows."
        )
        raise EnvironmentTrouble(sentence) from error
    if sealed:
        event.listen(engine, "do_connect", lambda *_ways: sealed.connect())
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _pool(url: URL, sealed: SealedFile | None, connections: int) -> dict[str, Any]:
    """Return how connections are kept; one in memory never closes, unless none is kept."""
    if sealed or not connections:  # a connection to a sealed file would not see what was added since
        return {"poolclass": NullPool}
    if url.get_backend_name() == "sqlite" and file_of(url) is None:
        return {}
    kept = min(KEPT_OPEN, connections)
    return {"pool_size": kept, "max_overflow": connections - kept}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets when a connection closes; transactions are begun by `_begin_sqlite` alone."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {PATIENCE_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _only_answer(connection: sqlite3.Connection, _record: object) -> None:
    """Let SQLite itself refuse to write; snapshots of PostgreSQL are read-only as they are."""
    connection.execute("PRAGMA query_only = ON")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that began by reading could fail in the middle."""
    writes = connection.get_execution_options().get("cultivation_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
