"""What all applicants come to in formulas, beside the oracle, by hand at the edges, in any order of rows."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation import language
from cultivation.canonical import exact_text
from cultivation.core.explanation.flips import flips_among
from cultivation.core.explanation.why import would_change
from cultivation.core.rules.formulas import FormulaMistake, Kind, Name, compile_formula
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess_all, undefined_findings
from cultivation.core.scoring.cohort import Statistics, over_all, rounded, to_highest, to_mean, z_score
from cultivation.core.scoring.columns.kernel import is_covered
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import read_score_table, score_table
from cultivation.core.scoring.values import cohort_statistics, values_of_all
from cultivation.core.wording.formulas import computed_text
from cultivation.core.wording.rule_page import markdown, rule_page
from tests.oracle import cohorts as oracle

CUTOFF = date(2025, 12, 31)
TEXT = """
id: cohorts
version: "1"
valid_from: 2020-01-01
name: {zh: 群体, en: Cohorts}
sources: {d: {zh: 示例, en: example}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
choices: {grade: {a: {zh: 甲类, en: class a}, b: {zh: 乙类, en: class b}}}
fields:
  code: {type: identifier, zh: 编号, en: Code}
  name: {type: text, zh: 名称, en: Name}
  grade: {type: choice, choices: grade, blank: unknown, zh: 类别, en: Class}
  tax: {type: number, blank: unknown, zh: 税收, en: Tax}
  sales: {type: number, blank: unknown, zh: 销售, en: Sales}
  fit: {type: yes_no, blank: "no", zh: 合格, en: Fit}
indicators:
  benchmark: {formula: 2 * mean(tax), zh: 基准, en: Benchmark}
  to_benchmark: {formula: tax / benchmark, zh: 与基准之比, en: Tax to the benchmark}
  to_class: {formula: "sales / mean(sales, within=grade)", zh: 与同类均值之比, en: Sales to its class}
  best: {formula: "sales / highest(sales)", zh: 与最高之比, en: Sales to the highest}
  cheapest: {formula: "lowest(sales, where=fit)", zh: 合格者最低, en: Lowest that is fit}
  spread: {formula: "highest(sales - median(sales)) + sum(tax) - count()", zh: 合成, en: Composed}
  lowest_sales: {formula: lowest(sales), zh: 最低销售, en: Lowest sales}
  highest_sales: {formula: highest(sales), zh: 最高销售, en: Highest sales}
  score: {cohort: z_score, of: sales, deviation: sample, zh: 标准分, en: Standard score}
dimensions:
  intensity:
    zh: 集约
    en: Intensity
    maximum: 65
    uncapped: true
    criteria:
      tax: {indicator: to_benchmark, maximum: 45, method: count, each: 45, when_undefined: zero,
            source: {document: d}}
      best: {indicator: best, maximum: 20, method: goalposts, points: [[0, 0], [1, 20]], when_undefined: mean,
             source: {document: d}}
  efficacy:
    zh: 功效
    en: Efficacy
    maximum: 10
    criteria:
      sales:
        indicator: sales
        maximum: 10
        method: efficacy
        unacceptable: lowest_sales
        satisfactory: highest_sales
        points: [6, 10]
        when_undefined: zero
        source: {document: d}
ties: [{by: code, order: ascending}]
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(TEXT.encode(), "cohorts.yaml").rules


Figure = dict[str, Any]


def applications(rows: Sequence[Figure]) -> list[Application]:
    made = []
    for number, row in enumerate(rows):
        values: dict[str, Filed] = {"code": f"F{number:02}", "name": f"F{number:02}", "fit": False, **row}
        made.append(Application(f"F{number:02}", "", {key: FiledValue(each) for key, each in values.items()}))
    return made


def scored(rows: Sequence[Figure], rules: RuleSet) -> list[Assessment]:
    return assess_all(applications(rows), rules, CUTOFF)


numbers = some.none() | some.decimals(0, 500, places=1).map(lambda each: each.normalize() + 0)
figures = some.lists(
    some.fixed_dictionaries({"grade": some.sampled_from(["a", "b", None]), "tax": numbers, "sales": numbers}),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(figures, some.randoms(use_true_random=False))
def test_every_value_agrees_with_the_oracle_in_any_order(
    rules: RuleSet, rows: list[Figure], chance: random.Random
) -> None:
    found = {each.id: each for each in scored(rows, rules)}
    mixed = applications(rows)
    chance.shuffle(mixed)
    assert assess_all(mixed, rules, CUTOFF) == list(found.values())
    taxes, sales = oracle.known(rows, "tax"), oracle.known(rows, "sales")
    for number, row in enumerate(rows):
        values = found[f"F{number:02}"]
        benchmark = 2 * oracle.mean(taxes) if taxes else None
        assert values.indicators["benchmark"] == benchmark
        expected = Fraction(0)
        if benchmark and row["tax"] is not None:
            expected = oracle.half_up(45 * Fraction(row["tax"]) / benchmark)
        assert values.points["tax"] * Fraction(1, 100) == expected
        own = oracle.known(rows, "sales", row["grade"]) if row["grade"] else []
        divisor = oracle.mean(own) if own else 0
        share = Fraction(row["sales"]) / divisor if row["sales"] is not None and divisor else None
        assert values.indicators["to_class"] == share
        if sales:
            spread = max(sales) - oracle.middle(sales) + sum(taxes, Fraction(0)) - len(rows)
            assert values.indicators["spread"] == spread
        if row["sales"] is not None and min(sales) < max(sales):
            expected = oracle.efficacy(Fraction(row["sales"]), min(sales), max(sales), Fraction(10))
            assert values.points["sales"] * Fraction(1, 100) == expected


def test_by_hand(rules: RuleSet) -> None:
    rows: list[Figure] = [
        {"grade": "a", "tax": Decimal(10), "sales": Decimal(30), "fit": True},
        {"grade": "a", "tax": Decimal(40), "sales": Decimal(10)},
        {"grade": "b", "tax": Decimal(10), "sales": None, "fit": True},
    ]
    first, second, third = scored(rows, rules)
    assert first.indicators["benchmark"] == 40
    assert [each.points["tax"] for each in (first, second, third)] == [1125, 4500, 1125]
    assert first.indicators["to_class"] == Fraction(3, 2) and third.indicators["to_class"] is None
    assert {each.indicators["cheapest"] for each in (first, second, third)} == {Fraction(30)}
    assert [each.points["best"] for each in (first, second, third)] == [2000, 667, 1333]  # the mean, 2/3
    assert [each.points["sales"] for each in (first, second, third)] == [1000, 600, 0]
    language.activate("en")
    told = [each.code for each in undefined_findings([third], rules)]
    assert sorted(told) == ["criterion_undefined", "mean_imputed"]
    # twice the mean is 45 points; what is above it counts on
    rows[1]["tax"] = Decimal(400)
    assert [each.points["tax"] for each in scored(rows, rules)] == [161, 6429, 161]
    assert [each.dimensions["intensity"] for each in scored(rows, rules)] == [2161, 7096, 1494]


def test_of_nobody_there_is_a_sum_and_a_count(rules: RuleSet) -> None:
    [alone] = scored([{"grade": None, "tax": None, "sales": None}], rules)
    assert alone.indicators["benchmark"] is None and alone.indicators["spread"] is None
    nothing = Statistics.of([None])
    assert [over_all(each, nothing) for each in ("sum", "count")] == [0, 0]
    assert [over_all(each, nothing) for each in ("highest", "lowest", "mean", "median")] == [None] * 4


def test_the_statistics_of_every_call_are_kept(rules: RuleSet) -> None:
    rows = values_of_all(
        applications([{"grade": "a", "tax": Decimal(1), "sales": Decimal(2)}]), rules, CUTOFF
    )
    kept = cohort_statistics(rows, rules)
    assert kept["mean(sales, within=grade)"]["a"].to_record()["values"] == ["2"]
    assert kept["lowest(sales, where=fit)"][""].count == 0
    assert {"mean(tax)", "highest(sales - median(sales))", "score"} < set(kept)


def test_the_table_says_it_and_the_smallest_change_of_points_is_found(rules: RuleSet) -> None:
    filed = applications(
        [{"grade": "a", "tax": Decimal(each), "sales": Decimal(10 * each)} for each in (4, 3, 2, 1)]
    )
    pooled = load_rules((TEXT + "pool: {capacity: 1}\n").encode(), "cohorts.yaml").rules
    table = score_table(rank(assess_all(filed, pooled, CUTOFF), pooled), pooled, 2025, "", "2025-12-31")
    assert read_score_table(json.loads(table.document)) == table
    second = table.lines[1]
    change = would_change(second, table, {}, pooled)
    assert change is not None and change.units > 0 and "tax" in change.criteria
    told = {each.field: each for each in flips_among(filed[1], filed, pooled, table, {})}
    assert told["tax"].tried and told["tax"].value is not None  # each value moves those of all others
    assert pooled.is_relative and is_covered(pooled)


def test_they_are_said_in_words(rules: RuleSet) -> None:
    language.activate("en")
    assert computed_text(rules, "to_class") == "Sales / mean over all of(Sales, within each Class)"
    assert computed_text(rules, "cheapest") == "lowest over all of(Sales, only where Fit)"
    language.activate("zh")
    assert computed_text(rules, "benchmark") == "2 × 全部申报平均值(税收)"
    page = markdown(rule_page(rules))
    assert "不封顶" in page and "功效系数" in page and "缺失值以平均值代替" in page
    language.activate("en")


NAMES = {
    "x": Name(Kind.NUMBER),
    "blank": Name(Kind.NUMBER, may_be_undefined=True),
    "zone": Name(Kind.TEXT, True, frozenset({"north"})),
    "size": Name(Kind.TEXT, False, frozenset({"small"})),
    "p": Name(Kind.TRUTH),
}


@pytest.mark.parametrize(
    ("formula", "undefined"),
    [
        ("highest(x)", False),
        ("mean(x, within=size)", False),
        ("mean(x, within=zone)", True),
        ("mean(blank)", True),
        ("median(x, where=p)", True),
        ("sum(blank, where=p)", False),
        ("count()", False),
        ("count(within=zone)", True),
    ],
)
def test_what_may_be_undefined(formula: str, undefined: bool) -> None:
    assert compile_formula(formula, NAMES, over_all=True).may_be_undefined is undefined


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("highest(p)", "formula_type"),
        ("highest(x, 2)", "formula_unknown_function"),
        ("highest()", "formula_unknown_function"),
        ("mean(x, of=size)", "formula_not_allowed"),
        ("mean(x, within='small')", "formula_within"),
        ("mean(x, within=x)", "formula_type"),
        ("mean(x, where=x)", "formula_type"),
        ("mean(missing)", "formula_unknown_name"),
    ],
)
def test_what_cannot_be_meant(formula: str, code: str) -> None:
    with pytest.raises(FormulaMistake) as caught:
        compile_formula(formula, NAMES, over_all=True)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "ties:",
            "gates:\n  rich: {test: sales > mean(sales), zh: 富, en: rich, source: {document: d}}\nties:",
            "formula_over_all",
        ),
        ("satisfactory: highest_sales", "satisfactory: grade", "needs_number"),
        ("satisfactory: highest_sales", "satisfactory: highest_sale", "unknown_reference_near"),
        ("points: [6, 10]", "points: [6, 10]\n        at_least: 7", "efficacy_bounds"),
        ("points: [6, 10]\n        when_undefined: zero", "points: [6, 10]", "undefined_unstated"),
        (
            "when_undefined: mean,\n             source: {document: d}}",
            "when_undefined: mean,\n             median_within: nothing, source: {document: d}}",
            "unknown_reference",
        ),
        ("each: 45,", "each: 45, at_most: 44,", "maximum_not_reached"),
    ],
)
def test_mistakes_are_told(old: str, new: str, code: str) -> None:
    assert TEXT.count(old) == 1
    _rules, mistakes = read_rules(TEXT.replace(old, new).encode())
    assert code in {each.code for each in mistakes}
    assert all(each.sentence() for each in mistakes)


