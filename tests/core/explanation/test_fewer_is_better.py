"""Totals of which less is better: the smallest changes, draws and shares, each a second time by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation import language
from cultivation.core.analysis.robustness.certainty import robustness
from cultivation.core.analysis.robustness.challengers import challenge
from cultivation.core.analysis.robustness.edges import shift_edges
from cultivation.core.analysis.robustness.geometric_totals import ONE
from cultivation.core.analysis.robustness.weights import draw_factors
from cultivation.core.explanation.flips import flips
from cultivation.core.explanation.why import contributions, would_change
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.cultivation_targets import aims_of
from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.core.scoring.values import values_of_all
from cultivation.core.wording.rule_page import markdown, rule_page
from cultivation.core.wording.why import best_share
from tests.core.scoring.test_ties import CUTOFF, TEXT, Figures, application
from tests.properties import examples

WRITTEN = TEXT.replace(
    "pool: {capacity: 2}",
    "pool: {capacity: 2, enter_rank: 1, stay_rank: 3}\ntotal: {order: ascending, share_of_best: true}",
)
LOADED = load_rules(WRITTEN.encode(), "fewer.yaml")
RULES = LOADED.rules
rows = some.lists(some.tuples(*[some.integers(0, 6)] * 3), min_size=1, max_size=6)
were = some.sets(some.integers(0, 7), max_size=3)


def table_of(filed: Sequence[Application]) -> ScoreTable:
    return score_table(rank(assess_all(filed, RULES, CUTOFF), RULES), RULES, 2025, "r", "2025-12-31")


def firms_of(filed: Sequence[Figures]) -> list[Application]:
    return [application(*each) for each in enumerate(filed)]


def inside(filed: Sequence[Application], members: dict[str, str], own: str) -> bool:
    lines = propose(candidates_of(table_of(filed), RULES), members, RULES.pool)
    return next(line.in_pool for line in lines if line.id == own)


@settings(max_examples=examples(40), deadline=None)
@given(rows, were)
def test_the_smallest_change_of_a_value_turns_the_outcome_and_no_smaller_one_does(
    filed: list[Figures], old: set[int]
) -> None:
    firms, members = firms_of(filed), {f"F{number}": "" for number in old}

    def with_value(value: Decimal) -> bool:
        own = replace(firms[0], values={**firms[0].values, "a": FiledValue(value)})
        return inside([own, *firms[1:]], members, "F0")

    was, filed_value = inside(firms, members, "F0"), Decimal(filed[0][0])
    found = {each.field: each for each in flips(firms[0], RULES, CUTOFF, table_of(firms), members)}["a"]
    tried = range(1, 12) if found.value is None else range(1, found.steps or 0)
    assert found.value is None or (isinstance(found.value, Decimal) and with_value(found.value) is not was)
    assert all(with_value(filed_value + sign * step) is was for step in tried for sign in (1, -1))


@settings(max_examples=examples(60), deadline=None)
@given(rows, were)
def test_the_smallest_change_of_points_is_that_of_all_changes(filed: list[Figures], old: set[int]) -> None:
    """Of those whose total it newly meets, it stands behind after a gain and before after a loss."""
    table, members = table_of(firms_of(filed)), {f"F{number}": "" for number in old}
    own = next(line for line in table.lines if line.id == "F0")

    def with_change(change: int) -> bool:
        total = own.total + change
        order = sorted(
            (line.total, (line.rank or 0) > (own.rank or 0), line.id)
            for line in table.lines
            if line is not own
        )
        ahead = [
            key
            for other, behind, key in order
            if other < total or (other == total and (change < 0 or (change == 0 and not behind)))
        ]
        placed = [*ahead, "F0", *(key for _other, _behind, key in order if key not in ahead)]
        lines = propose(
            [Candidate(key, "", place) for place, key in enumerate(placed, 1)], members, RULES.pool
        )
        return next(line.in_pool for line in lines if line.id == "F0")

    was = with_change(0)
    way = 1 if was else -1
    rooms = [each.maximum - each.points if was else each.points for each in contributions(own, RULES)]
    turning = [units for units in range(1, max(rooms) + 1) if with_change(way * units) is not was]
    found = would_change(own, table, members, RULES)
    assert (found.units if found else None) == (way * turning[0] if turning else None)
    if found:
        assert found.criteria == tuple(
            key for key, room in zip(RULES.criteria, rooms, strict=True) if room >= abs(found.units)
        )


@settings(max_examples=examples(20), deadline=None)
@given(rows, were, some.integers(0, 3))
def test_draws_are_those_of_a_plain_loop(filed: list[Figures], old: set[int], seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cultivation.core.analysis.robustness.influence.LEAST", 4)
        patch.setattr("cultivation.core.analysis.robustness.influence.MOST_SELECTIONS", 0)
        table, members = table_of(firms_of(filed)), {f"F{number}": "" for number in old}
        found = robustness(table, RULES, members, 20, seed, 100)
    counts = dict.fromkeys((line.id for line in table.lines), 0)
    for row in draw_factors(RULES, 20, seed, 100).tolist():
        factors = dict(zip(RULES.criteria, (Fraction(int(each), ONE) for each in row), strict=False))
        totals = {line.id: sum(factors[key] * line.criteria[key] for key in factors) for line in table.lines}
        order = sorted(table.lines, key=lambda line: (totals[line.id], line.rank))
        candidates = [Candidate(line.id, "", place) for place, line in enumerate(order, start=1)]
        for each in propose(candidates, members, RULES.pool):
            if each.id in counts:
                counts[each.id] += each.in_pool
    assert {each.id: each.in_pool for each in found.certainties} == counts


def test_edges_shares_and_what_is_not_said_of_such_totals() -> None:
    """Totals in halves: 1, 2 and 5; without the first, 1 of 2 and 1 of 5 are shares of the best."""
    language.activate("en")
    firms = firms_of([(1, 0, 0), (2, 0, 0), (3, 2, 0)])
    table = table_of(firms)
    assert [(line.id, line.total) for line in table.lines] == [("F0", 1), ("F1", 2), ("F2", 5)]
    assert [table.share_of_best(line, -1) for line in table.lines] == [1, Fraction(1, 2), Fraction(1, 5)]
    assert best_share(table.lines[2], RULES, table) == Decimal("0.2000")
    assert [each.lost for each in contributions(table.lines[2], RULES)] == [3, 2, 0]
    assert challenge(table_of(firms * 2), RULES).challengers == ()
    values = dict(zip(("F0", "F1", "F2"), values_of_all(firms, RULES, CUTOFF), strict=True))
    assert aims_of(RULES, values["F0"], 2026) == []
    moved = shift_edges(table, RULES, values, {}, Fraction(1, 10))
    assert {(each.criterion, each.entering) for each in moved} == {(key, ()) for key in "abc"}
    page = markdown(rule_page(RULES))
    assert "Fewer points are better" in page and "share of the best" in page


def test_a_best_of_nothing_has_no_shares() -> None:
    table = table_of(firms_of([(0, 0, 0), (1, 0, 0)]))
    assert [table.share_of_best(line, -1) for line in table.lines] == [None, 0]
    assert [table.share_of_best(line, 1) for line in table.lines] == [None, None]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ties:", "pass: {at_least: 3, source: {document: d}}\nties:"),
        ("capacity: 2,", "capacity: 2, minimum_score: 3,"),
        ("order: ascending,", "order: ascending, aggregate: geometric,"),
        ("    maximum: 6\n", "    maximum: 6\n    aggregate: geometric\n"),
        (
            "ties:",
            "classes:\n  source: {document: d}\n"
            "  classes: {a: {at_least: 2, zh: a, en: a}, b: {zh: b, en: b}}\nties:",
        ),
    ],
)
def test_what_asks_for_many_points_is_refused(old: str, new: str) -> None:
    _rules, mistakes = read_rules(WRITTEN.replace(old, new, 1).encode())
    assert [each.code for each in mistakes] == ["fewer_is_better"]
