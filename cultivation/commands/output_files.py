"""Files that commands write: whole or not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import IO, Any

import click

from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _


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


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with writing_whole(path) as target:
        target.write(content)


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written whole or not at all: beside its place first, then moved there."""
    part = path.parent / f".{path.name}.part"
    if not path.parent.is_dir():
        raise EnvironmentTrouble(_no_folder(path))
    if path.is_dir():
        raise EnvironmentTrouble(_("{file} is a folder; give the name of a file.").format(file=path))
    try:
        with part.open("wb") as target:
            yield target
        part.replace(path)
    except OSError as error:
        raise EnvironmentTrouble(
            _("{file} cannot be written: {problem}. If it is open in Excel, close it there.").format(
                file=path, problem=error.strerror or error
            )
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


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
