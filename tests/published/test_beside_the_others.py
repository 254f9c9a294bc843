"""Published formulas that look at the other applicants: a city's, the procurement decree's, the OECD's."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.resources import shipped

FOLDER = Path(__file__).parent
RULES = """
id: published
version: "1"
valid_from: 2000-01-01
name: {zh: 已公布, en: Published}
sources: {d: {zh: 文, en: text}}
identifier: {field: code, kind: free_text}
name_field: firm
precision: 0.01
fields:
  code: {type: identifier, zh: 编号, en: Code}
  firm: {type: text, zh: 名称, en: Name}
  x: {type: number, zh: 数值, en: Value}
"""
TIES = "ties: [{by: code, order: ascending}]\n"


def published(name: str) -> Any:
    """Read numbers as they are printed: a float would not be the figure that was published."""
    text = (FOLDER / f"{name}.json").read_text("utf-8")
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def assessed(rows: Mapping[str, Mapping[str, Any]], rules: RuleSet) -> dict[str, Assessment]:
    firms = [
        Application(key, key, {name: FiledValue(value) for name, value in {"code": key, **row}.items()})
        for key, row in rows.items()
    ]
    return {each.id: each for each in assess_all(firms, rules, date(2024, 12, 31))}


def test_a_citys_points_by_the_highest_and_the_mean() -> None:
    case = published("quality_enterprises_highest_and_mean_cn")
    path = shipped("scoring_rules") / "city_quality_enterprises.yaml"
    text = path.read_text("utf-8").replace("precision: 0.01", "precision: 0.00000000000001")
    rules = load_rules(text.encode(), path.name).rules
    rows = {
        each["id"]: {"sales": each["x"][0], "cod": each["x"][1], "so2": each["x"][1], "polluter": False}
        for each in case["rows"]
    }
    for key, found in assessed(rows, rules).items():
        assert found.points["sales"] * rules.precision == case["expected_highest"][key]
        for pollutant in ("cod", "so2"):
            points = found.points[pollutant] * rules.precision
            assert points == case["expected_mean"][key].quantize(rules.precision)


def test_the_low_price_of_the_procurement_decree() -> None:
    case = published("procurement_low_price_score_cn")
    rules = load_rules(
        f"""{RULES}  fit: {{type: yes_no, zh: 合格, en: Fit}}
indicators:
  ratio: {{formula: "lowest(x, where=fit) / x", zh: 价格比, en: Price ratio}}
