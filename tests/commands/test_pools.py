"""A ladder of pools over two years in one workspace, told from the command line and worked out by hand.

Points are a point a patent. The first pool has three places, that of the giants one, for 10 patents and more:

            first 2016   first 2017    giants 2017
    ANLAN   12 in        ANLAN2 12 in  ANLAN2 15 in
    BIYUN   10 in        11 in         11 out, no place
    CHENHUI  9 in         2 out
    DONGLI   7 reserve    8 in
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cultivation.commands.program import program

from .office import NAMES, Office
from .test_registers import RULES

HEAD = ("企业代码", "企业名称", "营业收入（万元）", "职工总数", "有效发明专利", "高新技术企业")
FIRST = RULES.replace("id: beside", "id: first").replace(
    "pool: {capacity: 2, enter_rank: 2, stay_rank: 2, reserve: 1}",
    "pool: {capacity: 3, enter_rank: 3, stay_rank: 3, reserve: 1}",
)
TEN = "{test: invention_patents >= 10, zh: 发明专利10件, en: Ten patents, source: {document: judgement}}"
GATE = f"gates:\n  ten: {TEN}\n"
GIANTS = (
    RULES.replace("id: beside", "id: giants")
    .replace("dimensions:", GATE + "dimensions:")
    .replace(
        "capacity: 2, enter_rank: 2, stay_rank: 2, reserve: 1", "capacity: 1, enter_rank: 1, stay_rank: 1"
    )
)


def review(office: Office, pool: str, year: int, patents: dict[str, int]) -> None:
    named = f"--pool {pool} " if pool else ""
    firms = [(code, NAMES[code], 12000, 100, number, "是") for code, number in patents.items()]
    office.do(f"{named}open {year} --cutoff {year}-12-31")
    office.do(f"{named}intake {year}", office.workbook(f"{pool}{year}.xlsx", [HEAD, *firms]))
    for step in ("score", "propose"):
        office.do(f"{named}{step} {year}")
    office.do(f"{named}decide {year} --document {pool}{year}号 --date {year + 1}-03-01", by="李强")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return told_story(tmp_path_factory.mktemp("pools"))


def told_story(folder: Path) -> Office:
    """Go through the two years."""
    office = Office(folder)
    office.do(f"init {office.workspace}")
    for name, text in (("first", FIRST), ("giants", GIANTS)):
        (office.workspace / "rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    office.do("open 2016 --rules first --dry-run")
    firms = {"ANLAN": 12, "BIYUN": 10, "CHENHUI": 9, "DONGLI": 7}
    rows = [(code, NAMES[code], 12000, 100, number, "是") for code, number in firms.items()]
    office.do("open 2016 --rules first")
    office.do("intake 2016", office.workbook("2016.xlsx", [HEAD, *rows]))
    office.do("score 2016")
    office.do("propose 2016")
    office.do("decide 2016 --document 1号 --date 2017-03-01", by="李强")
    office.do("recode ANLAN ANLAN2 --document 换证")
    office.do("pool open giants --name 小巨人培育库 --rules giants")
    review(office, "", 2017, {"ANLAN2": 12, "BIYUN": 11, "CHENHUI": 2, "DONGLI": 8})
    review(office, "giants", 2017, {"ANLAN2": 15, "BIYUN": 11})
    return office


def copied(office: Office, folder: Path) -> Office:
    shutil.copytree(office.workspace, folder / "workspace")
    return Office(folder)


def test_each_pool_has_its_own_members_and_years(office: Office) -> None:
    assert office.members() == {"ANLAN2", "BIYUN", "DONGLI"}
    assert {each["id"] for each in office.ask("--pool giants pool")["members"]} == {"ANLAN2"}
    found = {each["id"]: each for each in office.ask("pool list")["pools"]}
    assert found[None]["years"] == [2016, 2017] and found[None]["members"] == 3
    assert found["giants"]["years"] == [2017] and found["giants"]["members"] == 1
    assert (found["giants"]["name"], found["giants"]["rule_set"]) == ("小巨人培育库", "giants")


def test_the_pool_may_stand_in_the_environment_and_after_the_command(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {each["id"] for each in office.ask("pool show --pool giants")["members"]} == {"ANLAN2"}
    monkeypatch.setenv("CULTIVATION_POOL", "giants")
    assert {each["id"] for each in office.ask("pool")["members"]} == {"ANLAN2"}


def test_status_tells_all_pools_and_how_the_next_step_is_typed(office: Office) -> None:
    found = office.ask("status")
    assert [each["year"] for each in found["years"]] == [2016, 2017]
    assert [(each["id"], [one["year"] for one in each["years"]]) for each in found["pools"]] == [
        (None, [2016, 2017]),
        ("giants", [2017]),
    ]
    assert found["pools"][1]["years"][0]["next"] == "cultivation --pool giants audit seal 2017"
    assert found["years"][1]["next"] == "cultivation audit seal 2017"
    shown = office.do("status").stdout
    assert "小巨人培育库 (--pool giants)" in shown
    alone = office.ask("--pool giants status")
    assert "pools" not in alone and [each["year"] for each in alone["years"]] == [2017]
    assert office.ask("status 2016")["pools"][0]["years"][0]["year"] == 2016
    assert len(office.ask("status 2016")["pools"]) == 1
    assert "pool" in office.do("status --format csv").stdout.splitlines()[0]


def test_an_enterprise_has_one_history_over_all_under_each_of_its_codes(office: Office) -> None:
    """The giants' record never heard of the code ANLAN."""
    for text in ("ANLAN", "ANLAN2", NAMES["ANLAN"]):
        found = office.ask("history", text)["pools"]
        told = [(each["pool"]["id"], [one["year"] for one in each["years"]]) for each in found]
        assert told == [(None, [2016, 2017]), ("giants", [2017])], text
    assert found[1]["member_since"] == "2017"
    shown = office.do("history ANLAN").stdout
    assert "小巨人培育库" in shown and "15.00" in shown and "12.00" in shown
    biyun = office.ask("history BIYUN")["pools"]
    assert [each["member_since"] for each in biyun] == ["2016", None]
    assert [each["pool"]["id"] for each in office.ask("history DONGLI")["pools"]] == [None]


