"""What the clerk does with files: other formats, files sent back and corrected, the later one wins."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cultivation.resources import shipped

from .conftest import PANEL, Run

Ask = Callable[..., Any]
HEADERS = (
    "企业编号",
    "企业名称",
    "行业",
    "地区",
    "欧洲专利申请数",
    "研发支出",
    "上年研发支出",
    "技术溢出（对数）",
)
FIRST = ("X1", "甲", "other", "usa", 10, 100.5, 90, 1.5)
SECOND = ("X2", "乙", "other", "usa", 3, 50, 40, 1.25)


def write(path: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    for row in (HEADERS, *rows):
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@pytest.fixture
def begun(panel_open: Run) -> Run:
    return panel_open


def codes(answer: dict[str, Any]) -> list[list[str]]:
    return [[finding["code"] for finding in file["findings"]] for file in answer["files"]]


def value(ask: Ask, enterprise: str, field: str) -> Any:
    ask("score", "1983")
    ask("propose", "1983")
    sources = ask("why", enterprise, "1983")["sources"]
    return next(each["value"] for each in sources if each["field"] == field)


def test_a_later_file_wins_only_when_the_user_says_so(begun: Run, ask: Ask, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", FIRST, SECOND)
    write(tmp_path / "b.xlsx", (*FIRST[:4], 12, *FIRST[5:]), SECOND)
    ask("intake", "1983", str(tmp_path / "a.xlsx"))
    refused = ask("intake", "1983", str(tmp_path / "b.xlsx"), code=1)
    assert (refused["files"][0]["accepted"], codes(refused)) == (0, [["filed_before", "filed_before_same"]])
    assert value(ask, "X1", "patents") == "10"
    tried = ask("intake", "1983", str(tmp_path / "b.xlsx"), "--supersede", "--dry-run")
    assert tried["files"][0]["accepted"] == 1
    assert value(ask, "X1", "patents") == "10"
    taken = ask("intake", "1983", str(tmp_path / "b.xlsx"), "--supersede")
    assert (taken["files"][0]["accepted"], codes(taken)) == (1, [["superseded", "filed_before_same"]])
    assert "a.xlsx" in taken["files"][0]["findings"][0]["message"]
    assert value(ask, "X1", "patents") == "12"
    begun("audit", "verify")
    begun("audit", "rebuild")


def test_a_superseded_correction_is_told_of(begun: Run, ask: Ask, tmp_path: Path) -> None:
    ask("intake", "1983", str(write(tmp_path / "a.xlsx", FIRST)))
    begun("correct", "1983", "X1", "patents", "11", "--evidence", "register")
    later = write(tmp_path / "b.xlsx", (*FIRST[:4], 12, *FIRST[5:]))
    answer = ask("intake", "1983", str(later), "--supersede", code=1)
    assert codes(answer) == [["superseded", "correction_superseded"]]
    assert value(ask, "X1", "patents") == "12"


def test_the_same_file_again_supersedes_nothing(begun: Run, ask: Ask, tmp_path: Path) -> None:
    path = str(write(tmp_path / "a.xlsx", FIRST))
    ask("intake", "1983", path)
    entries = len(ask("audit", "log")["entries"])
    answer = ask("intake", "1983", path, "--supersede")
    assert codes(answer) == [["received_before"]]
    assert len(ask("audit", "log")["entries"]) == entries


def test_a_file_goes_back_marked_and_what_was_put_right_is_shown(
    begun: Run, ask: Ask, tmp_path: Path
) -> None:
    write(tmp_path / "a.xlsx", FIRST, (*SECOND[:4], "很多", *SECOND[5:]))
    answer = ask("intake", "1983", str(tmp_path / "a.xlsx"), "--returned", str(tmp_path / "back"), code=1)
    assert (answer["files"][0]["accepted"], answer["files"][0]["rejected"]) == (1, 1)
    back = tmp_path / "back" / "a.returned.xlsx"
    book = load_workbook(back)
    assert "很多" in book["Sheet"]["E3"].comment.text
    book["Sheet"]["E3"] = 3
    book.save(back)
    result = begun("intake", "1983", str(back))
    assert "Fixed: 乙: European patent applications was '很多', now 3." in result.stderr
    assert value(ask, "X2", "patents") == "3"


def test_files_in_order_do_not_go_back(begun: Run, tmp_path: Path) -> None:
    begun("intake", "1983", str(write(tmp_path / "a.xlsx", FIRST)), "--returned", str(tmp_path / "back"))
    assert not (tmp_path / "back").exists()


def test_namesakes_in_two_folders_both_go_back(begun: Run, tmp_path: Path) -> None:
    for folder, row in (("北", FIRST), ("南", SECOND)):
        (tmp_path / "in" / folder).mkdir(parents=True)
        write(tmp_path / "in" / folder / "a.xlsx", (*row[:4], "很多", *row[5:]))
    begun("intake", "1983", str(tmp_path / "in"), "--returned", str(tmp_path / "back"), code=1)
    names = {path.name for path in (tmp_path / "back").iterdir()}
    assert names == {"北_a.returned.xlsx", "南_a.returned.xlsx"}


def test_one_bad_file_stops_no_other(begun: Run, ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "z.xlsx", FIRST)
    (folder / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    text = ",".join(HEADERS) + "\n" + ",".join(map(str, SECOND)) + "\n"
    (folder / "c.csv").write_bytes(text.encode("gb18030"))
    answer = ask("intake", "1983", str(folder), code=1)
    assert [(file["name"], file["accepted"]) for file in answer["files"]] == [
        ("a.xls", 0),
        ("b.xlsx", 0),
        ("c.csv", 1),
        ("z.xlsx", 1),
    ]
    assert codes(answer)[:3] == [["unreadable_file"], ["unreadable_file"], ["encoding_assumed"]]
    assert value(ask, "X2", "rd_expenditure") == "50"


def test_what_headings_were_understood_as(begun: Run, ask: Ask, tmp_path: Path) -> None:
    (file,) = ask("intake", "1983", str(write(tmp_path / "a.xlsx", FIRST)))["files"]
    assert [(each["cell"], each["heading"], each["field"]) for each in file["understood"]][5] == (
        "F1",
        "研发支出",
        "rd_expenditure",
    )
    result = begun("-v", "intake", "1983", str(tmp_path / "a.xlsx"))
    assert "Sheet!F1: '研发支出' was read as rd_expenditure" in result.stderr


def test_limits_come_from_the_settings(begun: Run, workspace: Path, tmp_path: Path) -> None:
    settings = workspace / "cultivation.toml"
    settings.write_text(settings.read_text("utf-8") + "[limits]\ncells = 5\n", "utf-8")
    result = begun("intake", "1983", str(write(tmp_path / "a.xlsx", FIRST)), code=1)
    assert "more than the limits allow" in result.stderr
    settings.write_text("[limits]\ncells = 0\n", "utf-8")
    result = begun("intake", "1983", str(tmp_path / "a.xlsx"), code=3)
    assert "limits" in result.stderr


def test_json_is_json(begun: Run, tmp_path: Path) -> None:
    result = begun("intake", "1983", str(write(tmp_path / "a.xlsx", FIRST)), "--format", "json")
    assert json.loads(result.stdout)["files"][0]["fixed"] == []


def test_a_dry_run_tells_what_the_files_say_of_one_another(begun: Run, ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "1.xlsx", FIRST)
    write(folder / "2.xlsx", ("X1", "甲", "other", "usa", 11, 100.5, 90, 1.5), SECOND)
    before = ask("intake", "1983", str(folder), "--dry-run", code=1)
    assert ask("status")["years"][0]["applications"] == 0
    assert before == ask("intake", "1983", str(folder), code=1)
    assert codes(before) == [[], ["filed_before"]]


def test_a_bad_file_between_good_ones_keeps_their_order(begun: Run, ask: Ask, tmp_path: Path) -> None:
    for number, name in enumerate(("1.xlsx", "3.xlsx")):
        write(tmp_path / name, (f"X{number}", f"甲{number}", *FIRST[2:]))
    (tmp_path / "2.xlsx").write_bytes(b"%PDF-1.4")
    answer = ask(
        "intake", "1983", str(tmp_path / "3.xlsx"), str(tmp_path / "2.xlsx"), str(tmp_path / "1.xlsx"), code=1
    )
    assert [(file["name"], file["accepted"]) for file in answer["files"]] == [
        ("1.xlsx", 1),
        ("2.xlsx", 0),
        ("3.xlsx", 1),
    ]


def test_the_name_is_enough_only_where_the_code_was_at_fault(begun: Run, tmp_path: Path) -> None:
    first = (*FIRST[:4], "很多", *FIRST[5:])
    begun("intake", "1983", str(write(tmp_path / "a.xlsx", first, (None, "乙", *first[2:]))), code=1)
    later = write(tmp_path / "b.xlsx", ("X9", *FIRST[1:]), ("X2", "乙", *FIRST[2:]))
    result = begun("intake", "1983", str(later), code=None)
    assert "Fixed: 甲" not in result.stderr
    assert "Fixed: 乙" in result.stderr


def test_an_enterprise_with_a_corrected_code_is_known_by_its_name(
    run: Run, workspace: Path, tmp_path: Path
) -> None:
    run("init", str(workspace))
    run("open", "2016", "--rules", "kunshan_top100_2016")
    folder = shipped("sample_data") / "kunshan" / "2016"
    book = load_workbook(next(iter(sorted(folder.glob("*.xlsx")))))
    sheet = book.worksheets[0]
    place = next(
        cell for row in sheet.iter_rows() for cell in row if cell.value in ("统一社会信用代码", "信用代码")
    )
    row = next(row for row in range(place.row + 1, 40) if len(str(sheet.cell(row, place.column).value)) == 18)
    right = str(sheet.cell(row, place.column).value)
    sheet.cell(row, place.column).value = right[:-1] + ("0" if right[-1] != "0" else "1")
    book.save(tmp_path / "a.xlsx")
    run("intake", "2016", str(tmp_path / "a.xlsx"), code=1)
    sheet.cell(row, place.column).value = right
    book.save(tmp_path / "b.xlsx")
    result = run("intake", "2016", str(tmp_path / "b.xlsx"), code=None)
    assert right in "".join(line for line in result.stderr.splitlines() if "Fixed:" in line)


def test_a_file_that_speaks_of_another_year_is_doubted_and_one_with_a_date_is_not(
    run: Run, workspace: Path, tmp_path: Path
) -> None:
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    for name, doubted in (
        ("申报汇总表_1982年.xlsx", True),
        ("1982年度、1983年度.xlsx", False),
        ("1984年1月5日收.xlsx", False),
    ):
        path = tmp_path / name
        path.write_bytes((PANEL / "patents_rd_1983.xlsx").read_bytes())
        said = run("intake", "1983", str(path), "--dry-run", code=None).stderr
        assert ("says 1982" in said) == doubted, name


def test_a_file_that_came_before_is_told_without_asking(begun_scored: Run) -> None:
    said = begun_scored("intake", "1983", str(PANEL / "patents_rd_1983.xlsx")).stderr
    assert "1 files had been received before" in said


def test_a_text_that_only_its_name_calls_a_workbook_is_said_to_be_none(
    run: Run, workspace: Path, tmp_path: Path
) -> None:
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    (tmp_path / "fake.xlsx").write_text("hello, not a workbook", encoding="utf-8")
    said = run("intake", "1983", str(tmp_path / "fake.xlsx"), code=1).stderr
    assert "it is another kind of file" in said
    assert "No sheet has a header row" not in said
