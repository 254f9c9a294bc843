"""Who may look before there are accounts: a browser that gave the code that the program printed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from threading import Lock
from time import monotonic

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
GROUPS, LONG = 4, 4  # 80 bits
HOURS = 12
MOST_WRONG = 10  # then the code is another one


@dataclass
class Session:
    """A browser that was let in; `language` is None until one is chosen."""

    ends: float
    language: str | None = None


class Sessions:
    """Lets browsers in, each by a code of its own; only digests of their secrets are kept, and in memory."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` is given each new code, for the person at the machine to see."""
        self._tell = tell
        self._lock = Lock()
        self._open: dict[str, Session] = {}
        self._wrong = 0
        self._code = ""
        self._new_code()

    def _new_code(self) -> None:
        letters = [secrets.choice(LETTERS) for _number in range(GROUPS * LONG)]
        self._code, self._wrong = "".join(letters), 0
        self._tell("-".join(self._code[at : at + LONG] for at in range(0, len(self._code), LONG)))

    def enter(self, code: str) -> str | None:
        """Return the secret of a new session where the code is right; it lets in nobody else."""
        given = "".join(letter for letter in code.upper() if letter.isalnum())
        with self._lock:
            if not compare_digest(given.encode("utf-8", "replace"), self._code.encode()):
                self._wrong += 1
                if self._wrong >= MOST_WRONG:
                    self._new_code()
                return None
            secret = secrets.token_urlsafe(32)
            self._open = {key: each for key, each in self._open.items() if each.ends > monotonic()}
            self._open[_digest(secret)] = Session(monotonic() + HOURS * 3600)
            self._new_code()
            return secret

    def find(self, secret: str) -> Session | None:
        """Return the session of a secret while it lasts."""
        with self._lock:
            found = self._open.get(_digest(secret))
            return found if found is not None and found.ends > monotonic() else None

    def leave(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_digest(secret), None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
