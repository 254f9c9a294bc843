"""The proposal against its specification, and what must hold of every proposal."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.pool.proposal import Action, Candidate, Line, Reason, propose
from cultivation.core.rules.model import PoolPolicy
from tests.core.pool.specification import pool_after
from tests.properties import examples

POLICY = PoolPolicy(capacity=10, enter_rank=8, stay_rank=12, reserve=3)
REASONS = {
    Action.ENTER: {Reason.ENTERED_ON_RANK, Reason.ENTERED_TO_FILL},
    Action.STAY: {Reason.STAYED, Reason.STAYED_IN_BUFFER},
    Action.EXIT: {
        Reason.LEFT_ON_RANK,
        Reason.LEFT_TO_BALANCE,
        Reason.LEFT_INELIGIBLE,
        Reason.LEFT_NO_APPLICATION,
    },
    Action.RESERVE: {Reason.RESERVED},
    Action.NONE: {Reason.NOT_SELECTED, Reason.INELIGIBLE},
}


@some.composite
def policies(draw: some.DrawFn) -> PoolPolicy:
    capacity = draw(some.integers(1, 12))
    return PoolPolicy(
        capacity=capacity,
        enter_rank=draw(some.integers(0, capacity)),
        stay_rank=draw(some.integers(capacity, capacity + 6)),
        reserve=draw(some.integers(0, 5)),
    )


@some.composite
def reviews(draw: some.DrawFn) -> tuple[list[Candidate], dict[str, str], PoolPolicy]:
    """Candidates in any order, some ineligible; members among them, among the absent, or none at all."""
    eligible, ineligible, absent = (draw(some.integers(0, most)) for most in (30, 5, 4))
    names = draw(some.permutations([f"E{number:02d}" for number in range(eligible + ineligible + absent)]))
    candidates = [
        Candidate(key, f"Firm {key}", place + 1 if place < eligible else None)
        for place, key in enumerate(names[: eligible + ineligible])
    ]
    was_member = draw(some.lists(some.booleans(), min_size=len(candidates), max_size=len(candidates)))
    inside = [each.id for each, member in zip(candidates, was_member, strict=True) if member]
    members = {key: f"Firm {key}" for key in [*inside, *names[eligible + ineligible :]]}
    return draw(some.permutations(candidates)), members, draw(policies())


def ranking_of(candidates: Sequence[Candidate]) -> list[str]:
    ranked = {each.rank: each.id for each in candidates if each.rank is not None}
    return [ranked[place] for place in sorted(ranked)]


def review(ranked: int, members: Sequence[int], policy: PoolPolicy = POLICY) -> dict[int, Line]:
    """Propose for firms called by their ranks; return the lines by rank."""
    candidates = [Candidate(f"{place:03d}", "", place) for place in range(1, ranked + 1)]
    lines = propose(candidates, {f"{place:03d}": "" for place in members}, policy)
    return {int(line.id): line for line in lines}


@settings(max_examples=examples(600))
@given(reviews())
def test_the_pool_is_the_one_that_the_specification_describes(
    each: tuple[list[Candidate], dict[str, str], PoolPolicy],
) -> None:
    candidates, members, policy = each
    lines = propose(candidates, members, policy)
    expected = pool_after(
        ranking_of(candidates), members, policy.capacity, policy.enter_rank, policy.stay_rank
    )
    assert {line.id for line in lines if line.in_pool} == expected


@settings(max_examples=examples(300))
@given(reviews())
def test_what_holds_of_every_proposal(each: tuple[list[Candidate], dict[str, str], PoolPolicy]) -> None:
    candidates, members, policy = each
    lines = propose(candidates, members, policy)
    by_action = {action: [line for line in lines if line.action is action] for action in Action}
    pool = by_action[Action.ENTER] + by_action[Action.STAY]
    ranking = ranking_of(candidates)

    assert sorted(line.id for line in lines) == sorted({one.id for one in candidates} | members.keys())
    assert len(pool) == min(policy.capacity, len(ranking))
    assert len(by_action[Action.ENTER]) - len(by_action[Action.EXIT]) == len(pool) - len(members)
    assert {line.id for line in lines if line.was_member} == members.keys()
    assert all(line.reason in REASONS[line.action] for line in lines)
    assert [line.id for line in lines[: len(ranking)]] == ranking
    assert [line.id for line in lines[len(ranking) :]] == sorted(line.id for line in lines[len(ranking) :])
    check_reserve(lines, policy)
    check_reasons(lines, candidates, policy)


def check_reserve(lines: Sequence[Line], policy: PoolPolicy) -> None:
    outside = [line for line in lines if line.rank is not None and not line.in_pool]
    listed = [line for line in lines if line.reserve_place is not None]
    assert listed == outside[: policy.reserve]
    assert [line.reserve_place for line in listed] == list(range(1, len(listed) + 1))
    assert all(line.action in (Action.RESERVE, Action.EXIT) for line in listed)
    assert all(line in listed for line in lines if line.action is Action.RESERVE)


def check_reasons(lines: Sequence[Line], candidates: Sequence[Candidate], policy: PoolPolicy) -> None:
    applied = {each.id for each in candidates}
    last = len(lines) + policy.stay_rank
    for line in lines:
        rank = last if line.rank is None else line.rank
        assert (line.reason is Reason.LEFT_NO_APPLICATION) == (line.id not in applied)
        assert (line.reason in (Reason.LEFT_INELIGIBLE, Reason.INELIGIBLE)) == (
            line.rank is None and line.id in applied
        )
        match line.reason:
            case Reason.ENTERED_ON_RANK:
                assert rank <= policy.enter_rank
            case Reason.ENTERED_TO_FILL | Reason.RESERVED | Reason.NOT_SELECTED:
                assert rank > policy.enter_rank
            case Reason.STAYED:
                assert rank <= policy.capacity
            case Reason.STAYED_IN_BUFFER:
                assert policy.capacity < rank <= policy.stay_rank
            case Reason.LEFT_ON_RANK:
                assert rank > policy.stay_rank
            case Reason.LEFT_TO_BALANCE:
                assert rank <= policy.stay_rank


@given(reviews(), some.randoms(use_true_random=False))
def test_the_order_of_rows_and_members_does_not_matter(
    each: tuple[list[Candidate], dict[str, str], PoolPolicy], chance: random.Random
) -> None:
    candidates, members, policy = each
    shuffled = chance.sample(candidates, len(candidates))
    shuffled_members = dict(chance.sample(list(members.items()), len(members)))
    assert propose(shuffled, shuffled_members, policy) == propose(candidates, members, policy)


@given(reviews())
def test_nothing_moves_when_nothing_has_changed(
    each: tuple[list[Candidate], dict[str, str], PoolPolicy],
) -> None:
    candidates, members, policy = each
    first = propose(candidates, members, policy)
    pool = {line.id: line.name for line in first if line.in_pool}
    again = propose(candidates, pool, policy)
    assert {line.id for line in again if line.in_pool} == pool.keys()


def test_the_first_year_takes_the_best() -> None:
    lines = review(15, [])
    assert [place for place, line in lines.items() if line.in_pool] == list(range(1, 11))
    assert {lines[place].reason for place in range(1, 9)} == {Reason.ENTERED_ON_RANK}
    assert {lines[place].reason for place in (9, 10)} == {Reason.ENTERED_TO_FILL}
    assert [lines[place].reserve_place for place in (11, 12, 13, 14)] == [1, 2, 3, None]
    assert lines[14].action is Action.NONE


def test_edges_of_the_buffer() -> None:
    lines = review(20, [1, 2, 3, 4, 5, 6, 7, 11, 12, 13])
    assert lines[8].reason is Reason.ENTERED_ON_RANK
    assert lines[9].action is Action.RESERVE
    assert (lines[11].reason, lines[12].reason) == (Reason.STAYED_IN_BUFFER, Reason.STAYED_IN_BUFFER)
    assert lines[13].reason is Reason.LEFT_ON_RANK


def test_the_lowest_member_gives_way_to_newcomers() -> None:
    lines = review(20, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    assert lines[1].reason is Reason.ENTERED_ON_RANK
    assert (lines[10].action, lines[11].reason) == (Action.STAY, Reason.LEFT_TO_BALANCE)


def test_who_left_stands_on_the_reserve_list_at_its_place() -> None:
    lines = review(20, [2, 3, 4, 5, 6, 7, 8, 9, 11, 12])
    assert (lines[12].action, lines[12].reserve_place) == (Action.EXIT, 2)
    assert (lines[10].action, lines[10].reserve_place) == (Action.RESERVE, 1)


def test_fewer_eligible_than_places() -> None:
    lines = review(6, [1, 3, 5])
    assert all(line.in_pool for line in lines.values())


def test_absent_and_ineligible_members_leave() -> None:
    candidates = [Candidate("A", "a", 1), Candidate("B", "b", None), Candidate("C", "c", None)]
    lines = {line.id: line for line in propose(candidates, {"B": "b", "D": "d"}, POLICY)}
    assert lines["A"].action is Action.ENTER
    assert lines["B"].reason is Reason.LEFT_INELIGIBLE
    assert (lines["C"].action, lines["C"].reason) == (Action.NONE, Reason.INELIGIBLE)
    assert (lines["D"].reason, lines["D"].name) == (Reason.LEFT_NO_APPLICATION, "d")


@pytest.mark.parametrize("members", [{}, {"A": "a"}])
def test_nobody_applies(members: Mapping[str, str]) -> None:
    assert [line.reason for line in propose([], members, POLICY)] == [Reason.LEFT_NO_APPLICATION] * len(
        members
    )
