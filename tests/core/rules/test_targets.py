"""The targets of a plan: which part of it a review measures, and what a file may not say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.core.rules.targets import load_plan
from cultivation.errors import Refused
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
    ("old", "new", "said"),
    [
        ("base_year: 2015", "base_year: soon", "base_year"),
        ("measure: output\n    at_least: 46000000", "at_least: 46000000", "total_output"),
        ("measure: output\n    at_least: 46000000", "measure: output", "total_output"),
        ("extent: part", "extent: whole", "extent"),
        ("note: per_inhabitant", "note: nowhere", "nowhere"),
        ("standards: [kunshan_top100]", "standards: []", "standards"),
        ("id: kunshan_plan_2016", "id: kunshan_plan_2016\nid: again", "line"),
        ("notes:", "notes: [", "line"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_name_and_the_place(old: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=f"own.yaml cannot be used as targets of a plan: .*{said}"):
        load_plan(edited(old, new), "own.yaml")


def test_all_mistakes_are_told_and_a_text_in_another_encoding_is_none() -> None:
    wrong = edited("base_year: 2015", "base_year: soon").replace(b"target_year: ", b"target_year: x")
    with pytest.raises(Refused, match=r"base_year.*target_year"):
        load_plan(wrong, "own.yaml")
    with pytest.raises(Refused, match="UTF-8"):
        load_plan("计划".encode("gbk"), "own.yaml")
    assert load_plan(b"\xef\xbb\xbf" + TEXT.encode(), "own.yaml").id == "kunshan_plan_2016"
