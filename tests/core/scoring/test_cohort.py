"""Values among all others, beside scipy, pandas and statistics; the order of rows does not matter."""

from __future__ import annotations

import math
import random
import statistics
from decimal import Decimal
from fractions import Fraction

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from cultivation.core.rules.aggregation import geometric_units, whole_weights
from cultivation.core.scoring.cohort import (
    Statistics,
    competition_rank,
    min_max,
    of_groups,
    over_all,
    percentile_rank,
    square_root,
    z_score,
)
from cultivation.core.scoring.treatment import (
    has_long_tail,
    imputed_by_group_mean,
    kurtosis,
    skewness,
    treated,
    weighted_mean,
    winsorised,
)

figures = some.lists(some.fractions(-100, 100, max_denominator=100), min_size=1, max_size=30)
with_gaps = some.lists(some.none() | some.integers(-9, 9).map(Fraction), max_size=20)


@given(figures)
def test_percentile_rank_is_that_of_scipy(values: list[Fraction]) -> None:
    ours = percentile_rank(values)
    theirs = [
        stats.percentileofscore([float(each) for each in values], float(value), kind="mean")
        for value in values
    ]
    assert [float(each or 0) * 100 for each in ours] == pytest.approx(theirs)


@given(figures, some.booleans())
def test_competition_rank_is_that_of_pandas(values: list[Fraction], descending: bool) -> None:
    numbers = sorted(set(values))
    series = pandas.Series([numbers.index(value) for value in values])
    assert competition_rank(values, descending) == list(series.rank(method="min", ascending=not descending))


@given(figures)
def test_min_max_goes_from_0_to_1(values: list[Fraction]) -> None:
    shares = min_max(values)
    if len(set(values)) == 1:
        assert set(shares) == {None}
        return
    assert (min(shares), max(shares)) == (0, 1)  # type: ignore[type-var]
    first, second = shares[0], shares[-1]
    assert first is not None and second is not None
    assert (first - second) * (max(values) - min(values)) == values[0] - values[-1]


@given(figures)
def test_z_scores_have_mean_0_and_deviation_1(values: list[Fraction]) -> None:
    scores = [float(each) for each in z_score(values) if each is not None]
    if len(set(values)) == 1:
        assert scores == []
        return
    assert statistics.fmean(scores) == pytest.approx(0, abs=1e-12)
    assert statistics.pstdev(scores) == pytest.approx(1)


@given(with_gaps, some.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[Fraction | None], chance: random.Random) -> None:
    order = chance.sample(range(len(values)), len(values))
    for function in (min_max, percentile_rank, competition_rank, z_score):
        shuffled = function([values[place] for place in order])
        assert [function(values)[place] for place in order] == shuffled
        assert [each is None for each in percentile_rank(values)] == [value is None for value in values]


@given(with_gaps)
def test_median_is_that_of_statistics(values: list[Fraction | None]) -> None:
    known = [value for value in values if value is not None]
    assert over_all("median", Statistics.of(values)) == (statistics.median(known) if known else None)


def test_groups_do_not_see_each_other() -> None:
    values = [Fraction(each) for each in (1, 2, 3, 10, 20, 5)]
    groups = ["a", "a", "a", "b", "b", None]
    assert of_groups(min_max, values, groups) == [0, Fraction(1, 2), 1, 0, 1, None]


@given(some.lists(some.integers(-50, 50), min_size=4, max_size=30).filter(lambda each: len(set(each)) > 1))
def test_skewness_and_kurtosis_are_those_of_scipy(values: list[int]) -> None:
    numbers = [Fraction(value) for value in values]
    assert float(skewness(numbers)) == pytest.approx(stats.skew(values, bias=False), abs=1e-9)
    assert float(kurtosis(numbers)) == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-9)


def test_outliers_are_brought_in_one_by_one_on_their_side() -> None:
    plain = [Fraction(each) for each in range(1, 21)]
    assert not has_long_tail(plain) and treated(plain) == plain
    high = [*plain[:-1], Fraction(1000)]
    assert winsorised(high, 5) == [*plain[:-1], Fraction(19)]
    assert winsorised([-each for each in high], 5) == [-each for each in winsorised(high, 5)]
    assert winsorised(high, 0) == high


def test_where_moving_is_not_enough_logarithms_are_taken() -> None:
    steep = [Fraction(3) ** power for power in range(30)]
    logs = treated(steep)
    assert not has_long_tail(logs) and logs == sorted(logs)


