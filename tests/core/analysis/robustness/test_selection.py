"""The quick way to the best of each row, beside sorting it, for rows that a sample misjudges, too."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.selection import SAMPLE, inside
from cultivation.core.rules.policy import PoolPolicy

SIZE, BEST = 3000, 40
STEP = SIZE // SAMPLE + 1  # the sample looks at every so many columns
EVEN = np.arange(SIZE, dtype=np.float64)
CHANCE = np.random.default_rng(5)
ROWS = {
    "by chance": CHANCE.permuted(np.tile(EVEN, (30, 1)), axis=1),
    "the best first": EVEN[::-1][None, :],
    "the best last": EVEN[None, :],
    # the columns that the sample looks at are all the best, or none of them
    "a sample of the best": np.where(np.arange(SIZE) % STEP == 0, EVEN + SIZE, EVEN)[None, :],
    "a sample of the worst": np.where(np.arange(SIZE) % STEP == 0, EVEN - SIZE, EVEN)[None, :],
    "far apart": np.exp(CHANCE.permuted(np.linspace(0, 30, SIZE)))[None, :],
    "together": np.vstack([EVEN, EVEN[::-1], np.where(np.arange(SIZE) % STEP == 0, EVEN + SIZE, EVEN)]),
}


def sorted_best(keys: NDArray[np.float64], number: int) -> list[set[int]]:
    return [set(np.argsort(-row, kind="stable")[:number].tolist()) for row in keys]


def chosen(keys: NDArray[np.float64], policy: PoolPolicy, members: NDArray[np.bool_]) -> list[set[int]]:
    return [set(np.flatnonzero(row).tolist()) for row in inside(keys, members, policy)]


@pytest.mark.parametrize("keys", ROWS.values(), ids=ROWS.keys())
def test_the_best_are_those_of_sorting(keys: NDArray[np.float64]) -> None:
    found = chosen(keys, PoolPolicy(capacity=BEST), np.zeros(SIZE, np.bool_))
    assert found == sorted_best(keys, BEST)


@pytest.mark.parametrize("keys", ROWS.values(), ids=ROWS.keys())
def test_with_a_buffer_the_places_are_those_of_sorting(keys: NDArray[np.float64]) -> None:
    """Members are every second one, so that who stays and who enters hangs on the place alone."""
    policy, members = PoolPolicy(capacity=BEST, enter_rank=30, stay_rank=50), np.arange(SIZE) % 2 == 0
    for row, found in zip(keys, chosen(keys, policy, members), strict=True):
        order = np.argsort(-row, kind="stable").tolist()
        staying = [at for at in order[:50] if members[at]]
        entering = [at for at in order[:30] if not members[at]]
        staying = staying[: BEST - len(entering)]
        waiting = [at for at in order[30:] if not members[at]]
        expected = {*entering, *staying, *waiting[: BEST - len(entering) - len(staying)]}
        assert found == expected
