"""Files by their paths, each with its bytes and its book; the next is read while one is dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading_process import ReadingProcess
from cultivation.intake.formats.sources import Source

Trouble = OSError | Unreadable


@dataclass(frozen=True)
class File:
    """A file that came in, and its book or why there is none."""

    source: Source
    content: bytes
    book: Book | Trouble

    @property
    def path(self) -> Path:
        """Return where it lies, or the archive that it lies in."""
        return self.source.path

    @property
    def problem(self) -> str:
        """Return why it cannot be read: a key of findings.PROBLEMS, or what the system says."""
        if isinstance(self.book, Unreadable):
            return self.book.problem
        return (self.book.strerror or str(self.book)) if isinstance(self.book, OSError) else ""


def read_files(
    paths: Iterable[Path], process: ReadingProcess, password: str | None, limits: Limits
) -> Iterator[File]:
    """Yield the files in the order of the paths."""
    return read_sources([Source(path, path.name) for path in paths], process, password, limits)


def read_sources(
    sources: Iterable[Source], process: ReadingProcess, password: str | None, limits: Limits
) -> Iterator[File]:
    """Yield the files in their order."""
    submitted: tuple[Source, bytes, Trouble | None] | None = None
    for source in sources:
        content, trouble = _content(source, limits)
        before = _answered(process, submitted) if submitted else None
        if trouble is None:
            process.submit(content, password)
        submitted = (source, content, trouble)
        if before:
            yield before
    if submitted:
        yield _answered(process, submitted)


def _answered(process: ReadingProcess, submitted: tuple[Source, bytes, Trouble | None]) -> File:
    """Wait for the book of a file that was submitted."""
    source, content, trouble = submitted
    try:
        return File(source, content, trouble or process.result())
    except Unreadable as error:
        return File(source, content, error)


def _content(source: Source, limits: Limits) -> tuple[bytes, Trouble | None]:
    if source.problem:
        return b"", Unreadable(source.problem)
    try:
        return source.read(limits), None
    except (OSError, Unreadable) as error:
        return b"", error
