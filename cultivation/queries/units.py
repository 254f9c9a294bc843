"""Which district or town an application belongs to: by the field of the rule set that names it."""

from __future__ import annotations

from cultivation.canonical import visible
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.queries.year import Year
from cultivation.record.rows import ApplicationRow


def units_of(year: Year, row: ApplicationRow, field: str) -> frozenset[str]:
    """Return the names of the unit of an application: key, labels and aliases of a choice, else its text.

    They are in the form of `canonical.visible`. Empty where the rule set has no such field, or where the
    applicant left it blank.
    """
    return names_of_unit(year.rules, field, row.text(field) if field in year.rules.fields else None)


def names_of_unit(rules: RuleSet, field: str, text: str | None) -> frozenset[str]:
    """Return the names of the unit that a value of the field stands for, empty where it says none."""
    rule = rules.fields.get(field)
    if rule is None or not text:
        return frozenset()
    choice = rules.choices[rule.choices].get(text) if rule.choices else None
    names = (text,) if choice is None else (text, choice.zh, choice.en, *choice.aliases)
    return frozenset(map(visible, names))


def value_of_unit(rules: RuleSet, field: str, unit: str) -> str | None:
    """Return the value that stands for a unit in the field; None where the rule set has none for it."""
    rule = rules.fields.get(field)
    if rule is None:
        return None
    if not rule.choices:
        return unit if rule.type is FieldType.TEXT else None
    keys = rules.choices[rule.choices]
    return next((key for key in keys if visible(unit) in names_of_unit(rules, field, key)), None)
