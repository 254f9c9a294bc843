"""Lots that anybody can draw again: from a seed that stood before, with one hash for each code."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil


def seed_of(head: str, year: int) -> str:
    """Return the seed of a year: SHA-256 of the hash of an entry, as 64 digits, followed by the year.

    >>> seed_of("0" * 64, 2016) == sha256(("0" * 64 + "2016").encode()).hexdigest()
    True
    """
    return sha256(f"{head}{year}".encode()).hexdigest()


def lot_of(seed: str, code: str) -> str:
    """Return the lot of a code: SHA-256 of the seed, as 64 digits, followed by the code."""
    return sha256(f"{seed}{code}".encode()).hexdigest()


def in_order(codes: Iterable[str], seed: str) -> list[str]:
    """Return the codes in the order of their lots: the smallest is drawn first."""
    return sorted(codes, key=lambda code: (lot_of(seed, code), code))


def least_number(applicants: int, percent: Decimal) -> int:
    """Return how many of the applicants so many percent are, rounded up.

    >>> least_number(101, Decimal(5))
    6
    """
    return ceil(applicants * Fraction(percent) / 100)
