"""Reading processes that are kept: starting one takes longer than reading most files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from types import TracebackType

from cultivation.intake.formats.book import Book
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.reading_process import ReadingProcess


class Readers:
    """At most so many reading processes, each lent to one caller at a time and started when first needed.

    One that had to be stopped, or died, is started anew by the next file.
    """

    def __init__(self, limits: Limits | None = None, most: int = 1) -> None:
        self.limits = limits or Limits()
        self._is_closed = False
        self._free: LifoQueue[ReadingProcess | None] = LifoQueue()  # the last used is the likeliest to run
        for _ in range(most):
            self._free.put(None)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def one(self) -> Iterator[ReadingProcess]:
        """Lend a process; wait for one where all are lent."""
        process = self._free.get()
        try:
            process = process or ReadingProcess(self.limits)
            yield process
        finally:
            if process is not None and (process.is_busy or self._is_closed):
                process.stop()  # its answer would be taken for that to the next question
            self._free.put(process)

    def read(self, content: bytes, password: str | None = None) -> Book:
        """Return the book of a file; raise Unreadable as a reading process does."""
        with self.one() as process:
            return process.read(content, password)

    def close(self) -> None:
        """End the processes; those that are lent end when they come back."""
        self._is_closed = True
        while True:
            try:
                process = self._free.get_nowait()
            except Empty:
                return
            if process is not None:
                process.stop()


@contextmanager
def kept_or_new(readers: Readers | None) -> Iterator[Readers]:
    """Yield the readers that somebody keeps; where there are none, such as end with the call."""
    if readers is not None:
        yield readers
        return
    with Readers() as own:
        yield own
