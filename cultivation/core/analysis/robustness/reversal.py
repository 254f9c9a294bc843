"""Does the order of two enterprises depend on a third? Drop one, clone one, rank again.

With points that each application earns by itself it cannot; with places among all, or medians, it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank

CLONE = "~"  # behind every identifier, so that a clone loses ties to its original


@dataclass(frozen=True, slots=True)
class Reversal:
    """How many pairs of others changed their order when one was dropped or cloned."""

    id: str
    change: str
    pairs: int


def reversals(
    applications: Sequence[Application], rules: RuleSet, cutoff: date, tried: Sequence[str]
) -> list[Reversal]:
    """Try each of some enterprises both ways; return all trials, those without effect with 0 pairs."""
    official = _order(applications, rules, cutoff)
    found = []
    for key in tried:
        without = [each for each in applications if each.id != key]
        original = next(each for each in applications if each.id == key)
        field, filed = rules.identifier.field, original.values
        values = {**filed, field: replace(filed[field], value=key + CLONE)} if field in filed else filed
        clone = replace(original, id=key + CLONE, values=values)
        for change, several in (("drop", without), ("clone", [*applications, clone])):
            order = [each for each in _order(several, rules, cutoff) if each not in (key, key + CLONE)]
            found.append(Reversal(key, change, _turned([each for each in official if each != key], order)))
    return found


def _order(applications: Sequence[Application], rules: RuleSet, cutoff: date) -> list[str]:
    ranked = rank(assess_all(applications, rules, cutoff), rules)
    return [each.assessment.id for each in ranked if each.rank is not None]


def _turned(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the pairs that stand the other way round, among those in both."""
    place = {key: number for number, key in enumerate(after)}
    order = [place[key] for key in before if key in place]
    if order == sorted(order):
        return 0
    return sum(later < earlier for at, earlier in enumerate(order) for later in order[at + 1 :])


def is_relative(rules: RuleSet) -> bool:
    """Tell whether points depend on the other applications."""
    return rules.is_relative
