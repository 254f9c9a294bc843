"""What an override would do at once, by hand: A, B, C, D have the four places, E and F are in reserve."""

from __future__ import annotations

from cultivation.core.pool.consequences import consequence_of
from cultivation.core.pool.lines import Candidate
from cultivation.core.pool.overrides import Override
from cultivation.core.pool.proposal import Action, propose
from cultivation.core.rules.policy import PoolPolicy, Quota

POLICY = PoolPolicy(capacity=4, enter_rank=4, stay_rank=4, reserve=2)
FIRMS = [Candidate(name, name, place) for place, name in enumerate("ABCDEFG", start=1)]
LINES = propose(FIRMS, {}, POLICY)


def override(key: str, action: Action) -> Override:
    return Override(key, action, "because")


def test_one_more_pushes_the_lowest_out_and_the_next_comes_onto_the_reserve_list() -> None:
    found = consequence_of(LINES, [override("F", Action.ENTER)], {}, POLICY)
    assert (found.before, found.after, found.capacity) == (4, 5, 4)
    assert [line.id for line in found.give_way] == ["D"]
    assert [line.id for line in found.reserve] == ["E", "G"]
    assert {new.id for _old, new in found.changed} == {"F", "G"}
    assert found.first_in_reserve is None


def test_one_less_leaves_a_place_for_the_first_of_the_reserve_list() -> None:
    found = consequence_of(LINES, [override("B", Action.NONE)], {}, POLICY)
    assert (found.before, found.after, found.give_way) == (4, 3, ())
    assert found.first_in_reserve is not None
    assert found.first_in_reserve.id == "E"
    assert [new.id for _old, new in found.changed] == ["B"]


def test_two_together_keep_the_size_and_a_quota_that_breaks_is_named() -> None:
    both = [override("B", Action.NONE), override("F", Action.ENTER)]
    assert consequence_of(LINES, both, {}, POLICY).give_way == ()
    groups = {firm.id: ("east" if firm.id in "ABF" else "west",) for firm in FIRMS}
    policy = POLICY.model_copy(update={"quotas": (Quota(within="zone", at_most={"east": 2}),)})
    (broken,) = consequence_of(LINES, [override("F", Action.ENTER)], groups, policy).broken
    assert (broken.choice, broken.members, broken.most) == ("east", 3, 2)
    assert consequence_of(LINES, both, groups, policy).broken == ()
