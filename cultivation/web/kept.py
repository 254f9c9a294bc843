"""What was computed for a state of the record, kept while it may be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


@dataclass
class Turn:
    """Who makes an answer; how many want it."""

    lock: RLock = field(default_factory=RLock)
    wanted: int = 0


class Kept:
    """The latest used answers, for several threads; what is returned is shared: do not change it.

    The key names the state of the record by its head, so a new entry makes all answers new ones.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._turns: dict[Hashable, Turn] = {}

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer of a key, or make it: one thread does, the others wait for its answer."""
        found: Answer | None = self.find(key)
        if found is not None:
            return found
        with self.turn(key):
            found = self.find(key)
            return self.put(key, make()) if found is None else found

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Let one thread at a time make the answer of a key; to make it another answer may be asked for."""
        with self._lock:
            turn = self._turns.setdefault(key, Turn())
            turn.wanted += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[key]

    def find(self, key: Hashable) -> Any:
        """Return the answer of a key, None where it is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Hashable, answer: Answer) -> Answer:
        """Keep an answer, and return it."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
