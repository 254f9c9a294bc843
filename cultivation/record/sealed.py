"""A SQLite file that may only be read: a sealed copy on read-only media, or another person's record.

SQLite itself cannot open such a file where it works with a log of changes (`-wal`): it wants to write beside
it. Nothing here writes to the file or its folder. Changes that were not yet merged into it are read with it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

State = tuple[tuple[int, int], ...]  # of each file: when it was last changed, in nanoseconds, and its size


class SealedFile:
    """Opens a file that may only be read; lets go of what it copied when it is no longer used."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._copied: tuple[State, TemporaryDirectory[str]] | None = None

    def connect(self) -> sqlite3.Connection:
        """Open the file so that nothing is written to it.

        Without changes beside it, it is read as it lies. With changes, SQLite reads both where it can; where
        it would have to write beside them, a copy of both is read.
        """
        if not self._changes.exists() or not self._changes.stat().st_size:
            return _opened(self.path, "mode=ro&immutable=1")
        try:
            return _opened(self.path, "mode=ro")
        except sqlite3.OperationalError:
            return _opened(self._copy(), "mode=ro")

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Refuse what was read while somebody else wrote to the file: no lock kept the two apart."""
        before = _state(self.path)
        try:
            yield
        except (DBAPIError, sqlite3.Error):
            self._require(before)
            raise
        self._require(before)

    @property
    def _changes(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def _copy(self) -> Path:
        """Copy the file with its changes to where only this person can read them, unless that was done."""
        state = _state(self.path, self._changes)
        if self._copied is None or self._copied[0] != state:
            self._copied = (state, self._copied_aside())
            self._require(state, self._changes)
        return Path(self._copied[1].name) / self.path.name

    def _copied_aside(self) -> TemporaryDirectory[str]:
        try:
            folder = TemporaryDirectory(prefix="cultivation-sealed-")
            for source in (self.path, self._changes):
                shutil.copyfile(source, Path(folder.name) / source.name)
        except OSError as error:
            sentence = _("The database {place} cannot be copied aside to be read: {problem}")
            problem = error.strerror or error
            raise EnvironmentTrouble(sentence.format(place=self.path, problem=problem)) from error
        return folder

    def _require(self, state: State, *others: Path) -> None:
        if _state(self.path, *others) != state:
            sentence = _("The database {place} was written to while it was read; try again.")
            raise EnvironmentTrouble(sentence.format(place=self.path))


def sealed_file(url: URL) -> SealedFile | None:
    """Return the file that a database is in where this person may not write to it or beside it."""
    path = file_of(url)
    if path is None or not path.exists():
        return None
    sealed = SealedFile(path)
    free = all(os.access(each, os.W_OK) for each in (sealed.path, sealed.path.parent))
    return None if free else sealed


def file_of(url: URL) -> Path | None:
    """Return the file of a database; None for a server, for memory, and for an address of SQLite's own."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def _opened(path: Path, how: str) -> sqlite3.Connection:
    """Open a file by an address, and look into it: only then SQLite says what is in the way."""
    connection = sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, check_same_thread=False)
    try:
        with closing(connection.execute("SELECT count(*) FROM sqlite_schema")) as found:
            found.fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _state(*paths: Path) -> State:
    return tuple((each.stat().st_mtime_ns, each.stat().st_size) for each in paths)
