"""The pages in Chromium, in three widths: no message, no request elsewhere, nothing that axe finds."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cultivation.web.server import listen, run

from .conftest import Face
from .full_year import LAST_YEAR, THIS_YEAR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
WIDTHS = {"phone": (320, 640), "tablet": (768, 1024), "desktop": (1280, 900)}
COMBINATIONS = list(product(("zh", "en"), WIDTHS, ("light", "dark")))
FULL = [
    *("/", f"/years/{THIS_YEAR}", f"/years/{THIS_YEAR}/why/DONGLI", f"/years/{LAST_YEAR}/due"),
    *(
        f"/years/{THIS_YEAR}/{each}"
        for each in ("due", "ledger", "evidence", "registers", "opinions", "visits")
    ),
    *(f"/years/{THIS_YEAR}/{each}" for each in ("meeting", "evidence?among=there", "registers?among=all")),
    *(f"/years/{LAST_YEAR}/{each}" for each in ("meeting", "objections", "certificates", "visits", "ledger")),
]
WAIT = 60_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module")
def address(kunshan_folder: Path) -> tuple[str, Face]:
    return served(Face(kunshan_folder))


@pytest.fixture(scope="module")
def full_address(full_folder: Path) -> tuple[str, Face]:
    return served(Face(full_folder))


def served(face: Face) -> tuple[str, Face]:
    """Serve on a socket, as `cultivation serve` does."""
    listening = listen(0)
    threading.Thread(target=run, args=(face.desk, listening), daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}", face


class Watched:
    """A page that notes what must not happen."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.troubles: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._note)

    def _hear(self, message: Any) -> None:
        if not message.text.startswith("Clear-Site-Data header on"):  # Chromium tells that it forgot
            self.troubles.append(f"console: {message.text}")

    def _note(self, request: Any) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.troubles.append(f"elsewhere: {request.url}")

    def go(self, path: str) -> None:
        """Open a page, and wait for what its scripts fetch."""
        self.page.goto(self.base + path, timeout=WAIT)
        for unfinished in ("[data-part] > p > a", "table[data-rows]:not([data-ready])"):
            self.page.wait_for_selector(unfinished, state="detached")


def size_of(width: str) -> Any:
    return dict(zip(("width", "height"), WIDTHS[width], strict=True))


def too_wide(page: Page) -> list[str]:
    """Make the window narrower step by step; return where the page is wider than it."""
    found = []
    for name, (width, _height) in reversed(WIDTHS.items()):
        page.set_viewport_size(size_of(name))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(name)
    return found


@contextmanager
def entered(browser: Browser, address: tuple[str, Face], language: str, **options: Any) -> Iterator[Watched]:
    base, face = address
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    context = browser.new_context(locale=locale, **options)
    context.set_default_timeout(WAIT)
    try:
        watched = Watched(context.new_page(), base)
        watched.go("/enter")
        watched.page.fill("#code", face.codes[-1])
        watched.page.click("form.code button")
        watched.page.wait_for_url(f"{base}/")
        yield watched
        assert watched.troubles == []
    finally:
        context.close()


def paths(face: Face) -> list[str]:
    with face.desk.record.reading() as reader:
        code = next(line.enterprise_id for line in reader.lines(2017) if line.action == "enter")
    year = "/years/2017"
    return [
        *(
            "/",
            year,
            f"{year}/proposal",
            f"{year}/proposal?among=grey&order=share",
            *(f"{year}/{tab}" for tab in ("zones", "changes", "line", "checks", "lists", "papers")),
            f"{year}/points?find=光电",  # of all rows it takes axe as long as five other pages
            *(f"{year}/firms?state=doubtful", f"{year}/firms/{code}", "/rules"),
            "/rules/xiaojuren_2026?against=xiaojuren_2022",
        ),
        *(f"{year}/why/{code}", f"{year}/why/{code}/change", f"{year}/why/{code}/turning"),
        *(f"{year}/{tab}" for tab in ("ledger", "meeting", "opinions", "evidence")),
        *(f"{year}/sheet/{code}?cell=G9#cell", "/pool", "/pool?on=2017-05-01", "/firms", f"/firms/{code}"),
        *(
            "/record",
            "/record/4",
            "/record/proofs",
            "/record/oddities",
            "/?as_of=2100-01-01",
            "/firms?find=nobody",
        ),
    ]


