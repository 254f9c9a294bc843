"""Members as a fold over decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.pool.membership import ImpossibleChange, PoolChange, fold


def test_members_keep_the_year_of_their_last_entry() -> None:
    changes = [
        PoolChange(2016, ("a", "b", "c"), ()),
        PoolChange(2017, ("d",), ("b",)),
        PoolChange(2018, ("b",), ("a",)),
    ]
    assert fold(changes) == {"c": 2016, "d": 2017, "b": 2018}
    assert fold(changes[:2]) == {"a": 2016, "c": 2016, "d": 2017}
    assert fold([]) == {}


@pytest.mark.parametrize(
    "changes",
    [
        [PoolChange(2016, (), ("a",))],
        [PoolChange(2016, ("a", "a"), ())],
        [PoolChange(2016, ("a",), ()), PoolChange(2017, ("a",), ())],
        [PoolChange(2016, ("a",), ()), PoolChange(2017, (), ("a", "a"))],
        [PoolChange(2016, ("a",), ()), PoolChange(2017, (), ("a",)), PoolChange(2018, (), ("a",))],
    ],
)
def test_a_record_out_of_order_is_told(changes: list[PoolChange]) -> None:
    with pytest.raises(ImpossibleChange, match=r"20\d\d: a "):
        fold(changes)


@given(some.lists(some.sets(some.sampled_from("abcdef")), max_size=8))
def test_any_sequence_of_pools_is_found_again(pools: list[set[str]]) -> None:
    before: set[str] = set()
    changes = []
    for year, pool in enumerate(pools, 2016):
        changes.append(PoolChange(year, tuple(sorted(pool - before)), tuple(sorted(before - pool))))
        before = pool
    members = fold(changes)
    assert members.keys() == before
    for key, since in members.items():
        inside = [key in pool for pool in pools]
        assert all(inside[since - 2016 :])
        assert since == 2016 or not inside[since - 2017]
