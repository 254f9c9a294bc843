"""The report in a real browser: quiet, without network, opened, searched, turned dark, printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cultivation.outputs.report.page import write_report
from cultivation.queries.report.data import ReportData
from tests.browsing import CHROMIUM

from .test_page import HOSTILE, firms_of, hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PDFTOTEXT = shutil.which("pdftotext")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
KEYS = [("kunshan", "zh"), ("panel", "en")]
A4 = {(595, 842), (842, 595)}  # points, upright and across
Write = Callable[[str], str]
Pages = dict[tuple[str, str], str]


@contextmanager
def opened(browser: Browser, address: str, width: int = 1280, theme: Any = "light") -> Iterator[Page]:
    """Open a page; whatever it asks for or complains of is a failure."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", lambda request: trouble.append(f"asks: {request.url}"))
    page.goto("about:blank")
    page.goto(address)
    yield page
    context.close()
    own = address.partition("#")[0]
    assert [each for each in trouble if each != f"asks: {own}"] == []


def first_left(page: str) -> dict[str, Any]:
    """Return the first with a place that left, as the data have it."""
    found: dict[str, Any] = next(
        firm for firm in firms_of(page)["firms"] if firm.get("a") == "exit" and firm.get("r")
    )
    return found


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_click_opens_a_firm_with_its_reason_and_its_cells(
    browser: Browser, pages: Pages, written: Write, key: tuple[str, str], theme: str
) -> None:
    firm = first_left(pages[key])
    with opened(browser, written(pages[key]), theme=theme) as page:
        assert not page.locator("#dialog").is_visible()
        page.locator("#table tbody tr", has_text=firm["n"]).click()
        shown = page.locator("#dialog").inner_text()
        assert firm["w"] in shown
        assert firm["i"] in shown
        for row in firm["x"]:
            assert row[3] in shown
        total = page.evaluate(
            "([units, step, places]) => (units * step).toFixed(places)", [firm["t"], 0.01, 2]
        )
        assert total in shown
        page.keyboard.press("Escape")
        assert not page.locator("#dialog").is_visible()


@pytest.mark.parametrize("key", KEYS)
def test_the_keyboard_alone_opens_goes_on_and_comes_back(
    browser: Browser, pages: Pages, written: Write, key: tuple[str, str]
) -> None:
    firms = firms_of(pages[key])["firms"]
    with opened(browser, written(pages[key])) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid"
        page.locator("#table tbody button").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("#dialog h2").inner_text() == firms[0]["n"]
        page.keyboard.press("ArrowRight")
        assert page.locator("#dialog h2").inner_text() == firms[1]["n"]
        for _press in range(8):  # the focus stays in the dialog, or is with the browser itself
            page.keyboard.press("Tab")
            where = page.evaluate(
                "!!document.activeElement.closest('dialog') || document.activeElement === document.body"
            )
            assert where
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == firms[0]["n"]


def test_an_address_opens_a_firm_and_closing_takes_it_away(
    browser: Browser, pages: Pages, written: Write
) -> None:
    firm = first_left(pages["kunshan", "zh"])
    address = written(pages["kunshan", "zh"])
    with opened(browser, f"{address}#firm={firm['i']}") as page:
        assert page.locator("#dialog h2").inner_text() == firm["n"]
        page.locator("#d-close").click()
        assert page.evaluate("location.hash") == ""
        page.locator("#flow a.firm").first.click()
        assert page.locator("#dialog").is_visible()
        assert page.evaluate("location.hash").startswith("#firm=")


def test_search_and_filters_keep_who_fits_and_sorting_sorts(
    browser: Browser, pages: Pages, written: Write
) -> None:
    firms = firms_of(pages["kunshan", "zh"])["firms"]
    rows = "[...document.querySelectorAll('#table tbody button')].map(button => button.textContent)"
    with opened(browser, written(pages["kunshan", "zh"])) as page:
        assert page.evaluate(rows) == [firm["n"] for firm in firms]
        page.locator("#find").fill(firms[5]["i"].lower())  # codes in small letters, too
        assert page.evaluate(rows) == [firms[5]["n"]]
        page.locator("#find").fill("no such firm")
        assert page.evaluate(rows) == []
        assert page.locator("#nobody").is_visible()
        page.locator("#find").fill("")
        page.locator("#filters select").first.select_option("enter")
        entered = [firm["n"] for firm in firms if firm.get("a") == "enter"]
        assert page.evaluate(rows) == entered
        page.locator("#filters select").first.select_option("")
        page.locator("#filters input[type=checkbox]").check()
        assert page.evaluate(rows) == [firm["n"] for firm in firms if firm.get("f")]
        page.locator("#filters input[type=checkbox]").uncheck()
        total = page.locator("#table thead th").nth(3 + 4)
        total.locator("button").click()
        assert total.get_attribute("aria-sort") == "descending"
        ordered = sorted(firms, key=lambda firm: -firm.get("t", -(10**9)))
        assert page.evaluate(rows)[:50] == [firm["n"] for firm in ordered[:50]]


