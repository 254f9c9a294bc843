"""A year under a rule set with everything: passes, marks, medians, classes, no limit of places."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run, runner
from tests.kept import Kept

Ask = Callable[..., Any]
RULES = Path(__file__).parents[1] / "core" / "rules" / "everything.yaml"
HEADERS = {
    "firm": "编号",
    "firm_name": "名称",
    "size": "规模",
    "grade": "等级",
    "table_chosen": "所选指标",
    "sales": "销售收入（万元）",
    "sales_previous": "上年销售收入（万元）",
    "sales_before": "前年销售收入（万元）",
    "cost": "成本费用（万元）",
    "debt": "资产负债率（%）",
    "rd": "研发费用（万元）",
    "machines": "设备（台套）",
    "niche_years": "从业年限（年）",
    "iso": "体系认证",
    "award": "国家奖励",
    "mark": "等级评分",
}
GOOD = {
    "size": "小型",
    "grade": "高",
    "table_chosen": "按销售收入",
    "sales": "1000",
    "sales_previous": "800",
    "sales_before": "640",
    "cost": "900",
    "debt": "50",
    "rd": "60",
    "machines": "4",
    "niche_years": "7",
    "iso": "是",
    "award": "否",
    "mark": "8",
}
FIRMS = [
    {"firm": "E1", "firm_name": "甲", **GOOD, "machines": ""},
    {"firm": "E2", "firm_name": "乙", **GOOD, "sales": "900", "rd": "90", "award": "是"},
    {"firm": "E3", "firm_name": "丙", **GOOD, "grade": "无", "sales": "700", "rd": "42", "size": "大型"},
    {"firm": "E4", "firm_name": "丁", **GOOD, "rd": "10"},
]


@pytest.fixture
def scored(kept: Kept, run: Run, workspace: Path) -> Run:
    kept.copy("everything_scored", _score, workspace)
    return run


def _score(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    text = RULES.read_text("utf-8")
    text = text[: text.index("\npool:")]  # without one there is no limit of places
    (folder / "rules" / "everything.yaml").write_text(text, encoding="utf-8")
    file = folder / "summary.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADERS.values())
        writer.writerows([[firm[key] for key in HEADERS] for firm in FIRMS])
    run("open", "2025", "--rules", "example")
    taken = run("intake", "2025", str(file), code=None)
    assert "4 applications accepted" in taken.stdout + taken.stderr, taken.stdout + taken.stderr
    run("score", "2025", code=None)


def lines(ask: Ask) -> dict[str, Any]:
    return {line["id"]: line for line in ask("score", "2025", code=None)["applications"]}


def test_a_column_of_marks_in_an_application_gives_nobody_points(scored: Run, ask: Ask) -> None:
    line = lines(ask)["E1"]
    assert line["criteria"]["grade"] == "7.0"
    assert "grade" in line["provisional"]


def test_a_clerk_enters_a_mark_and_the_criterion_is_final(scored: Run, ask: Ask) -> None:
    scored("correct", "2025", "E1", "grade_mark", "8", "--evidence", "minutes of the panel")
    line = lines(ask)["E1"]
    assert line["criteria"]["grade"] == "8.0"
    assert "grade" not in line["provisional"]


def test_what_the_points_rest_on_is_told(scored: Run, ask: Ask) -> None:
    found = lines(ask)
    assert found["E1"]["imputed"] == {"machines": "4"}
    assert (found["E1"]["group"], found["E1"]["group_rank"]) == ("small", 2)
    assert found["E2"]["direct"] == ["awarded"]
    assert found["E3"]["gates_failed"] == ["total"]
    assert found["E4"]["gates_failed"][0] == "enough_rd"
    scored("propose", "2025")
    said = scored("why", "E1", "2025").stdout
    assert "A missing value is replaced by the median: Machines." in said
    assert "Not marked yet, counted with the lowest possible score: Grade" in said
    assert "Place 2 in its class (small)." in said
    assert "Passes regardless of points: National award." in scored("why", "E2", "2025").stdout


def test_without_a_limit_of_places_all_who_pass_are_in(scored: Run, ask: Ask) -> None:
    proposed = ask("propose", "2025")
    actions = {line["id"]: (line["action"], line["reason"]) for line in proposed["lines"]}
    assert actions["E1"][0] == actions["E2"][0] == "enter"
    assert actions["E1"][1].startswith("entered: every requirement is met")
    assert actions["E3"] == ("none", "not eligible: the total does not reach the pass mark")
    decision = ("decide", "2025", "--document", "No. 1")
    assert "points of 2 enterprises are provisional" in scored(*decision, actor="李强", code=1).stderr
    decided = ask(*decision, "--despite", "the panel meets in spring", actor="李强")
    assert (decided["pool_size"], decided["entered"]) == (2, ["E1", "E2"])
    assert ask("audit", "verify")["ok"]


def test_what_would_have_passed_is_told_and_no_more(scored: Run, ask: Ask) -> None:
    """E3 misses the mark of more than 40; so many points on a named criterion would have brought it in."""
    scored("propose", "2025")
    line, answer = lines(ask)["E3"], ask("why", "E3", "2025")
    missing = 40.5 - float(line["total"])
    assert missing > 0
    of_points = [each for each in answer["would_change"] if "points" in each]  # others are of one value
    assert {each["points"] for each in of_points} == {f"{missing:.1f}"}
    named = {each["criterion"] for each in of_points}
    lost = {each["criterion"]: float(each["lost"]) for each in answer["contributions"]}
    assert named and all(lost[key] >= missing for key in named)


def test_the_shortlist_shows_it(scored: Run, tmp_path: Path) -> None:
    scored("propose", "2025")
    scored("shortlist", "2025", "-o", str(tmp_path / "list.xlsx"))
    assert (tmp_path / "list.xlsx").stat().st_size > 5000


def test_the_report_shows_it_in_both_languages(scored: Run, tmp_path: Path) -> None:
    """Judged points, medians, classes, a direct pass and no limit of places, before and after a proposal."""
    for step in ("scored", "proposed"):
        if step == "proposed":
            scored("propose", "2025")
        for spoken in ("en", "zh"):
            path = tmp_path / f"{step}_{spoken}.html"
            scored("report", "2025", "-o", str(path), "--lang", spoken)
            page = path.read_text("utf-8")
            assert "Everything the language has" in page or "语言示例" in page
    assert "a missing value is replaced by the median: Machines" in (tmp_path / "scored_en.html").read_text(
        "utf-8"
    )
