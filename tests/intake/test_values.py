from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.intake.sheet import Cell
from cultivation.intake.values import Reading, ValueReader, read_text
from cultivation.rules.model import RuleSet

from .books import CODES


def read(rules: RuleSet, key: str, value: Any, power: int = 0, percent: bool = False) -> Reading:
    return ValueReader(rules, key).read(Cell(1, 1, value, percent), power)


def problem(reading: Reading) -> str:
    return reading.problem.code if reading.problem else ""


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        ("1,234.50", "1234.5"),
        ("１２３４．５", "1234.5"),
        ("１，２３４", "1234"),
        ("1,234.5万元", "1234.5"),
        ("0.35亿元", "3500"),
        ("20000元", "2"),
        ("¥ 15", "15"),
        (" 7 ", "7"),
    ],
)
def test_numbers(small: RuleSet, value: Any, number: str) -> None:
    reading = read(small, "revenue", value)
    assert (str(reading.value), reading.problem) == (number, None)


@pytest.mark.parametrize(
    "value",
    [
        "待定",
        "1.2.3",
        "1,23",
        "12人",
        "12%",
        "1e5",
        "12②",
        "٣",
        "9" * 60,
        True,
        float("inf"),
        date(2016, 1, 1),
    ],
)
def test_what_is_no_number(small: RuleSet, value: Any) -> None:
    assert problem(read(small, "revenue", value)) == "not_a_number"


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_number_is_the_same_however_it_is_written(small: RuleSet, number: Decimal) -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in f"{number:,}")
    for text in (f"{number}", f"{number:,}", full_width, f"{number}万元"):
        assert read(small, "revenue", text).value == number


@given(st.integers(0, 10**15 - 1), st.integers(0, 12))
def test_a_numeric_cell_is_exactly_what_was_typed(small: RuleSet, digits: int, places: int) -> None:
    """Office programs keep 15 digits; whatever of that length is typed comes back to the last one."""
    typed = Decimal(digits).scaleb(-places)
    value = read(small, "revenue", float(typed)).value
    assert value == typed


def test_the_noise_of_a_formula_is_no_part_of_a_figure(small: RuleSet) -> None:
    assert read(small, "revenue", 0.1 + 0.2).value == Decimal("0.3")


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_fail(small: RuleSet, text: str) -> None:
    for key in small.fields:
        read(small, key, text)


def test_per_cents(small: RuleSet) -> None:
    assert read(small, "rd_share", 4.2, power=-2).value == Decimal("0.042")
    assert read(small, "rd_share", 0.042, power=-2, percent=True).value == Decimal("0.042")
    assert read(small, "rd_share", "4.2%", power=-2).value == Decimal("0.042")
    assert read(small, "rd_share", "４.２％", power=0).value == Decimal("0.042")


def test_whole_numbers_and_limits(small: RuleSet) -> None:
    assert read(small, "staff", "120人").value == 120
    assert problem(read(small, "staff", 3.5)) == "not_whole"
    assert problem(read(small, "staff", 0)) == "below_minimum"
    assert problem(read(small, "rd_share", 101, power=-2)) == "above_maximum"


@pytest.mark.parametrize(
    "value",
    [
        date(2009, 5, 5),
        datetime(2009, 5, 5, 13, 30),
        "2009-05-05",
        "2009.5.5",
        "2009/5/5",
        "2009年5月5日",
        "２００９年５月５日",
        "20090505",
        20090505,
        "2009-05-05 00:00:00",
    ],
)
def test_dates(small: RuleSet, value: Any) -> None:
    assert read(small, "established_on", value).value == date(2009, 5, 5)


@pytest.mark.parametrize(
    "value", ["2009年5月", "2009", "2009-02-30", "2009-13-01", "5/5/2009", 39938, "昨天"]
)
def test_what_is_no_date(small: RuleSet, value: Any) -> None:
    assert problem(read(small, "established_on", value)) == "not_a_date"


@pytest.mark.parametrize("value", ["是", "有", "√", "Y", "yes", "TRUE", "true", 1, "1", True, " 是 ", "ｙ"])
def test_yes(small: RuleSet, value: Any) -> None:
    assert read(small, "key_project", value).value is True


@pytest.mark.parametrize("value", ["否", "无", "×", "N", "no", "False", 0, "0", False])
def test_no(small: RuleSet, value: Any) -> None:
    assert read(small, "key_project", value).value is False


@pytest.mark.parametrize("value", ["", "-", "/", "—", "——", "－", "  ", None])
def test_blanks_mean_what_the_rules_say(small: RuleSet, value: Any) -> None:
    expected = {
        "staff": (None, "value_missing"),
        "patents": (Decimal(0), "blank_as_zero"),
        "key_project": (False, "blank_as_no"),
        "revenue_previous": (None, ""),
    }
    for key, (meaning, code) in expected.items():
        cell = None if value is None else Cell(1, 1, value)
        reading = ValueReader(small, key).read(cell)
        assert (reading.value, problem(reading)) == (meaning, code)


@pytest.mark.parametrize("value", ["north", "North", "北区", "北 区", "北部", "（北区）"])
def test_choices(small: RuleSet, value: str) -> None:
    assert read(small, "zone", value) == ("north", None)


def test_choices_that_are_not_listed(small: RuleSet) -> None:
    reading = read(small, "zone", "西区")
    assert (reading.value, problem(reading)) == ("other", "choice_unlisted")
    reading = read(small, "level", "部级")
    assert (reading.value, problem(reading)) == (None, "not_a_choice")
    assert reading.problem
    assert reading.problem.details["allowed_zh"] == "国家级、无"


@pytest.mark.parametrize(
    "value", [CODES[0], CODES[0].lower(), f" {CODES[0]} ", "９１３２０５８３００１０００００３Ｇ"]
)
def test_credit_codes(small: RuleSet, value: str) -> None:
    assert read(small, "credit_code", value) == (CODES[0], None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CODES[0][:-1], "wrong_length"),
        (CODES[0][:-1] + "1", "wrong_check_digit"),
        ("9132058300100000OG", "wrong_character"),
        ("X1320583001000003G", "wrong_character"),
    ],
)
def test_credit_codes_that_are_wrong(small: RuleSet, value: str, expected: str) -> None:
    reading = read(small, "credit_code", value)
    assert reading.problem
    assert (reading.problem.code, reading.problem.details) == ("credit_code_invalid", {"problem": expected})


def test_other_identifiers_are_texts(panel: RuleSet) -> None:
    assert read(panel, "firm", 17).value == "17"
    assert read(panel, "firm", 17.0).value == "17"
    assert read(panel, "firm", " F017 ").value == "F017"


def test_a_value_that_a_person_types(kunshan: RuleSet) -> None:
    assert read_text("0.35亿元", "revenue", kunshan) == ("3500", [])
    assert read_text("是", "key_project", kunshan) == ("yes", [])
    assert read_text("强", "industry_match", kunshan) == ("strong", [])
    for text, key in (("待定", "revenue"), ("极强", "industry_match"), ("", "staff")):
        _, findings = read_text(text, key, kunshan)
        assert [finding.is_error for finding in findings] == [True]
        assert findings[0].field == key
