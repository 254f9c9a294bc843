"""Zones recommend and departments object: a year with two late zones and a department's veto, told by hand.

Three zones and two departments are asked about six applicants under tests/opinions/rules.yaml. Places, sums
and the sentences of tests/golden/opinions.{en,zh}.txt are worked out from the rules, not copied from the
program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from .office import NAMES as FIRMS
from .office import Office

GOLDEN = Path(__file__).parents[1] / "golden"
RULES = Path(__file__).parents[1] / "opinions" / "rules.yaml"
HEAD = ("企业代码", "企业名称", "所属区镇", "行业", "营业收入")
WHERE = {  # zone, trade, revenue: a point for each 1,000
    "ANLAN": ("北区", "装备", 9000),
    "BIYUN": ("北区", "医药", 8000),
    "CHENHUI": ("北区", "装备", 7000),
    "DONGLI": ("南区", "医药", 6000),
    "ENZE": ("南区", "装备", 5000),
    "FENGLIN": ("西区", "装备", 4000),
}
DETAILS = "情况说明（文书号等）"
REQUEST = "opinions request 2026 --on 2026-09-28"
# From 28 September 2026: 1 to 7 October are free, 10 October (a Saturday) is worked. Two days in September,
# 8, 9, 10, then 12 to 16 October: the tenth working day is the 16th.
UNTIL = "2026-10-16"
Row = Mapping[str, object]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A year with six applicants."""
    made = Office(tmp_path_factory.mktemp("opinions"))
    made.do("init", str(made.workspace))
    (made.workspace / "rules" / "asked.yaml").write_text(RULES.read_text("utf-8"), "utf-8")
    made.do("open 2026 --rules asked --cutoff 2025-12-31")
    rows = [(code, FIRMS[code], *told) for code, told in WHERE.items()]
    made.do("intake 2026", made.workbook("2026.xlsx", [HEAD, *rows]))
    return made


@pytest.fixture(scope="module")
def sent(office: Office) -> Path:
    """The folder with the empty workbooks."""
    folder = office.folder / "sent"
    told = office.do(f"{REQUEST} -o {folder}", lang="zh").stdout
    assert UNTIL in told
    return folder


def answered(sent: Path, name: str, rows: Mapping[str, Row], to: str) -> Path:
    """Fill in a workbook: columns by heading, rows by code."""
    book = openpyxl.load_workbook(sent / name)
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[3]}
    for row in sheet.iter_rows(min_row=4):
        for heading, value in rows.get(str(row[1].value), {}).items():
            sheet.cell(row[1].row, columns[heading]).value = value
    path = sent.parent / to
    book.save(path)
    return path


def places(sheet: Path) -> dict[str, int]:
    rows = openpyxl.load_workbook(sheet).worksheets[0].iter_rows(min_row=4)
    return {str(row[1].value): row[1].row for row in rows if row[1].value}


def codes(found: Any, of: Path) -> list[tuple[str, str]]:
    file = next(each for each in found["files"] if each["name"] == of.name)
    return sorted((each["code"], each["cell"]) for each in file["findings"])


def test_each_is_asked_about_its_own_and_told_the_working_day(sent: Path) -> None:
    assert sorted(each.name for each in sent.iterdir()) == sorted(
        [
            "zone_北区_2026.xlsx",
            "zone_南区_2026.xlsx",
            "zone_西区_2026.xlsx",
            "department_生态环境局_2026.xlsx",
            "department_市场监管局_2026.xlsx",
        ]
    )
    assert set(places(sent / "zone_北区_2026.xlsx")) == {"ANLAN", "BIYUN", "CHENHUI"}
    assert set(places(sent / "department_市场监管局_2026.xlsx")) == {"BIYUN", "DONGLI"}
    assert set(places(sent / "department_生态环境局_2026.xlsx")) == set(WHERE)
    book = openpyxl.load_workbook(sent / "zone_北区_2026.xlsx")
    texts = [row[0].value for row in book.worksheets[0].iter_rows()]
    assert "负责人（签字）：" in texts and f"请于{UNTIL}前反馈。" in texts


