"""Which fields decide anything under a rule set, and what an unlisted choice costs."""

from __future__ import annotations

from collections.abc import Iterator

from cultivation.core.rules.fields import FieldType
from cultivation.core.rules.labels import Label
from cultivation.core.rules.model import RuleSet


def deciding_fields(rules: RuleSet) -> frozenset[str]:
    """Return the fields on which a criterion, condition, tie, quota or conflict of interest depends.

    A rule set without criteria is the form of a list: all that is asked for there matters.
    """
    if not rules.criteria:
        return frozenset(rules.fields)
    pending = set(_names(rules))
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        if match := rules.text_matches.get(name):
            pending.update(match.looks_at)
        pending |= rules.dependencies(name)
    return frozenset(found & rules.fields.keys())


def _names(rules: RuleSet) -> Iterator[str]:
    yield from (rules.identifier.field, rules.name_field)
    yield from rules.used_names
    for formulas in (rules.gate_formulas, rules.veto_formulas, rules.direct_formulas):
        yield from (name for formula in formulas.values() for name in formula.names)
    yield from (tie.by for tie in rules.ties)
    yield from (quota.within for quota in rules.pool.quotas)
    if rules.rank_within:
        yield rules.rank_within
    for panel in rules.panel_rules.values():
        yield from (field for field, _what in panel.conflicts.named)


def failed_by_unlisted(rules: RuleSet, key: str) -> tuple[Label, ...]:
    """Return the conditions that surely fail where a field holds the choice for what is not listed."""
    rule = rules.fields[key]
    if rule.type is not FieldType.CHOICE or rule.unlisted is None:
        return ()
    alone = [each for each, formula in rules.gate_formulas.items() if formula.names == frozenset([key])]
    return tuple(
        rules.gates[each]
        for each in alone
        if rules.gate_formulas[each].evaluate({key: rule.unlisted}) is False
    )
