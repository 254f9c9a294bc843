"""Where a value stands among all of them. Exact, but for the z-score, whose root has 50 digits.

Each function takes a column and gives one of the same length; what is undefined stays so and does not count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from cultivation.rules.formulas import Value
from cultivation.rules.model import Indicator

Column = Sequence[Fraction | None]
DIGITS = 50


def min_max(column: Column) -> list[Fraction | None]:
    """Return (value - lowest) / (highest - lowest); undefined where all are the same."""
    known = _known(column)
    spread = max(known) - min(known) if known else Fraction(0)
    lowest = min(known, default=Fraction(0))
    return [(value - lowest) / spread if value is not None and spread else None for value in column]


def percentile_rank(column: Column) -> list[Fraction | None]:
    """Return the share of the values below, and half of the same ones, the value itself included."""
    known = sorted(_known(column))

    def share(value: Fraction) -> Fraction:
        return Fraction(bisect_left(known, value) + bisect_right(known, value), 2 * len(known))

    return [None if value is None else share(value) for value in column]


def competition_rank(column: Column, descending: bool = True) -> list[Fraction | None]:
    """Return the place, 1 for the best; equal values share a place, and the places after them stay empty."""
    known = sorted(_known(column))

    def place(value: Fraction) -> Fraction:
        return Fraction(len(known) - bisect_right(known, value) if descending else bisect_left(known, value))

    return [None if value is None else place(value) + 1 for value in column]


def z_score(column: Column) -> list[Fraction | None]:
    """Return (value - mean) / standard deviation of the population; undefined where all are the same."""
    known = _known(column)
    if not known:
        return [None] * len(column)
    mean = sum(known, Fraction(0)) / len(known)
    variance = sum(((value - mean) ** 2 for value in known), Fraction(0)) / len(known)
    if not variance:
        return [None] * len(column)
    deviation = square_root(variance)
    return [None if value is None else (value - mean) / deviation for value in column]


def median(column: Column) -> Fraction | None:
    """Return the middle value, or the mean of the two in the middle; None of nothing."""
    known = sorted(_known(column))
    if not known:
        return None
    return (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2


def square_root(value: Fraction) -> Fraction:
    """Return the root as a decimal with 50 digits."""
    with localcontext(prec=DIGITS):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def of_groups(
    function: Callable[[Column], Sequence[Fraction | None]], column: Column, groups: Sequence[Value]
) -> list[Fraction | None]:
    """Apply a function within each group; where the group is not known, the result is undefined."""
    rows: dict[Value, list[int]] = {}
    for row, group in enumerate(groups):
        if group is not None:
            rows.setdefault(group, []).append(row)
    result: list[Fraction | None] = [None] * len(column)
    for places in rows.values():
        for row, value in zip(places, function([column[place] for place in places]), strict=True):
            result[row] = value
    return result


def cohort_column(indicator: Indicator, column: Column, groups: Sequence[Value]) -> list[Fraction | None]:
    """Compute an indicator that says where a value stands among all."""

    def ranked(values: Column) -> list[Fraction | None]:
        return competition_rank(values, indicator.order == "descending")

    functions: dict[str, Callable[[Column], list[Fraction | None]]] = {
        "min_max": min_max,
        "percentile_rank": percentile_rank,
        "rank": ranked,
        "z_score": z_score,
    }
    return of_groups(functions[indicator.cohort or ""], column, groups)


def _known(column: Column) -> list[Fraction]:
    return [value for value in column if value is not None]
