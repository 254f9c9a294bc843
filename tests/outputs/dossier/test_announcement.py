"""The public notice: what it says, what it keeps to itself, and how Word and LibreOffice take it."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import html5lib
import pytest
from docx.oxml.ns import qn

from cultivation.core.pool.lines import LEAVES, Reason
from cultivation.core.wording.public_reasons import OTHERWISE, PUBLIC
from cultivation.outputs.pdf import page_to_pdf
from cultivation.queries.year import year_in
from cultivation.record.store import Record
from cultivation.resources import shipped
from tests.outputs.printed import browser_says, ink_beyond, office_pdf, pdf_text

from .conftest import Run, caller

GOLDEN = Path(__file__).parents[2] / "golden"
KUNSHAN = shipped("sample_data") / "kunshan" / "2016"
OFFICE = [
    *("--by", "昆山市工业和信息化局", "--contact", "科技创新科", "--phone", "0512-57300000"),
    *("--address", "昆山市前进中路219号", "--postcode", "215300"),
]


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The first year of Kunshan, proposed and under notice; a personal name is planted in its workbooks."""
    workspace = tmp_path_factory.mktemp("noticed") / "workspace"
    run = caller(workspace)
    run("init", str(workspace))
    run("open", "2016", "--rules", "kunshan_top100_2016")
    run("intake", "2016", str(KUNSHAN), code=None)
    run("score", "2016")
    run("propose", "2016")
    run("notice", "2016", "--from", "2017-02-06", "--until", "2017-02-14")
    return run


def written(run: Run, year: str, file: Path, *more: str, lang: str = "zh") -> Any:
    run("announce", year, "-o", str(file), *OFFICE, *more, lang=lang)
    return docx.Document(str(file)) if file.suffix == ".docx" else file.read_text("utf-8")


