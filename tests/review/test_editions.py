"""What of an earlier edition's analysis is compared, and what is not."""

from __future__ import annotations

from typing import Any

from cultivation.record.entries import RankingChallenged, RobustnessComputed
from cultivation.review.editions import BOUNDED, as_in_first, computed_otherwise

ROBUSTNESS: dict[str, Any] = {
    "draws": 10,
    "applications": [{"id": "a", "in_pool": 3}],
    "left_out": [{"criterion": "c", "entering": [], "leaving": []}],
    "influences": [{"criterion": "c", "first": "0.5"}],
    "shifted": [],
}


def test_places_are_compared_but_where_the_total_is_rounded_or_bounded() -> None:
    kind = RobustnessComputed.KIND
    later = {**ROBUSTNESS, "edition": 2, "influences": [], "influences_from": {}}
    assert as_in_first(kind, ROBUSTNESS, False) == as_in_first(kind, later, False)
    moved = {**later, "applications": [{"id": "a", "in_pool": 4}], "left_out": []}
    assert as_in_first(kind, ROBUSTNESS, False) != as_in_first(kind, moved, False)
    assert as_in_first(kind, ROBUSTNESS, True) == as_in_first(kind, moved, True)
    assert as_in_first(kind, ROBUSTNESS, True) != as_in_first(kind, {**moved, "draws": 11}, True)


def test_what_is_not_compared_is_named() -> None:
    assert BOUNDED in computed_otherwise(RobustnessComputed.KIND, True)
    assert BOUNDED not in computed_otherwise(RobustnessComputed.KIND, False)
    assert BOUNDED not in computed_otherwise(RankingChallenged.KIND, True)
