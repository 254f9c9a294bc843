"""A picture of every page of the workbench, to be looked at: languages, widths, dark, on paper, by role.

`python -m tests.every_page FOLDER [WORD]` takes them (with a word, only of addresses that hold it): of the
demo's workspace, and of a small town in which everything happened, with a person for each role.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from cultivation.commands.doctor import STATES
from cultivation.commands.doctor_checks import of_machine
from cultivation.core.roles import Role
from cultivation.demo import SAMPLES
from cultivation.language import _
from cultivation.web.desk import Desk, Examined
from cultivation.web.server import listen, run
from tests.browsing import CHROMIUM, FLAGS
from tests.pictures import LOCALES, demo_desk
from tests.web.full_year import LAST_YEAR, THIS_YEAR, town
from tests.web.staff import OWN, Town, account_of, give_roles

WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
TALLEST = 3000  # pixels of a picture; what is below looks like what is above
OF_A_YEAR = (
    *("", "/due", "/firms", "/ledger", "/evidence", "/registers", "/lists", "/opinions", "/checks"),
    *("/visits", "/proposal", "/changes", "/line", "/zones", "/points", "/objections", "/meeting"),
    *("/papers", "/certificates"),
)
MAIN = ("", "/proposal", "/why/", "/registers", "/meeting", "/changes", "/checks")  # dark, and on paper


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    language: str
    width: str
    look: str = "light"


def demo_paths(firm: str) -> list[str]:
    """Return the pages of the demo."""
    year = f"/years/{SAMPLES[0].years[-1]}"
    return [
        *("/", *(year + each for each in OF_A_YEAR)),
        *(f"{year}/firms/{firm}", f"{year}/sheet/{firm}?cell=G9", f"{year}/why/{firm}"),
        *(f"{year}/proposal?among=enter&order=total", f"{year}/proposal?find=none"),
        *("/pool", "/pool?on=2017-05-01", "/firms", f"/firms/{firm}", "/rules"),
        *("/rules/kunshan_top100_2016", "/rules/xiaojuren_2026?against=xiaojuren_2022"),
        *("/record", "/record/4", "/record/proofs", "/record/oddities", "/?as_of=2100-01-01", "/nothing"),
        "/first",
    ]


def town_paths() -> list[str]:
    """Return what the demo has nothing of: a year under way, one decided by a vote."""
    last, this = f"/years/{LAST_YEAR}", f"/years/{THIS_YEAR}"
    busy = (
        "",
        "/due",
        "/files",
        "/findings",
        "/headings",
        "/firms",
        "/ledger",
        "/evidence",
        "/registers",
        "/opinions",
        "/visits",
    )
    done = ("/meeting", "/objections", "/certificates", "/due", "/opinions")
    return [
        "/",
        *(this + each for each in (*busy, "/meeting")),
        f"{this}/why/{OWN}",
        *(last + each for each in done),
    ]


def role_paths(role: Role) -> list[str]:
    """Return what a role sees otherwise than who has the code."""
    year = f"/years/{LAST_YEAR}"
    more = {
        Role.FIRM: (year, f"{year}/firms", f"{year}/firms/{OWN}", f"{year}/why/{OWN}", f"{year}/objections"),
        Role.DISTRICT: (
            *(f"{year}/firms", f"/years/{THIS_YEAR}/files", "/firms", f"/years/{THIS_YEAR}/form"),
            *(f"/years/{THIS_YEAR}/opinion", f"/years/{THIS_YEAR}/opinion/zone/qiandeng"),
        ),
        Role.CLERK: (
            *(f"/years/{THIS_YEAR}/{each}" for each in ("files", "findings", "headings", "opinion")),
            *(f"/years/{THIS_YEAR}/firms/DONGLI", f"/years/{THIS_YEAR}/firms/DONGLI/correct/revenue"),
        ),
        Role.EXPERT: (f"{year}/proposal",),
        Role.SECRETARY: (year,),
        Role.SYSTEM_ADMIN: ("/system", "/system/checks"),
        Role.SECURITY_ADMIN: ("/accounts", f"/accounts/{account_of(Role.CLERK)}"),
        Role.AUDIT_ADMIN: ("/access",),
        Role.AUDITOR: ("/own", "/step-up", "/own/totp"),
    }
    return ["/", *more.get(role, ())]


def serve(desk: Desk) -> str:
    """Serve a desk from a thread; return its address."""
    listening = listen(0)
    threading.Thread(target=run, args=(desk, listening), daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


class Camera:
    """Takes pictures of pages in a folder of their own."""

    def __init__(self, browser: Browser, folder: Path, word: str) -> None:
        self._browser, self._folder, self._word = browser, folder, word
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, base: str, who: str, secret: str, paths: Sequence[str], looks: bool = True) -> None:
        """Look at pages in each language and width."""
        for view in views(looks):
            wanted = [path for path in paths if self._word in path and is_wanted(path, view)]
            if wanted:
                page = self._page(base, secret, view)
                for path in wanted:
                    self._shoot(page, base + path, f"{who}{name_of(path)}.{view.language}.{view.width}", view)
                page.context.close()

    def _page(self, base: str, secret: str, view: View) -> Page:
        width, height = WIDTHS[view.width]
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[view.language],
            color_scheme="dark" if view.look == "dark" else "light",
        )
        if secret:
            context.add_cookies([{"name": "cultivation", "value": secret, "url": base}])
        page = context.new_page()
        if view.look == "paper":
            page.emulate_media(media="print")
        return page

    def _shoot(self, page: Page, url: str, name: str, view: View) -> None:
        page.goto(url, wait_until="networkidle")
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        clip: Any = {"x": 0, "y": 0, "width": WIDTHS[view.width][0], "height": height}
        suffix = "" if view.look == "light" else f".{view.look}"
        page.screenshot(path=self._folder / f"{name}{suffix}.png", clip=clip, full_page=True)


def views(looks: bool) -> Iterator[View]:
    """Yield every way to look."""
    for language in LOCALES:
        yield from (View(language, width) for width in WIDTHS)
    if looks:
        yield from (View("zh", "desk", "dark"), View("zh", "desk", "paper"), View("en", "phone", "dark"))


def is_wanted(path: str, view: View) -> bool:
    """Tell whether a page is looked at in a way: dark and on paper the main ones alone."""
    return view.look == "light" or path == "/" or any(each and each in path for each in MAIN)


def name_of(path: str) -> str:
    """Return an address as part of a name of a file."""
    return re.sub(r"[^\w=]+", "_", path).rstrip("_") or "_home"


def main(folder: Path, word: str = "") -> None:
    """Take all pictures."""
    with (
        tempfile.TemporaryDirectory() as first,
        tempfile.TemporaryDirectory() as second,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        camera = Camera(browser, folder, word)
        _demo(camera, browser, Path(first))
        _town(camera, Path(second))
        browser.close()


def _demo(camera: Camera, browser: Browser, folder: Path) -> None:
    desk, codes = demo_desk(folder)
    with desk.record.reading() as reader:
        firm = next(
            line.enterprise_id for line in reader.lines(SAMPLES[0].years[-1]) if line.action == "enter"
        )
    base = serve(desk)
    camera.take(base, "door", "", ["/enter"], looks=False)
    camera.take(base, "demo", entered(browser, base, codes[-1]), demo_paths(firm))


def entered(browser: Browser, base: str, code: str) -> str:
    """Type the printed code; return the secret of the session."""
    page = browser.new_page()
    page.goto(f"{base}/enter")
    page.fill("#code", code)
    page.click("form.code button")
    (cookie,) = page.context.cookies()
    page.close()
    return str(cookie["value"])


def _town(camera: Camera, folder: Path) -> None:
    office = town(folder)
    place = Town(office.workspace)
    give_roles(place.desk.record)
    place.desk.examine = lambda: [
        Examined(each.what, _(STATES[each.state]), each.details, each.advice) for each in of_machine()
    ]
    base = serve(place.desk)
    camera.take(base, "town_door", "", ["/enter", "/invited"], looks=False)
    for role in Role:
        secret = place.enter_as(account_of(role)).cookies["cultivation"]
        if role is Role.AUDITOR:
            camera.take(base, "town", secret, town_paths())
        camera.take(base, str(role), secret, role_paths(role), looks=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
