"""What was filed under one rule set, read under another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cultivation.core.rules.headers import normalise
from cultivation.core.rules.model import FieldRule, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue, type_of, typed_value

BLANKS: dict[str, Filed] = {"zero": Decimal(0), "no": False}
Renamed = Mapping[str, Mapping[str, str | None]]  # by field: a choice as filed, and what it is now


def reread(record: Mapping[str, Any], rules: RuleSet, renamed: Renamed | None = None) -> Application:
    """Read an application (in the form of Application.to_record) under rules it was not filed for.

    A value that these rules cannot read is unknown to them; a field that was not filed is a blank. `renamed`
    says which choices have another id under these rules.
    """
    values = {key: FiledValue(_blank(rule)) for key, rule in rules.fields.items()}
    for key, value in record["values"].items():
        names = (renamed or {}).get(key, {})
        values[key] = FiledValue(value_under(names.get(value["value"], value["value"]), key, rules))
    return Application(record["id"], record["name"], values)


def renamed_choices(own: RuleSet, rules: RuleSet) -> Renamed:
    """Return, for each field of choices, the choices that only the rules of the year know by their id.

    Each is found by its label or an alias; what no label fits becomes what stands for all that is not listed,
    and None where there is no such choice.
    """
    return {
        key: _renamed(own.choices[theirs], rules.choices[mine], rules.fields[key].unlisted)
        for key in own.fields.keys() & rules.fields.keys()
        if (theirs := own.fields[key].choices) and (mine := rules.fields[key].choices)
    }


def _renamed(own: Mapping[str, Any], known: Mapping[str, Any], unlisted: str | None) -> dict[str, str | None]:
    words = {
        normalise(word): key
        for key, label in reversed(list(known.items()))
        for word in (*reversed(label.aliases), label.en, label.zh)
    }
    found: dict[str, str | None] = {}
    for key, label in own.items():
        if key not in known:
            spoken = (normalise(word) for word in (label.zh, *label.aliases, label.en))
            found[key] = next((words[word] for word in spoken if word in words), unlisted)
    return found


def _blank(rule: FieldRule) -> Filed:
    return BLANKS.get(rule.blank)


def value_under(text: str | None, key: str, rules: RuleSet) -> Filed:
    """Read a stored text under rules that may give the field another type or vocabulary."""
    try:
        value = typed_value(text, type_of(rules, key))
    except (ArithmeticError, ValueError):
        return None
    rule = rules.fields.get(key)
    known = rules.choices.get(rule.choices, {}) if rule and rule.choices else None
    return None if known is not None and value not in known else value
