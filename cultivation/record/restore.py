"""A backup restored aside: the record of now is not touched, and nothing is left of it afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _
from cultivation.record.store import Record
from cultivation.steps import Act


@contextmanager
def restored_aside(backup: str) -> Iterator[Record]:
    """Open a copy of a SQLite backup, or the database by its URL into which a dump was restored.

    The copy is brought up to date where an earlier version of the program made the backup.
    """
    if "://" in backup:
        record = _opened(backup)
        try:
            yield record
        finally:
            record.dispose()
        return
    with TemporaryDirectory(prefix="cultivation-drill-") as folder:
        record = _opened(f"sqlite:///{_copied(Path(backup), Path(folder))}")
        try:
            _bring_up_to_date(record)
            yield record
        finally:
            record.dispose()


def _copied(backup: Path, folder: Path) -> Path:
    """Copy the file, and the log of changes beside it where it has one."""
    target = folder / "restored.db"
    try:
        shutil.copyfile(backup, target)
        beside = backup.with_name(f"{backup.name}-wal")
        if beside.exists():
            shutil.copyfile(beside, folder / "restored.db-wal")
    except OSError as error:
        sentence = _("The backup {file} cannot be read: {problem}")
        raise EnvironmentTrouble(sentence.format(file=backup, problem=error.strerror or error)) from error
    return target


def _opened(url: str) -> Record:
    return Record(url, clock=lambda: datetime.now(UTC))


def _bring_up_to_date(record: Record) -> None:
    try:
        record.check()
    except EnvironmentTrouble as trouble:
        if trouble.step is None or trouble.step.act is not Act.MAKE_RECORD:
            raise
        record.create()
        record.check()
