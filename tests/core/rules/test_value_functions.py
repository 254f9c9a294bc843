"""Value functions at every edge: on it, and one unit in the last place to either side."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import (
    Bands,
    Choice,
    Goalposts,
    Interval,
    LogGoalposts,
    Table,
    points_of,
    simple_functions,
)
from cultivation.resources import shipped

LAST_PLACE = Fraction(1, 10**12)
CENT = Decimal("0.01")


def shipped_functions(kind: type) -> list[ParameterSet]:
    return list(_shipped_functions(kind))


def _shipped_functions(kind: type) -> Iterator[ParameterSet]:
    for path in sorted(shipped("scoring_rules").glob("*.yaml")):
        rules = load_file(path).rules
        for key, criterion in rules.criteria.items():
            for place, function in enumerate(simple_functions(criterion.function)):
                if isinstance(function, kind):
                    yield pytest.param(function, id=f"{rules.id}-{key}-{place}")


def log_points(value: Fraction, posts: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The points by common logarithms in 80 digits; the program uses natural ones in 50."""
    with localcontext(prec=80):
        at = [(Decimal(post).log10(), points) for post, points in posts]
        here = (
            (Decimal(value.numerator) / Decimal(value.denominator)).log10() if value > 0 else Decimal("-inf")
        )
        if here <= at[0][0]:
            return at[0][1]
        for (low, below), (high, above) in pairwise(at):
            if here <= high:
                return (below * (high - here) + above * (here - low)) / (high - low)
        return at[-1][1]


def line_points(value: Fraction, posts: list[tuple[Decimal, Decimal]]) -> Fraction:
    """The points as the weighted mean of the two goalposts around the value."""
    exact = [(Fraction(at), Fraction(points)) for at, points in posts]
    inside = min(max(value, exact[0][0]), exact[-1][0])
    index = next(place for place in range(1, len(exact)) if inside <= exact[place][0])
    (low, below), (high, above) = exact[index - 1 : index + 1]
    return (below * (high - inside) + above * (inside - low)) / (high - low)


def holds(band: Interval, value: Fraction) -> bool:
    """Whether a value lies in a band, by the words of its ends."""
    return (
        (band.from_ is None or value >= band.from_)
        and (band.above is None or value > band.above)
        and (band.below is None or value < band.below)
        and (band.up_to is None or value <= band.up_to)
    )


@pytest.mark.parametrize("function", shipped_functions(Bands))
def test_every_value_lies_in_one_band_and_gets_its_points(function: Bands) -> None:
    edges = [end[0] for band in function.bands for end in (band.start, band.end) if end]
    around = [Fraction(edge) + step for edge in edges for step in (-LAST_PLACE, Fraction(0), LAST_PLACE)]
    for value in (*around, Fraction(-(10**9)), Fraction(10**9)):
        [band] = [band for band in function.bands if holds(band, value)]
        assert function.points_of(value) == band.points


@pytest.mark.parametrize("function", shipped_functions(Goalposts))
def test_goalposts_around_each_post(function: Goalposts) -> None:
    for at, points in function.points:
        post = Fraction(at)
        assert function.points_of(post) == points
        for value in (post - LAST_PLACE, post + LAST_PLACE):
            assert function.points_of(value) == line_points(value, list(function.points))


@pytest.mark.parametrize("function", shipped_functions(Goalposts))
def test_goalposts_are_strict_inside_and_level_outside(function: Goalposts) -> None:
    first, last = Fraction(function.points[0][0]), Fraction(function.points[-1][0])
    assert (
        function.points_of(first - LAST_PLACE)
        == function.points_of(first)
        < function.points_of(first + LAST_PLACE)
    )
    assert (
        function.points_of(last - LAST_PLACE)
        < function.points_of(last)
        == function.points_of(last + LAST_PLACE)
    )


@pytest.mark.parametrize("function", shipped_functions(LogGoalposts))
def test_log_goalposts_around_each_post(function: LogGoalposts) -> None:
    for at, points in function.points:
        post = Fraction(at)
        assert function.points_of(post) == points
        assert function.points_of(post - LAST_PLACE) <= points <= function.points_of(post + LAST_PLACE)
    assert function.points_of(Fraction(0)) == function.points_of(Fraction(-5)) == function.points[0][1]
    assert function.points_of(Fraction(10**9)) == function.points[-1][1]


@pytest.mark.parametrize("function", shipped_functions(LogGoalposts))
def test_log_goalposts_agree_with_80_digits_at_whole_numbers(function: LogGoalposts) -> None:
    posts = list(function.points)
    last = int(posts[-1][0])
    for value in (Fraction(number) for number in {*range(0, 1200), *range(0, last + 2, last // 500 + 1)}):
        ours, theirs = function.points_of(value), log_points(value, posts)
        assert abs(ours - Fraction(theirs)) < Fraction(1, 10**45)
        assert to_units(ours, CENT) == to_units(Fraction(theirs), CENT)


@given(some.fractions(Fraction(1, 1000), 10**6))
def test_log_goalposts_agree_with_80_digits_anywhere(value: Fraction) -> None:
    posts = [(Decimal("0.5"), Decimal(-2)), (Decimal(30), Decimal(3)), (Decimal(70000), Decimal(10))]
    ours = LogGoalposts(method="log_goalposts", points=tuple(posts)).points_of(value)
    assert abs(ours - Fraction(log_points(value, posts))) < Fraction(1, 10**45)


@given(some.fractions(-2, 2))
def test_goalposts_agree_with_the_weighted_mean(value: Fraction) -> None:
    posts = [(Decimal("-0.7"), Decimal(5)), (Decimal("0.153"), Decimal(-1)), (Decimal(1), Decimal("3.33"))]
    assert Goalposts(method="goalposts", points=tuple(posts)).points_of(value) == line_points(value, posts)


def test_four_of_a_hundred_is_on_the_edge() -> None:
    function = Goalposts(method="goalposts", points=((Decimal(0), Decimal(0)), (Decimal("0.04"), Decimal(9))))
    assert function.points_of(Fraction(4, 100)) == 9
    assert function.points_of(Fraction(Decimal("413.2")) / Fraction(Decimal("10330"))) == 9


def test_choices_and_truths() -> None:
    yes_no = Choice(method="choice", options={"yes": Decimal(3), "no": Decimal(0)})
    assert points_of(yes_no, True) == 3
    assert points_of(yes_no, False) == 0
    level = Choice(method="choice", options={"high": Decimal("4.5"), "low": Decimal(0)})
    assert points_of(level, "high") == Fraction(9, 2)


def test_a_table_gives_otherwise_where_it_has_no_cell() -> None:
    function = Table(
        method="table", by="industry", table={"steel": {"north": Decimal(4)}}, otherwise=Decimal(1)
    )
    cells = [("north", "steel"), ("south", "steel"), ("north", "glass"), ("north", None)]
    assert [points_of(function, column, row) for column, row in cells] == [4, 1, 1, 1]


def test_all_points_are_those_written_down(kunshan: RuleSet) -> None:
    written = {key: set(each.function.all_points()) for key, each in kunshan.criteria.items()}
    assert written["new_ip"] == {Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2)}
    assert written["zone_fit"] == {Decimal(0), Decimal(2), Decimal(4)}
    assert written["staff"] == {Decimal(0), Decimal(4)}
    assert written["key_project"] == {Decimal(0), Decimal(3)}
