"""Where a value stands among all of them. Exact, but for the z-score, whose root has 50 digits.

Each function takes a column and gives one of the same length; what is undefined stays so and does not count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Indicator

Column = Sequence[Fraction | None]
DIGITS = 50


@dataclass(frozen=True)
class Statistics:
    """What is to be known of a cohort to place a value in it: how often each value occurs, exactly.

    Those of parts of a cohort are merged into those of the whole, in whatever order.
    """

    counts: Mapping[Fraction, int]

    @classmethod
    def of(cls, column: Column) -> Statistics:
        """Count the values of a column; what is undefined does not count."""
        return cls(Counter(value for value in column if value is not None))

    def merged(self, other: Statistics) -> Statistics:
        """Return the statistics of both parts together."""
        return Statistics(Counter(self.counts) + Counter(other.counts))

    @cached_property
    def values(self) -> list[Fraction]:
        """Return the values that occur, from the lowest."""
        return sorted(self.counts)

    @cached_property
    def up_to(self) -> list[int]:
        """Return how many there are up to each of `values`, that one included."""
        return list(accumulate(self.counts[value] for value in self.values))

    @property
    def count(self) -> int:
        """Return how many there are."""
        return self.up_to[-1] if self.up_to else 0

    def below(self, value: Fraction) -> int:
        """Return how many are less."""
        place = bisect_left(self.values, value)
        return self.up_to[place - 1] if place else 0

    def at_most(self, value: Fraction) -> int:
        """Return how many are less or the same."""
        place = bisect_right(self.values, value)
        return self.up_to[place - 1] if place else 0

    @cached_property
    def mean(self) -> Fraction:
        """Return the mean; there must be a value."""
        return sum((value * times for value, times in self.counts.items()), Fraction(0)) / self.count

    @cached_property
    def deviation(self) -> Fraction:
        """Return the standard deviation of the population, its root as a decimal with 50 digits."""
        squares = ((value - self.mean) ** 2 * times for value, times in self.counts.items())
        return square_root(sum(squares, Fraction(0)) / self.count)

    def to_record(self) -> dict[str, Any]:
        """Return what is stored: count, ends, and how often each value occurs, from the lowest."""
        texts = [exact_text(value) for value in self.values]
        times = [self.counts[value] for value in self.values]
        ends = {"lowest": texts[0], "highest": texts[-1]} if texts else {}
        return {"count": self.count, **ends, "values": texts, "times": times}


def min_max(column: Column, cohort: Statistics | None = None) -> list[Fraction | None]:
    """Return (value - lowest) / (highest - lowest); undefined where all are the same."""
    cohort = cohort or Statistics.of(column)
    lowest, highest = (cohort.values[0], cohort.values[-1]) if cohort.values else (Fraction(0), Fraction(0))
    spread = highest - lowest
    return [(value - lowest) / spread if value is not None and spread else None for value in column]


def percentile_rank(column: Column, cohort: Statistics | None = None) -> list[Fraction | None]:
    """Return the share of the values below, and half of the same ones, the value itself included."""
    known = cohort or Statistics.of(column)

    def share(value: Fraction) -> Fraction:
        return Fraction(known.below(value) + known.at_most(value), 2 * known.count)

    return [None if value is None else share(value) for value in column]


def competition_rank(
    column: Column, descending: bool = True, cohort: Statistics | None = None
) -> list[Fraction | None]:
    """Return the place, 1 for the best; equal values share a place, and the places after them stay empty."""
    known = cohort or Statistics.of(column)

    def place(value: Fraction) -> Fraction:
        return Fraction(known.count - known.at_most(value) if descending else known.below(value))

    return [None if value is None else place(value) + 1 for value in column]


def z_score(column: Column, cohort: Statistics | None = None) -> list[Fraction | None]:
    """Return (value - mean) / standard deviation of the population; undefined where all are the same."""
    known = cohort or Statistics.of(column)
    if len(known.values) < 2:
        return [None] * len(column)
    return [None if value is None else (value - known.mean) / known.deviation for value in column]


def median(column: Column) -> Fraction | None:
    """Return the middle value, or the mean of the two in the middle; None of nothing."""
    known = sorted(value for value in column if value is not None)
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
