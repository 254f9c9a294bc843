"""What a template says of each field, and what it lets people write there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cultivation.canonical import exact_text
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.intake.templates.words import WORDS
from cultivation.intake.values.cells import LONGEST_TEXT
from cultivation.intake.values.codes import LENGTH
from cultivation.intake.values.dates import FIRST_YEAR, LAST_YEAR
from cultivation.intake.values.units import own_power, shift

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # Excel's limits
LARGEST = Decimal(10**15)  # Excel keeps 15 digits
NUMBERS = {FieldType.NUMBER: "decimal", FieldType.INTEGER: "integer"}


class FieldWords:
    """Speaks of the fields of a rule set in "zh" or "en"."""

    def __init__(self, rules: RuleSet, language: str) -> None:
        self.rules, self.language = rules, language
        self.words = WORDS[language]

    def heading(self, rule: FieldRule) -> str:
        """Return the header of a field, with its unit, and a star where it must be filled in."""
        label = rule.text(self.language)
        text = self.words["unit"].format(label, rule.unit) if rule.unit else label
        return f"{text}*" if rule.blank == "refuse" else text

    def blank(self, rule: FieldRule) -> str:
        """Say what it means to leave a field empty."""
        return self.words["no_blank" if rule.blank == "no" else rule.blank]

    def choices(self, rule: FieldRule) -> list[str]:
        """Return the words of a field's drop-down, empty for a field that has none."""
        if rule.type is FieldType.YES_NO:
            return [self.words["yes"], self.words["no"]]
        choices = self.rules.choices[rule.choices].values() if rule.choices else ()
        return [label.text(self.language) for label in choices]

    def content(self, rule: FieldRule) -> str:
        """Say what may be written into a field."""
        if listed := self.choices(rule):
            return " / ".join(listed)
        if rule.type in NUMBERS:
            return self._number(rule)
        if rule.type is FieldType.DATE:
            return self.words["date"]
        return self.words["code"] if self._is_code(rule) else self.words["text"].format(LONGEST_TEXT)

    def validation(self, rule: FieldRule) -> dict[str, Any]:
        """Return the input message of a field, and which input is refused, as XlsxWriter takes them.

        The source of a drop-down is left to the caller.
        """
        wrong = self._choose(rule) if self.choices(rule) else self.words["must_be"].format(self.content(rule))
        return {
            **self._allowed(rule),
            "input_title": _cut(rule.text(self.language), LONGEST_TITLE),
            "input_message": _cut(self._message(rule), LONGEST_MESSAGE),
            "error_title": self.words["wrong"],
            "error_message": _cut(wrong, LONGEST_MESSAGE),
            # A vocabulary with a catch-all lets other words pass.
            "error_type": "stop" if rule.unlisted is None else "information",
        }

    def _allowed(self, rule: FieldRule) -> dict[str, Any]:
        if self.choices(rule):
            return {"validate": "list"}
        if rule.type in NUMBERS:
            lowest, highest = bounds(rule)
            return {
                "validate": NUMBERS[rule.type],
                "criteria": "between",
                "minimum": exact_text(-LARGEST if lowest is None else lowest),
                "maximum": exact_text(LARGEST if highest is None else highest),
            }
        if rule.type is FieldType.DATE:
            first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        if self._is_code(rule):
            return {"validate": "length", "criteria": "==", "value": LENGTH}
        return {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}

    def _is_code(self, rule: FieldRule) -> bool:
        return rule.type is FieldType.IDENTIFIER and self.rules.identifier.kind == "uscc"

    def _message(self, rule: FieldRule) -> str:
        """Say what to write, in which unit, and whether the cell may stay empty."""
        words = self.words
        what = self._choose(rule) if self.choices(rule) else words["sentence"].format(self.content(rule))
        unit = words["given_in"].format(rule.unit) if rule.unit else ""
        blank = words["may_be_blank"].format(self.blank(rule))
        parts = (what, unit, words["must_fill"] if rule.blank == "refuse" else blank)
        return ("" if self.language == "zh" else " ").join(part for part in parts if part)

    def _choose(self, rule: FieldRule) -> str:
        """Say to choose from the list, and what becomes of other words where they may be written."""
        if rule.unlisted is None or rule.choices is None:
            return self.words["listed"]
        other = self.rules.choices[rule.choices][rule.unlisted]
        return self.words["unlisted"].format(other.text(self.language))

    def _number(self, rule: FieldRule) -> str:
        kind = "percent" if rule.unit == "%" else "whole" if rule.type is FieldType.INTEGER else "number"
        lowest, highest = (None if bound is None else exact_text(bound) for bound in bounds(rule))
        if lowest is None or highest is None:
            one_sided = "at_least" if highest is None else "at_most"
            bound = lowest or highest
            return self.words[one_sided].format(self.words[kind], bound) if bound else self.words[kind]
        return self.words["between"].format(self.words[kind], lowest, highest)


def bounds(rule: FieldRule) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest and the highest figure in the field's unit: of a per cent, 12.5 and not 0.125.

    >>> bounds(FieldRule(zh="占比", en="share", type=FieldType.NUMBER, unit="%", maximum=Decimal("0.5")))
    (None, Decimal('50'))
    """
    power = -own_power(rule.unit)
    lowest, highest = (
        None if bound is None else shift(bound, power) for bound in (rule.minimum, rule.maximum)
    )
    return lowest, highest


def _cut(text: str, longest: int) -> str:
    """Shorten a text that Excel would refuse."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
