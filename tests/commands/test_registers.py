"""Registers beside claims, told from the command line; every figure is worked out by hand.

Five firms apply, points are a point a patent, and two places are to be had:

    firm      filed   register of the IP office                                    counts
    ANLAN     12      8 of its own, 1 granted after the cut-off, 1 utility model   8
    BIYUN     10      10, under its former name                                    10
    CHENHUI   9       9 of which 2 with a stranger and 1 twice in the export       9
    DONGLI    7       7, of which 1 was bought from ENZE                           7
    ENZE      6       none                                                         0

By the claims ANLAN and BIYUN are in; with 8 patents ANLAN is third, and CHENHUI comes in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from .office import NAMES, Office

RULES = """
id: beside
version: "1"
valid_from: 2016-01-01
name: {zh: 登记簿核对（虚构）, en: Claims beside registers (fictional)}
sources:
  judgement: {zh: 虚构, en: fictional}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
fields:
  code: {type: identifier, zh: 企业代码, en: Code}
  name: {type: text, zh: 企业名称, en: Enterprise}
  revenue: {type: number, unit: 万元, minimum: 0, zh: 营业收入, en: Revenue}
  staff: {type: integer, unit: 人, minimum: 0, zh: 职工总数, en: Staff}
  invention_patents: {type: integer, unit: 件, minimum: 0, zh: 有效发明专利, en: Invention patents}
  hnte: {type: yes_no, zh: 高新技术企业, en: High-tech enterprise}
dimensions:
  innovation:
    zh: 创新
    en: Innovation
    maximum: 100
    criteria:
      patents:
        indicator: invention_patents
        maximum: 100
        method: goalposts
        points: [[0, 0], [100, 100]]
        source: {document: judgement}
ties:
  - {by: code, order: ascending}
pool: {capacity: 2, enter_rank: 2, stay_rank: 2, reserve: 1}
"""
HEAD = ("企业代码", "企业名称", "营业收入（万元）", "职工总数", "有效发明专利", "高新技术企业")
FILED = {"ANLAN": 12, "BIYUN": 10, "CHENHUI": 9, "DONGLI": 7, "ENZE": 6}
PATENT_HEAD = ("序号", "申请号", "申请日", "名称", "申请(专利权)人", "公开(公告)日", "专利类型", "法律状态")
STRANGER = "苏州大学"


def patents() -> list[tuple[object, ...]]:
    holders: list[tuple[str, int, str, str]] = [
        (NAMES["ANLAN"], 8, "发明授权", "有效"),
        (NAMES["ANLAN"], 1, "实用新型", "有效"),
        (NAMES["ANLAN"], 1, "发明授权", "失效"),
        ("昆山碧云机械有限公司", 10, "发明授权", "有效"),
        (NAMES["CHENHUI"], 7, "发明", "授权"),
        (f"{NAMES['CHENHUI']}；{STRANGER}", 2, "发明授权", "有效"),
        (NAMES["DONGLI"], 6, "发明授权", "有效"),
        (NAMES["DONGLI"], 1, "发明授权", "权利转移"),
        (STRANGER, 3, "发明授权", "有效"),
    ]
    rows: list[tuple[object, ...]] = []
    for holder, times, kind, status in holders:
        for _each in range(times):
            number = f"CN20141{len(rows):04}.X"
            rows.append((len(rows) + 1, number, "2014-03-05", "一种方法", holder, "2016-05-04", kind, status))
    late = (99, "CN201419999.X", "2014-03-05", "一种装置", NAMES["ANLAN"], "2017-01-03", "发明授权", "有效")
    again = next(row for row in rows if row[4] == NAMES["CHENHUI"])
    return [("专利导出（虚构）",), PATENT_HEAD, *rows, late, again]


def opened(folder: Path, registers: str = "") -> Office:
    office = Office(folder)
    office.do(f"init {office.workspace}")
    (office.workspace / "rules" / "beside.yaml").write_text(RULES + registers, encoding="utf-8")
    office.do("open 2016 --rules beside --cutoff 2016-12-31")
    names = {**NAMES, "BIYUN": "昆山碧云机械有限公司"}
    firms = [(code, names[code], 12000, 100, number, "是") for code, number in FILED.items()]
    office.do("intake 2016", office.workbook("applications.xlsx", [HEAD, *firms]))
    office.do("rename BIYUN", NAMES["BIYUN"], "--document", "变更1号")
    office.do("score 2016")
    return office


def take(office: Office, path: str, register: str, *more: str, code: int = 0) -> Any:
    words = f"registers import {path} --register {register} --document 函1号"
    return office.do(words, *(more or ("--as-of", "2016-12-31")), code=code)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the desk after the patents came in; tests that share it write nothing."""
    office = opened(tmp_path_factory.mktemp("registers"))
    take(office, office.workbook("patents.xlsx", patents()), "patents")
    return office


