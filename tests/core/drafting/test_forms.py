"""The words of a standard become a value function: what each form comes to was worked out by reading it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from cultivation.core.drafting.drafted import Drafted
from cultivation.core.drafting.forms import draft
from cultivation.core.drafting.table import ScoringItem
from cultivation.core.drafting.yaml_text import flow
from cultivation.core.rules.value_functions import Goalposts

COMPUTED = [
    ("占比", 10, "≥5%得10分，3%-5%得6分，3%以下不得分", "<3:0 >=3:6 >=5:10"),
    ("占比", 10, "大于等于5%得10分；3%（含）至5%得6分；低于3%不得分", "<3:0 >=3:6 >=5:10"),
    ("占比", 10, "A.5%以上（10分）B.3%—5%（含）（6分）C.3%以下（0分）", "<3:0 >=3:6 >5:10"),
    ("占比", 10, "1. 5%及以上，得10分；2. 3%及以上不足5%的，得6分；3. 不足3%的，不得分", "<3:0 >=3:6 >=5:10"),
    ("占比", 10, "55%以下得10分，55%-75%得5分，75%以上不得分", "<=55:10 <=75:5 else:0"),
    ("增长率", 5, "≥10得5分，5-10得3分，其他不得分", "<5:0 >=5:3 >=10:5"),
    ("增长率(%)", 10, "≥10得3分；≥25得5分；≥50得10分", "<10:0 >=10:3 >=25:5 >=50:10"),
    ("占比", 3, "每增加1个百分点加1分", "<1:0 >=1:1 >=2:2 >=3:3"),
    ("占比", 7, "达到3%得5分，每增加1个百分点加1分，最高7分", "<3:0 >=3:5 >=4:6 >=5:7"),
]


def banded(found: Drafted) -> str:
    """Write bands as <3:0 >=3:6, in per cent where the values are ratios."""
    parts = []
    bands = found.function["bands"]
    assert isinstance(bands, list)
    signs = {"from": ">=", "above": ">"} if "below" in str(bands[0]) or "from" in str(bands[1]) else {}
    for band in bands:
        assert isinstance(band, dict)
        ends = signs or {"below": "<", "up_to": "<="}
        if band is bands[0] and signs:
            ends = {"below": "<", "up_to": "<="}
        key = next((each for each in ends if each in band), "")
        value = band.get(key)
        shown = f"{value * 100:f}" if isinstance(value, Decimal) else ""
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        parts.append(f"{ends[key]}{shown}:{band['points']}" if key else f"else:{band['points']}")
    return " ".join(parts)


def drafted(label: str, maximum: int, words: str) -> Drafted:
    return draft(ScoringItem(label, Decimal(maximum), words, "D5"))


@pytest.mark.parametrize(("label", "maximum", "words", "bands"), COMPUTED)
def test_words_become_bands(label: str, maximum: int, words: str, bands: str) -> None:
    found = drafted(label, maximum, words)
    assert (found.kind, found.unit, found.function["method"]) == ("number", "%", "bands")
    assert banded(found) == bands


@pytest.mark.parametrize(
    ("words", "maximum", "kind", "unit", "function"),
    [
        ("每项得2分，最高10分", 10, "integer", "项", "{method: count, each: 2, at_most: 10}"),
        ("每拥有1件得0.5分，累计不超过5分", 5, "integer", "件", "{method: count, each: 0.5, at_most: 5}"),
        ("是得5分，否不得分", 5, "yes_no", "", '{method: choice, options: {"yes": 5, "no": 0}}'),
        (
            "通过ISO9001认证的得5分，否则不得分",
            5,
            "yes_no",
            "",
            '{method: choice, options: {"yes": 5, "no": 0}}',
        ),
        (
            "国家级得10分，省级得6分，市级得3分，其他不得分",
            10,
            "choice",
            "",
            "{method: choice, options: {national: 10, provincial: 6, city: 3, other: 0}}",
        ),
        (
            "国家级每项得5分，省级每项得3分，最高20分",
            20,
            "counts",
            "",
            "{method: count, each: 1, at_most: 20}",
        ),
        (
            "1项得3分，2项得6分，3项以上得10分，无不得分",
            10,
            "integer",
            "项",
            "{method: bands, bands: [{below: 1, points: 0}, {from: 1, below: 2, points: 3}, "
            "{from: 2, below: 3, points: 6}, {from: 3, points: 10}]}",
        ),
        (
            "1亿元以上得10分，5000万元（含）-1亿元得6分，5000万元以下不得分",
            10,
            "number",
            "万元",
            "{method: bands, bands: [{below: 5000, points: 0}, {from: 5000, below: 10000, points: 6}, "
            "{from: 10000, points: 10}]}",
        ),
        (
            "每发生1起扣2分，扣完为止",
            4,
            "integer",
            "起",
            "{method: bands, bands: [{below: 1, points: 4}, {from: 1, below: 2, points: 2}, "
            "{from: 2, points: 0}]}",
        ),
    ],
)
def test_words_become_other_functions(words: str, maximum: int, kind: str, unit: str, function: str) -> None:
    found = drafted("项目", maximum, words)
    assert (found.kind, found.unit, flow(found.function)) == (kind, unit, function)


@pytest.mark.parametrize(
    ("words", "code", "details"),
    [
        ("", "no_words", {}),
        ("由专家根据转化数量和质量评价", "no_points", {}),
        ("≤6分", "no_points", {}),
        ("高（7-8分），较高（5-6分），无（0分）", "judged_ranges", {}),
        ("≤50%得满分，50%-100%按比例得分，最高10分", "in_proportion", {}),
        ("10%以上得10分，3%-5%得6分，3%以下不得分", "bands_gap", {"low": "5%", "high": "10%"}),
        ("4%以上得10分，3%-5%得6分，3%以下不得分", "bands_overlap", {"low": "5%", "high": "4%"}),
        ("大于5%得10分，小于5%不得分", "edge_nowhere", {"value": "5%"}),
        ("≥5%得10分，≤5%得6分", "edge_twice", {"value": "5%"}),
        ("3%-5%得10分，3%以下不得分", "open_above", {"value": "5%"}),
        ("≥5%得8分，5%以下不得分", "points_do_not_fit", {"best": "8", "maximum": "10"}),
        ("营业收入超过10亿元且增速不低于10%得10分，其他得5分", "not_computable", {}),
        ("<40个不得分；达到50个得5分，每增加1个加1分", "several_values", {}),
        ("1.5%以上得10分；2.3%-5%得6分；3.3%以下不得分", "numbering", {}),
        ("5%以上得10分，3项以上得6分，其他不得分", "several_units", {"units": "%, 项"}),
    ],
)
def test_what_cannot_be_computed_is_judged_and_says_why(
    words: str, code: str, details: dict[str, str]
) -> None:
    found = drafted("项目", 10, words)
    assert (found.kind, found.function["method"]) == ("mark", "judged")
    assert [(each.code, dict(each.details)) for each in found.remarks] == [(code, details)]


def test_points_that_are_taken_must_be_those_of_the_table() -> None:
    assert (
        flow(drafted("亏损", -5, "亏损的扣5分").function) == '{method: choice, options: {"yes": -5, "no": 0}}'
    )
    found = drafted("亏损", -5, "亏损的扣3分")
    assert flow(found.function) == "{method: judged, between: [-5, 0]}"
    assert [dict(each.details) for each in found.remarks] == [{"best": "-3", "maximum": "-5"}]


@pytest.mark.parametrize(
    ("label", "words", "codes"),
    [
        ("占比", "≥5%得10分，3%-5%得6分，3%以下不得分", ["edge_open"]),
        ("占比", "≥5%得10分，3%（含）-5%得6分，3%以下不得分", []),
        ("占比", "≥5%得10分，≥3%得6分", ["below_open"]),
        ("占比", "≥5得10分，≥3得6分，其他不得分", ["percent_assumed"]),
        ("管理", "制度健全的得10分", ["others_unsaid"]),
        ("占比", "每增加1个百分点加1分", ["whole_steps", "base_assumed"]),
        ("专利", "每增加1项得2分", ["base_assumed"]),
        ("专利", "每项得2分", []),
        ("人才", "每10人得1分", ["whole_steps"]),
        ("知识产权", "每项得2分，最高10分，同一成果不重复计分", ["rest_unread"]),
        ("安全", "每起扣2分，扣完为止", []),
        ("知识产权", "Ⅰ类1项以上得10分，Ⅱ类1项以上得5分，无不得分", ["choice_with_figures"]),
    ],
)
def test_what_was_assumed_is_said(label: str, words: str, codes: list[str]) -> None:
    assert [each.code for each in drafted(label, 10, words).remarks] == codes


IN_PROPORTION = "{method: goalposts, points: [[0, 0], [0.05, 10]]}"


@pytest.mark.parametrize(
    ("words", "unit", "function"),
    [
        ("达到5%得10分，不足5%的按比例得分", "%", IN_PROPORTION),
        ("5%及以上得10分，低于5%按比例计分", "%", IN_PROPORTION),
        ("≥5%得满分，其余按比例折算", "%", IN_PROPORTION),
        ("达到1亿元得10分，不足的按比例得分", "万元", "{method: goalposts, points: [[0, 0], [10000, 10]]}"),
        ("达到10项得10分，每少1项扣1分，扣完为止", "项", "{method: goalposts, points: [[0, 0], [10, 10]]}"),
        ("20项以上得10分，每减少一项减1分", "项", "{method: goalposts, points: [[10, 0], [20, 10]]}"),
        ("达到2项得10分，每少1项扣3分", "项", "{method: goalposts, points: [[0, 4], [2, 10]]}"),
    ],
)
def test_points_in_proportion_are_computed_where_only_one_reading_is_possible(
    words: str, unit: str, function: str
) -> None:
    found = drafted("项目", 10, words)
    assert (found.kind, found.unit, flow(found.function)) == (
        "integer" if unit == "项" else "number",
        unit,
        function,
    )
    assert found.remarks == ()


@pytest.mark.parametrize(("whole", "each"), [(3, 4), (5, 2), (5, 3), (7, 1), (12, 3), (2, 10), (1, 11)])
def test_each_thing_that_is_missing_takes_as_much(whole: int, each: int) -> None:
    """Counted out one by one, down to nothing."""
    found = drafted("项目", 10, f"达到{whole}项得10分，每少1项扣{each}分，扣完为止")
    line = Goalposts(method="goalposts", points=found.function["points"])
    for number in range(whole + 3):
        assert line.points_of(Fraction(number)) == max(0, 10 - each * max(0, whole - number))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("达到5%得10分，每低1个百分点扣2分", "not_computable"),  # what does half a point take?
        ("超过10项得10分，每少1项扣1分", "not_computable"),  # is 10 one fewer, or the edge?
        ("达到5%得10分，不足3%的按比例得分", "in_proportion"),  # and between 3 % and 5 %?
        ("达到5%得8分，不足5%的按比例得分", "in_proportion"),  # 8 of 10: where are the others?
        ("2%-5%得10分，不足的按比例得分", "in_proportion"),  # a share of 2 % or of 5 %?
    ],
)
def test_where_more_readings_are_possible_a_person_gives_the_points(words: str, code: str) -> None:
    found = drafted("项目", 10, words)
    assert found.function["method"] == "judged"
    assert [each.code for each in found.remarks] == [code]


def test_a_bound_may_be_written_as_points_up_to_which_it_is_filled() -> None:
    found = drafted("项目", 5, "每拥有1项加1分，加满5分为止")
    assert flow(found.function) == "{method: count, each: 1, at_most: 5}" and found.remarks == ()
