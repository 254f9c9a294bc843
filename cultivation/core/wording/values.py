"""A value in words: choices by their labels, ratios as percent, numbers with their unit."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.rules.units import with_unit
from cultivation.language import _, current


def value_text(rules: RuleSet, key: str, text: str) -> str:
    """Show an exact text of a field, text match or indicator for reading."""
    label = rules.choice_label(key, text)
    if label:
        return label.text(current())
    rule = rules.fields.get(key)
    if rule and rule.type in (FieldType.TEXT, FieldType.IDENTIFIER, FieldType.DATE):
        return text
    return number_text(text, rules.unit_text(rules.unit_of(key), current()))


def true_minus(text: str) -> str:
    """Show a negative number as papers do; what is no number stays.

    >>> true_minus("-1,234.50"), true_minus("-")
    ('−1,234.50', '-')
    """
    return re.sub(r"^-(?=\d)", "−", text)


def number_text(text: str, unit: str) -> str:
    """Show an exact number for reading: "1/25" with unit % is "4.00 %"; other texts as they are."""
    try:
        number = Fraction(text)
    except ValueError:
        return {"yes": _("yes"), "no": _("no")}.get(text, text)
    if unit == "%":
        return f"{float(number * 100):.2f} %"
    shown = f"{Decimal(text):,}" if "/" not in text else f"{float(number):,.2f}"
    return with_unit(shown, unit)
