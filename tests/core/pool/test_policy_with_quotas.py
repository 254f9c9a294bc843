"""Quotas in the whole policy: where they keep nobody out nothing changes, else each reason says why."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.pool.lines import BY_QUOTA, Action, Candidate, Line, Past, Reason
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.policy import PoolPolicy, Quota
from tests.properties import examples

ZONES = ("north", "south")
LOOSE = (Quota(within="zone", at_most={"north": 99}, each_at_most=99), Quota(within="size"))


@st.composite
def reviews(draw: st.DrawFn) -> tuple[list[Candidate], dict[str, str], PoolPolicy, dict[str, Past]]:
    """Up to ten candidates by place, members among them and absent, and every part of the policy."""
    points = sorted(draw(st.lists(st.integers(0, 8), max_size=10)), reverse=True)
    candidates, members, past = [], {}, {}
    for place, each in enumerate(points, start=1):
        key, groups = f"E{place}", (draw(st.sampled_from(ZONES)), draw(st.sampled_from("ab")))
        candidates.append(Candidate(key, key, place, total=Decimal(each) / 4, groups=groups))
        if draw(st.booleans()):
            members[key] = key
        if draw(st.integers(0, 3)) == 0:
            years, running = draw(st.integers(0, 4)), draw(st.integers(0, 3))
            past[key] = Past(years, running, draw(st.booleans()), draw(st.integers(0, 4)) == 0)
    capacity = draw(st.integers(1, 6))
    buffer = draw(st.booleans())
    policy = PoolPolicy(
        capacity=capacity,
        enter_rank=draw(st.integers(0, capacity)) if buffer else capacity,
        stay_rank=capacity + (draw(st.integers(0, 4)) if buffer else 0),
        reserve=draw(st.integers(0, 3)),
        most_newcomers=draw(st.none() | st.integers(0, 4)),
        minimum_score=draw(st.none() | st.just(Decimal("0.5"))),
        term_years=draw(st.none() | st.integers(2, 4)),
        buffer_years=draw(st.none() | st.integers(1, 2)),
    )
    return candidates, members, policy, past


def actions(lines: tuple[Line, ...]) -> list[tuple[object, ...]]:
    return [(line.id, line.action, line.reason, line.reserve_place) for line in lines]


@settings(max_examples=examples(200), deadline=None)
@given(reviews())
def test_quotas_that_keep_nobody_out_change_nothing(
    each: tuple[list[Candidate], dict[str, str], PoolPolicy, dict[str, Past]],
) -> None:
    candidates, members, policy, past = each
    with_quotas = policy.model_copy(update={"quotas": LOOSE})
    plain, quoted = (propose(candidates, members, rule, past) for rule in (policy, with_quotas))
    assert actions(plain) == actions(quoted)


@settings(max_examples=examples(200), deadline=None)
@given(reviews(), st.integers(0, 4), st.integers(0, 2), st.randoms(use_true_random=False))
def test_what_holds_of_every_proposal_within_quotas(
    each: tuple[list[Candidate], dict[str, str], PoolPolicy, dict[str, Past]],
    most: int,
    least: int,
    chance: random.Random,
) -> None:
    candidates, members, policy, past = each
    quotas = (
        Quota(within="zone", at_most={"north": most}),
        Quota(within="size", at_least={"a": least}, if_short="fewer"),
    )
    rule = policy.model_copy(update={"quotas": quotas})
    try:
        lines = propose(candidates, members, rule, past)
    except Impossible as error:
        assert {bound.bound.choice for bound in error.conflict} >= {"a"}
        return
    groups = {each.id: each.groups for each in candidates}
    inside = [groups[line.id] for line in lines if line.in_pool]
    assert sum(zone == "north" for zone, _size in inside) <= most
    assert len(inside) <= rule.capacity
    shuffled = chance.sample(candidates, len(candidates))
    assert propose(shuffled, dict(reversed(members.items())), rule, past) == lines
    plain = {line.id: line for line in propose(candidates, members, policy, past)}
    for line in lines:
        assert line.was_member == (line.id in members)
        differs = line.in_pool != plain[line.id].in_pool
        assert differs or line.reason not in BY_QUOTA
        if differs and line.action is not Action.RESERVE:
            assert line.reason in BY_QUOTA
        if line.in_pool:
            assert not past.get(line.id, Past()).vetoed


def test_reasons_name_the_quotas_that_are_full_or_scarce() -> None:
    """Three places; the south must have one, the north may have two: the third place of the north goes."""
    quota = Quota(within="zone", at_least={"south": 1}, at_most={"north": 2})
    rule = PoolPolicy(capacity=3, quotas=(quota,))
    candidates = [
        Candidate(f"E{place}", "", place, total=Decimal(9 - place), groups=(zone,))
        for place, zone in enumerate(["north", "north", "north", "east", "south"], start=1)
    ]
    lines = propose(candidates, {"E3": ""}, rule)
    assert [line.reason for line in lines] == [
        Reason.ENTERED_ON_RANK,
        Reason.ENTERED_ON_RANK,
        Reason.LEFT_BY_QUOTA,
        Reason.NOT_SELECTED,
        Reason.ENTERED_BY_QUOTA,
    ]
    assert [(each.choice, each.members, each.most) for each in lines[2].quotas] == [("north", 2, 2)]
    assert [(each.choice, each.members, each.least) for each in lines[4].quotas] == [("south", 1, 1)]


def test_without_enough_the_bounds_that_conflict_are_named() -> None:
    quota = Quota(within="zone", at_least={"south": 2})
    candidates = [Candidate("E1", "", 1, total=Decimal(1), groups=("south",))]
    with pytest.raises(Impossible) as refused:
        propose(candidates, {}, PoolPolicy(capacity=3, quotas=(quota,)))
    [only] = refused.value.conflict
    assert (only.bound.choice, only.bound.least, only.number) == ("south", 2, 1)
    fewer = quota.model_copy(update={"if_short": "fewer"})
    lines = propose(candidates, {}, PoolPolicy(capacity=3, quotas=(fewer,)))
    assert [line.action for line in lines] == [Action.ENTER]


def test_who_is_kept_out_takes_no_place_from_those_behind() -> None:
    """Two of the first three are vetoed: the fourth place counts as the second."""
    candidates = [Candidate(f"E{place}", "", place) for place in range(1, 6)]
    out = Past(vetoed=True)
    rule = PoolPolicy(capacity=2)
    lines = propose(candidates, {"E4": ""}, rule, {"E1": out, "E3": out})
    assert [(line.id, line.action) for line in lines if line.in_pool] == [
        ("E2", Action.ENTER),
        ("E4", Action.STAY),
    ]
    assert [line.reason for line in lines][:3:2] == [Reason.VETOED, Reason.VETOED]


def test_the_total_decides_and_not_the_step_it_is_written_in() -> None:
    """1.5 and 1.50 are the same; a total in hundredths beside one in halves is compared exactly."""
    quota = Quota(within="zone", at_most={"north": 1})
    rule = PoolPolicy(capacity=2, quotas=(quota,))
    totals = [Decimal("1.5"), Decimal("1.50"), Decimal("1.49"), Decimal("1.2")]
    zones = ["north", "north", "south", "south"]
    candidates = [
        Candidate(f"E{place}", "", place, total=total, groups=(zone,))
        for place, (total, zone) in enumerate(zip(totals, zones, strict=True), start=1)
    ]
    assert [line.id for line in propose(candidates, {}, rule) if line.in_pool] == ["E1", "E3"]
    turned = [replace(candidates[1], rank=1), replace(candidates[0], rank=2), *candidates[2:]]
    assert [line.id for line in propose(turned, {}, rule) if line.in_pool] == ["E2", "E3"]
