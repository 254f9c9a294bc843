"""The intake ledger: what came in from each zone, what goes back, and who is missing, counted by hand."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from .office import NAMES as FIRMS
from .office import Office

RULES = Path(__file__).parents[1] / "opinions" / "rules.yaml"
HEAD = ("企业代码", "企业名称", "所属区镇", "行业", "营业收入")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A year of four firms, then one in which two are right, one is sent back, and one is missing."""
    made = Office(tmp_path_factory.mktemp("ledger"))
    made.do("init", str(made.workspace))
    rules = RULES.read_text("utf-8").replace("{test: recommended,", "{test: revenue > 0,")
    (made.workspace / "rules" / "asked.yaml").write_text(rules, "utf-8")
    made.do("open 2025 --rules asked --cutoff 2024-12-31")
    zones = {"ANLAN": "北区", "BIYUN": "北区", "CHENHUI": "南区", "DONGLI": "南区"}
    rows = [(code, FIRMS[code], zone, "装备", 5000) for code, zone in zones.items()]
    made.do("intake 2025", made.workbook("2025.xlsx", [HEAD, *rows]))
    made.do("open 2026 --rules asked --cutoff 2025-12-31")
    first = [
        ("ANLAN", FIRMS["ANLAN"], "北区", "装备", 6000),
        ("BIYUN", FIRMS["BIYUN"], "北区", "装备", "很多"),
        ("CHENHUI", FIRMS["CHENHUI"], "南区", "装备", "不详"),
        ("GUANLAN", FIRMS["GUANLAN"], "南区", "装备", "待定"),  # its first year
    ]
    made.do("intake 2026", made.workbook("first.xlsx", [HEAD, *first]), code=1)
    again = ("CHENHUI", FIRMS["CHENHUI"], "南区", "装备", 7000)
    made.do("intake 2026", made.workbook("again.xlsx", [HEAD, again]))
    return made


def test_every_enterprise_is_counted_where_it_belongs(office: Office) -> None:
    listed = office.workbook(
        "listed.xlsx",
        [
            ("单位详细名称", "统一社会信用代码", "所在区镇"),
            (FIRMS["ENZE"], "ENZE", "西区"),
            (FIRMS["ANLAN"], "ANLAN", ""),
            (f" {FIRMS['CHENHUI']} ", "", "西区"),
        ],
    )
    zones = office.ask(f"status 2026 --by zone --statistics {listed}")["zones"]
    counted = {
        each["zone"]: (
            each["handed_in"],
            *(
                [firm["id"] for firm in each[name]]
                for name in ("accepted", "corrected", "returned", "missing")
            ),
            [firm["id"] for firm in each["missing_listed"]],
        )
        for each in zones
    }
    assert counted == {
        "north": (2, ["ANLAN"], [], ["BIYUN"], [], []),
        "south": (2, ["CHENHUI"], ["CHENHUI"], ["GUANLAN"], ["DONGLI"], []),
        "west": (0, [], [], [], [], ["ENZE"]),
    }
    owed = office.ask("due 2026")["due"]
    assert [(each["kind"], each["key"]) for each in owed] == [
        ("applicant", "BIYUN"),
        ("applicant", "GUANLAN"),
    ]


@pytest.mark.parametrize(("lang", "north"), [("en", "North"), ("zh", "北区")])
def test_the_ledger_is_a_workbook_and_a_letter_goes_to_whom_something_is_returned(
    office: Office, lang: str, north: str
) -> None:
    sheet, letters = office.folder / f"{lang}.xlsx", office.folder / f"letters_{lang}"
    office.do(
        f"status 2026 --by zone --sheet {sheet} --letters {letters} --sender 昆山市工业和信息化局", lang=lang
    )
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(sheet).worksheets[0].iter_rows()]
    assert [north, 2, 1, 0, 1, 0] in rows
    south = {"North": "South", "北区": "南区"}[north]
    assert {each.name for each in letters.iterdir()} == {f"{north}.docx", f"{south}.docx"}
    letter = docx.Document(str(letters / f"{north}.docx"))
    cells = [cell.text for cell in letter.tables[0].rows[1].cells]
    assert cells[1] == FIRMS["BIYUN"] and "很多" in cells[2]


def test_the_ledger_as_it_was_known_then(office: Office) -> None:
    entries = office.ask("audit log")["entries"]
    first = next(each for each in entries if each["payload"].get("file") == "first.xlsx")
    zones = office.ask(f"status 2026 --by zone --as-of {first['recorded_at']}")["zones"]
    south = next(each for each in zones if each["zone"] == "south")
    assert ([each["id"] for each in south["returned"]], south["accepted"]) == (["CHENHUI", "GUANLAN"], [])


def test_who_is_missing_by_both_lists_stands_once_and_the_letter_names_all_who_are(office: Office) -> None:
    """DONGLI applied last year and stands on the second sheet; ENZE stands on the first alone."""
    book = openpyxl.Workbook()
    for title, code, zone in (("一", "ENZE", "南区"), ("二", "DONGLI", "西区")):
        sheet = book.create_sheet(title)
        sheet.append(("单位详细名称", "统一社会信用代码", "所在区镇"))
        sheet.append((FIRMS[code], code, zone))
    book.active.title = "三"
    book["三"].append(("另有一户", "FENGLIN"))
    book.save(office.folder / "both.xlsx")
    sheet, letters = office.folder / "both_sheet.xlsx", office.folder / "both_letters"
    words = f"--statistics {office.folder / 'both.xlsx'} --sheet {sheet} --letters {letters}"
    done = office.do(f"status 2026 --by zone {words} --sender 昆山市工业和信息化局")
    assert "both.xlsx 三" in done.stderr, "a sheet that is not read is told"
    rows = list(openpyxl.load_workbook(sheet).worksheets[1].iter_rows(values_only=True))
    found = [row for row in rows if "DONGLI" in row]
    assert [(row[0], row[3]) for row in found] == [("South", "applied last year and on the list, missing")]
    letter = docx.Document(str(letters / "South.docx"))
    said = "\n".join(each.text for each in letter.paragraphs)
    assert f"Applied last year and not this year yet: {FIRMS['DONGLI']}." in said
    assert f"On the list of enterprises and not applied yet: {FIRMS['ENZE']}." in said
