"""Checks of the section `opinions`: fields that there are, and that opinions may fill."""

from __future__ import annotations

from cultivation.core.rules.labels import Source
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.rules.references import Found, Path, check_reference

BY = "opinion"  # who fills a field that an opinion gives


def check_opinions(rules: RuleSet) -> Found:
    """Find what is wrong with who is asked and with what their answers give."""
    quota = rules.pool.recommend
    zones = rules.opinions.zones if rules.opinions else None
    if quota is not None and zones is None:
        yield "recommend_without_zones", ("pool", "recommend"), {}
    if rules.opinions is None:
        for key, field in rules.fields.items():
            if field.filled_by == BY:
                yield "opinion_field_unused", ("fields", key, "filled_by"), {"name": key}
        return
    yield from _zones(rules)
    yield from _departments(rules)
    yield from _gives(rules)
    yield from _source(rules, ("opinions",), rules.opinions.source)
    yield from _source(rules, ("pool", "recommend"), quota.source if quota else None)


def _source(rules: RuleSet, path: Path, source: Source | None) -> Found:
    if source is not None:
        yield from check_reference(source.document, rules.sources, (*path, "source"))


def _zones(rules: RuleSet) -> Found:
    zones, quota = rules.opinions and rules.opinions.zones, rules.pool.recommend
    if not zones:
        return
    yield from _choice_field(rules, zones.field, ("opinions", "zones", "field"))
    field = rules.fields.get(zones.field)
    known = rules.choices.get(field.choices or "", {}) if field else {}
    for zone in sorted(quota.at_most.keys() - known.keys()) if quota and known else ():
        yield "quota_choice", ("pool", "recommend"), {"value": zone, "known": ", ".join(known)}


def _departments(rules: RuleSet) -> Found:
    for key, each in rules.opinions.departments.items() if rules.opinions else ():
        path: Path = ("opinions", "departments", key)
        if (each.within is None) is bool(each.choices):
            yield "opinion_within", path, {}
        if each.within is None:
            continue
        yield from _choice_field(rules, each.within, (*path, "within"))
        field = rules.fields.get(each.within)
        known = rules.choices.get(field.choices or "", {}) if field else {}
        for choice in each.choices if known else ():
            yield from check_reference(choice, known, (*path, "choices"))


def _choice_field(rules: RuleSet, name: str, path: Path) -> Found:
    """Find a field that is none, or that gives no choices by which applicants could be told apart."""
    yield from check_reference(name, rules.fields, path)
    field = rules.fields.get(name)
    if field and (field.choices is None or field.filled_by != "applicant"):
        yield "quota_field", path, {"name": name}


def _gives(rules: RuleSet) -> Found:
    """What an opinion gives is a yes or no that nothing else fills, and each gives its own."""
    assert rules.opinions is not None
    zones = rules.opinions.zones
    own = [(("opinions", "zones", "gives"), zones.gives)] if zones else []
    given: list[tuple[Path, str]] = [
        *own,
        *(
            (("opinions", "departments", key, "gives"), each.gives)
            for key, each in rules.opinions.departments.items()
        ),
    ]
    seen: set[str] = set()
    for path, name in given:
        yield from check_reference(name, rules.fields, path)
        field = rules.fields.get(name)
        if field and (field.type is not FieldType.YES_NO or field.filled_by != BY):
            yield "opinion_gives", path, {"name": name}
        if name in seen:
            yield "name_twice", path, {"value": name}
        seen.add(name)
    for key, field in rules.fields.items():
        if field.filled_by == BY and key not in seen:
            yield "opinion_field_unused", ("fields", key, "filled_by"), {"name": key}
