"""How far the quick points can be trusted: what is nearer to a rounding edge than its error is left open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cultivation.core.scoring.columns.bounds import Numbers
from cultivation.core.scoring.columns.points import _along_line

LINE = [
    (Fraction(1, 1000), Fraction(0)),
    (Fraction(1), Fraction(100)),
]  # 0.01 lies at a third of the logarithms


@pytest.mark.parametrize(
    ("value", "error", "is_open"),
    [
        # 3333.33 units; a relative error of 1 / 10,000 is one of 0.14 units, less than the 0.17 to the edge
        (0.01, 1e-6, False),
        (0.01, 2e-6, True),
        # two thirds: 6666.67 units, as far from the edge
        (0.1, 1e-5, False),
        (0.1, 2e-5, True),
        (2.0, 1e-3, False),  # beyond the end all is the end's
    ],
)
def test_an_error_counts_by_its_share_of_the_value(value: float, error: float, is_open: bool) -> None:
    part = Numbers(np.array([value]), np.array([error]), np.array([True]))
    found = _along_line(LINE, part, Decimal("0.01"), logarithmic=True)
    assert bool(found.open[0]) is is_open
