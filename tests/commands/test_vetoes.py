"""Lists of authorities: imported from untidy workbooks, matched by code, and what the rules make of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.kept import Kept

from .conftest import PANEL, Run, runner

Ask = Callable[..., Any]
RULES = (PANEL.parent.parent / "scoring_rules" / "patents_rd_panel.yaml").read_text("utf-8")
TAX = "pool: {capacity: 100, enter_rank: 90, stay_rank: 110, reserve: 10, veto_lists: [tax]}"


def workbook(path: Path, rows: Sequence[Sequence[Any]], headers: Sequence[str] = ("Firm", "名称")) -> str:
    """Write a list as authorities do: a title, a date, headers of their own, cases one by one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["失信名单公示"])
    sheet.append(["公布日期：2016年12月1日"])
    sheet.append(["序号", *headers, "案号"])
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row, f"（2016）苏0583执{number}号"])
    book.save(path)
    return str(path)


@pytest.fixture
def vetoing(kept: Kept, run: Run, workspace: Path) -> Run:
    """Decide 1983 and score 1984 under rules that take the tax list for a veto."""
    kept.copy("taxed", _review, workspace)
    return run


def _review(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    file = folder / "rules" / "taxed.yaml"
    text = RULES.replace("id: patents_rd_panel", "id: taxed")
    file.write_text(text[: text.index("pool: {")] + TAX + "\n", encoding="utf-8")
    for year in ("1983", "1984"):
        run("open", year, "--rules", "taxed")
        run("intake", year, str(PANEL / f"patents_rd_{year}.xlsx"), code=None)
        run("score", year)
        run("propose", year)
        if year == "1983":
            decide(run, year)


def decide(run: Run, year: str, code: int | None = 0) -> str:
    words = ["--document", f"No. {year}", "--date", f"{year}-12-31"]
    return run("decide", year, *words, actor="李强", code=code).stderr


def take(run: Run, path: str, *more: str, code: int | None = 0, kind: str = "tax") -> Any:
    return run("vetoes", "import", path, "--list", kind, "--document", "税函1号", *more, code=code)


def test_a_match_since_the_proposal_needs_a_new_one_and_then_leaves_or_is_kept_out(
    vetoing: Run, ask: Ask, tmp_path: Path
) -> None:
    lines = ask("propose", "1984")["lines"]
    member, newcomer = (
        next(each for each in lines if each["action"] == action) for action in ("stay", "enter")
    )
    path = workbook(tmp_path / "a.xlsx", [(member["id"], "x"), (newcomer["id"], "y"), (member["id"], "x")])
    done = take(vetoing, path)
    assert "2 enterprises, 2 of them" in done.stderr
    assert "cultivation propose 1984" in done.stderr
    assert "other enterprises are on a list" in decide(vetoing, "1984", code=1)
    again = {each["id"]: each for each in ask("propose", "1984")["lines"]}
    assert (again[member["id"]]["reason_code"], again[member["id"]]["action"]) == ("left_vetoed", "exit")
    assert (again[newcomer["id"]]["reason_code"], again[newcomer["id"]]["action"]) == ("vetoed", "none")
    assert "serious tax offenders" in again[member["id"]]["reason"]
    assert sum(each["action"] in ("enter", "stay") for each in again.values()) == 100
    decide(vetoing, "1984")
    empty = workbook(tmp_path / "none.xlsx", [])
    assert "should be empty, confirm this.\nAdd: --empty" in take(vetoing, empty, code=1).stderr
    (kept,) = ask("vetoes", "list")["lists"]
    assert kept["enterprises"] == 2  # a file that names nobody empties no list by mistake
    assert "0 enterprises" in take(vetoing, empty, "--empty").stderr
    assert ask("vetoes", "list")["matches"] == []
    assert ask("audit", "replay")["ok"]  # with the list as it was then
    assert ask("audit", "rebuild")["ok"] and ask("audit", "verify")["ok"]
    assert ask("why", member["id"], "1984")["reason_code"] == "left_vetoed"
    vetoing("dossier", member["id"], "-o", str(tmp_path / "dossier.html"))
    archive = tmp_path / "record.zip"
    vetoing("audit", "export", "-o", str(archive))
    assert "list of an authority imported" in vetoing("audit", "log", "--last", "1").stdout


def test_each_import_takes_the_place_of_the_one_before(vetoing: Run, ask: Ask, tmp_path: Path) -> None:
    first, second = (each["id"] for each in ask("pool")["members"][:2])
    one, other = (workbook(tmp_path / f"{key}.xlsx", [(key, key)]) for key in (first, second))
    take(vetoing, one)
    head = ask("audit", "verify")["head"]
    assert "nothing was added" in take(vetoing, one).stderr
    assert ask("audit", "verify")["head"] == head
    take(vetoing, other)
    shown = ask("vetoes", "list")
    assert [each["id"] for each in shown["matches"]] == [second]
    assert [(each["list"], each["document"], each["enterprises"]) for each in shown["lists"]] == [
        ("tax", "税函1号", 1)
    ]
    match = shown["matches"][0]
    assert (match["member"], match["years"], match["vetoing"]) == (True, [1984], ["tax"])
    take(vetoing, one, kind="dishonest_debtor")
    assert {each["id"] for each in ask("vetoes", "list")["matches"]} == {first, second}
    assert "list of dishonest debtors" in vetoing("vetoes", "list").stdout


def test_a_list_that_the_rules_do_not_take_for_a_veto_is_told_as_a_doubt(
    vetoing: Run, ask: Ask, tmp_path: Path
) -> None:
    member = ask("pool")["members"][0]
    before = ask("propose", "1984")["lines"]
    path = workbook(tmp_path / "a.xlsx", [(member["id"], member["name"])])
    take(vetoing, path, kind="abnormal_operation")
    done = vetoing("propose", "1984")
    assert f"Doubtful: {member['name']} ({member['id']})" in done.stderr
    after = ask("propose", "1984")
    assert after["lines"] == before and after["listed"] == {member["id"]: ["abnormal_operation"]}
    assert member["id"] in vetoing("status").stderr
    assert ask("status", "1984")["years"][0]["listed"] == [member["id"]]
    decide(vetoing, "1984")


def test_a_dry_run_shows_the_matches_and_writes_nothing(vetoing: Run, ask: Ask, tmp_path: Path) -> None:
    member = ask("pool")["members"][0]
    head = ask("audit", "verify")["head"]
    path = workbook(tmp_path / "a.xlsx", [(member["id"], member["name"])])
    assert member["name"] in take(vetoing, path, "--dry-run").stdout
    assert ask("audit", "verify")["head"] == head
    assert ask("vetoes", "list") == {"lists": [], "matches": []}


def test_codes_are_checked_cell_by_cell_and_a_name_without_one_is_told(
    run: Run, ask: Ask, workspace: Path, tmp_path: Path
) -> None:
    """Credit codes: one right, a wrong check character, one missing, one twice, one in small letters."""
    samples = PANEL.parent / "kunshan"
    run("init", str(workspace))
    run("open", "2016", "--rules", "kunshan_top100_2016")
    run("intake", "2016", str(samples), code=None)
    firms = [(key, name) for key, name in _firms(ask)]
    (right, first), (wrong, second), (unwritten, third), (small, fourth) = firms[:4]
    rows = [
        (right, first),
        (wrong[:-1] + ("0" if wrong[-1] != "0" else "1"), second),
        ("", third),
        (right, first),
        (small.lower(), fourth),
    ]
    path = workbook(tmp_path / "名单.xlsx", rows, ("统一社会信用代码/注册号", "被执行人姓名/名称"))
    done = run(
        *("vetoes", "import", path, "--list", "dishonest_debtor", "--document", "1", "--format", "json"),
        code=1,
    )
    data = json.loads(done.stdout)
    found = {(each["code"], each["cell"]) for each in data["findings"]}
    assert {("credit_code_invalid", "B5"), ("listed_twice", "B7")} <= found
    assert data["enterprises"] == 3 and data["rejected"] == 1
    assert {each["id"] for each in data["matches"]} == {right, unwritten, small}
    assert {each.split(" (")[0] for each in data["by_name"]} == {second}


def _firms(ask: Ask) -> list[tuple[str, str]]:
    return [(each["id"], each["name"]) for each in ask("score", "2016")["applications"]]


@pytest.mark.parametrize("kind", ["noise", "none", "letter"])
def test_what_is_no_list_is_refused_and_nothing_is_written(
    vetoing: Run, ask: Ask, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"{kind}.xlsx"
    if kind == "noise":
        path.write_bytes(b"PK\x03\x04 no workbook")
    elif kind == "letter":
        workbook(path, [("x", "y")], ("来函", "事由"))
    head = ask("audit", "verify")["head"]
    told = take(vetoing, str(path), code=1).stderr
    assert "cannot be read as a list:" in told and "Traceback" not in told
    assert ask("audit", "verify")["head"] == head


def test_a_list_with_an_earlier_code_finds_the_enterprise_under_its_present_one(
    vetoing: Run, ask: Ask, tmp_path: Path
) -> None:
    member = ask("pool")["members"][0]["id"]
    vetoing("recode", member, "N001", "--document", "9", "--on", "1984-01-01")
    take(vetoing, workbook(tmp_path / "a.xlsx", [(member, "x")]))
    assert "N001" in {each["id"] for each in ask("vetoes", "list")["matches"]}


@pytest.fixture
def applied(kept: Kept, ask: Ask, workspace: Path) -> list[tuple[str, str]]:
    """Take in the sample of 2016, and return codes and names."""
    kept.copy("kunshan_applied", _apply, workspace)
    return _firms(ask)


def _apply(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    run("open", "2016", "--rules", "kunshan_top100_2016")
    run("intake", "2016", str(PANEL.parent / "kunshan"), code=None)


def written(code: str, way: str) -> str:
    """Return the organisation code, which is the ninth to the seventeenth character (GB 32100)."""
    first, check = code[8:16], code[16]
    return {"plain": f"{first}{check}", "dash": f"{first}-{check}", "small": f"{first}{check}".lower()}[way]


@pytest.mark.parametrize("way", ["plain", "dash", "small"])
def test_an_organisation_code_is_found_in_the_credit_code(
    applied: list[tuple[str, str]], ask: Ask, run: Run, tmp_path: Path, way: str
) -> None:
    (right, name), (by_organisation, _other), *_more = applied
    rows = [(right, name), (written(by_organisation, way), "某某")]
    path = workbook(tmp_path / "a.xlsx", rows, ("统一社会信用代码", "名称"))
    words = ("vetoes", "import", path, "--list", "tax", "--document", "1", "--format", "json")
    data = json.loads(run(*words, code=None).stdout)
    hows = {each["id"]: each["rows"][0]["how"] for each in data["matches"]}
    assert hows == {right: "code", by_organisation: "organisation_code"}


@pytest.mark.parametrize("headers", [("单位", "名称"), ("统一社会信用代码", "名称"), ("备注", "当事人")])
def test_on_a_list_of_names_alone_whole_names_count_and_parts_of_names_do_not(
    applied: list[tuple[str, str]], run: Run, ask: Ask, tmp_path: Path, headers: tuple[str, str]
) -> None:
    code, name = applied[3]
    rows = [("", name), ("", "上海某某有限公司"), ("", name + "分公司")]
    path = workbook(tmp_path / "a.xlsx", rows, headers)
    assert "3 enterprises, 1 of them" in take(run, path).stderr
    (match,) = ask("vetoes", "list")["matches"]
    (row,) = match["rows"]
    assert (match["id"], row["cell"], row["how"]) == (code, "C4", "name")


def test_a_list_without_headings_is_advised_of_them(
    applied: list[tuple[str, str]], run: Run, tmp_path: Path
) -> None:
    other = workbook(tmp_path / "other.xlsx", [("1", "2")], ("甲", "乙"))
    done = run("vetoes", "import", other, "--list", "tax", "--document", "1", code=1)
    assert "统一社会信用代码" in done.stderr and "template" not in done.stderr


def test_a_name_of_ours_beside_the_code_of_another_is_told(
    applied: list[tuple[str, str]], run: Run, tmp_path: Path
) -> None:
    (one, _name), (other, name), *_more = applied
    path = workbook(tmp_path / "a.xlsx", [(one, name)], ("统一社会信用代码", "名称"))
    done = run("vetoes", "import", path, "--list", "tax", "--document", "1", code=None)
    assert f"{name} ({other})" in done.stderr
