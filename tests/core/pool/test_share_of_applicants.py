"""A capacity that is a share of the applicants: exact, rounded as is said, and one with the plain policy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation import language
from cultivation.core.analysis.robustness.selection import inside
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.rules.policy import ApplicantShare, PoolPolicy
from cultivation.core.wording.policy import policy_text
from tests.core.scoring.test_ties import TEXT
from tests.properties import examples

SHARED = TEXT.replace("pool: {capacity: 2}", "pool: {of_applicants: {share: 0.3, whole: up, at_most: 2}}")


@settings(max_examples=examples(80), deadline=None)
@given(
    some.integers(1, 100),
    some.integers(0, 500),
    some.sampled_from(["down", "half_up", "up"]),
    some.none() | some.integers(1, 40),
)
def test_it_is_the_rounded_share(
    hundredths: int, number: int, whole: Literal["down", "half_up", "up"], most: int | None
) -> None:
    share = ApplicantShare(share=Decimal(hundredths) / 100, whole=whole, at_most=most)
    exact = Fraction(hundredths * number, 100)
    expected = {"down": floor(exact), "half_up": floor(exact + Fraction(1, 2)), "up": ceil(exact)}[whole]
    policy = PoolPolicy(of_applicants=share).among(number)
    assert policy.capacity == policy.enter_rank == policy.stay_rank == min(expected, most or expected)


@pytest.mark.parametrize(("whole", "places"), [("down", 2), ("half_up", 3), ("up", 3)])
def test_a_half_of_a_place(whole: Literal["down", "half_up", "up"], places: int) -> None:
    policy = PoolPolicy(of_applicants=ApplicantShare(share=Decimal("0.1"), whole=whole)).among(25)
    lines = propose([Candidate(str(each), "", each) for each in range(1, 26)], {}, policy)
    assert [line.rank for line in lines if line.in_pool] == list(range(1, places + 1))


def test_of_too_few_nobody_is_in() -> None:
    policy = PoolPolicy(of_applicants=ApplicantShare(share=Decimal("0.1"))).among(9)
    lines = propose([Candidate(str(each), "", each) for each in range(1, 10)], {"3": ""}, policy)
    assert not any(line.in_pool for line in lines)
    assert not inside(np.array([[3.0, 2.0, 1.0]]), np.array([False, True, False]), policy).any()


def test_with_no_place_to_enter_on_members_come_first() -> None:
    share = ApplicantShare(share=Decimal("0.5"))
    policy = PoolPolicy(of_applicants=share, enter_rank=0).among(4)
    lines = propose([Candidate(str(each), "", each) for each in range(1, 5)], {"2": "", "4": ""}, policy)
    assert [line.id for line in lines if line.in_pool] == ["1", "2"]  # 4 lies below the two places


def test_it_is_said_and_checked() -> None:
    language.activate("en")
    rules = load_rules(SHARED.encode(), "s.yaml").rules
    said = "Capacity: 30% of all applicants, eligible or not, rounded up, at most 2."
    assert policy_text(rules) == said
    assert policy_text(rules.among(4)).startswith(said + " Pool of 2: newcomers enter down to place 2")
    for more, codes in (
        ("enter_rank: 0", []),
        ("enter_rank: 1", ["share_ranks"]),
        ("stay_rank: 9", ["share_ranks"]),
        ("capacity: 9", ["share_ranks"]),
    ):
        _rules, mistakes = read_rules(SHARED.replace("pool: {", f"pool: {{{more}, ").encode())
        assert [each.code for each in mistakes] == codes
