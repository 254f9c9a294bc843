"""What the leading group decides otherwise."""

from __future__ import annotations

import pytest

from cultivation.core.pool.overrides import Override, apply_overrides, possible
from cultivation.core.pool.proposal import Action, Line, Reason

STAYS = Line("S", "s", 1, Action.STAY, Reason.STAYED)
WAITS = Line("W", "w", 2, Action.RESERVE, Reason.RESERVED, reserve_place=1)
LEAVES = Line("L", "l", None, Action.EXIT, Reason.LEFT_INELIGIBLE)
OUTSIDE = Line("O", "o", 3, Action.NONE, Reason.NOT_SELECTED)


@pytest.mark.parametrize(
    ("line", "actions"),
    [
        (STAYS, {Action.STAY, Action.EXIT}),
        (LEAVES, {Action.STAY, Action.EXIT}),
        (WAITS, {Action.ENTER, Action.NONE}),
        (OUTSIDE, {Action.ENTER, Action.NONE}),
    ],
)
def test_members_stay_or_leave_and_others_enter_or_do_not(line: Line, actions: set[Action]) -> None:
    assert {action for action in Action if possible(line, action)} == actions


def test_an_override_replaces_action_and_reason_and_keeps_the_order() -> None:
    lines = apply_overrides(
        [STAYS, WAITS, LEAVES],
        [Override("W", Action.ENTER, "strategic"), Override("L", Action.STAY, "mended")],
        reserve=1,
    )
    assert lines == (
        STAYS,
        Line("W", "w", 2, Action.ENTER, Reason.OVERRIDDEN, None, "strategic"),
        Line("L", "l", None, Action.STAY, Reason.OVERRIDDEN, None, "mended"),
    )


def test_what_changes_nothing_is_left_out() -> None:
    assert apply_overrides([STAYS, WAITS], [Override("S", Action.STAY, "why not")], 1) == (STAYS, WAITS)
    assert apply_overrides([STAYS], [], 1) == (STAYS,)


def test_whoever_was_turned_down_is_not_on_the_reserve_list_whatever_the_place() -> None:
    turned_down = [
        Override("W", Action.NONE, "under investigation"),
        Override("S", Action.EXIT, "moved away"),
    ]
    behind = Line("P", "p", 4, Action.NONE, Reason.NOT_SELECTED)
    lines = apply_overrides([STAYS, WAITS, OUTSIDE, behind], turned_down, reserve=2)
    assert {line.id: line.reserve_place for line in lines} == {"S": None, "W": None, "O": 1, "P": 2}
