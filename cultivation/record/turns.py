"""One at a time, in the order in which they came: what SQLite's own waiting does not promise."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

PATIENCE_SECONDS = 60  # for the one before, not for all that stand in line


class Turns:
    """A line in which threads wait; each gets its turn after the one that came before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: deque[Lock] = deque()  # whose turn it is, then who waits; each holds a lock until called
        self._holder: int | None = None
        self.served = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, and pass it on at the end.

        Raises EnvironmentTrouble where nobody in front moves for a minute.
        """
        assert self._holder != get_ident(), "a step within a step would wait for itself"
        call = Lock()
        call.acquire()
        with self._lock:
            self._line.append(call)
            if self._line[0] is call:
                call.release()
        try:
            self._wait(call)
            self._holder = get_ident()
            yield
        finally:
            if self._holder == get_ident():
                self._holder = None
            self._leave(call)

    def _wait(self, call: Lock) -> None:
        served = self.served
        while not call.acquire(timeout=PATIENCE_SECONDS):
            with self._lock:
                stands = served == self.served and self._line[0] is not call
            if stands:
                raise EnvironmentTrouble(_("Others have been writing for too long; try again later."))
            served = self.served

    def _leave(self, call: Lock) -> None:
        """Take the place out of the line, and call who is first now if it was the first."""
        with self._lock:
            was_first = self._line[0] is call
            self._line.remove(call)
            if was_first:
                self.served += 1
                if self._line:
                    self._line[0].release()
