"""Treatment of raw indicators before they are set beside each other, as composite indices do it.

Missing values take the mean of their group; a column with a long tail is winsorised, or its logarithm taken.
Exact, but for roots and logarithms, which have 50 digits. After the OECD/JRC handbook (2008) and COINr.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from cultivation.core.scoring.cohort import DIGITS, Column, square_root

SKEWNESS_LIMIT = Fraction(2)
KURTOSIS_LIMIT = Fraction(7, 2)


def imputed_by_group_mean(column: Column, groups: Sequence[str]) -> list[Fraction | None]:
    """Put the mean of its group in for each missing value; it stays missing where the whole group is."""
    known: dict[str, list[Fraction]] = {}
    for value, group in zip(column, groups, strict=True):
        if value is not None:
            known.setdefault(group, []).append(value)
    means = {group: sum(values, Fraction(0)) / len(values) for group, values in known.items()}
    return [means.get(group) if value is None else value for value, group in zip(column, groups, strict=True)]


def skewness(values: Sequence[Fraction]) -> Fraction:
    """Return the skewness of a sample, as spreadsheets compute it; needs three values that differ."""
    number, deviations, variance = _moments(values)
    third = sum((each**3 for each in deviations), Fraction(0))
    return third * number / ((number - 1) * (number - 2) * variance * square_root(variance))


def kurtosis(values: Sequence[Fraction]) -> Fraction:
    """Return the excess kurtosis of a sample, as spreadsheets compute it; needs four values that differ."""
    number, deviations, variance = _moments(values)
    fourth = sum((each**4 for each in deviations), Fraction(0)) / variance**2
    scale = Fraction(number * (number + 1), (number - 1) * (number - 2) * (number - 3))
    return scale * fourth - Fraction(3 * (number - 1) ** 2, (number - 2) * (number - 3))


def has_long_tail(values: Sequence[Fraction]) -> bool:
    """Tell whether both skewness and kurtosis are beyond what can be compared as it stands."""
    return abs(skewness(values)) > SKEWNESS_LIMIT and kurtosis(values) > KURTOSIS_LIMIT


def winsorised(values: Sequence[Fraction], most: int) -> list[Fraction]:
    """Bring outliers to the next value, one by one on the side of the tail, until there is no long tail.

    At most so many values are moved; the result may have a long tail still.
    """
    result = list(values)
    order = sorted(range(len(values)), key=lambda place: (values[place], place))
    low, high = 0, len(values) - 1
    for _moved in range(most):
        if not has_long_tail(result):
            break
        if skewness(result) > 0:
            high -= 1
        else:
            low += 1
        floor, ceiling = values[order[low]], values[order[high]]
        result = [min(max(value, floor), ceiling) for value in values]
    return result


def logarithms(values: Sequence[Fraction]) -> list[Fraction]:
    """Return ln(value - lowest + a), with a a hundredth of the range; 50 digits."""
    lowest, highest = min(values), max(values)
    shift = (highest - lowest) / 100
    with localcontext(prec=DIGITS):
        return [Fraction(_ln(value - lowest + shift)) for value in values]


def treated(values: Sequence[Fraction], most: int = 5) -> list[Fraction]:
    """Winsorise at most so many values; where a long tail stays, take logarithms of the original instead."""
    if not has_long_tail(values):
        return list(values)
    moved = winsorised(values, most)
    return logarithms(values) if has_long_tail(moved) else moved


def weighted_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """Return the arithmetic mean, weighted."""
    total = sum((value * weight for value, weight in zip(values, weights, strict=True)), Fraction(0))
    return total / sum(weights, Fraction(0))


def _moments(values: Sequence[Fraction]) -> tuple[int, list[Fraction], Fraction]:
    """Return how many there are, their deviations from the mean, and the variance of the sample."""
    mean = sum(values, Fraction(0)) / len(values)
    deviations = [value - mean for value in values]
    squares = sum((each**2 for each in deviations), Fraction(0))
    return len(values), deviations, squares / (len(values) - 1)


def _ln(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).ln()
