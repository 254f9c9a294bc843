from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.intake.values.units import power_between, shift

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6)


@pytest.mark.parametrize(
    ("given_unit", "wanted", "power"),
    [
        ("元", "万元", -4),
        ("千元", "万元", -1),
        ("万元", "万元", 0),
        ("百万元", "万元", 2),
        ("亿元", "万元", 4),
        ("万", "万元", 0),
        ("人民币 亿元", "万元", 4),
        ("单位：元", "万元", -4),
        ("million yuan", "万元", 2),
        ("10,000 yuan", "万元", 0),
        ("百万", "百万", 0),
        ("百万元", "百万", 0),
        ("名", "人", 0),
        ("万人", "人", 4),
        ("%", "", -2),
        ("％", "%", -2),
        ("%", "万元", None),
        ("美元", "万元", None),
        ("万美元", "万元", None),
        ("元", "人", None),
        ("万元", "人", None),
        ("", "万元", None),
        ("", "", None),
        ("本年度", "万元", None),
    ],
)
def test_power_between(given_unit: str, wanted: str, power: int | None) -> None:
    assert power_between(given_unit, wanted) == power


@given(DECIMALS, st.integers(-8, 8))
def test_shift_is_exact(number: Decimal, power: int) -> None:
    assert Fraction(shift(number, power)) == Fraction(number) * Fraction(10) ** power


@given(DECIMALS, st.integers(-8, 8))
def test_shift_and_back(number: Decimal, power: int) -> None:
    assert shift(shift(number, power), -power) == number


def test_shift_keeps_more_digits_than_the_decimal_context() -> None:
    assert str(shift(Decimal("1" * 60 + ".5"), 0)) == "1" * 60 + ".5"


def test_zeros_that_say_nothing_are_dropped() -> None:
    assert str(shift(Decimal("1234.50"), 0)) == "1234.5"
    assert str(shift(Decimal("-0.0"), 0)) == "0"
