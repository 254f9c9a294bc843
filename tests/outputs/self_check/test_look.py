"""How the page looks and behaves: nothing beyond the edge, light and dark, the keyboard, paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.resources import shipped
from tests.browsing import CHROMIUM

from .applications import drawn
from .conftest import Leafed, Opened
from .test_exactness import CUTOFF

PDFTOTEXT = shutil.which("pdftotext")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
KUNSHAN = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
OTHERS = [load_file(path) for path in sorted(shipped("scoring_rules").glob("*.yaml"))]
BEYOND = """() => {
  const wide = document.documentElement.clientWidth;
  const inScroll = (each) => each.closest(".scroll, .skip, .missing");
  return [...document.querySelectorAll("body *:not(option, script)")].filter((each) =>
    each.getBoundingClientRect().right > wide + 1 && !inScroll(each))
    .map((each) => each.tagName + "#" + each.id);
}"""


@pytest.mark.parametrize("spoken", ["zh", pytest.param("en", marks=pytest.mark.thorough)])
def test_nothing_stands_beyond_the_edge(leafed: Leafed, spoken: str) -> None:
    for loaded, page in leafed(OTHERS, spoken):
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(BEYOND) == [], (loaded.rules.id, width)


def test_what_is_open_is_said_in_words_and_closes_as_the_form_fills(opened: Opened) -> None:
    (one,) = drawn(KUNSHAN.rules, CUTOFF, 1, "filling")
    with opened(KUNSHAN, "en", date(2024, 12, 31)) as page:
        # What may be left blank counts as blank: 6 + 2 + 4 + 7 + 3 + 3 points for patents, new
        # rights, talents, growth, standards and key projects.
        assert page.locator("#total").inner_text() == "0.00 to 75.00"
        assert page.locator("#eligible").inner_text() == "Not yet known"
        for key, text in one.typed.items():
            place = page.locator(f"#f-{key}")
            if place.evaluate("(each) => each.tagName") == "SELECT":
                place.select_option(text)
            else:
                place.fill(text)
        notes = page.locator("#points .note:not(:empty)").all_inner_texts()
        assert [each for each in notes if each.startswith("Fill in")] == []
        assert sum("compares the texts" in each for each in notes) == 1
        low, high = map(float, page.locator("#total").inner_text().split(" to "))
        assert high - low == pytest.approx(6)


def test_a_wrong_value_is_told_at_its_field_and_counts_as_missing(opened: Opened) -> None:
    with opened(KUNSHAN, "en") as page:
        for text, said in (("12a", "not a number"), ("-1", "0 or more"), ("1" * 16, "15 digits")):
            page.locator("#f-revenue").fill(text)
            assert said in page.locator("#p-revenue").inner_text()
            assert page.locator("#f-revenue").get_attribute("aria-invalid") == "true"
        page.locator("#f-revenue").fill("1,234.5")
        assert page.locator("#p-revenue").inner_text() == ""
        page.locator("#f-staff").fill("2.5")
        assert "whole number" in page.locator("#p-staff").inner_text()
        page.locator("#f-credit_code").fill("91320583MA1P00000A")
        assert "check digit" in page.locator("#p-credit_code").inner_text()


def test_the_keyboard_reaches_the_form_and_the_theme_turns(opened: Opened) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(KUNSHAN, "en", color_scheme="dark") as page:
        dark = page.evaluate(ground)
        page.locator("#theme").click()
        assert page.evaluate(ground) == "rgb(255, 255, 255)" != dark
        page.locator("#f-cutoff").focus()
        for _press in range(9):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.form !== null")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not installed")
@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_it_prints_on_a4_with_nothing_beyond_the_edge(opened: Opened, spoken: str, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    with opened(KUNSHAN, spoken, color_scheme="dark") as page:
        page.pdf(path=path, prefer_css_page_size=True)
    command = [str(PDFTOTEXT), "-bbox", str(path), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.DOTALL)
    assert 2 <= len(sheets) <= 6
    for wide, high, words in sheets:
        assert (round(float(wide)), round(float(high))) == (595, 842)
        boxes = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', words)
        assert boxes
        for left, _top, right, _bottom in boxes:
            assert 20 < float(left) < float(right) < float(wide) - 20
    assert "\ufffd" not in text
