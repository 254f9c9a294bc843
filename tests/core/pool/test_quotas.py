"""Quotas against a look at every possible pool."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.pool.quota_conflict import conflict_of
from cultivation.core.pool.quotas import Bound, Option, best_pool, bounds_of
from cultivation.core.rules.policy import PoolPolicy, Quota
from tests.properties import examples

CHOICES = "pqr"
numbers = st.integers(0, 3)


@st.composite
def quotas(draw: st.DrawFn, within: str) -> Quota:
    at_most = draw(st.dictionaries(st.sampled_from(CHOICES), st.integers(0, 4), max_size=3))
    wanted = draw(st.dictionaries(st.sampled_from(CHOICES), numbers, max_size=3))
    least = {choice: number for choice, number in wanted.items() if number <= at_most.get(choice, 9)}
    each = draw(st.none() | st.integers(max(least.values(), default=0), 5))
    return Quota(
        within=within,
        at_least=least,
        at_most=at_most,
        each_at_most=each,
        if_short=draw(st.sampled_from(["refuse", "fewer"])),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Option], PoolPolicy]:
    """Up to nine who may be members, one to three partitions, points with many ties, a buffer or none."""
    fields = draw(st.integers(1, 3))
    capacity = draw(st.integers(1, 6))
    enter, stay = draw(st.integers(1, capacity)), draw(st.integers(capacity, 9))
    if draw(st.booleans()):
        enter = stay = capacity
    policy = PoolPolicy(
        capacity=capacity,
        enter_rank=enter,
        stay_rank=stay,
        most_newcomers=draw(st.none() | st.integers(0, 4)),
        quotas=tuple(draw(quotas(f"field{number}")) for number in range(fields)),
    )
    points = sorted(draw(st.lists(st.integers(0, 6), max_size=9)), reverse=True)
    options = []
    for place, each in enumerate(points, start=1):
        newcomer = draw(st.booleans())
        groups = tuple(draw(st.sampled_from(CHOICES)) for _ in range(fields))
        options.append(Option(f"E{place}", each, newcomer, groups, place <= (enter if newcomer else stay)))
    return options, policy


def keeps(pool: Collection[Option], everyone: Sequence[Option], policy: PoolPolicy) -> bool:
    """Say again, in the words of docs/language.md, whether a pool keeps to capacity and quotas."""
    if len(pool) > policy.capacity:
        return False
    for number, quota in enumerate(policy.quotas):
        for choice in CHOICES:
            count = sum(each.groups[number] == choice for each in pool)
            there = sum(each.groups[number] == choice for each in everyone)
            least = quota.at_least.get(choice, 0)
            if quota.if_short == "fewer":
                least = min(least, there)
            most = quota.at_most.get(choice, quota.each_at_most)
            if count < least or (most is not None and count > most):
                return False
    return True


def every_pool(options: Sequence[Option], policy: PoolPolicy) -> Iterator[tuple[int, ...]]:
    for size in range(len(options) + 1):
        for places in combinations(range(len(options)), size):
            if keeps([options[place] for place in places], options, policy):
                yield places


def better(places: tuple[int, ...], options: Sequence[Option], policy: PoolPolicy) -> tuple[Any, ...]:
    """Return what is compared of two pools: the greater is the better."""
    inside = [options[place] for place in places]
    new = [each for each in inside if each.newcomer]
    old = [each for each in inside if not each.newcomer]
    buffer = policy.enter_rank < policy.capacity or policy.stay_rank > policy.capacity
    by_place: tuple[int, ...] = ()
    if buffer:
        kept = sum(each.by_place for each in old)
        by_place = (sum(each.by_place for each in new), kept, kept - len(old))
    too_many = max(0, len(new) - policy.most_newcomers) if policy.most_newcomers is not None else 0
    order = tuple(place in places for place in range(len(options)))
    return len(inside), -too_many, by_place, sum(each.points for each in inside), order


def found(options: Sequence[Option], policy: PoolPolicy) -> frozenset[str] | None:
    return best_pool(options, bounds_of(options, policy), policy)


@settings(max_examples=examples(200), deadline=None)
@given(cases())
def test_the_best_of_all_possible_pools_is_found(case: tuple[list[Option], PoolPolicy]) -> None:
    options, policy = case
    best = max(every_pool(options, policy), key=lambda each: better(each, options, policy), default=None)
    expected = None if best is None else {options[place].id for place in best}
    assert found(options, policy) == expected


def can_hold(bounds: Sequence[Bound], count: int) -> bool:
    """Look for a pool among all subsets that keeps to some bounds."""
    for mask in range(2**count):
        counts = [sum(mask >> place & 1 for place in bound.places) for bound in bounds]
        if all(
            (bound.least is None or number >= bound.least) and (bound.most is None or number <= bound.most)
            for bound, number in zip(bounds, counts, strict=True)
        ):
            return True
    return False


@settings(max_examples=examples(150), deadline=None)
@given(cases())
def test_a_conflict_is_one_of_the_smallest_and_its_relaxations_are_the_nearest(
    case: tuple[list[Option], PoolPolicy],
) -> None:
    options, policy = case
    options, bounds = options[:7], bounds_of(options[:7], policy)
    if can_hold(bounds, len(options)):
        return
    conflict = conflict_of(options, bounds)
    named = [each.bound for each in conflict]
    assert all(each in bounds for each in named)
    assert not can_hold(named, len(options))
    for fewer in range(len(named)):
        assert all(can_hold(some, len(options)) for some in combinations(bounds, fewer))
    for bound, number in ((each.bound, each.number) for each in conflict):
        others = [each for each in bounds if each != bound]
        if number is None:
            assert not can_hold(others, len(options))
        elif bound.least is not None:
            assert number < bound.least
            assert can_hold([*others, replace(bound, least=number)], len(options))
            assert not can_hold([*others, replace(bound, least=number + 1)], len(options))
        else:
            assert bound.most is not None and number > bound.most
            assert can_hold([*others, replace(bound, most=number)], len(options))
            assert not can_hold([*others, replace(bound, most=number - 1)], len(options))
