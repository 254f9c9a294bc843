"""The formula language: exact, three-valued, and nothing in it that could do harm."""

from __future__ import annotations

import itertools
import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.core.rules import formulas
from cultivation.core.rules.formulas import FormulaMistake, Kind, Name, Value, compile_formula, full_years

NAMES = {
    "x": Name(Kind.NUMBER),
    "y": Name(Kind.NUMBER),
    "blank": Name(Kind.NUMBER, may_be_undefined=True),
    "p": Name(Kind.TRUTH, may_be_undefined=True),
    "q": Name(Kind.TRUTH, may_be_undefined=True),
    "r": Name(Kind.TRUTH, may_be_undefined=True),
    "zone": Name(Kind.TEXT, False, frozenset({"north", "south"})),
    "remark": Name(Kind.TEXT),
    "begun": Name(Kind.DATE),
    "cutoff": Name(Kind.DATE),
}


def value_of(text: str, **values: Value) -> Value:
    result: Value = compile_formula(text, NAMES).evaluate(values)
    return result


def mistake_in(text: str) -> FormulaMistake:
    with pytest.raises(FormulaMistake) as caught:
        compile_formula(text, NAMES)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 == 0.3", True),
        ("1 / 3 * 3 == 1", True),
        ("4 / 100 == 0.04", True),
        (".5 + 5. == 5.5", True),
        ("0.1 * 3", Fraction(3, 10)),
        ("9007199254740993 - 9007199254740992", Fraction(1)),
        ("0.30000000000000000000000000001 > 0.3", True),
        ("-2 - -3", Fraction(1)),
        ("2 - 3 - 4", Fraction(-5)),
        ("12 / 3 / 2", Fraction(2)),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("min(3, 1, 2)", Fraction(1)),
        ("max(3, 0.5 + 3)", Fraction(7, 2)),
        ("abs(1 - 3)", Fraction(2)),
        ("  1 + 1\n", Fraction(2)),
        ("(1 +\n 1)", Fraction(2)),
        ("'营业收入' == '营业收入'", True),
        ("True and not False", True),
    ],
)
def test_values(text: str, expected: Value) -> None:
    assert value_of(text) == expected
    assert type(value_of(text)) is type(expected)


@pytest.mark.parametrize(
    "text", ["1 / 0", "x / 0", "0 / (x - x)", "1 / 0 > 5", "1 / 0 == 1 / 0", "min(1, 1 / 0)", "-(1 / 0)"]
)
def test_division_by_zero_is_undefined(text: str) -> None:
    assert value_of(text, x=Fraction(3)) is None
    assert compile_formula(text, NAMES).may_be_undefined


@pytest.mark.parametrize(
    "text",
    ["blank + 1", "blank == blank", "blank < 1", "blank != 1", "abs(blank)", "max(blank, 9)", "0 * blank"],
)
def test_what_is_made_from_undefined_is_undefined(text: str) -> None:
    assert value_of(text, blank=None) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("x / 4", False), ("x / y", True), ("x + blank", True), ("x > 1", False)]
)
def test_a_formula_knows_whether_it_may_be_undefined(text: str, expected: bool) -> None:
    assert compile_formula(text, NAMES).may_be_undefined is expected


def kleene_and(values: tuple[bool | None, ...]) -> bool | None:
    numbers = [0 if value is False else 2 if value is True else 1 for value in values]
    return {0: False, 1: None, 2: True}[min(numbers)]


def kleene_not(value: bool | None) -> bool | None:
    return None if value is None else value is False


