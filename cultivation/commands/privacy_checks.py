"""What `doctor` examines of secrets: who can read the files of the record, and where a password stands."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from cultivation.commands.checks import Check, State
from cultivation.errors import CultivationError
from cultivation.language import _, join_names
from cultivation.record.passwords import holds_password
from cultivation.record.store import Record
from cultivation.workspace import SETTINGS, Workspace

BESIDE = ("", "-wal", "-shm")  # what SQLite keeps beside its file holds parts of it
EVERYBODY, GROUP = (stat.S_IROTH, stat.S_IXOTH), (stat.S_IRGRP, stat.S_IXGRP)


def of_secrets(workspace: Workspace, record: Record | None) -> Iterator[Check]:
    """Examine the modes of files, as far as this system has them, and the address of the database."""
    if os.name == "posix":
        yield _modes([each for each in _files(workspace, record) if each.exists()])
    yield from _password(workspace)


def _files(workspace: Workspace, record: Record | None) -> Iterator[Path]:
    """Name what nobody else is to read: settings, password, database."""
    yield workspace.directory / SETTINGS
    if workspace.password_file is not None:
        yield workspace.password_file
    if record is not None and record.file is not None:
        yield from (record.file.with_name(record.file.name + ending) for ending in BESIDE)


def _modes(files: Sequence[Path]) -> Check:
    everybody = [each for each in files if _is_open(each, *EVERYBODY)]
    group = [each for each in files if _is_open(each, *GROUP)]
    what = _("access by others")
    if everybody:
        details = _("readable by everybody on this machine: {files}").format(files=_names(everybody))
        advice = _("Run: chmod go= {files} (o= where a group shares them)").format(files=_quoted(everybody))
        return Check("privacy", what, State.DOUBT, details, advice)
    if group:
        details = _("readable by the group of the file: {files}").format(files=_names(group))
        advice = _("If the group is not meant to read: chmod g= {files}").format(files=_quoted(group))
        return Check("privacy", what, State.DOUBT, details, advice)
    return Check("privacy", what, State.FINE, _("none: only the owner can read the files"))


def _is_open(path: Path, reads: int, passes: int) -> bool:
    """Tell whether others may read a file and pass through its folder."""
    return bool(path.stat().st_mode & reads and path.absolute().parent.stat().st_mode & passes)


def _names(paths: Sequence[Path]) -> str:
    return join_names(each.name for each in paths)


def _quoted(paths: Sequence[Path]) -> str:
    return shlex.join(str(each) for each in paths)


def _password(workspace: Workspace) -> Iterator[Check]:
    """Doubt a password in the settings, and one that cannot be read."""
    what = _("password of the database")
    if workspace.database and holds_password(workspace.database):
        details = _("it is written in the database address in {file}").format(file=SETTINGS)
        advice = _(
            "Take it out of the address; put it in a file of mode 600 that database_password_file names, "
            "or set CULTIVATION_DATABASE_PASSWORD. If others could read it, change it on the server."
        )
        yield Check("password", what, State.DOUBT, details, advice)
    try:
        workspace.database_password()
    except CultivationError as error:
        advice = _("Correct database_password_file in {file}, or the file.").format(file=SETTINGS)
        yield Check("password", what, State.BROKEN, str(error), advice)
