"""Classes by shares of places, totals and conditions; shared and dense places. By hand and brute force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation import language
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, read_score_table, score_table
from cultivation.core.wording.rule_changes import differences
from cultivation.core.wording.rule_page import markdown, rule_page
from cultivation.core.wording.why import remarks

TEXT = """
id: classes
version: "1"
valid_from: 2020-01-01
name: {zh: 分类, en: Classes}
sources: {d: {zh: 示例, en: example}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 1
fields:
  code: {type: identifier, zh: 编号, en: Code}
  name: {type: text, zh: 名称, en: Name}
  sales: {type: number, zh: 销售, en: Sales}
  order: {type: number, zh: 次序, en: Order}
  apart: {type: yes_no, blank: "no", zh: 不参评, en: Set apart}
dimensions:
  d:
    zh: 组
    en: group
    maximum: 100
    criteria:
      sales: {indicator: sales, maximum: 100, method: count, each: 1, at_most: 100, source: {document: d}}
ties: [{by: order, order: ascending}, {by: code, order: ascending}]
places: shared
classes:
  source: {document: d}
  ties: better
  whole: down
  classes:
    t: {test: apart, zh: T类, en: class T}
    a: {up_to: 0.20, zh: A类, en: class A}
    b: {up_to: 0.60, zh: B类, en: class B}
    c: {up_to: 0.95, zh: C类, en: class C}
    d: {zh: D类, en: class D}
"""
Row = tuple[int, int, bool]  # sales, order, set apart


def rules_with(*edits: tuple[str, str]) -> RuleSet:
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return load_rules(text.encode(), "classes.yaml").rules


RULES = rules_with()


def table_of(rows: Sequence[Row], rules: RuleSet = RULES) -> ScoreTable:
    filed = [
        Application(
            f"F{number:02}",
            "",
            {
                "code": FiledValue(f"F{number:02}"),
                "sales": FiledValue(Decimal(sales)),
                "order": FiledValue(Decimal(order)),
                "apart": FiledValue(apart),
            },
        )
        for number, (sales, order, apart) in enumerate(rows)
    ]
    assessments = assess_all(filed, rules, date(2025, 12, 31))
    return score_table(rank(assessments, rules), rules, 2025, "", "2025-12-31")


def classes(rows: Sequence[Row], rules: RuleSet = RULES) -> str:
    found = {line.id: line.score_class for line in table_of(rows, rules).lines}
    return "".join(found[key] for key in sorted(found))


def falling(number: int) -> list[Row]:
    return [(100 - each, 0, False) for each in range(number)]


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "d"), (4, "bbcd"), (5, "abbcd"), (10, "aabbbbcccd"), (20, "a" * 4 + "b" * 8 + "c" * 7 + "d")],
)
def test_shares_of_places_at_their_edges(number: int, expected: str) -> None:
    assert classes(falling(number)) == expected


@pytest.mark.parametrize(
    ("whole", "expected"), [("down", "aabbbbcccd"), ("half_up", "aabbbbcccc"), ("up", "aabbbbcccc")]
)
def test_a_share_that_is_no_whole_number_is_rounded_as_said(whole: str, expected: str) -> None:
    assert classes(falling(10), rules_with(("whole: down", f"whole: {whole}"))) == expected


@pytest.mark.parametrize(("ties", "expected"), [("better", "aaab"), ("worse", "abbb"), ("apart", "aabb")])
def test_equal_totals_across_an_edge(ties: str, expected: str) -> None:
    rows = [(90, 0, False), (80, 1, False), (80, 2, False), (70, 0, False), *[(9, 0, False)] * 6]
    assert classes(rows, rules_with(("ties: better", f"ties: {ties}")))[:4] == expected


def test_who_is_set_apart_is_not_counted() -> None:
    rows = falling(10)
    assert classes([*rows, (99, 0, True), (1, 0, True)]) == "aabbbbcccdtt"


def test_colours_by_points() -> None:
    shares = TEXT[TEXT.index("    t: {test") :]
    colours = (
        "    green: {at_least: 95, zh: 绿, en: g}\n    blue: {at_least: 80, zh: 蓝, en: b}\n"
        "    m: {test: apart, at_least: 70, zh: M, en: m}\n    black: {zh: 黑, en: k}\n"
    )
    rules = rules_with((shares, colours))
    rows = [(95, 0, False), (94, 0, False), (80, 0, False), (79, 0, False), (79, 0, True), (69, 0, True)]
    found = {line.id: line.score_class for line in table_of(rows, rules).lines}
    assert list(dict(sorted(found.items())).values()) == ["green", "blue", "blue", "black", "m", "black"]


rows = some.lists(some.tuples(some.integers(0, 6), some.integers(0, 1), some.booleans()), max_size=14)


@settings(max_examples=60, deadline=None)
@given(rows, some.sampled_from(["better", "worse"]))
def test_shares_beside_brute_force(filed: list[Row], ties: str) -> None:
    found = {
        line.id: line.score_class
        for line in table_of(filed, rules_with(("ties: better", f"ties: {ties}"))).lines
    }
    totals = [sales for sales, _order, apart in filed if not apart]
    for number, (sales, _order, apart) in enumerate(filed):
        ahead = sum(each > sales for each in totals)
        place = ahead + 1 if ties == "better" else ahead + sum(each == sales for each in totals)
        share = Fraction(place, len(totals)) if totals else 0
        in_share = "a" if share <= Fraction(1, 5) else "b" if share <= Fraction(3, 5) else "c"
        expected = "t" if apart else in_share if share <= Fraction(19, 20) else "d"
        assert found[f"F{number:02}"] == expected


@settings(max_examples=40, deadline=None)
@given(rows)
def test_shared_and_dense_places_beside_brute_force(filed: list[Row]) -> None:
    keys = [(-sales, order) for sales, order, _apart in filed]
    shared = {line.id: line.place for line in table_of(filed).lines}
    dense = {
        line.id: line.place for line in table_of(filed, rules_with(("places: shared", "places: dense"))).lines
    }
    for number, key in enumerate(keys):
        assert shared[f"F{number:02}"] == 1 + sum(each < key for each in keys)
        assert dense[f"F{number:02}"] == 1 + len({each for each in keys if each < key})


def test_the_table_keeps_them_and_they_are_said() -> None:
    table = table_of([(9, 0, False), (9, 0, False), (8, 0, False)])
    assert read_score_table(table.document) == table
    assert [(line.rank, line.shown_place) for line in table.lines] == [(1, 1), (2, 1), (3, 3)]
    language.activate("en")
    assert remarks(table.lines[1], RULES, table) == ["Shares place 1.", "Class: class B."]
    page = markdown(rule_page(RULES))
    assert "class A (up to 20 % of the places)" in page and "Equal totals share the better class." in page
    assert "share a place" in page
    [changed] = differences(RULES, rules_with(("up_to: 0.20", "up_to: 0.25")))
    assert changed.part == "classes" and "25 %" in changed.sentence
    apart = table_of([(9, 0, False)], rules_with(("places: shared", "places: apart"))).lines[0]
    assert "place" not in apart.extras() and apart.shown_place == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("up_to: 0.60", "up_to: 0.10", "class_order"),
        ("b: {up_to: 0.60, ", "b: {", "class_open"),
        ("d: {zh: D类", "d: {at_least: 1, zh: D类", "class_last"),
        ("c: {up_to: 0.95,", "c: {at_least: 0.5,", "not_in_precision"),
        ("test: apart", "test: aparts", "formula_unknown_name_near"),
        ("test: apart", "test: sales", "formula_result"),
        ("up_to: 0.95", "up_to: 95", "wrong_value"),
        ("  source: {document: d}\n  ties", "  source: {document: e}\n  ties", "unknown_reference"),
    ],
)
def test_mistakes_are_told(old: str, new: str, code: str) -> None:
    assert TEXT.count(old) == 1
    _rules, mistakes = read_rules(TEXT.replace(old, new).encode())
    assert code in {each.code for each in mistakes} and all(each.sentence() for each in mistakes)


def test_classes_cover_all_who_have_a_place() -> None:
    lines = table_of(falling(30)).lines
    assert [key for key, _each in groupby(line.score_class for line in lines)] == ["a", "b", "c", "d"]
