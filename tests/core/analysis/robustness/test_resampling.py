"""The panel drawn again, beside all panels that could be drawn, each with its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from cultivation.core.analysis.robustness.resampling import ResampledMark, resample_panel
from cultivation.core.rules.policy import PoolPolicy
from tests.core.analysis.robustness.test_certainty import table_of, with_pool
from tests.core.analysis.robustness.test_quotas_and_means import MEANS, by_fifty_digits, scored_by

RULES = with_pool(1, 1, 1)


def mean(marks: Sequence[Fraction]) -> Fraction:
    return sum(marks, Fraction(0)) / len(marks)


def marked(enterprise: str, *marks: int, criterion: str = "patents") -> ResampledMark:
    return ResampledMark(enterprise, criterion, tuple(map(Fraction, marks)), mean)


def every_panel(first: ResampledMark, second: ResampledMark) -> Fraction:
    """Return the chance that the first beats the second, over all panels that could be drawn, ties won."""
    draws = [
        [mean(panel) for panel in product(each.marks, repeat=len(each.marks))] for each in (first, second)
    ]
    won = sum(Fraction(one >= other) for one, other in product(*draws))
    return won / (len(draws[0]) * len(draws[1]))


def test_shares_come_near_to_the_chances_of_all_panels() -> None:
    """Means of 20, 30, 10 and of 18, 22, 19: the first is ahead by 1/3 point."""
    first, second = marked("F000", 20, 30, 10), marked("F001", 18, 22, 19)
    table = table_of([(0, 0, 2000, 0), (0, 0, 1967, 0)])
    found = resample_panel(table, RULES, [], [first, second], 20_000, 1)
    share = found.certainties[0].share
    assert share == pytest.approx(float(every_panel(first, second)), abs=0.015)
    assert share + found.certainties[1].share == 1
    assert found.cells == 2


def test_where_the_experts_agree_nothing_moves() -> None:
    table = table_of([(0, 0, 2000, 0), (0, 0, 1900, 0), (5, 5, 5, 5)])
    found = resample_panel(table, RULES, [], [marked("F000", 20, 20), marked("F001", 19)], 600, 1)
    assert [(each.rank_p5, each.rank_p95, each.share) for each in found.certainties] == [
        (1, 1, 1),
        (2, 2, 0),
        (3, 3, 0),
    ]


def test_it_is_the_same_again_in_any_order_and_another_with_another_seed() -> None:
    table = table_of([(0, 0, 2000, 0), (0, 0, 1967, 0)])
    cells = [marked("F000", 20, 30, 10), marked("F001", 18, 22, 19), marked("F009", 1, 2)]
    first = resample_panel(table, RULES, [], cells, 1200, 1)
    assert resample_panel(table, RULES, [], cells[::-1], 1200, 1) == first
    assert resample_panel(table, RULES, [], cells, 1200, 2) != first
    assert first.cells == 2  # nobody has applied as F009


def test_a_dimension_gives_no_more_than_its_maximum() -> None:
    """35 and 15 are the maxima of the criteria, and 50 of the dimension, however high the marks are drawn."""
    table = table_of([(0, 0, 3500, 1500), (1000, 0, 3500, 500)])
    found = resample_panel(table, RULES, [], [marked("F000", 35, 99)], 500, 1)
    assert found.certainties[0].share == 1
    assert found.certainties[0].rank_p95 == 1
    late = table_of([(0, 0, 3500, 1500), (100, 0, 3500, 1500)])
    capped = resample_panel(late, RULES, [], [marked("F000", 99, 99)], 10, 1)
    assert [each.id for each in capped.certainties] == ["F001", "F000"]
    assert capped.certainties[0].share == 1


def test_nobody_ranked() -> None:
    assert resample_panel(table_of([]), RULES, [], [], 10, 1).certainties == ()


@pytest.mark.parametrize("name", MEANS)
def test_shares_come_near_to_the_chances_where_points_are_multiplied(name: str) -> None:
    rules = MEANS[name].model_copy(update={"pool": PoolPolicy(capacity=1)})
    cells = [marked("F000", 18, 30, 12), marked("F001", 22, 16, 25)]
    table = scored_by(rules, [(2000, 1000, 2000, 600), (1800, 1100, 2100, 650)])
    lines = {line.id: line for line in table.lines}

    def totals(cell: ResampledMark) -> list[Fraction]:
        marks = (int(mean(panel) * 100 + Fraction(1, 2)) for panel in product(cell.marks, repeat=3))
        line = lines[cell.enterprise]
        drawn = (replace(line, criteria={**line.criteria, cell.criterion: units}) for units in marks)
        return [by_fifty_digits(each, rules, [Fraction(1)] * 6) for each in drawn]

    pairs = list(product(totals(cells[0]), totals(cells[1])))
    first = lines["F000"].rank == 1  # which of equals is the better
    chance = sum(one > other or (first and one == other) for one, other in pairs) / len(pairs)
    found = resample_panel(table, rules, [], cells, 20_000, 1)
    share = next(each.share for each in found.certainties if each.id == "F000")
    assert 0.05 < chance < 0.95 and share == pytest.approx(chance, abs=0.015)
