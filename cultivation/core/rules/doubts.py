"""What is allowed in a rule set and yet hardly meant, and what is still to be done in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.percentages import doubtful_percentages
from cultivation.core.rules.policy import UNLIMITED
from cultivation.core.rules.references import Found, Mistaken, Path
from cultivation.core.rules.stated_maxima import differing_maxima
from cultivation.core.rules.value_functions import JUDGED, simple_functions
from cultivation.core.rules.vocabularies import Vocabulary
from cultivation.core.rules.vocabulary_checks import departures
from cultivation.core.rules.yaml_reader import read_yaml

TO_DO = re.compile(r"(?:^|\s)#\s*TODO\b[:：]?\s*(.*)$")


def doubts_of(rules: RuleSet, content: bytes, vocabularies: Mapping[str, Vocabulary]) -> list[Mistake]:
    """Return the doubts about a rule set that was read from `content`, sorted by line."""
    text = content.decode("utf-8-sig")
    line_of = read_yaml(text).line_of
    found: list[Mistaken] = [
        *differing_maxima(rules),
        *_judged(rules),
        *_quotas(rules),
        *departures(rules, vocabularies),
    ]
    doubts = [Mistake(code, line_of(path), path, details) for code, path, details in found]
    doubts += [*doubtful_percentages(rules, line_of), *_still_to_do(text)]
    return sorted(doubts, key=lambda doubt: (doubt.line, doubt.place))


def _still_to_do(text: str) -> list[Mistake]:
    """Return each comment that begins with TODO."""
    found = ((number, TO_DO.search(line)) for number, line in enumerate(text.splitlines(), 1))
    return [
        Mistake("to_do", number, (), {"text": match[1].strip() or "-"}) for number, match in found if match
    ]


def _judged(rules: RuleSet) -> Found:
    """Points that experts give without rules for a panel, or that the applicants give themselves."""
    places: dict[str, Path] = {}
    for dimension, key, criterion in rules.each_criterion():
        for function in simple_functions(criterion.function):
            if isinstance(function, JUDGED):
                places.setdefault(function.mark, ("dimensions", dimension, "criteria", key))
    by_experts = [mark for mark in places if rules.fields[mark].filled_by == "expert"]
    if by_experts and not rules.says_panel:
        yield "judged_without_panel", places[by_experts[0]], {"names": ", ".join(by_experts)}
    for mark, path in places.items():
        if rules.fields[mark].filled_by == "applicant":
            yield "judged_by_applicant", path, {"name": mark}


def _quotas(rules: RuleSet) -> Found:
    """Upper bounds of all choices that together are fewer than the places: the pool can never be full."""
    for number, quota in enumerate(rules.pool.quotas if rules.pool.capacity < UNLIMITED else ()):
        field = rules.fields[quota.within]
        most = [quota.most_of(choice) for choice in rules.choices.get(field.choices or "", {})]
        bounds = [each for each in most if each is not None]
        if most and len(bounds) == len(most) and sum(bounds) < rules.pool.capacity:
            details = {"value": str(sum(bounds)), "capacity": str(rules.pool.capacity)}
            yield "quota_leaves_places", ("pool", "quotas", number), details
