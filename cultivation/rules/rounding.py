"""Points as integers: units of the rule set's precision, rounded half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def to_units(points: Fraction, precision: Decimal) -> int:
    """Round `points` half up to whole units of `precision`: 8.995 points at 0.01 are 900 units.

    Half up means away from the smaller number, also below zero: -0.5 becomes 0.
    """
    scaled = points / Fraction(precision)
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def units_text(units: int, precision: Decimal) -> str:
    """Write units as a decimal with the places of the precision: 900 units at 0.01 are "9.00"."""
    return format(units * precision, "f")