def outcomes(office: Office, *more: str, expect: int = 1) -> dict[str, tuple[str, str, str]]:
    found = office.ask("verify 2016 --all", *more, expect=expect)["differences"]
    return {each["id"]: (each["outcome"], each["filed"], each["registered"]) for each in found}


def test_each_firm_stands_beside_the_register_as_counted_by_hand(office: Office) -> None:
    assert outcomes(office, "--field", "invention_patents") == {
        "ANLAN": ("differs", "12", "8"),
        "BIYUN": ("agrees", "10", "10"),
        "CHENHUI": ("agrees", "9", "9"),
        "DONGLI": ("agrees", "7", "7"),
        "ENZE": ("differs", "6", "0"),
    }


def test_what_decides_who_is_in_stands_first_with_points_and_places_of_both(office: Office) -> None:
    first, second = office.ask("verify 2016", expect=1)["differences"]
    assert first["id"] == "ANLAN"
    assert first["turns"]
    assert first["by_claim"] == {"total": "12.00", "rank": 1, "in_pool": True}
    assert first["by_register"] == {"total": "8.00", "rank": 3, "in_pool": False}
    assert (second["id"], second["turns"]) == ("ENZE", False)
    assert second["by_register"] == {"total": "0.00", "rank": 5, "in_pool": False}
    said = office.do("verify 2016", code=1).stderr
    assert "2 of 5 enterprises differ from a register; for 1 of them this changes who is in." in said


def test_both_cells_are_named_and_the_reader_finds_there_what_was_said(office: Office) -> None:
    first = office.ask("verify 2016", expect=1)["differences"][0]
    claim = openpyxl.load_workbook(office.folder / "applications.xlsx").worksheets[0]
    assert claim[first["claim"]["cell"]].value == 12
    register = openpyxl.load_workbook(office.folder / "patents.xlsx").worksheets[0]
    assert len(first["cells"]) == 8
    assert {register[each["cell"]].value for each in first["cells"]} == {NAMES["ANLAN"]}


def test_a_difference_changes_nothing_and_why_speaks_of_it(office: Office) -> None:
    office.do("propose 2016 --dry-run")
    said = office.do("score 2016 --dry-run --format json").stdout
    assert '"total": "12.00"' in said
    again = opened_copy(office)
    again.do("propose 2016")
    page = again.do("why ANLAN 2016").stdout
    assert "Invention patents: filed 12" in page
    assert "says 8" in page
    assert "applications.xlsx Sheet!E2" in page
    (told,) = again.ask("why ANLAN 2016")["registers"]
    assert told["registered"] == "8"


@pytest.mark.parametrize("page", ["why ANLAN 2016", "report 2016 -o page.html", "dossier ANLAN -o page.html"])
def test_every_page_leads_from_the_point_to_both_cells_and_none_before_the_import(
    office: Office, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.folder)
    entries = sorted(office.ask("audit log --last 99")["entries"], key=lambda each: each["seq"])
    place = next(n for n, each in enumerate(entries) if each["kind"] == "register_imported")
    shown = []
    for past in ((), ("--as-of", entries[place - 1]["recorded_at"])):
        done = office.do(page, *past)
        told = (office.folder / "page.html").read_text(encoding="utf-8") if "-o" in page else done.stdout
        shown.append(told.replace("\\u003e", ">").replace("&gt;", ">"))
    for said in ("filed 12", "says 8", "applications.xlsx Sheet!E2", "patents.xlsx Sheet!E3", "place 1 -> "):
        assert said in shown[0]
    assert "falls out of the pool" in shown[0]
    assert "patents.xlsx" not in shown[1]


