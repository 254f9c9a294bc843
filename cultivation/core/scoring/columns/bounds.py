"""What a formula's parts are in float64 over many rows at once: numbers with bounds, texts, conditions.

A number is kept with a bound of its error: a billionth of it where it is read, grown by each operation,
which is thousands of times what float64 can be off. Where float64 fails (overflow, underflow, a division
by what may be 0) the number is nan: nothing is known of it, and whatever is asked of it is left open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Texts = Sequence[str | None]
MARGIN = 1e-9
LONGEST_PLAIN = 15  # characters, and so digits
SMALLEST = 1e-300  # a bound below it could be off itself, or could have vanished


@dataclass(frozen=True)
class Numbers:
    """Numbers, with bounds of their errors, and where there is one at all. An error of 0 means exact.

    `plain` are as filed: each the float nearest to a decimal of at most 15 digits. No two of these share a
    float, and floats keep their order, so plain numbers compare as their decimals do.
    """

    value: Floats
    error: Floats
    known: Mask
    plain: bool = False


@dataclass(frozen=True)
class Words:
    """Texts, and dates in ISO form, which sort as the days do."""

    value: NDArray[np.object_]
    known: Mask


@dataclass(frozen=True)
class Truth:
    """Where a condition may hold and where it may not; where neither, it is surely undefined."""

    may_hold: Mask
    may_not: Mask


Part = Numbers | Words | Truth


def numbers(texts: Texts) -> Numbers:
    """Read a column of numbers."""
    value = _floats(texts)
    zeros = np.flatnonzero(value == 0)
    lost = [place for place in zeros.tolist() if (texts[place] or "").strip("+-0.")]
    value[lost] = math.nan
    bounded = _bounded(value, np.abs(value) * MARGIN, filed(texts), value == 0)
    return Numbers(bounded.value, bounded.error, bounded.known, all(map(_is_plain, filter(None, texts))))


def plain_numbers(value: Floats, known: Mask) -> Numbers:
    """Return numbers that are plain already."""
    return Numbers(value, np.abs(value) * MARGIN, known, True)


def words(texts: Texts) -> Words:
    """Read a column of texts or dates."""
    return Words(np.array([text or "" for text in texts], dtype=np.object_), filed(texts))


def yes_or_no(texts: Texts) -> Truth:
    """Read a column of yes and no."""
    known = filed(texts)
    yes = np.fromiter((text == "yes" for text in texts), np.bool_, len(texts))
    return Truth(yes & known, ~yes & known)


def rows_of(part: Part, first: int, last: int) -> Part:
    """Return some rows of a column; a column of one value is for all rows."""
    rows = slice(first, last)
    if isinstance(part, Numbers):
        return Numbers(part.value[rows], part.error[rows], part.known[rows], part.plain)
    if isinstance(part, Words):
        return part if len(part.value) == 1 else Words(part.value[rows], part.known[rows])
    return Truth(part.may_hold[rows], part.may_not[rows])


def filed(texts: Texts) -> Mask:
    """Tell where there is a text."""
    if None not in texts:
        return np.ones(len(texts), np.bool_)
    return np.fromiter((text is not None for text in texts), np.bool_, len(texts))


def add(left: Numbers, right: Numbers) -> Numbers:
    """Add."""
    return Numbers(left.value + right.value, left.error + right.error, left.known & right.known)


def subtract(left: Numbers, right: Numbers) -> Numbers:
    """Subtract."""
    return add(left, negative(right))


def multiply(left: Numbers, right: Numbers) -> Numbers:
    """Multiply."""
    error = np.abs(left.value) * right.error + (np.abs(right.value) + right.error) * left.error
    surely_zero = _zero(left) | _zero(right)
    return _bounded(left.value * right.value, error, left.known & right.known, surely_zero)


def divide(left: Numbers, right: Numbers) -> Numbers:
    """Divide; undefined by what is surely 0, open by what may be."""
    room = np.abs(right.value) - right.error
    quotient = np.where(room > 0, left.value / right.value, math.nan)
    error = (left.error + np.abs(quotient) * right.error) / room
    return _bounded(quotient, error, left.known & right.known & ~_zero(right), _zero(left))


def negative(part: Numbers) -> Numbers:
    """Turn the sign."""
    return Numbers(-part.value, part.error, part.known)


def size(part: Numbers) -> Numbers:
    """Drop the sign."""
    return Numbers(np.abs(part.value), part.error, part.known)


def least(left: Numbers, right: Numbers) -> Numbers:
    """Take the smaller."""
    return _chosen(np.minimum(left.value, right.value), left, right)


def greatest(left: Numbers, right: Numbers) -> Numbers:
    """Take the greater."""
    return _chosen(np.maximum(left.value, right.value), left, right)


def unknown_number(*parts: Part) -> Numbers:
    """Return a number of which nothing is known but that its parts must be."""
    known = surely_known(parts)
    open_ = np.full(known.shape, math.nan)
    return Numbers(open_, open_, known)


def surely_known(parts: Sequence[Part]) -> Mask:
    """Tell where every part has, or may have, a value."""
    each = [part.may_hold | part.may_not if isinstance(part, Truth) else part.known for part in parts]
    return reduce(np.logical_and, each)


def compare(operator: str, left: Part, right: Part) -> Truth:
    """Compare; `operator` is one of the language's, as Python's syntax tree calls it."""
    known = surely_known((left, right))
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        return _compare_numbers(operator, left, right, known)
    if isinstance(left, Words) and isinstance(right, Words):
        holds = _EXACTLY[operator](left.value, right.value).astype(np.bool_)
        return Truth(holds & known, ~holds & known)
    return Truth(known, known)


def _compare_numbers(operator: str, left: Numbers, right: Numbers, known: Mask) -> Truth:
    difference, error = left.value - right.value, left.error + right.error
    if left.plain and right.plain:
        error = np.zeros(1)
    above, below = difference > error, difference < -error
    same = (difference == 0) & (error == 0)
    surely, surely_not = _SURELY[operator](above, below, same)
    return Truth(known & ~surely_not, known & ~surely)


# What is surely so and surely not, of what is surely above, surely below and surely the same.
_SURELY: dict[str, Callable[[Mask, Mask, Mask], tuple[Mask, Mask]]] = {
    "Gt": lambda above, below, same: (above, below | same),
    "GtE": lambda above, below, same: (above | same, below),
    "Lt": lambda above, below, same: (below, above | same),
    "LtE": lambda above, below, same: (below | same, above),
    "Eq": lambda above, below, same: (same, above | below),
    "NotEq": lambda above, below, same: (above | below, same),
}
_EXACTLY: dict[str, Callable[[Any, Any], Any]] = {
    "Gt": np.greater,
    "GtE": np.greater_equal,
    "Lt": np.less,
    "LtE": np.less_equal,
    "Eq": np.equal,
    "NotEq": np.not_equal,
}


def _floats(texts: Texts) -> Floats:
    """Read floats, nan where there is nothing or nothing that can be read."""
    if isinstance(texts, (list, tuple)) and texts.count(None) == len(texts):
        return np.full(len(texts), math.nan)
    try:
        return np.fromiter(
            [math.nan if text is None else float(text) for text in texts], np.float64, len(texts)
        )
    except ValueError:
        return np.fromiter(map(_float, texts), np.float64, len(texts))


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST_PLAIN and "/" not in text


def _float(text: str | None) -> float:
    try:
        return math.nan if text is None else float(text)
    except ValueError:
        return math.nan


def _zero(part: Numbers) -> Mask:
    """Tell where the number is surely 0."""
    zero: Mask = (part.value == 0) & (part.error == 0)
    return zero


def _bounded(value: Floats, error: Floats, known: Mask, zero: Mask) -> Numbers:
    """Let go of what came so near to 0 that its bound says little, unless it is surely 0."""
    return Numbers(np.where((error < SMALLEST) & ~zero, math.nan, value), error, known)


def _chosen(value: Floats, left: Numbers, right: Numbers) -> Numbers:
    return Numbers(value, np.maximum(left.error, right.error), left.known & right.known)
