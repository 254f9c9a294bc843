"""The year of the joint review goes on for two more: schemes, support, updates, zones, ladder, effect.

2017 is decided in April 2018 (test_joint_review.py). Four members get schemes; one of them never says how far
it is. Support is computed from a file, approved, and partly paid. Zhouzhuang and Jinxi did not answer in
time: one is criticised, the other is to put it right by a day and does so late. In 2018 everybody answers.
What the record tells in the end is held against tests/golden/two_more_years.{zh,en}.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from cultivation import language
from cultivation.resources import shipped
from sample_data.write_registers import write_registers_that_agree

from .office import Office
from .test_joint_review import AUTOMATION as SILENT
from .test_joint_review import ENERGY, FIRST, REPAIRED, fill_visit
from .test_joint_review import STEPS as UNTIL_2017

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = Path(__file__).parent / "two_more_years"
SAMPLES = shipped("sample_data")
SCHEMES = (FIRST, ENERGY, REPAIRED, SILENT)  # who has a scheme; SILENT sends no update
TASKS = {  # task, responsible, deadline
    FIRST: ("建成省级企业技术中心", "企业", "2018-10-31"),
    ENERGY: ("完成数字化车间改造", "企业", "2018-12-31"),
    REPAIRED: ("引进领军人才团队一个", "人力资源和社会保障局", "2018-09-30"),
    SILENT: ("申报高新技术企业", "科学技术局", "2018-08-31"),
}
NOTICE = "2017年度初审推荐逾期未报，予以通报"
RECTIFY = "建立申报企业初审台账，明确专人，今后按期报送"
ZONES_OUTPUT = (  # what two zones are to reach of the plan's output, in 万元
    "    note: output\n",
    "    note: output\n    zones: {zhouzhuang: 100000, jinxi: 900000}\n",
    1,
)
DECIDE = ("decide 2018 --document", "昆新兴〔2019〕示例1号", "--date", "2019-04-18")


def files_of_the_city(office: Office) -> None:
    """The city writes its rules once; ladder and targets are those that ship, for its own rule set, too."""
    for folder, name in (("schemes", "schemes.yaml"), ("measures", "measures.yaml")):
        (office.workspace / folder).mkdir()
        (office.workspace / folder / name).write_bytes((FILES / name).read_bytes())
    for path in ("ladders/kunshan.yaml", "targets/kunshan_plan_2016.yaml"):
        text = (shipped("scoring_rules") / path).read_text("utf-8")
        assert "standards: [kunshan_top100" in text
        own = text.replace("standards: [kunshan_top100", "standards: [kunshan_joint_review, kunshan_top100")
        kept = office.workspace / "rules" / path
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(own.replace(*ZONES_OUTPUT), "utf-8")


def schemes_are_set(office: Office) -> None:
    """Four rows of targets, four of tasks; with a mistake in each sheet nothing is taken."""
    path = office.folder / "schemes.xlsx"
    office.do("scheme template 2017 -o", str(path), lang="zh")
    names = {each["id"]: each["name"] for each in office.ask("pool --year 2017")["members"]}
    book = openpyxl.load_workbook(path)
    targets, tasks = book["培育目标"], book["培育任务"]
    for sheet in (targets, tasks):
        sheet.delete_rows(4, sheet.max_row)
    for code in SCHEMES:
        targets.append([code, names[code], "研发投入占营业收入比重", None, "8%", 2018])
        targets.append([code, names[code], "研发机构级别", None, "省级", 2018])
        text, owner, until = TASKS[code]
        tasks.append([code, names[code], None, text, owner, until])
    targets["E4"], tasks["E5"], tasks["F6"] = "许多", "街道办", "年底"
    book.save(path)
    words = ("--document", "昆新兴〔2018〕示例9号", "--on", "2018-05-02")
    found = office.ask("scheme import 2017", str(path), *words, expect=1)
    assert [(each["code"], each["sheet"], each["cell"]) for each in found["findings"]] == [
        ("scheme_value_unreadable", "培育目标", "E4"),
        ("scheme_owner_unknown", "培育任务", "E5"),
        ("scheme_day_unreadable", "培育任务", "F6"),
    ]
    assert not any(each["targets"] for each in office.ask("scheme show")["schemes"])
    targets["E4"], tasks["E5"], tasks["F6"] = "8%", "企业", "2018-09-30"
    book.save(path)
    assert len(office.ask("scheme import 2017", str(path), *words)["members"]) == 4


def support_is_paid(office: Office) -> None:
    """Who entered gets 20 once; departments pay those, and no R&D aid yet."""
    found = office.ask("support compute 2017")
    entered = office.members(2017) - office.members(2016)
    bonus = [each for each in found["lines"] if each["measure"] == "entry"]
    assert {each["id"] for each in bonus} == entered and {each["amount"] for each in bonus} == {"20"}
    office.do("support approve 2017 --document", "昆财〔2018〕示例12号", "--on", "2018-06-01", by="李强")
    head = (
        "统一社会信用代码",
        "企业名称",
        "扶持类别",
        "扶持金额",
        "日期",
        "年度",
        "部门",
        "文号",
        "项目名称",
    )
    rows: list[tuple[object, ...]] = [head]
    for each in bonus:
        rows.append(
            (each["id"], "", "资金", 20, "2018-07-02", 2017, "财政局", "昆财〔2018〕示例30号", "入库奖励")
        )
    office.do("support import", office.workbook("paid.xlsx", rows))
    open_ = office.ask("support due --open")["parts"]
    assert {each["measure"] for each in open_} == {"research"}


def zones_are_told(office: Office) -> None:
    """Both were silent; an answer a day late stays late."""
    cards = {each["zone"]: each["figures"] for each in office.ask("zones card 2017 --on 2018-06-30")["zones"]}
    assert {key for key, each in cards.items() if each["missed"]["value"]} == {"zhouzhuang", "jinxi"}
    words = ("--on", "2018-05-08", "--document")
    office.do("zones notice 2017 锦溪镇 --text", NOTICE, *words, "昆新兴办〔2018〕示例5号", by="李强")
    rectify = ("--until", "2018-05-31", *words, "昆新兴办〔2018〕示例6号")
    told = office.do("zones rectify 2017 周庄镇 --text", RECTIFY, *rectify, by="李强").stdout
    number = re.search(r"\d+", told)
    assert number is not None
    (owed,) = [each for each in office.ask("due 2017 --on 2018-06-01")["due"] if each["kind"] == "zone"]
    assert (owed["name"], owed["until"], owed["late"]) == ("Zhouzhuang", "2018-05-31", True)
    paper = office.folder / "初审台账.pdf"
    paper.write_bytes(b"%PDF-1.4 list")
    answer = ("--document", "周政〔2018〕示例3号", "--evidence", str(paper), "--on", "2018-06-04")
    office.do(f"zones answer {number[0]} --text", "已建立台账，由经发办专人负责", *answer)
    states = {each["zone"]: each["state"] for each in office.ask("zones list --on 2018-06-30")["notices"]}
    assert states == {"jinxi": "no_answer_asked", "zhouzhuang": "answered_late"}


def updates_come_in(office: Office) -> None:
    """Three of four answer; one forgets the day on which its task was done."""
    office.do("open 2018 --rules kunshan_joint_review")
    folder = office.folder / "updates"
    office.do("scheme ask 2018 --on 2018-11-30 -o", str(folder), lang="zh")
    paths = {code: next(folder.glob(f"*{code}*")) for code in SCHEMES}
    assert len(list(folder.iterdir())) == 4
    said = {
        FIRST: ("已完成", None, "已通过认定"),
        ENERGY: ("进行中", None, "设备已到场"),
        REPAIRED: ("终止", None, ""),
    }
    for code, words in said.items():
        _fill(paths[code], words)
    came = [str(paths[code]) for code in said]
    files = office.ask("scheme update 2018", *came, "--on", "2018-12-20", expect=1)["files"]
    problems = [(each["code"], each["cell"]) for file in files for each in file["findings"]]
    assert sorted(problems) == [("scheme_done_day", "I4"), ("scheme_reason_missing", "J4")]
    _fill(paths[FIRST], ("已完成", "2018-10-12", "已通过认定"))
    _fill(paths[REPAIRED], ("终止", None, "候选团队落户他市"))
    files = office.ask("scheme update 2018", str(paths[FIRST]), str(paths[REPAIRED]), "--on", "2019-01-03")[
        "files"
    ]
    assert [each["accepted"] for each in files] == [1, 1]
    due = office.ask("scheme due --on 2019-01-10")
    assert [each["id"] for each in due["updates"]] == [SILENT]
    assert [(each["id"], each["years"]) for each in due["watch_list"]] == [(SILENT, [2018])]


def _fill(path: Path, words: tuple[object, ...]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["培育任务"]
    for column, value in zip("HIJ", words, strict=True):
        sheet[f"{column}4"] = value
    book["培育目标"]["G4"] = "7.5%"
    book.save(path)


def next_year_is_decided(office: Office) -> None:
    """Everybody answers in 2018, Zhouzhuang three days late."""
    office.do("intake 2018", str(SAMPLES / "kunshan" / "2018"), code=1)
    registers = office.folder / "registers_2018"
    write_registers_that_agree(registers, 2018)
    as_of = ("--as-of", "2018-12-31", "--document", "函〔2019〕示例1号")
    for path in registers.iterdir():
        kind = "statistics" if path.suffix == ".csv" else "patents"
        office.do("registers import", str(path), "--register", kind, *as_of)
    sheets = office.folder / "opinions_2018"
    office.do("opinions request 2018 --on 2019-02-25 --until 2019-03-11 -o", str(sheets), lang="zh")
    for path in sheets.iterdir():
        _recommend(path)
    late = next(sheets.glob("*周庄镇*"))
    others = [str(each) for each in sorted(sheets.iterdir()) if each != late]
    office.do("opinions import 2018 --on 2019-03-08", *others)
    office.do("opinions import 2018 --on 2019-03-14", str(late))
    office.do("score 2018")
    office.do("propose 2018")
    office.do("visits draw 2018")
    forms = office.folder / "forms_2018"
    office.do("visits forms 2018 -o", str(forms), lang="zh")
    for path in forms.glob("*.xlsx"):
        fill_visit(path)
    office.do("visits import 2018", str(forms))
    office.do(*DECIDE, by="李强")
    assert len(office.members()) == 100


def _recommend(path: Path) -> None:
    """Recommend everybody, object to nobody."""
    book = openpyxl.load_workbook(path)
    sheet = book["意见"]
    zone = path.name.startswith("zone")
    place = 0
    for row in sheet.iter_rows(min_row=4):
        if row[1].value and row[0].value and str(row[0].value).isdecimal():
            place += 1
            row[3].value = "推荐" if zone else "无异议"
            if zone:
                row[4].value = place
    book.save(path)


STEPS = (
    files_of_the_city,
    schemes_are_set,
    support_is_paid,
    zones_are_told,
    updates_come_in,
    next_year_is_decided,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Live through all years, once for all tests."""
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("two_more_years"))
    for step in (*UNTIL_2017, *STEPS):
        step(office)
    yield office
    language.activate("en")


def told(office: Office, lang: str) -> str:
    """Return what commands say of both years, as they print it."""
    day = "--on 2019-05-06"
    words = (
        *(f"scheme show {code} {day}" for code in SCHEMES),
        f"scheme due {day}",
        "support compute 2017",
        "support due --open --year 2018",
        f"zones card 2017 {day}",
        f"zones card 2017 zhouzhuang {day}",
        f"zones card 2018 {day}",
        f"zones list {day}",
        "scheme raise 2018 --top 2",
        "effect 2016",
        f"ladder {FIRST} --year 2018 --on 2026-06-01",
    )
    pages = [f"$ cultivation {each}\n{office.do(each, lang=lang).stdout}" for each in words]
    text = "\n".join(line.rstrip() for page in pages for line in page.splitlines())
    return text + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_years_are_told(office: Office, lang: str) -> None:
    assert told(office, lang) == (GOLDEN / f"two_more_years.{lang}.txt").read_text("utf-8")


def test_an_effect_is_refused_where_too_few_entered(office: Office) -> None:
    """Of 2017 eighteen entered by points: too few to compare, and the program says so."""
    office.refused("fewer than 20 on a side", "effect 2017")
