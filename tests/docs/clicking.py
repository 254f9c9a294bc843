"""The steps of a page for readers who click, taken in real browsers, one for each person.

Each item of a numbered list says in words what one does and sees; what counts of it stands between marks:

    Open `/years/2016`                       打开 `/years/2016`      an address
    **Unit**: `科技局`                        **单位**：`科技局`       a field by its label, or its files
    **Code**: *what the program printed*     **代码**：*打印的代码*    the same, found elsewhere
    press **Open the account**               按 **开立账户**          a button
    follow **Accounts**                      点 **账户**              a link
    “Done.”                                  “完成。”                 what one sees then

A comment before a list says who sits at the browser: `<!-- as 王芳 -->`; one before a table that its people
get accounts as the page showed it before: `<!-- people by 沈七 with 沈九 -->`. Where the workbench asks anew
who it is, the code of the app is typed, as a page says once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyotp

from .acts import Act
from .people import acts_for_people

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from .offices import Office

ITEM = re.compile(r"^[0-9]+\. (.*(?:\n   .*)*)", re.MULTILINE)
WHO = re.compile(r"<!-- as (\S+) -->")
PEOPLE = re.compile(r"<!-- people by (\S+) with (\S+) -->")
MARKS = re.compile(
    r"(?:[Oo]pen|打开) `(?P<open>/[^`]*)`"
    r"|\*\*(?P<field>[^*]+)\*\*[:：] ?(?:`(?P<value>[^`]*)`|\*(?P<known>[^*]+)\*)"
    r"|(?:[Pp]ress|按) \*\*(?P<press>[^*]+)\*\*"
    r"|(?:[Ff]ollow|点) \*\*(?P<follow>[^*]+)\*\*"
    r"|“(?P<see>[^”]+)”"
    r"|(?P<stray>[*`])"
)


def acts_of(page: Path) -> Iterator[Act]:
    """Read the acts of a page in order; a mark that says nothing is a mistake of the page."""
    person = ""
    text = page.read_text(encoding="utf-8")
    for part in re.split(r"(?=<!-- )", text):
        said, people = WHO.match(part), PEOPLE.match(part)
        if people:
            yield from acts_for_people(people[1], people[2], part)
            continue
        person = said[1] if said else person
        for item in ITEM.findall(part):
            yield from _acts(person, " ".join(item.split()))


def _acts(person: str, item: str) -> Iterator[Act]:
    for found in MARKS.finditer(item):
        assert not found["stray"], f"what is to be done by {found['stray']} in: {item}"
        if found["field"]:
            yield Act(person, "fill", found["field"], found["value"] or "", found["known"] or "")
            continue
        kind = next(kind for kind in ("open", "press", "follow", "see") if found[kind])
        yield Act(person, kind, found[kind])


PRINTED = ("the code that was printed", "程序打印的代码")
SLIP = ("slip", "the code of the slip", "邀请单上的代码")
APP = ("app", "what the app shows", "应用显示的数字")


class Person:
    """Somebody at a browser, with a telephone whose app shows codes."""

    def __init__(self, name: str, browser: Browser, office: Office, language: str) -> None:
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        context = browser.new_context(locale=locale, accept_downloads=True)
        context.set_default_timeout(60_000)
        self.name, self.office, self.page, self.letters = name, office, context.new_page(), ""

    def take(self, act: Act) -> None:
        """Do what an act says, and prove who it is where that is asked."""
        value = self.known(act.known) if act.known else act.value
        if act.kind == "open":
            self.page.goto(self.office.address + act.words)
        elif act.kind == "fill":
            fill(labelled(self.page, act.words), value, self.office.folder)
        elif act.kind == "see":
            assert squeezed(act.words) in squeezed(self.page.inner_text("body")), act
            return
        else:
            named(self.page, act).click()
        self.page.wait_for_load_state()
        self._prove()

    def known(self, what: str) -> str:
        """Return what a reader has from elsewhere: from the terminal, a slip, the app."""
        if what in PRINTED:
            return self.office.codes[-1]
        if what in SLIP:
            return self.office.slips[self.name]
        assert what in APP, what
        return self.code()

    def code(self) -> str:
        """Return the next code of the app, read off the page where it is new."""
        secret = self.page.locator(".secret")
        if secret.count():
            self.letters = "".join(secret.inner_text().split())
        return pyotp.TOTP(self.letters).at(self.office.next_half_minute())

    def _prove(self) -> None:
        if urlsplit(self.page.url).path == "/step-up":
            self.page.fill("#code", self.code())
            self.page.click("form.prove button")
            self.page.wait_for_load_state()
        slip = self.page.locator(".slip dd")
        if slip.count():
            self.office.slips[re.split("[,，]", slip.nth(0).inner_text())[0]] = slip.nth(2).inner_text()


def labelled(page: Page, label: str) -> Locator:
    """Return the one field that bears a label and can be seen."""
    return page.get_by_label(label, exact=True).locator("visible=true").first


def fill(field: Locator, value: str, folder: Path) -> None:
    """Type, choose, tick, or give the files that a pattern names."""
    kind = field.evaluate("each => each.type || each.tagName")
    if kind == "file":
        files = sorted(folder.glob(value))
        assert files, value
        field.set_input_files(files)
    elif kind.startswith("select"):
        field.select_option(label=value)
    elif kind in ("checkbox", "radio"):
        field.check()
    else:
        field.fill(value)


def named(page: Page, act: Act) -> Locator:
    """Return the button or the link that bears a name, or begins with it where a page leaves the rest out."""
    role = {"press": "button", "follow": "link"}[act.kind]
    found = page.get_by_role(role, name=re.compile(f"^{re.escape(act.words)}"))  # type: ignore[arg-type]
    exact = page.get_by_role(role, name=act.words, exact=True)  # type: ignore[arg-type]
    page.wait_for_load_state()
    return (exact if exact.count() else found).locator("visible=true").first


def squeezed(text: str) -> str:
    return " ".join(text.split())
