"""Files that came in, each with its book; the next is read while one is dealt with."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.reading_process import ReadingProcess


@dataclass(frozen=True)
class File:
    """A file that came in, and its book; without one, the file has a problem."""

    incoming: Incoming
    book: Book | None

    @property
    def content(self) -> bytes:
        """Return its bytes."""
        return self.incoming.content

    @property
    def problem(self) -> str:
        """Return why it cannot be read: a key of findings.PROBLEMS, or what the system says."""
        return self.incoming.problem


def read_files(
    files: Iterable[Incoming], readers: Readers, password: str | None = None
) -> Generator[File, None, None]:
    """Yield the files in their order; where they come one by one, no more than two are held at once.

    Who may not read to the end closes it, so that the reading process is free for others.
    """
    submitted: Incoming | None = None
    with readers.one() as process:
        for incoming in (_within(each, readers.limits) for each in files):
            before = _answered(process, submitted) if submitted else None
            if not incoming.problem:
                process.submit(incoming.content, password)
            submitted = incoming
            if before:
                yield before
        if submitted:
            yield _answered(process, submitted)


def read_file(incoming: Incoming, readers: Readers, password: str | None = None) -> File:
    """Return one file with its book."""
    (file,) = read_files([incoming], readers, password)
    return file


def _within(incoming: Incoming, limits: Limits) -> Incoming:
    is_too_large = len(incoming.content) > limits.file_bytes
    return replace(incoming, problem="too_large") if is_too_large else incoming


def _answered(process: ReadingProcess, incoming: Incoming) -> File:
    """Wait for the book of a file that was submitted."""
    if incoming.problem:
        return File(incoming, None)
    try:
        return File(incoming, process.result())
    except Unreadable as error:
        return File(replace(incoming, problem=error.problem), None)
