"""Units as people write them beside a number."""

from __future__ import annotations

import pytest

from cultivation.core.rules.units import COUNTED, UNIT_NAMES, with_unit


@pytest.mark.parametrize(
    ("shown", "unit", "told"),
    [
        *(("1", "persons", "1 person"), ("-1", "years", "-1 year"), ("12", "persons", "12 persons")),
        *(("0", "persons", "0 persons"), ("1.00", "points", "1.00 points"), ("1", "wan yuan", "1 wan yuan")),
        *(("1", "times", "1 times"), ("1", "人", "1 人"), ("1", "", "1")),
    ],
)
def test_one_is_no_plural(shown: str, unit: str, told: str) -> None:
    assert with_unit(shown, unit) == told


def test_what_is_counted_is_a_unit() -> None:
    assert set(UNIT_NAMES.values()) >= COUNTED and all(unit.endswith("s") for unit in COUNTED)
