"""How much of a difference is due to whom: Shapley values, exact.

L. S. Shapley, A value for n-person games, 1953: the mean, over all orders in which the players come in, of
what each adds. They add up to the whole difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


def shapley(worth: Sequence[Fraction]) -> list[Fraction]:
    """Return the value of each player; `worth[mask]` is what the players whose bits are set are worth."""
    players = (len(worth) - 1).bit_length()
    return [
        sum(
            (
                _weight(mask.bit_count(), players) * (worth[mask | 1 << player] - worth[mask])
                for mask in range(len(worth))
                if not mask >> player & 1
            ),
            Fraction(0),
        )
        for player in range(players)
    ]


def shapley_of_whole(worth: Whole) -> list[Fraction]:
    """Return the same of whole numbers in an array, quickly: differences are added up by size first."""
    players = (len(worth) - 1).bit_length()
    masks = np.arange(len(worth))
    sizes = sum((masks >> player & 1 for player in range(players)), np.zeros_like(masks))
    return [_value(worth, masks, sizes, player, players) for player in range(players)]


def _value(worth: Whole, masks: Whole, sizes: Whole, player: int, players: int) -> Fraction:
    without = masks[masks >> player & 1 == 0]
    added = worth[without | 1 << player] - worth[without]
    by_size = np.zeros(players, np.int64)
    np.add.at(by_size, sizes[without], added)
    return sum(
        (_weight(size, players) * int(each) for size, each in enumerate(by_size)),
        Fraction(0),
    )


def _weight(size: int, players: int) -> Fraction:
    """Return the share of the orders in which exactly these `size` others came in before."""
    return Fraction(1, players * comb(players - 1, size))
