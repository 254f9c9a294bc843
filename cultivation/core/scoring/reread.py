"""What was filed under one rule set, read under another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cultivation.core.rules.model import FieldRule, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue, type_of, typed_value

BLANKS: dict[str, Filed] = {"zero": Decimal(0), "no": False}


def reread(record: Mapping[str, Any], rules: RuleSet) -> Application:
    """Read an application (in the form of Application.to_record) under rules it was not filed for.

    A value that these rules cannot read is unknown to them; a field that was not filed is a blank.
    """
    values = {key: FiledValue(_blank(rule)) for key, rule in rules.fields.items()}
    for key, value in record["values"].items():
        values[key] = FiledValue(_value(value["value"], key, rules))
    return Application(record["id"], record["name"], values)


def _blank(rule: FieldRule) -> Filed:
    return BLANKS.get(rule.blank)


def _value(text: str | None, key: str, rules: RuleSet) -> Filed:
    """Read a stored text under rules that may give the field another type or vocabulary."""
    try:
        value = typed_value(text, type_of(rules, key))
    except (ArithmeticError, ValueError):
        return None
    rule = rules.fields.get(key)
    known = rules.choices.get(rule.choices, {}) if rule and rule.choices else None
    return None if known is not None and value not in known else value
