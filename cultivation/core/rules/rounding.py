"""Points as integers: units of the rule set's precision, rounded half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor


def to_units(points: Fraction, precision: Decimal) -> int:
    """Round `points` half up to whole units of `precision`: 8.995 points at 0.01 are 900 units.

    Half up means away from the smaller number, also below zero: -0.5 becomes 0.
    """
    step_numerator, step_denominator = precision.as_integer_ratio()
    numerator, denominator = points.numerator * step_denominator, points.denominator * step_numerator
    return (2 * numerator + denominator) // (2 * denominator)


@lru_cache(maxsize=1024)  # the bounds of dimensions come again for every application
def bound_units(points: Decimal, precision: Decimal) -> int:
    """Return points of a rule set in units; they are whole steps, as is checked when it is loaded."""
    return to_units(Fraction(points), precision)


def whole_part(number: Fraction, whole: str) -> int:
    """Return a whole number for one that need not be: `down`, `half_up` or `up`."""
    return {"down": floor(number), "half_up": floor(number + Fraction(1, 2)), "up": ceil(number)}[whole]


def units_text(units: int, precision: Decimal) -> str:
    """Write units as a decimal with the places of the precision: 900 units at 0.01 are "9.00"."""
    return format(units * precision, "f")