dimensions:
  price:
    zh: 价格
    en: Price
    maximum: 30
    criteria:
      price: {{indicator: ratio, maximum: 30, method: goalposts, points: [[0, 0], [1, 30]],
        when_undefined: zero, source: {{document: d}}}}
{TIES}""".encode(),
        "price.yaml",
    ).rules
    rows = {each["id"]: {"x": each["price"], "fit": True} for each in case["rows"]}
    dumped = {**rows, "unfit": {"x": Decimal(1), "fit": False}}  # the lowest of those that fulfil it counts
    found = assessed(dumped, rules)
    assert {key: found[key].total * rules.precision for key in rows} == case["expected"]


@pytest.fixture(scope="module")
def machines() -> Any:
    return published("waspas_chakraborty_2015_example2")


@pytest.mark.parametrize(("aggregate", "place"), [("geometric", 0), ("sum", 2)])
def test_weighted_products_and_sums_with_decimal_weights(aggregate: str, place: int, machines: Any) -> None:
    names = ["a", "b", "c", "d"]
    fields = "".join(f"  {each}: {{type: number, zh: {each}1, en: {each}2}}\n" for each in names)
    indicators, criteria = "", ""
    for name, direction, weight in zip(names, machines["directions"], machines["weights"], strict=True):
        share = f"{name} / highest({name})" if direction > 0 else f"lowest({name}) / {name}"
        indicators += f"  {name}_share: {{formula: '{share}', zh: {name}3, en: {name}4}}\n"
        criteria += (
            f"      {name}: {{indicator: {name}_share, maximum: {weight}, method: goalposts, "
            f"points: [[0, 0], [1, {weight}]], when_undefined: zero, source: {{document: d}}}}\n"
        )
    text = RULES.replace("precision: 0.01", "precision: 0.0000000001").replace(
        "  x: {type: number, zh: 数值, en: Value}\n", fields
    )
    text += f"indicators:\n{indicators}dimensions:\n  all:\n    zh: 组\n    en: all\n    maximum: 1\n"
    text += f"    aggregate: {aggregate}\n    criteria:\n{criteria}{TIES}"
    rules = load_rules(text.encode(), "waspas.yaml").rules
    rows = {f"M{number}": dict(zip(names, row, strict=True)) for number, row in enumerate(machines["matrix"])}
    expected = machines["expected"][place]
    assert expected["lambda"] == (0 if aggregate == "geometric" else 1)
    found = assessed(rows, rules)
    for number, score in enumerate(expected["scores"]):
        assert abs(found[f"M{number}"].total * rules.precision - score) <= machines["tolerance"]


def distances(cohort: str, names: Sequence[str], weights: Sequence[Decimal], more: str = "") -> RuleSet:
    fields = "".join(f"  {each}: {{type: number, zh: {each}1, en: {each}2}}\n" for each in names)
    ending = "n" if more else ""
    parts = ", ".join(f"{each}{ending}: {weight}" for each, weight in zip(names, weights, strict=True))
    text = RULES.replace("  x: {type: number, zh: 数值, en: Value}\n", fields)
    text += f"indicators:\n{more}  near: {{cohort: {cohort}, parts: {{{parts}}}, zh: 近, en: near}}\n{TIES}"
    return load_rules(text.encode(), "distances.yaml").rules


def nearness(case: Any, names: Sequence[str], rules: RuleSet) -> list[Fraction]:
    rows = {f"A{number}": dict(zip(names, row, strict=True)) for number, row in enumerate(case["matrix"])}
    found = assessed(rows, rules)
    values = [found[key].indicators["near"] for key in rows]
    return [each for each in values if isinstance(each, Fraction)]


def check_nearness(case: Any, found: Sequence[Fraction], tolerance: str = "") -> None:
    for value, printed in zip(found, case["expected_scores"], strict=True):
        assert abs(value - Fraction(printed)) <= Fraction(tolerance or str(case["tolerance"]))
    places = [1 + sum(other > value for other in found) for value in found]
    assert places == case["expected_ranks"]


def test_topsis_of_the_textbook() -> None:
    case = published("topsis_tzeng_huang_2011")
    names = ["a", "b", "c"]
    check_nearness(case, nearness(case, names, distances("topsis", names, case["weights"])))


def test_the_reference_ideal_method() -> None:
    case = published("rim_cables_2016_reference_ideal")
    names = list("abcdef")
    formulas = ""
    for name, (low, high), (first, last) in zip(names, case["ranges"], case["ideals"], strict=True):
        below = f"({name} - {low}) / {first - low}" if first > low else "0"
        above = f"({high} - {name}) / {high - last}" if high > last else "0"
        formula = f"when({name} < {first}, {below}, when({name} > {last}, {above}, 1))"
        formulas += f"  {name}n: {{formula: '{formula}', zh: {name}3, en: {name}4}}\n"
    found = nearness(case, names, distances("closeness", names, case["weights"], formulas))
    # three printed scores do not follow from the weighted matrix printed beside them, which is held exactly
    check_nearness(case, found, "0.0003")
    for value, weighted in zip(found, case["expected_weighted"], strict=True):
        short = math.dist(map(float, weighted), map(float, case["weights"]))
        long = math.hypot(*map(float, weighted))
        assert float(value) == pytest.approx(long / (long + short), abs=2e-5)


OECD = {
    "z_score": "{cohort: z_score, of: x, deviation: sample, zh: 一, en: a}",
    "min_max": "{cohort: min_max, of: x, zh: 二, en: b}",
    "ratio_mean": "{cohort: to_mean, of: x, zh: 三, en: c}",
    "ratio_best": "{cohort: to_highest, of: x, zh: 四, en: d}",
    "ratio_worst": "{formula: x / lowest(x), zh: 五, en: e}",
    "difference_mean": "{formula: (x - mean(x)) / mean(x), zh: 六, en: f}",
    "difference_worst": "{formula: (x - lowest(x)) / lowest(x), zh: 七, en: g}",
    "above_below_mean": "{formula: 'when(ratio_mean > 1.2, 1, when(ratio_mean < .8, -1, 0))', zh: 八, en: h}",
    "rank": "{cohort: rank, of: x, order: ascending, zh: 九, en: i}",
    "percentile": "{formula: 100 * rank / count(), zh: 十, en: j}",
}


@pytest.fixture(scope="module")
def oecd() -> tuple[Sequence[str], Any, dict[str, Assessment]]:
    case = published("oecd_handbook_2008_table15_normalisation")
    indicators = "".join(f"  {key}: {text}\n" for key, text in OECD.items())
    rules = load_rules(f"{RULES}indicators:\n{indicators}{TIES}".encode(), "oecd.yaml").rules
    rows = {each["id"]: {"x": each["x"]} for each in case["rows"]}
    return case["columns"], case["rows"], assessed(rows, rules)


@pytest.mark.parametrize("column", sorted(OECD))
def test_the_normalisations_of_the_oecd_handbook(
    column: str, oecd: tuple[Sequence[str], Any, dict[str, Assessment]]
) -> None:
    columns, rows, found = oecd
    assert len(rows) == 23
    for row in rows:
        value, printed = found[row["id"]].indicators[column], row["expected"][list(columns).index(column)]
        assert isinstance(value, Fraction)
        places = -int(printed.as_tuple().exponent)
        half = Fraction(1, 2 * 10 ** max(places, 1 if column == "percentile" else 2))
        assert abs(value - Fraction(printed)) <= half + Fraction(1, 10**4), (row["id"], column)
