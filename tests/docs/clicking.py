"""The steps of a page for readers who click, taken in real browsers, one for each person.

Each item of a numbered list says in words what one does and sees; what counts of it stands between marks:

    Open `/years/2016`                       打开 `/years/2016`      an address
    **Unit**: `科技局`                        **单位**：`科技局`       a field by its label, or its files
    **Code**: *what the program printed*     **代码**：*打印的代码*    the same, found elsewhere
    press **Open the account**               按 **开立账户**          a button
    follow **Accounts**                      点 **账户**              a link
    choose **It is dismissed**               选 **驳回**              one of several answers
    fetch **The file** as `a.xlsx`           下载 **文件** 为 `a.xlsx`  what a link hands out
    write `1` into `S!P6` of `a.xlsx`        把 `1` 写入 `a.xlsx` 的 `S!P6`
    “Done.”                                  “完成。”                 what one sees then

A comment before a list says who sits at the browser: `<!-- as 王芳 -->`; one before a table that its people
get accounts as the page showed it before: `<!-- people by 沈七 with 沈九 -->`. Where the workbench asks anew
who it is, the code of the app is typed, as a page says once. `<!-- later 10 days -->`: so much time goes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import openpyxl
import pyotp

from cultivation.language import _

from .acts import Act
from .people import acts_for_people

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from .offices import Office

ITEM = re.compile(r"^[0-9]+\. (.*(?:\n   .*)*)", re.MULTILINE)
WHO = re.compile(r"<!-- as (\S+) -->")
LATER = re.compile(r"<!-- later ([0-9]+) days -->")
PEOPLE = re.compile(r"<!-- people by (\S+) with (\S+) -->")
MARKS = re.compile(
    r"(?:[Oo]pen|打开) `(?P<open>/[^`]*)`"
    r"|\*\*(?P<field>[^*]+)\*\*[:：] ?(?:`(?P<value>[^`]*)`|\*(?P<known>[^*]+)\*)"
    r"|(?:[Pp]ress|按) \*\*(?P<press>[^*]+)\*\*"
    r"|(?:[Ff]ollow|点) \*\*(?P<follow>[^*]+)\*\*"
    r"|(?:[Cc]hoose|选) \*\*(?P<choose>[^*]+)\*\*"
    r"|(?:[Ff]etch|下载) \*\*(?P<fetch>[^*]+)\*\* (?:as|为) `(?P<as>[^`]*)`"
    r"|[Ww]rite `(?P<write>[^`]*)` into `(?P<cell>[^`]*)` of `(?P<book>[^`]*)`"
    r"|把 `(?P<write_zh>[^`]*)` 写入 `(?P<book_zh>[^`]*)` 的 `(?P<cell_zh>[^`]*)`"
    r"|“(?P<see>[^”]+)”"
    r"|(?P<stray>[*`])"
)


def acts_of(page: Path) -> Iterator[Act]:
    """Read the acts of a page in order; a mark that says nothing is a mistake of the page."""
    person = ""
    text = page.read_text(encoding="utf-8")
    for part in re.split(r"(?=<!-- )", text):
        said, people, later = WHO.match(part), PEOPLE.match(part), LATER.match(part)
        if later:
            yield Act(person, "later", later[1])
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
        if found["write"] or found["write_zh"]:
            book, cell = found["book"] or found["book_zh"], found["cell"] or found["cell_zh"]
            yield Act(person, "write", found["write"] or found["write_zh"], f"{book} {cell}")
            continue
        kind = next(kind for kind in ("open", "press", "follow", "choose", "fetch", "see") if found[kind])
        yield Act(person, kind, found[kind], found["as"] or "")


PRINTED = ("the code that was printed", "程序打印的代码")
SLIP = ("slip", "the code of the slip", "邀请单上的代码")
TEN_DAYS = ("the day ten days from now", "十天以后的日期")
APP = ("app", "what the app shows", "应用显示的数字")


class Person:
    """Somebody at a browser, with a telephone whose app shows codes."""

    def __init__(self, name: str, browser: Browser, office: Office, language: str) -> None:
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        context = browser.new_context(locale=locale, accept_downloads=True)
        context.set_default_timeout(60_000)
        self.name, self.office, self.page, self.letters = name, office, context.new_page(), ""
        self.own: dict[str, str] = {}  # login name and password

    def take(self, act: Act) -> None:
        """Do what an act says, and prove who it is where that is asked."""
        value = self.known(act.known) if act.known else act.value
        match act.kind:
            case "later":
                self.office.later(int(act.words))
                return
            case "write":
                write(self.office.folder, act.value, act.words)
                return
            case "see":
                self._see(act.words)
                return
            case "fetch":
                self._fetch(act)
                return
            case "open":
                self.page.goto(self.office.address + act.words)
            case "fill":
                self._note(act, value)
                self.office.write()
                fill(labelled(self.page, act.words), value, self.office.folder)
                return
            case _:
                named(self.page, act).click()
        self.page.wait_for_load_state()
        self._prove()

    def _see(self, words: str) -> None:
        """Wait until it is to be seen: what takes longer comes by itself."""
        seen = "words => document.body.innerText.split(/\\s+/).join(' ').includes(words)"
        self.page.wait_for_function(seen, arg=squeezed(words))

    def _fetch(self, act: Act) -> None:
        with self.page.expect_download() as coming:
            named(self.page, Act(act.person, "follow", act.words)).click()
        coming.value.save_as(self.office.folder / act.value)

    def _note(self, act: Act, value: str) -> None:
        """Keep login name and password, by which one comes back."""
        kept = {_("Login name"): "login", _("New password"): "password"}.get(act.words)
        if kept and urlsplit(self.page.url).path == "/invited":
            self.own[kept] = value

    def known(self, what: str) -> str:
        """Return what a reader has from elsewhere: from the terminal, a slip, the app."""
        if what in PRINTED:
            return self.office.codes[-1]
        if what in SLIP:
            return self.office.slips[self.name]
        if what in TEN_DAYS:
            return (self.office.now() + timedelta(days=10)).date().isoformat()
        assert what in APP, what
        return self.code()

    def code(self) -> str:
        """Return the next code of the app, read off the page where it is new."""
        secret = self.page.locator(".secret")
        if secret.count():
            self.letters = "".join(secret.inner_text().split())
        return pyotp.TOTP(self.letters).at(self.office.next_half_minute())

    def _prove(self) -> None:
        """Log in again where a session has ended, and confirm who it is where that is asked."""
        path = urlsplit(self.page.url).path
        if path == "/enter" and self.letters:
            self._enter()
        asked_anew = self.page.locator("p.means a[href^='/step-up']")
        if asked_anew.count():
            asked_anew.first.click()
            self.page.wait_for_load_state()
        if urlsplit(self.page.url).path == "/step-up":
            self.page.fill("#code", self.code())
            self.page.click("form.prove button")
            self.page.wait_for_load_state()
        if urlsplit(self.page.url).path.startswith("/drafts/"):
            self.page.get_by_role("button", name=_("Send it again")).click()
            self.page.wait_for_load_state()
        slip = self.page.locator(".slip dd")
        if slip.count():
            name, login = re.split("[,，]", slip.nth(0).inner_text())[0], slip.nth(2).inner_text()
            self.office.slips[name] = login

    def _enter(self) -> None:
        for field, value in self.own.items():
            self.page.fill(f"#{field}", value)
        self.page.click("form.prove button")
        self.page.wait_for_load_state()
        self.page.fill("#code", self.code())
        self.page.click("form.prove button")
        self.page.wait_for_load_state()


def labelled(page: Page, label: str) -> Locator:
    """Return the field that bears a label, or one that goes on after it, and can be seen."""
    exact = page.get_by_label(label, exact=True).locator("visible=true")
    begins = page.get_by_label(re.compile(f"^{re.escape(label)}")).locator("visible=true")
    return exact.first if exact.count() else begins.first


def fill(field: Locator, value: str, folder: Path) -> None:
    """Type, choose, tick, or give the files that a pattern names."""
    kind = field.evaluate("each => each.type || each.tagName")
    if kind == "file":
        files = sorted(folder.glob(value))
        assert files, value
        field.set_input_files(files)
    elif kind.startswith("select"):
        texts = field.locator("option").all_inner_texts()
        field.select_option(label=next(each for each in texts if each == value or value in each))
    elif kind in ("checkbox", "radio"):
        field.check()
    else:
        field.fill(value)


def named(page: Page, act: Act) -> Locator:
    """Return the button or the link that bears a name, or begins with it where a page leaves the rest out."""
    if act.kind == "choose":
        return page.get_by_label(act.words, exact=False).locator("visible=true").first
    role = {"press": "button", "follow": "link"}[act.kind]
    found = page.get_by_role(role, name=re.compile(f"^{re.escape(act.words)}"))  # type: ignore[arg-type]
    exact = page.get_by_role(role, name=act.words, exact=True)  # type: ignore[arg-type]
    page.wait_for_load_state()
    return (exact if exact.count() else found).locator("visible=true").first


def write(folder: Path, place: str, value: str) -> None:
    """Write a value into the one workbook that a pattern names, as in an office program."""
    name, _space, cell = place.partition(" ")
    (file,) = folder.glob(name)
    book = openpyxl.load_workbook(file)
    sheet, _mark, cell = cell.rpartition("!")
    book[sheet][cell] = int(value) if value.isdecimal() else value
    book.save(file)


def squeezed(text: str) -> str:
    return " ".join(text.split())