@pytest.mark.parametrize("ends", ["unacceptable: lowest_sales", "unacceptable: 1\n        satisfactory: 1"])
def test_ends_that_may_be_the_same_are_provided_for(ends: str) -> None:
    text = TEXT.replace("sales: {type: number, blank: unknown", "sales: {type: number")
    text = text.replace("points: [6, 10]\n        when_undefined: zero", "points: [6, 10]")
    text = text.replace("unacceptable: lowest_sales\n        satisfactory: highest_sales", ends)
    ends_stated = text if "satisfactory" in ends else text.replace(ends, ends + "\n        satisfactory: 500")
    _rules, mistakes = read_rules(ends_stated.encode())
    assert [each.code for each in mistakes] == ["efficacy_unstated"]
    assert not read_rules(
        ends_stated.replace("lowest_sales\n", "2\n").replace("unacceptable: 1", "unacceptable: 2").encode()
    )[1]


def test_means_of_many_ratios_are_short_and_merged_alike() -> None:
    chance = random.Random(7)
    column = [Fraction(chance.randint(1, 10**9), chance.randint(10**6, 10**7)) for _ in range(300)]
    whole = Statistics.of(column)
    exact = sum(column, Fraction(0)) / 300
    assert whole.mean == rounded(whole.mean) and abs(whole.mean / exact - 1) < Fraction(1, 10**48)
    assert Statistics.of(column[200:]).merged(Statistics.of(column[:200])).mean == whole.mean
    assert max(len(exact_text(each) or "") for each in to_mean(column)) < 200
    few = [Fraction(1), Fraction(2), Fraction(1)]
    assert to_mean(few) == [Fraction(3, 4), Fraction(3, 2), Fraction(3, 4)]  # exact, so edges hold
    assert to_highest(few) == [Fraction(1, 2), 1, Fraction(1, 2)]
    assert to_highest([Fraction(-1), Fraction(0)]) == [None, None] == to_mean([Fraction(-1), Fraction(1)])


def test_z_scores_of_thousands_of_ratios_can_be_written() -> None:
    chance = random.Random(8)
    column = [Fraction(chance.randint(1, 10**9), chance.randint(10**6, 10**7)) for _ in range(1500)]
    scores = z_score(column, sample=True)
    assert all(len(exact_text(each) or "") < 400 for each in scores)
    floats = [float(each or 0) for each in scores]
    assert abs(sum(floats)) < 1e-9 and sum(each * each for each in floats) == pytest.approx(1499)
