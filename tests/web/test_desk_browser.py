"""Handing in, mending, correcting, answering in a real browser: stories 2 to 4, and the pages of the desk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from cultivation import review
from cultivation.core.roles import Role
from cultivation.core.rules.loading import load_file
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.review.replay import replay

from .full_year import THIS_YEAR
from .full_year import town as full_town
from .staff import Town, account_of, give_roles, name_of, town
from .test_browser import WAIT, Watched, too_wide
from .test_desk import SECOND_CLERK
from .test_files import OPEN, firm, last, workbook
from .test_rights_browser import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
YEAR = f"/years/{OPEN}"
EXPECTED = ("403", "409", "422")  # statuses of refusals, of which Chromium tells in its console
BAD = "待定"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Town]]:
    town(tmp_path).dispose()
    made = Town(tmp_path)
    review.open_year(made.desk.record, "root", OPEN, load_file(tmp_path / "town.yaml"), None)
    with made.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account=SECOND_CLERK, name="韩二", unit="科技局"))
        writer.append(RoleGranted(account=SECOND_CLERK, role="clerk", document="1号"))
    yield served(made), made


@contextmanager
def seen_by(
    browser: Browser, place: tuple[str, Town], account: str, script: bool = True, language: str = "en"
) -> Iterator[Page]:
    """A page of a browser of its own, in which an account is logged in."""
    base, made = place
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    options = {"java_script_enabled": script, "bypass_csp": True}
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(WAIT)
    secret = made.enter_as(account).cookies["cultivation"]
    context.add_cookies([{"name": "cultivation", "value": secret, "url": base}])
    watched = Watched(context.new_page(), base)
    try:
        yield watched.page
        told = [each for each in watched.troubles if not any(code in each for code in EXPECTED)]
        assert told == []
    finally:
        context.close()


def is_in_order(place: Town, since: int) -> None:
    """What the story put on record verifies, is done again the same, and says who did it."""
    with place.desk.record.reading() as reader:
        assert reader.verify().ok
        for entry in reader.entries(after=since):
            by = acting_of(entry.payload)
            assert by is not None and (by.via, by.account is not None) == ("web", True), entry.seq
    steps = [each for each in replay(place.desk.record) if each.seq > since]
    assert steps and [each for each in steps if not each.same] == []


def chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize("script", [True, False])
def test_a_district_mends_what_was_returned_and_sees_it_put_right(
    browser: Browser, place: tuple[str, Town], script: bool
) -> None:
    base, made = place
    before = last(made)
    with seen_by(browser, place, account_of(Role.DISTRICT), script) as page:
        page.goto(f"{base}{YEAR}/files")
        sent = chosen("千灯镇.xlsx", workbook(firm("EMENG"), firm("FENGYU", spent=BAD)))
        page.set_input_files("#chosen", sent)  # type: ignore[arg-type]
        page.click("form.upload button")
        page.wait_for_selector("text=1 accepted, 1 returned")
        page.click("article h3 a")
        page.wait_for_selector(f"text={BAD}")
        first = page.url
        page.click("table.findings td a >> text=D3")
        page.wait_for_selector("#cell")
        assert BAD in page.locator("#cell").inner_text()
        item = page.locator("ol.found li", has_text=BAD)
        assert item.locator("a.to-cell").inner_text() == "D3"
        page.goto(first)
        with page.expect_download() as download:
            page.click("text=Fetch the workbook with the cells marked")
        book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert book["Sheet"]["D3"].comment is not None
        book["Sheet"]["D3"] = 871
        content = io.BytesIO()
        book.save(content)
        page.goto(f"{base}{YEAR}/files")
        page.set_input_files("#chosen", chosen("千灯镇.xlsx", content.getvalue()))  # type: ignore[arg-type]
        page.click("form.upload button")
        page.wait_for_selector("text=Put right since")
        page.goto(first)
        row = page.locator("table.findings tr.done", has_text=BAD)
        assert "put right since" in row.inner_text()
    with made.desk.record.reading() as reader:
        assert year_in(reader, OPEN).rows["FENGYU"].text("rd") == "871"
    is_in_order(made, before)


def test_the_deadline_passes_while_the_page_is_open(browser: Browser, place: tuple[str, Town]) -> None:
    base, made = place
    now = datetime.now(UTC)
    review.set_filing_window(made.desk.record, "root", OPEN, now - timedelta(days=1), now + timedelta(days=1))
    with (
        seen_by(browser, place, account_of(Role.DISTRICT)) as page,
        seen_by(browser, place, account_of(Role.CLERK)) as office,
    ):
        page.goto(f"{base}{YEAR}/files")
        assert page.locator("#chosen").is_visible()
        review.set_filing_window(made.desk.record, "root", OPEN, now - timedelta(days=1), now)
        before = last(made)
        late = chosen("late.xlsx", workbook(firm("LATEONE")))
        page.set_input_files("#chosen", late)  # type: ignore[arg-type]
        page.click("form.upload button")
        page.wait_for_selector("text=is late")
        assert last(made) == before
        page.goto(f"{base}{YEAR}/files")
        assert not page.locator("#chosen").count() and page.locator("text=is late").is_visible()
        page.goto(f"{base}{YEAR}/form")
        assert not page.locator("form.application").count() and page.locator("text=is late").is_visible()
        office.goto(f"{base}{YEAR}/files")
        office.set_input_files("#chosen", late)  # type: ignore[arg-type]
        office.click("form.upload button")
        office.wait_for_selector("text=1 accepted")
    is_in_order(made, before)


@pytest.mark.parametrize("script", [True, False])
def test_a_second_clerks_stale_form_is_refused_and_nothing_is_lost(
    browser: Browser, place: tuple[str, Town], script: bool
) -> None:
    base, made = place
    before = last(made)
    with seen_by(browser, place, account_of(Role.DISTRICT), script) as page:
        page.goto(f"{base}{YEAR}/files")
        sent = chosen("a.xlsx", workbook(firm("GUHAN", spent=20_000)))
        page.set_input_files("#chosen", sent)  # type: ignore[arg-type]
        page.click("form.upload button")
        page.wait_for_selector("text=1 accepted")
    form = f"{base}{YEAR}/firms/GUHAN/correct/rd"
    with (
        seen_by(browser, place, account_of(Role.CLERK), script) as first,
        seen_by(browser, place, SECOND_CLERK, script) as second,
    ):
        for page in (first, second):
            page.goto(form)
        first.fill("#value", "910")
        first.fill("#evidence", "审计报告第12页")
        first.set_input_files("#papers", chosen("审计报告.pdf", b"%PDF-1.7 12"))  # type: ignore[arg-type]
        first.click("text=Correct it")
        first.wait_for_selector("table.corrections")
        second.fill("#value", "920")
        second.fill("#evidence", "研发台账")
        second.set_input_files("#papers", chosen("台账.pdf", b"%PDF-1.7 x"))  # type: ignore[arg-type]
        at = last(made)
        second.click("text=Correct it")
        second.wait_for_selector(".both-values")
        both = second.inner_text(".both-values")
        assert all(word in both for word in ("20,000", "910", name_of(Role.CLERK), "920"))
        assert (second.input_value("#value"), second.input_value("#evidence")) == ("920", "研发台账")
        assert second.locator("form.correct", has_text="台账.pdf").count() == 1 and last(made) == at
        second.click("text=Correct it")
        second.wait_for_selector("table.corrections")
        assert "台账.pdf" in second.inner_text("table.corrections")
    is_in_order(made, before)


def test_keys_lead_from_finding_to_cell_and_back(browser: Browser, place: tuple[str, Town]) -> None:
    base, made = place
    with seen_by(browser, place, account_of(Role.DISTRICT)) as page:
        page.goto(f"{base}{YEAR}/files")
        rows = (firm("HULI", spent=BAD), firm("JINQIU"), firm("KEXI", spent="约900"))
        page.set_input_files("#chosen", chosen("a.xlsx", workbook(*rows)))  # type: ignore[arg-type]
        page.click("form.upload button")
        page.wait_for_selector("article")
        page.goto(f"{base}{YEAR}/files/{last(made)}/sheet")
        focus = "document.activeElement.id || document.activeElement.dataset.cell"
        cells = page.eval_on_selector_all("a.to-cell", "all => all.map(each => each.dataset.cell)")
        assert {"D2", "D4"} <= set(cells)
        for cell in (*cells, cells[0]):
            page.keyboard.press("n")
            assert page.evaluate(focus) == f"cell-{cell}"
        page.keyboard.press("p")
        assert page.evaluate(focus) == f"cell-{cells[-1]}"
        page.keyboard.press("Escape")
        assert page.evaluate(focus) == cells[-1]
        page.keyboard.press("Enter")
        assert page.evaluate(focus) == f"cell-{cells[-1]}"


@pytest.fixture(scope="module")
def full_place(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Town]:
    made = Town(full_town(tmp_path_factory.mktemp("full_desk")).workspace)
    give_roles(made.desk.record)
    return served(made), made


def desk_pages(made: Town) -> list[tuple[Role, str]]:
    with made.desk.record.reading() as reader:
        seq = next(
            each.seq
            for each in reader.entries()
            if each.kind == "workbook_received" and each.payload["year"] == THIS_YEAR
        )
    now = f"/years/{THIS_YEAR}"
    clerk = (
        *("findings", "headings", "opinion/zone/qiandeng", "opinion/department/environment", "form"),
        *(f"findings/{seq}/1", f"files/{seq}", f"files/{seq}/sheet", "firms/DONGLI/correct/revenue"),
        *("opinion", "files", "firms/DONGLI"),
    )
    of_district = ("files", "form", "opinion", "opinion/zone/qiandeng")
    return [
        *((Role.CLERK, f"{now}/{each}") for each in clerk),
        *((Role.DISTRICT, f"{now}/{each}") for each in of_district),
        (Role.FIRM, f"{now}/form"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_the_desk_fit_and_axe_finds_nothing(
    language: str, browser: Browser, full_place: tuple[str, Town]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    base, made = full_place
    several = desk_pages(made)
    for role in dict.fromkeys(role for role, _path in several):
        with seen_by(browser, full_place, account_of(role), language=language) as page:
            for at, path in enumerate(each for who, each in several if who is role):
                page.set_viewport_size({"width": 1280, "height": 900})
                page.emulate_media(color_scheme="dark" if at % 2 else "light")
                page.goto(base + path)
                page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
                found = axe.run(page).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], path
                assert too_wide(page) == [], path


def test_forms_with_what_is_wrong_in_them_fit_too(browser: Browser, full_place: tuple[str, Town]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    base, _made = full_place
    now = f"{base}/years/{THIS_YEAR}"
    with seen_by(browser, full_place, account_of(Role.DISTRICT)) as page:
        page.goto(f"{now}/form")
        page.fill("#f-revenue", BAD)
        page.click("text=Check")
        page.wait_for_selector(".entry.wrong")
        assert page.input_value("#f-revenue") == BAD
        assert axe.run(page).response["violations"] == [] and too_wide(page) == []
        page.goto(f"{now}/opinion/zone/qiandeng")
        page.click("text=Give the opinion")
        page.wait_for_selector("fieldset.wrong")
        assert axe.run(page).response["violations"] == [] and too_wide(page) == []
