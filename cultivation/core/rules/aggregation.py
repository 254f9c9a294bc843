"""Geometric means of shares with any decimal weights, decided exactly: by intervals, and where these touch an
edge by powers of whole numbers that have no common divisor. No root is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import floor, gcd, lcm

LARGEST_ROOT = 10_000  # weights of four digits; the page of the self-check raises to this power
FIRST_DIGITS = 40


def whole_weights(maxima: Sequence[Decimal]) -> list[int]:
    """Return the maxima as the smallest whole numbers in their proportion: 25, 25 and 50 are 1, 1 and 2."""
    ratios = [Fraction(each) for each in maxima]
    scale = lcm(*(each.denominator for each in ratios))
    whole = [int(each * scale) for each in ratios]
    return [each // (gcd(*whole) or 1) for each in whole]


def geometric_units(shares: Sequence[Fraction], weights: Sequence[int], most: Fraction) -> int:
    """Return `most` times the weighted geometric mean of the shares, rounded half up to a whole number.

    The answer is the whole number n with (2n - 1)^W <= (2 most)^W * product < (2n + 1)^W, W the sum of the
    weights. A share below 0 counts as 0.
    """
    if any(share <= 0 for share, weight in zip(shares, weights, strict=True) if weight):
        return 0
    powers = {2 * most: sum(weights)}
    for share, weight in zip(shares, weights, strict=True):
        powers[share] = powers.get(share, 0) + weight
    digits = FIRST_DIGITS
    while True:
        low, high = (floor((each + 1) / 2) for each in _root(powers, sum(weights), digits))
        if low == high or _is_power(powers, 2 * high - 1, sum(weights)):
            return high
        digits *= 2


def _root(powers: Mapping[Fraction, int], degree: int, digits: int) -> tuple[Fraction, Fraction]:
    """Return two numbers between which the root of a product of powers surely lies."""
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    logarithm, size = Decimal(0), Decimal(1)
    for base, power in powers.items():
        ratio = context.divide(Decimal(base.numerator), Decimal(base.denominator))
        part = context.multiply(context.ln(ratio), Decimal(power))
        logarithm = context.add(logarithm, part)
        size = context.add(size, abs(part))
    root = Fraction(context.exp(context.divide(logarithm, Decimal(degree))))
    # each of the operations is off by less than one in its last digit, and exp passes on the sum of these
    error = Fraction(size) * (len(powers) + 4) * 10 / Fraction(10) ** (digits - 1)
    return root * (1 - error), root * (1 + error)


def _is_power(powers: Mapping[Fraction, int], root: int, degree: int) -> bool:
    """Tell whether a product of powers is exactly that of the root: the exponents cancel, base by base."""
    exponents: dict[int, int] = {}
    for base, power in (*powers.items(), (Fraction(root), -degree)):
        exponents[base.numerator] = exponents.get(base.numerator, 0) + power
        exponents[base.denominator] = exponents.get(base.denominator, 0) - power
    return not any(_without_common_divisors(exponents).values())


def _without_common_divisors(exponents: Mapping[int, int]) -> dict[int, int]:
    """Write a product of powers over bases none of which divides another in part."""
    done: dict[int, int] = {}
    pending = [(base, power) for base, power in exponents.items() if base > 1 and power]
    while pending:
        base, power = pending.pop()
        other = next((each for each in done if gcd(each, base) > 1), None)
        if other is None:
            done[base] = done.get(base, 0) + power
            continue
        common, before = gcd(other, base), done.pop(other)
        parts = ((common, power + before), (base // common, power), (other // common, before))
        pending += [(part, exponent) for part, exponent in parts if part > 1]
    return done
