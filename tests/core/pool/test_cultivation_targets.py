"""Targets from the rules: the next goalpost or band with more points, by hand and by brute force."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.pool.cultivation_targets import Bound, Target, aims_of
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.value_functions import Choice
from cultivation.queries.plans import TargetState, state_of

SMALL = (Path(__file__).parents[2] / "commands" / "five_years.yaml").read_text("utf-8")
GOALPOSTS = "method: goalposts\n        points: [[0, 0], [0.03, 30], [0.04, 60], [0.08, 100]]"


@cache
def rules(function: str) -> RuleSet:
    assert GOALPOSTS in SMALL
    return load_rules(SMALL.replace(GOALPOSTS, function).encode(), "edited.yaml").rules


def aim(function: str, value: str, step: int = 1) -> tuple[str, str] | None:
    found = aims_of(rules(function), {"rd_ratio": Fraction(value)}, 2018, step)
    return (str(found[0].bound), found[0].value) if found else None


RISING = (
    "method: bands\n        bands: [{below: 1, points: 0}, {from: 1, below: 3, points: 50}, "
    "{from: 3, up_to: 5, points: 70}, {above: 5, points: 100}]"
)
FALLING = (
    "method: bands\n        bands: [{below: 0.4, points: 100}, {from: 0.4, up_to: 0.6, points: 50}, "
    "{above: 0.6, points: 0}]"
)
FALLING_POSTS = "method: goalposts\n        points: [[0.3, 100], [0.7, 0]]"
HILL = "method: goalposts\n        points: [[0, 0], [0.5, 100], [1, 20]]"
LOG = "method: log_goalposts\n        points: [[1, 0], [100, 100]]"


@pytest.mark.parametrize(
    ("function", "value", "step", "expected"),
    [
        (GOALPOSTS, "0", 1, ("at_least", "0.03")),
        (GOALPOSTS, "0.031", 1, ("at_least", "0.04")),
        (GOALPOSTS, "0.031", 2, ("at_least", "0.08")),
        (GOALPOSTS, "0.031", 9, ("at_least", "0.08")),
        (GOALPOSTS, "0.04", 1, ("at_least", "0.08")),
        (GOALPOSTS, "0.08", 1, None),
        (GOALPOSTS, "0.2", 1, None),
        (GOALPOSTS, "-0.5", 1, ("at_least", "0.03")),
        (RISING, "0", 1, ("at_least", "1")),
        (RISING, "1", 1, ("at_least", "3")),
        (RISING, "2.99", 2, ("above", "5")),
        (RISING, "5", 1, ("above", "5")),
        (RISING, "5.01", 1, None),
        (FALLING, "0.7", 1, ("at_most", "0.6")),
        (FALLING, "0.7", 2, ("below", "0.4")),
        (FALLING, "0.6", 1, ("below", "0.4")),
        (FALLING, "0.4", 1, ("below", "0.4")),
        (FALLING, "0.39", 1, None),
        (FALLING_POSTS, "0.6", 1, ("at_most", "0.3")),
        (FALLING_POSTS, "0.3", 1, None),
        (HILL, "0.2", 1, ("at_least", "0.5")),
        (HILL, "0.8", 1, ("at_most", "0.5")),
        (LOG, "12", 1, None),
    ],
)
def test_the_next_edge_with_more_points(
    function: str, value: str, step: int, expected: tuple[str, str] | None
) -> None:
    assert aim(function, value, step) == expected


@given(value=st.fractions(min_value=-1, max_value=7))
@pytest.mark.parametrize("function", [GOALPOSTS, RISING, FALLING, FALLING_POSTS, HILL])
def test_whoever_reaches_the_target_has_more_points_and_an_earlier_edge_would_not_do(
    function: str, value: Fraction
) -> None:
    small = rules(function)
    points = small.criteria["rd_ratio"].function.points_of  # type: ignore[union-attr]
    found = aims_of(small, {"rd_ratio": value}, 2018)
    best = max(points(Fraction(number, 100)) for number in range(-100, 701))
    if not found:
        assert points(value) == best
        return
    (target,) = found
    tiny = Fraction(1, 10**6)
    reached = {
        Bound.AT_LEAST: target.number,
        Bound.ABOVE: target.number + tiny,
        Bound.AT_MOST: target.number,
        Bound.BELOW: target.number - tiny,
    }[target.bound]
    assert not target.bound.holds(value, target.number)
    assert target.bound.holds(reached, target.number)
    assert points(reached) > points(value)


def test_choices_and_what_is_not_filed_get_no_target(kunshan: RuleSet) -> None:
    values = {
        "rd_ratio": Fraction("0.05"),
        "rd_institution": "kunshan",
        "growth": None,
        "staff": Fraction(30),
    }
    assert [(each.indicator, each.value) for each in aims_of(kunshan, values, 2018)] == [("rd_ratio", "0.08")]


AIM = Target("rd_ratio", Bound.AT_LEAST, "0.04", 2018)
MOST = Target("debt", Bound.AT_MOST, "0.5", 2018)


@pytest.mark.parametrize(
    ("target", "start", "since", "over", "expected"),
    [
        (AIM, "0.031", [], False, TargetState.WAITING),
        (AIM, "0.031", [], True, TargetState.MISSED),
        (AIM, "0.031", [(2017, "0.036")], False, TargetState.ON_THE_WAY),
        (AIM, "0.031", [(2017, "0.031")], False, TargetState.UNCHANGED),
        (AIM, "0.031", [(2017, "0.03")], False, TargetState.FELL_BACK),
        (AIM, "0.031", [(2017, "0.05"), (2018, "0.039")], True, TargetState.MISSED),
        (AIM, "0.031", [(2017, "0.03"), (2018, "0.04")], True, TargetState.REACHED),
        (AIM, "0.031", [(2017, "0.04")], False, TargetState.REACHED),
        (AIM, "0.031", [(2017, None)], False, TargetState.UNKNOWN),
        (AIM, None, [(2017, "0.01")], False, TargetState.ON_THE_WAY),
        (MOST, "0.7", [(2017, "0.6")], False, TargetState.ON_THE_WAY),
        (MOST, "0.7", [(2017, "0.8")], False, TargetState.FELL_BACK),
        (MOST, "0.7", [(2017, "0.5")], False, TargetState.REACHED),
    ],
)
def test_how_far_a_target_is(
    target: Target, start: str | None, since: list[tuple[int, str | None]], over: bool, expected: TargetState
) -> None:
    values = [(year, None if text is None else Fraction(text)) for year, text in since]
    assert state_of(target, None if start is None else Fraction(start), values, over, rules(LOG)) is expected


def test_a_place_among_others_is_no_aim_and_what_comes_after_it_is_one() -> None:
    """Ten machines give all points; the first place by sales would give some, too, and is no aim."""
    found = load_rules((Path(__file__).parents[1] / "rules" / "everything.yaml").read_bytes(), "x").rules
    first = {"extra": found.dimensions["extra"], **found.dimensions}  # the place comes first
    turned = found.model_copy(update={"dimensions": first})
    values = {"sales_place": Fraction(2), "machines": Fraction(4)}
    assert (
        aims_of(turned, values, 2030)
        == aims_of(found, values, 2030)
        == [Target("machines", Bound.AT_LEAST, "10", 2030)]
    )


@pytest.mark.parametrize(
    ("value", "wanted", "reached"),
    [
        ("provincial", "provincial", True),
        ("national", "provincial", True),  # scores more
        ("city", "provincial", True),  # scores as much
        ("none", "provincial", False),
        ("provincial", "national", False),
        ("elsewhere", "provincial", False),  # scores nowhere
    ],
)
def test_a_choice_is_reached_by_what_scores_as_much(value: str, wanted: str, reached: bool) -> None:
    plain = rules(LOG)
    choice = Choice(method="choice", options={"national": 6, "provincial": 4, "city": 4, "none": 0})  # type: ignore[arg-type]
    criterion = next(iter(plain.criteria.values())).model_copy(
        update={"indicator": "institution", "function": choice}
    )
    own = SimpleNamespace(criteria={"institution": criterion})
    target = Target("institution", Bound.IS, wanted, 2018)
    assert target.is_reached_by(value, own) is reached  # type: ignore[arg-type]


def test_a_choice_that_scores_nowhere_is_reached_by_itself_alone() -> None:
    target = Target("sector", Bound.IS, "optics", 2018)
    assert target.is_reached_by("optics", rules(LOG))
    assert not target.is_reached_by("software", rules(LOG))
    assert not target.is_reached_by(Fraction(1), rules(LOG))
