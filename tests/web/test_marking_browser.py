"""In Chromium: the story of a panel, on a tablet, by keyboard, through a lost session, to the closing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from cultivation import review
from cultivation.queries.marking import Phase, marking_of
from cultivation.queries.panel import panel_of
from cultivation.queries.year import year_in
from cultivation.record.entries import MarksReceived, NoConflictDeclared, RecusalDeclared
from cultivation.review.replay import replay
from tests.core.panel.firms import write_experts

from .marking_room import SECRETARY, WU, YEAR, ZHANG, numbers, prepared
from .staff import Town
from .test_browser import WAIT, too_wide
from .test_rights_browser import looked, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
TABLET = {"width": 768, "height": 1024}
OWN = f"/years/{YEAR}/marks"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Town]]:
    prepared(tmp_path, listed=False).dispose()
    town = Town(tmp_path)
    yield served(town), town
    town.desk.close()


def secret_of(town: Town, account: str) -> str:
    return str(town.enter_as(account).cookies["cultivation"])


def saved(page: Page, mark: str) -> None:
    page.locator(f"#m-{mark} .saved", has_text=re.compile("Saved|保存")).wait_for(timeout=WAIT)


def test_the_story_of_a_panel(browser: Browser, place: tuple[str, Town], tmp_path: Path) -> None:
    base, town = place
    with looked(browser, base, "en", secret_of(town, SECRETARY)) as watched:
        _prepare(watched.page, base, write_experts(tmp_path / "experts.xlsx"))
    assert _phase(town) is Phase.OPEN
    with looked(browser, base, "en", secret_of(town, ZHANG)) as watched:
        watched.page.set_viewport_size(TABLET)  # type: ignore[arg-type]
        own = _declare(watched.page, base, town)
        _mark_by_keyboard(watched.page, own)
        _lose_the_session(watched.page, town, base)
    with looked(browser, base, "en", secret_of(town, ZHANG)) as watched:
        _go_on(watched.page, base, own)
        _withdraw(watched.page, base, own[-1])
        _hand_in(watched.page, base)
    with looked(browser, base, "zh", secret_of(town, WU)) as watched:
        _by_workbook(watched.page, base, tmp_path)
    with looked(browser, base, "zh", secret_of(town, SECRETARY)) as watched:
        page = watched.page
        page.goto(f"{base}/years/{YEAR}/discussion?among=all")
        assert page.locator("tbody tr").count() >= 1
        page.goto(f"{base}/years/{YEAR}/panel")
        page.fill("#reason", "评审时间已到")
        page.click("text=关闭评分")
        page.wait_for_selector("text=评审时间已到")
    _whole(town)


def _prepare(page: Page, base: str, experts: Path) -> None:
    page.goto(f"{base}/years/{YEAR}/panel")
    page.set_input_files("#chosen", experts)
    page.click("form:has(#chosen) button")
    page.click("text=Conflicts of interest >> nth=-1")
    page.wait_for_url("**/conflicts")
    assert page.locator("tbody tr").count() == 5
    page.goto(f"{base}/years/{YEAR}/assignment")
    page.fill("#seed", "2025-03-01")
    page.check("[name=blind]")
    page.click("text=Show what it would be")
    page.click("text=Put it on record")
    page.wait_for_url("**/assignment")
    page.goto(f"{base}/years/{YEAR}/panel")
    page.fill("#until", "2025-04-15")
    page.click("form button:text('Open marking')")
    page.wait_for_selector("text=To be reminded")


def _phase(town: Town) -> Phase:
    with town.desk.record.reading() as reader:
        own = year_in(reader, YEAR)
        return marking_of(own, panel_of(own)).phase


def _declare(page: Page, base: str, town: Town) -> list[int]:
    page.goto(base)
    page.click("text=Marking is open")
    page.wait_for_url(f"**{OWN}")
    page.check("[name=none]")
    page.click("text=Declare it")
    page.wait_for_selector("a[data-next]")
    own = numbers(town, "张三")
    assert [int(each) for each in page.locator("table.own-marks th a").all_inner_texts()] == own
    return own


def _mark_by_keyboard(page: Page, own: list[int]) -> None:
    """Digits, arrows, n; a second window is refused, and both marks are shown."""
    page.click("a[data-next]")
    page.wait_for_url(f"**{OWN}/{own[0]}")
    other = page.context.new_page()
    other.set_default_timeout(WAIT)
    other.goto(page.url)
    page.focus("#m-system_mark input[type=radio] >> nth=0")
    page.keyboard.press("4")
    saved(page, "system_mark")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#m-system_mark input[value='5']:checked", state="attached")
    saved(page, "system_mark")
    other.check("#m-system_mark input[value='2']")
    other.wait_for_selector("#m-system_mark .saved.exit-text")
    told = other.inner_text("#m-system_mark .saved")
    assert "5" in told and "2" in told
    assert other.is_checked("#m-system_mark input[value='5']")
    other.close()
    page.fill("#m-talent_mark textarea", "培养制度完备")
    page.check("#m-talent_mark input[value='3']")
    saved(page, "talent_mark")
    page.reload()
    assert page.is_checked("#m-system_mark input[value='5']")
    assert page.input_value("#m-talent_mark textarea") == "培养制度完备"
    page.focus("#m-system_mark input[value='5']")
    page.keyboard.press("n")
    page.wait_for_url(f"**{OWN}/{own[1]}")


def _lose_the_session(page: Page, town: Town, base: str) -> None:
    """What is set after the session has ended is told, kept by the button, and sent again after the login."""
    town.now += timedelta(minutes=31)
    page.check("#m-system_mark input[value='3']")
    page.wait_for_selector("#m-system_mark .saved.exit-text")
    assert "session has ended" in page.inner_text("#m-system_mark .saved")
    page.click("form.sheet-of-marks button.act")
    page.wait_for_url("**/enter?next=*")
    kept = re.search(r"next=%2Fdrafts%2F(\w+)|next=/drafts/(\w+)", page.url)
    assert kept
    secret = secret_of(town, ZHANG)
    page.context.add_cookies([{"name": "cultivation", "value": secret, "url": base}])
    page.goto(f"{base}/drafts/{kept[1] or kept[2]}")
    page.click("text=Send it again")
    page.wait_for_url(f"**{OWN}/*")
    assert page.is_checked("#m-system_mark input[value='3']")


def _go_on(page: Page, base: str, own: list[int]) -> None:
    page.goto(f"{base}{OWN}/{own[1]}")
    assert page.is_checked("#m-system_mark input[value='3']"), "the page goes on where it was"
    for number in own:
        page.goto(f"{base}{OWN}/{number}")
        listed = "each => each.map(one => one.dataset.mark)"
        for mark in page.locator("fieldset.open").evaluate_all(listed):
            page.locator(f"#m-{mark} .pick:not(.word) input").last.check()
            saved(page, mark)
        assert page.locator("fieldset.open").count() == 0
    assert "All" in page.inner_text("#open-marks")


def _withdraw(page: Page, base: str, number: int) -> None:
    page.goto(f"{base}{OWN}/{number}")
    page.click(".withdraw summary")
    page.fill("#reason", "配偶在该企业任职")
    page.click(".withdraw button")
    page.wait_for_url(f"**{OWN}")
    assert str(number) not in page.locator("table.own-marks th a").all_inner_texts()


def _hand_in(page: Page, base: str) -> None:
    page.goto(f"{base}{OWN}/hand-in")
    page.click("text=Submit all marks")
    page.wait_for_selector("text=number of the receipt")


def _by_workbook(page: Page, base: str, folder: Path) -> None:
    """The same by workbook: fetched, filled in as an office program does, sent back."""
    page.goto(f"{base}{OWN}")
    page.check("[name=none]")
    page.click("text=作出声明")
    page.wait_for_selector("a.fetch")
    with page.expect_download() as fetched:
        page.click("a.fetch >> nth=0")
    path = folder / "评分表.xlsx"
    fetched.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value:
            row[7].value = float(re.split(r"[–\n（]", str(row[6].value))[0].split()[-1])
    book.save(path)
    page.set_input_files("#chosen", path)
    page.select_option("#way", "hand_in")
    page.click("form:has(#chosen) button")
    page.wait_for_selector("text=回执")


def _whole(town: Town) -> None:
    """Verify, rebuild, replay; every entry of the story says by whose account it came to be."""
    record = town.desk.record
    with record.reading() as reader:
        assert reader.verify().ok
        kinds = (MarksReceived, NoConflictDeclared, RecusalDeclared)
        told = [each for kind in kinds for each in reader.entries_of(kind)]
        assert sorted(each.by.account for each in told if each.by and each.by.account) == sorted(
            [ZHANG, ZHANG, ZHANG, WU, WU]
        )
    assert review.rebuild(record, "root").same
    assert [each.kind for each in replay(record) if not each.same and each.kind != "role_granted"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_and_no_page_is_too_wide(language: str, browser: Browser, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    record = prepared(tmp_path)
    review.assign_panel(record, "root", YEAR, 3, blind=language == "zh")
    review.open_marking(record, "root", YEAR)
    record.dispose()
    town = Town(tmp_path)
    base, own = served(town), numbers(town, "张三")
    tabs = ("panel", "conflicts", "assignment", "discussion?among=all")
    for account, paths in (
        (ZHANG, ("/", OWN, f"{OWN}/{own[0]}", f"{OWN}/hand-in")),
        (SECRETARY, tuple(f"/years/{YEAR}/{tab}" for tab in tabs)),
    ):
        with looked(browser, base, language, secret_of(town, account)) as watched:
            for turn, path in enumerate(paths):
                watched.page.emulate_media(color_scheme=("light", "dark")[turn % 2])  # type: ignore[arg-type]
                watched.go(path)
                assert too_wide(watched.page) == [], path
                watched.page.set_viewport_size(TABLET)  # type: ignore[arg-type]
                found = axe.run(watched.page).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], path
                if path == OWN and watched.page.locator("[name=none]").count():
                    watched.page.check("[name=none]")
                    watched.page.click("form.declare button")
    town.desk.close()


def test_what_is_touched_is_44_pixels_high(browser: Browser, tmp_path: Path) -> None:
    record = prepared(tmp_path)
    review.assign_panel(record, "root", YEAR, 3, blind=True)
    review.open_marking(record, "root", YEAR)
    review.declare_no_conflict(record, "root", YEAR, "张三")
    record.dispose()
    town = Town(tmp_path)
    base = served(town)
    with looked(browser, base, "zh", secret_of(town, ZHANG)) as watched:
        watched.page.set_viewport_size(TABLET)  # type: ignore[arg-type]
        watched.go(f"{OWN}/{numbers(town, '张三')[0]}")
        for touched in watched.page.locator(
            ".marking .pick, .marking nav.pages a, .marking button.act"
        ).all():
            box = touched.bounding_box()
            assert box and box["height"] >= 44 and box["width"] >= 44, touched.inner_text()
    town.desk.close()