def test_a_name_that_looks_like_a_script_is_shown_as_a_name(
    browser: Browser, year_2017: ReportData, written: Write
) -> None:
    page_text = write_report(hostile(year_2017)).decode()
    with opened(browser, written(page_text)) as page:
        page.locator("#table tbody button").first.click()
        assert page.locator("#dialog h2").text_content() == HOSTILE
        assert page.evaluate("document.querySelectorAll('img').length") == 0


@pytest.mark.parametrize("key", [("kunshan", "zh"), ("kunshan", "en"), ("panel", "zh"), ("panel", "en")])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_cut_off_and_every_letter_of_the_charts_is_on_its_sheet(
    browser: Browser, pages: Pages, written: Write, key: tuple[str, str], width: int
) -> None:
    beyond = """() => [...document.querySelectorAll('svg.drawing')].flatMap(svg => {
        const sheet = svg.viewBox.baseVal;
        return [...svg.querySelectorAll('text')].filter(text => {
            const box = text.getBBox();
            const right = box.x + box.width, lower = box.y + box.height;
            return box.x < 0 || box.y < 0 || right > sheet.width || lower > sheet.height;
        }).map(text => text.textContent);
    })"""
    with opened(browser, written(pages[key]), width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(beyond) == []
        page.locator("#table tbody button").first.click()
        assert page.evaluate("document.querySelector('#dialog').scrollWidth") <= width


@pytest.mark.parametrize("key", KEYS)
def test_no_letter_is_shown_as_a_box(
    browser: Browser, pages: Pages, written: Write, key: tuple[str, str]
) -> None:
    """Draw each letter of the page, and a code point without a glyph; what looks like that is a box."""
    boxes = """() => {
        const canvas = document.createElement('canvas'); canvas.width = canvas.height = 24;
        const pen = canvas.getContext('2d', {willReadFrequently: true});
        const picture = letter => {
            pen.clearRect(0, 0, 24, 24);
            pen.font = '16px ' + getComputedStyle(document.body).fontFamily;
            pen.fillText(letter, 2, 18);
            return pen.getImageData(0, 0, 24, 24).data.join();
        };
        const box = picture('\\u{1FFFE}');
        const letters = new Set(document.body.innerText.replace(/\\s/gu, ''));
        return [letters.size, [...letters].filter(letter => picture(letter) === box)];
    }"""
    with opened(browser, written(pages[key])) as page:
        number, found = page.evaluate(boxes)
    assert number > 60
    assert found == []


def test_the_theme_follows_the_system_and_the_button_turns_it(
    browser: Browser, pages: Pages, written: Write
) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    address = written(pages["kunshan", "en"])
    with opened(browser, address, theme="dark") as page:
        dark = page.evaluate(ground)
        assert page.locator("#theme").inner_text() == "Light"
        page.locator("#theme").click()
        assert page.evaluate(ground) == "rgb(255, 255, 255)" != dark
        page.locator("#theme").click()
        assert page.evaluate(ground) == dark
        page.emulate_media(media="print")
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
    with opened(browser, address, theme="light") as page:
        assert page.evaluate(ground) == "rgb(255, 255, 255)"


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler) is not installed")
@pytest.mark.parametrize("key", KEYS)
def test_it_prints_on_a4_with_every_firm_its_header_repeated_and_nothing_beyond_the_edge(
    browser: Browser, pages: Pages, written: Write, tmp_path: Path, key: tuple[str, str]
) -> None:
    firms = firms_of(pages[key])["firms"]
    path = tmp_path / "report.pdf"
    with opened(browser, written(pages[key]), theme="dark") as page:
        page.pdf(path=path, prefer_css_page_size=True)
        sort = page.locator("#table thead button").nth(2).inner_text()
    command = [str(PDFTOTEXT), "-bbox", str(path), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.DOTALL)
    assert len(sheets) > 5
    for wide, high, words in sheets:
        assert (round(float(wide)), round(float(high))) in A4
        boxes = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', words)
        assert boxes
        for left, top, right, bottom in boxes:
            assert 20 < float(left) < float(right) < float(wide) - 20
            assert 10 < float(top) < float(bottom) < float(high) - 10
    plain = "".join(re.findall(r">([^<]*)</word>", text))
    for firm in firms:
        assert firm["i"][-6:] in plain or re.sub(r"\s", "", firm["n"]) in plain
    across = [words for wide, high, words in sheets if float(wide) > float(high)]
    with_firms = [words for words in across if words.count("%</word>") > 10]
    assert with_firms
    for words in with_firms:
        assert sort in "".join(re.findall(r">([^<]*)</word>", words))
    assert "\ufffd" not in plain


def test_an_open_firm_prints_alone(browser: Browser, pages: Pages, written: Write, tmp_path: Path) -> None:
    firm = first_left(pages["kunshan", "zh"])
    path = tmp_path / "firm.pdf"
    with opened(browser, f"{written(pages['kunshan', 'zh'])}#firm={firm['i']}") as page:
        page.pdf(path=path, prefer_css_page_size=True)
    if PDFTOTEXT is None:
        pytest.skip("pdftotext (poppler) is not installed")
    text = subprocess.run(
        [PDFTOTEXT, str(path), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert firm["i"] in text
    assert text.count("\f") <= 3
    others = [each["i"] for each in firms_of(pages["kunshan", "zh"])["firms"] if each["i"] != firm["i"]]
    assert not [key for key in others if key in text]
