"""Ranks without ties: total points, then the tie chain of the rule set, last the identifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from cultivation.core.rules.formulas import Value
from cultivation.core.rules.model import RuleSet, TieKey
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.classes import classes_of


@dataclass(frozen=True, slots=True)
class Ranked:
    """An assessment with its place (from 1), or None where it is not eligible.

    `decided_by` names what put it behind the place before: "total" or a key of the tie chain; empty
    for the first place and for those without one. `group_rank` is the place within its class, where the
    rule set ranks within one. `place` is the one that is shown where places are shared, `score_class` the
    class where there are any.
    """

    assessment: Assessment
    rank: int | None
    decided_by: str = ""
    group_rank: int | None = None
    place: int | None = None
    score_class: str = ""


def rank(assessments: Sequence[Assessment], rules: RuleSet) -> list[Ranked]:
    """Rank the eligible, best first; the others follow in the order of their ids, without a place."""

    def compare(left: Assessment, right: Assessment) -> int:
        return _compare(left, right, rules)[0]

    eligible = sorted((each for each in assessments if each.eligible), key=cmp_to_key(compare))
    ranked = []
    in_group: Counter[Value] = Counter()
    classes, shown = classes_of(eligible, rules), _shown_places(eligible, rules)
    for place, assessment in enumerate(eligible, start=1):
        before = eligible[place - 2] if place > 1 else None
        decided_by = _compare(before, assessment, rules)[1] if before else ""
        in_group[assessment.group] += 1
        group_rank = None if assessment.group is None else in_group[assessment.group]
        shared, score_class = shown[place - 1], classes[place - 1]
        ranked.append(Ranked(assessment, place, decided_by, group_rank, shared, score_class))
    others = sorted((each for each in assessments if not each.eligible), key=lambda each: each.id)
    return ranked + [Ranked(assessment, None) for assessment in others]


def _shown_places(eligible: Sequence[Assessment], rules: RuleSet) -> list[int | None]:
    """Return the places of those that share them; nothing where each has its own."""
    if rules.places == "apart":
        return [None] * len(eligible)
    places: list[int | None] = []
    for number, each in enumerate(eligible):
        before = eligible[number - 1] if number else None
        if before and before.total == each.total and before.tie_values[:-1] == each.tie_values[:-1]:
            places.append(places[-1])
        else:
            dense = (places[-1] or 0) + 1 if places else 1
            places.append(dense if rules.places == "dense" else number + 1)
    return places


def _compare(left: Assessment, right: Assessment, rules: RuleSet) -> tuple[int, str]:
    """Return which comes first (-1: left) and the key that decided it."""
    if left.total != right.total:
        return (-1 if (left.total - right.total) * rules.total.direction > 0 else 1), "total"
    return compare_ties(left.tie_values, right.tie_values, rules.ties)


def compare_ties(left: Sequence[Value], right: Sequence[Value], ties: Sequence[TieKey]) -> tuple[int, str]:
    """Return which of two with equal totals comes first (-1: left) and the key that decided it."""
    for tie, one, other in zip(ties, left, right, strict=True):
        if order := _order(one, other, tie.order == "descending"):
            return order, tie.by
    return 0, ""


def _order(one: Value, other: Value, descending: bool) -> int:
    """Compare two values of one kind; an undefined one comes last either way."""
    if one == other:
        return 0
    if one is None or other is None:
        return 1 if one is None else -1
    left: Any = one
    return -1 if (left > other) == descending else 1
