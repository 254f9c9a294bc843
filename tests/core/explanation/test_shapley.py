"""Shapley's value against its definition: the mean over all orders."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.explanation.shapley import shapley, shapley_of_whole


def over_all_orders(worth: list[int], players: int) -> list[Fraction]:
    values = [Fraction(0)] * players
    for order in permutations(range(players)):
        mask = 0
        for player in order:
            values[player] += worth[mask | 1 << player] - worth[mask]
            mask |= 1 << player
    return [value / factorial(players) for value in values]


@st.composite
def games(draw: st.DrawFn) -> tuple[int, list[int]]:
    players = draw(st.integers(1, 5))
    worth = st.lists(st.integers(-(10**9), 10**9), min_size=1 << players, max_size=1 << players)
    return players, draw(worth)


@given(games())
def test_it_is_the_mean_over_all_orders(game: tuple[int, list[int]]) -> None:
    players, worth = game
    expected = over_all_orders(worth, players)
    assert shapley([Fraction(each) for each in worth]) == expected
    assert shapley_of_whole(np.array(worth, np.int64)) == expected
    assert sum(expected) == worth[-1] - worth[0]


def test_a_published_game() -> None:
    """The glove game: players 0 and 1 hold a left glove each, 2 the right one; 1/6, 1/6, 4/6."""
    worth = [Fraction(int(mask >= 5)) for mask in range(8)]
    assert shapley(worth) == [Fraction(1, 6), Fraction(1, 6), Fraction(4, 6)]
