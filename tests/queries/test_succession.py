"""Stays in the pool beside the fold of the pool itself, for changes of every kind in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.pool.membership import PoolChange, fold
from cultivation.queries.succession import stays_of


@st.composite
def lives(draw: st.DrawFn) -> list[PoolChange]:
    """Draw changes that follow each other as the record allows: decisions, successions, reversals."""
    changes: list[PoolChange] = []
    for seq in range(1, draw(st.integers(1, 25))):
        members = sorted(fold(changes))
        on, fresh = f"2017-01-{seq:02}", [f"F{seq}{letter}" for letter in "ab"]
        kind = draw(st.sampled_from(["decision", "succession", "reversal"]))
        if kind == "decision":
            left = tuple(draw(st.lists(st.sampled_from(members), unique=True))) if members else ()
            changes.append(PoolChange(2017, tuple(fresh[: draw(st.integers(0, 2))]), left, on, seq))
        elif kind == "succession" and members:
            key = draw(st.sampled_from(members))
            heir = draw(st.sampled_from([(), (fresh[0],)]))
            changes.append(PoolChange(2017, heir, (key,), on, seq, succession=True))
        elif kind == "reversal" and changes and not changes[-1].succession and not changes[-1].undoes:
            last = changes[-1]
            changes.append(PoolChange(2017, last.left, last.entered, on, seq, undoes=True))
    return changes


@given(lives())
def test_the_stays_that_last_are_the_members(changes: list[PoolChange]) -> None:
    lasting = {stay.enterprise for stay in stays_of(changes) if stay.left is None}
    assert lasting == set(fold(changes))


def test_a_stay_goes_on_under_another_code_and_what_was_reversed_never_was() -> None:
    changes = [
        PoolChange(2016, ("A", "B"), (), "2017-03-01", 1),
        PoolChange(2016, ("A2",), ("A",), "2017-09-01", 2, succession=True),
        PoolChange(2017, ("C",), ("B",), "2018-03-01", 3),
        PoolChange(2017, ("B",), ("C",), "2018-04-01", 4, undoes=True),
        PoolChange(2017, ("D",), ("A2",), "2018-05-01", 5),
    ]
    told = [(stay.codes, stay.since, stay.left and stay.left.on) for stay in stays_of(changes)]
    assert told == [
        (("A", "A2"), "2017-03-01", "2018-05-01"),
        (("B",), "2017-03-01", None),
        (("D",), "2018-05-01", None),
    ]
    first = stays_of(changes)[0]
    assert [first.holds_on(day) for day in ("2017-02-28", "2017-03-01", "2018-04-30", "2018-05-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert [first.holds_in(year) for year in (2016, 2017, 2018, 2019)] == [False, True, True, False]
