"""In Chromium: a proposal, a citizen's objection, weights that are tried, the signature; every page seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")

from cultivation.core.roles import Role

from .deciding import HERE, HTML, NOTICE_DAYS, YEAR, Deciding
from .staff import account_of
from .test_browser import Watched, too_wide
from .test_rights_browser import looked, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow


class Story:
    """A town that is served, and the browsers of its persons."""

    def __init__(self, browser: Browser, place: Deciding) -> None:
        self.browser, self.place, self.base = browser, place, served(place)
        self.axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    @contextmanager
    def by(self, role: Role | None, language: str = "en") -> Iterator[Watched]:
        """Open the browser of a person, or of a citizen who is nobody here."""
        secret = self.place.enter_as(account_of(role)).cookies["cultivation"] if role else ""
        with looked(self.browser, self.base, language, secret) as watched:
            if role:
                watched.page.request.get(f"{self.base}/own?lang={language}")
            yield watched

    def see(self, watched: Watched, path: str) -> None:
        """Open a page in both languages: axe finds nothing, and it is not too wide on a phone."""
        for language in ("zh", "en"):
            if watched.page.context.cookies():
                watched.page.request.get(f"{self.base}/own?lang={language}")
            watched.go(f"{path}{'&' if '?' in path else '?'}lang={language}")
            self.look(watched, path)

    def look(self, watched: Watched, path: str) -> None:
        found = self.axe.run(watched.page).response["violations"]
        said = [(each["id"], each["nodes"][0]["html"][:300]) for each in found]
        assert said == [], path
        assert too_wide(watched.page) == [], path
        watched.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def story(browser: Browser, tmp_path: Path) -> Iterator[Story]:
    place = Deciding(tmp_path)
    yield Story(browser, place)
    place.desk.forget_contacts()


def test_a_year_is_decided_in_the_browser(story: Story) -> None:
    place = story.place
    with story.by(Role.PROPOSER) as watched:
        page = watched.page
        story.see(watched, f"{HERE}/decision")
        page.click("text=Propose anew")
        page.wait_for_url(f"**{HERE}/decision")
        page.fill("input[name=until]", place.day(NOTICE_DAYS - 1))
        page.click("text=Publish the notice")
        page.wait_for_url(f"**{HERE}/decision")
        assert "The notice lasts until" in page.inner_text("main")
    _the_observers_try_weights(story)
    number, code = _a_citizen_objects(story)
    _it_is_taken_up_and_dismissed(story, number)
    with story.by(None) as watched:
        watched.go("/receipt?lang=en")
        watched.page.fill("#number", number)
        watched.page.fill("#code", code)
        watched.page.click("text=Look it up")
        assert "Objection 1 was dismissed." in watched.page.inner_text("[role=status]")
        assert HTML in watched.page.inner_text("main")
        story.look(watched, "/receipt")
    with story.by(Role.APPROVER) as watched:
        watched.go(f"{HERE}/decision")
        assert "The notice lasts until" in watched.page.inner_text(".against")
        assert watched.page.locator("form.decide").count() == 0
    place.later(days=NOTICE_DAYS)
    _the_approver_signs(story)
    with story.by(Role.APPROVER) as watched:
        story.see(watched, f"{HERE}/decision")
        story.see(watched, "/pool")
    with story.by(None) as watched:
        story.see(watched, f"/notice/{YEAR}")
    place.holds()


def _the_observers_try_weights(story: Story) -> None:
    """What one sees by moving a slider another one sees from the address."""
    with story.by(Role.OBSERVER) as watched:
        story.see(watched, f"{HERE}/what-if")
        page = watched.page
        slider = page.locator("input[type=range][data-for=capacity]")
        with page.expect_response("**part=1"):
            slider.fill("1")
        page.wait_for_function("location.search.includes('capacity=1')")
        page.wait_for_function("document.getElementById('said').textContent !== ''")
        seen, address = page.inner_text("#tried"), page.url
    with story.by(Role.AUDITOR) as watched:
        watched.page.goto(address)
        assert watched.page.inner_text("#tried") == seen
    with story.by(Role.OBSERVER) as watched:
        story.see(watched, f"{HERE}/meeting/view")
        page = watched.page
        if page.locator("a[rel=next]").count():
            page.keyboard.press("ArrowRight")
            page.wait_for_url("**case=2*")
        story.see(watched, f"{HERE}/meeting/view?firm=ANLAN&try=exit")
        assert page.locator(".come-to li").count() >= 2


def _a_citizen_objects(story: Story) -> tuple[str, str]:
    with story.by(None) as watched:
        for path in ("/notice", f"/notice/{YEAR}", f"/object/{YEAR}", "/receipt", "/proof"):
            story.see(watched, path)
        page = watched.page
        watched.go(f"/notice/{YEAR}?lang=en")
        page.click("a.act")
        page.wait_for_selector("#enterprise")
        page.fill("#enterprise", "ANLAN")
        page.fill("#text", HTML)
        page.fill("#by", "张三")
        page.fill("#contact", "13800000000")
        story.place.later(seconds=30)
        page.click("text=Send the objection")
        page.wait_for_selector(".receipt")
        story.look(watched, "receipt")
        number, code = page.locator(".receipt .digest").all_inner_texts()
        assert re.fullmatch(r"2017-\w{4}-\w{4}", number) and not page.context.cookies()
    return number, code


def _it_is_taken_up_and_dismissed(story: Story, number: str) -> None:
    with story.by(Role.CLERK) as watched:
        story.see(watched, f"{HERE}/objections")
        page = watched.page
        assert HTML in page.inner_text(f"[id='{number}']")
        page.click("text=Take it up")
        page.wait_for_url(f"**{HERE}/objections")
        story.see(watched, "/open/form")
        story.see(watched, f"{HERE}/meeting")
        story.see(watched, HERE)
    with story.by(Role.PROPOSER) as watched:
        story.see(watched, f"{HERE}/objections")
        page = watched.page
        page.check("input[name=upheld][value=no]")
        page.fill("textarea[name=text]", "经核查属实")
        page.click("text=Answer it")
        page.wait_for_url(f"**{HERE}/objections")
        assert "dismissed" in page.inner_text("table.objections")


def _the_approver_signs(story: Story) -> None:
    """After five minutes the proof is asked for anew; the form is kept meanwhile."""
    with story.by(Role.APPROVER) as watched:
        story.see(watched, f"{HERE}/decision?override=DONGLI")
        page = watched.page
        page.fill("#document", "昆新兴〔2017〕3号")
        page.select_option("select[name=action_1]", "exit")
        page.click("text=Look at what would be decided")
        assert "each override needs a reason" in page.inner_text("[role=alert]")
        page.fill("input[name=reason_1]", HTML)
        page.click("text=Look at what would be decided")
        page.wait_for_selector(".tried")
        story.look(watched, "preview")
        assert HTML in page.inner_text(".tried")
        page.click("text=Sign this decision")
        page.wait_for_url(f"**{HERE}/decision")
        assert "昆新兴〔2017〕3号" in page.inner_text("main")
