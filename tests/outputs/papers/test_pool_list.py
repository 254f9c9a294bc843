"""The list to sign: who is on it, in which order, what marks it, and how it is printed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import html5lib
import openpyxl
import pytest

from cultivation import language
from cultivation.outputs.pool_list.word import pool_list_docx
from cultivation.queries.pool_list import ListGroup, PoolList
from cultivation.resources import shipped
from tests.outputs.dossier.conftest import caller
from tests.outputs.printed import browser_says, ink_beyond, office_pdf, pdf_text

from .conftest import Run

GOLDEN = Path(__file__).parents[2] / "golden"
NUMBER, NAME, CODE = 0, 1, 2


def written(run: Run, file: Path, *more: str, lang: str = "zh", year: str = "2017") -> Any:
    run("papers", "list", year, "-o", str(file), *more, lang=lang)
    return docx.Document(str(file)) if file.suffix == ".docx" else file


def rows_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows][1:]


def text_of(document: Any) -> str:
    """Return paragraphs, and the first three rows and the last of each table."""
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in (*table.rows[:4], table.rows[-1])]
        lines += ["", *(" | ".join(row) for row in rows)]
    return re.sub(r"\b[0-9a-f]{64}\b", "(64 digits)", "\n".join(lines)) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_list(states: dict[str, Run], tmp_path: Path, lang: str) -> None:
    document = written(states["decided"], tmp_path / "list.docx", lang=lang)
    assert text_of(document) == (GOLDEN / f"pool_list.{lang}.txt").read_text("utf-8")


def test_it_holds_the_members_by_place_and_those_who_left(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["proposed"]
    lines = json.loads(run("propose", "2017", "--dry-run", "--format", "json").stdout)["lines"]
    inside = sorted(
        (each["rank"], each["id"], each["action"]) for each in lines if each["action"] in ("enter", "stay")
    )
    members, left = written(run, tmp_path / "list.docx", lang="en").tables
    rows = rows_of(members)
    words = {"newly entered": "enter", "stays": "stay"}
    assert [(int(row[4]), row[CODE], words[row[5]]) for row in rows] == inside
    assert [row[NUMBER] for row in rows] == [str(at) for at in range(1, 101)]
    assert {row[CODE] for row in rows_of(left)} == {each["id"] for each in lines if each["action"] == "exit"}


def test_by_zone_each_member_stands_under_what_it_filed(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["decided"]
    table = written(run, tmp_path / "list.docx", "--by", "zone", lang="zh").tables[0]
    heading, found = "", {}
    for row in rows_of(table):
        if len(set(row)) == 1:
            heading = row[0]
        else:
            found.setdefault(heading, []).append(row)
    assert sum(map(len, found.values())) == 100
    assert all(f"（{len(rows)}家企业）" in name for name, rows in found.items())
    numbers = [int(row[NUMBER]) for rows in found.values() for row in rows]
    assert numbers == list(range(1, 101))
    for name, rows in list(found.items())[:3]:
        filed = json.loads(run("why", rows[0][CODE], "2017", "--format", "json").stdout)["sources"]
        zone = next(each["value"] for each in filed if each["field"] == "zone")
        assert zone in {"development_zone", "high_tech_zone", "huaqiao"}, name


@pytest.mark.parametrize(("state", "mark"), [("proposed", "草稿"), ("noticed", "公示稿"), ("decided", "")])
def test_what_is_not_decided_bears_a_watermark(
    states: dict[str, Run], tmp_path: Path, state: str, mark: str
) -> None:
    document = written(states[state], tmp_path / "list.docx")
    header = document.sections[0].header._element.xml
    assert (f'string="{mark}"' in header) if mark else ("textpath" not in header)
    page = written(states[state], tmp_path / "list.html").read_text("utf-8")
    assert (f'class="watermark" aria-hidden="true">{mark}<' in page) if mark else ('"watermark"' not in page)


def test_after_a_correction_there_is_no_list_and_the_sheet_is_a_draft(
    states: dict[str, Run], tmp_path: Path
) -> None:
    shutil.copytree(states["noticed"].workspace, tmp_path / "workspace")  # type: ignore[attr-defined]
    run = caller(tmp_path / "workspace")
    line = json.loads(run("propose", "2017", "--dry-run", "--format", "json").stdout)["lines"][0]
    run("correct", "2017", line["id"], "staff", "500", "--evidence", "x", code=None)
    file = ["-o", str(tmp_path / "list.docx")]
    assert "cultivation score 2017" in run("papers", "list", "2017", *file, code=1).stderr
    run("shortlist", "2017", "-o", str(tmp_path / "s.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["Members to sign"]
    assert "DRAFT" in sheet.oddHeader.center.text


def test_the_title_is_that_of_the_settings_with_the_year_put_in(
    states: dict[str, Run], tmp_path: Path
) -> None:
    run = states["decided"]
    document = written(run, tmp_path / "list.docx", year="2016")
    title = document.paragraphs[0].text
    assert title == "昆山市战略性新兴产业创新示范百强企业培育库（2016年度）"
    assert document.core_properties.title == title
    settings = run.workspace / "cultivation.toml"  # type: ignore[attr-defined]
    before = settings.read_text("utf-8")
    for wrong in ('list_title = "no year"', "group = 5", 'nothing = "x"', 'list_title = ["{year}"]'):
        settings.write_text(f"[office]\n{wrong}\n", encoding="utf-8")
        assert "office" in run("papers", "list", "2016", "-o", str(tmp_path / "x.docx"), code=3).stderr
    settings.write_text("", encoding="utf-8")
    document = written(run, tmp_path / "list.docx", lang="en")
    assert "2017" in document.core_properties.title
    settings.write_text(before, encoding="utf-8")


def test_it_names_the_digests_by_which_it_can_be_checked(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["decided"]
    log = json.loads(run("audit", "log", "--format", "json").stdout)
    entries = log["entries"] if isinstance(log, dict) else log
    decided = next(
        each for each in entries if each["kind"] == "year_decided" and each["payload"]["year"] == 2017
    )
    scored = json.loads(run("status", "2017", "--format", "json").stdout)["years"][0]
    text = text_of_all(written(run, tmp_path / "list.docx"))
    assert decided["hash"] in text
    assert scored["scores_digest"] in text
    footer = docx.Document(str(tmp_path / "list.docx")).sections[0].footer._element.xml
    assert decided["hash"][:16] in footer and "NUMPAGES" in footer


def text_of_all(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_what_cannot_be_listed_is_said_in_a_sentence(states: dict[str, Run], tmp_path: Path) -> None:
    run, file = states["proposed"], ["-o", str(tmp_path / "x.docx")]
    assert "place, zone" in run("papers", "list", "2017", *file, "--by", "staff", code=2).stderr
    assert "not open" in run("papers", "list", "2011", *file, code=1).stderr
    assert ".pdf" in run("papers", "list", "2017", "-o", "x.txt", code=2).stderr
    assert not list(tmp_path.iterdir())


def test_the_same_record_gives_the_same_files(states: dict[str, Run], tmp_path: Path) -> None:
    for end in ("docx", "html"):
        files = [tmp_path / f"{name}.{end}" for name in ("one", "two")]
        for file in files:
            written(states["decided"], file)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_the_page_says_what_the_document_says(states: dict[str, Run], tmp_path: Path) -> None:
    page = written(states["noticed"], tmp_path / "list.html", "--by", "zone").read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(page)
    document = written(states["noticed"], tmp_path / "list.docx", "--by", "zone")
    bare = re.sub(r"<[^>]+>", "", page)
    for table in document.tables:
        assert not [cell for row in rows_of(table) for cell in row if cell not in bare]
    assert browser_says(tmp_path / "list.html") == ""


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_and_nobody_signs_on_an_empty_page(
    states: dict[str, Run], tmp_path: Path, lang: str
) -> None:
    document = written(states["noticed"], tmp_path / "list.docx", lang=lang)
    pdf = office_pdf(tmp_path / "list.docx")
    text = pdf_text(pdf)
    pages = text.rstrip("\f").split("\f")
    printed = re.sub(r"\s", "", text)
    assert all(row[CODE] in printed for table in document.tables for row in rows_of(table))
    assert "\ufffd" not in text and "\u25a1" not in text
    assert ink_beyond(pdf, margin_mm=10) == 0
    last = rows_of(document.tables[-1])[-1]
    assert last[CODE] in pages[-1], "the signatures stand alone"


@pytest.mark.slow
def test_the_pdf_has_page_numbers_and_the_mark_on_each_page(states: dict[str, Run], tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    pdf = written(states["noticed"], tmp_path / "list.pdf", lang="en")
    pages = pdf_text(pdf).rstrip("\f").split("\f")
    for at, page in enumerate(pages, start=1):
        assert f"page {at} of {len(pages)}" in " ".join(page.split())
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    for page in done.stdout.rstrip("\f").split("\f"):
        assert "NOTICE" in re.sub(r"\s", "", page), "the watermark, letter by letter as it is turned"
    assert (
        "SHA-256" in pages[-1]
        and rows_of(written(states["noticed"], tmp_path / "list.docx", lang="en").tables[-1])[-1][CODE]
        in pages[-1]
    )


def test_the_sheet_of_the_workbook_is_the_same_list(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["noticed"]
    run("shortlist", "2017", "-o", str(tmp_path / "s.xlsx"), lang="zh")
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["入库企业名单（签字）"]
    document = written(run, tmp_path / "list.docx")
    codes = [row[3].value for row in sheet.iter_rows() if str(row[3].value).startswith("91")]
    assert codes == [row[CODE] for row in rows_of(document.tables[0])]
    assert sheet["A1"].value == "昆山市战略性新兴产业创新示范百强企业培育库（2017年度）"
    assert "公示稿" in sheet.oddHeader.center.text


def test_forms_for_applicants_print_on_a4(tmp_path: Path) -> None:
    assert shipped("scoring_rules").is_dir()
    run = caller(tmp_path / "workspace")
    run("init", str(tmp_path / "workspace"))
    run("rules", "template", "kunshan_top100_2016", "-o", str(tmp_path / "t.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert {sheet.page_setup.paperSize for sheet in book if sheet.sheet_state == "visible"} <= {9, None}


@pytest.mark.slow
def test_signatures_are_not_alone_where_the_exits_begin_at_the_foot_of_a_page(tmp_path: Path) -> None:
    """With 17 members and 46 exits the table of exits begins where one row of it would still fit."""
    language.activate("zh")
    try:
        (tmp_path / "list.docx").write_bytes(pool_list_docx(foot_of_the_page()))
    finally:
        language.activate("en")
    pages = pdf_text(office_pdf(tmp_path / "list.docx")).rstrip("\f").split("\f")
    assert len(pages) == 3
    assert "C00000000000000046" in pages[-1] and "领导小组" in pages[-1]


def foot_of_the_page() -> PoolList:
    name = "苏州高新区新能源科技股份有限公司（虚构）"  # two lines of its column
    rows = tuple((str(n), name, f"A{n:017d}", "昆山开发区", str(n), "留库") for n in range(1, 18))
    left = tuple((str(n), name, f"C{n:017d}", "巴城镇", "复审评价未达留库要求") for n in range(1, 47))
    signatures = (
        "制表人：________　复核人：________",
        "领导小组（签字）：________",
        "（盖章）　日期：________",
    )
    return PoolList(
        title="创新示范企业培育库企业名单（2018年度）",
        standing="decided",
        notes=("审定文号：示例审定2018", "共100家企业"),
        headers=("序号", "企业名称", "统一社会信用代码", "所属区镇", "名次", "结果"),
        groups=(ListGroup("", rows),),
        left_title="出库企业（46家）",
        left_headers=("序号", "企业名称", "统一社会信用代码", "所属区镇", "出库原因"),
        left=left,
        signatures=signatures,
        proofs=tuple((each, "0" * 64) for each in ("评分规则", "评分结果", "调整方案", "记录")),
        entered=frozenset(),
        moment=datetime(2019, 3, 1, tzinfo=UTC),
    )
