"""Which passwords are taken: by ASVS 5.0 (long and not common), or as 等保2.0 asks (kinds and change)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from cultivation.access.outcomes import Said
from cultivation.access.passwords import normal

LEAST, MOST = 12, 128  # letters
SHORTEST_WORD = 3  # of the context; two letters would forbid too much
SHORTEST_COMMON = 4
COMMON = Path(__file__).with_name("common_passwords.txt")


@dataclass(frozen=True)
class Policy:
    """What is asked of passwords; `words` are those of the context: the city, the office."""

    name: Literal["asvs", "mlps"] = "asvs"
    words: tuple[str, ...] = ()

    @property
    def lasts(self) -> timedelta | None:
        """Return how long a password may be used."""
        return timedelta(days=90) if self.name == "mlps" else None

    @property
    def not_again(self) -> int:
        """Return how many of the last passwords may not be taken again."""
        return 5 if self.name == "mlps" else 0

    def refusal(self, password: str, own_words: Collection[str] = ()) -> Said | None:
        """Return why a password is not taken, None where it is; what was used before is checked elsewhere."""
        password = normal(password)
        if len(password) < LEAST:
            return Said.PASSWORD_SHORT
        if len(password) > MOST:
            return Said.PASSWORD_LONG
        if any(word in _plain(password) for word in _words((*self.words, *own_words))):
            return Said.PASSWORD_CONTEXT
        if is_common(password):
            return Said.PASSWORD_COMMON
        if self.name == "mlps" and not _has_all_kinds(password):
            return Said.PASSWORD_KINDS
        return None


def _words(said: Collection[str]) -> Iterator[str]:
    """Yield the words of the context; a Chinese name counts from two letters on."""
    for text in said:
        for word in re.split(r"[\s\W_]+", normal(text).lower()):
            if len(word) >= SHORTEST_WORD or (len(word) > 1 and not word.isascii()):
                yield word


def _plain(password: str) -> str:
    return password.lower()


def _has_all_kinds(password: str) -> bool:
    return all(
        any(test(letter) for letter in password)
        for test in (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    )


@cache
def common_passwords() -> frozenset[str]:
    """Return the commonest passwords."""
    lines = COMMON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_common(password: str) -> bool:
    """Tell whether a password is one of the commonest, one again and again, or two of them together.

    Few on the list are long enough to be taken at all; what people make of the others when twelve letters are
    asked for is `password1234` and `sunshine2024!!`.
    """
    plain = password.lower()
    bare = "".join(letter for letter in plain if letter.isalnum())
    if plain in common_passwords() or bare in common_passwords() or not bare:
        return True
    if any(
        len(bare) % length == 0 and bare == bare[:length] * (len(bare) // length) for length in range(1, 7)
    ):
        return True
    return any(_is_piece(bare[:at]) and _is_piece(bare[at:]) for at in range(1, len(bare)))


def _is_piece(part: str) -> bool:
    """Tell whether a part is common, or a number such as a year that is put behind."""
    return (part.isdecimal() and len(part) <= SHORTEST_COMMON) or (
        len(part) >= SHORTEST_COMMON and part in common_passwords()
    )
