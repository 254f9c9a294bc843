"""What a formula's parts are in float64 over many rows at once: numbers with bounds, texts, conditions.

A number is kept with a bound of its error: a billionth of it where it is read, grown by each operation,
which is thousands of times what float64 can be off. Where float64 fails (overflow, underflow, a division
by what may be 0) the number is nan: nothing is known of it, and whatever is asked of it is left open.
Numbers that are read with their exact ratios keep them, and what floats leave open these decide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cultivation.core.scoring.columns.ratios import SMALLEST, Floats, Mask, Ratios, Whole, decimals

Texts = Sequence[str | None]
Days = NDArray[np.datetime64]
MARGIN = 1e-9
OF_RATIO = 1e-15  # what a quotient of two whole numbers can be off
LONGEST_PLAIN = 15  # characters, and so digits


@dataclass(frozen=True)
class Numbers:
    """Numbers, with bounds of their errors, and where there is one at all. An error of 0 means exact.

    `plain` are as filed: each the float nearest to a decimal of at most 15 digits. No two of these share a
    float, and floats keep their order, so plain numbers compare as their decimals do. `ratios` are the exact
    ones, where they are kept; a number is then known where it says so, and never only perhaps.
    """

    value: Floats
    error: Floats
    known: Mask
    plain: bool = False
    ratios: Ratios | None = None

    @property
    def unclear(self) -> Mask:
        """Tell where there may be no number though it is called known."""
        return np.zeros(1, np.bool_) if self.ratios else self.known & np.isnan(self.value)

    def fraction(self, row: int) -> Fraction | None:
        """Return the exact number of a row; None where it is not kept, nor known from a plain float."""
        if self.ratios:
            return self.ratios.fraction(row)
        value = float(self.value[row])
        return Fraction(repr(value)) if self.plain and math.isfinite(value) else None


@dataclass(frozen=True)
class Words:
    """Texts, and dates in ISO form, which sort as the days do; where `open` holds, it is not told which."""

    value: NDArray[np.object_]
    known: Mask
    open: Mask | None = None

    @property
    def unclear(self) -> Mask:
        """Tell where it is open which text there is, and so perhaps whether there is one."""
        return np.zeros(1, np.bool_) if self.open is None else self.open


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


def exact_numbers(texts: Texts) -> Numbers:
    """Read a column of numbers and keep their exact ratios."""
    read = numbers(texts)
    ratios = decimals(read.value, read.known, _places(texts)) if read.plain else None
    if ratios is None:
        ratios = Ratios.of([None if text is None else Fraction(text) for text in texts])
    return replace(read, ratios=ratios) if read.plain else of_ratios(ratios, read.known)


def of_ratios(ratios: Ratios, known: Mask) -> Numbers:
    """Return numbers by their exact ratios."""
    value = ratios.floats()
    return Numbers(value, np.abs(value) * OF_RATIO, known, ratios=ratios)


def constant(text: str) -> Numbers:
    """Return a number that a formula writes down, as a column of one."""
    return replace(numbers([text]), ratios=Ratios.of([Fraction(text)]))


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
        ratios = part.ratios and Ratios(_some(part.ratios.over, rows), _some(part.ratios.under, rows))
        return Numbers(part.value[rows], part.error[rows], part.known[rows], part.plain, ratios)
    if isinstance(part, Words):
        open_ = None if part.open is None else part.open[rows]
        return part if len(part.value) == 1 else Words(part.value[rows], part.known[rows], open_)
    return Truth(part.may_hold[rows], part.may_not[rows])


def for_all(part: Part, rows: int) -> Part:
    """Give every row what is the same for all, where a column is of one."""
    if isinstance(part, Truth):
        return Truth(*(np.broadcast_to(each, (rows,)) for each in (part.may_hold, part.may_not)))
    if len(part.value) == rows and len(part.known) == rows:
        return part
    known = np.broadcast_to(part.known, (rows,))
    if isinstance(part, Words):
        return Words(np.broadcast_to(part.value, (rows,)), known, part.open)
    value, error = (np.broadcast_to(each, (rows,)) for each in (part.value, part.error))
    return Numbers(value, error, known, part.plain, part.ratios)


def filed(texts: Texts) -> Mask:
    """Tell where there is a text."""
    if None not in texts:
        return np.ones(len(texts), np.bool_)
    return np.fromiter((text is not None for text in texts), np.bool_, len(texts))


def add(left: Numbers, right: Numbers) -> Numbers:
    """Add."""
    if left.ratios and right.ratios:
        return of_ratios(left.ratios + right.ratios, left.known & right.known)
    return Numbers(left.value + right.value, left.error + right.error, left.known & right.known)


def subtract(left: Numbers, right: Numbers) -> Numbers:
    """Subtract."""
    return add(left, negative(right))


def multiply(left: Numbers, right: Numbers) -> Numbers:
    """Multiply."""
    if left.ratios and right.ratios:
        return of_ratios(left.ratios * right.ratios, left.known & right.known)
    error = np.abs(left.value) * right.error + (np.abs(right.value) + right.error) * left.error
    surely_zero = _zero(left) | _zero(right)
    return _bounded(left.value * right.value, error, left.known & right.known, surely_zero)


def divide(left: Numbers, right: Numbers) -> Numbers:
    """Divide; undefined by what is surely 0, open by what may be."""
    if left.ratios and right.ratios:
        not_zero: Mask = (right.ratios.over != 0).astype(np.bool_)
        return of_ratios(left.ratios / right.ratios, left.known & right.known & not_zero)
    room = np.abs(right.value) - right.error
    quotient = np.where(room > 0, left.value / right.value, math.nan)
    error = (left.error + np.abs(quotient) * right.error) / room
    return _bounded(quotient, error, left.known & right.known & ~_zero(right), _zero(left))


def negative(part: Numbers) -> Numbers:
    """Turn the sign."""
    return Numbers(-part.value, part.error, part.known, ratios=-part.ratios if part.ratios else None)


def size(part: Numbers) -> Numbers:
    """Drop the sign."""
    return Numbers(
        np.abs(part.value), part.error, part.known, ratios=abs(part.ratios) if part.ratios else None
    )


def rounded_down(part: Numbers) -> Numbers:
    """Round down to whole numbers."""
    if part.ratios:
        return of_ratios(part.ratios.floor(), part.known)
    low, high = np.floor(part.value - part.error), np.floor(part.value + part.error)
    value = np.where(low == high, low, math.nan)
    return Numbers(value, np.zeros(len(value)), part.known)


def rounded_half_up(part: Numbers, step: Numbers) -> Numbers:
    """Round to multiples of a step, halves upwards; undefined for a step that is not above 0."""
    halves = add(divide(part, step), constant("0.5"))
    result = multiply(rounded_down(halves), step)
    positive = compare("Gt", step, constant("0"))
    open_ = positive.may_hold & positive.may_not
    value = np.where(open_, math.nan, result.value)
    return replace(result, value=value, known=result.known & positive.may_hold)


def chosen(condition: Truth, then: Part, otherwise: Part) -> Part:
    """Take one part where a condition holds, the other where it does not; neither where it is undefined."""
    open_ = condition.may_hold & condition.may_not
    decided = condition.may_hold | condition.may_not
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return Truth(
            np.where(condition.may_hold, then.may_hold, otherwise.may_hold) & decided | open_,
            np.where(condition.may_hold, then.may_not, otherwise.may_not) & decided | open_,
        )
    assert not isinstance(then, Truth) and not isinstance(otherwise, Truth)  # the compiler has seen to it
    known = decided & np.where(condition.may_hold, then.known, otherwise.known)
    if isinstance(then, Words) and isinstance(otherwise, Words):
        unclear = np.where(condition.may_hold, then.unclear, otherwise.unclear) | open_
        value = np.where(condition.may_hold, then.value, otherwise.value)
        return Words(value, known | open_, unclear if unclear.any() else None)
    assert isinstance(then, Numbers) and isinstance(otherwise, Numbers)
    value = np.where(open_, math.nan, np.where(condition.may_hold, then.value, otherwise.value))
    error = np.where(condition.may_hold, then.error, otherwise.error)
    ratios = None
    if then.ratios and otherwise.ratios and not open_.any():
        ratios = then.ratios.where(condition.may_hold, otherwise.ratios)
    return Numbers(value, error, known | open_, then.plain and otherwise.plain, ratios)


def is_known(part: Part) -> Truth:
    """Tell where there is a value, as a condition."""
    if isinstance(part, Truth):
        known = part.may_hold | part.may_not
        return Truth(known, ~known | (part.may_hold & part.may_not))
    return Truth(part.known, ~part.known | part.unclear)


def days_between(start: Words, end: Words) -> Numbers:
    """Count the days from one date to another."""
    first, last, known, open_ = _dates(start, end)
    return _counted((last - first).astype(np.int64), known, open_)


def full_years(start: Words, end: Words) -> Numbers:
    """Count the completed years from one date to another, as `formulas.full_years` does."""
    first, last, known, open_ = _dates(start, end)
    years = [each.astype("datetime64[Y]").astype(np.int64) for each in (first, last)]
    in_year = [_month_and_day(each) for each in (first, last)]
    return _counted(years[1] - years[0] - (in_year[1] < in_year[0]), known, open_)


def how_many(truths: Sequence[Truth]) -> Numbers:
    """Count the conditions that hold; undefined where one is."""
    holding = sum((truth.may_hold.astype(np.int64) for truth in truths), np.zeros(1, np.int64))
    open_ = reduce(np.logical_or, (truth.may_hold & truth.may_not for truth in truths))
    return _counted(holding, surely_known(truths), open_)


def _counted(number: NDArray[np.int64], known: Mask, open_: Mask) -> Numbers:
    if open_.any():
        value = np.where(open_, math.nan, number)
        return Numbers(value, np.zeros(len(value)), known)
    return Numbers(number.astype(np.float64), np.zeros(len(number)), known, True, Ratios.of_whole(number))


def _dates(start: Words, end: Words) -> tuple[Days, Days, Mask, Mask]:
    """Return two columns of days; days of no matter where one is not known."""
    known = start.known & end.known
    first, last = (
        np.where(each.known, each.value, "1970-01-01").astype("datetime64[D]") for each in (start, end)
    )
    return first, last, known, start.unclear | end.unclear


def _month_and_day(days: Days) -> NDArray[np.int64]:
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    found: NDArray[np.int64] = months.astype(np.int64) % 12 * 32 + day
    return found


def least(left: Numbers, right: Numbers) -> Numbers:
    """Take the smaller."""
    if left.ratios and right.ratios:
        return _either("LtE", left, right)
    return _chosen(np.minimum(left.value, right.value), left, right)


def greatest(left: Numbers, right: Numbers) -> Numbers:
    """Take the greater."""
    if left.ratios and right.ratios:
        return _either("GtE", left, right)
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
        open_ = left.unclear | right.unclear
        return Truth((holds | open_) & known, (~holds | open_) & known)
    assert isinstance(left, Truth) and isinstance(right, Truth)  # the compiler has seen to it
    same = (left.may_hold & right.may_hold) | (left.may_not & right.may_not)
    other = (left.may_hold & right.may_not) | (left.may_not & right.may_hold)
    return Truth(same, other) if operator == "Eq" else Truth(other, same)


def _compare_numbers(operator: str, left: Numbers, right: Numbers, known: Mask) -> Truth:
    difference, error = left.value - right.value, left.error + right.error
    if left.plain and right.plain:
        error = np.zeros(1)
    above, below = difference > error, difference < -error
    same = (difference == 0) & (error == 0)
    if left.ratios and right.ratios:
        undecided = known & ~(above | below | same)
        if undecided.any():
            above, below, same = _decided(left.ratios, right.ratios, undecided, (above, below, same))
    surely, surely_not = _SURELY[operator](above, below, same)
    return Truth(known & ~surely_not, known & ~surely)


def _decided(
    left: Ratios, right: Ratios, undecided: Mask, said: tuple[Mask, Mask, Mask]
) -> tuple[Mask, Mask, Mask]:
    """Decide by exact ratios what floats leave undecided: above, below, the same."""
    rows, number = np.flatnonzero(undecided), len(undecided)
    signs = left.at(rows, number).signs(right.at(rows, number))
    above, below, same = (np.array(np.broadcast_to(each, (number,))) for each in said)
    above[rows], below[rows], same[rows] = signs > 0, signs < 0, signs == 0
    return above, below, same


def _either(operator: str, left: Numbers, right: Numbers) -> Numbers:
    """Take the left number where it stands so beside the right one."""
    known = left.known & right.known
    taken = compare(operator, left, right).may_hold
    part = chosen(Truth(taken, ~taken), left, right)
    assert isinstance(part, Numbers)
    return replace(part, known=known)


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


def _places(texts: Texts) -> int:
    """Return how many decimals the longest of some plain numbers has."""
    ends = (len(text) - text.find(".") - 1 for text in texts if text and "." in text)
    return max(ends, default=0)


def _some(whole: Whole, rows: slice) -> Whole:
    return whole if len(whole) == 1 else whole[rows]


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