def text_of(document: Any) -> str:
    """Return the paragraphs of a document, and the first two and the last rows of its tables."""
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        rows = [" | ".join(cell.text for cell in row.cells) for row in (*table.rows[:2], table.rows[-1])]
        lines += ["", *rows]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_proposal(noticed: Run, tmp_path: Path, lang: str) -> None:
    document = written(noticed, "2016", tmp_path / "notice.docx", "--working-days", "7", lang=lang)
    assert text_of(document) == (GOLDEN / f"announcement_proposal.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_decision(eventful: Run, tmp_path: Path, lang: str) -> None:
    more = ["--addressee", "各区镇，各有关单位", "--pool", "示例培育库"]
    document = written(eventful, "1984", tmp_path / "decision.docx", *more, lang=lang)
    assert text_of(document) == (GOLDEN / f"announcement_decision.{lang}.txt").read_text("utf-8")


def test_the_lists_are_those_of_the_proposal(noticed: Run, tmp_path: Path) -> None:
    document = written(noticed, "2016", tmp_path / "notice.docx")
    lines = json.loads(noticed("propose", "2016", "--dry-run", "--format", "json").stdout)["lines"]
    wanted = sorted(each["id"] for each in lines if each["action"] == "enter")
    (table,) = document.tables
    assert [row.cells[2].text for row in table.rows[1:]] == wanted
    names = {each["id"]: each["name"] for each in lines}
    assert all(row.cells[1].text == names[row.cells[2].text] for row in table.rows[1:])
    assert [row.cells[0].text for row in table.rows[1:]] == [str(each) for each in range(1, 101)]


def test_nothing_personal_and_no_points_are_in_it(noticed: Run, tmp_path: Path) -> None:
    """The applications hold names of persons; neither form of the notice does, nor any part of the file."""
    record = Record(f"sqlite:///{noticed.workspace / 'cultivation.db'}", clock=lambda: datetime.now(UTC))  # type: ignore[attr-defined]
    with record.reading() as reader:
        told = {row.text("legal_representative") for row in reader.applications(2016)}
        enterprises = year_in(reader, 2016).table.to_json()["applications"]
    record.dispose()
    people = {name for name in told if name}
    assert len(people) > 100
    written(noticed, "2016", tmp_path / "notice.docx")
    with zipfile.ZipFile(tmp_path / "notice.docx") as parts:
        inside = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    inside += written(noticed, "2016", tmp_path / "notice.html")
    assert not [name for name in people if name in inside]
    assert not [each["total"] for each in enterprises if f">{each['total']}<" in inside]
    assert "王芳" not in inside


def test_points_are_shown_only_when_asked_for_and_then_by_place(noticed: Run, tmp_path: Path) -> None:
    document = written(noticed, "2016", tmp_path / "notice.docx", "--with-points")
    points = [float(row.cells[3].text) for row in document.tables[0].rows[1:]]
    assert points == sorted(points, reverse=True)


def test_who_leaves_is_told_the_kind_of_reason_alone(eventful: Run, tmp_path: Path) -> None:
    document = written(eventful, "1984", tmp_path / "decision.docx", lang="en")
    reasons = {row.cells[3].text for row in document.tables[2].rows[1:]}
    assert reasons <= {*PUBLIC.values(), OTHERWISE} and reasons
    assert not any(re.search(r"\d", each) for each in reasons)


def test_every_reason_to_leave_has_a_public_kind() -> None:
    leaving = {*LEAVES, Reason.LEFT_INELIGIBLE, Reason.LEFT_NO_APPLICATION, Reason.OVERRIDDEN}
    assert leaving <= PUBLIC.keys()


def test_the_form_is_that_of_official_papers(noticed: Run, tmp_path: Path) -> None:
    """GB/T 9704-2012: margins, sizes, lines, indents, page numbers at the outer edge."""
    document = written(noticed, "2016", tmp_path / "notice.docx")
    section = document.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    title, body = document.paragraphs[0], next(each for each in document.paragraphs if "根据" in each.text)
    fonts = [each.runs[0]._element.rPr.rFonts for each in (title, body)]
    assert [each.get(qn("w:eastAsia")) for each in fonts] == ["方正小标宋简体", "仿宋"]
    assert [each.runs[0].font.size.pt for each in (title, body)] == [22, 16]
    assert body.paragraph_format.line_spacing.pt == 28
    assert body._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert document.settings.odd_and_even_pages_header_footer
    assert "PAGE" in section.footer._element.xml and "PAGE" in section.even_page_footer._element.xml
    head = document.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" in head and "w:cantSplit" in head
    with zipfile.ZipFile(tmp_path / "notice.docx") as parts:
        assert "仿宋_GB2312" in parts.read("word/fontTable.xml").decode("utf-8")


def test_the_same_notice_is_the_same_file(noticed: Run, tmp_path: Path) -> None:
    files = [tmp_path / "one.docx", tmp_path / "two.docx"]
    for file in files:
        written(noticed, "2016", file)
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as parts:
        assert {info.date_time[0] for info in parts.infolist()} == {1980}


def test_the_page_says_what_the_document_says(noticed: Run, tmp_path: Path) -> None:
    page = written(noticed, "2016", tmp_path / "notice.html")
    document = written(noticed, "2016", tmp_path / "notice.docx")
    html5lib.HTMLParser(strict=True).parse(page)
    bare = re.sub(r"<[^>]+>", "", page)
    texts = [each.text for each in document.paragraphs if each.text and not each.text.startswith("附件：")]
    assert not [text for text in texts if text not in bare]
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert not [cell for cell in cells if f">{cell}<" not in page]
    assert browser_says(tmp_path / "notice.html") == ""


@pytest.mark.slow
def test_libreoffice_prints_it_whole(noticed: Run, tmp_path: Path) -> None:
    document = written(noticed, "2016", tmp_path / "notice.docx")
    pdf = office_pdf(tmp_path / "notice.docx")
    text = pdf_text(pdf)
    assert "昆山市工业和信息化局" in text and re.search(r"— ?1 ?—", text)
    printed = re.sub(r"\s", "", text)
    assert all(row.cells[2].text in printed for row in document.tables[0].rows)
    assert "\ufffd" not in text and "\u25a1" not in text
    assert ink_beyond(pdf, margin_mm=15) == 0


def test_settings_may_stand_in_the_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    run = caller(workspace)
    run("init", str(workspace))
    settings = workspace / "cultivation.toml"
    said = '\n[announcement]\norganisation = "A <b>"\ncontact = "B"\nemail = "c@example.org"\naddress = "D"\n'
    settings.write_text(settings.read_text("utf-8") + said, encoding="utf-8")
    run("open", "1983", "--rules", "patents_rd_panel")
    run("intake", "1983", str(shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"))
    run("score", "1983")
    run("propose", "1983")
    run("notice", "1983", "--from", "1984-02-01", "--until", "1984-02-09")
    page = tmp_path / "notice.html"
    run("announce", "1983", "-o", str(page), "--contact", "E")
    text = page.read_text("utf-8")
    assert "A &lt;b&gt;" in text and "Contact: E" in text and "c@example.org" in text
    own = workspace / "templates"
    own.mkdir()
    template = own / "announcement_proposal.en.txt"
    template.write_text("Our title of {{ year }}\nOur text until {{ until | day }}.\n", encoding="utf-8")
    run("announce", "1983", "-o", str(page))
    assert "Our text until 9 February 1984." in page.read_text("utf-8")
    for broken in (
        "{{ nothing_known }}\nx",
        "{% if %}",
        "{{ 1 / 0 }}\nx",
        "title alone",
        "{{ ''.__class__ }}\nx",
    ):
        template.write_text(broken, encoding="utf-8")
        told = run("announce", "1983", "-o", str(page), code=1).stderr
        assert "announcement_proposal.en.txt" in told
    settings.write_text("[announcement]\nphone = 5\n", encoding="utf-8")
    assert "[announcement]" in run("announce", "1983", "-o", str(page), code=3).stderr


def test_what_is_missing_is_named_in_one_go(noticed: Run, tmp_path: Path) -> None:
    told = noticed("announce", "2016", "-o", str(tmp_path / "x.docx"), "--by", "A", code=2).stderr
    assert all(option in told for option in ("--contact", "--address", "--phone", "[announcement]"))
    assert "--by," not in told


def test_a_missing_notice_and_a_missing_office_are_named_together(noticed: Run, tmp_path: Path) -> None:
    """Nobody is sent away twice: the step that is missing, and the options, in one answer."""
    workspace = tmp_path / "workspace"
    run = caller(workspace)
    run("init", str(workspace))
    run("open", "1983", "--rules", "patents_rd_panel")
    run("intake", "1983", str(shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"))
    run("score", "1983")
    run("propose", "1983")
    for words in (["announce", "1983"], ["papers", "letters", "1983"]):
        told = run(*words, "-o", str(tmp_path / "x.docx"), code=1).stderr
        assert "cultivation notice 1983" in told
        assert all(option in told for option in ("--by", "--contact", "--address", "--phone"))
    told = noticed("announce", "2016", "-o", str(tmp_path / "x.docx"), "--working-days", "10", code=2).stderr
    assert "9 days" in told and "--by" in told


def test_signature_and_annexes_stay_with_text(noticed: Run, eventful: Run, tmp_path: Path) -> None:
    """From the last text to the line before the date, each paragraph stays on the page of the next."""
    documents = [
        written(noticed, "2016", tmp_path / "a.docx"),
        written(eventful, "1984", tmp_path / "b.docx"),
    ]
    for document in documents:
        kept = [each.paragraph_format.keep_with_next for each in document.paragraphs]
        texts = [each.text for each in document.paragraphs]
        date_at = next(at for at, text in enumerate(texts) if re.fullmatch(r"\d{4}年\d+月\d+日", text))
        first = next(at for at, text in enumerate(texts) if text.startswith("附件："))
        assert all(kept[first - 3 : date_at]) and texts[first - 2]


@pytest.mark.slow
def test_printed_pages_never_begin_with_the_signature(noticed: Run, tmp_path: Path) -> None:
    """Texts of many lengths, so that the end of the page falls everywhere."""
    pytest.importorskip("weasyprint")
    own = noticed.workspace / "templates"  # type: ignore[attr-defined]
    own.mkdir()
    template = own / "announcement_proposal.zh.txt"
    for lines in range(8, 26, 2):
        template.write_text("标题\n" + "文字" * 18 * lines + "\n联系方式\n", encoding="utf-8")
        page = written(noticed, "2016", tmp_path / "x.html").encode("utf-8")
        (tmp_path / "x.pdf").write_bytes(page_to_pdf(page))
        printed = pdf_text(tmp_path / "x.pdf").split("\f")
        signed = next(each for each in printed if "昆山市工业和信息化局" in each)
        assert "文字" in signed, lines
    template.unlink()
    own.rmdir()


def test_what_cannot_be_announced_is_said_in_a_sentence(noticed: Run, eventful: Run, tmp_path: Path) -> None:
    file = ["-o", str(tmp_path / "x.docx"), *OFFICE]
    assert "is not decided" in noticed("announce", "2016", *file, "--about", "decision", code=1).stderr
    assert "is decided" in eventful("announce", "1984", *file, "--about", "proposal", code=1).stderr
    assert "9 days" in noticed("announce", "2016", *file, "--working-days", "10", code=2).stderr
    assert "not open" in noticed("announce", "2011", *file, code=1).stderr
    assert ".docx or .html" in noticed("announce", "2016", "-o", "x.pdf", *OFFICE[:2], code=2).stderr
    assert not list(tmp_path.iterdir())


def test_a_proposal_of_the_past_can_still_be_announced_as_of_then(eventful: Run, tmp_path: Path) -> None:
    log = json.loads(eventful("audit", "log", "--format", "json").stdout)
    entries = log["entries"] if isinstance(log, dict) else log
    given = [each for each in entries if each["kind"] == "notice_given"][-1]
    moment = given["recorded_at"].replace("Z", "+00:00")
    document = written(eventful, "1984", tmp_path / "x.docx", "--as-of", moment)
    assert document.paragraphs[1].text == "拟入库企业名单的公示"
