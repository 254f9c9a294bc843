"""Ranks: total, tie chain, undefined last, and never the order of rows."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet, TieKey
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.ranking import Ranked, rank

TIES = (
    TieKey(by="ratio", order="descending"),
    TieKey(by="cost", order="ascending"),
    TieKey(by="code", order="ascending"),
)


@pytest.fixture(scope="module")
def rules(panel: RuleSet) -> RuleSet:
    return panel.model_copy(update={"ties": TIES})


def assessment(
    key: str, total: int, ratio: Value = None, cost: Value = None, failed: tuple[str, ...] = ()
) -> Assessment:
    return Assessment(key, f"Firm {key}", {"one": total}, total, failed, (), {}, (ratio, cost, key))


few = some.one_of(some.none(), some.fractions(0, 1, max_denominator=2))


@some.composite
def assessments(draw: some.DrawFn) -> list[Assessment]:
    keys = draw(some.lists(some.sampled_from([f"E{number:02d}" for number in range(40)]), unique=True))
    failed = some.sampled_from([(), (), (), ("gate",)])
    return [assessment(key, draw(some.integers(0, 3)), draw(few), draw(few), draw(failed)) for key in keys]


def sort_key(each: Assessment) -> tuple[object, ...]:
    """The order as one key, undefined behind every value."""
    ratio, cost, key = each.tie_values
    descending = (1, Fraction(0)) if ratio is None else (0, -ratio)  # type: ignore[operator]
    ascending = (1, Fraction(0)) if cost is None else (0, cost)
    return (-each.total, descending, ascending, key)


@given(assessments(), some.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    rules: RuleSet, each: list[Assessment], chance: random.Random
) -> None:
    assert rank(chance.sample(each, len(each)), rules) == rank(each, rules)


@given(assessments())
def test_the_order_is_that_of_one_sort_key(rules: RuleSet, each: list[Assessment]) -> None:
    ranked = rank(each, rules)
    eligible = sorted((one for one in each if one.eligible), key=sort_key)
    others = sorted(one.id for one in each if not one.eligible)
    assert [one.assessment for one in ranked if one.rank] == eligible
    assert [one.rank for one in ranked] == [*range(1, len(eligible) + 1), *[None] * len(others)]
    assert [one.assessment.id for one in ranked[len(eligible) :]] == others


@given(assessments())
def test_decided_by_names_the_first_key_that_differs(rules: RuleSet, each: list[Assessment]) -> None:
    ranked = [one for one in rank(each, rules) if one.rank]
    for before, after in pairwise(ranked):
        keys = zip(("total", "ratio", "cost", "code"), _keys(before), _keys(after), strict=True)
        assert after.decided_by == next(key for key, one, other in keys if one != other)
    assert all(one.decided_by == "" for one in ranked[:1])


def _keys(ranked: Ranked) -> tuple[Value | int, ...]:
    return (ranked.assessment.total, *ranked.assessment.tie_values)


def test_the_tie_chain_step_by_step(rules: RuleSet) -> None:
    half, whole = Fraction(1, 2), Fraction(1)
    ranked = rank(
        [
            assessment("G", 5),
            assessment("F", 5, None, whole),
            assessment("E", 5, half, None),
            assessment("D", 5, half, whole),
            assessment("C", 5, half, half),
            assessment("B", 5, whole, whole),
            assessment("A", 5, half, half),
            assessment("H", 6),
            assessment("Z", 9, failed=("gate",)),
        ],
        rules,
    )
    assert [(one.assessment.id, one.rank, one.decided_by) for one in ranked] == [
        ("H", 1, ""),
        ("B", 2, "total"),
        ("A", 3, "ratio"),
        ("C", 4, "code"),
        ("D", 5, "cost"),
        ("E", 6, "cost"),
        ("F", 7, "ratio"),
        ("G", 8, "cost"),
        ("Z", None, ""),
    ]


def test_a_difference_too_small_for_floats_decides(rules: RuleSet) -> None:
    more, less = Fraction(1, 3) + Fraction(1, 10**40), Fraction(1, 3)
    ranked = rank([assessment("A", 1, less), assessment("B", 1, more)], rules)
    assert [one.assessment.id for one in ranked] == ["B", "A"]


def test_nobody_and_one(rules: RuleSet) -> None:
    assert rank([], rules) == []
    only = assessment("A", 0)
    assert rank([only], rules) == [Ranked(only, 1)]
    assert rank([replace(only, gates_failed=("x",))], rules)[0].rank is None