def test_a_text_that_means_others_in_other_pools_is_refused(office: Office, tmp_path: Path) -> None:
    desk = copied(office, tmp_path)
    desk.do("--pool giants open 2018 --cutoff 2018-12-31")
    name = "晨晖二厂"
    row = ("CHENHUI9", name, 12000, 100, 11, "是")
    desk.do("--pool giants intake 2018", desk.workbook("x.xlsx", [HEAD, row]))
    desk.refused("different enterprises in different pools", "history 晨晖", code=2)


def test_a_pool_is_opened_once_with_an_id_and_rules_that_there_are(office: Office) -> None:
    office.refused("is on record already", "pool open giants --name x --rules giants")
    office.refused("small letters", "pool open Big --name x --rules giants", code=2)
    office.refused("nothing_such", "pool open big --name x --rules nothing_such", code=2)
    office.refused("leave --pool out", "--pool giants pool open big --name x --rules giants", code=2)
    office.refused("There are: giants", "--pool big status", code=2)
    office.do("pool open big --name x --rules giants --dry-run")
    assert not (office.workspace / "pools" / "big").exists()


def test_an_opening_that_was_interrupted_goes_on(office: Office, tmp_path: Path) -> None:
    desk = copied(office, tmp_path)
    folder = desk.workspace / "pools" / "talents"
    (folder / "rules").mkdir(parents=True)
    desk.do("pool open talents --name 人才库 --rules giants")
    assert [each["id"] for each in desk.ask("pool list")["pools"]] == [None, "giants", "talents"]


def test_every_record_is_checked_and_done_again(office: Office, tmp_path: Path) -> None:
    desk = copied(office, tmp_path)
    done = desk.do("pool each audit verify")
    assert done.stdout.count("are unchanged") == 2
    desk.do("pool each audit rebuild")
    desk.do("pool each audit replay")
    target = desk.folder / "backup_{pool}.zip"
    desk.do("pool each -- audit export -o", str(target))
    assert {each.name for each in desk.folder.glob("backup_*")} == {"backup_first.zip", "backup_giants.zip"}
    database = desk.workspace / "pools" / "giants" / "cultivation.db"
    database.write_bytes(database.read_bytes().replace("小巨人培育库".encode(), "小巨人培育园".encode()))
    assert "is broken" in desk.do("pool each audit verify", code=1).output


