"""Reading processes that are kept: starting one takes longer than reading most files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Lock
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
        self._lock = Lock()
        self._free: list[ReadingProcess | None] = [None] * most  # the last used is the likeliest to run
        self._waiting: deque[SimpleQueue[ReadingProcess | None]] = deque()

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def one(self) -> Iterator[ReadingProcess]:
        """Lend a process; where all are lent, who waits longest gets the next."""
        process = self._taken()
        try:
            process = process or ReadingProcess(self.limits)
            yield process
        finally:
            if process is not None and (process.is_busy or self._is_closed):
                process.stop()  # its answer would be taken for that to the next question
            self._give_back(process)

    def _taken(self) -> ReadingProcess | None:
        with self._lock:
            if self._free:
                return self._free.pop()
            mine: SimpleQueue[ReadingProcess | None] = SimpleQueue()
            self._waiting.append(mine)
        return mine.get()

    def _give_back(self, process: ReadingProcess | None) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(process)
            else:
                self._free.append(process)

    def read(self, content: bytes, password: str | None = None) -> Book:
        """Return the book of a file; raise Unreadable as a reading process does."""
        with self.one() as process:
            return process.read(content, password)

    def close(self) -> None:
        """End the processes; those that are lent end when they come back."""
        with self._lock:
            self._is_closed = True
            for process in filter(None, self._free):
                process.stop()


@contextmanager
def kept_or_new(readers: Readers | None) -> Iterator[Readers]:
    """Yield the readers that somebody keeps; where there are none, such as end with the call."""
    if readers is not None:
        yield readers
        return
    with Readers() as own:
        yield own
