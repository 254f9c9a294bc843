"""Slips that people make in formulas are answered with what they probably meant."""

from __future__ import annotations

import pytest

from cultivation.core.rules.doubts import doubts_of
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.rules.mistakes import Mistake
from cultivation.core.rules.slips import slips_in, suggestion

from .edits import EVERYTHING, PANEL

MEANINGS = {
    **{name: name for name in ("revenue", "staff", "rd_staff", "rd_ratio", "rd_expenditure", "industry")},
    **{"营业收入": "revenue", "职工总数": "staff", "研发人员": "rd_staff", "研发费用": "rd_expenditure"},
    "display": "'display'",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("revenue >= 2000 && staff > 1", "revenue >= 2000 and staff > 1"),
        ("revenue >= 2000 || !(staff > 1)", "revenue >= 2000 or not (staff > 1)"),
        ("revenue >= 2000 & staff > 1", "revenue >= 2000 and staff > 1"),
        ("revenue >= 2000 AND staff > 1", "revenue >= 2000 and staff > 1"),
        ("revenue >= 2000 且 staff > 1", "revenue >= 2000 and staff > 1"),
        ("rd_ratio >= 3%", "rd_ratio >= 0.03"),
        ("rd_ratio >= 2.5 %", "rd_ratio >= 0.025"),
        ("rd_ratio ≥ ３％", "rd_ratio >= 0.03"),
        ("staff = 0", "staff == 0"),
        ("staff <> 0", "staff != 0"),
        ("staff => 20", "staff >= 20"),
        ("revenue >= 20,000", "revenue >= 20000"),
        ("（rd_staff＋staff）÷ staff × 2", "(rd_staff+staff) / staff * 2"),
        ("研发人员 / 职工总数", "rd_staff / staff"),
        ("研发费用 ÷ 营业收入 ≥ 3%", "rd_expenditure / revenue >= 0.03"),
        ("rd_expendture / revenue", "rd_expenditure / revenue"),
        ("industry == display", "industry == 'display'"),
        ("industry = 'display'", "industry == 'display'"),
        ("IF(staff > 0, revenue, 0)", "when(staff > 0, revenue, 0)"),
        ("higest(revenue, within=industry)", "highest(revenue, within=industry)"),
        (
            "mean(revnue, within=industry, where=staff = 2)",
            "mean(revenue, within=industry, where=staff == 2)",
        ),
        ("rd_ratio > 3%and staff > 1", "rd_ratio > 0.03 and staff > 1"),
        ("营业收入不低于2000且职工总数小于5", "revenue >= 2000 and staff < 5"),
        ("营业收入 大于等于 2,000 或者 职工总数 不等于 0", "revenue >= 2000 or staff != 0"),
        ("industry == “display”", "industry == 'display'"),
        ("研发费用 / 收入", "rd_expenditure / revenue"),
        ("full_year(revenue, staff)", "full_years(revenue, staff)"),
        ('known(revenue) && industry == "a && b"', 'known(revenue) and industry == "a && b"'),
    ],
)
def test_what_was_probably_meant(written: str, meant: str) -> None:
    assert suggestion(written, MEANINGS) == meant


@pytest.mark.parametrize(
    "written", ["revenue / staff", "revenue +", "(revenue", "利润 / revenue", "revenue.x", "1_0"]
)
def test_nothing_is_guessed_where_nothing_fits(written: str) -> None:
    assert suggestion(written, MEANINGS) == ""


def mistakes(formula: str) -> list[Mistake]:
    assert "formula: patents / rd_expenditure" in PANEL
    return read_rules(PANEL.replace("formula: patents / rd_expenditure", f"formula: {formula}", 1).encode())[
        1
    ]


def test_a_formula_that_cannot_be_read_says_why_in_our_words() -> None:
    (mistake,) = mistakes("'(patents / rd'")
    assert mistake.sentence() == (
        "the formula '(patents / rd' cannot be read: a bracket is not closed, or there is one too many"
    )
    for formula in ("patents /", "patents rd", "patents / 3 4"):
        (mistake,) = mistakes(formula)
        assert "unknown>" not in mistake.sentence() and "syntax" not in mistake.sentence()