@pytest.mark.parametrize("values", list(itertools.product([True, False, None], repeat=3)))
def test_logic_has_three_values(values: tuple[bool | None, bool | None, bool | None]) -> None:
    filed = dict(zip("pqr", values, strict=True))
    contrary = kleene_and(tuple(kleene_not(value) for value in values))
    assert value_of("p and q and r", **filed) is kleene_and(values)
    assert value_of("p or q or r", **filed) is kleene_not(contrary)
    assert value_of("not p", **filed) is kleene_not(values[0])
    assert value_of("not (p and q)", **filed) is value_of("not p or not q", **filed)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x.real", "formula_not_allowed"),
        ("x.__class__", "formula_not_allowed"),
        ("(1).__class__", "formula_not_allowed"),
        ("x[0]", "formula_not_allowed"),
        ("'abc'[0]", "formula_not_allowed"),
        ("lambda: 1", "formula_not_allowed"),
        ("(lambda: 1)()", "formula_not_allowed"),
        ("f'{x}'", "formula_not_allowed"),
        ("b'x'", "formula_not_allowed"),
        ("1j", "formula_not_allowed"),
        ("1_000", "formula_not_allowed"),
        ("0x10", "formula_not_allowed"),
        ("1e999999999", "formula_not_allowed"),
        ("0x10", "formula_not_allowed"),
        ("None", "formula_not_allowed"),
        ("...", "formula_not_allowed"),
        ("[1]", "formula_not_allowed"),
        ("(1, 2)", "formula_not_allowed"),
        ("{1: 2}", "formula_not_allowed"),
        ("[x for x in (1, 2)]", "formula_not_allowed"),
        ("x if p else y", "formula_not_allowed"),
        ("(z := 1)", "formula_not_allowed"),
        ("x ** 2", "formula_not_allowed"),
        ("x // 2", "formula_not_allowed"),
        ("x % 2", "formula_not_allowed"),
        ("x @ y", "formula_not_allowed"),
        ("x & 1", "formula_not_allowed"),
        ("~x", "formula_not_allowed"),
        ("+x", "formula_not_allowed"),
        ("x is y", "formula_not_allowed"),
        ("zone in ('north', 'south')", "formula_not_allowed"),
        ("min(*x, 1)", "formula_not_allowed"),
        ("min(x, y, key=x)", "formula_not_allowed"),
        ("x.min(1, 2)", "formula_not_allowed"),
        ("min(1, 2)(3)", "formula_not_allowed"),
        ("await x", "formula_not_allowed"),
        ("open('a')", "formula_unknown_function"),
        ("eval('1')", "formula_unknown_function"),
        ("__import__('os')", "formula_unknown_function"),
        ("round(x)", "formula_unknown_function"),
        ("__name__", "formula_unknown_name"),
        ("__builtins__", "formula_unknown_name"),
        ("min", "formula_unknown_name"),
        ("z + 1", "formula_unknown_name"),
        ("", "formula_syntax"),
        ("1 +", "formula_syntax"),
        ("x; y", "formula_syntax"),
        ("x = 1", "formula_syntax"),
        ("import os", "formula_syntax"),
        ("1\n+ 1", "formula_syntax"),
        ("x\x00", "formula_syntax"),
        ("营业收入 ＋ 1", "formula_syntax"),
        ("1 + 'a'", "formula_type"),
        ("1 + True", "formula_type"),
        ("-p", "formula_type"),
        ("not x", "formula_type"),
        ("x and p", "formula_type"),
        ("x == 'a'", "formula_type"),
        ("p == 1", "formula_type"),
        ("begun > 2016", "formula_type"),
        ("zone < 'north'", "formula_type"),
        ("p > q", "formula_type"),
        ("begun - cutoff", "formula_type"),
        ("min(x)", "formula_type"),
        ("min()", "formula_type"),
        ("abs(x, y)", "formula_type"),
        ("full_years(begun)", "formula_type"),
        ("full_years(x, cutoff)", "formula_type"),
        ("zone == 'east'", "formula_unknown_choice"),
        ("'east' != zone", "formula_unknown_choice"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    assert mistake_in(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1500 + "1" + ")" * 1500,
        "-" * 3000 + "1",
        "not " * 900 + "p",
        "not " * 200 + "p",
        "+".join(["1"] * 1900),
        "+".join(["x"] * 201),
        "abs(" * 500 + "1" + ")" * 500,
    ],
    ids=["brackets", "minus", "not", "not just", "sum", "sum just", "calls"],
)
def test_very_deep_nesting_is_refused(text: str) -> None:
    assert mistake_in(text).code == "formula_syntax"


