"""Files by their paths, each with its bytes and its book; the next is read while one is dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.reading_process import ReadingProcess

Trouble = OSError | Unreadable


@dataclass(frozen=True)
class File:
    """A file that came in, and its book or why there is none."""

    path: Path
    content: bytes
    book: Book | Trouble

    @property
    def problem(self) -> str:
        """Return why it cannot be read: a key of findings.PROBLEMS, or what the system says."""
        if isinstance(self.book, Unreadable):
            return self.book.problem
        return (self.book.strerror or str(self.book)) if isinstance(self.book, OSError) else ""


def read_files(
    paths: Iterable[Path], process: ReadingProcess, password: str | None, most_bytes: int
) -> Iterator[File]:
    """Yield the files in the order of the paths."""
    submitted: tuple[Path, bytes, Trouble | None] | None = None
    for path in paths:
        content, trouble = _content(path, most_bytes)
        before = _answered(process, submitted) if submitted else None
        if trouble is None:
            process.submit(content, password)
        submitted = (path, content, trouble)
        if before:
            yield before
    if submitted:
        yield _answered(process, submitted)


def _answered(process: ReadingProcess, submitted: tuple[Path, bytes, Trouble | None]) -> File:
    """Wait for the book of a file that was submitted."""
    path, content, trouble = submitted
    try:
        return File(path, content, trouble or process.result())
    except Unreadable as error:
        return File(path, content, error)


def _content(path: Path, most_bytes: int) -> tuple[bytes, Trouble | None]:
    """Read a file; a device or a pipe has no end, and nobody waits for a film."""
    try:
        if not path.is_file():
            return b"", OSError(0, "not a file")
        if path.stat().st_size > most_bytes:
            return b"", Unreadable("too_large")
        return path.read_bytes(), None
    except OSError as error:
        return b"", error
