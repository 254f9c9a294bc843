"""What documents say, parsed once and kept by digest between transactions: a document never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Parsed = TypeVar("Parsed")
MOST = {
    "batch": 5_000,
    "definition": 32,
    "register": 16,
    "rules": 32,
    "score table": 16,
}  # of each kind, the latest used


class ParsedDocuments:
    """Kept by kind and digest, for several threads. What is returned is shared: do not change it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, OrderedDict[str, Any]] = {kind: OrderedDict() for kind in MOST}

    def get(self, kind: str, sha256: str, parse: Callable[[], Parsed]) -> Parsed:
        """Return what a document was parsed to, or parse it; two threads may both do so, for one result."""
        kept = self._kept[kind]
        with self._lock:
            if sha256 in kept:
                kept.move_to_end(sha256)
                found: Parsed = kept[sha256]
                return found
        made = parse()
        with self._lock:
            kept[sha256] = made
            while len(kept) > MOST[kind]:
                kept.popitem(last=False)
        return made