def test_what_is_just_not_too_deep_has_a_value() -> None:
    assert value_of("+".join(["x"] * 200), x=Fraction(2)) == 400
    assert value_of("not " * 199 + "p", p=True) is False


@pytest.mark.parametrize(
    "text",
    [
        " and ".join(["p"] * 50_000),
        "(" * 50_000 + "p" + ")" * 50_000,
        "not " * 50_000 + "p",
        "p and" + " " * 4000 + "q",
    ],
    ids=["and", "brackets", "not", "blanks"],
)
def test_a_formula_that_is_too_long_is_refused_before_it_is_parsed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formulas.ast, "parse", None)
    mistake = mistake_in(text)
    assert mistake.code == "formula_too_long"
    assert mistake.details["size"] == f"{len(text):,}"
    assert len(mistake.details["formula"]) == 61


def test_a_formula_of_the_greatest_length_is_read() -> None:
    text = " and ".join(["p"] * 666).ljust(4000)
    assert value_of(text, p=True) is True
    assert mistake_in(text + " ").code == "formula_too_long"


def test_numbers_with_too_many_digits_are_refused() -> None:
    assert mistake_in("9" * 3900).code == "formula_not_allowed"
    assert mistake_in("0." + "9" * 3900).code == "formula_not_allowed"


def test_a_field_without_choices_takes_any_text() -> None:
    assert value_of("remark == 'anything'", remark="anything") is True


def test_the_unknown_choice_is_named_with_its_field() -> None:
    assert mistake_in("zone == 'east'").details["value"] == "east"
    assert mistake_in("zone == 'east'").details["allowed"] == "north, south"


def test_the_unknown_choice_names_the_field() -> None:
    assert mistake_in("x > 1 and zone == 'east'").details["name"] == "zone"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x + 1", Kind.NUMBER),
        ("x > 1", Kind.TRUTH),
        ("zone", Kind.TEXT),
        ("begun", Kind.DATE),
        ("p or q", Kind.TRUTH),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert compile_formula(text, NAMES).kind is kind


def test_a_formula_knows_the_names_that_it_uses() -> None:
    assert compile_formula("x / min(y, x) > 1 or p", NAMES).names == {"x", "y", "p"}


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2015, 12, 31), date(2016, 12, 31), 1),
        (date(2016, 1, 1), date(2016, 12, 31), 0),
        (date(2016, 2, 29), date(2017, 2, 28), 0),
        (date(2016, 2, 29), date(2017, 3, 1), 1),
        (date(2016, 5, 1), date(2016, 5, 1), 0),
        (date(2017, 1, 1), date(2016, 12, 31), -1),
        (date(1999, 6, 15), date(2016, 6, 14), 16),
    ],
)
def test_full_years(start: date, end: date, years: int) -> None:
    assert full_years(start, end) == years
    assert value_of("full_years(begun, cutoff)", begun=start, cutoff=end) == years


numbers = some.one_of(
    some.integers(0, 10**6).map(str), some.decimals(0, 1000, places=3).map(lambda number: format(number, "f"))
)
leaves = some.one_of(numbers, some.sampled_from(["x", "y"]))


def combined(parts: some.SearchStrategy[str]) -> some.SearchStrategy[str]:
    return some.one_of(
        some.tuples(parts, some.sampled_from([" + ", "-", "*", " / "]), parts).map("".join),
        some.tuples(parts, some.sampled_from(["+", "-", "*", "/"]), parts).map(
            lambda each: f"({''.join(each)})"
        ),
        parts.map(lambda part: f"-({part})"),
        some.tuples(parts, parts).map(lambda pair: f"max({pair[0]}, {pair[1]})"),
    )


