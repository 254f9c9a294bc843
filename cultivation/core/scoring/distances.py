"""How near applications are to the best of all parts and how far from the worst: TOPSIS, and fixed ideals.

Squares of distances are exact; the one root, of their quotient, is exact where there is one and has 50 digits
elsewhere. After Hwang and Yoon (1981), as in Tzeng and Huang (2011); for fixed ideals Cables et al. (2016).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from cultivation.core.scoring.cohort import Statistics, rounded, square_root

Parts = Mapping[str, Fraction]


def topsis(
    rows: Sequence[Parts | None],
    weights: Mapping[str, Decimal],
    cohorts: Mapping[str, Statistics] | None = None,
) -> list[Fraction | None]:
    """Return the distance from the worst as a share of both distances, of columns of length 1.

    A negative weight says that less is better. Rows that lack a part are None, and do not count. `cohorts`
    are the statistics of each part where the rows are not all that there are.
    """
    if cohorts is None:
        known = [row for row in rows if row is not None]
        cohorts = {key: Statistics.of([row[key] for row in known]) for key in weights}
    return [None if row is None else _share(_both_ends(row, weights, cohorts)) for row in rows]


def closeness(rows: Sequence[Parts | None], weights: Mapping[str, Decimal]) -> list[Fraction | None]:
    """Return the same where each part lies between 0, the worst, and 1, the best; others do not matter."""

    def ends(row: Parts) -> tuple[Fraction, Fraction]:
        squares = [(row[key], Fraction(weight) ** 2) for key, weight in weights.items()]
        best = sum((weight * (value - 1) ** 2 for value, weight in squares), Fraction(0))
        return best, sum((weight * value**2 for value, weight in squares), Fraction(0))

    return [None if row is None else _share(ends(row)) for row in rows]


def _both_ends(
    row: Parts, weights: Mapping[str, Decimal], cohorts: Mapping[str, Statistics]
) -> tuple[Fraction, Fraction]:
    """Return the squares of the distances from the best and from the worst."""
    best = worst = Fraction(0)
    for key, weight in weights.items():
        cohort = cohorts[key]
        length = cohort.squares
        if not length:
            continue  # all are 0
        ends = (cohort.values[-1], cohort.values[0])
        high, low = ends if weight > 0 else ends[::-1]
        best += Fraction(weight) ** 2 * (row[key] - high) ** 2 / length
        worst += Fraction(weight) ** 2 * (row[key] - low) ** 2 / length
    return best, worst


def _share(squares: tuple[Fraction, Fraction]) -> Fraction | None:
    """Return worst / (best + worst) of two distances by their squares; None where both are 0."""
    best, worst = squares
    if not worst:
        return Fraction(0) if best else None
    quotient = best / worst
    over, under = isqrt(quotient.numerator), isqrt(quotient.denominator)
    if over**2 == quotient.numerator and under**2 == quotient.denominator:
        return 1 / (1 + Fraction(over, under))
    return rounded(1 / (1 + square_root(quotient)))
