"""The standards that ship score their cases, and the cases leave no edge, choice or condition untried."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import CaseFile, read_cases
from cultivation.core.scoring.coverage import untried
from cultivation.resources import shipped

FOLDER = shipped("scoring_rules")
STANDARDS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
# The titles that a city is asked about most; each must be there.
NEEDED = {
    "city_quality_enterprises",
    "environment_colours_2018",
    "hnte_2016",
    "huaian_land_use_2024",
    "huangshi_top20_2023",
    "innovative_sme_2022",
    "jiangsu_gazelle_2024",
    "jingde_land_use_2022",
    "kunshan_top100_2016",
    "land_use_classes",
    "manufacturing_champion_2023",
    "national_tech_center_2026",
    "ningbo_engineering_center",
    "star_attributes_2024",
    "tax_grades",
    "tech_sme_2017",
    "xiangcheng_gate_2025",
    "xiaojuren_2022",
    "xiaojuren_2026",
    "yibin_private_100",
    "zjtx_sme_2022",
    "zjtx_sme_2026",
}


def standard(name: str) -> tuple[RuleSet, CaseFile]:
    path = FOLDER / "cases" / f"{name}.yaml"
    return load_file(FOLDER / f"{name}.yaml").rules, read_cases(path.read_bytes(), path.name)


def test_every_standard_ships_with_cases() -> None:
    assert set(STANDARDS) >= NEEDED
    assert {path.stem for path in (FOLDER / "cases").glob("*.yaml")} == set(STANDARDS)


@pytest.mark.parametrize("name", STANDARDS)
def test_a_standard_scores_its_cases(name: str) -> None:
    rules, file = standard(name)
    assert file.rules == rules.id
    wrong = {each.name: each.differences for each in run_cases(file, rules) if not each.ok}
    assert wrong == {}


@pytest.mark.parametrize("name", STANDARDS)
def test_no_edge_and_no_choice_is_left_untried(name: str) -> None:
    rules, file = standard(name)
    done = run_cases(file, rules)
    assert untried([each.applications for each in done], rules, file.cutoff) == []


@pytest.mark.parametrize("name", STANDARDS)
def test_every_condition_is_tried_both_ways(name: str) -> None:
    rules, file = standard(name)
    direct = rules.pass_.direct if rules.pass_ else {}
    tried: dict[str, set[str]] = {}
    for edge in file.edges:
        if edge.condition:
            tried.setdefault(edge.condition, set()).update(edge.holds.values())
    for condition in (*rules.gates, *rules.vetoes, *direct):
        assert tried.get(condition) == {"yes", "no"}, condition


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_standard_names_itself_its_sources_and_its_headers_in_both_languages(name: str) -> None:
    rules, _ = standard(name)
    assert rules.name.zh != rules.name.en
    for each in (*rules.fields.values(), *rules.indicators.values(), *rules.gates.values()):
        assert not each.zh.isascii() and each.en.isascii(), each


def test_a_wrong_case_is_told(tmp_path: Path) -> None:
    rules, file = standard("tech_sme_2017")
    first = file.edges[0]
    wrong = first.model_copy(update={"points": {"1000": 5}})
    [checked] = run_cases(file.model_copy(update={"edges": (wrong,), "cases": ()}), rules)
    assert checked.differences == ("technical_staff_share: must be 5, but is 4",)


def test_an_untried_edge_is_told() -> None:
    rules, file = standard("tech_sme_2017")
    share, *others = file.edges
    without = share.model_copy(update={"points": {k: v for k, v in share.points.items() if k != "1500"}})
    done = run_cases(file.model_copy(update={"edges": (without, *others), "cases": ()}), rules)
    gaps = untried([each.applications for each in done], rules, file.cutoff)
    assert gaps == ["technical_staff_share: 0.15 (on the edge)"]
