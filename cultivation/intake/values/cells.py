"""One cell as a value of its field's type, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cultivation.canonical import exact_text
from cultivation.core.rules.deciding import deciding_fields, failed_by_unlisted
from cultivation.core.rules.model import FieldRule, FieldType, Label, RuleSet
from cultivation.core.scoring.application import Filed
from cultivation.findings import Finding, is_error
from cultivation.intake.formats.book import Cell
from cultivation.intake.values.choices import Choices
from cultivation.intake.values.dates import read_day, year_typed
from cultivation.intake.values.displayed import shown
from cultivation.intake.values.parsing import (
    ERROR,
    NO,
    NONE,
    PENDING,
    YES,
    code_meant,
    credit_code,
    figure,
    figure_in_text,
    has_invisible,
    is_approximate,
    is_blank,
    is_foreign_money,
    plain,
    raw_text,
    typed,
    without_inner_spaces,
)
from cultivation.intake.values.ticks import ticked
from cultivation.intake.values.units import own_power, power_between, shift

GUARD = re.compile(r"['’‘`]\s*([^'’‘`].*)", re.DOTALL)  # what keeps a text a text in Excel
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}", re.IGNORECASE)
LETTERS_FOR_DIGITS = str.maketrans("OoＯｏlI", "000011")
WITH_LETTERS = re.compile(r"[-+]?[0-9OolI,]*[0-9][0-9OolI,]*(?:\.[0-9OolI]+)?\s*\D{0,4}")
FIRST_INEXACT = 10**15
BOXES = (FieldType.YES_NO, FieldType.CHOICE)
DIGITS = {"unit_zh": "数字", "unit_en": "digits"}
WITH_UNIT = ("not_a_number", "foreign_currency", "number_shown_otherwise")
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
    """Reads the values of one field of a book; `epoch_1904` as in Book.

    `filled` is the value that a blank stands for, with its name, where the file can only be of one unit.
    """

    def __init__(
        self, rules: RuleSet, key: str, epoch_1904: bool = False, filled: tuple[str, str] | None = None
    ) -> None:
        self.rule: FieldRule = rules.fields[key]
        self.key = key
        self.is_code = self.rule.type is FieldType.IDENTIFIER and rules.identifier.kind == "uscc"
        self._epoch_1904 = epoch_1904
        self.filled = filled
        self._choices = (
            Choices(
                rules.choices[self.rule.choices],
                self.rule.unlisted,
                failed_by_unlisted(rules, key),
                rules.name.zh,
            )
            if self.rule.choices
            else None
        )
        self._is_name = key == rules.name_field
        self._decides = key in deciding_fields(rules)
        self._read: Callable[[Cell, int], Reading] = {
            FieldType.IDENTIFIER: self._code if self.is_code else self._free_identifier,
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
        field's own, a figure of at most 1 for a per cent may be a ratio. Where nothing depends on the field,
        what cannot be read is left blank, with a doubt.
        """
        reading = self._reading(cell, power, unit_given)
        if reading.problem is None or self._decides or not is_error(reading.problem.code):
            return reading
        missing = reading.problem.code in ("value_missing", "value_pending")
        return Reading(None, Problem("unscored_missing" if missing else "unscored_unreadable"))

    def _reading(self, cell: Cell | None, power: int, unit_given: bool) -> Reading:
        if cell is not None and cell.problem:
            return Reading(None, Problem(cell.problem))
        if is_blank(cell) or cell is None:
            return self._blank()
        if isinstance(cell.value, str) and (code := _unusable(raw_text(cell).strip())):
            return Reading(None, Problem(code))
        guarded = isinstance(cell.value, str) and self.rule.type is not FieldType.TEXT
        if guarded and (found := GUARD.fullmatch(cell.value.strip())):  # type: ignore[union-attr]
            cell = cell._replace(value=found[1])
        if self.rule.type in BOXES and isinstance(cell.value, str):
            cell = cell._replace(value=ticked(cell.value))
        reading = self._read(cell, power)
        if reading.problem is None and self._may_be_ratio(cell, reading.value, power):
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
            **(unit if problem.code in WITH_UNIT else {}),
        }
        value = raw_text(source)[:LONGEST_SHOWN]
        return Finding(problem.code, field=self.key, value=value, details=details, **place)

    def _blank(self) -> Reading:
        if self.filled is not None:
            value, unit = self.filled
            return Reading(value, Problem("unit_filled", {"unit": unit}))
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
        text = raw_text(cell)
        if SCIENTIFIC.fullmatch(plain(text)):
            return Reading(None, Problem("credit_code_as_number"))
        code, problem = credit_code(text)
        if problem and (meant := code_meant(text)):
            return Reading(None, Problem("letter_for_digit", {"meant": meant}))
        return Reading(code, Problem("credit_code_invalid", {"problem": problem}) if problem else None)

    def _free_identifier(self, cell: Cell, power: int) -> Reading:
        """Read an identifier of any form; a number has lost zeros before it, and digits beyond 15."""
        if SCIENTIFIC.fullmatch(plain(raw_text(cell))):
            return Reading(None, Problem("identifier_digits_lost"))
        if not isinstance(cell.value, int | float) or isinstance(cell.value, bool):
            return Reading(unicodedata.normalize("NFC", raw_text(cell).strip()))
        if abs(cell.value) >= FIRST_INEXACT:
            return Reading(None, Problem("identifier_digits_lost"))
        text = raw_text(cell)
        padded = shown(cell.shown, cell.value).padded if cell.shown else 0
        return Reading(text.zfill(padded)) if padded else Reading(text, Problem("identifier_as_number"))

    def _text(self, cell: Cell, power: int) -> Reading:
        text = unicodedata.normalize("NFC", raw_text(cell).strip())
        return Reading(without_inner_spaces(text) if self._is_name else text)

    def _number(self, cell: Cell, power: int) -> Reading:
        number = figure(cell, self.rule.unit, power)
        if number is not None and cell.shown and isinstance(cell.value, int | float):
            return self._number_as_shown(cell, number, power)
        if number is not None:
            return Reading(number, self._out_of_range(number))
        if meant := self._figure_meant(cell, power):
            return Reading(None, Problem("letter_for_digit", {"meant": meant}))
        return self._none_or_pending(cell) or Reading(None, Problem(self._no_number(cell)))

    def _figure_meant(self, cell: Cell, power: int) -> str:
        """Return the figure that is meant where letters stand for the digits 0 and 1, empty where none do."""
        text = plain(raw_text(cell))
        meant = text.translate(LETTERS_FOR_DIGITS)
        if meant == text or not WITH_LETTERS.fullmatch(text):
            return ""
        return "" if figure_in_text(meant, self.rule.unit, power) is None else meant

    def _number_as_shown(self, cell: Cell, number: Decimal, power: int) -> Reading:
        """Read a figure whose format shows another: what is seen counts, with a doubt that names both."""
        assert isinstance(cell.value, int | float)
        seen = shown(cell.shown, cell.value)
        words = plain(seen.before + seen.behind)
        unit = words.strip(" ¥+-()").rstrip(" ")
        given = power_between(unit, self.rule.unit) if unit else power
        taken = shift(typed(cell.value), seen.power + (power if given is None else given))
        wrong = self._out_of_range(taken)
        if seen.hidden:
            return Reading(number, self._out_of_range(number) or Problem("number_hidden"))
        if wrong or (taken == number and given is not None and not seen.sign_lost):
            return Reading(taken, wrong)
        details = {"shown": seen.text(typed(cell.value)), "taken": exact_text(self._as_unit(taken)) or ""}
        return Reading(taken, Problem("number_shown_otherwise", details))

    def _as_unit(self, number: Decimal) -> Decimal:
        """Return a number as it would be written in the field's unit: ratios as per cent."""
        return shift(number, -own_power(self.rule.unit))

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
        if found.doubt == "year_as_day":
            details = {"year": str(year_typed(found.day, self._epoch_1904))}
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
