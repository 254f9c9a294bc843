"""Where a value stands among all of them, and what they all come to.

Exact, but for roots, which have 50 digits, and for means and sums of ratios whose common denominator is
long: those are decimals, too. Each function takes a column and gives one of the same length; what is
undefined stays so and does not count.
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
from math import floor, lcm
from typing import Any, TypeVar

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import Indicator

Column = Sequence[Fraction | None]
DIGITS = 50
PLACES = 60  # to which ratios are rounded, each alone, before they are added as decimals
SHORT = 10**DIGITS  # up to this common denominator means and sums are exact
# Z-scores were exact as long as they could be written at all, and records hold them.
LONG_FOR_Z = 10**4000


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
    def sum(self) -> Fraction:
        """Return the sum, 0 of nothing."""
        return self._added(SHORT)

    @property
    def mean(self) -> Fraction:
        """Return the mean; there must be a value."""
        return self.sum / self.count if self._is_exact(SHORT) else rounded(self.sum / self.count)

    @cached_property
    def squares(self) -> Fraction:
        """Return the sum of the squares."""
        counts = self.counts if self._is_exact(SHORT) else self._decimals
        return sum((value**2 * times for value, times in counts.items()), Fraction(0))

    @property
    def median(self) -> Fraction:
        """Return the middle value, or the mean of the two in the middle; there must be a value."""
        lower, upper = (
            bisect_left(self.up_to, place) for place in ((self.count + 1) // 2, self.count // 2 + 1)
        )
        return (self.values[lower] + self.values[upper]) / 2

    def z_scores(self, sample: bool) -> tuple[Fraction, Fraction]:
        """Return the mean and the standard deviation, of a `sample` or of the population; two must differ."""
        exact = self._is_exact(LONG_FOR_Z)
        mean = self._added(LONG_FOR_Z) / self.count
        mean = mean if exact else rounded(mean)
        counts = self.counts if exact else self._decimals
        squares = ((value - mean) ** 2 * times for value, times in counts.items())
        return mean, square_root(sum(squares, Fraction(0)) / (self.count - sample))

    def _added(self, longest: int) -> Fraction:
        counts = self.counts if self._is_exact(longest) else self._decimals
        return sum((value * times for value, times in counts.items()), Fraction(0))

    def _is_exact(self, longest: int) -> bool:
        """Tell whether all values have a common denominator that is not longer."""
        common = 1
        for value in self.counts:
            common = lcm(common, value.denominator)
            if common > longest:
                return False
        return True

    @cached_property
    def _decimals(self) -> Mapping[Fraction, int]:
        """Return the values as decimals; each is rounded alone, so that parts are merged to the same."""
        counts: Counter[Fraction] = Counter()
        for value, times in self.counts.items():
            counts[Fraction(floor(value * 10**PLACES + Fraction(1, 2)), 10**PLACES)] += times
        return counts

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


def to_highest(column: Column, cohort: Statistics | None = None) -> list[Fraction | None]:
    """Return value / highest; undefined where the highest is not above 0."""
    known = cohort or Statistics.of(column)
    highest = known.values[-1] if known.values else Fraction(0)
    return [value / highest if value is not None and highest > 0 else None for value in column]


def to_mean(column: Column, cohort: Statistics | None = None) -> list[Fraction | None]:
    """Return value / mean; undefined where the mean is 0."""
    known = cohort or Statistics.of(column)
    mean = known.mean if known.values else Fraction(0)
    return [value / mean if value is not None and mean else None for value in column]


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


def z_score(column: Column, cohort: Statistics | None = None, sample: bool = False) -> list[Fraction | None]:
    """Return (value - mean) / standard deviation, of a sample or the population; undefined if all agree."""
    known = cohort or Statistics.of(column)
    if len(known.values) < 2:
        return [None] * len(column)
    mean, deviation = known.z_scores(sample)
    return [None if value is None else (value - mean) / deviation for value in column]


def rounded(value: Fraction) -> Fraction:
    """Return a ratio as a decimal with 50 digits."""
    with localcontext(prec=DIGITS):
        return Fraction(Decimal(value.numerator) / Decimal(value.denominator))


def square_root(value: Fraction) -> Fraction:
    """Return the root as a decimal with 50 digits."""
    with localcontext(prec=DIGITS):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


Each = TypeVar("Each")


def of_groups(
    function: Callable[[Sequence[Each]], Sequence[Fraction | None]],
    column: Sequence[Each],
    groups: Sequence[Value],
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


OVER_ALL: Mapping[str, Callable[[Statistics], Fraction]] = {
    "highest": lambda cohort: cohort.values[-1],
    "lowest": lambda cohort: cohort.values[0],
    "mean": lambda cohort: cohort.mean,
    "median": lambda cohort: cohort.median,
    "sum": lambda cohort: cohort.sum,
    "count": lambda cohort: Fraction(cohort.count),
}


def over_all(function: str, cohort: Statistics) -> Fraction | None:
    """Return what a cohort comes to; of nobody there is a sum and a count, and nothing else."""
    if not cohort.counts:
        return Fraction(0) if function in ("sum", "count") else None
    return OVER_ALL[function](cohort)


def cohort_column(indicator: Indicator, column: Column, groups: Sequence[Value]) -> list[Fraction | None]:
    """Compute an indicator that says where a value stands among all."""
    return of_groups(lambda values: standing(indicator, values, None), column, groups)


def standing(indicator: Indicator, values: Column, cohort: Statistics | None) -> list[Fraction | None]:
    """Say where values stand in a cohort; without one, among each other."""
    functions: dict[str, Callable[[], list[Fraction | None]]] = {
        "min_max": lambda: min_max(values, cohort),
        "percentile_rank": lambda: percentile_rank(values, cohort),
        "rank": lambda: competition_rank(values, indicator.order == "descending", cohort),
        "to_highest": lambda: to_highest(values, cohort),
        "to_mean": lambda: to_mean(values, cohort),
        "z_score": lambda: z_score(values, cohort, indicator.deviation == "sample"),
    }
    return functions[indicator.cohort or ""]()
