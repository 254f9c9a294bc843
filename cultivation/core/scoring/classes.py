"""Which class each of the ranked is in, by shares of the places, totals and conditions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cultivation.core.rules.class_rule import ClassRule, ScoreClass
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import whole_part
from cultivation.core.scoring.assessment import Assessment


class Classed(NamedTuple):
    """What the class of one of the ranked depends on, of an assessment."""

    id: str
    total: int
    class_tests: tuple[str, ...]


def classes_of(ranked: Sequence[Assessment | Classed], rules: RuleSet) -> list[str]:
    """Return the class of each of the eligible, who come best first; empty texts where there are none."""
    rule = rules.classes
    if rule is None:
        return [""] * len(ranked)
    apart = [_set_apart(each, rule) for each in ranked]
    counted = [each for each, key in zip(ranked, apart, strict=True) if not key]
    places = dict(
        zip((each.id for each in counted), _places(counted, rule.ties, rules.total.direction), strict=True)
    )
    return [
        key or _class(each, places[each.id], len(counted), rules, rule)
        for each, key in zip(ranked, apart, strict=True)
    ]


def last_place(share: ScoreClass, of: int, whole: str) -> int | None:
    """Return the last place of so many that belongs to a class; None where it asks for no share."""
    if share.up_to is None:
        return None
    return whole_part(Fraction(share.up_to) * of, whole)


def _set_apart(assessment: Assessment | Classed, rule: ClassRule) -> str:
    found = (key for key, each in rule.classes.items() if each.is_set_apart)
    return next((key for key in found if key in assessment.class_tests), "")


def _places(counted: Sequence[Assessment | Classed], ties: str, direction: int) -> list[int]:
    """Return the place that decides for each: its own, or the first or last of those with its total."""
    if ties == "apart":
        return list(range(1, len(counted) + 1))
    rising = [-direction * each.total for each in counted]
    if ties == "better":
        return [bisect_left(rising, total) + 1 for total in rising]
    return [bisect_right(rising, total) for total in rising]


def _class(assessment: Assessment | Classed, place: int, of: int, rules: RuleSet, rule: ClassRule) -> str:
    points = assessment.total * Fraction(rules.precision)
    for key, each in rule.classes.items():
        if each.is_set_apart or (each.test is not None and key not in assessment.class_tests):
            continue
        last = last_place(each, of, rule.whole)
        if (last is None or place <= last) and (each.at_least is None or points >= each.at_least):
            return key
    raise AssertionError("the last class asks for nothing")  # checked when the rule set is loaded
