"""Totals beside sums by hand: plain, rounded, bounded, and geometric means that come out even."""

from __future__ import annotations

import pytest

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.totals import not_passed, total_passes, total_units
from tests.core.rules.edits import EVERYTHING, PANEL


def rules(total: str, text: str = PANEL) -> RuleSet:
    """Return the panel's rules, two dimensions of 50 points in steps of 0.01, with a total."""
    assert "\nties:" in text
    return load_rules(text.replace("\nties:", f"\n{total}\nties:", 1).encode(), "x.yaml").rules


@pytest.mark.parametrize(
    ("total", "first", "second", "expected"),
    [
        ("", 1234, 4000, 5234),
        ("total: {round_to: 0.5}", 1224, 4000, 5200),
        ("total: {round_to: 0.5}", 1225, 4000, 5250),  # 52.25 is half way: up
        ("total: {at_most: 50}", 1234, 4000, 5000),
        ("total: {at_least: 60}", 1234, 4000, 6000),
        # of shares of 50: 1 and 1/4 have the mean 1/2; of 100 points 50
        ("total: {aggregate: geometric}", 5000, 1250, 5000),
        ("total: {aggregate: geometric}", 1250, 5000, 5000),
        ("total: {aggregate: geometric}", 4500, 2000, 6000),  # the root of 0.9 * 0.4 is 0.6
        ("total: {aggregate: geometric}", 0, 5000, 0),
        ("total: {aggregate: geometric, round_to: 1}", 4500, 2000, 6000),
        # the root of 1/2 is 0.70710678...
        ("total: {aggregate: geometric}", 2500, 5000, 7071),
        ("total: {aggregate: geometric, round_to: 1}", 2500, 5000, 7100),
    ],
)
def test_the_total_of_two_dimensions(total: str, first: int, second: int, expected: int) -> None:
    assert total_units(rules(total), {"input": first, "output": second}) == expected


def test_weights_of_a_geometric_mean_are_the_maxima() -> None:
    """Of 75 and 25 points the first weighs three times as much: shares of 1/16 and 1 have the mean 1/8, of 1
    and 1/16 the mean 1/2.
    """
    changes = [
        ("maximum: 50\n    criteria:\n      rd_exp", "maximum: 75\n    criteria:\n      rd_exp"),
        (
            "maximum: 35\n        method: log_goalposts\n        points: [[10, 0], [6000, 35]]",
            "maximum: 60\n        method: log_goalposts\n        points: [[10, 0], [6000, 60]]",
        ),
        ("maximum: 50\n    criteria:\n      patents", "maximum: 25\n    criteria:\n      patents"),
        (
            "maximum: 35\n        method: log_goalposts\n        points: [[1, 0], [900, 35]]",
            "maximum: 10\n        method: log_goalposts\n        points: [[1, 0], [900, 10]]",
        ),
    ]
    text = PANEL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    weighted = rules("total: {aggregate: geometric}", text.replace("precision: 0.01", "precision: 0.0001"))
    assert total_units(weighted, {"input": 750_000, "output": 15_625}) == 500_000
    assert total_units(weighted, {"input": 46_875, "output": 250_000}) == 125_000


def test_what_is_not_reached_is_named() -> None:
    found = load_rules(EVERYTHING.encode(), "everything.yaml").rules  # above 40; innovation 6; R&D not zero
    points = dict.fromkeys(found.criteria, 1)
    dimensions = dict.fromkeys(found.dimensions, 100)
    assert not_passed(found, points, dimensions, 81) == ()
    assert not_passed(found, points, dimensions, 80) == ("total",)  # in steps of 0.5: exactly 40
    assert not_passed(found, points, {**dimensions, "innovation": 11}, 81) == ("minimum:innovation",)
    assert not_passed(found, points, {**dimensions, "innovation": 12}, 81) == ()
    assert not_passed(found, {**points, "rd": 0}, dimensions, 81) == ("zero:rd",)
    assert not_passed(found, {**points, "grade": 0}, dimensions, 81) == ()


def test_a_pass_mark_is_reached_at_it_or_above_it() -> None:
    least = load_rules(EVERYTHING.replace("  above: 40", "  at_least: 40").encode(), "x").rules
    assert (total_passes(least, 79), total_passes(least, 80)) == (False, True)
    assert total_passes(load_rules(PANEL.encode(), "panel.yaml").rules, -1)
