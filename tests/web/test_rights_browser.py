"""In Chromium: the first start with three administrators, and what each role sees first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import pyotp

from cultivation.access.log import last_of_each_account
from cultivation.core.roles import Role
from cultivation.queries.accounts import accounts_of
from cultivation.web.server import listen, run
from tests.access.conftest import PASSWORD

from .staff import HELD_BACK, NOTICED, OWN, Town, account_of, town
from .test_browser import WAIT, Watched, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
MORE = {  # beside the home of a role
    Role.FIRM: (f"/years/{NOTICED}/firms/{OWN}", f"/years/{NOTICED}/why/{OWN}", f"/firms/{OWN}"),
    Role.DISTRICT: (f"/years/{NOTICED}/firms", f"/years/{HELD_BACK}/files"),
    Role.CLERK: (f"/years/{HELD_BACK}/files",),
    Role.EXPERT: (f"/years/{NOTICED}/proposal",),
    Role.SYSTEM_ADMIN: ("/system/checks",),
    Role.SECURITY_ADMIN: (f"/accounts/{account_of(Role.CLERK)}",),
    Role.AUDIT_ADMIN: ("/access?verify=1&kind=failed",),
}


def served(place: Town) -> str:
    listening = listen(0)
    threading.Thread(target=run, args=(place.desk, listening), daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Town]:
    folder = tmp_path_factory.mktemp("staffed")
    town(folder).dispose()
    place = Town(folder)
    return served(place), place


@contextmanager
def looked(browser: Browser, base: str, language: str, secret: str = "") -> Iterator[Watched]:
    """A page in a browser that has a session where a secret is given; nothing untoward may be heard."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    # axe is put into the page by evaluation, which our policy forbids to everybody else
    context = browser.new_context(locale=locale, bypass_csp=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT)
    if secret:
        context.add_cookies([{"name": "cultivation", "value": secret, "url": base}])
    watched = Watched(context.new_page(), base)
    try:
        yield watched
        refused = ("403", "409 (Conflict)")  # a browser tells of what a page says, too
        assert [each for each in watched.troubles if not any(code in each for code in refused)] == []
    finally:
        context.close()


@pytest.mark.parametrize(
    "turn", [0, *(pytest.param(each, marks=pytest.mark.thorough) for each in range(1, 4))]
)
def test_the_first_pages_of_every_role(turn: int, browser: Browser, staffed: tuple[str, Town]) -> None:
    """None is too wide in both languages; axe looks at it in one language and scheme a turn."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    base, place = staffed
    for at, role in enumerate(Role):
        secret = place.enter_as(account_of(role)).cookies["cultivation"]
        with looked(browser, base, "zh", secret) as watched:
            watched.page.emulate_media(color_scheme=("light", "dark")[(at + turn // 2) % 2])
            for path in ("/", *MORE.get(role, ())):
                for number, language in enumerate(("zh", "en"), at + turn):
                    watched.page.request.get(f"{base}/own?lang={language}")
                    watched.go(path)
                    if number % 2 == 0:
                        found = axe.run(watched.page).response["violations"]
                        said = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
                        assert said == [], (role, path, language)
                    assert too_wide(watched.page) == [], (role, path, language)


def test_the_end_of_a_session_is_announced_and_typing_makes_it_last(
    browser: Browser, staffed: tuple[str, Town]
) -> None:
    """The clock of the browser is turned on, that of the server with it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    base, place = staffed
    began, secret = place.now, place.enter_as(account_of(Role.SECURITY_ADMIN)).cookies["cultivation"]

    def later(minutes: float) -> None:
        place.now += timedelta(minutes=minutes)
        page.clock.fast_forward(int(minutes * 60_000))

    with looked(browser, base, "en", secret) as watched:
        page, told = watched.page, watched.page.locator(".session-ends p")
        page.clock.install()
        watched.go("/accounts")
        later(10)
        assert told.count() == 0
        later(3)
        told.wait_for()
        assert "This session is about to end" in told.inner_text()
        assert axe.run(page).response["violations"] == []
        page.click(".session-ends button")
        told.wait_for(state="detached")
        later(10)
        with page.expect_response("**/own/stay"):
            page.fill("#name", "沈一")
        later(12)
        assert told.count() == 0, "whoever types stays"
        page.fill("#unit", "科技局")
        page.click("form[action='/accounts/open'] button")
        page.wait_for_url(f"{base}/step-up?next=%2Fdrafts%2F*")
        watched.go("/drafts/" + page.url.rpartition("%2F")[2])
        assert "沈一" in page.inner_text("main") and axe.run(page).response["violations"] == []
        later(16)
        page.wait_for_function("document.querySelector('.session-ends p')?.textContent.includes('has ended')")
    place.now = began


def test_first_start_with_three_administrators(browser: Browser, tmp_path: Path) -> None:
    town(tmp_path, staffed=False).dispose()
    place = Town(tmp_path)
    base = served(place)
    with looked(browser, base, "zh") as watched:
        page = watched.page
        watched.go("/enter")
        page.fill("#code", place.codes[-1])
        page.click("form.code button")
        page.click("text=启用账户")
        person(page, "沈七")
        page.fill("#document", "昆科〔2017〕2号")
        page.click("form.prove button")
        code = page.inner_text("dd.code")
        enrolled(page, base, code, "shenqi", place)
        page.goto(f"{base}/accounts")
        assert "首次启用" in page.inner_text(".stale")
        for name, role in (("沈八", "system_admin"), ("沈九", "audit_admin")):
            page.goto(f"{base}/accounts")
            person(page, name)
            page.click("form[action='/accounts/open'] button")
            page.select_option("#role", role)
            page.fill("#document", "昆科〔2017〕2号")
            page.click("form[action$='/grant'] button")
        page.click("form[action$='/invite'] button")
        code = page.inner_text("dd.code")
        page.goto(f"{base}/accounts")
        page.click("form[action='/accounts/require'] button")
        assert page.locator("form[action='/accounts/require']").count() == 0
    with looked(browser, base, "en") as watched:
        enrolled(watched.page, base, code, "shenjiu", place)
        watched.page.goto(f"{base}/")
        assert watched.page.url == f"{base}/access" and watched.page.locator("table.events tr").count() > 4
    with place.desk.record.reading() as reader:
        roles = {each.name: [str(grant.role) for grant in each.grants] for each in accounts_of(reader)}
        assert roles == {"沈七": ["security_admin"], "沈八": ["system_admin"], "沈九": ["audit_admin"]}
        assert reader.identities_required() and reader.verify().ok
    with place.access.store.looking() as connection:
        assert len(last_of_each_account(connection, "entered")) == 2


def person(page: Page, name: str) -> None:
    page.fill("#name", name)
    page.fill("#unit", "信息中心")


def enrolled(page: Any, base: str, code: str, login: str, place: Town) -> None:
    """Take an invitation with password and app."""
    page.goto(f"{base}/invited")
    for field, text in (("code", code), ("login", login), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#{field}", text)
    page.click("form.prove button")
    letters = "".join(page.inner_text(".secret").split())
    place.now = datetime.now(UTC)
    page.fill("#code", pyotp.TOTP(letters).at(place.now))
    page.click("form.prove button")
    page.wait_for_selector("ol.codes")