@given(some.recursive(leaves, combined, max_leaves=12), some.fractions(-9, 9), some.fractions(-9, 9))
def test_arithmetic_is_that_of_fractions(text: str, x: Fraction, y: Fraction) -> None:
    ours = value_of(text, x=x, y=y)
    exact = re.sub(r"[0-9]+(\.[0-9]+)?", lambda number: f"F('{number[0]}')", text)
    try:
        theirs = eval(exact, {"F": Fraction, "max": max, "x": x, "y": y})
    except ZeroDivisionError:
        theirs = None
    assert ours == theirs


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("mean(1, 2, 6)", {}, Fraction(3)),
        ("floor(x / 2)", {"x": Fraction(7)}, Fraction(3)),
        ("floor(x)", {"x": Fraction(-1, 2)}, Fraction(-1)),
        ("round_half_up(x, 0.01)", {"x": Fraction(1005, 1000)}, Fraction(101, 100)),
        ("round_half_up(x, 0.01)", {"x": Fraction(-1005, 1000)}, Fraction(-1)),
        ("round_half_up(x, y)", {"x": Fraction(7), "y": Fraction(5)}, Fraction(5)),
        ("round_half_up(x, y)", {"x": Fraction(7), "y": Fraction(0)}, None),
        ("count(p, q, r)", {"p": True, "q": False, "r": True}, Fraction(2)),
        ("count(p, q)", {"p": True, "q": None}, None),
        ("days(begun, cutoff)", {"begun": date(2024, 2, 28), "cutoff": date(2024, 3, 1)}, Fraction(2)),
        ("when(x > 0, 1, 2)", {"x": Fraction(1)}, Fraction(1)),
        ("when(x > 0, 1, 2)", {"x": Fraction(0)}, Fraction(2)),
        ("when(x == 0, 0, y / x)", {"x": Fraction(0), "y": Fraction(1)}, Fraction(0)),
        ("when(blank > 0, 1, 2)", {"blank": None}, None),
        ("when(p, True, q)", {"p": False, "q": True}, True),
        ("when(x > 0, remark, zone)", {"x": Fraction(0), "remark": "a", "zone": "north"}, "north"),
        ("known(blank)", {"blank": None}, False),
        ("known(x / y)", {"x": Fraction(1), "y": Fraction(0)}, False),
        ("known(x)", {"x": Fraction(0)}, True),
        ("first_known(blank, x, 3)", {"blank": None, "x": Fraction(2)}, Fraction(2)),
        ("first_known(blank, 3)", {"blank": Fraction(0)}, Fraction(0)),
        ("first_known(blank, blank)", {"blank": None}, None),
    ],
)
def test_functions_for_standards(text: str, values: dict[str, Value], expected: Value) -> None:
    assert value_of(text, **values) == expected


@pytest.mark.parametrize(
    ("text", "undefined"),
    [
        ("first_known(blank, x)", False),
        ("first_known(blank, x / y)", True),
        ("when(x > 0, 1, 2)", False),
        ("when(blank > 0, 1, 2)", True),
        ("known(blank)", False),
        ("round_half_up(x, 0.01)", False),
        ("round_half_up(x, y)", True),
        ("round_half_up(x, 0)", True),
        ("count(p, q)", True),
        ("floor(x)", False),
    ],
)
def test_whether_a_function_may_be_undefined_is_known_beforehand(text: str, undefined: bool) -> None:
    assert compile_formula(text, NAMES).may_be_undefined is undefined


@pytest.mark.parametrize(
    "text",
    [
        "when(x, 1, 2)",
        "when(p, 1, remark)",
        "when(p, 1)",
        "known(x, y)",
        "known()",
        "first_known(x)",
        "first_known(x, remark)",
        "count(x)",
        "count(p)",
        "days(x, y)",
        "floor(x, y)",
        "round_half_up(x)",
    ],
)
def test_functions_with_the_wrong_parts_are_refused(text: str) -> None:
    assert mistake_in(text).code == "formula_type"


@pytest.mark.parametrize("text", ["mean(x)", "count()", "x > highest(x, within=zone)"])
def test_values_of_all_applicants_stand_in_indicators_alone(text: str) -> None:
    assert mistake_in(text).code == "formula_over_all"


@given(some.fractions(-100, 100), some.fractions(Fraction(1, 1000), 10))
def test_rounding_gives_the_nearest_multiple(value: Fraction, step: Fraction) -> None:
    found = value_of("round_half_up(x, y)", x=value, y=step)
    assert isinstance(found, Fraction)
    assert (found / step).denominator == 1
    assert -step / 2 < found - value <= step / 2