def test_group_means_and_weighted_means() -> None:
    assert imputed_by_group_mean([Fraction(1), None, Fraction(2), None], ["a", "a", "a", "b"]) == [
        1,
        Fraction(3, 2),
        2,
        None,
    ]
    assert weighted_mean([Fraction(1), Fraction(4)], [Fraction(2), Fraction(1)]) == 2


@given(some.lists(some.integers(0, 1000), min_size=1, max_size=5), some.data())
def test_a_geometric_mean_is_rounded_as_powers_decide(units: list[int], data: some.DataObject) -> None:
    weights = data.draw(some.lists(some.integers(1, 4), min_size=len(units), max_size=len(units)))
    shares = [Fraction(each, 1000) for each in units]
    found = geometric_units(shares, weights, Fraction(1000))
    product = Fraction(1)
    for share, weight in zip(shares, weights, strict=True):
        product *= (share * 1000) ** weight
    below, above = Fraction(2 * found - 1, 2), Fraction(2 * found + 1, 2)
    assert (below < 0 or below ** sum(weights) <= product) and product < above ** sum(weights)


def test_half_a_unit_goes_up_and_the_least_below_it_does_not() -> None:
    # the square root of 1/4 * 9/1 is 1.5: exactly half way between 1 and 2
    assert geometric_units([Fraction(1, 4), Fraction(9)], [1, 1], Fraction(1)) == 2
    assert geometric_units([Fraction(1, 4) - Fraction(1, 10**60), Fraction(9)], [1, 1], Fraction(1)) == 1


@given(
    some.lists(some.sampled_from([1, 2, 3, 4, 6, 9, 12]), min_size=2, max_size=3),
    some.integers(1, 9),
    some.data(),
)
def test_where_a_mean_touches_the_edge_it_is_decided_exactly(
    bases: list[int], edge: int, data: some.DataObject
) -> None:
    weights = data.draw(some.lists(some.integers(1, 999), min_size=len(bases), max_size=len(bases)))
    shares = [Fraction(each, 12) for each in bases]
    # one share more brings the product to the power of an odd number of half units
    missing = Fraction(1)
    for share, weight in zip(shares, weights, strict=True):
        missing *= share ** (1 if weight else 0)
    equal = [Fraction(2 * edge - 1, 2)] * len(bases)
    assert geometric_units(equal, weights, Fraction(1)) == edge
    below = [equal[0] - Fraction(1, 10**80), *equal[1:]]
    assert geometric_units(below, weights, Fraction(1)) == edge - 1
    inverse = [*shares, 1 / missing]
    assert geometric_units(inverse, [1] * len(inverse), Fraction(2 * edge - 1, 2)) == edge


@given(some.lists(some.integers(1, 10**6), min_size=2, max_size=4), some.data())
def test_fine_weights_give_the_mean_that_floats_give(units: list[int], data: some.DataObject) -> None:
    weights = data.draw(some.lists(some.integers(1, 9999), min_size=len(units), max_size=len(units)))
    shares = [Fraction(each, 10**6) for each in units]
    logs = sum(weight * math.log(share) for share, weight in zip(shares, weights, strict=True))
    near = 1000 * math.exp(logs / sum(weights))
    assert abs(geometric_units(shares, weights, Fraction(1000)) - near) <= 0.5 + 1e-9


def test_weights_are_the_maxima_in_whole_numbers() -> None:
    assert whole_weights([Decimal(25), Decimal("12.5"), Decimal(50)]) == [2, 1, 4]


def test_a_square_root_has_fifty_digits() -> None:
    assert abs(square_root(Fraction(2)) ** 2 - 2) < Fraction(1, 10**48)


@given(with_gaps, some.integers(0, 20))
def test_statistics_of_parts_are_merged_into_those_of_the_whole(
    values: list[Fraction | None], cut: int
) -> None:
    first, second = values[:cut], values[cut:]
    whole = Statistics.of(values)
    merged = Statistics.of(second).merged(Statistics.of(first))
    assert merged == whole
    assert merged.to_record() == whole.to_record()
    for function in (min_max, percentile_rank, z_score):
        assert [*function(first, cohort=merged), *function(second, cohort=merged)] == function(values)
    for descending in (False, True):
        parts = [competition_rank(part, descending, merged) for part in (first, second)]
        assert [*parts[0], *parts[1]] == competition_rank(values, descending)