def test_everything_wrong_is_found_in_one_go_and_nothing_of_the_file_is_recorded(
    office: Office, sent: Path
) -> None:
    zone = answered(
        sent,
        "zone_北区_2026.xlsx",
        {
            "ANLAN": {"是否推荐": "推荐", "推荐次序": 1},
            "BIYUN": {"是否推荐": "推荐", "推荐次序": 1},
            "CHENHUI": {"是否推荐": "不推荐"},
        },
        "wrong_zone.xlsx",
    )
    book = openpyxl.load_workbook(zone)
    sheet = book.worksheets[0]
    sheet["B8"], sheet["C8"], sheet["D8"] = "DONGLI", FIRMS["DONGLI"], "推荐"  # of the south
    sheet["B9"], sheet["C9"] = "NOBODY", "昆山无名有限公司"
    book.save(zone)
    department = answered(
        sent,
        "department_生态环境局_2026.xlsx",
        {
            "ANLAN": {"有无异议": "有异议", "异议依据": "噪声", DETAILS: "苏环罚〔2026〕1号"},
            "BIYUN": {"有无异议": "有异议"},
            "CHENHUI": {"有无异议": "无异议", "异议依据": "环境行政处罚"},
            "DONGLI": {"有无异议": "也许"},
            "ENZE": {"有无异议": "无异议"},
        },
        "wrong_department.xlsx",
    )
    only = {"FENGLIN": {"是否推荐": "推荐", "推荐次序": 1}}
    right = answered(sent, "zone_西区_2026.xlsx", only, "west.xlsx")
    before = office.head()
    found = json.loads(
        office.do(f"opinions import 2026 {zone} {department} --format json", code=1, lang="zh").stdout
    )
    at = places(zone)
    assert codes(found, zone) == sorted(
        [
            ("opinion_order_twice", f"E{at['BIYUN']}"),
            ("opinion_reason_missing", f"F{at['CHENHUI']}"),
            ("opinion_firm_elsewhere", "C8"),
            ("opinion_firm_unknown", "C9"),
        ]
    )
    at = places(department)
    assert codes(found, department) == sorted(
        [
            ("opinion_ground_unknown", f"E{at['ANLAN']}"),
            ("opinion_ground_missing", f"E{at['BIYUN']}"),
            ("opinion_reason_missing", f"F{at['BIYUN']}"),
            ("opinion_ground_without", f"E{at['CHENHUI']}"),
            ("opinion_answer_unknown", f"D{at['DONGLI']}"),
            ("opinion_answer_missing", f"D{at['FENGLIN']}"),
        ]
    )
    assert office.head() == before
    # In one import the file without errors counts, the other does not; a dry run keeps neither.
    told = office.do(f"opinions import 2026 {zone} {right} --dry-run", code=1).stderr
    assert "1 of 2 files" in told
    assert office.head() == before


def test_a_zone_recommends_no_more_than_the_rules_allow(office: Office, sent: Path) -> None:
    firms = enumerate(("ANLAN", "BIYUN", "CHENHUI"), 1)
    rows = {key: {"是否推荐": "推荐", "推荐次序": place} for place, key in firms}
    path = answered(sent, "zone_北区_2026.xlsx", rows, "too_many.xlsx")
    found = json.loads(office.do(f"opinions import 2026 {path} --format json", code=1).stdout)
    assert codes(found, path) == [("opinion_quota", "D3")]


NORTH = {
    "ANLAN": {"是否推荐": "√", "推荐次序": "１"},
    "BIYUN": {"是否推荐": "同意", "推荐次序": 2},
    "CHENHUI": {"是否推荐": "暂不推荐", "理由": "拟迁出"},
}


def found_in(office: Office, path: Path, code: int = 1) -> Any:
    words = f"opinions import 2026 {path} --dry-run --format json"
    return json.loads(office.do(words, code=code).stdout)


def changed(sent: Path, to: str, change: Callable[[Any, Any], object]) -> Path:
    """Return the right sheet of the north, changed by hand."""
    path = answered(sent, "zone_北区_2026.xlsx", NORTH, to)
    book = openpyxl.load_workbook(path)
    change(book, book.worksheets[0])
    book.save(path)
    return path


