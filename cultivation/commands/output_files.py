"""Files that commands write: whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import IO, Any

import click

from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_file(path: Path, content: bytes, dry_run: bool = False) -> None:
    """Write a workbook whole or not at all; in a dry run, only see whether its folder is there."""
    if path.suffix.lower() != ".xlsx":
        raise UsageMistake(
            _("{file}: the output is a workbook; the file name must end in .xlsx.").format(file=path)
        )
    if dry_run and not path.parent.is_dir():
        raise EnvironmentTrouble(_no_folder(path))
    if not dry_run:
        write_whole(path, content)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder of files whole or not at all; one that holds something already is left alone."""
    part = _part_of(folder)
    if not folder.parent.is_dir():
        raise EnvironmentTrouble(_no_folder(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageMistake(_("{file} exists already; name a new folder.").format(file=folder))
    try:
        part.mkdir()
        try:
            for name, content in files.items():
                (part / name).write_bytes(content)
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise EnvironmentTrouble(
            _no_room(folder, error)
            or _("{file} cannot be written: {problem}.").format(file=folder, problem=error.strerror or error)
        ) from None


def form_of(path: Path, forms: Mapping[str, Callable[[Any], bytes]]) -> Callable[[Any], bytes]:
    """Return what makes a file by the end of its name."""
    make = forms.get(path.suffix.lower())
    if make is None:
        known = _(" or ").join(forms)
        raise UsageMistake(_("{file}: the file name must end in {known}.").format(file=path, known=known))
    return make


def _no_folder(path: Path) -> str:
    return _("{file} cannot be written: the folder {folder} does not exist.").format(
        file=path, folder=path.parent
    )


def _part_of(path: Path) -> Path:
    """Name what is written first, beside its place; nobody can guess the name and lay a link there."""
    return path.parent / f".{path.name[:40]}.{os.urandom(8).hex()}.part"


def _no_room(path: Path, error: OSError) -> str:
    """Say what became of a file for which there was no room; empty where something else was wrong."""
    if error.errno not in NO_ROOM:
        return ""
    sentence = (
        _("The disk is full: {file} was not written; what it held before is unchanged. Free some space.")
        if path.exists()
        else _("The disk is full: {file} was not written, and no part of it is left. Free some space.")
    )
    return sentence.format(file=path)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with writing_whole(path) as target:
        target.write(content)


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written whole or not at all: beside its place first, then moved there."""
    part = _part_of(path)
    if not path.parent.is_dir():
        raise EnvironmentTrouble(_no_folder(path))
    if path.is_dir():
        raise EnvironmentTrouble(_("{file} is a folder; give the name of a file.").format(file=path))
    try:
        target = part.open("xb")  # made anew: no link is followed, and no file taken over
        try:
            with target:
                yield target
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentTrouble(
            _no_room(path, error)
            or _("{file} cannot be written: {problem}. If it is open in Excel, close it there.").format(
                file=path, problem=error.strerror or error
            )
        ) from None


@contextmanager
def saved_in(path: Path) -> Iterator[None]:
    """Write what is printed meanwhile into a file; nothing where an error ends it.

    Excel takes a CSV for UTF-8 only if it begins with a byte order mark; JSON must not have one.
    """
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            yield
    except click.exceptions.Exit as ended:  # how a command gives its exit code, findings included
        if printed.getvalue():
            write_whole(path, _encoded(path, printed.getvalue()))
        raise ended
    write_whole(path, _encoded(path, printed.getvalue()))


def _encoded(path: Path, text: str) -> bytes:
    if path.suffix.lower() != ".csv":
        return text.encode("utf-8", errors="replace")
    return re.sub("\r?\n", "\r\n", text).encode("utf-8-sig", errors="replace")
