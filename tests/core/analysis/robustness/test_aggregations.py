"""Other ways of adding up, beside floats of fifty digits and by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.robustness.aggregations import WAYS, other_aggregations, total_by
from tests.core.analysis.robustness.test_certainty import RULES, table_of, with_pool
from tests.properties import examples

MOST = (35, 15, 35, 15)  # two dimensions of 50 points: 35 and 15 each
points = st.tuples(*(st.integers(0, each * 100) for each in MOST))


def mean(values: list[int], maxima: list[int]) -> Decimal:
    """Return the weighted geometric mean times the sum of the maxima, in hundredths, by logarithms."""
    with localcontext() as context:
        context.prec = 50
        logarithm = sum(
            most * max(Decimal(value) / (most * 100), Decimal("0.001")).ln()
            for value, most in zip(values, maxima, strict=True)
        )
        found = (logarithm / sum(maxima)).exp() * sum(maxima) * 100
        return Decimal(round(found, 30))


def rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def by_logarithms(row: tuple[int, ...], way: str) -> int:
    between, within = WAYS[way]
    parts = [list(row[:2]), list(row[2:])]
    dimensions = [rounded(mean(part, [35, 15])) if within else sum(part) for part in parts]
    return rounded(mean(dimensions, [50, 50])) if between else sum(dimensions)


def test_the_rules_are_those_that_the_tests_assume() -> None:
    assert [[int(c.maximum) for c in each.criteria.values()] for each in RULES.dimensions.values()] == [
        [35, 15],
        [35, 15],
    ]


@settings(max_examples=examples(200))
@given(points)
def test_totals_are_those_of_logarithms(row: tuple[int, ...]) -> None:
    (line,) = table_of([row]).lines
    for way in WAYS:
        assert total_by(line, RULES, way) == by_logarithms(row, way)


@settings(max_examples=examples(40))
@given(st.lists(points, min_size=2, max_size=9), st.integers(1, 4))
def test_the_pools_are_those_of_sorting_by_these_totals(rows: list[tuple[int, ...]], capacity: int) -> None:
    table, rules = table_of(rows), with_pool(capacity, capacity, capacity)
    row_of = {line.id: tuple(line.criteria.values()) for line in table.lines}
    now = {line.id for line in table.lines if line.rank <= capacity}
    for found in other_aggregations(table, rules, []):
        ordered = sorted(
            table.lines, key=lambda line: (-by_logarithms(row_of[line.id], found.way), line.rank)
        )
        then = {line.id for line in ordered[:capacity]}
        assert (set(found.entering), set(found.leaving)) == (then - now, now - then)


def test_who_is_even_comes_in_and_who_is_one_sided_goes() -> None:
    """F000 has 50 and 2 of 50 each, F001 has 25 and 25; sqrt(50 * 2) = 10 is less than 25."""
    table = table_of([(3500, 1500, 200, 0), (1750, 750, 1750, 750)])
    assert [line.id for line in table.lines] == ["F000", "F001"]
    found = other_aggregations(table, with_pool(1, 1, 1), [])
    between = next(each for each in found if each.way == "geometric_between_dimensions")
    assert (between.entering, between.leaving) == (("F001",), ("F000",))
    assert total_by(table.lines[0], RULES, between.way) == 2000  # 100 points of sqrt(1 * 0.04)
    assert other_aggregations(table_of([]), RULES, []) == []
