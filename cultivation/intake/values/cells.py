"""One cell as a value of its field's type, or what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cultivation.canonical import exact_text
from cultivation.core.rules.model import FieldRule, FieldType, Label, RuleSet
from cultivation.core.scoring.application import Filed
from cultivation.findings import Finding
from cultivation.intake.formats.book import Cell
from cultivation.intake.values.choices import Choices
from cultivation.intake.values.dates import read_day
from cultivation.intake.values.parsing import (
    ERROR,
    NONE,
    PENDING,
    credit_code,
    figure,
    has_invisible,
    is_approximate,
    is_blank,
    is_foreign_money,
    plain,
    raw_text,
)
from cultivation.intake.values.units import own_power

YES = frozenset(["是", "是的", "有", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "1"])
NO = frozenset(["否", "不是", "无", "没有", "没", "未", "×", "✗", "✘", "n", "no", "none", "false", "0"])
DIGITS = {"unit_zh": "数字", "unit_en": "digits"}
LONGEST_SHOWN = 120
LONGEST_TEXT = 2_000


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
    """Reads the values of one field of a book; `epoch_1904` as in Book."""

    def __init__(self, rules: RuleSet, key: str, epoch_1904: bool = False) -> None:
        self.rule: FieldRule = rules.fields[key]
        self.key = key
        self.is_code = self.rule.type is FieldType.IDENTIFIER and rules.identifier.kind == "uscc"
        self._epoch_1904 = epoch_1904
        self._choices = (
            Choices(rules.choices[self.rule.choices], self.rule.unlisted) if self.rule.choices else None
        )
        self._read: Callable[[Cell, int], Reading] = {
            FieldType.IDENTIFIER: self._code if self.is_code else self._text,
            FieldType.TEXT: self._text,
            FieldType.NUMBER: self._number,
            FieldType.INTEGER: self._integer,
            FieldType.DATE: self._date,
            FieldType.YES_NO: self._yes_no,
            FieldType.CHOICE: self._choice,
        }[self.rule.type]

    def read(self, cell: Cell | None, power: int = 0, unit_given: bool = True) -> Reading:
        """Read a cell whose figures are to be multiplied by ten to the `power`.

        `unit_given` tells that the power is that of a unit which the sheet names; where it is the
        field's own, a figure of at most 1 for a per cent may be a ratio.
        """
        if cell is not None and cell.problem:
            return Reading(None, Problem(cell.problem))
        if is_blank(cell) or cell is None:
            return self._blank()
        if isinstance(cell.value, str) and (code := _unusable(raw_text(cell).strip())):
            return Reading(None, Problem(code))
        reading = self._read(cell, power)
        if reading.problem is None and not unit_given and self._may_be_ratio(cell, reading.value, power):
            return Reading(reading.value, Problem("percent_or_ratio"))
        if reading.problem is None and has_invisible(cell.value):
            return Reading(reading.value, Problem("characters_removed"))
        return reading

    def finding(self, problem: Problem, source: Cell | None, **place: str) -> Finding:
        """Return the finding for a problem with a cell."""
        unit = {"unit": self.rule.unit} if self.rule.unit else DIGITS
        details = {
            **labels("label", self.rule),
            **problem.details,
            **(unit if problem.code in ("not_a_number", "foreign_currency") else {}),
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

    def _may_be_ratio(self, cell: Cell, value: Filed, power: int) -> bool:
        """Tell whether a plain figure for a per cent would be no less likely as a ratio."""
        if self.rule.unit != "%" or cell.percent or power != own_power("%") or not isinstance(value, Decimal):
            return False
        return 0 < abs(value) <= Decimal("0.01") and "%" not in plain(raw_text(cell))

    def _none_or_pending(self, cell: Cell) -> Reading | None:
        """Return what it means where words say that there is nothing, or nothing yet; else None."""
        word = plain(raw_text(cell)).casefold()
        if word in NONE:
            return self._blank()
        if word not in PENDING:
            return None
        return self._blank() if self.rule.blank == "unknown" else Reading(None, Problem("value_pending"))

    def _code(self, cell: Cell, power: int) -> Reading:
        if isinstance(cell.value, int | float):
            return Reading(None, Problem("credit_code_as_number"))
        code, problem = credit_code(raw_text(cell))
        return Reading(code, Problem("credit_code_invalid", {"problem": problem}) if problem else None)

    def _text(self, cell: Cell, power: int) -> Reading:
        return Reading(unicodedata.normalize("NFC", raw_text(cell).strip()))

    def _number(self, cell: Cell, power: int) -> Reading:
        number = figure(cell, self.rule.unit, power)
        if number is not None:
            return Reading(number, self._out_of_range(number))
        return self._none_or_pending(cell) or Reading(None, Problem(self._no_number(cell)))

    def _no_number(self, cell: Cell) -> str:
        """Return the code that says best why a cell holds no exact number."""
        text = plain(raw_text(cell)) if isinstance(cell.value, str) else ""
        if is_foreign_money(text, self.rule.unit):
            return "foreign_currency"
        return "approximate_figure" if text and is_approximate(text, self.rule.unit) else "not_a_number"

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
        found = read_day(cell, self._epoch_1904)
        if found is None:
            return self._none_or_pending(cell) or Reading(None, Problem("not_a_date"))
        details = {"date": found.day.isoformat()}
        return Reading(found.day, Problem(found.doubt, details) if found.doubt else None)

    def _yes_no(self, cell: Cell, power: int) -> Reading:
        word = plain(raw_text(cell)).casefold()
        if word in YES or word in NO:
            return Reading(word in YES)
        return self._none_or_pending(cell) or Reading(None, Problem("not_yes_or_no"))

    def _choice(self, cell: Cell, power: int) -> Reading:
        assert self._choices is not None  # the rules are checked: a choice has its choices
        choice, problem = self._choices.read(raw_text(cell))
        if problem is None:
            return Reading(choice)
        pending = self._none_or_pending(cell) if plain(raw_text(cell)).casefold() in PENDING else None
        return pending or Reading(choice, Problem(*problem))


def filed_text(cell: Cell | None, value: Filed) -> str:
    """Return the text of a cell as it was filed where it says something else than its value."""
    text = "" if is_blank(cell) else raw_text(cell)
    return "" if text == exact_text(value) else text


def _unusable(text: str) -> str:
    """Return the code of what is wrong with a text whatever its field, empty where nothing is."""
    if len(text) > LONGEST_TEXT:
        return "text_too_long"
    return "error_value" if ERROR.fullmatch(text) else ""


def read_text(text: str, key: str, rules: RuleSet) -> tuple[str | None, list[Finding]]:
    """Read a value that a person typed for a field or text match; return its exact text and the findings."""
    cell = Cell(0, 0, text)
    if key in rules.text_matches:
        return _read_level(text, key, rules)
    reader = ValueReader(rules, key)
    reading = reader.read(cell, own_power(reader.rule.unit), unit_given=False)
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