@pytest.mark.parametrize(
    "turn", [0, *(pytest.param(each, marks=pytest.mark.thorough) for each in range(1, len(COMBINATIONS)))]
)
def test_axe_finds_nothing_on_any_page(
    turn: int, browser: Browser, address: tuple[str, Face], full_address: tuple[str, Face]
) -> None:
    """Each page in one combination of language, width and colours, another each turn; none is too wide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for place, several in ((address, paths(address[1])), (full_address, FULL)):
        # axe is put into the page by evaluation, which our policy forbids to everybody else
        with entered(browser, place, "zh", bypass_csp=True) as watched:
            for number, path in enumerate(several):
                language, width, scheme = COMBINATIONS[(number * 5 + turn) % len(COMBINATIONS)]
                wide, high = WIDTHS[width]
                watched.page.set_viewport_size({"width": wide, "height": high})
                watched.page.emulate_media(color_scheme=scheme)
                watched.page.request.get(f"{place[0]}/?lang={language}")
                watched.go(path)
                said = (path, language, width, scheme)
                assert watched.page.evaluate("document.documentElement.scrollWidth") <= wide, said
                found = axe.run(watched.page).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], said


def test_a_difference_is_reached_by_keyboard_and_leads_to_its_cell(
    browser: Browser, full_address: tuple[str, Face]
) -> None:
    with entered(browser, full_address, "en", viewport={"width": 1280, "height": 900}) as watched:
        page = watched.page
        watched.go(f"/years/{THIS_YEAR}")
        page.focus("nav.sections >> text=Verification")
        page.keyboard.press("Enter")
        page.wait_for_url("**/registers")
        page.focus("nav.groups a >> nth=2")
        page.keyboard.press("Enter")
        page.wait_for_url("**among=turning")
        page.focus("tr.turns th a")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sheet/DONGLI**")
        assert page.locator("#cell mark").inner_text() == "60"


def test_axe_finds_nothing_at_the_door(browser: Browser, address: tuple[str, Face]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address[0]}/enter")
    assert axe.run(page).response["violations"] == []
    page.fill("#code", "WRONG")
    page.click("form.code button")
    assert page.locator("[role=alert]").is_visible()
    assert axe.run(page).response["violations"] == []
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_wider_than_the_screen(
    language: str, browser: Browser, address: tuple[str, Face], full_address: tuple[str, Face]
) -> None:
    """Each page is opened once and then made narrower, as a window is; the turns of axe open them narrow."""
    for place, several in ((address, paths(address[1])), (full_address, FULL)):
        with entered(browser, place, language) as watched:
            for path in several:
                watched.page.set_viewport_size(size_of("desktop"))
                watched.go(path)
                assert too_wide(watched.page) == [], path


def test_a_walk_from_the_years_to_a_cell(browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "en", viewport={"width": 1280, "height": 900}) as watched:
        page = watched.page
        page.click("text=2017")
        page.click("nav.sections >> text=Proposal")
        page.click("nav.groups >> text=Entries")
        page.fill("input[name=find]", "昆山")
        page.click("form.filters button")
        page.wait_for_url("**find=*")
        assert "among=enter" in page.url
        page.click("table.firms a.firm >> nth=0")
        page.wait_for_selector("[data-part] table, [data-part] p.soft, [data-part] p:not(:has(a))")
        page.wait_for_selector("section[aria-labelledby=h-change] [data-part] a", state="detached")
        name = page.inner_text("h1")
        page.click("table.sources a >> nth=1")
        assert page.locator("#cell mark").inner_text() == name
        box, frame = page.locator("#cell").bounding_box(), page.locator(".sheet").bounding_box()
        assert box and frame and frame["y"] <= box["y"] <= frame["y"] + frame["height"]
        page.go_back()
        page.click("text=Through the years >> nth=0")
        assert page.inner_text("h1") == name
        page.click("text=中文")
        assert page.get_attribute("html", "lang") == "zh-CN"
        page.click("text=退出")
        page.wait_for_url("**/enter")
        page.go_back()
        assert page.locator("#code").is_visible(), "what was seen is not shown again after leaving"


def test_a_choice_in_a_filter_counts_at_once(browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "zh", viewport={"width": 1280, "height": 900}) as watched:
        watched.go("/years/2017/proposal?among=pool&order=total")
        watched.page.select_option("select[name=by_zone]", "bacheng")
        watched.page.wait_for_url("**by_zone=bacheng**")
        assert "among=pool" in watched.page.url and "order=total" in watched.page.url


def names(page: Page) -> list[str]:
    return list(page.locator("table.firms tbody th").all_inner_texts())


def test_the_table_in_sight_shows_what_the_server_shows(browser: Browser, address: tuple[str, Face]) -> None:
    """Filtered and put in order in the browser: the rows that pages without a script have."""
    script = {"viewport": {"width": 1280, "height": 900}}
    with entered(browser, address, "zh", **script) as watched:
        page = watched.page
        watched.go("/years/2017/proposal")
        page.wait_for_selector("table[data-ready]", state="attached")
        shown: dict[str, list[str]] = {}
        for click in ("[data-among=pool]", "[data-order=total]", "[data-order=total]", "[data-order=name]"):
            page.click(click)
            shown[page.url] = names(page)[:20]
        page.check("[name=grey]")
        shown[page.url] = names(page)[:20]
        page.click("[data-among='']")
        page.uncheck("[name=grey]")
        page.fill("[name=find]", " 科技 ")
        page.click("[data-order=change]")
        shown[page.url] = names(page)[:20]
        assert len(shown) == 6 and page.locator("[data-order=change]").count() == 1
        page.go_back()
        assert names(page)[:20] != shown[next(reversed(shown))]
        for url, expected in shown.items():
            answer = page.evaluate("async (url) => (await fetch(url + '&rows=all')).text()", url)
            found = re.findall(r'<th scope="row" class="who"><a[^>]*>([^<]*)</a>', answer)
            assert found[:20] == expected, url


def test_the_table_is_reached_by_keyboard_and_told_to_screen_readers(
    browser: Browser, address: tuple[str, Face]
) -> None:
    with entered(browser, address, "en", viewport={"width": 768, "height": 1024}) as watched:
        page = watched.page
        watched.go("/years/2017/proposal")
        page.wait_for_selector("table[data-ready]", state="attached")
        table, focus = (
            page.locator("table.firms"),
            "document.activeElement.closest('tr').getAttribute('aria-rowindex')",
        )
        rows, elements = (
            int(table.get_attribute("aria-rowcount") or 0),
            page.locator("table.firms tbody tr").count(),
        )
        assert rows == 262 + 2 + 1 and elements < 80  # firms, cut lines, headings
        page.locator("table.firms a.firm").first.focus()
        for key, at in (("ArrowDown", "3"), ("End", str(rows)), ("ArrowUp", str(rows - 1)), ("Home", "2")):
            page.keyboard.press(key)
            assert page.evaluate(focus) == at, key
            box, frame = page.locator(":focus").bounding_box(), page.locator(".window").bounding_box()
            assert box and frame and frame["y"] < box["y"] < frame["y"] + frame["height"], key
        page.evaluate("document.querySelector('.window').scrollTop = 95 * 50")
        lines = page.locator("table.firms tr.line")
        lines.first.wait_for()
        assert "Newcomers end here: place 98" in lines.first.inner_text()
        page.click("table.firms a.firm >> nth=14")
        page.wait_for_url("**/why/**")
        page.go_back()
        page.wait_for_selector("table[data-ready]", state="attached")
        assert page.evaluate("document.querySelector('.window').scrollTop") > 1000, "where one was"


def test_a_job_is_followed_until_it_is_done(browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "en", viewport={"width": 390, "height": 844}) as watched:
        watched.go("/record/proofs")
        watched.page.click("main form button >> nth=0")
        watched.page.wait_for_selector("text=their documents are unchanged")


def test_everything_works_without_scripts(browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "en", java_script_enabled=False) as watched:
        page = watched.page
        page.click("text=2017")
        page.click("nav.sections >> text=Proposal")
        page.fill("input[name=find]", "昆山")
        page.select_option("select[name=by_zone]", "bacheng")
        page.click("form.filters button")
        assert page.locator("table.firms tbody tr").count() > 2
        page.click("table.firms a.firm >> nth=0")
        name = page.inner_text("h1")
        page.click("section[aria-labelledby=h-turning] a")
        assert page.inner_text("h1") == name and page.locator("main p").count() > 0
        page.go_back()
        page.click("table.sources a >> nth=1")
        assert page.locator("#cell mark").inner_text() == name
        watched.go("/years/2017/papers")
        page.click("main form button >> nth=0")
        page.wait_for_selector("text=shortlist_2017.xlsx")  # the page asks anew by itself


def test_the_keyboard_reaches_what_the_mouse_does(browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "en", viewport={"width": 1280, "height": 900}) as watched:
        page = watched.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.pathname") == "/first"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/years/2017")


@pytest.mark.parametrize("path", ["/years/2017/proposal?rows=all", "/pool"])
def test_paper_shows_no_controls(path: str, browser: Browser, address: tuple[str, Face]) -> None:
    with entered(browser, address, "zh", viewport={"width": 794, "height": 1123}) as watched:
        watched.go(path)
        watched.page.emulate_media(media="print")
        for css in ("nav.groups", "form.filters", ".desk", "footer"):
            assert not watched.page.locator(css).first.is_visible(), css
        assert watched.page.locator("table tbody tr").first.is_visible()
