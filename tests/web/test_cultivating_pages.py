"""What follows from the pool, on pages and by commands: support, ladder, effect, targets, zones, schemes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest
from lxml import html

from cultivation.review.replay import replay
from tests.commands.office import Office

from .comparing import LANGUAGES, compares, rows, said, speak, text_of
from .conftest import Face
from .full_year import LAST_YEAR

SCHEMES = """id: full_schemes
standards: [full]
name: {zh: 培育方案规则（虚构）, en: Schemes (fictional)}
offices: {science: {zh: 科学技术局, en: Science office}}
"""
MEASURES = """id: full_support
standards: [full]
name: {zh: 扶持办法（虚构）, en: Support (fictional)}
budget: {2024: {fund: 100}}
measures:
  bonus:
    zh: 入库奖励
    en: Entry bonus
    kind: fund
    cases: [{rate: 0.001, of: revenue}]
"""
TARGETS = """id: full_plan
standards: [full]
name: {zh: 规划（虚构）, en: Plan (fictional)}
base_year: 2020
target_year: 2026
fields: {industry: zone, output: revenue, patents: invention_patents, zone: zone}
notes: {note: {zh: 说明, en: A note}}
targets:
  output:
    {measure: output, at_least: 90000, unit: 万元, extent: part, zh: 产值, en: Output, section: 一,
     quotation: 产值, note: note, zones: {yushan: 15000, bacheng: 40000}}
