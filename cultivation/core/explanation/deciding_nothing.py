"""What a past year says about a rule set: criteria that decide nothing, quotas too few could fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cultivation.core.rules.criteria import Criterion
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Mistaken
from cultivation.core.rules.value_functions import JUDGED, simple_functions
from cultivation.core.scoring.score_table import ScoreTable

FEWEST = 2  # applications; of a single one nothing can be said


def deciding_nothing(table: ScoreTable, rules: RuleSet, missing: Iterable[str]) -> Iterator[Mistaken]:
    """Yield each criterion that gives all the same, and each quota that asks for more than could be members.

    Criteria that rest on what nobody filed (`missing`) or on marks are passed over: they say nothing of it.
    """
    lines, year = table.lines, str(table.year)
    if len(lines) < FEWEST:
        return
    unfiled = set(missing)
    for dimension, key, criterion in rules.each_criterion():
        points = {line.criteria[key] for line in lines}
        if len(points) > 1 or _rests_on(rules, criterion) & unfiled or _is_judged(criterion):
            continue
        (units,) = points
        details = {"year": year, "number": str(len(lines)), "points": table.points(units)}
        code = "everybody_scores" if units > 0 else "nobody_scores"
        yield code, ("dimensions", dimension, "criteria", key), details
    yield from _quotas(table, rules)


def _rests_on(rules: RuleSet, criterion: Criterion) -> set[str]:
    """Return every field and indicator on which a criterion rests."""
    found, waiting = set[str](), list(criterion.looks_at)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += rules.dependencies(name)
    return found


def _is_judged(criterion: Criterion) -> bool:
    return any(isinstance(each, JUDGED) for each in simple_functions(criterion.function))


def _quotas(table: ScoreTable, rules: RuleSet) -> Iterator[Mistaken]:
    for number, quota in enumerate(rules.pool.quotas):
        there = Counter(
            line.quota_choices[number] for line in table.lines if line.eligible and line.quota_choices
        )
        choices = rules.choices.get(rules.fields[quota.within].choices or "", {})
        for choice, least in quota.at_least.items():
            if there[choice] < least and quota.if_short == "refuse":
                label = choices[choice]
                details = {"least": str(least), "number": str(there[choice]), "year": str(table.year)}
                path = ("pool", "quotas", number, "at_least")
                yield "quota_few_enterprises", path, {**details, "label_zh": label.zh, "label_en": label.en}
