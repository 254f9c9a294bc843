# ruff: noqa: E501 - a line for each rule set
"""A whole file in 元 or 亿元 where 万元 are asked for is one finding, under every rule set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.findings import Finding
from cultivation.intake.applications.implausible import doubts
from cultivation.intake.applications.reading import read_workbook
from cultivation.resources import shipped

from .books import rows_book
from .offices.firms import code

# What five small and large firms may file, in 万元 and persons, for the fields that are bounded.
SALES = (620, 2100, 8000, 45000, 390000)
ASSETS = (500, 3000, 9000, 61000, 420000)
RESEARCH = (110, 480, 420, 2100, 16000)
STAFF = (12, 45, 140, 480, 3900)
FILED: dict[str, dict[str, tuple[float, ...]]] = {
    "kunshan_top100_2016": {"revenue": SALES, "emerging_revenue": SALES, "rd_expenditure": RESEARCH, "staff": STAFF,
                            "total_assets": ASSETS},
    "hnte_2016": {"total_revenue": SALES, "high_tech_revenue": SALES, "rd_3": RESEARCH, "net_assets_3": ASSETS,
                  "staff": STAFF},
    "tech_sme_2017": {"sales": SALES, "assets": ASSETS, "rd_expenditure": RESEARCH, "staff": STAFF},
    "innovative_sme_2022": {"revenue": SALES, "main_revenue": SALES, "assets": ASSETS, "rd_expenditure": RESEARCH},
    "xiaojuren_2022": {"revenue": SALES, "main_revenue": SALES, "assets": ASSETS, "rd_expenditure": RESEARCH,
                       "staff": STAFF},
    "xiaojuren_2026": {"revenue": (5000, 5200, 8000, 45000, 390000), "main_revenue": SALES[:1] * 5, "assets": ASSETS,
                       "rd_expenditure": RESEARCH},
    "zjtx_sme_2022": {"revenue": SALES, "main_revenue": SALES, "assets": ASSETS, "rd_expenditure": RESEARCH,
                      "staff": STAFF},
    "zjtx_sme_2026": {"revenue": (1500, 2100, 8000, 45000, 390000), "main_revenue": SALES[:1] * 5, "assets": ASSETS,
                      "rd_expenditure": RESEARCH},
    "ningbo_engineering_center": {"sales": SALES, "rd_expenditure": RESEARCH, "equipment": (90, 800, 1200, 9000, 50000)},
    "yibin_private_100": {"revenue": (2000, 8000, 45000, 390000, 2100000), "tax_paid": (90, 300, 2000, 21000, 60000)},
    "jiangsu_gazelle_2024": {"revenue": (1000, 8000, 50000, 390000, 2100000), "rd_expenditure": RESEARCH},
    "national_tech_center_2026": {"rd_expenditure": (3000, 4000, 5000, 9000, 60000), "equipment": ASSETS},
    "manufacturing_champion_2023": {"main_revenue": (20000, 40000, 61000, 390000, 2100000), "world_rank": (1, 2, 3, 1, 2)},
    "star_attributes_2024": {"revenue": SALES, "rd_expenditure": RESEARCH, "staff": STAFF},
    "huaian_land_use_2024": {"sales": SALES, "tax": RESEARCH},
    "jingde_land_use_2022": {"sales": SALES, "tax": RESEARCH},
    "city_quality_enterprises": {"sales": SALES},
    "land_use_classes": {"sales": SALES, "tax": RESEARCH, "rd_expenditure": RESEARCH, "staff": STAFF},
    "maker_space_incubation": {"financing": (120, 300, 500, 2000, 8000), "tenants_tax": (10, 24, 60, 300, 1500)},
    "huangshi_top20_2023": {"revenue": SALES, "tax": RESEARCH, "rd_expenditure": RESEARCH},
    "kunshan_projects_2016": {"total_investment": (1500, 8000, 30000, 90000, 600000), "invested": (0, 2000, 9000, 90000, 150000)},
}  # fmt: skip
FILED["hnte_2016_panels"] = FILED["hnte_2016"]
FILED["kunshan_top100_2016_lists"] = FILED["kunshan_top100_2016"]
FILED["kunshan_top100_2016_words"] = FILED["kunshan_top100_2016"]
NAMES = sorted(FILED)


def rule_set(name: str) -> RuleSet:
    return load_file(shipped("scoring_rules") / f"{name}.yaml").rules


def told(name: str, power: int) -> list[Finding]:
    """Return what is doubted of five firms whose money is off by a power of ten."""
    rules = rule_set(name)
    heads = [f"{rule.zh}（{rule.unit}）" if rule.unit else rule.zh for rule in read(rules).values()]
    rows = [
        [_typed(key, rule, place, name, power) for key, rule in read(rules).items()] for place in range(5)
    ]
    received = read_workbook(rows_book([heads, *rows]), "x.xlsx", rules, 2026)
    assert len(received.batch) == 5, received.findings
    return list(doubts(received.batch, (), rules))


def read(rules: RuleSet) -> Mapping[str, FieldRule]:
    return {key: rule for key, rule in rules.fields.items() if rule.filled_by == "applicant"}


def _typed(key: str, rule: FieldRule, place: int, name: str, power: int) -> Any:
    if key in FILED[name]:
        value = Decimal(str(FILED[name][key][place]))
        return float(value.scaleb(power) if rule.unit.endswith("元") else value)
    match rule.type:
        case FieldType.IDENTIFIER:
            return code("abcde"[place])
        case FieldType.TEXT:
            return f"示例{place}有限公司"
        case FieldType.DATE:
            return date(2010, 5, 5)
        case FieldType.YES_NO:
            return "否"
        case FieldType.CHOICE:
            return next(iter(rule_set(name).choices[str(rule.choices)].values())).zh
        case _:
            return None if rule.blank != "refuse" else 0


@pytest.mark.parametrize("name", NAMES)
def test_figures_in_the_right_unit_are_not_doubted(name: str) -> None:
    assert told(name, 0) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("power", [4, -4])
def test_a_whole_file_in_another_unit_is_one_finding(name: str, power: int) -> None:
    found = told(name, power)
    assert [each.code for each in found] == ["implausible_together"]
    assert found[0].details["count"] in ("4", "5")


def test_every_rule_set_with_sums_of_money_is_here() -> None:
    every = {path.stem for path in shipped("scoring_rules").iterdir() if path.name.endswith(".yaml")}
    with_money = {name for name in every if any(f.unit == "万元" for f in rule_set(name).fields.values())}
    assert with_money == set(FILED)


def test_every_bound_names_its_source_where_the_rule_set_says_none_for_all() -> None:
    said_for_all = {
        "kunshan_top100_2016",
        "kunshan_top100_2016_lists",
        "kunshan_top100_2016_words",
    }  # whose comment says it for all of them
    for name in set(NAMES) - said_for_all:
        assert all(check.source for check in rule_set(name).plausibility.values()), name