"""
YEAR = f"/years/{LAST_YEAR}"


@pytest.fixture(scope="module")
def cultivated(full_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Face]:
    """The full town, whose members get schemes, of which one is updated; a zone answers, another does not."""
    office = Office(tmp_path_factory.mktemp("cultivated"))
    copytree(full_folder, office.workspace)
    for folder, text in (("schemes", SCHEMES), ("measures", MEASURES), ("rules/targets", TARGETS)):
        path = office.workspace / folder / "full.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    _schemes(office)
    told = (
        f"zones rectify {LAST_YEAR}",
        "--text",
        "限期核实",
        "--document",
        "办〔2025〕1号",
        "--on",
        "2025-04-01",
    )
    for zone in ("玉山镇", "巴城镇"):
        office.do(told[0], zone, *told[1:], "--until", "2025-04-30", by="李强")
    number = office.ask("zones list")["notices"][0]["number"]
    office.do(f"zones answer {number} --text 已核实 --on 2025-04-20")
    face = Face(office.workspace)
    face.enter()
    yield face
    face.close()


def _schemes(office: Office) -> None:
    path = office.folder / "schemes.xlsx"
    office.do(f"scheme template {LAST_YEAR} -o", str(path))
    book = openpyxl.load_workbook(path)
    targets, tasks = book["Targets"], book["Tasks"]
    for row in (4, 5):  # of the first two members
        for column, value in zip("CEF", ("Invention patents", 95, 2025), strict=True):
            targets[f"{column}{row}"] = value
        for column, value in zip("DEF", (f"任务{row}", "Science office", "2025-06-30"), strict=True):
            tasks[f"{column}{4 if row == 4 else 6}"] = value
    book.save(path)
    office.do(f"scheme import {LAST_YEAR}", str(path))
    form = office.folder / "update.xlsx"
    office.do(f"scheme ask {LAST_YEAR} --together --on 2025-05-01 -o", str(form))
    book = openpyxl.load_workbook(form)
    book["Tasks"]["H4"], book["Tasks"]["J4"] = "under way", "进展顺利"
    book.save(form)
    office.do(f"scheme update {LAST_YEAR}", str(form), code=1)


def tables(face: Face, path: str) -> list[list[list[str]]]:
    """Return the rows of each table of a page."""
    return [
        [[text_of(cell) for cell in row.xpath("./td|./th")] for row in table.xpath("./tbody/tr")]
        for table in html.fromstring(face.get(path)).xpath(".//main//table")
    ]


@compares("/schemes", "/schemes/{code}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_schemes(language: str, cultivated: Face) -> None:
    speak(cultivated, language)
    told = said(cultivated, "scheme", "show", language=language)["schemes"]
    shown = tables(cultivated, "/schemes")[0]
    assert [row[:3] for row in shown] == [
        [each["id"], each["name"], str(len(each["targets"]))] for each in told
    ]
    assert len(told) == 4 and sum(bool(each["tasks"]) for each in told) == 2
    due = said(cultivated, "scheme", "due", language=language)
    assert len(due["updates"]) == 1 and len(due["without"]) == 2
    owed = tables(cultivated, "/schemes?among=owed")[0]
    watched = tables(cultivated, "/schemes?among=watched")[0]
    assert [row[0] for row in owed] == [each["id"] for each in due["updates"]]
    assert [row[0] for row in watched] == [each["id"] for each in due["watch_list"]]
    one = next(each for each in told if each["tasks"] and not each["updates_owed"])
    targets, tasks = tables(cultivated, f"/schemes/{one['id']}")
    assert [row[0] for row in targets] == [each["label"] for each in one["targets"]]
    assert [row[1:4] for row in tasks] == [
        [each["text"], each["owner_text"], each["until"]] for each in one["tasks"]
    ]
    assert "进展顺利" in tasks[0]


@compares("/years/{year}/report-card", "/years/{year}/report-card/{zone}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_card_of_zones(language: str, cultivated: Face) -> None:
    speak(cultivated, language)
    told = said(cultivated, "zones", "card", str(LAST_YEAR), language=language)["zones"]
    shown = rows(cultivated, f"{YEAR}/report-card", "cards")
    assert [row[0] for row in shown] == [each["label"] for each in told]
    for row, each in zip(shown, told, strict=True):
        values = [figure["value"] for figure in each["figures"].values()]
        assert row[1:] == ["–" if value is None else str(value) for value in values]
    yushan = next(each for each in told if each["zone"] == "yushan")["figures"]
    assert (yushan["targets"]["value"], yushan["reached"]["value"]) == (1, 1)  # two firms with 9,000 each
    made_of = [row for table in tables(cultivated, f"{YEAR}/report-card/yushan")[:-1] for row in table]
    assert [row[0] for row in made_of] == [one["name"] for each in yushan.values() for one in each["rows"]]
    notices = said(cultivated, "zones", "list", str(LAST_YEAR), language=language)["notices"]
    assert [each["state"] for each in notices] == ["answered", "overdue"]
    assert [row[0] for row in tables(cultivated, f"{YEAR}/report-card")[-1]] == [
        str(each["number"]) for each in notices
    ]
    cultivated.get(f"{YEAR}/report-card/atlantis", 404)


@compares("/years/{year}/support")
@pytest.mark.parametrize("language", LANGUAGES)
def test_support_with_its_reasons(language: str, cultivated: Face) -> None:
    speak(cultivated, language)
    told = said(cultivated, "support", "compute", str(LAST_YEAR), language=language)
    lines, due, _budget = tables(cultivated, f"{YEAR}/support")
    assert [(row[0], row[-1]) for row in lines] == [(each["id"], each["reason"]) for each in told["lines"]]
    assert [row[0] for row in due] == [each["id"] for each in told["due"]]
    assert [Decimal(each["amount"]) for each in told["lines"]] == [9] * 4  # a thousandth of 9,000


@compares("/years/{year}/monitor")
@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_of_the_plan(language: str, cultivated: Face) -> None:
    speak(cultivated, language)
    told = said(cultivated, "monitor", str(LAST_YEAR), language=language)
    shown = tables(cultivated, f"{YEAR}/monitor")
    assert len(shown[0]) == len(told["targets"]) == 1
    assert len(shown[1]) == len(told["industries"]) + 1


@compares("/years/{year}/ladder", "/years/{year}/ladder/{code}", "/years/{year}/effect")
@pytest.mark.parametrize("language", LANGUAGES)
def test_ladder_and_effect_of_kunshan(language: str, face: Face) -> None:
    speak(face, language)
    told = said(face, "ladder", "--year", "2016", language=language)
    (shown,) = tables(face, "/years/2016/ladder")
    assert [row[0] for row in shown] == [each["id"] for each in told["enterprises"]]
    first = told["enterprises"][0]
    (steps,) = tables(face, f"/years/2016/ladder/{first['id']}")
    assert len(steps) == len(first["standards"])
    found = said(face, "effect", "2016", language=language)
    (outcomes,) = tables(face, "/years/2016/effect")
    assert len(outcomes) == len(found["outcomes"])


def test_a_page_that_cannot_be_made_says_why(cultivated: Face, face: Face) -> None:
    speak(cultivated, "en")
    assert "No ladder of standards is defined" in cultivated.get(f"{YEAR}/ladder")
    assert "not decided yet" in cultivated.get("/years/2025/support")
    speak(face, "en")
    assert "No support measures are defined" in face.get("/years/2016/support")


def test_papers_of_schemes_and_zones(cultivated: Face, tmp_path: Path) -> None:
    """Each can be made by the command line and opened again, and says what the record says."""
    from docx import Document

    office = Office(tmp_path)
    office.workspace = cultivated.folder
    member = office.ask("scheme show")["schemes"][0]
    office.do(f"scheme paper {member['id']} --by 科技局 -o", str(tmp_path / "scheme.docx"), lang="zh")
    text = _text(tmp_path / "scheme.docx", Document)
    assert member["name"] in text and "任务4" in text and "科技局" in text
    number = office.ask("zones list")["notices"][0]["number"]
    office.do(f"zones letter {number} --by 领导小组办公室 -o", str(tmp_path / "letter.docx"), lang="zh")
    assert "限期核实" in _text(tmp_path / "letter.docx", Document)
    office.do(f"zones card {LAST_YEAR} --sheet", str(tmp_path / "zones.xlsx"))
    book = openpyxl.load_workbook(BytesIO((tmp_path / "zones.xlsx").read_bytes()))
    assert len(book.worksheets) == 2


def _text(path: Path, document: object) -> str:
    made = document(str(path))  # type: ignore[operator]
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in made.paragraphs), *cells])


def test_all_of_it_comes_out_again(cultivated: Face) -> None:
    found = replay(cultivated.desk.record)
    assert [each.problem for each in found if not each.same] == []
