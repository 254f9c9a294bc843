"""The dossier as PDF: every page, as it is printed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.outputs.printed import ink_beyond, needs, pdf_text, pdf_words

from .conftest import Run

weasyprint = pytest.importorskip("weasyprint", exc_type=ImportError)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["zh", "en"])
def printed(eventful: Run, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    for end in ("pdf", "html"):
        eventful("dossier", "F017", "-o", str(folder / f"dossier.{end}"), lang=request.param)
    return folder / "dossier.pdf"


def test_nothing_reaches_into_the_margins(printed: Path) -> None:
    words, (width, height) = pdf_words(printed)
    assert (round(width), round(height)) == (595, 842)
    assert max(word.page for word in words) > 4
    outside = [each for each in words if not 30 < each.left < each.right < width - 30]
    assert not outside and max(word.bottom for word in words) < height - 15
    assert ink_beyond(printed, margin_mm=10) == 0


def test_every_letter_of_the_page_is_printed(printed: Path) -> None:
    """A letter without a glyph is drawn as a box and has no text."""
    page = re.sub(
        r"<(style|title)\b.*?</\1>", "", printed.with_suffix(".html").read_text("utf-8"), flags=re.S
    )
    shown = set(html.unescape(re.sub(r"<[^>]+>", " ", page)))
    printed_letters = set(pdf_text(printed))
    assert {each for each in shown if not each.isspace()} <= printed_letters
    assert not printed_letters & {"\ufffd", "\u25a1"}


def test_pages_carry_the_name_and_a_number(printed: Path) -> None:
    pages = pdf_text(printed).split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"\b{number}\s*/\s*{len(pages)}\s*$", page), number
    assert all("Firm 17" in page.strip().splitlines()[0] for page in pages[1:])


def test_no_heading_stands_alone_at_the_foot_of_a_page(printed: Path) -> None:
    page = printed.with_suffix(".html").read_text("utf-8")
    headings = {html.unescape(each) for each in re.findall(r"<h3>([^<]+)</h3>", page)}
    for text in pdf_text(printed).split("\f")[:-1]:
        rows = [row.strip() for row in text.splitlines() if row.strip()]
        assert rows[-2] not in headings  # the last row is the number of the page


def test_the_same_record_gives_the_same_file(eventful: Run, printed: Path, tmp_path: Path) -> None:
    language = printed.parent.name[:2]
    again = tmp_path / "again.pdf"
    eventful("dossier", "F017", "-o", str(again), lang=language)
    assert again.read_bytes() == printed.read_bytes()


def test_fonts_are_inside(printed: Path) -> None:
    needs("pdffonts")
    import subprocess

    rows = subprocess.run(["pdffonts", str(printed)], capture_output=True, text=True, check=True).stdout
    fonts = rows.splitlines()[2:]
    assert fonts and all(re.search(r"\byes\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", font) for font in fonts)
