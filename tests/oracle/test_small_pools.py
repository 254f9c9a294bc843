"""What stands beside the rankings of small pools, a second time: everybody looked at, with fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.analysis.robustness.aggregations import LEAST_SHARE, other_aggregations
from cultivation.core.analysis.robustness.certainty import leave_one_out
from cultivation.core.analysis.robustness.challengers import challenge
from cultivation.core.analysis.robustness.edges import shift_edges
from cultivation.core.analysis.robustness.geometric_totals import ONE
from cultivation.core.analysis.robustness.selection import chooser_of
from cultivation.core.analysis.robustness.weights import field_of
from cultivation.core.explanation.cut_line import cut_line
from cultivation.core.explanation.quota_cut_lines import cells_of
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.lines import Line
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from tests.core.explanation.test_smallest_change import BOUNDED, FEWER, PLAIN, points, policies, table_of
from tests.properties import examples

Row = tuple[int, int, int, str]
pools = some.lists(points, min_size=6, max_size=12)
were = some.sets(some.integers(0, 12), max_size=5)


def pool_of(table: ScoreTable, totals: Mapping[str, Fraction], rules: RuleSet, old: set[int]) -> set[str]:
    """Select by other totals, of equal ones in the official order; nobody where no pool is possible."""
    ranked = [line for line in table.lines if line.rank is not None]
    order = sorted(ranked, key=lambda line: (-totals[line.id] * rules.total.direction, line.rank))
    lines = [replace(line, rank=place, total=int(totals[line.id])) for place, line in enumerate(order, 1)]
    try:
        found = propose(candidates_of(replace(table, lines=tuple(lines)), rules), members_of(old), rules.pool)
    except Impossible:
        return set()
    return {line.id for line in found if line.in_pool}


def members_of(old: set[int]) -> dict[str, str]:
    return {f"F{number}": "" for number in old}


def given_rules(base: RuleSet, policy: PoolPolicy) -> RuleSet:
    return base.model_copy(update={"pool": policy})


@settings(max_examples=examples(40), deadline=None)
@given(some.sampled_from([PLAIN, BOUNDED, FEWER]), pools, policies(), were)
def test_without_a_criterion_those_come_and_go_whom_other_sums_bring(
    base: RuleSet, rows: list[Row], policy: PoolPolicy, old: set[int]
) -> None:
    """What rounding and bounds took of a total stays as it was."""
    rules = given_rules(base, policy)
    table = table_of(rows, rules)
    totals = {line.id: Fraction(line.total) for line in table.lines}
    now = pool_of(table, totals, rules, old)
    chooser = chooser_of(table, rules, members_of(old), parts=ONE)
    for each in leave_one_out(field_of(table, rules), rules, chooser):
        less = {line.id: totals[line.id] - line.criteria[each.criterion] for line in table.lines}
        then = pool_of(table, less, rules, old)
        assert (set(each.entering), set(each.leaving)) == (then - now, now - then)


@settings(max_examples=examples(30), deadline=None)
@given(pools, policies(), were)
def test_with_other_means_those_come_and_go_whom_powers_bring(
    rows: list[Row], policy: PoolPolicy, old: set[int]
) -> None:
    """Shares of 6, 6 and 6 units, at least a thousandth, are multiplied; powers decide a half."""
    rules = given_rules(PLAIN, policy)
    table = table_of(rows, rules)
    totals = {line.id: Fraction(line.total) for line in table.lines}
    now = pool_of(table, totals, rules, old)

    def mean(units: Sequence[int], maxima: Sequence[int]) -> int:
        shares = [max(LEAST_SHARE, Fraction(own, most)) for own, most in zip(units, maxima, strict=True)]
        weights = [most // min(maxima) for most in maxima]
        product = Fraction(1)
        for share, weight in zip(shares, weights, strict=True):
            product *= share**weight
        whole = 0
        while (Fraction(2 * whole + 1, 2 * sum(maxima))) ** sum(weights) <= product:
            whole += 1
        return whole

    def total(line: ScoreLine, way: str) -> Fraction:
        a, b, c = (line.criteria[key] for key in "abc")
        first = a + b if way == "geometric_between_dimensions" else mean((a, b), (6, 6))
        second = c if way == "geometric_between_dimensions" else mean((c,), (6,))
        if way == "geometric_within_dimensions":
            return Fraction(first + second)
        return Fraction(mean((first, second), (12, 6)))

    for each in other_aggregations(table, rules, members_of(old)):
        then = pool_of(table, {line.id: total(line, each.way) for line in table.lines}, rules, old)
        assert (set(each.entering), set(each.leaving)) == (then - now, now - then)


@settings(max_examples=examples(30), deadline=None)
@given(some.sampled_from([PLAIN, FEWER]), pools, policies(), were, some.sampled_from(["0.1", "0.5"]))
def test_with_edges_moved_those_come_and_go_whom_divided_figures_bring(
    base: RuleSet, rows: list[Row], policy: PoolPolicy, old: set[int], by: str
) -> None:
    """Half a point for each, 3 at most, in steps of half a point, half up."""
    rules = given_rules(base, policy)
    table = table_of(rows, rules)
    values = {line.id: {key: Fraction(units) for key, units in line.criteria.items()} for line in table.lines}
    totals = {line.id: Fraction(line.total) for line in table.lines}
    now = pool_of(table, totals, rules, old)
    for each in shift_edges(table, rules, values, members_of(old), Fraction(by)):
        moved = {
            key: min(int(row[each.criterion] / (1 + each.share) + Fraction(1, 2)), 6)
            for key, row in values.items()
        }
        then = {
            line.id: totals[line.id] - line.criteria[each.criterion] + moved[line.id] for line in table.lines
        }
        pool = pool_of(table, then, rules, old)
        assert (set(each.entering), set(each.leaving)) == (pool - now, now - pool)


@settings(max_examples=examples(40), deadline=None)
@given(some.sampled_from([PLAIN, BOUNDED, FEWER]), pools, policies(), were)
def test_cut_lines_are_where_nobody_in_stands_below(
    base: RuleSet, rows: list[Row], policy: PoolPolicy, old: set[int]
) -> None:
    rules = given_rules(base, policy)
    table = table_of(rows, rules)
    try:
        lines = propose(candidates_of(table, rules), members_of(old), rules.pool)
    except Impossible:
        return
    totals = {line.id: line.total for line in table.lines}
    cut = cut_line(lines, table)
    inside = [line for line in lines if line.in_pool and line.rank]
    newcomers = [line for line in inside if line.id not in members_of(old)]
    for several, total, rank in (
        (inside, cut.pool_total, cut.pool_rank),
        (newcomers, cut.entry_total, cut.entry_rank),
    ):
        ends = [line for line in several if all((line.rank or 0) >= (each.rank or 0) for each in several)]
        assert (total, rank) == ((totals[ends[0].id], ends[0].rank) if ends else (None, None))
    choice_of = {line.id: line.quota_choices for line in table.lines}
    waits = [line for line in lines if line.rank and not line.in_pool and not kept_out(line)]
    for cell in cells_of(lines, table, rules):
        own = [line for line in inside if choice_of[line.id] == cell.choices]
        others = [line for line in waits if choice_of[line.id] == cell.choices]
        assert cell.members == len(own)
        assert cell.last_rank == max((line.rank or 0 for line in own), default=None)
        assert cell.next_rank == min((line.rank or 0 for line in others), default=None)
        assert cell.last_total == next((totals[line.id] for line in own if line.rank == cell.last_rank), None)


def kept_out(line: Line) -> bool:
    """Tell whether something else than its place keeps it out: here the years in the buffer alone can."""
    return str(line.reason) == "left_buffer_over"


@settings(max_examples=examples(20), deadline=None)
@given(some.lists(points, min_size=6, max_size=12))
def test_how_alike_rankings_are_is_told_by_all_pairs(rows: list[Row]) -> None:
    """Squares of differences of places, pairs that are turned, and who is among the best of both."""
    rules = given_rules(PLAIN, PoolPolicy(capacity=3))
    for each in challenge(table_of(rows, rules), rules).challengers:
        size, places = len(each.places), each.places
        squares = sum((place - own) ** 2 for own, place in enumerate(places, 1))
        turned = sum(one > other for one, other in combinations(places, 2))
        assert each.spearman == round(float(1 - Fraction(6 * squares, size * (size**2 - 1))), 4)
        assert each.kendall == round(float(1 - Fraction(4 * turned, size * (size - 1))), 4)
        assert each.overlap == len({1, 2, 3} & set(places[:3]))
        assert sorted(places) == list(range(1, size + 1))