def test_answers_as_people_write_them(office: Office, sent: Path) -> None:
    """Ticks, agreement, a full-width place, rows in another order; a department may not just agree."""
    path = answered(sent, "zone_北区_2026.xlsx", NORTH, "ticks.xlsx")
    (file,) = found_in(office, path, code=0)["files"]
    assert (file["accepted"], file["yes"]) == (3, 2)
    rows = {"BIYUN": {"有无异议": "同意"}, "DONGLI": {"有无异议": "没有异议"}}
    path = answered(sent, "department_市场监管局_2026.xlsx", rows, "agreed.xlsx")
    found = found_in(office, path)
    assert codes(found, path) == [("opinion_answer_unknown", f"D{places(path)['BIYUN']}")]


def test_what_looks_otherwise_than_it_is_read_is_told(office: Office, sent: Path) -> None:
    def strike(_book: Any, sheet: Any) -> None:
        sheet["D4"].font = Font(strike=True)
        sheet.row_dimensions[5].hidden = True
        sheet["E5"] = 3  # 1, 3: the second place is nobody's

    path = changed(sent, "looks.xlsx", strike)
    found = found_in(office, path)
    told = [("opinion_order_gap", "E5"), ("rows_hidden", "A5"), ("struck_through", "D4")]
    assert codes(found, path) == told
    assert found["files"][0]["accepted"] == 3  # doubts keep nothing out


def test_a_second_sheet_and_lost_headings_are_named(office: Office, sent: Path) -> None:
    path = changed(sent, "sheets.xlsx", lambda book, sheet: book.copy_worksheet(sheet))
    assert codes(found_in(office, path), path) == [("opinion_sheet_twice", "B3")]
    path = changed(sent, "heads.xlsx", lambda _book, sheet: sheet.cell(3, 4, "意见如何"))
    (file,) = found_in(office, path)["files"]
    (finding,) = file["findings"]
    assert (finding["code"], finding["cell"]) == ("opinion_sheet_missing", "A3")
    assert "Missing: Recommended." in finding["message"]


def test_of_two_files_of_a_zone_that_differ_none_counts(office: Office, sent: Path) -> None:
    one = answered(sent, "zone_北区_2026.xlsx", NORTH, "north_a.xlsx")
    two = changed(sent, "north_b.xlsx", lambda _book, sheet: sheet.cell(6, 6, "另有原因"))
    words = f"opinions import 2026 {one} {two} --dry-run --format json"
    found = json.loads(office.do(words, code=1).stdout)
    assert [codes(found, each) for each in (one, two)] == [[("opinion_body_twice", "")]] * 2
    assert [each["accepted"] for each in found["files"]] == [0, 0]


def test_a_deadline_on_a_holiday_is_told(office: Office) -> None:
    words = f"opinions request 2026 --on 2026-09-28 --dry-run -o {office.folder / 'never'} --until"
    assert "2026-10-03 is not a working day" in office.do(f"{words} 2026-10-03").stderr
    assert "working day" not in office.do(f"{words} 2026-10-10").stderr  # a Saturday that is worked


@pytest.fixture(scope="module")
def told(office: Office, sent: Path) -> Office:
    """North and both departments answer; south and west are late, and their silence is put on record."""
    north = answered(
        sent,
        "zone_北区_2026.xlsx",
        {
            "ANLAN": {"是否推荐": "推荐", "推荐次序": 1, "理由": "龙头企业"},
            "BIYUN": {"是否推荐": "推荐", "推荐次序": 2},
            "CHENHUI": {"是否推荐": "不推荐", "理由": "拟迁出"},
        },
        "north.xlsx",
    )
    none: Row = {"有无异议": "无异议"}
    environment = answered(
        sent,
        "department_生态环境局_2026.xlsx",
        {
            **dict.fromkeys(WHERE, none),
            "ANLAN": {"有无异议": "有异议", "异议依据": "环境行政处罚", DETAILS: "苏环罚〔2026〕7号"},
            "DONGLI": {"有无异议": "有异议", "异议依据": "未取得排污许可", DETAILS: "现场检查"},
        },
        "environment.xlsx",
    )
    drugs = answered(sent, "department_市场监管局_2026.xlsx", {"BIYUN": none, "DONGLI": none}, "drugs.xlsx")
    files = [str(each) for each in (north, environment, drugs)]
    office.do("opinions import 2026", *files)
    office.refused("silence counts from the day after", f"opinions close 2026 --on {UNTIL}")
    return office


