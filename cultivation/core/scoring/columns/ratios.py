"""Columns of exact ratios: whole numbers over whole numbers, of 64 bits where all of a column fit.

Where they would not, NumPy keeps Python's own whole numbers, which have no bound; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cultivation.canonical import exact_text

Whole = NDArray[Any]  # int64, or objects that are Python's int
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
LIMIT = 1 << 62
SMALLEST = 1e-300
TWOS, FIVES = 1 << 62, 5**27  # every power of 2 and of 5 that 64 bits can hold divides these


@dataclass(frozen=True)
class Ratios:
    """`over` / `under`, row by row; `under` is above 0. A column of one is for all rows."""

    over: Whole
    under: Whole

    @classmethod
    def of(cls, values: Sequence[Fraction | None]) -> Ratios:
        """Make a column; 0 stands where there is nothing."""
        over = [0 if each is None else each.numerator for each in values]
        return cls(_whole(over), _whole([1 if each is None else each.denominator for each in values]))

    @classmethod
    def of_whole(cls, values: Whole) -> Ratios:
        """Make a column of whole numbers."""
        return cls(values, np.ones(1, np.int64))

    def __add__(self, other: Ratios) -> Ratios:
        if _same(self.under, other.under):
            return Ratios(_sum(self.over, other.over), self.under)
        over = _sum(_product(self.over, other.under), _product(other.over, self.under))
        return Ratios(over, _product(self.under, other.under))

    def __neg__(self) -> Ratios:
        return Ratios(-self.over, self.under)

    def __sub__(self, other: Ratios) -> Ratios:
        return self + -other

    def __mul__(self, other: Ratios) -> Ratios:
        return Ratios(_product(self.over, other.over), _product(self.under, other.under))

    def __truediv__(self, other: Ratios) -> Ratios:
        """Divide; by 0 the result is 0, which the caller takes for undefined."""
        zero = other.over == 0
        divisor = np.where(zero, 1, np.abs(other.over))
        dividend = np.where(zero, 0, np.where(other.over < 0, -self.over, self.over))
        if _same(self.under, other.under):
            return Ratios(dividend, divisor)
        return Ratios(_product(dividend, other.under), _product(self.under, divisor))

    def __abs__(self) -> Ratios:
        return Ratios(np.abs(self.over), self.under)

    def floor(self) -> Ratios:
        """Round down to whole numbers."""
        return Ratios.of_whole(self.over // self.under)

    def at(self, rows: NDArray[np.intp], number: int) -> Ratios:
        """Return some of so many rows."""
        return Ratios(*(np.broadcast_to(each, (number,))[rows] for each in (self.over, self.under)))

    def where(self, mask: Mask, other: Ratios) -> Ratios:
        """Return these ratios where the mask holds, and the others elsewhere."""
        return Ratios(np.where(mask, self.over, other.over), np.where(mask, self.under, other.under))

    def signs(self, other: Ratios) -> NDArray[np.int8]:
        """Return 1 where these are above the others, -1 below, 0 where they are the same."""
        left, right = _product(self.over, other.under), _product(other.over, self.under)
        return (left > right).astype(np.int8) - (left < right).astype(np.int8)

    def floats(self) -> Floats:
        """Return floats that are off by less than a share of 1e-15; nan where there is none such."""
        over, under = np.broadcast_arrays(self.over, self.under)
        if object in (over.dtype, under.dtype):
            value = np.array([_float(*each) for each in zip(over, under, strict=True)], np.float64)
        else:
            value = over / under
        lost = (np.abs(value) < SMALLEST) & (over != 0).astype(np.bool_)
        return np.where(lost, nan, value)

    def fraction(self, row: int) -> Fraction:
        """Return one ratio."""
        over, under = np.broadcast_arrays(self.over, self.under)
        place = row if len(over) > 1 else 0
        return Fraction(int(over[place]), int(under[place]))

    def fractions(self, known: Mask) -> list[Fraction | None]:
        """Return all ratios, None where nothing is known."""
        over, under = (np.broadcast_to(each, known.shape).tolist() for each in (self.over, self.under))
        rows = zip(known.tolist(), over, under, strict=True)
        return [Fraction(top, bottom) if is_known else None for is_known, top, bottom in rows]

    def texts(self, known: Mask) -> list[str | None]:
        """Return the exact texts, as `canonical.exact_text` writes them; None where nothing is known."""
        over, under = (np.broadcast_to(each, known.shape) for each in (self.over, self.under))
        if object in (over.dtype, under.dtype):
            return [exact_text(each) for each in self.fractions(known)]
        common = np.gcd(over, under)
        over, under = over // common, under // common
        rest = under // np.gcd(under, TWOS)
        rest //= np.gcd(rest, FIVES)
        plain = (under == 1).tolist()
        ends = (rest == 1).tolist()
        rows = zip(known.tolist(), plain, ends, over.tolist(), under.tolist(), strict=True)
        return [_text(*row) for row in rows]


def decimals(value: Floats, known: Mask, places: int) -> Ratios | None:
    """Return decimals of so many places that are the nearest to floats; None where they could be off."""
    filled = np.where(known, value, 0.0)
    if places > 22 or np.abs(filled).max(initial=0) * 10**places >= 1 << 50:
        return None
    return Ratios(np.rint(filled * 10**places).astype(np.int64), np.full(1, 10**places))


def _text(known: bool, plain: bool, ends: bool, over: int, under: int) -> str | None:
    if not known:
        return None
    if plain:
        return str(over)
    return exact_text(Fraction(over, under)) if ends else f"{over}/{under}"


def _whole(values: list[int]) -> Whole:
    try:
        found = np.array(values, np.int64)
    except OverflowError:
        return np.array(values, object)
    return found if _most(found) < LIMIT else found.astype(object)


def _float(over: int, under: int) -> float:
    try:
        return over / under
    except OverflowError:
        return nan


def _same(left: Whole, right: Whole) -> bool:
    if left.shape != right.shape and 1 not in (left.size, right.size):
        return False
    return bool((left == right).all())


def _most(whole: Whole) -> int:
    """Return the greatest size in a column."""
    return max(abs(int(whole.max(initial=0))), abs(int(whole.min(initial=0))))


def _product(left: Whole, right: Whole) -> Whole:
    return left * right if _fits(left, right, _most(left) * _most(right)) else _big(left) * _big(right)


def _sum(left: Whole, right: Whole) -> Whole:
    return left + right if _fits(left, right, _most(left) + _most(right)) else _big(left) + _big(right)


def _fits(left: Whole, right: Whole, most: int) -> bool:
    return most < LIMIT or object in (left.dtype, right.dtype)


def _big(whole: Whole) -> Whole:
    return whole.astype(object)
