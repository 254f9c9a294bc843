"""One person's way in Chromium: invited, password, app, passkey, step-up, a lost session."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cultivation.access.sessions import Session
from cultivation.web.server import listen, run
from tests.access.conftest import PASSWORD, WANG, Hall

from .test_accounts import Doors
from .test_browser import WAIT, Watched

pytest.importorskip("webauthn", reason="the extra `passkeys` is not installed")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.slow
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def served(auditors_folder: Path, tmp_path: Path) -> Iterator[tuple[str, Hall]]:
    """A workbench by accounts on a socket; nobody is invited yet."""
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    doors = Doors(auditors_folder, hall)
    listening = listen(0)
    thread = threading.Thread(target=run, args=(doors.desk, listening), daemon=True)
    thread.start()
    yield f"http://localhost:{listening.getsockname()[1]}", hall


def axe_finds_nothing(watched: Watched) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme in ("light", "dark"):
        watched.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = axe.run(watched.page).response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


def session_of(hall: Hall, context: BrowserContext) -> Session:
    cookies = {each["name"]: each["value"] for each in context.cookies()}
    found = hall.access.session_of(cookies["cultivation"])
    assert isinstance(found, Session)
    return found


@pytest.fixture
def watched(browser: Browser, served: tuple[str, Hall]) -> Iterator[Watched]:
    """A page of a telephone's size in which nothing unwanted happens."""
    context = browser.new_context(locale="zh-CN", bypass_csp=True, viewport={"width": 390, "height": 844})
    context.set_default_timeout(WAIT)
    made = Watched(context.new_page(), served[0])
    yield made
    assert made.troubles == []
    context.close()


def accept_the_invitation(watched: Watched, hall: Hall) -> None:
    page = watched.page
    watched.go("/invited")
    axe_finds_nothing(watched)
    page.fill("#code", hall.access.invite(WANG).codes[0])
    page.fill("#login", "wang")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("form.prove button")
    page.wait_for_url(f"{watched.base}/enter/factor")
    axe_finds_nothing(watched)
    hall.letters[WANG] = "".join(page.inner_text(".secret").split())
    page.fill("#code", hall.code())
    page.click("form.prove button")
    assert len(page.locator("ol.codes li").all()) == 10
    axe_finds_nothing(watched)
    page.click("a.act")
    page.wait_for_url(f"{watched.base}/")


def set_up_a_passkey(watched: Watched, hall: Hall) -> None:
    page = watched.page
    watched.go("/own")
    page.fill("#label", "<b>办公电脑</b>")
    page.click("form.passkey button")
    page.wait_for_selector("text=<b>办公电脑</b>")
    axe_finds_nothing(watched)
    assert [each.label for each in hall.access.profile(WANG).passkeys] == ["<b>办公电脑</b>"]
    page.click(".own form button")
    page.wait_for_url(f"{watched.base}/enter")
    axe_finds_nothing(watched)


def confirm_by_passkey(watched: Watched, hall: Hall) -> None:
    page = watched.page
    hall.now += timedelta(minutes=12)
    watched.go("/own")
    page.click("form[action='/own/codes'] button")
    page.wait_for_url(f"{watched.base}/step-up?next=%2Fown")
    axe_finds_nothing(watched)
    page.click("form.passkey button")
    page.wait_for_url(f"{watched.base}/own")
    stepped = session_of(hall, page.context)
    assert (stepped.stepped_up_at, stepped.stepped_up_by) == (hall.now, "passkey")


def lose_the_session_and_go_on(watched: Watched, hall: Hall) -> None:
    page = watched.page
    hall.now += timedelta(minutes=31)
    watched.go("/record?year=2016")
    assert page.url == f"{watched.base}/enter?next=%2Frecord%3Fyear%3D2016"
    assert "未操作" in page.locator("[role=alert]").first.inner_text()
    page.fill("#login", "wang")
    page.fill("#password", PASSWORD)
    page.click("form.prove button")
    page.wait_for_selector("#code")
    axe_finds_nothing(watched)
    page.fill("#code", hall.code())
    page.click("form.prove button")
    page.wait_for_url(f"{watched.base}/record?year=2016")


def test_from_the_invitation_to_a_lost_session(watched: Watched, served: tuple[str, Hall]) -> None:
    (base, hall), page = served, watched.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    accept_the_invitation(watched, hall)
    set_up_a_passkey(watched, hall)
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    for is_verified in (False, True):  # a passkey that is not opened by its owner does not count
        verified = {"authenticatorId": key, "isUserVerified": is_verified}
        devtools.send("WebAuthn.setUserVerified", verified)
        page.click("form.passkey button")
        if not is_verified:
            page.wait_for_function("document.querySelector('form.passkey .trouble').textContent !== ''")
    page.wait_for_url(f"{base}/")
    assert session_of(hall, page.context).strength == "passkey"
    confirm_by_passkey(watched, hall)
    lose_the_session_and_go_on(watched, hall)
    assert hall.access.verify_log() == []
