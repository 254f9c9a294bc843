"""Whole-number programmes against a look at every choice; and a solver that lies is not believed."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.pool import integer_programme
from cultivation.core.pool.integer_programme import Programme, Row, Unproved, maximise
from tests.properties import examples

HUGE = 10**9  # beyond what float64 can tell apart with the tolerances of a solver


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Up to five numbers of a small range; rows with any weights, so that halves would often be better."""
    size = draw(st.integers(0, 5))
    scale = draw(st.sampled_from([1, 7, 10**5, HUGE]))
    worths = draw(st.lists(st.integers(-5, 9), min_size=size, max_size=size))
    lows = draw(st.lists(st.integers(-1, 1), min_size=size, max_size=size))
    highs = [low + draw(st.integers(0, 2)) for low in lows]
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        weights = draw(st.lists(st.integers(-3, 4), min_size=size, max_size=size))
        least, most = draw(st.none() | st.integers(-4, 4)), draw(st.none() | st.integers(-4, 6))
        rows.append(Row({place: each for place, each in enumerate(weights) if each}, least, most))
    aims = tuple(each * scale + draw(st.integers(0, 1)) for each in worths)
    return Programme(aims, tuple(lows), tuple(highs), tuple(rows))


@settings(max_examples=examples(300), deadline=None)
@given(programmes())
def test_nothing_that_keeps_to_the_rows_is_worth_more(programme: Programme) -> None:
    ranges = [range(low, high + 1) for low, high in zip(programme.lows, programme.highs, strict=True)]
    values = [programme.value(each) for each in product(*ranges) if programme.allows(each)]
    try:
        best = maximise(programme)
    except Unproved:  # no answer, but no wrong one either
        assert max(map(abs, programme.worths)) > HUGE // 2
        return
    assert (best.value if best else None) == max(values, default=None)
    if best:
        assert programme.allows(best.numbers) and programme.value(best.numbers) == best.value
        assert best.proof.bound >= best.value


@settings(max_examples=examples(150), deadline=None)
@given(programmes(), st.lists(st.fractions(0, 9), max_size=8))
def test_any_multipliers_give_a_bound(programme: Programme, guess: list[Fraction]) -> None:
    sides = programme.sides
    multipliers = tuple((guess + [Fraction(0)] * len(sides))[: len(sides)])
    bound = integer_programme._proof(programme, sides, multipliers).bound
    ranges = [range(low, high + 1) for low, high in zip(programme.lows, programme.highs, strict=True)]
    assert all(programme.value(each) <= bound for each in product(*ranges) if programme.allows(each))


HALVES = Programme(
    (2, 2, 2), (0, 0, 0), (1, 1, 1), tuple(Row({a: 1, b: 1}, None, 1) for a, b in ((0, 1), (1, 2), (0, 2)))
)


def test_where_halves_would_be_better_the_proof_needs_more_than_a_bound() -> None:
    """Of three that exclude each other in pairs one is in; without wholeness three halves would be."""
    best = maximise(HALVES)
    assert best is not None
    assert (best.value, best.proof.bound) == (2, 3)


@pytest.mark.parametrize("lie", [(0, 0, 0), (1, 1, 0), None])
def test_a_wrong_answer_of_the_solver_is_not_believed(monkeypatch: pytest.MonkeyPatch, lie: Any) -> None:
    """Worse than the best, against the rows, or none where there is one."""
    monkeypatch.setattr(integer_programme, "_searched", lambda programme: lie)
    with pytest.raises(Unproved):
        maximise(HALVES)