def opened_copy(office: Office) -> Office:
    """Return a desk with a copy of the record, to write in."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(dir=office.folder))
    shutil.copytree(office.workspace, folder / "workspace")
    return Office(folder)


def test_a_claim_may_stand_for_a_reason_until_the_register_says_something_else(office: Office) -> None:
    desk = opened_copy(office)
    desk.refused(
        "must not be empty", "verify settle 2016 ANLAN 有效发明专利 --take filed --reason", " ", code=2
    )
    shown = desk.folder / "四件证书.pdf"
    shown.write_bytes(b"%PDF-1.4 four certificates")
    words = "verify settle 2016 ANLAN 有效发明专利 --take filed --reason 四件证书已核验 --evidence"
    desk.do(words, str(shown))
    first = next(each for each in desk.ask("verify 2016", expect=1)["differences"] if each["id"] == "ANLAN")
    assert (first["settled"]["reason"], first["settled"]["evidence"]) == ("四件证书已核验", "四件证书.pdf")
    page = desk.folder / "dossier.html"
    desk.do(f"dossier ANLAN -o {page}")
    for text in (desk.do("why ANLAN 2016").stdout, page.read_text("utf-8")):
        assert "evidence: 四件证书.pdf" in text
    desk.refused("settled already", "verify settle 2016 ANLAN invention_patents --take filed --reason x")
    fewer = [row for row in patents() if row[0] != 1]
    take(desk, desk.workbook("fewer.xlsx", fewer), "patents")
    first = next(each for each in desk.ask("verify 2016", expect=1)["differences"] if each["id"] == "ANLAN")
    assert (first["registered"], first["settled"]) == ("7", None)


def test_the_registers_value_is_a_correction_with_its_cells_as_evidence(office: Office) -> None:
    desk = opened_copy(office)
    desk.do("verify settle 2016 ANLAN invention_patents --take register --reason 企业确认多报")
    desk.do("score 2016")
    desk.do("propose 2016")
    answer = desk.ask("why ANLAN 2016")
    (source,) = [each for each in answer["sources"] if each["field"] == "invention_patents"]
    assert (source["value"], answer["outcome"]) == ("8", "reserve")
    assert "patents.xlsx Sheet!E3" in source["note"]["evidence"]
    assert "企业确认多报" in source["note"]["evidence"]
    assert outcomes(desk)["ANLAN"][0] == "agrees"
    replayed = desk.ask("audit replay")
    assert replayed["ok"]
    assert "register_imported" in {step["kind"] for year in replayed["years"] for step in year["steps"]}
    assert desk.ask("audit verify")["ok"]


def test_the_workbook_goes_back_with_the_cell_marked_and_room_to_explain(office: Office) -> None:
    folder = office.folder / "answers"
    assert "1 files to send back" in office.do(f"verify 2016 --returned {folder}", code=1).stderr
    (path,) = folder.iterdir()
    book = openpyxl.load_workbook(path)
    marked = book.worksheets[0]["E2"]
    assert marked.value == 12
    assert marked.comment is not None
    assert "says 8" in marked.comment.text
    listed = [cell.value for row in book.worksheets[-1].iter_rows() for cell in row]
    assert any("Explain the difference" in str(value) for value in listed)


def test_the_differences_are_written_as_a_workbook(office: Office) -> None:
    path = office.folder / "differences.xlsx"
    office.do(f"verify 2016 -o {path}", code=1)
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    head = next(row for row in rows if "register says" in row)
    first = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (first["filed"], first["register says"], first["explanation"]) == ("12", "8", None)
    office.refused("must end in .xlsx", "verify 2016 -o differences.pdf", code=2)


def test_an_earlier_state_knows_no_register(office: Office) -> None:
    log = office.ask("audit log")
    entries = log["entries"] if isinstance(log, dict) else log
    place = next(n for n, each in enumerate(entries) if each["kind"] == "register_imported")
    before = sorted(entries, key=lambda each: each["seq"])[entries[place]["seq"] - 2]
    found = office.ask(f"verify 2016 --as-of {before['recorded_at']}")
    assert found["differences"] == []


@pytest.mark.parametrize(
    ("unsettled", "step"), [("blocks", "decide"), ("counts", "propose"), ("shows", "decide")]
)
def test_the_rule_set_says_what_an_open_difference_does(tmp_path: Path, unsettled: str, step: str) -> None:
    desk = opened(tmp_path, f"registers: {{unsettled: {unsettled}}}\n")
    take(desk, desk.workbook("patents.xlsx", patents()), "patents")
    decide = "decide 2016 --document 1号 --date 2016-12-31"
    if unsettled == "counts":
        desk.refused("after the scoring", "propose 2016")
        desk.do("score 2016")
        assert desk.in_pool_by(2016) == {"BIYUN", "CHENHUI"}
        source = next(
            each for each in desk.ask("why ANLAN 2016")["sources"] if each["field"] == "invention_patents"
        )
        assert (source["value"], source["note"]["filed"]) == ("8", "12")
        desk.do("verify settle 2016 ANLAN invention_patents --take filed --reason 证书已核验")
        desk.refused("after the scoring", "propose 2016")
        desk.do("score 2016")
        assert desk.in_pool_by(2016) == {"ANLAN", "BIYUN"}
        assert desk.ask("audit replay")["ok"]
        return
    desk.do("propose 2016")
    if unsettled == "blocks":
        desk.refused("2 claims differ from a register", decide, by="李强")
        for code in ("ANLAN", "ENZE"):
            desk.do(f"verify settle 2016 {code} invention_patents --take filed --reason 已核验")
    desk.do(decide, by="李强")
    assert desk.members() == {"ANLAN", "BIYUN"}


def test_yuan_and_ten_thousand_yuan_are_one_amount_and_two_values_are_none(office: Office) -> None:
    desk = opened_copy(office)
    rows = [
        ("规上企业名录（虚构）",),
        ("统一社会信用代码", "单位详细名称", "营业收入（元）", "从业人员期末人数", "研究开发费用（元）"),
        ("ANLAN", NAMES["ANLAN"], 120000000, 104, 5),
        ("BIYUN", NAMES["BIYUN"], 99000000, 100, None),
        ("CHENHUI", NAMES["CHENHUI"], 120000000, 100, 5),
        ("CHENHUI", NAMES["CHENHUI"], 118000000, 100, 5),
        ("ENZE", NAMES["ENZE"], "3万美元", 100, 5),
        ("合计", None, 457000000, 404, 15),
    ]
    path = desk.workbook("statistics.xlsx", rows)
    words = f"registers import {path} --register statistics --document 函1号 --as-of 2016-12-31 --dry-run"
    told = [(each["code"], each["cell"]) for each in desk.ask(words, expect=1)["findings"]]
    assert ("register_two_values", "C6") in told
    assert ("register_blank", "E4") in told
    done = take(desk, path, "statistics", code=1)
    assert "C6" in done.stderr  # the second value of CHENHUI
    assert "C7" in done.stderr  # what is no amount of yuan
    assert "E4" in done.stderr  # the blank
    assert outcomes(desk, "--field", "revenue") == {
        "ANLAN": ("agrees", "12000", "12000"),
        "BIYUN": ("differs", "12000", "9900"),
        "CHENHUI": ("ambiguous", "12000", None),
        "DONGLI": ("silent", "12000", None),
        "ENZE": ("ambiguous", "12000", None),
    }
    # 104 of 100 lies within ten per cent.
    assert outcomes(desk, "--field", "staff", expect=0)["ANLAN"] == ("agrees", "100", "104")


def test_a_list_of_names_alone_is_one_of_titles(office: Office) -> None:
    desk = opened_copy(office)
    rows: list[tuple[object, ...]] = [
        ("高新技术企业名单（虚构）",),
        ("序号", "企业名称"),
        (1, NAMES["ANLAN"]),
    ]
    done = take(desk, desk.workbook("titles.xlsx", rows), "titles", code=1)
    assert "There is no column Valid until" in done.stderr
    found = outcomes(desk, "--field", "hnte")
    assert found["ANLAN"] == ("agrees", "yes", "yes")
    assert found["BIYUN"] == ("differs", "yes", "no")


@pytest.mark.parametrize("unsettled", ["shows", "counts"])
def test_a_third_of_a_patent_is_told_scored_and_settled_exactly(tmp_path: Path, unsettled: str) -> None:
    beside = "{register: patents, measure: inventions_by_share}"
    rule = f"registers: {{unsettled: {unsettled}, beside: {{invention_patents: {beside}}}}}\n"
    desk = opened(tmp_path, rule)
    holders = f"{NAMES['ANLAN']}；{STRANGER}；{NAMES['ENZE']}"
    shared = (98, "CN201419998.X", "2014-03-05", "一种方法", holders, "2016-05-04", "发明授权", "有效")
    take(desk, desk.workbook("patents.xlsx", [*patents(), shared]), "patents")
    if unsettled == "counts":
        desk.do("score 2016")
    first = next(each for each in desk.ask("verify 2016", expect=1)["differences"] if each["id"] == "ANLAN")
    assert (first["filed"], first["registered"]) == ("12", "25/3")
    assert first["by_claim"]["total"] == "12.00"
    assert first["by_register"]["total"] == "8.33"
    desk.do("propose 2016")
    desk.do("why ANLAN 2016")
    desk.do("report 2016 -o", str(tmp_path / "report.html"))
    desk.do("dossier ANLAN -o", str(tmp_path / "dossier.html"))
    desk.do("shortlist 2016 -o", str(tmp_path / "shortlist.xlsx"))
    desk.do("verify settle 2016 ANLAN invention_patents --take register --reason x")
    desk.do("score 2016")
    desk.do("propose 2016")
    assert outcomes(desk)["ANLAN"] == ("agrees", "25/3", "25/3")
    assert "8.33" in desk.do("why ANLAN 2016").stdout
    assert desk.ask("audit replay")["ok"]


def test_a_code_of_nobody_on_record_beside_a_known_name_is_for_a_person_to_decide(office: Office) -> None:
    desk = opened_copy(office)
    rows = [
        ("单位名称", "统一社会信用代码", "费款所属期", "参保人数"),
        (NAMES["ANLAN"], "", "2016-12-01", 100),
        (NAMES["BIYUN"], "91320583MA1N000001", "2016-12-01", 100),
        (NAMES["DONGLI"], "DONGLI", "2016-12-01", 100),
    ]
    take(desk, desk.workbook("insured.xlsx", rows), "social_security")
    found = outcomes(desk, "--field", "staff", expect=0)
    assert {key: each[0] for key, each in found.items()} == {
        "ANLAN": "agrees",
        "BIYUN": "ambiguous",
        "CHENHUI": "silent",
        "DONGLI": "agrees",
        "ENZE": "silent",
    }


def test_the_newest_register_up_to_the_cut_off_counts_and_a_newer_one_says_so(office: Office) -> None:
    desk = opened_copy(office)
    head = ("单位名称", "统一社会信用代码", "费款所属期", "参保人数")
    rows = [head, (NAMES["ANLAN"], "ANLAN", "2016-12-01", 60), (NAMES["ANLAN"], "ANLAN", "2017-06-01", 100)]
    path = desk.workbook("insured.xlsx", rows)
    take(desk, path, "social_security", "--as-of", "2017-07-01")
    (first,) = desk.ask("verify 2016 --field staff", expect=1)["differences"]
    assert (first["id"], first["registered"], first["newer_than_cutoff"]) == ("ANLAN", "60", True)
    older = [head, (NAMES["ANLAN"], "ANLAN", "2016-11-01", 95)]
    take(desk, desk.workbook("older.xlsx", older), "social_security", "--as-of", "2016-11-30")
    assert outcomes(desk, "--field", "staff", expect=0)["ANLAN"] == ("agrees", "100", "95")


def test_a_file_without_a_key_or_without_the_columns_is_refused_and_nothing_recorded(office: Office) -> None:
    words = "--register patents --as-of 2016-12-31 --document 1号"
    keyless = office.workbook(
        "keyless.xlsx", [("申请号", "专利类型", "法律状态"), ("CN1", "发明授权", "有效")]
    )
    office.refused("nothing was recorded", f"registers import {keyless} {words}")
    valueless = office.workbook("valueless.xlsx", patents())  # 名称 is the name, and nothing else is known
    as_statistics = f"registers import {valueless} --register statistics --as-of 2016-12-31 --document 1号"
    office.refused("There is no column Revenue, so the register says nothing of it", as_statistics)
    half = [PATENT_HEAD, *patents()[2:4], *([*row[:4], None, *row[5:]] for row in patents()[4:6])]
    halved = office.workbook("half.xlsx", half)
    office.refused("2 rows cannot be used and 2 can", f"registers import {halved} {words}")
    later = words.replace("2016-12-31", "2999-12-31")
    office.refused("has not come yet", f"registers import {valueless} {later}")
    other = office.workbook("other.xlsx", [("a", "b"), (1, 2)])
    office.refused("header row with the columns of this register", f"registers import {other} {words}")
    office.refused(
        "There is no register",
        f"registers import {other} --register x --as-of 2016-12-31 --document 1",
        code=2,
    )


def test_registers_are_listed_with_their_templates_and_those_of_the_workspace(office: Office) -> None:
    desk = opened_copy(office)
    listed = {each["register"]: each for each in desk.ask("registers list")["registers"]}
    assert listed["patents"]["imported"]["as_of"] == "2016-12-31"
    assert listed.keys() == {"patents", "rd_institutions", "social_security", "statistics", "tax", "titles"}
    path = desk.folder / "template.xlsx"
    desk.do(f"registers template patents -o {path}", lang="zh")
    assert "申请(专利权)人" in str(
        list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    )
    own = desk.workspace / "registers"
    own.mkdir()
    (own / "power.yaml").write_text(
        """
