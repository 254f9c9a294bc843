"""The files of an intake: which are meant, what is told of each, and what goes back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from cultivation.commands.output_files import write_whole
from cultivation.commands.printing import needs_a_look, print_findings
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.sources import Source, files_of
from cultivation.language import _, current
from cultivation.queries.earlier_filings import FileReceived

LONGEST_NAME = 240  # bytes; file systems take 255, and a number may follow


def every_file(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and all files of folders whatever they are: each is to be answered."""
    for path in paths:
        try:
            is_there, is_folder = path.exists(), path.is_dir()
        except OSError:  # a name that is too long for the file system
            is_there, is_folder = False, False
        if not is_there:
            raise UsageMistake(_("The file or folder {path} does not exist.").format(path=path))
        found = list(files_of(path)) if is_folder else [path]
        if not found:
            raise UsageMistake(_("The folder {path} contains no files.").format(path=path))
        yield from found


def limits_of(settings: Mapping[str, int]) -> Limits:
    """Return the limits of a workspace; what it does not set is as it comes."""
    wanted = {
        "seconds": settings.get("seconds"),
        "memory": _bytes(settings, "memory_megabytes"),
        "file_bytes": _bytes(settings, "megabytes"),
        "unpacked_bytes": _bytes(settings, "unpacked_megabytes"),
        "cells": settings.get("cells"),
    }
    return Limits(**{key: value for key, value in wanted.items() if value is not None})


def _bytes(settings: Mapping[str, int], key: str) -> int | None:
    return settings[key] * 1024 * 1024 if key in settings else None


def print_intake(results: Sequence[FileReceived], verbose: bool) -> None:
    """Print on stderr all findings, what was put right since, and if wanted what was understood."""
    print_findings([finding for each in results for finding in each.findings], notes=verbose)
    for each in results:
        for fixed in each.fixed:
            sentence = _("Fixed: {name}: {label} was '{before}', now {now}.").format(
                name=fixed.name, label=fixed.label.text(current()), before=fixed.before, now=fixed.now
            )
            click.echo(f"{each.name}: {sentence}", err=True)
        for heading in each.understood if verbose else ():
            sentence = _("{place}: '{text}' was read as {field} {unit}").format(
                place=f"{heading.sheet}!{heading.cell}",
                text=heading.text,
                field=heading.field,
                unit=heading.unit,
            )
            click.echo(f"{each.name}: {sentence}".rstrip(), err=True)


def read_again(found: Sequence[Source], limits: Limits) -> Iterator[Callable[[], bytes]]:
    """Yield, for each file in its order, what reads its bytes once more; they are not kept meanwhile."""
    return (partial(each.read, limits) for each in found)


def write_back(results: Sequence[FileReceived], contents: Iterable[Callable[[], bytes]], folder: Path) -> int:
    """Write the files with errors and doubts, marked, into a folder; return how many. None is overwritten.

    `contents` give the bytes of each file, in the order of the results.
    """
    from cultivation.intake.annotated.findings_table import FindingsTable
    from cultivation.intake.annotated.returned_file import write_returned

    written = 0
    for each, content_of in zip(results, contents, strict=True):
        if not needs_a_look(each.findings) and not each.fixed:
            continue
        try:
            content = content_of() if each.kind else b""
            table = FindingsTable(each.findings, each.fixed, each.labels)
            returned = write_returned(content, each.name.replace("/", "_"), table, each.header_rows)
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(_free(folder / _short(returned.name)), returned.content)
        except OSError as error:
            sentence = _("{file} cannot be written: {problem}").format(
                file=folder / each.name, problem=error.strerror or error
            )
            raise EnvironmentTrouble(sentence) from error
        written += 1
    return written


def _short(name: str) -> str:
    """Return a name that file systems take: what we add can make a long one too long."""
    ending = re.search(r"(\.[^.]*){0,2}$", name)
    suffix = ending[0] if ending and len(ending[0]) < LONGEST_NAME else ""
    stem = name.removesuffix(suffix)
    while len(os.fsencode(stem + suffix)) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + suffix


def _free(path: Path) -> Path:
    """Return the path, with a number where it is taken: files of two folders may be namesakes."""
    number = 2
    candidate = path
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return candidate
