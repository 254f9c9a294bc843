"""One cell as a value of its field's type, or what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cultivation.canonical import exact_text
from cultivation.findings import Finding
from cultivation.intake.choices import Choices
from cultivation.intake.parsing import HALF_WIDTH, credit_code, day, figure, is_blank, raw_text
from cultivation.intake.sheet import Cell
from cultivation.intake.units import own_power
from cultivation.rules.model import FieldRule, FieldType, Label, RuleSet
from cultivation.scoring.application import Filed

YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1"])
DIGITS = {"unit_zh": "数字", "unit_en": "digits"}
LONGEST_SHOWN = 120
NO = frozenset(["否", "无", "没有", "×", "✗", "✘", "n", "no", "false", "0"])


@dataclass(frozen=True, slots=True)
class Problem:
    """The code of a finding and what else its sentence says, beside the field and the value."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


class Reading(NamedTuple):
    """What a cell says: a value, and a problem with it; of an error, the value is not to be used."""

    value: Filed
    problem: Problem | None = None


class ValueReader:
    """Reads the values of one field."""

    def __init__(self, rules: RuleSet, key: str) -> None:
        self.rule: FieldRule = rules.fields[key]
        self.key = key
        self._is_code = rules.identifier.kind == "uscc"
        self._choices = (
            Choices(rules.choices[self.rule.choices], self.rule.unlisted) if self.rule.choices else None
        )
        self._read: Callable[[Cell, int], Reading] = {
            FieldType.IDENTIFIER: self._identifier,
            FieldType.TEXT: self._text,
            FieldType.NUMBER: self._number,
            FieldType.INTEGER: self._integer,
            FieldType.DATE: self._date,
            FieldType.YES_NO: self._yes_no,
            FieldType.CHOICE: self._choice,
        }[self.rule.type]

    def read(self, cell: Cell | None, power: int = 0) -> Reading:
        """Read a cell whose figures are to be multiplied by ten to the `power`."""
        if cell is not None and cell.problem:
            return Reading(None, Problem(cell.problem))
        if is_blank(cell) or cell is None:
            return self._blank()
        return self._read(cell, power)

    def finding(self, problem: Problem, source: Cell | None, **place: str) -> Finding:
        """Return the finding for a problem with a cell."""
        unit = {"unit": self.rule.unit} if self.rule.unit else DIGITS
        details = {
            **labels("label", self.rule),
            **problem.details,
            **(unit if problem.code == "not_a_number" else {}),
        }
        value = raw_text(source)[:LONGEST_SHOWN]
        return Finding(problem.code, field=self.key, value=value, details=details, **place)

    def _blank(self) -> Reading:
        match self.rule.blank:
            case "zero":
                return Reading(Decimal(0), Problem("blank_as_zero"))
            case "no":
                return Reading(False, Problem("blank_as_no"))
            case "unknown":
                return Reading(None)
            case _:
                return Reading(None, Problem("value_missing"))

    def _identifier(self, cell: Cell, power: int) -> Reading:
        if not self._is_code:
            return self._text(cell, power)
        if isinstance(cell.value, int | float):
            return Reading(None, Problem("credit_code_as_number"))
        code, problem = credit_code(raw_text(cell))
        return Reading(code, Problem("credit_code_invalid", {"problem": problem}) if problem else None)

    def _text(self, cell: Cell, power: int) -> Reading:
        return Reading(unicodedata.normalize("NFC", raw_text(cell).strip()))

    def _number(self, cell: Cell, power: int) -> Reading:
        number = figure(cell, self.rule.unit, power)
        if number is None:
            return Reading(None, Problem("not_a_number"))
        return Reading(number, self._out_of_range(number))

    def _integer(self, cell: Cell, power: int) -> Reading:
        reading = self._number(cell, power)
        if isinstance(reading.value, Decimal) and reading.value != reading.value.to_integral_value():
            return Reading(None, Problem("not_whole"))
        return reading

    def _out_of_range(self, number: Decimal) -> Problem | None:
        lowest, highest = self.rule.minimum, self.rule.maximum
        if lowest is not None and number < lowest:
            return Problem("below_minimum", {"minimum": str(lowest)})
        if highest is not None and number > highest:
            return Problem("above_maximum", {"maximum": str(highest)})
        return None

    def _date(self, cell: Cell, power: int) -> Reading:
        filed = day(cell)
        return Reading(filed) if filed else Reading(None, Problem("not_a_date"))

    def _yes_no(self, cell: Cell, power: int) -> Reading:
        word = raw_text(cell).translate(HALF_WIDTH).strip().casefold()
        if word in YES or word in NO:
            return Reading(word in YES)
        return Reading(None, Problem("not_yes_or_no"))

    def _choice(self, cell: Cell, power: int) -> Reading:
        assert self._choices is not None  # the rules are checked: a choice has its choices
        choice, problem = self._choices.read(raw_text(cell))
        return Reading(choice, Problem(*problem) if problem else None)


def read_text(text: str, key: str, rules: RuleSet) -> tuple[str | None, list[Finding]]:
    """Read a value that a person typed for a field or text match; return its exact text and the findings."""
    cell = Cell(0, 0, text)
    if key in rules.text_matches:
        return _read_level(text, key, rules)
    reader = ValueReader(rules, key)
    reading = reader.read(cell, own_power(reader.rule.unit))
    findings = [reader.finding(reading.problem, cell)] if reading.problem else []
    return exact_text(reading.value), findings


def _read_level(text: str, key: str, rules: RuleSet) -> tuple[str | None, list[Finding]]:
    match = rules.text_matches[key]
    choice, problem = Choices(rules.choices[match.choices], None).read(text)
    if problem is None:
        return choice, []
    code, details = problem
    return None, [Finding(code, field=key, value=text, details={**labels("label", match), **details})]


def labels(name: str, label: Label) -> dict[str, str]:
    """Return a label as a pair of details that is resolved in the reader's language."""
    return {f"{name}_zh": label.zh, f"{name}_en": label.en}
