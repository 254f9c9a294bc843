from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.findings import KINDS, Severity
from cultivation.intake.formats.book import Cell
from cultivation.intake.values.cells import Reading, ValueReader, read_text

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
        "很多",
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


@pytest.mark.parametrize("value", ["2009", "2009-02-30", "2009-13-01", "5/5/2009", 19999, 60001, "昨天"])
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


# What people write, and what it is by hand: field, text, value as an exact text, code of the finding.
PEOPLE_WRITE: list[tuple[str, Any, str | None, str]] = [
    ("revenue", "１，２３４．５", "1234.5", ""),
    ("revenue", "1,234.5万元", "1234.5", ""),
    ("revenue", "0.35亿元", "3500", ""),
    ("revenue", "人民币1200万元", "1200", ""),
    ("revenue", "1200万元人民币", "1200", ""),
    ("revenue", "1200（万元）", "1200", ""),
    ("revenue", "1 234.5", "1234.5", ""),
    ("revenue", "12\u00a0345", "12345", ""),
    ("revenue", "1, 234", "1234", ""),
    ("revenue", "1'234'567", "1234567", ""),
    ("revenue", "12 34", None, "not_a_number"),
    ("revenue", "1,2345", None, "not_a_number"),
    ("revenue", "1.234,5", None, "not_a_number"),
    ("revenue", "(12.5)", None, "below_minimum"),
    ("revenue", "（12.5）万元", None, "below_minimum"),
    ("revenue", "约1200", None, "approximate_figure"),
    ("revenue", "1200左右", None, "approximate_figure"),
    ("revenue", ">100", None, "approximate_figure"),
    ("revenue", "＞１００", None, "approximate_figure"),
    ("revenue", "100-200", None, "approximate_figure"),
    ("revenue", "100～200万元", None, "approximate_figure"),
    ("revenue", "1200余万元", None, "approximate_figure"),
    ("revenue", "100万元以上", None, "approximate_figure"),
    ("revenue", "不低于500", None, "approximate_figure"),
    ("revenue", "近3000万元", None, "approximate_figure"),
    ("revenue", "100+", None, "approximate_figure"),
    ("revenue", "100人", None, "not_a_number"),
    ("revenue", "约100人", None, "not_a_number"),
    ("revenue", "约", None, "not_a_number"),
    ("revenue", "100万美元", None, "foreign_currency"),
    ("revenue", "USD 100", None, "foreign_currency"),
    ("revenue", "200港元", None, "foreign_currency"),
    ("revenue", "$100", None, "foreign_currency"),
    ("revenue", "无", None, "value_missing"),
    ("revenue", "待定", None, "value_pending"),
    ("revenue", "N/A", None, "value_pending"),
    ("revenue", "#DIV/0!", None, "error_value"),
    ("revenue", "#n/a", None, "error_value"),
    ("revenue", "Err:502", None, "error_value"),
    ("revenue", "\u200b12", "12", "characters_removed"),
    ("revenue", "12\ufeff", "12", "characters_removed"),
    ("revenue", "9" * 2001, None, "text_too_long"),
    ("revenue_previous", "无", None, ""),
    ("revenue_previous", "未统计", None, ""),
    ("revenue_previous", "tbd", None, ""),
    ("patents", "无", "0", "blank_as_zero"),
    ("patents", "没有", "0", "blank_as_zero"),
    ("patents", "None", "0", "blank_as_zero"),
    ("patents", "待定", None, "value_pending"),
    ("patents", "暂无", None, "value_pending"),
    ("patents", "不详", None, "value_pending"),
    ("patents", "Ｎ／Ａ", None, "value_pending"),
    ("patents", "3件", "3", ""),
    ("rd_share", "12.3%", "0.123", ""),
    ("rd_share", "12.3", "0.123", ""),
    ("rd_share", "0.5%", "0.005", ""),
    ("rd_share", "0.5", "0.005", "percent_or_ratio"),
    ("rd_share", 0.042, "0.00042", "percent_or_ratio"),
    ("rd_share", 1, "0.01", "percent_or_ratio"),
    ("rd_share", 1.01, "0.0101", ""),
    ("rd_share", 0, "0", ""),
    ("established_on", "2015.3.1", "2015-03-01", ""),
    ("established_on", "2015/3/1", "2015-03-01", ""),
    ("established_on", "２０１５－３－１", "2015-03-01", ""),
    ("established_on", "2015年3月1号", "2015-03-01", ""),
    ("established_on", "20150301", "2015-03-01", ""),
    ("established_on", "二〇一五年三月一日", "2015-03-01", ""),
    ("established_on", "二○一五年十二月三十一日", "2015-12-31", ""),
    ("established_on", "二零一零年十月二十日", "2010-10-20", ""),
    ("established_on", "二〇一五年三月", "2015-03-01", "day_missing"),
    ("established_on", "2015年3月", "2015-03-01", "day_missing"),
    ("established_on", "2015-03", "2015-03-01", "day_missing"),
    ("established_on", "2015.10", "2015-10-01", "day_missing"),
    ("established_on", "201510", "2015-10-01", "day_missing"),
    ("established_on", 201510, "2015-10-01", "day_missing"),
    ("established_on", "201513", None, "not_a_date"),
    ("established_on", 2015.1, None, "not_a_date"),
    ("established_on", "2015.13", None, "not_a_date"),
    ("established_on", 42064, "2015-03-01", "date_from_serial"),
    ("established_on", 42064.75, "2015-03-01", "date_from_serial"),
    ("established_on", "42064", "2015-03-01", "date_from_serial"),
    ("established_on", date(1899, 12, 31), None, "not_a_date"),
    ("established_on", "1899-12-31", None, "not_a_date"),
    ("established_on", "2101-01-01", None, "not_a_date"),
    ("established_on", "待定", None, "value_pending"),
    ("key_project", "是的", "yes", ""),
    ("key_project", "已", "yes", ""),
    ("key_project", "未", "no", ""),
    ("key_project", "没有", "no", ""),
    ("key_project", "待定", None, "value_pending"),
    ("level", "无", "none", ""),
    ("level", "待定", None, "value_pending"),
    ("zone", "待定", None, "value_pending"),
    ("enterprise_name", "=SUM(A1)", "=SUM(A1)", ""),
    ("enterprise_name", "甲\u00a0乙", "甲乙", ""),
    ("enterprise_name", "甲\u200b乙\x07", "甲乙", "characters_removed"),
    ("enterprise_name", "#REF!", None, "error_value"),
    ("enterprise_name", "x" * 2000, "x" * 2000, ""),
    ("enterprise_name", "x" * 2001, None, "text_too_long"),
    ("credit_code", f"{CODES[0][:9]} {CODES[0][9:]}", CODES[0], ""),
    ("credit_code", f"\ufeff{CODES[0]}", CODES[0], "characters_removed"),
    ("credit_code", CODES[0].replace("0", "O", 1), None, "letter_for_digit"),
]


@pytest.mark.parametrize(("key", "value", "expected", "code"), PEOPLE_WRITE)
def test_what_people_write(small: RuleSet, key: str, value: Any, expected: str | None, code: str) -> None:
    power = -2 if key == "rd_share" else 0
    reading = ValueReader(small, key).read(Cell(1, 1, value), power, unit_given=False)
    error = bool(code) and KINDS[code].severity is Severity.ERROR
    assert (None if error else exact_text(reading.value), problem(reading)) == (expected, code)


def test_days_are_counted_from_the_epoch_of_the_book(small: RuleSet) -> None:
    reading = ValueReader(small, "established_on", epoch_1904=True).read(Cell(1, 1, 40602))
    assert (reading.value, reading.problem and reading.problem.details) == (
        date(2015, 3, 1),
        {"date": "2015-03-01"},
    )
