"""What tests share so that it is made once: folders by all processes of a run, the rest within one.

A test gets a copy of a folder, so it may do with it what it likes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from cultivation.intake.formats import readers
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading_process import ReadingProcess

Make = Callable[[Path], object]


class Kept:
    """Folders by name, below one that the processes of a run share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def made(self, name: str, make: Make) -> Path:
        """Return the folder of a name, which `make` filled for whoever asked first. Nobody may change it."""
        made, done = self._folder / name, self._folder / f"{name}.done"
        with _alone(self._folder / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(made, ignore_errors=True)
                made.mkdir()
                make(made)
                done.touch()
        return made

    def copy(self, name: str, make: Make, to: Path) -> Path:
        """Copy the folder of a name to a place, and return the place."""
        return Path(shutil.copytree(self.made(name, make), to, dirs_exist_ok=True))


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process makes the same."""
    try:
        import fcntl
    except ImportError:  # without it, each process has folders of its own
        yield
        return
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def readers_kept() -> Iterator[None]:
    """Let a reading process that is in order go on to the next command that reads with the same limits."""
    idle: dict[Limits, list[ReadingProcess]] = {}

    def lend(limits: Limits) -> ReadingProcess:
        kept = idle.get(limits)
        return kept.pop() if kept else ReadingProcess(limits)

    def close(self: readers.Readers) -> None:
        for place, process in enumerate(self._free):
            if isinstance(process, ReadingProcess) and not process.is_busy and process._process is not None:
                idle.setdefault(self.limits, []).append(process)
                self._free[place] = None
        end(self)

    if hasattr(os, "register_at_fork"):  # a child cannot talk to what its parent started
        os.register_at_fork(after_in_child=idle.clear)
    end = readers.Readers.close
    with patch.object(readers.Readers, "close", close), patch.object(readers, "ReadingProcess", lend):
        yield
    for process in (each for kept in idle.values() for each in kept):
        process.stop()


class OneDialect(SQLiteDialect_pysqlite):
    """SQLite, each equal to the other: a command opens a record of its own, and would compile anew."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


def keep_compiled_statements() -> None:
    """Let all SQLite databases of this process share the statements that were compiled for one."""
    compiled: dict[object, object] = {}

    def share(connection: Connection) -> None:
        if isinstance(connection.dialect, OneDialect):
            connection.execution_options(compiled_cache=compiled)

    registry.register("sqlite", __name__, OneDialect.__name__)
    event.listen(Engine, "engine_connect", share)
