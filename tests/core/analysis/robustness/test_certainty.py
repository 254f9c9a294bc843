"""Robustness against a plain loop in whole numbers that selects by `propose`, draw by draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.robustness.certainty import Robustness, robustness
from cultivation.core.analysis.robustness.geometric_totals import ONE
from cultivation.core.analysis.robustness.selection import inside
from cultivation.core.analysis.robustness.weights import draw_factors, official
from cultivation.core.pool.proposal import Candidate, Past, propose
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.resources import shipped
from tests.properties import examples

RULES = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml").rules


@pytest.fixture(scope="module", autouse=True)
def few_samples() -> Iterator[None]:
    """Whose weight matters is tested in test_sensitivity; here the least is computed of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cultivation.core.analysis.robustness.influence.LEAST", 64)
        patch.setattr("cultivation.core.analysis.robustness.influence.LEAST_ONE_BY_ONE", 2)
        patch.setattr("cultivation.core.analysis.robustness.influence.MOST_SELECTIONS", 0)
        yield


def with_pool(capacity: int, enter: int, stay: int) -> RuleSet:
    return RULES.model_copy(
        update={"pool": PoolPolicy(capacity=capacity, enter_rank=enter, stay_rank=stay, reserve=0)}
    )


def table_of(rows: Sequence[Sequence[int]], rules: RuleSet = RULES) -> ScoreTable:
    """Rank rows of points by their sums; equal ones keep the order of their ids."""
    totals = sorted(((-sum(row), f"F{number:03d}", row) for number, row in enumerate(rows)))
    lines = tuple(
        ScoreLine(
            key, key, True, (), -total, place, "", (), dict(zip(rules.criteria, row, strict=True)), {}, ()
        )
        for place, (total, key, row) in enumerate(totals, start=1)
    )
    return ScoreTable(1983, rules.id, "x", "1983-12-31", Decimal("0.01"), lines)


def brute_force(
    table: ScoreTable, rules: RuleSet, members: Sequence[str], draws: int, seed: int
) -> dict[str, tuple[int, ...]]:
    """Return 5, 50 and 95 % place and the number of draws in the pool, in exact arithmetic."""
    places: dict[str, list[int]] = {line.id: [] for line in table.lines}
    counts = dict.fromkeys(places, 0)
    for row in draw_factors(rules, draws, seed, 100).tolist():
        factors = dict(zip(rules.criteria, (Fraction(int(each), ONE) for each in row), strict=False))
        totals = {
            line.id: sum(factors[key] * points for key, points in line.criteria.items())
            for line in table.lines
        }
        order = sorted(table.lines, key=lambda line: (-totals[line.id], line.rank))
        for place, line in enumerate(order, start=1):
            places[line.id].append(place)
        candidates = [Candidate(line.id, line.id, place) for place, line in enumerate(order, start=1)]
        for each in propose(candidates, dict.fromkeys(members, ""), rules.pool):
            if each.id in counts:
                counts[each.id] += each.in_pool
    found = {}
    for key, several in places.items():
        several.sort()
        at = (-(-draws * share // 100) - 1 for share in (5, 50, 95))
        found[key] = (*(several[max(0, each)] for each in at), counts[key])
    return found


points = st.tuples(st.integers(0, 3500), st.integers(0, 1500), st.integers(0, 3500), st.integers(0, 1500))
few = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))  # many ties


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(points, min_size=1, max_size=12) | st.lists(few, min_size=1, max_size=12),
    st.integers(1, 6),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sets(st.integers(0, 14), max_size=6),
    st.integers(0, 5),
)
def test_it_agrees_with_a_plain_loop_to_the_digit(
    rows: list[tuple[int, ...]], capacity: int, less: int, more: int, were: set[int], seed: int
) -> None:
    rules = with_pool(capacity, max(1, capacity - less), capacity + more)
    members = [f"F{number:03d}" for number in sorted(were)[:capacity]]
    table = table_of(rows)
    found = robustness(table, rules, members, 40, seed, 100)
    assert {
        each.id: (each.rank_p5, each.rank_p50, each.rank_p95, each.in_pool) for each in found.certainties
    } == brute_force(table, rules, members, 40, seed)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.permutations(range(9)),
    st.sets(st.integers(0, 8), max_size=5),
    st.integers(1, 6),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_the_selection_is_that_of_the_proposal(
    order: list[int], were: set[int], capacity: int, less: int, more: int
) -> None:
    policy = PoolPolicy(
        capacity=capacity, enter_rank=max(1, capacity - less), stay_rank=capacity + more, reserve=0
    )
    members = {str(each): "" for each in sorted(were)[:capacity]}
    candidates = [Candidate(str(key), "", place) for place, key in enumerate(order, start=1)]
    expected = {line.id for line in propose(candidates, members, policy) if line.in_pool}
    keys = np.array([[9.0 - order.index(each) for each in range(9)]])
    is_member = np.array([str(each) in members for each in range(9)])
    found = inside(keys, is_member, policy)[0]
    assert {str(each) for each in np.flatnonzero(found)} == expected


