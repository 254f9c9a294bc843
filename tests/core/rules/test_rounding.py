"""Half up at the precision, against the decimal module."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.rules.rounding import to_units, units_text

CENT = Decimal("0.01")


def test_every_thousandth_up_to_ten_points() -> None:
    for thousandths in range(10_001):
        points = Decimal(thousandths).scaleb(-3)
        assert to_units(Fraction(points), CENT) == int(points.quantize(CENT, ROUND_HALF_UP).scaleb(2))


@given(some.decimals(0, 1000, places=12), some.sampled_from(["1", "0.1", "0.01", "0.001"]))
def test_half_up_is_that_of_decimals(points: Decimal, step: str) -> None:
    precision = Decimal(step)
    assert to_units(Fraction(points), precision) * precision == points.quantize(precision, ROUND_HALF_UP)


@given(some.fractions(0, 100), some.sampled_from(["0.01", "0.05", "0.25", "1"]))
def test_the_result_is_the_nearest_step_and_the_upper_of_two(points: Fraction, step: str) -> None:
    distance = to_units(points, Decimal(step)) - points / Fraction(step)
    assert -Fraction(1, 2) < distance <= Fraction(1, 2)


@pytest.mark.parametrize(("points", "units"), [("-0.005", 0), ("-0.0051", -1), ("-0.015", -1), ("-1", -100)])
def test_below_zero_half_goes_up_too(points: str, units: int) -> None:
    assert to_units(Fraction(points), CENT) == units


@pytest.mark.parametrize(
    ("units", "precision", "text"),
    [
        (900, "0.01", "9.00"),
        (0, "0.01", "0.00"),
        (-5, "0.01", "-0.05"),
        (10000, "0.01", "100.00"),
        (7, "1", "7"),
        (3, "0.5", "1.5"),
        (12345678901234567, "0.001", "12345678901234.567"),
    ],
)
def test_units_as_text(units: int, precision: str, text: str) -> None:
    assert units_text(units, Decimal(precision)) == text