SLIPS = {
    "patents > 1 && sector": "write 'and' for '&&'; did you mean: patents > 1 and sector",
    "patents > 1 || sector": "write 'or' for '||'; did you mean: patents > 1 or sector",
    "patents = 3": "write '==' for '='; did you mean: patents == 3",
    "patents ≠ 3": "write '!=' for '≠'; did you mean: patents != 3",
    "patents * 3%": "write '0.03' for '3%'; did you mean: patents * 0.03",
    "patents * 3％": "write '0.03' for '3%'; did you mean: patents * 0.03",
    "（patents）": "write '(' for '（'; write ')' for '）'; did you mean: (patents)",
    "max(patents，3)": "write ',' for '，'; did you mean: max(patents,3)",
    "patents ＞ 3": "write '>' for '＞'; did you mean: patents > 3",
    "patents ≥ 3": "write '>=' for '≥'; did you mean: patents >= 3",
    "patents ≤ 3": "write '<=' for '≤'; did you mean: patents <= 3",
    "patents × 3": "write '*' for '×'; did you mean: patents * 3",
    "patents ÷ 3": "write '/' for '÷'; did you mean: patents / 3",
    "patents > 1 或 patents < 0": "write 'or' for '或'; did you mean: patents > 1 or patents < 0",
    "patents > 1 且 patents < 9": "write 'and' for '且'; did you mean: patents > 1 and patents < 9",
    "!known(patents)": "write 'not' for '!'; did you mean: not known(patents)",
    "patents + 1,000": "write '1000' for '1,000'; did you mean: patents + 1000",
    "sector == “chem”": "write straight quotation marks around a text: 'x'; did you mean: sector == 'chem'",
    "patents ** 2": "write powers (** and ^) as products: a * a",
    "patents ^ 2": "write powers (** and ^) as products: a * a",
    "patents % 2": "there is no remainder (%); write a share as a decimal, 3% as 0.03",
    "patents // 2": "write the whole part of a quotient (//) as floor(a / b)",
    "1 if patents > 2 else 0": "write 'a if p else b' as when(p, a, b)",
    "sector in ('chem', 'drugs')": "write one of several (in) as a == 'x' or a == 'y'",
    "patents > 2；": "a formula ends without a full stop or semicolon",
}


@pytest.mark.parametrize("written", SLIPS)
def test_each_sign_that_is_none_has_a_sentence_of_its_own(written: str) -> None:
    quoted = '"' + written.replace('"', '\\"') + '"'
    (mistake,) = [each for each in mistakes(quoted) if each.path[0] == "indicators"]
    said = mistake.sentence()
    assert said == f"the formula '{written}' cannot be read: {SLIPS[written]}"


def test_what_stands_in_quotes_or_in_a_label_is_no_slip() -> None:
    assert slips_in("known('a && b') and x == \"≥ 3%\"", {}) == []
    assert slips_in("大于等于 / 3", {"大于等于": "x"}) == []
    assert slips_in("超过部分 / 3", {"超过部分": "x"}) == []


def test_an_indicator_is_not_told_to_use_itself_or_one_below() -> None:
    (mistake,) = mistakes("patents_per_rd / rd_expenditure")
    assert "patents_per_rd" not in mistake.details.get("near", "")


def doubts(old: str, new: str) -> list[str]:
    text = PERCENT.replace(old, new, 1)
    rules, found = read_rules(text.encode())
    assert rules and not found, [each.sentence() for each in found]
    return [each.sentence() for each in doubts_of(rules, text.encode(), {})]


PERCENT = """
id: small
version: "1"
valid_from: 2016-01-01
name: {zh: 小, en: small}
sources: {office: {zh: 办法, en: measures}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
fields:
  code: {type: identifier, zh: 代码, en: code}
  name: {type: text, zh: 名称, en: name}
  revenue: {type: number, zh: 营业收入, en: revenue}
  before: {type: number, zh: 上年营业收入, en: revenue before}
indicators:
  growth: {formula: revenue / before - 1, unit: "%", zh: 增长率, en: growth}
gates:
  grows: {test: growth >= 0.05, zh: 增长, en: grows, source: {document: office}}
dimensions:
  only:
    zh: 全部
    en: all
    maximum: 10
    criteria:
      growth:
        {indicator: growth, maximum: 10, method: goalposts, points: [[0, 0], [0.3, 10]], when_undefined: zero,
         source: {document: office}}
ties: [{by: code, order: ascending}]
pool: {capacity: 5, enter_rank: 5, stay_rank: 5, reserve: 1}
"""


def test_percentages_in_per_cent_are_doubted_and_growth_above_one_hundred_per_cent_is_not() -> None:
    assert doubts("x", "x") == []
    assert doubts("[[0, 0], [0.3, 10]]", "[[0, 0], [0.3, 5], [1.5, 10]]") == []
    assert doubts("[[0, 0], [0.3, 10]]", "[[0, 0], [3, 5], [8, 10]]") == [
        "'growth' is a percentage, and 3 means 300%; for 3% write 0.03",
        "'growth' is a percentage, and 8 means 800%; for 8% write 0.08",
    ]
    assert doubts("growth >= 0.05", "growth >= 5") == [
        "'growth' is a percentage, and 5 means 500%; for 5% write 0.05"
    ]
    bands = "{below: 5, points: 0}, {from: 5, below: 20, points: 4}, {from: 20, points: 10}"
    bands = f"method: bands, bands: [{bands}]"
    assert len(doubts("method: goalposts, points: [[0, 0], [0.3, 10]]", bands)) == 2


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("{test: award,", "{test: growth >= 5,", ("pass", "direct", "awarded", "test")),
        ('{test: "full_years', '{test: "growth > 9 or full_years', ("vetoes", "accident", "test")),
        ("    test: rd_to_sales", "    test: growth > 9 or rd_to_sales", ("gates", "enough_rd", "test")),
    ],
)
def test_a_doubt_is_told_where_the_condition_stands(old: str, new: str, path: tuple[str, ...]) -> None:
    assert old in EVERYTHING
    text = EVERYTHING.replace(old, new, 1)
    [doubt] = doubts_of(load_rules(text.encode(), "x.yaml").rules, text.encode(), {})
    assert (doubt.path, doubt.line) == (path, text[: text.index(new)].count("\n") + 1)