id: power
version: "1"
name: {zh: 用电量, en: Electricity}
authority: {zh: 供电公司, en: Grid}
key: {name: name, separators: [";"]}
columns:
  name: {type: text, zh: 户名, en: Customer}
  insured: {type: number, unit: 人, zh: 用工, en: Hands}
measures:
  hands: {zh: 用工, en: Hands, take: sum, of: insured, joint: share, fields: [staff]}
""",
        encoding="utf-8",
    )
    rows = [
        ("户名", "用工"),
        (f"{NAMES['ANLAN']};{NAMES['BIYUN']}", 100),
        (NAMES["ANLAN"], 50),
        (STRANGER, 7),
    ]
    take(desk, desk.workbook("power.xlsx", rows), "power")
    found = outcomes(desk, "--field", "staff")
    assert (found["ANLAN"], found["BIYUN"]) == (("agrees", "100", "100"), ("differs", "100", "50"))
    (own / "power.yaml").write_text("id: power\nmeasures:\n  a: {}\n", encoding="utf-8")
    assert "is not a register that can be used" in desk.do("registers list", code=2).stderr


def of_two_sheets(office: Office, name: str, second: list[tuple[object, ...]], hidden: bool = False) -> str:
    """Write an export of which the rows go on in a second sheet."""
    book = openpyxl.Workbook()
    for title, rows in (("一", patents()), ("二", second)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book["二"].sheet_state = "hidden" if hidden else "visible"
    path = office.folder / name
    book.save(path)
    return str(path)


def more(columns: int = 8) -> list[tuple[object, ...]]:
    row = (98, "CN201419997.X", "2014-03-05", "一种方法", NAMES["ANLAN"], "2016-05-04", "发明授权", "有效")
    return [row[:columns]]


@pytest.mark.parametrize(
    ("second", "hidden", "because"),
    [(more(), False, "none of the headings"), ([PATENT_HEAD, *more()], True, "is hidden and not read")],
)
def test_a_register_of_which_a_sheet_is_not_read_is_refused_until_a_person_leaves_it_out(
    office: Office, second: list[tuple[object, ...]], hidden: bool, because: str
) -> None:
    desk = opened_copy(office)
    path = of_two_sheets(desk, "two.xlsx", second, hidden)
    words = f"registers import {path} --register patents --as-of 2016-12-31 --document 函2号"
    desk.refused(because, words)
    desk.refused("二", words)
    desk.refused("cannot be left out: 三", words, "--leave-out", "二", "--leave-out", "三")
    desk.do(words, "--leave-out", "二", code=1)
    last = desk.ask("audit log")["entries"][-1]
    assert desk.ask("audit replay")["ok"], last


def test_rows_that_lack_a_column_make_the_register_silent_of_their_firms_and_never_too_low(
    office: Office,
) -> None:
    """The second sheet lacks the legal status, and all its firms stand in the first."""
    desk = opened_copy(office)
    path = of_two_sheets(desk, "two.xlsx", [PATENT_HEAD[:7], *more(7)])
    take(desk, path, "patents", code=1)
    found = outcomes(desk, "--field", "invention_patents")
    assert found["ANLAN"] == ("ambiguous", "12", None)
    assert found["BIYUN"] == ("agrees", "10", "10")