def owed(office: Office, on: str) -> Sequence[tuple[str, str, bool]]:
    return [(each["kind"], each["name"], each["late"]) for each in office.ask(f"due 2026 --on {on}")["due"]]


def test_who_owes_what_is_told_and_written_as_letters(told: Office) -> None:
    case = ("office", FIRMS["DONGLI"], False)
    assert owed(told, UNTIL) == [("zone", "South", False), ("zone", "West", False), case]
    assert owed(told, "2026-10-17") == [("zone", "South", True), ("zone", "West", True), case]
    folder = told.folder / "reminders"
    told.do(f"due 2026 --on 2026-10-17 -o {folder} --by 昆山市工业和信息化局", lang="zh")
    letters = {each.name: docx.Document(str(each)) for each in folder.iterdir()}
    assert sorted(letters) == ["01_zone_南区.docx", "02_zone_西区.docx"]
    south = letters["01_zone_南区.docx"]
    assert [cell.text for cell in south.tables[0].rows[1].cells] == [
        "1",
        "对2家申报企业的推荐意见、次序和理由",
        "2026年10月16日",
    ]
    assert any("南区" in each.text for each in south.paragraphs)


@pytest.fixture(scope="module")
def closed(told: Office) -> Office:
    """Silence is on record, and the year is scored and proposed."""
    silent = told.ask("opinions close 2026 --on 2026-10-17")["silent"]
    assert silent == ["zone/south", "zone/west"]
    assert "on record already" in told.do("opinions close 2026 --on 2026-10-17").stderr
    told.do("score 2026")
    told.do("propose 2026")
    return told


