"""Who marks whom, beside every possible assignment of small cases."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.panel.assignment import Shortage, assign, shortages
from tests.properties import examples

FIRMS, EXPERTS = list("pqrs"), list("ABCD")
PAIRS = st.sets(st.tuples(st.sampled_from(EXPERTS), st.sampled_from(FIRMS)), max_size=9)


def squares(experts_of: dict[str, tuple[str, ...]], experts: list[str]) -> int:
    return sum(sum(expert in several for several in experts_of.values()) ** 2 for expert in experts)


def all_ways(firms: list[str], experts: list[str], each: int, barred: set[tuple[str, str]]) -> list[int]:
    """Return the sum of squared loads of every assignment there is."""
    free = [[one for one in experts if (one, firm) not in barred] for firm in firms]
    ways = product(*(combinations(some, each) for some in free))
    return [squares(dict(zip(firms, way, strict=True)), experts) for way in ways]


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(1, 3), PAIRS, st.text(max_size=3))
def test_loads_are_the_most_even_of_all_assignments(
    each: int, barred: set[tuple[str, str]], seed: str
) -> None:
    ways = all_ways(FIRMS, EXPERTS, each, barred)
    short = shortages(FIRMS, EXPERTS, each, barred)
    assert bool(short) == (not ways)
    if not short:
        found = assign(FIRMS, EXPERTS, each, barred, seed)
        assert squares(found, EXPERTS) == min(ways)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_nobody_marks_where_a_conflict_is_and_each_has_as_many_different_experts_as_wanted(
    data: st.DataObject,
) -> None:
    firms = [f"f{number}" for number in range(data.draw(st.integers(1, 25)))]
    experts = [f"e{number}" for number in range(data.draw(st.integers(2, 9)))]
    each = data.draw(st.integers(1, len(experts)))
    everything = [(expert, firm) for expert in experts for firm in firms]
    barred = set(data.draw(st.lists(st.sampled_from(everything), max_size=40)))
    before = set(data.draw(st.lists(st.sampled_from(everything), max_size=30)))
    fixed = set(data.draw(st.lists(st.sampled_from(everything), max_size=5)))
    if shortages(firms, experts, each, barred):
        return
    found = assign(firms, experts, each, barred, "", before, fixed)
    pairs = {(expert, firm) for firm, several in found.items() for expert in several}
    assert not pairs & barred
    assert fixed - barred <= pairs
    kept = {firm: sum(one == firm for _expert, one in fixed - barred) for firm in firms}
    assert all(len(set(found[firm])) == len(found[firm]) == max(each, kept[firm]) for firm in firms)


def test_without_conflicts_loads_differ_by_one_at_most() -> None:
    firms, experts = [f"f{n}" for n in range(101)], [f"e{n}" for n in range(7)]
    found = assign(firms, experts, 3, set())
    loads = [sum(expert in several for several in found.values()) for expert in experts]
    assert sum(loads) == 303 and max(loads) - min(loads) == 1


def test_the_order_of_names_does_not_matter_and_the_seed_does() -> None:
    firms, experts = [f"f{n}" for n in range(30)], [f"e{n}" for n in range(8)]
    barred = {("e1", "f3"), ("e2", "f3")}
    first = assign(firms, experts, 3, barred, "2026")
    for seed in range(3):
        shuffled = Random(seed).sample(firms, 30), Random(seed).sample(experts, 8)
        assert assign(*shuffled, 3, barred, "2026") == first
    assert assign(firms, experts, 3, barred, "another") != first


def test_a_later_assignment_changes_no_more_pairs_than_a_recusal_needs() -> None:
    firms, experts = [f"f{n}" for n in range(40)], [f"e{n}" for n in range(8)]
    first = assign(firms, experts, 3, set())
    pairs = {(expert, firm) for firm, several in first.items() for expert in several}
    recused = (first["f7"][0], "f7")
    again = assign(firms, experts, 3, {recused}, "", pairs)
    now = {(expert, firm) for firm, several in again.items() for expert in several}
    assert recused not in now
    assert len(pairs - now) <= 2  # the recused one, and one handed on to even the loads


def test_shortages_name_the_firms_with_how_many_may_mark() -> None:
    barred = {("A", "p"), ("B", "p"), ("C", "p"), ("A", "q")}
    assert shortages(FIRMS, EXPERTS, 3, barred) == [Shortage("p", 1, 3)]
    assert shortages(FIRMS, EXPERTS, 4, barred)[1] == Shortage("q", 3, 4)
