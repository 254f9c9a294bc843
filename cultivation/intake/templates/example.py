"""An enterprise that is plainly invented, with a value that is right for each field of a rule set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count

from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.intake.templates.fields import FieldWords, bounds
from cultivation.intake.templates.words import WORDS

CODE = "91000000000000000K"  # the check digit is right; there is no district 000000
DAY = date(2009, 5, 31)
PERCENT = Decimal("12.5")
SUM, STAFF = Decimal(8600), Decimal(240)
# Rules ask for the whole before its parts, so figures that fall make no part larger than its whole.
SHARE = Decimal("0.7")
Example = str | Decimal | date


def example(rules: RuleSet, language: str) -> dict[str, Example]:
    """Return what the example says in each field, in "zh" or "en"; figures are in the field's unit."""
    words = FieldWords(rules, language)
    sums, heads = _falling(SUM, Decimal("0.01")), _falling(STAFF, Decimal(1))
    values: dict[str, Example] = {}
    for key, rule in rules.fields.items():
        if rule.type is FieldType.INTEGER:
            values[key] = _within(next(heads), rule)
        elif rule.type is FieldType.NUMBER:
            values[key] = _within(PERCENT if rule.unit == "%" else next(sums), rule)
        else:
            values[key] = DAY if rule.type is FieldType.DATE else _said(rules, key, words)
    return values


def _said(rules: RuleSet, key: str, words: FieldWords) -> str:
    """Return the example's words for a field: the first of a vocabulary, and no to every question."""
    rule, said = rules.fields[key], WORDS[words.language]
    if rule.type is FieldType.YES_NO:
        return said["no"]
    if rule.choices:
        return words.choices(rule)[0]
    if key == rules.identifier.field:
        return CODE if rules.identifier.kind == "uscc" else said["example_code"]
    if key == rules.name_field:
        return said["example_name"]
    return said["example_text"].format(rule.text(words.language))


def _falling(first: Decimal, unit: Decimal) -> Iterator[Decimal]:
    """Yield figures of which each is a share of the one before."""
    return (max((first * SHARE**place).quantize(unit), unit) for place in count())


def _within(figure: Decimal, rule: FieldRule) -> Decimal:
    lowest, highest = bounds(rule)
    figure = figure if lowest is None else max(figure, lowest)
    return figure if highest is None else min(figure, highest)