def test_doctor_says_which_pool_is_missing_or_another(office: Office, tmp_path: Path) -> None:
    desk = copied(office, tmp_path)
    folder = desk.workspace / "pools" / "giants"
    fine = {each["what"]: each["ok"] for each in desk.ask("doctor")["checks"]}
    assert fine["pool giants"] and fine["pool giants: log"]
    folder.rename(desk.folder / "away")
    checks = {each["what"]: each for each in desk.ask("doctor", expect=3)["checks"]}
    assert not checks["pool giants"]["ok"]
    assert "its folder is not there" in desk.do("pool list").stderr
    shutil.copytree(desk.folder / "away", folder)
    (folder / "cultivation.db").unlink()
    other = Office(desk.folder / "other")
    other.folder.mkdir()
    other.do(f"init {other.workspace}")
    shutil.copy(other.workspace / "cultivation.db", folder / "cultivation.db")
    checks = {each["what"]: each for each in desk.ask("doctor", expect=3)["checks"]}
    assert not checks["pool giants"]["ok"]
    assert "does not begin as it was opened" in checks["pool giants"]["details"]


def test_papers_of_a_pool_bear_its_own_name_and_the_office_of_the_workspace(
    office: Office, tmp_path: Path
) -> None:
    desk = copied(office, tmp_path)
    settings = desk.workspace / "cultivation.toml"
    more = '[announcement]\norganisation = "市工信局"\npool = "百强库"\n'
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    desk.do("--pool giants announce 2017 -o", str(desk.folder / "giants.html"))
    page = (desk.folder / "giants.html").read_text("utf-8")
    assert "小巨人培育库" in page and "百强库" not in page and "市工信局" in page


def test_a_record_cannot_be_named_twice(office: Office) -> None:
    words = ["--workspace", str(office.workspace), "--lang", "en", "--database", "sqlite:///x.db"]
    done = CliRunner().invoke(program, [*words, "--pool", "giants", "status"])
    assert done.exit_code == 2 and "name two records" in done.output


def test_a_workspace_without_pools_answers_as_before(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.do(f"init {office.workspace}")
    assert json.loads(office.do("status --format json").stdout) == {"years": []}
    assert "members" in office.ask("pool")


def test_members_of_a_pool_apply_to_another_with_what_they_filed(office: Office, tmp_path: Path) -> None:
    """Demonstration enterprises: criteria of their own over the members, with notice and decision."""
    desk = copied(office, tmp_path)
    rules = GIANTS.replace("id: giants", "id: honours")
    (desk.workspace / "rules" / "honours.yaml").write_text(rules, encoding="utf-8")
    desk.do("pool open honours --name 创新示范企业 --rules honours")
    desk.do("--pool honours open 2017 --cutoff 2017-12-31")
    desk.refused("come from another pool", "pool bring 2017", code=2)
    desk.do("--pool honours pool bring 2017 --dry-run")
    brought = desk.ask("--pool honours pool bring 2017")
    assert brought["file"]["accepted"] == 3 and brought["missing"] == [] and brought["absent"] == []
    desk.do("--pool honours score 2017")
    lines = {each["id"]: each for each in desk.ask("--pool honours propose 2017")["lines"]}
    assert {key: each["rank"] for key, each in lines.items()} == {"ANLAN2": 1, "BIYUN": 2, "DONGLI": None}
    desk.do("--pool honours notice 2017 --from 2018-04-02 --until 2018-04-10")
    desk.do("--pool honours decide 2017 --document 示范1号 --date 2018-04-20", by="李强")
    assert [each["pool"]["id"] for each in desk.ask("history ANLAN2")["pools"]] == [None, "giants", "honours"]
    desk.refused("2017 is decided", "--pool honours pool bring 2017")
