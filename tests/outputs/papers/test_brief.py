"""The brief: it fits on one page, and says what is so."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import html5lib
import pytest

from tests.outputs.dossier.conftest import caller
from tests.outputs.printed import CHROMIUM, browser_says, ink_beyond, needs, office_pdf, pdf_text

from .conftest import Run

GOLDEN = Path(__file__).parents[2] / "golden"
WORDS = "因企业重大项目落户并承担国家专项任务经领导小组会议集体研究决定予以保留并要求加强后续跟踪管理" * 2


def written(run: Run, file: Path, lang: str = "zh") -> Any:
    run("papers", "brief", "2017", "-o", str(file), lang=lang)
    return docx.Document(str(file)) if file.suffix == ".docx" else file.read_text("utf-8")


def text_of(document: Any) -> str:
    lines = [paragraph.text for paragraph in document.paragraphs]
    (table,) = document.tables
    lines += ["", *(" | ".join(cell.text for cell in row.cells) for row in table.rows)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def crowded(states: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A year with all that a brief can say: draws, flags, an objection, members decided otherwise."""
    workspace = tmp_path_factory.mktemp("crowded") / "workspace"
    shutil.copytree(states["noticed"].workspace, workspace)  # type: ignore[attr-defined]
    run = caller(workspace)
    run("robustness", "2017", "--draws", "200", "--seed", "1")
    run("consistency", "2017")
    lines = json.loads(run("propose", "2017", "--dry-run", "--format", "json").stdout)["lines"]
    leaving = [each["id"] for each in lines if each["action"] == "exit" and each["rank"]][:4]
    staying = [each["id"] for each in lines if each["action"] == "stay"][-5:]
    overrides = [f"{key}=stay" for key in leaving] + [f"{key}=exit" for key in staying]
    said = [word for each in overrides for word in ("--override", each, "--reason", WORDS)]
    day = ["--document", "1", "--date", "2018-03-01", "--yes"]
    run("decide", "2017", *day, *said, actor="李强")
    return run


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_brief(states: dict[str, Run], tmp_path: Path, lang: str) -> None:
    document = written(states["noticed"], tmp_path / "brief.docx", lang)
    assert text_of(document) == (GOLDEN / f"brief.{lang}.txt").read_text("utf-8")


def test_its_figures_are_those_of_the_proposal(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["noticed"]
    lines = json.loads(run("propose", "2017", "--dry-run", "--format", "json").stdout)["lines"]
    (table,) = written(run, tmp_path / "brief.docx", "en").tables
    shown = dict(zip(*([cell.text for cell in row.cells] for row in table.rows), strict=True))
    actions = [each["action"] for each in lines]
    assert shown["Entries"] == str(actions.count("enter")) and shown["Exits"] == str(actions.count("exit"))
    assert shown["Members after"] == str(actions.count("enter") + actions.count("stay"))
    assert shown["Eligible"] == str(sum(each["rank"] is not None for each in lines))


def test_the_closest_calls_are_the_last_in_and_the_first_out(states: dict[str, Run], tmp_path: Path) -> None:
    run = states["noticed"]
    lines = json.loads(run("propose", "2017", "--dry-run", "--format", "json").stdout)["lines"]
    ranked = [each for each in lines if each["rank"]]
    text = text_of(written(run, tmp_path / "brief.docx", "en"))
    for kind in (("enter", "none", "reserve"), ("stay", "exit")):
        last = [each for each in ranked if each["action"] == kind[0]][-1]
        first = next(each for each in ranked if each["action"] in kind[1:])
        sentence = next(each for each in text.splitlines() if last["name"] in each and "does not" in each)
        assert f"{last['name']} (place {last['rank']}," in sentence
        assert f"{first['name']} (place {first['rank']}," in sentence


def test_everything_that_is_open_is_in_a_crowded_brief(crowded: Run, tmp_path: Path) -> None:
    text = text_of(written(crowded, tmp_path / "brief.docx", "en"))
    for each in ("sometimes in the pool", "not yet verified on site", "otherwise than proposed: 9"):
        assert each in text
    assert "and others (9 in all)" in text and "…" in text and "Not examined" not in text
    grey = next(each for each in text.splitlines() if "sometimes in the pool" in each)
    shares = json.loads(
        crowded("robustness", "2017", "--draws", "200", "--seed", "1", "--format", "json").stdout
    )
    number = sum(0.05 < each["in_pool_share"] < 0.95 for each in shares["applications"])
    assert f" {number} enterprises" in grey


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_one_page_however_much_there_is_to_say(crowded: Run, tmp_path: Path, lang: str) -> None:
    document = written(crowded, tmp_path / "brief.docx", lang)
    pdf = office_pdf(tmp_path / "brief.docx")
    text = pdf_text(pdf)
    assert len(text.rstrip("\f").split("\f")) == 1
    printed = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", document.paragraphs[-1].text) in printed
    assert ink_beyond(pdf, margin_mm=10) == 0 and "\ufffd" not in text
    page = written(crowded, tmp_path / "brief.html", lang)
    html5lib.HTMLParser(strict=True).parse(page)
    assert browser_says(tmp_path / "brief.html") == ""
    needs("pdfinfo")
    words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    target = tmp_path / "page.pdf"
    more = [
        f"--user-data-dir={tmp_path / 'b'}",
        f"--print-to-pdf={target}",
        (tmp_path / "brief.html").as_uri(),
    ]
    subprocess.run([*words, *more], check=True, capture_output=True, timeout=300)
    assert len(pdf_text(target).rstrip("\f").split("\f")) == 1


def test_the_page_says_what_the_document_says(crowded: Run, tmp_path: Path) -> None:
    bare = re.sub(r"<[^>]+>", "", written(crowded, tmp_path / "brief.html").replace("&#39;", "'"))
    document = written(crowded, tmp_path / "brief.docx")
    assert not [each.text for each in document.paragraphs if each.text and each.text not in bare]


def test_a_year_without_a_proposal_has_no_brief(states: dict[str, Run], tmp_path: Path) -> None:
    told = states["noticed"]("papers", "brief", "2011", "-o", str(tmp_path / "x.docx"), code=1).stderr
    assert "not open" in told
    told = states["noticed"]("papers", "brief", "2017", "-o", "x.txt", code=2).stderr
    assert ".docx or .pdf or .html" in told
