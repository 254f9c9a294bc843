"""What was computed for a state of the record, kept while it may be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Kept:
    """The latest used answers, for several threads; what is returned is shared: do not change it.

    The key names the state of the record by its head, so a new entry makes all answers new ones.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer of a key, or make it; two threads may both do so, for one result."""
        found: Answer | None = self.find(key)
        return self.put(key, make()) if found is None else found

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
