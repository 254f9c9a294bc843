"""How far a target is, case by case, by what the words mean."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cultivation.core.pool.cultivation_targets import Bound, Target
from cultivation.core.pool.membership import PoolChange
from cultivation.queries.plans import (
    Progress,
    TargetState,
    aim_text,
    bound_text,
    progress_text,
    shown,
    state_of,
    stay_at,
)
from cultivation.queries.succession import Stay
from tests.queries.town import rules

RULES = rules().rules


@pytest.mark.parametrize(
    ("bound", "start", "since", "over", "state"),
    [
        (Bound.AT_LEAST, 5, [], False, TargetState.WAITING),
        (Bound.AT_LEAST, 5, [], True, TargetState.MISSED),
        (Bound.AT_LEAST, 5, [10], False, TargetState.REACHED),
        (Bound.AT_LEAST, 5, [10], True, TargetState.REACHED),
        (Bound.AT_LEAST, 5, [9], True, TargetState.MISSED),
        (Bound.AT_LEAST, 5, [9], False, TargetState.ON_THE_WAY),
        (Bound.AT_LEAST, 5, [9, 5], False, TargetState.UNCHANGED),
        (Bound.AT_LEAST, 5, [9, 4], False, TargetState.FELL_BACK),
        (Bound.AT_LEAST, 5, [10, 9], False, TargetState.ON_THE_WAY),
        (Bound.AT_LEAST, 5, [9, None], False, TargetState.UNKNOWN),
        (Bound.AT_LEAST, None, [9], False, TargetState.ON_THE_WAY),
        (Bound.AT_LEAST, None, [9], True, TargetState.MISSED),
        (Bound.ABOVE, 5, [10], False, TargetState.ON_THE_WAY),
        (Bound.ABOVE, 5, [11], False, TargetState.REACHED),
        (Bound.AT_MOST, 20, [10], False, TargetState.REACHED),
        (Bound.AT_MOST, 20, [15], False, TargetState.ON_THE_WAY),
        (Bound.AT_MOST, 20, [25], False, TargetState.FELL_BACK),
        (Bound.BELOW, 20, [10], False, TargetState.ON_THE_WAY),
        (Bound.BELOW, 20, [9], False, TargetState.REACHED),
    ],
)
def test_the_last_value_is_judged_by_the_bound(
    bound: Bound, start: int | None, since: list[int | None], over: bool, state: TargetState
) -> None:
    values = [(2017 + place, None if each is None else Fraction(each)) for place, each in enumerate(since)]
    begun = None if start is None else Fraction(start)
    assert state_of(Target("patents", bound, "10", 2019), begun, values, over, RULES) is state


@pytest.mark.parametrize(
    ("bound", "aim", "sign"),
    [
        (Bound.AT_LEAST, "aim 4.00 %", "≥ 4.00 %"),
        (Bound.ABOVE, "aim above 4.00 %", "> 4.00 %"),
        (Bound.AT_MOST, "aim at most 4.00 %", "≤ 4.00 %"),
        (Bound.BELOW, "aim below 4.00 %", "< 4.00 %"),
    ],
)
def test_an_aim_in_words_and_as_tables_show_it(bound: Bound, aim: str, sign: str) -> None:
    target = Target("rd_ratio", bound, "0.04", 2018)
    assert (aim_text(target, RULES), bound_text(target, RULES)) == (aim, sign)


def test_values_after_the_year_of_the_target_are_not_told() -> None:
    target = Target("rd_ratio", Bound.AT_LEAST, "0.04", 2018)
    values = ((2017, None), (2018, Fraction(3, 100)), (2019, Fraction(5, 100)))
    progress = Progress("A", target, 2016, Fraction(2, 100), values, TargetState.MISSED, "", 1)
    assert (
        progress_text(progress, RULES)
        == "R&D ratio 2.00 % -> – -> 3.00 %, aim 4.00 % by 2018: not reached in time"
    )
    assert shown(None, "rd_ratio", RULES) == "–"


def test_an_entry_belongs_to_the_membership_that_lasted_when_it_was_recorded() -> None:
    left = PoolChange(2017, (), ("A",), "2018-03-01", 7)
    first, second = Stay(("A",), "2017-03-01", 3, left), Stay(("A", "B"), "2019-03-01", 9)
    stays = [first, second]
    assert [stay_at(stays, "A", seq) for seq in (3, 4, 6, 7, 8, 9, 10)] == [
        *(None, first, first, None, None, None, second)
    ]
    assert (stay_at(stays, "B", 10), stay_at(stays, "B", 4), stay_at(stays, "C", 10)) == (second, None, None)
