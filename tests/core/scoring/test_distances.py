"""Distances from the best and the worst: exact where there is a root, beside floats elsewhere."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from cultivation.core.scoring.distances import closeness, topsis

WEIGHTS = {"a": Decimal("0.3"), "b": Decimal("0.5"), "c": Decimal("-0.2")}
rows = some.lists(some.tuples(*[some.integers(1, 40)] * 3), min_size=2, max_size=8)


@settings(max_examples=40, deadline=None)
@given(rows, some.randoms(use_true_random=False))
def test_topsis_is_the_textbooks_in_any_order(filed: list[tuple[int, ...]], chance: random.Random) -> None:
    parts = [dict(zip("abc", map(Fraction, row), strict=True)) for row in filed]
    found = topsis([*parts, None], WEIGHTS)
    assert found.pop() is None
    if len(set(filed)) == 1:
        assert found == [None] * len(filed)
        return
    theirs = _in_floats(np.array(filed, np.float64))
    assert [float(each or 0) for each in found] == pytest.approx(theirs, abs=1e-9)
    order = chance.sample(range(len(filed)), len(filed))
    assert topsis([parts[place] for place in order], WEIGHTS) == [found[place] for place in order]


def _in_floats(matrix: NDArray[np.float64]) -> list[float]:
    weighted = matrix / np.sqrt((matrix**2).sum(axis=0)) * np.array([0.3, 0.5, 0.2])
    high, low = weighted.max(axis=0), weighted.min(axis=0)
    best, worst = np.array([high[0], high[1], low[2]]), np.array([low[0], low[1], high[2]])
    far, near = (np.sqrt(((weighted - end) ** 2).sum(axis=1)) for end in (worst, best))
    shares: list[float] = (far / (far + near)).tolist()
    return shares


def test_one_part_gives_the_way_between_the_ends_exactly() -> None:
    column = [{"a": Fraction(each)} for each in (1, 2, 4)]
    assert topsis(column, {"a": Decimal(2)}) == [0, Fraction(1, 3), 1]
    assert topsis(column, {"a": Decimal(-2)}) == [1, Fraction(2, 3), 0]
    assert topsis([{"a": Fraction(0)}] * 2, {"a": Decimal(1)}) == [None, None]


def test_closeness_has_an_exact_root_where_there_is_one() -> None:
    weights = {"a": Decimal(1), "b": Decimal(1)}
    # 3/5 and 4/5 lie 1 from the worst, and the root of 1/5 from the ideal, which has no end
    [share] = closeness([{"a": Fraction(3, 5), "b": Fraction(4, 5)}], weights)
    assert share is not None and abs((1 / share - 1) ** 2 - Fraction(1, 5)) < Fraction(1, 10**48)
    assert closeness([{"a": Fraction(1, 4), "b": Fraction(1, 4)}], weights) == [Fraction(1, 4)]
    assert closeness([{"a": Fraction(0), "b": Fraction(0)}, None], weights) == [0, None]
