"""The reserve of projects over two years: what slips is worked out by hand from the days that were filed.

cut-off 31 Dec     2016: planned                      2017: planned, done
P1   completion    2017-06-30                         completed 2017-07-10, 10 days late
P2   topping-out   2017-05-01                         not done: 244 days by 31 December 2017
     completion    2018-06-30                         2018-12-31: 184 days later
P3   completion    2018-12-31                         as planned
P4   completion    2017-10-01                         nothing was filed: 91 days late
P5   completion    2019-12-31                         nothing was filed
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .office import NAMES, Office

HEAD = (
    *(
        "项目编号",
        "项目名称",
        "建设单位",
        "统一社会信用代码",
        "所属区镇",
        "产业类别",
        "总投资（亿元）",
        "累计完成投资",
    ),
    *("达产后年产值", "是否备案", "用地是否落实", "计划主体封顶日期", "实际主体封顶日期", "计划竣工投产日期"),
    *("实际竣工投产日期", "是否已竣工投产"),
)
OWNER = "91320583001000003G"


def row(number: str, invested: int, due: str, **more: str) -> tuple[object, ...]:
    topping = (more.get("topping"), more.get("topped"))
    plan = (1.2, invested, 20000, "是", "是")
    done = (due, more.get("completed"), "是" if more.get("completed") else "否")
    return (number, f"{number}项目", NAMES["ANLAN"], OWNER, "高新区", "新材料", *plan, *topping, *done)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("projects"))
    office.do(f"init {office.workspace}")
    office.do("pool open projects --name 备选项目库 --rules kunshan_projects")
    first = [
        row("P1", 1000, "2017-06-30"),
        row("P2", 2000, "2018-06-30", topping="2017-05-01"),
        row("P3", 3000, "2018-12-31"),
        row("P4", 4000, "2017-10-01"),
        row("P5", 500, "2019-12-31"),
    ]
    second = [
        row("P1", 12000, "2017-06-30", completed="2017-07-10"),
        row("P2", 2500, "2018-12-31", topping="2017-05-01"),
        row("P3", 6000, "2018-12-31"),
    ]
    for year, rows in ((2016, first), (2017, second)):
        office.do(f"--pool projects open {year}")
        office.do(f"--pool projects intake {year}", office.workbook(f"{year}.xlsx", [HEAD, *rows]))
        for step in ("score", "propose"):
            office.do(f"--pool projects {step} {year}")
        office.do(f"--pool projects notice {year} --from {year + 1}-02-01 --until {year + 1}-02-10")
        office.do(f"--pool projects decide {year} --document 项{year}号 --date {year + 1}-03-01", by="李强")
    return office


def projects(office: Office, year: int, *more: str) -> dict[str, Any]:
    found = office.ask(f"--pool projects projects {year}", *more)["projects"]
    return {each["id"]: each for each in found}


def test_projects_are_ranked_and_leave_the_reserve_when_they_are_completed(office: Office) -> None:
    """P1 is completed, P4 and P5 were not filed again. P3 has invested more than P2, else they are alike."""
    assert {each["id"] for each in office.ask("--pool projects pool --year 2016")["members"]} == {
        *("P1", "P2", "P3", "P4", "P5")
    }
    left = office.ask("--pool projects pool")["members"]
    assert {each["id"]: each["rank"] for each in left} == {"P3": 1, "P2": 2}


def test_what_slips_is_said_with_its_days(office: Office) -> None:
    found = projects(office, 2017)
    assert {key: each["state"] for key, each in found.items()} == {
        "P1": "completed",
        "P2": "slips",
        "P3": "on_time",
        "P4": "overdue",
        "P5": "not_updated",
    }
    slips = {
        key: [(one["milestone"], one["days"], one["missed"]) for one in each["slips"]]
        for key, each in found.items()
    }
    assert slips == {
        "P1": [(None, 10, False)],
        "P2": [("Topping-out", 244, True), (None, 184, False)],
        "P3": [],
        "P4": [(None, 91, True)],
        "P5": [],
    }
    assert found["P2"]["slips"][1]["first_planned"] == "2018-06-30"
    assert found["P3"]["invested"] == "6000" and found["P3"]["investment"] == "12000"


def test_the_first_year_has_nothing_to_be_late_for(office: Office) -> None:
    assert {each["state"] for each in projects(office, 2016).values()} == {"on_time"}


def test_only_the_late_ones_or_those_of_an_owner(office: Office) -> None:
    assert set(projects(office, 2017, "--late")) == {"P2", "P4", "P5"}
    assert set(projects(office, 2017, "--owner", NAMES["ANLAN"])) == {"P1", "P2", "P3", "P4", "P5"}
    assert projects(office, 2017, "--owner", "BIYUN") == {}


def test_it_is_said_in_both_languages(office: Office) -> None:
    english = office.do("--pool projects projects 2017")
    assert "Topping-out was planned for 2017-05-01 and is not done: 244 days late" in english.stdout
    assert "5 projects: 1 completed, 3 that slip" in english.stderr
    chinese = office.do("--pool projects projects 2017", lang="zh").stdout
    assert "主体封顶原计划2017-05-01，尚未完成，已晚244天" in chinese


def test_a_pool_of_enterprises_has_no_projects(office: Office, tmp_path: Path) -> None:
    office.do("open 2016")
    office.refused("no section `project`", "projects 2016")


def test_a_section_that_names_other_fields_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    from cultivation.resources import shipped

    text = (shipped("scoring_rules") / "kunshan_projects_2016.yaml").read_text("utf-8")
    wrong = text.replace("owner: owner_name", "owner: owner").replace(
        "done: equipment_done", "done: invested"
    )
    path = tmp_path / "wrong.yaml"
    path.write_text(wrong, "utf-8")
    told = office.do(f"rules check {path}", code=1)
    assert "project.owner" in told.output and "project.milestones.1.done" in told.output
