"""The fields that applicants fill, in groups: by the first dimension that rests on them."""

from __future__ import annotations

from collections.abc import Iterable

from cultivation.core.rules.model import RuleSet

NO_DIMENSION = ""  # who it is, and what conditions ask


def field_groups(rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """Return the fields of each dimension in the order of the rule set, first those that none rests on.

    Code and name stand first, whatever rests on them.
    """
    fixed = (rules.identifier.field, rules.name_field)
    of: dict[str, str] = {}
    for key, dimension in rules.dimensions.items():
        names = (name for each in dimension.criteria.values() for name in each.looks_at)
        for field in _reached(rules, names):
            if field not in fixed:
                of.setdefault(field, key)
    own = rules.for_applicants.fields
    groups = {key: tuple(each for each in own if of.get(each) == key) for key in rules.dimensions}
    rest = tuple(each for each in own if each not in of)
    first = tuple(sorted(rest, key=lambda each: fixed.index(each) if each in fixed else len(fixed)))
    return {key: fields for key, fields in {NO_DIMENSION: first, **groups}.items() if fields}


def _reached(rules: RuleSet, names: Iterable[str]) -> set[str]:
    """Return all names on which some rest, themselves among them."""
    pending, found = set(names), set[str]()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            if match := rules.text_matches.get(name):
                pending.update(match.looks_at)
            pending |= rules.dependencies(name)
    return found
