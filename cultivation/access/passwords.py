"""Passwords as argon2id hashes: slow to try; two at a time, so that logins cannot take all memory."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

AT_ONCE = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash takes: rounds, and memory in KiB."""

    rounds: int
    memory: int


FULL = Cost(3, 64 * 1024)
LEAST = Cost(2, 19 * 1024)  # for small machines; the least that OWASP's cheat sheet of 2023 allows


class Hasher:
    """Makes and checks hashes; what does not exist takes as long as what does."""

    def __init__(self, cost: Cost = FULL) -> None:
        self._cost = cost

    def hash(self, password: str) -> str:
        """Return the hash of a password, in the form that names its parameters."""
        with AT_ONCE:
            return self._hasher.hash(normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether a password has this hash; with None it takes the same time and does not."""
        from argon2.exceptions import InvalidHashError, VerificationError

        known = kept is not None
        with AT_ONCE:
            try:
                return (
                    self._hasher.verify(kept if kept is not None else self._nobody, normal(password))
                    and known
                )
            except (VerificationError, InvalidHashError):
                return False

    def is_old(self, kept: str) -> bool:
        """Tell whether a hash was made at another cost."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        try:
            from argon2 import PasswordHasher
        except ImportError as error:
            sentence = _("Accounts need more packages: pip install 'cultivation[web]' ({problem})")
            raise EnvironmentTrouble(sentence.format(problem=error)) from None
        return PasswordHasher(time_cost=self._cost.rounds, memory_cost=self._cost.memory, parallelism=1)

    @cached_property
    def _nobody(self) -> str:
        """Return a hash to compare with where there is none."""
        return self._hasher.hash("nobody")


def normal(password: str) -> str:
    """Return a password in one form of its letters, however the keyboard composed them (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
