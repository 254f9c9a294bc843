"""Reviews of share indices by their published ground rules, with worked numbers.

FTSE UK Index Series, Ground Rules v13.4 (May 2018), section 8: a company is inserted into the FTSE 100 at the
review if it has risen to 90th or above and deleted if it has fallen to 111th or below; the number of
constituents stays 100: where more are to be inserted than deleted, the lowest-ranking constituents go, where
more are to be deleted than inserted, the highest-ranking non-constituents come in. CSI 300 Index Methodology
(December 2016), section 6: candidates down to 240 come in first, constituents down to 360 stay first, and no
more than 10 % change at a review. The numbers are ours; the reviews' market data are not published with them.
"""

from __future__ import annotations

import pytest

from cultivation.core.pool.proposal import Action, Candidate, Line, Reason, propose
from cultivation.core.rules.policy import PoolPolicy

FTSE_100 = PoolPolicy(capacity=100, enter_rank=90, stay_rank=110)
FTSE_250 = PoolPolicy(capacity=350, enter_rank=325, stay_rank=375)  # of the 350: places with those of the 100
CSI_300 = PoolPolicy(capacity=300, enter_rank=240, stay_rank=360, most_newcomers=30)


def review(newcomers: set[int], fallen: set[int], policy: PoolPolicy) -> dict[int, Line]:
    """Review places 1 to 500: `newcomers` are the places of non-constituents among the places of the index,
    `fallen` those of constituents below it; the lines are by place."""
    size = policy.capacity
    inside = [place for place in range(1, size + 1) if place not in newcomers]
    members = {f"{place:03d}": "" for place in [*inside, *fallen]}
    assert len(members) == size, "an index is full before its review"
    candidates = [Candidate(f"{place:03d}", "", place) for place in range(1, 501)]
    return {int(line.id): line for line in propose(candidates, members, policy)}


def places(lines: dict[int, Line], action: Action) -> list[int]:
    return sorted(place for place, line in lines.items() if line.action is action)


def test_as_many_inserted_as_deleted() -> None:
    lines = review({50, 90}, {111, 150}, FTSE_100)
    assert (places(lines, Action.ENTER), places(lines, Action.EXIT)) == ([50, 90], [111, 150])


def test_one_place_inside_either_edge_nothing_moves() -> None:
    lines = review({91, 100}, {101, 110}, FTSE_100)
    assert (places(lines, Action.ENTER), places(lines, Action.EXIT)) == ([], [])


def test_more_to_be_inserted_than_deleted_the_lowest_constituents_go() -> None:
    """Three have risen to 90th or above, one has fallen to 111th: of those between, two go, too."""
    lines = review({20, 85, 90, 95}, {103, 105, 110, 111}, FTSE_100)
    assert places(lines, Action.ENTER) == [20, 85, 90]
    assert places(lines, Action.EXIT) == [105, 110, 111]
    assert (lines[111].reason, lines[110].reason) == (Reason.LEFT_ON_RANK, Reason.LEFT_TO_BALANCE)
    assert lines[103].reason is Reason.STAYED_IN_BUFFER


def test_more_to_be_deleted_than_inserted_the_highest_non_constituents_come_in() -> None:
    """One has risen to 90th, three have fallen to 111th or below: 92nd and 97th come in, 99th does not."""
    lines = review({90, 92, 97, 99}, {104, 112, 130, 200}, FTSE_100)
    assert places(lines, Action.ENTER) == [90, 92, 97]
    assert places(lines, Action.EXIT) == [112, 130, 200]
    assert (lines[90].reason, lines[92].reason) == (Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL)


def test_the_wider_buffer_of_the_350() -> None:
    lines = review({300, 325, 326}, {375, 376, 400}, FTSE_250)
    assert places(lines, Action.ENTER) == [300, 325]
    assert places(lines, Action.EXIT) == [376, 400]


@pytest.mark.parametrize(("risen", "change"), [(10, 10), (30, 30), (31, 30), (45, 30)])
def test_of_the_csi_300_at_most_a_tenth_changes(risen: int, change: int) -> None:
    """As many have risen to 240th or above as fallen below 360th; beyond 30 the best of these stay."""
    newcomers, fallen = set(range(101, 101 + risen)), set(range(361, 361 + risen))
    lines = review(newcomers, fallen, CSI_300)
    assert places(lines, Action.ENTER) == sorted(newcomers)[:change]
    assert places(lines, Action.EXIT) == sorted(fallen)[risen - change :]
    stayed = [place for place, line in lines.items() if line.reason is Reason.STAYED_BY_TURNOVER]
    assert sorted(stayed) == sorted(fallen)[: risen - change]