pasts = st.builds(Past, reviews=st.integers(0, 3), in_buffer=st.integers(0, 2), barred=st.booleans())


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(few, min_size=1, max_size=14),
    st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(0, 3)),
    st.sets(st.integers(0, 15), max_size=4),
    st.dictionaries(st.integers(0, 13), pasts, max_size=4),
    st.tuples(
        st.none() | st.sampled_from(["0.02", "0.05"]),
        st.none() | st.integers(0, 2),
        st.none() | st.integers(1, 2),
        st.none() | st.integers(1, 2),
    ),
)
def test_the_whole_pool_policy_counts(
    rows: list[tuple[int, ...]],
    sizes: tuple[int, int, int],
    were: set[int],
    past: dict[int, Past],
    more: tuple[str | None, int | None, int | None, int | None],
) -> None:
    """Minimum score, bound on newcomers, terms, years in the buffer, bar: all are proposed, draw by draw."""
    capacity, less, deeper = sizes
    policy = PoolPolicy(
        capacity=capacity,
        enter_rank=max(1, capacity - less),
        stay_rank=capacity + deeper,
        minimum_score=more[0],
        most_newcomers=more[1],
        term_years=more[2],
        buffer_years=more[3],
        barred_years=1,
    )
    rules, table = RULES.model_copy(update={"pool": policy}), table_of(rows)
    members = [f"F{number:03d}" for number in sorted(were)[:capacity]]
    known = {f"F{number:03d}": each for number, each in past.items()}
    found = robustness(table, rules, members, 12, 3, 100, past=known)
    counts = dict.fromkeys([line.id for line in table.lines], 0)
    for row in draw_factors(rules, 12, 3, 100).tolist():
        factors = dict(zip(rules.criteria, row, strict=False))
        totals = {
            line.id: sum(int(factors[key]) * units for key, units in line.criteria.items())
            for line in table.lines
        }
        order = sorted(table.lines, key=lambda line: (-totals[line.id], line.rank))
        candidates = [
            Candidate(line.id, line.id, place, total=Decimal(totals[line.id]) / ONE * table.precision)
            for place, line in enumerate(order, start=1)
        ]
        for each in propose(candidates, dict.fromkeys(members, ""), policy, known):
            if each.id in counts:
                counts[each.id] += each.in_pool
    assert {each.id: each.in_pool for each in found.certainties} == counts


def kunshan_like(size: int) -> ScoreTable:
    random = np.random.default_rng(7)
    maxima = [3500, 1500, 3500, 1500]
    return table_of([[int(random.integers(0, most)) for most in maxima] for _ in range(size)])


def test_it_is_the_same_again_and_in_any_order_of_rows_and_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, table = with_pool(20, 18, 22), kunshan_like(60)
    members = [line.id for line in table.lines[5:25]]
    first = robustness(table, rules, members, 300, 1, 100)
    turned = ScoreTable(
        table.year, table.rule_set, "x", table.cutoff, table.precision, tuple(reversed(table.lines))
    )
    monkeypatch.setattr("cultivation.core.analysis.robustness.weights.BLOCK", 60 * 7)
    assert robustness(turned, rules, members, 300, 1, 100) == first
    assert robustness(table, rules, members, 300, 2, 100) != first


def test_places_come_from_the_first_draws_where_memory_would_not_hold_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules, table = with_pool(20, 18, 22), kunshan_like(60)
    whole = robustness(table, rules, [], 100, 1, 100)
    monkeypatch.setattr("cultivation.core.analysis.robustness.certainty.PLACES_HELD", 60 * 100)
    more = robustness(table, rules, [], 400, 1, 100)
    assert (whole.places_from, more.places_from) == (100, 100)
    assert [each.draws for each in more.certainties] == [400] * 60


def test_draws_lie_around_the_official_weights_as_far_as_the_concentration_says() -> None:
    for concentration in (30, 300):
        drawn = draw_factors(RULES, 20_000, 3, concentration)[:, :4] / ONE
        assert np.allclose(drawn.mean(axis=0), 1, atol=0.02)
        dimension = draw_factors(RULES, 20_000, 3, concentration)[:, 4] / ONE
        expected = np.sqrt(0.5 * 0.5 / (concentration + 1)) / 0.5
        assert dimension.std() == pytest.approx(expected, rel=0.05)
    maxima = [float(each.maximum) for each in RULES.criteria.values()]
    assert np.allclose(draw_factors(RULES, 50, 3, 30)[:, :4] / ONE @ np.array(maxima), 100, atol=0.05)
    assert (official(RULES) == ONE).all()


def test_nobody_ranked_one_ranked_and_all_equal() -> None:
    rules = with_pool(2, 2, 2)
    assert robustness(table_of([]), rules, [], 10, 0, 100).certainties == ()
    (one,) = robustness(table_of([(1, 1, 1, 1)]), rules, [], 10, 0, 100).certainties
    assert (one.rank_p5, one.rank_p95, one.share) == (1, 1, 1)
    equal = robustness(table_of([(5, 5, 5, 5)] * 4), rules, [], 10, 0, 100)
    assert [each.share for each in equal.certainties] == [1, 1, 0, 0]
    assert equal.influences.criteria == ()


def test_leaving_a_criterion_out_names_who_moves() -> None:
    rules = with_pool(1, 1, 1)
    found: Robustness = robustness(table_of([(3000, 0, 0, 0), (0, 0, 2000, 0)]), rules, [], 10, 0, 100)
    moves = {each.criterion: (each.entering, each.leaving) for each in found.left_out}
    assert moves["rd_expenditure"] == (("F001",), ("F000",))
    assert moves["patents"] == ((), ())


def test_the_weight_that_decides_has_the_greatest_influence() -> None:
    random = np.random.default_rng(1)
    rows = [(int(random.integers(0, 3500)), 700, int(random.integers(0, 3500)), 700) for _ in range(40)]
    found = robustness(table_of(rows), with_pool(10, 10, 10), [], 10, 0, 100)
    by_name = {each.criterion: each.total.value for each in found.influences.criteria}
    assert min(by_name["rd_expenditure"], by_name["patents"]) > 0.3
    assert max(by_name["rd_growth"], by_name["patents_per_rd"]) == 0
