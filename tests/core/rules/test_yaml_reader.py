"""YAML as the rules read it: exact decimals, texts that stay texts, lines, and every duplicate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.rules.yaml_reader import read_yaml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", Decimal("0.1")),
        ("0.10", Decimal("0.10")),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        (".5", Decimal("0.5")),
        ("-1.5e3", Decimal("-1500")),
        ("42", 42),
        ("-7", -7),
        ("007", 7),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("none", "none"),
        ("2016-11-14", "2016-11-14"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1.2.3", "1.2.3"),
        ("'0.1'", "0.1"),
        ('"true"', "true"),
        ('""', ""),
        ("|\n  1\n", "1\n"),
        ("新型平板显示", "新型平板显示"),
    ],
)
def test_scalars(text: str, expected: Any) -> None:
    data = read_yaml(f"key: {text}").data
    assert data == {"key": expected}
    assert type(data["key"]) is type(expected)


def test_decimals_keep_their_places() -> None:
    assert str(read_yaml("0.10").data) == "0.10"


@given(some.decimals(allow_nan=False, allow_infinity=False, places=20))
def test_any_decimal_is_read_exactly(number: Decimal) -> None:
    assert read_yaml(f"[{number:f}]").data == [number]


def test_keys_are_always_texts() -> None:
    assert read_yaml("{yes: 1, 2: 2, 0.5: 3, null: 4}").data == {"yes": 1, "2": 2, "0.5": 3, "null": 4}


def test_every_duplicate_is_told_with_both_lines() -> None:
    file = read_yaml("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 4\na: 5\n")
    told = [
        (mistake.code, mistake.line, mistake.details["key"], mistake.details["first"])
        for mistake in file.mistakes
    ]
    assert told == [
        ("duplicate_key", 5, "c", "3"),
        ("duplicate_key", 6, "a", "1"),
        ("duplicate_key", 7, "a", "1"),
    ]
    assert file.data == {"a": 1, "b": {"c": 1, "d": 2}}


def test_the_same_key_in_two_mappings_is_no_duplicate() -> None:
    assert not read_yaml("a: {x: 1}\nb: {x: 1}").mistakes


def test_lines_of_keys_and_items() -> None:
    file = read_yaml("# remark\na:\n  - 1\n  - b: 2\n\n    c: {d: 3,\n      e: 4}\n")
    paths = [("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("a", 1, "c"), ("a", 1, "c", "d"), ("a", 1, "c", "e")]
    assert [file.line_of(path) for path in paths] == [2, 3, 4, 4, 6, 6, 7]


def test_a_place_that_is_not_there_has_the_line_of_the_nearest_above() -> None:
    file = read_yaml("\na:\n  b: 1\n")
    assert file.line_of(("a", "b", "c", 0)) == 3
    assert file.line_of(("a", "z")) == 2
    assert file.line_of(("z",)) == 2
    assert file.line_of(()) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1", 2),
        ("a: 1\n\tb: 2", 2),
        ("a: b: c", 1),
        ("--- 1\n--- 2\n", 2),
        ("a: *nobody", 1),
        ("a: \x01", 1),
    ],
)
def test_bad_syntax_is_a_mistake_with_a_line(text: str, line: int) -> None:
    [mistake] = read_yaml(text).mistakes
    assert (mistake.code, mistake.line) in {("yaml_syntax", line), ("yaml_syntax", line + 1)}


def test_a_recursive_alias_is_a_mistake() -> None:
    assert [mistake.code for mistake in read_yaml("a: &a [*a]").mistakes] == ["yaml_syntax"]


def test_an_alias_is_a_mistake_for_ten_lines_of_them_stand_for_millions() -> None:
    [mistake] = read_yaml("a: &it [1, 2]\nb: *it").mistakes
    assert (mistake.code, mistake.line) == ("yaml_syntax", 1)


@pytest.mark.parametrize("text", ["1e999999999", "-1E31", "1e-31"])
def test_a_number_that_exact_arithmetic_could_not_hold_is_a_mistake(text: str) -> None:
    assert [mistake.code for mistake in read_yaml(f"a: {text}").mistakes] == ["yaml_syntax"]


def test_an_empty_file_has_no_data() -> None:
    assert read_yaml("").data is None
    assert read_yaml("# remark\n").data is None


def test_deep_nesting_is_a_mistake() -> None:
    assert read_yaml("[" * 3000).mistakes[0].code == "yaml_syntax"


def test_a_number_with_too_many_digits_is_a_mistake() -> None:
    assert read_yaml("9" * 5000).mistakes[0].code == "yaml_syntax"