def test_gates_and_vetoes_read_what_was_said(closed: Office) -> None:
    """ANLAN falls to the environment office, CHENHUI to its zone; DONGLI is disputed, and not decided."""
    outcome = closed.outcome(2026)
    assert outcome["ANLAN"][0] is None and outcome["CHENHUI"][0] is None
    assert {key: outcome[key][:2] for key in ("BIYUN", "DONGLI", "ENZE")} == {
        "BIYUN": (1, "enter"),
        "DONGLI": (2, "enter"),
        "ENZE": (3, "enter"),
    }
    assert outcome["FENGLIN"][0] == 4
    found = closed.ask("opinions list 2026")
    assert [(each["enterprise"], each["objecting"], each["denying"]) for each in found["contradictions"]] == [
        ("DONGLI", "department/environment", "department/drugs")
    ]
    assert {each["body"]: each["state"] for each in found["bodies"]} == {
        "zone/north": "answered",
        "zone/south": "silent",
        "zone/west": "silent",
        "department/environment": "answered",
        "department/drugs": "answered",
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_golden_story(closed: Office, lang: str) -> None:
    lines = []
    for code in ("ANLAN", "CHENHUI", "DONGLI", "ENZE"):
        lines += [f"[{code}]"]
        lines += [each["sentence"] for each in closed.ask(f"why {code} 2026", lang=lang)["opinions"]]
    assert "\n".join([*lines, ""]) == (GOLDEN / f"opinions.{lang}.txt").read_text("utf-8")


def test_why_and_dossier_lead_to_the_cell(closed: Office) -> None:
    said = closed.ask("why ANLAN 2026")
    environment = next(each for each in said["opinions"] if each["body"] == "department/environment")
    assert (environment["file"], environment["sheet"]) == ("environment.xlsx", "意见")
    cell = openpyxl.load_workbook(closed.folder / "environment.xlsx")["意见"][environment["cell"]]
    assert cell.value == "有异议"
    source = next(each for each in said["sources"] if each["field"] == "environment_objects")
    assert (source["file"], source["cell"]) == ("environment.xlsx", environment["cell"])
    page = closed.folder / "dossier.html"
    closed.do(f"dossier ANLAN -o {page}")
    assert "environment.xlsx" in page.read_text("utf-8") and "苏环罚〔2026〕7号" in page.read_text("utf-8")


def test_a_late_answer_needs_a_new_request_which_opens_the_year_again(closed: Office, sent: Path) -> None:
    rows = {"DONGLI": {"是否推荐": "推荐", "推荐次序": 1}, "ENZE": {"是否推荐": "不推荐", "理由": "停产"}}
    south = answered(sent, "zone_南区_2026.xlsx", rows, "south.xlsx")
    found = json.loads(closed.do(f"opinions import 2026 {south} --format json", code=1).stdout)
    assert codes(found, south) == [("opinion_closed", "")]
    moment = closed.ask("audit log")["entries"][-1]["recorded_at"]
    folder = closed.folder / "again"
    closed.do(f"opinions request 2026 --on 2026-10-19 --until 2026-10-21 -o {folder}")
    closed.do(f"opinions import 2026 {south}")
    closed.ask("opinions close 2026 --on 2026-10-22")
    closed.do("score 2026")
    assert closed.outcome(2026)["ENZE"][0] is None
    before = closed.ask(f"opinions list 2026 --as-of {moment}")["bodies"]
    assert {each["body"]: each["state"] for each in before}["zone/south"] == "silent"


def test_who_comes_or_moves_after_the_request_is_asked_about_again(closed: Office, sent: Path) -> None:
    """GUANLAN comes late and CHENHUI moves to the south: both are told until their bodies were asked."""
    late = closed.workbook("late.xlsx", [HEAD, ("GUANLAN", FIRMS["GUANLAN"], "西区", "装备", 3000)])
    closed.do("intake 2026", late)
    closed.do("correct 2026 CHENHUI zone 南区 --evidence 核实")
    (status,) = closed.ask("status 2026")["years"]
    assert status["next"] == "cultivation opinions request 2026 -o FOLDER"
    missing = [
        ("zone/south", "CHENHUI"),
        ("zone/west", "GUANLAN"),
        ("department/environment", "GUANLAN"),
    ]
    said = closed.ask("opinions list 2026")["not_asked"]
    assert [(each["body"], each["enterprise"]) for each in said] == missing
    assert [key for _kind, key in waiting(closed)] == ["CHENHUI", "DONGLI", "GUANLAN"]
    assert "Opinions are missing. Next: cultivation opinions request 2026" in closed.do("score 2026").stderr
    about = {each["body"]: each["state"] for each in closed.ask("why GUANLAN 2026")["opinions"]}
    assert about == {"zone/west": "not_asked", "department/environment": "not_asked"}
    folder = closed.folder / "third"
    closed.do(f"opinions request 2026 --on 2026-10-23 --until 2026-10-26 -o {folder}", lang="zh")
    asked = {
        each["body"]: (each["state"], each["owed"]) for each in closed.ask("opinions list 2026")["bodies"]
    }
    assert asked == {
        "zone/north": ("answered", 0),
        "zone/south": ("open", 1),
        "zone/west": ("open", 2),
        "department/environment": ("open", 1),
        "department/drugs": ("answered", 0),
    }
    # What was answered stands in the new sheet, so only the new row is to be filled in.
    rows = {"CHENHUI": {"是否推荐": "推荐", "推荐次序": 2}}
    south = answered(folder, "zone_南区_2026.xlsx", rows, "south_again.xlsx")
    closed.do(f"opinions import 2026 {south}")
    assert [each for each in waiting(closed) if each[0] == "zone"] == [("zone", "zone/west")]
    closed.ask("opinions close 2026 --on 2026-10-27")
    closed.do("score 2026")
    why = {each["body"]: each["sentence"] for each in closed.ask("why CHENHUI 2026")["opinions"]}
    assert "zone/north" not in why and why["zone/south"].startswith("South: recommended, place 2.")
    assert closed.outcome(2026)["CHENHUI"][0] is not None
    about = {each["body"]: each["state"] for each in closed.ask("why GUANLAN 2026")["opinions"]}
    assert about == {"zone/west": "silent", "department/environment": "silent"}


def waiting(office: Office) -> list[tuple[str, str]]:
    owed = office.ask("due 2026 --on 2026-10-24")["due"]
    return sorted((each["kind"], each["key"]) for each in owed)


def test_the_record_is_verified_and_every_step_comes_out_again(closed: Office) -> None:
    assert closed.ask("audit verify")["ok"]
    assert closed.ask("audit replay")["ok"]
