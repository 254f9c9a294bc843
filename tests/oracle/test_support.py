"""Amounts of support, from the prose of the measures: a second writing in plain fractions.

Equipment: 10 % and at most 1,000, firms that double 13 % and 1,300, rounded down to a hundredth of 万元.
Titles: 30 for a national one, else 10 for a provincial one. Nothing of the program computes here.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.pool.entitlements import Person, budgets, due_in, entitlements
from tests.core.pool.test_entitlements import MEASURES, RULES, person
from tests.properties import examples

CENT = Decimal("0.01")
ROUNDED = MEASURES.model_copy(update={"round_to": CENT})


def down(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100), 100)


@settings(max_examples=examples(100), deadline=None)
@given(
    some.none() | some.integers(0, 30000),
    some.booleans(),
    some.sampled_from([None, "national", "provincial"]),
    some.booleans(),
)
def test_amounts_are_those_of_the_measures_written_a_second_time(
    equipment: int | None, doubling: bool, title: str | None, giant: bool
) -> None:
    filed = {"doubling": doubling, "title": title, "giant": giant}
    own = person(**filed, **({} if equipment is None else {"equipment": equipment}))
    told = {each.measure: Fraction(each.amount) for each in entitlements(ROUNDED, RULES, [own], 2024)}
    rate, most = (Fraction(13, 100), 1300) if doubling else (Fraction(10, 100), 1000)
    expected = {
        "equipment": Fraction(0) if equipment is None else min(down(equipment * rate), Fraction(most)),
        "national": Fraction(30 if title == "national" else 0),
        "provincial": Fraction(10 if title == "provincial" else 0),  # who has the national one has that
        "giant": Fraction(600 if giant else 0),
    }
    assert {key: told.get(key, Fraction(0)) for key in expected} == expected
    assert told.keys() <= expected.keys()


@settings(max_examples=examples(100), deadline=None)
@given(
    some.lists(some.none() | some.integers(1, 9), min_size=1, max_size=6),
    some.integers(0, 2000),
    some.booleans(),
)
def test_what_a_budget_leaves_is_given_by_place_or_in_equal_shares(
    places: list[int | None], budget: int, by_place: bool
) -> None:
    """Each asks for 300: the best placed first, or 300 times what there is of what is asked, rounded down."""
    ranks = [place if places.count(place) == 1 else None for place in places]
    found = ROUNDED.model_copy(
        update={
            "when_short": "by_place" if by_place else "pro_rata",
            "budget": {2024: {"fund": Decimal(budget)}},
        }
    )
    people = [
        Person(f"F{number}", "", frozenset({"members"}), person(giant=True).values, rank)
        for number, rank in enumerate(ranks)
    ]
    own = [(each, found) for each in entitlements(found, RULES, people, 2024) if each.measure == "giant"]
    dues = due_in(found, RULES, own, {each.id: each for each in people}, 2024)
    asked, left = 300 * len(people), Fraction(budget)
    expected: dict[str, Fraction] = {}
    for each in sorted(people, key=lambda one: (one.place is None, one.place or 0, one.id)):
        share = (
            min(Fraction(300), left) if by_place else down(min(Fraction(1), Fraction(budget, asked)) * 300)
        )
        expected[each.id] = share
        left -= share
    assert {each.id: Fraction(each.amount) for each in dues} == expected
    told = next((each for each in budgets(found, dues, 2024) if each.kind == "fund"), None)
    assert told is None or told.short == 0
