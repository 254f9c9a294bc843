"""Checks of the papers and the visits of a rule set: names that are known, conditions that can be decided."""

from __future__ import annotations

from cultivation.core.rules.formulas import Kind
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.references import Found, Path, check_formula, check_reference


def check_evidence(rules: RuleSet) -> Found:
    """Yield every mistake in what a rule set says of papers and visits."""
    yield from _papers(rules)
    if rules.visits is None:
        return
    if rules.visits.source is not None:
        yield from check_reference(rules.visits.source.document, rules.sources, ("visits", "source"))
    for key, trigger in rules.visits.triggers.items():
        path: Path = ("visits", "triggers", key)
        yield from _condition(rules, trigger.test, (*path, "test"))
        yield from check_reference(trigger.source.document, rules.sources, (*path, "source"))
        if trigger.on == "missing_evidence" and not rules.evidence:
            yield "trigger_without_papers", (*path, "on"), {}


def _papers(rules: RuleSet) -> Found:
    for key, paper in rules.evidence.items():
        path: Path = ("evidence", key)
        for field in paper.fields:
            yield from check_reference(field, rules.fields, (*path, "fields"))
        for criterion in paper.criteria:
            yield from check_reference(criterion, rules.criteria, (*path, "criteria"))
        yield from _condition(rules, paper.needed_when, (*path, "needed_when"))
        if paper.source is not None:
            yield from check_reference(paper.source.document, rules.sources, (*path, "source"))


def _condition(rules: RuleSet, text: str, path: Path) -> Found:
    """Conditions see what was filed, and nothing computed from it."""
    if text:
        _, mistakes = check_formula(text, rules.field_names, path, Kind.TRUTH)
        for code, place, details in mistakes:
            computed = code == "formula_unknown_name" and details["name"] in rules.indicators
            yield "formula_only_filed" if computed else code, place, details
