"""Weights varied under quotas, beside every possible pool; and for geometric totals, beside fifty digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.robustness.certainty import robustness
from cultivation.core.analysis.robustness.geometric_totals import ONE
from cultivation.core.analysis.robustness.weights import draw_factors, field_of, keys_by_block, official
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy, Quota
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import dimension_units, total_units
from cultivation.resources import shipped

from .test_certainty import RULES, few, few_samples, points, table_of

__all__ = ["few_samples"]
REGIONS = ("eu", "usa", "japan")
POLICY = {"at_most": {"eu": 1}, "at_least": {"japan": 1}, "if_short": "fewer"}


def under_quotas(table: ScoreTable, regions: Sequence[str]) -> ScoreTable:
    lines = [replace(line, quota_choices=(regions[int(line.id[1:]) % len(regions)],)) for line in table.lines]
    return ScoreTable(table.year, table.rule_set, "x", table.cutoff, table.precision, tuple(lines))


def best_of_all_pools(
    order: Sequence[ScoreLine], totals: dict[str, Fraction], members: set[str], pool: PoolPolicy
) -> set[str]:
    """Return the best pool as the head of pool/quotas.py says it, by looking at every set of enterprises."""
    place = {line.id: number for number, line in enumerate(order, start=1)}
    choice = {line.id: line.quota_choices[0] for line in order}
    needed = min(1, sum(each == "japan" for each in choice.values()))

    def worth(chosen: tuple[str, ...]) -> tuple[object, ...]:
        new = [key for key in chosen if key not in members]
        old = [key for key in chosen if key in members]
        aims: tuple[object, ...] = (len(chosen),)
        if pool.has_buffer:
            aims += (sum(place[key] <= pool.enter_rank for key in new),)
            aims += (sum(place[key] <= pool.stay_rank for key in old),)
            aims += (-sum(place[key] > pool.stay_rank for key in old),)
        return (
            *aims,
            sum((totals[key] for key in chosen), Fraction(0)),
            [line.id in chosen for line in order],
        )

    several = [
        chosen
        for size in range(pool.capacity + 1)
        for chosen in combinations(sorted(place), size)
        if sum(choice[key] == "eu" for key in chosen) <= 1
        and sum(choice[key] == "japan" for key in chosen) >= needed
    ]
    return set(max(several, key=worth))


@settings(max_examples=8, deadline=None)
@given(
    st.lists(points, min_size=1, max_size=7) | st.lists(few, min_size=1, max_size=7),
    st.lists(st.sampled_from(REGIONS), min_size=7, max_size=7),
    st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)),
    st.sets(st.integers(0, 6), max_size=3),
)
def test_under_quotas_each_draw_has_the_best_of_all_pools(
    rows: list[tuple[int, ...]], regions: list[str], sizes: tuple[int, int, int], were: set[int]
) -> None:
    capacity, less, more = sizes
    quota = Quota.model_validate({"within": "region", **POLICY})
    pool = PoolPolicy(
        capacity=capacity, enter_rank=max(1, capacity - less), stay_rank=capacity + more, quotas=(quota,)
    )
    rules, table = RULES.model_copy(update={"pool": pool}), under_quotas(table_of(rows), regions)
    members = {line.id for line in table.lines if int(line.id[1:]) in were}
    found = robustness(table, rules, sorted(members), 6, 3, 30)
    counts = dict.fromkeys([line.id for line in table.lines], 0)
    for row in draw_factors(rules, 6, 3, 30).tolist():
        factors = dict(zip(rules.criteria, (Fraction(int(each)) for each in row), strict=False))
        totals = {
            line.id: sum((factors[key] * units for key, units in line.criteria.items()), Fraction(0))
            for line in table.lines
        }
        order = sorted(table.lines, key=lambda line: (-totals[line.id], line.rank))
        whole = {key: (each / ONE + Fraction(1, 2)) // 1 * Fraction(1) for key, each in totals.items()}
        for key in best_of_all_pools(order, whole, members, pool):
            counts[key] += 1
    assert {each.id: each.in_pool for each in found.certainties} == counts
    assert found.influences.needed == 12  # two base samples, four criteria


def test_without_enough_draws_no_index_is_guessed_under_quotas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cultivation.core.analysis.robustness.influence.LEAST_ONE_BY_ONE", 256)
    quota = Quota.model_validate({"within": "region", **POLICY})
    rules = RULES.model_copy(update={"pool": PoolPolicy(capacity=1, quotas=(quota,))})
    table = under_quotas(table_of([(3, 0, 0, 0), (0, 0, 2, 0)]), ["eu", "usa"])
    assert robustness(table, rules, [], 100, 1, 100).influences.needed == 256 * 6


TEXT = (shipped("scoring_rules") / "patents_rd_panel.yaml").read_text("utf-8")


def means(total: bool, first: bool) -> RuleSet:
    """Return the rules with geometric means between the dimensions, or in the first of them."""
    text = TEXT
    if first:
        text = text.replace("  input:\n", "  input:\n    aggregate: geometric\n", 1)
    if total:
        text = text.replace("pool: {", "total: {aggregate: geometric}\npool: {", 1)
    return load_rules(text.encode(), "means.yaml").rules


MEANS = {"between": means(True, False), "within": means(False, True), "both": means(True, True)}


def scored_by(rules: RuleSet, rows: Sequence[Sequence[int]]) -> ScoreTable:
    """Rank rows of points by the totals of the rules; equal ones keep the order of their ids."""
    lines = []
    for number, row in enumerate(rows):
        criteria = dict(zip(rules.criteria, row, strict=True))
        dimensions = dimension_units(rules, criteria)
        lines.append((-total_units(rules, dimensions), f"F{number:03d}", criteria, dimensions))
    return ScoreTable(
        *(1983, rules.id, "x", "1983-12-31", Decimal("0.01")),
        tuple(
            ScoreLine(key, key, True, (), -total, place, "", (), criteria, {}, (), dimensions=dimensions)
            for place, (total, key, criteria, dimensions) in enumerate(
                sorted(lines, key=lambda each: each[:2]), start=1
            )
        ),
    )


def rounded_mean(most: int, shares: Sequence[Fraction], weights: Sequence[Fraction]) -> int:
    """Return a weighted geometric mean times `most`, by logarithms of fifty digits, rounded half up."""
    with localcontext() as context:
        context.prec = 50
        if not all(shares):
            return 0
        whole = sum(weights)
        total = Decimal(0)
        for share, weight in zip(shares, weights, strict=True):
            part = (
                Decimal(weight.numerator)
                / weight.denominator
                / (Decimal(whole.numerator) / whole.denominator)
            )
            total += part * (Decimal(share.numerator) / share.denominator).ln()
        mean = round(total.exp() * most, 30)
        return int(Decimal(mean).quantize(Decimal(1), ROUND_HALF_UP))


def by_fifty_digits(line: ScoreLine, rules: RuleSet, factors: Sequence[Fraction]) -> Fraction:
    """Return a total with drawn maxima for exponents, in units."""
    of = dict(zip(rules.criteria, factors, strict=False))
    values, drawn = [], []
    for dimension in rules.dimensions.values():
        maxima = {key: Fraction(each.maximum) * of[key] for key, each in dimension.criteria.items()}
        drawn.append(sum(maxima.values(), Fraction(0)))
        if dimension.aggregate == "geometric":
            shares = [line.criteria[key] / (each.maximum * 100) for key, each in dimension.criteria.items()]
            mean = rounded_mean(5000, [Fraction(each) for each in shares], list(maxima.values()))
            scaled = Fraction(mean) * drawn[-1] / 50 * ONE
            values.append(Fraction(int(scaled + Fraction(1, 2)), ONE))
        else:
            values.append(sum((of[key] * line.criteria[key] for key in dimension.criteria), Fraction(0)))
    if rules.total.aggregate != "geometric":
        return sum(values, Fraction(0))
    shares = [value / (each * 100) for value, each in zip(values, drawn, strict=True)]
    return Fraction(rounded_mean(10_000, shares, drawn))


@pytest.mark.parametrize("name", MEANS)
@settings(max_examples=12, deadline=None)
@given(st.lists(points | few, min_size=1, max_size=8))
def test_geometric_totals_are_those_of_fifty_digits(name: str, rows: list[tuple[int, ...]]) -> None:
    rules = MEANS[name]
    table = scored_by(rules, rows)
    field = field_of(table, rules)
    drawn = np.vstack([official(rules), draw_factors(rules, 5, 4, 30)])
    (keys,) = (keys for _first, keys in keys_by_block(field, drawn))
    totals = keys // field.size
    assert (totals[0] / ONE).tolist() == [line.total for line in table.lines]
    for row, factors in zip(totals, drawn.tolist(), strict=True):
        exact = [Fraction(int(each), ONE) for each in factors]
        assert (row / ONE).tolist() == [float(by_fifty_digits(line, rules, exact)) for line in table.lines]


def test_a_weakness_weighs_more_where_points_are_multiplied() -> None:
    """The one-sided firm comes second by a mean, whatever the weights, though its sum is the greater."""
    rules = MEANS["between"].model_copy(update={"pool": PoolPolicy(capacity=1)})
    table = scored_by(rules, [(3500, 1500, 200, 0), (1750, 750, 1750, 750)])
    found = robustness(table, rules, [], 300, 1, 100)
    assert [(each.id, each.share) for each in found.certainties] == [("F001", 1), ("F000", 0)]
    assert not any(each.entering or each.leaving for each in found.left_out)  # nor without a criterion
