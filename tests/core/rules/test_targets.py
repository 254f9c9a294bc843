"""The targets of a plan: which part of it a review measures, and what a file may not say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.core.rules.targets import load_plan
from cultivation.resources import shipped

PATH = shipped("scoring_rules") / "targets" / "kunshan_plan_2016.yaml"
TEXT = PATH.read_text("utf-8")


def edited(old: str, new: str) -> bytes:
    assert old in TEXT
    return TEXT.replace(old, new, 1).encode()


def test_what_is_measured_in_part_alike_or_not_at_all() -> None:
    """Output is 4,600 亿元 in section 3, R&D 4 % of it; some targets no field of an application measures."""
    plan = load_plan(PATH.read_bytes(), PATH.name)
    assert plan.standards == ("kunshan_top100",)
    total, ratio = plan.targets["total_output"], plan.targets["rd_ratio"]
    assert (total.extent, total.measure, total.at_least) == ("part", "output", 46_000_000)
    assert (ratio.extent, ratio.measure, ratio.at_least) == ("like", "rd_ratio", Decimal("0.04"))
    assert {each.extent for each in plan.targets.values()} == {"part", "like", "none"}
    unmeasured = [each for each in plan.targets.values() if each.extent == "none"]
    assert unmeasured and all(each.measure is None for each in unmeasured)
    assert {each.note for each in plan.targets.values()} <= plan.notes.keys()


@pytest.mark.parametrize(
    ("old", "new", "line_of", "said"),
    [
        ("base_year: 2015", "base_year: soon", "base_year", "a whole number"),
        ("measure: output\n    at_least: 46000000", "at_least: 46000000", "total_output:", "the extent none"),
        ("measure: output\n    at_least: 46000000", "measure: output", "total_output:", "the extent none"),
        ("extent: part", "extent: whole", "extent: part", "'part'"),
        ("note: per_inhabitant", "note: nowhere", "id: kunshan_plan_2016", "nowhere"),
        ("standards: [kunshan_top100]", "standards: []", "standards", "at least 1"),
        ("id: kunshan_plan_2016", "id: kunshan_plan_2016\nid: again", "id: kunshan_plan_2016", "id"),
        ("notes:", "notes: [", "notes:", "a bracket"),
        ("years: 5", "years: none", "years: 5", "a whole number"),
        ("note: not_filed", "zones: {lujia: 2}\n    note: not_filed", "investment_share:", "only of what"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_line(old: str, new: str, line_of: str, said: str) -> None:
    with pytest.raises(RuleMistakes, match=f"own.yaml, line [0-9]+: .*{said}") as told:
        load_plan(edited(old, new), "own.yaml")
    (mistake,) = told.value.mistakes
    near = TEXT.splitlines()[max(mistake.line - 3, 0) : mistake.line + 1]
    assert any(line_of in line for line in near), (mistake, near)


def test_all_mistakes_are_told_and_a_text_in_another_encoding_is_none() -> None:
    wrong = edited("base_year: 2015", "base_year: soon").replace(b"target_year: ", b"target_year: x")
    with pytest.raises(RuleMistakes) as told:
        load_plan(wrong, "own.yaml")
    assert [each.path for each in told.value.mistakes] == [("base_year",), ("target_year",)]
    with pytest.raises(RuleMistakes, match="UTF-8"):
        load_plan("计划".encode("gbk"), "own.yaml")
    assert load_plan(b"\xef\xbb\xbf" + TEXT.encode(), "own.yaml").id == "kunshan_plan_2016"


def test_the_plan_contradicts_itself_in_its_growth() -> None:
    """1,540.34 times 1.1858 five times is 3,611.7 or so; times 1.133 five times it is 2,875."""
    course = load_plan(PATH.read_bytes(), PATH.name).targets["output_growth"].course
    assert course is not None and course.rate == Decimal("0.1858")
    assert 1540.34 * 1.1857**5 < 3611.70 < 1540.34 * 1.1859**5
    assert 1540.34 * 1.133**5 < 2900


def test_the_eleven_figures_of_section_six_are_there() -> None:
    plan = load_plan(PATH.read_bytes(), PATH.name)
    own = {key: each.at_least for key, each in plan.targets.items() if each.section.startswith("六（一）")}
    assert own == {
        "city_rd_share": Decimal("0.035"),
        "institutions_in_industry": Decimal("0.425"),
        "little_giants": 300,
        "progress_rate": Decimal("0.67"),
        "talent_contribution": Decimal("0.5"),
        "high_tech_enterprises": 1000,
        "patents": 40,
        "rd_staff": Decimal("0.02"),
        "conversions": 200,
        "talents": 600,
        "skilled_staff": Decimal("0.35"),
    }
