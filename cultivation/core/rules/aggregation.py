"""Geometric means of shares, decided exactly: powers of whole numbers are compared, no root is taken."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm, prod

LARGEST_ROOT = 60


def whole_weights(maxima: Sequence[Decimal]) -> list[int]:
    """Return the maxima as the smallest whole numbers in their proportion: 25, 25 and 50 are 1, 1 and 2."""
    ratios = [Fraction(each) for each in maxima]
    scale = lcm(*(each.denominator for each in ratios))
    whole = [int(each * scale) for each in ratios]
    return [each // (gcd(*whole) or 1) for each in whole]


def geometric_units(shares: Sequence[Fraction], weights: Sequence[int], most: Fraction) -> int:
    """Return `most` times the weighted geometric mean of the shares, rounded half up to a whole number.

    The mean is the root of a product; the answer is the whole number n with
    (n - 1/2)^W <= product < (n + 1/2)^W, W the sum of the weights. A share below 0 counts as 0.
    """
    degree = sum(weights)
    product = prod((max(share, Fraction(0)) ** weight for share, weight in zip(shares, weights, strict=True)))
    target = (2 * most) ** degree * product  # (2n - 1)^W <= target
    return (floor_root(target, degree) + 1) // 2


def floor_root(value: Fraction, degree: int) -> int:
    """Return the largest whole number whose power of `degree` is at most `value`, which is not below 0."""
    whole = value.numerator // value.denominator
    low, high = 0, 1 << (whole.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= whole:
            low = middle
        else:
            high = middle
    return low
