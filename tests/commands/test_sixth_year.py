"""A sixth year with experts, quotas and a list of the tax office, told through the command line.

Five places, of which at least two are for biomedicine and at most two for new materials (sixth_year.yaml).
Points by hand: each per cent of R&D is 10 points, up to 60; added is the mean of two experts' marks,
up to 40. 王芳 prepares, 李强 approves. Each step is also tried when it must be refused.

    firm     sector     R&D %  points  marks   mean   total  place
    ANLAN    material   6      60      20, 24  22     82     1
    BIYUN    material   5      50      30, 33  31.5   81.5   2
    CHENHUI  material   4.5    45      35, 35  35     80     3
    ENZE     bio        3      30      38, 40  39     69     4
    DONGLI   equipment  4      40      30, 20  25     65     5
    GUANLAN  equipment  2      20      40, 39  39.5   59.5   6
    FENGLIN  equipment  2.5    25      20, 30  25     50     7
    HAITANG  bio        1      10      20, 30  25     35     8
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cultivation import language
from tests.core.panel.filling import HEADER, fill
from tests.core.panel.firms import write_experts

from .office import NAMES, Office

RULES = Path(__file__).parent / "sixth_year.yaml"
FIRMS = {  # sector, R&D of 10,000, what the first and the second of its experts give
    "ANLAN": ("新材料", 600, (20, 24)),
    "BIYUN": ("新材料", 500, (30, 33)),
    "CHENHUI": ("新材料", 450, (35, 35)),
    "DONGLI": ("装备", 400, (30, 20)),
    "ENZE": ("生物医药", 300, (38, 40)),
    "FENGLIN": ("装备", 250, (20, 30)),
    "GUANLAN": ("装备", 200, (40, 39)),
    "HAITANG": ("生物医药", 100, (20, 30)),
}
TOTALS = {"ANLAN": "82.00", "BIYUN": "81.50", "CHENHUI": "80.00", "DONGLI": "65.00"}
TOTALS |= {"ENZE": "69.00", "FENGLIN": "50.00", "GUANLAN": "59.50", "HAITANG": "35.00"}
EXPERTS = (
    ("钱伯安", NAMES["ANLAN"], "", ""),  # is employed by an applicant: found
    ("孙仲平", "东海大学", "", "恩泽"),  # asks to be recused: declared
    ("周叔文", "西山研究院", "", ""),
    ("吴季明", "南湖大学", "", ""),
)
DECIDE = "decide 2021 --document 昆新兴〔2022〕1号 --date 2022-03-01"
TAX = ("--list", "tax", "--document", "税函〔2022〕1号")


def applications(office: Office, name: str, *codes: str) -> str:
    head = ("企业代码", "企业名称", "行业", "法定代表人", "营业收入", "研发费用")
    rows = [(code, NAMES[code], FIRMS[code][0], f"法人{code}", 10000, FIRMS[code][1]) for code in codes]
    return office.workbook(name, [head, *rows])


def totals(office: Office) -> dict[str, str]:
    return {each["id"]: each["total"] for each in office.ask("score 2021")["applications"]}


def firms_apply(office: Office) -> None:
    """Biomedicine must have two members and has one applicant, until 海棠 applies."""
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "panel_pool.yaml").write_bytes(RULES.read_bytes())
    office.refused("open 2021", "panel show 2021")
    office.do("open 2021 --rules panel_pool")
    office.do("intake 2021", applications(office, "2021.xlsx", *list(FIRMS)[:-1]))
    assert totals(office)["ANLAN"] == "60.00"  # figures alone, as long as marks are missing
    office.refused("biomedicine at least 2 (1 qualify); with 1 instead all could hold", "propose 2021")
    office.do("intake 2021", applications(office, "late.xlsx", "HAITANG"))
    office.do("score 2021")


def experts_are_assigned(office: Office) -> None:
    """Conflicts are known before lots are drawn; who has one does not mark."""
    office.refused("panel experts 2021", "panel assign 2021")
    office.do("panel experts 2021", str(write_experts(office.folder / "experts.xlsx", EXPERTS)))
    conflicts = office.ask("panel conflicts 2021")["conflicts"]
    assert {(each["expert"], each["id"], each["kind"]) for each in conflicts} == {
        ("钱伯安", "ANLAN", "employer"),
        ("孙仲平", "ENZE", "declared"),
    }
    marks = str(office.folder / "marks")
    office.refused("panel assign 2021", "panel template 2021 -o", marks)
    office.refused("3 of 4", "panel assign 2021 --each 4")  # 安澜 and 恩泽 have three who may mark
    plan = office.ask("panel assign 2021 --seed 抽签")
    assert [each["load"] for each in plan["experts"]] == [4, 4, 4, 4]  # 8 firms, 2 experts each
    pairs = {(expert, each["id"]) for each in plan["firms"] for expert in each["experts"]}
    assert len(pairs) == 16 and not pairs & {("钱伯安", "ANLAN"), ("孙仲平", "ENZE")}
    office.do("panel template 2021 -o", marks)


def workbooks(office: Office) -> dict[str, Path]:
    """Fill in the workbook of each expert as FIRMS says; return them by expert."""
    plan = office.ask("panel assign 2021 --dry-run")
    label = {each["name"]: each["label"] for each in office.ask("panel show 2021")["experts"]}
    firms = {each["number"]: each for each in plan["firms"]}
    files = {}
    for path in sorted((office.folder / "marks").glob("*.xlsx")):
        expert = next(name for name, number in label.items() if path.stem.endswith(f"{number:02}"))

        def mark(number: int, _field: str, _offers: list[str], expert: str = expert) -> int:
            firm = firms[number]
            return FIRMS[firm["id"]][2][firm["experts"].index(expert)]

        files[expert] = fill(path, mark)
    return files


def experts_mark(office: Office) -> None:
    """A mark of 41 is refused with its cell, and nothing can be decided until it is put right."""
    files = workbooks(office)
    assert files.keys() == {expert for expert, *_rest in EXPERTS}
    last = files.pop("吴季明")
    office.do("panel import 2021", *map(str, files.values()))
    wrong = fill(last, lambda _number, _field, _offers: 41, office.folder / "wrong.xlsx")
    told = json.loads(office.do(f"panel import 2021 {wrong} --format json", code=1).stdout)["files"][0]
    assert (told["accepted"], told["rejected"]) == (0, 4)
    assert [(each["code"], each["cell"]) for each in told["findings"]] == [
        ("mark_out_of_range", f"H{HEADER + row}") for row in (1, 2, 3, 4)
    ]
    office.do("score 2021")
    office.do("propose 2021")
    office.refused("Marks are missing", DECIDE, by="李强")
    office.do("panel import 2021", str(last))
    office.refused("cultivation score 2021", "propose 2021")
    assert totals(office) == TOTALS


def the_pool_is_proposed(office: Office) -> None:
    """Without quotas 安澜, 碧云, 晨晖, 恩泽, 东篱; 晨晖 is the third of new materials: 海棠 enters."""
    assert office.outcome(2021) == {
        "ANLAN": (1, "enter", "entered_on_rank"),
        "BIYUN": (2, "enter", "entered_on_rank"),
        "CHENHUI": (3, "reserve", "reserve"),
        "ENZE": (4, "enter", "entered_on_rank"),
        "DONGLI": (5, "enter", "entered_on_rank"),
        "GUANLAN": (6, "reserve", "reserve"),
        "FENGLIN": (7, "none", "not_selected"),
        "HAITANG": (8, "enter", "entered_by_quota"),
    }
    cuts = {
        each["choices"]["sector"]: (each["members"], each["cut_line"])
        for each in office.ask("propose 2021")["cut_lines"]
    }
    assert cuts == {"material": (2, "81.50"), "bio": (2, "35.00"), "equipment": (1, "65.00")}
    assert "new materials 2 of at most 2" in office.ask("why CHENHUI 2021")["reason"]
    assert "Cut line for new materials: 81.50 points" in office.do("why CHENHUI 2021").stdout


def the_tax_office_writes(office: Office) -> None:
    """碧云 is on the list: 晨晖 follows in new materials; of the first five 观澜 yields to 海棠."""
    letter = office.workbook("tax.xlsx", [("企业代码", "企业名称"), ("BIYUN", NAMES["BIYUN"])])
    other = office.workbook("letter.xlsx", [("来函", "事由"), ("x", "y")])
    office.refused("cannot be read as a list:", "vetoes import", other, *TAX)
    told = office.do("vetoes import", letter, *TAX).stderr
    [match] = office.ask("vetoes list")["matches"]
    assert (match["id"], match["member"], match["vetoing"]) == ("BIYUN", False, ["tax"])
    assert "1 enterprises, 1 of them" in told and "cultivation propose 2021" in told
    office.refused("other enterprises are on a list", DECIDE, by="李强")
    assert office.outcome(2021) == {
        "ANLAN": (1, "enter", "entered_on_rank"),
        "BIYUN": (2, "none", "vetoed"),
        "CHENHUI": (3, "enter", "entered_on_rank"),
        "ENZE": (4, "enter", "entered_on_rank"),
        "DONGLI": (5, "enter", "entered_on_rank"),
        "GUANLAN": (6, "reserve", "reserve"),
        "FENGLIN": (7, "reserve", "reserve"),
        "HAITANG": (8, "enter", "entered_by_quota"),
    }
    assert "biomedicine 2 of at least 2" in office.ask("why HAITANG 2021")["reason"]
    assert "biomedicine 2 of at least 2" in office.ask("why GUANLAN 2021")["reason"]  # whose place it took
    assert "serious tax offenders" in office.ask("why BIYUN 2021")["reason"]


def another_person_decides(office: Office) -> None:
    """Who proposed does not decide; the preview names who enters and the quota that an override breaks."""
    office.refused("another person", DECIDE)
    swap = "--override GUANLAN=enter --reason 会议决定 --override HAITANG=exit --reason 会议决定 --dry-run"
    told = office.do(f"{DECIDE} {swap}", by="李强").stderr
    assert "The overrides break these quotas: biomedicine 1, at least 2" in told
    before = office.head()
    told = office.do(f"{DECIDE} --dry-run", by="李强").stderr
    assert "5 enter, 0 stay, 0 leave" in told and "nothing was written" in told
    assert all(NAMES[code] in told for code in ("ANLAN", "CHENHUI", "DONGLI", "ENZE", "HAITANG"))
    assert office.head() == before and office.members() == set()
    office.do(DECIDE, by="李强")
    office.refused("can no longer be changed", "panel import 2021", str(office.folder / "marks"))
    office.refused("decided", DECIDE, by="李强")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Live through the year, once for all tests."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("sixth_year"))
    for step in (firms_apply, experts_are_assigned, experts_mark, the_pool_is_proposed):
        step(office)
    the_tax_office_writes(office)
    another_person_decides(office)
    return office


def test_the_pool_is_the_one_decided(office: Office) -> None:
    assert office.members() == {"ANLAN", "CHENHUI", "DONGLI", "ENZE", "HAITANG"}
    assert office.ask("vetoes list")["matches"] == []  # 碧云 is neither a member nor an applicant now
    assert office.ask("why BIYUN 2021")["reason_code"] == "vetoed"


def test_why_leads_from_a_mark_to_number_and_cell_of_unnamed_experts(office: Office) -> None:
    answer = office.ask("why ENZE 2021")
    source = next(each for each in answer["sources"] if each["field"] == "technology_mark")
    assert source["value"] == "39.00"  # (38 + 40) / 2
    found = {}
    for each in source["note"]["marks"]:
        sheet = openpyxl.load_workbook(office.folder / "marks" / each["file"])[each["sheet"]]
        found[each["expert"]] = sheet[each["cell"]].value
        assert float(each["mark"]) == found[each["expert"]]
    assert sorted(found.values()) == [38, 40]
    numbers = {each["label"]: each["name"] for each in office.ask("panel show 2021")["experts"]}
    assert {numbers[label] for label in found} <= {"钱伯安", "周叔文", "吴季明"}  # not who is recused
    page = office.do("why ENZE 2021").stdout
    for told in (page, json.dumps(answer, ensure_ascii=False)):
        assert not any(expert in told for expert, *_rest in EXPERTS)


def test_the_record_of_the_year_is_in_order(office: Office) -> None:
    assert office.ask("audit verify")["ok"]
    assert office.ask("audit replay")["ok"]
    assert office.ask("audit rebuild")["ok"]
