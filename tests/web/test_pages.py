"""Every page in both languages: it is there, or a sentence says why not; never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import quote, unquote

import pytest
from lxml import html

from cultivation.queries.standing import Titles
from cultivation.web import rights
from cultivation.web.desk import PAGES
from cultivation.web.kept import Kept
from cultivation.web.routes import ADDRESSES, ROUTES

from .conftest import HOSTILE, ORIGIN, Face

LANGUAGES = ("zh", "en")
WIDE = re.compile(r"[一-鿿]")


OF_ACCOUNTS = ("/enter", "/invited", "/leave", "/own", "/step-up", "/drafts")  # tests/web/test_accounts.py
OF_THE_PUBLIC = ("/notice", "/object", "/receipt", "/proof")  # tests/web/test_deciding.py
OF_WRITERS = ("/open", "/pool/")  # the same
WRITTEN = tuple(  # forms of a year, and workbooks to fill in: tests/web/test_deciding.py
    f"/years/{{year}}/{each}"
    for each in (
        *("propose", "notice", "decision/", "objections/", "what-if/", "meeting/sheet", "meeting/group"),
        "meeting/record",
    )
)
OF_EXPERTS = re.compile(r"/years/\{year\}/(marks|(panel|conflicts|assignment)/)")  # test_marking
OF_ADMINISTRATORS = ("/first", "/accounts", "/access", "/system")  # tests/web/test_administrators.py


def pages(code: str) -> list[str]:
    """Return an address for every page that is read."""
    year, why = "/years/2017", f"/years/2017/why/{code}"
    sheet = f"/years/2017/sheet/{code}"
    return [
        *(
            "/",
            "/?as_of=2100-01-01",
            "/pools",
            year,
            "/years/2016",
            f"{year}/proposal",
            f"{year}/zones",
            f"{year}/papers",
        ),
        *(
            f"{year}/proposal?among={each}"
            for each in ("pool", "enter", "stay", "exit", "reserve", "none", "grey")
        ),
        *(
            f"{year}/proposal?order={each}&backwards=1"
            for each in ("place", "change", "name", "total", "outcome", "share")
        ),
        *(f"{year}/proposal?find={quote('昆山')}&page=2&rows=all&by_zone=zhoushi", f"{year}/proposal.csv"),
        *(f"{year}/{tab}" for tab in ("changes", "line", "checks", "points", "firms", "lists")),
        *(f"{year}/{tab}" for tab in ("due", "ledger", "evidence", "registers", "opinions", "visits")),
        *(f"{year}/{tab}" for tab in ("panel", "conflicts", "assignment", "discussion?among=all")),
        *(f"{year}/{tab}" for tab in ("objections", "meeting", "certificates", "files", "files/template")),
        *(f"{year}/{tab}" for tab in ("decision", "what-if", "meeting/view", "meeting/view?case=2&try=exit")),
        *(f"{year}/{tab}" for tab in ("findings", "findings.csv", "findings?severity=doubt", "headings")),
        "/years/2016/findings/3/1",
        *(f"/years/2016/files/3{part}" for part in ("", "/marked", "/sheet?cell=B3", "/sheet/file")),
        *(
            "/years/2016/changes?against=proposal",
            f"{year}/points?find=x",
            f"{year}/firms?state=returned&page=2",
        ),
        *(f"{year}/firms/{code}", f"{year}/proposal.json", f"{year}/proposal?grey=1&flagged=1"),
        *("/rules", "/rules/kunshan_top100_2016", "/rules/xiaojuren_2026?against=xiaojuren_2022"),
        *(why, f"{why}/change", f"{why}/turning", f"{why}/change?part=1", f"{why}/turning?part=1"),
        *(sheet, f"{sheet}?cell=P12", f"{sheet}?cell=XFD1048576", f"{sheet}/file"),
        *(f"{year}/{tab}" for tab in ("support", "ladder", f"ladder/{code}", "effect", "monitor")),
        *("/years/2016/effect", f"{year}/report-card", f"{year}/report-card/zhoushi"),
        *("/schemes", "/schemes?among=without"),
        *("/pool", "/pool?year=2016", "/pool?on=2017-05-01", "/pool?on=1900-01-01"),
        *("/firms", f"/firms?find={quote('科技')}", "/firms?find=nobody", f"/firms/{code}"),
        *(
            "/record",
            f"/record?firm={code}",
            "/record?kind=year_scored&year=2017",
            "/record?who=x&from=2020-01-01&until=2020-01-02",
        ),
        *("/record?before=3", "/record/1", "/record/proofs", "/record/oddities"),
    ]


# What only people with accounts do: test_files, test_desk, test_headings, test_own_form, test_own_opinions.
OF_ACCOUNTS_ALONE = {each.path for each in ADDRESSES if each.right not in rights.WITHOUT_ACCOUNTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_both_languages(language: str, face: Face, firm: Callable[[str], str]) -> None:
    face.get(f"/?lang={language}")
    for path in pages(firm("enter")):
        answer = face.client.get(path)
        assert answer.status_code == 200, (path, answer.text[-1500:])
        if "text/html" in answer.headers["content-type"] and "part=1" not in path:
            root = html.fromstring(answer.text)
            assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[language], path
            assert len(root.findall(".//h1")) == 1, path
            rooms = root.find_class("rooms")[0].text_content()
            assert bool(WIDE.search(rooms)) is (language == "zh"), path


def test_pages_of_a_year_bear_the_title_of_the_list_and_name_the_rules_below(attacked: Face) -> None:
    """Names of rules often bear another year than the one reviewed."""
    attacked.desk.titles = Titles("某市培育库（{year}年度）")
    attacked.desk.pages = Kept(PAGES)  # what was shown under another title
    attacked.get("/?lang=zh")
    tree = html.fromstring(attacked.get("/years/2016/proposal"))
    assert tree.findtext(".//h1") == "某市培育库（2016年度）"
    assert tree.findtext(".//p[@class='rules']") == "评分规则：小型培育库评分规则（虚构）"


def test_the_routes_that_are_read_are_all_walked(firm: Callable[[str], str]) -> None:
    walked = {path.split("?")[0] for path in pages(firm("enter"))}
    for route in ROUTES:
        if (
            route.path not in OF_ACCOUNTS_ALONE
            and not OF_EXPERTS.match(route.path)
            and not route.path.startswith(("/jobs", *OF_ACCOUNTS, *OF_ADMINISTRATORS, "/static"))
            and not route.path.startswith((*OF_THE_PUBLIC, *OF_WRITERS, *WRITTEN))
            and not any(each in route.path for each in ("sha256", "registers/{entry}", "schemes/{"))
        ):
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", route.path))
            assert any(pattern.fullmatch(path) for path in walked), route.path


def test_looking_back_is_kept_by_every_page_and_told(face: Face, firm: Callable[[str], str]) -> None:
    """Every link and every form of a page leads to the same moment; the page says that it looks back."""
    face.get("/?lang=en")
    later = "as_of=2100-01-01"
    for path in pages(firm("enter")):
        answer = face.client.get(f"{path}{'&' if '?' in path else '?'}{later}")
        assert answer.status_code == 200, path
        if "text/html" not in answer.headers["content-type"] or "as_of" in path:
            continue
        root = html.fromstring(answer.text)
        own = [each for each in root.xpath(".//a/@href") if each.startswith("/")]
        assert [each for each in own if later not in each and "Back to now" not in each] == (
            [path] if "part=1" not in path and unquoted(path) in map(unquoted, own) else []
        ), path
        for form in root.xpath(".//form[@method='get']"):
            assert form.xpath(".//input[@name='as_of' and @value='2100-01-01']"), (path, form.get("action"))
        if "part=1" not in path:
            assert "As known on 2100-01-01." in answer.text, path


def unquoted(path: str) -> str:
    return "&".join(sorted(unquote(path).replace("?", "&").split("&")))


def test_a_moment_that_is_none_is_told_on_every_page(face: Face, firm: Callable[[str], str]) -> None:
    face.get("/?lang=en")
    for path in pages(firm("enter")):
        if "as_of" not in path:
            text = face.get(f"{path}{'&' if '?' in path else '?'}as_of=yesterday", 422)
            assert "&#39;yesterday&#39; is not a moment" in text, path


def links(text: str) -> Iterator[str]:
    for found in re.findall(r'(?:href|data-part)="(/[^"]*)"', text):
        yield unescape(found).split("#")[0]


def test_no_link_of_a_page_leads_nowhere(attacked: Face) -> None:
    """Walk all that can be reached, in a small workspace, by GET."""
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        answer = attacked.client.get(path)
        expected = (200, 404, 409) if "/years/2017/" in path else (200,)  # that year is not scored
        assert answer.status_code in expected, (path, answer.text[-800:])
        if "text/html" in answer.headers["content-type"]:
            waiting += links(answer.text)
    assert len(seen) > 60


MISSING = (
    *(
        "/nothing",
        "/years",
        "/years/1999",
        "/years/x",
        "/years/99999999999999999999/proposal",
        "/years/2017/why/NOBODY",
    ),
    *(
        "/years/%00/zones",
        "/firms/%F0%9F%98%80",
        "/record/0",
        "/record/999999",
        "/record/9999999999999",
        "/record/-1",
    ),
    *("/record/1/abc", "/jobs/abc", "/jobs/abc/file", "/pool?year=1999", "/years/2017/sheet/NOBODY"),
)


@pytest.mark.parametrize("path", MISSING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_said(path: str, language: str, face: Face) -> None:
    face.get(f"/?lang={language}")
    text = face.get(path, 404)
    said = html.fromstring(text).find(".//main//p").text
    assert len(said) > 5 and bool(WIDE.search(said)) is (language == "zh")


NONSENSE = (
    "x",
    "-1",
    "0x10",
    "1e9",
    "9" * 40,
    "😀" * 300,
    "'; DROP TABLE log; --",
    "\x00",
    "<script>",
    "２０１７",
)


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_a_parameter_gets_a_sentence(value: str, face: Face, firm: Callable[[str], str]) -> None:
    code = firm("enter")
    year = "/years/2017"
    places = [
        *(
            f"{year}/proposal?{name}="
            for name in ("find", "among", "order", "backwards", "page", "rows", "by_zone")
        ),
        *(f"/pool?{name}=" for name in ("year", "on", "as_of")),
        *(f"/record?{name}=" for name in ("firm", "who", "kind", "year", "day", "from", "until", "before")),
        *(f"{year}/sheet/{code}?{name}=" for name in ("sheet", "cell")),
        *("/firms?find=", "/firms?page=", "/?as_of=", "/?lang=", f"{year}/why/{code}?as_of="),
    ]
    for place in places:
        answer = face.client.get(place + quote(value))
        assert answer.status_code in (200, 404, 409, 422), (place, answer.status_code)
        assert "Traceback" not in answer.text and "<script>" not in answer.text.replace("<script src=", "")
    for place in places:  # what cannot be meant is refused, not taken for something else
        if place.endswith(
            ("order=", "among=", "kind=", "as_of=", "on=", "cell=", "day=", "from=", "until=", "by_zone=")
        ):
            assert face.client.get(place + quote(value)).status_code in (404, 422), place


def test_a_year_before_its_scoring_says_what_is_missing(attacked: Face) -> None:
    attacked.get("/?lang=en")
    assert "Waits for: applications" in attacked.get("/years/2017")
    assert "not scored" in attacked.get("/years/2017")
    for path in ("proposal", "zones", "why/ANLAN"):
        text = attacked.get(f"/years/2017/{path}", 409)
        assert "The year 2017 is not scored" in text and "Missing: the scoring" in text
    assert 'name="kind"' not in attacked.get("/years/2017/papers")


def test_a_method_that_a_page_does_not_have_is_said(face: Face) -> None:
    assert face.client.post("/pool", headers=ORIGIN).status_code == 405
    assert face.client.delete("/", headers=ORIGIN).status_code == 405
    assert face.client.get("/jobs").status_code == 405
    assert face.client.head("/").status_code == 200


def test_a_mistake_of_the_program_has_a_number_and_no_traceback(
    face: Face, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from cultivation.web.pages import pool

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(pool, "pool_after", broken)
    face.get("/?lang=en")
    text = face.get("/pool?unseen=1", 500)  # not one that is kept
    number = re.search(r"number ([0-9a-f]{8})", text)
    assert number and number[1] in caplog.text and "secret detail" in caplog.text
    assert "secret" not in text and "Traceback" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_are_shown_as_texts(language: str, attacked: Face) -> None:
    attacked.get(f"/?lang={language}")
    places = (
        "/years/2016",
        "/years/2016/proposal",
        "/firms",
        "/years/2016/why/BIYUN",
        "/record",
        "/record/3",
    )
    for path in places:
        root = html.fromstring(attacked.get(path))
        assert [each for each in root.iter("script") if each.text] == [], path
        assert list(root.iter("img")) == [], path
        assert not [each for each in root.iter() if any(key.startswith("on") for key in each.attrib)], path
    shown = html.fromstring(attacked.get("/years/2016/proposal")).text_content()
    assert all(name in shown for name in HOSTILE.values())
    sheet = html.fromstring(attacked.get("/years/2016/sheet/ANLAN?cell=B2"))
    assert sheet.find(".//mark").text == HOSTILE["ANLAN"]
    assert "<i>2016.xlsx" in sheet.find(".//h1").text_content()


def test_a_file_for_excel_computes_nothing(attacked: Face) -> None:
    answer = attacked.client.get("/years/2016/proposal.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    row = next(line for line in answer.content.decode("utf-8-sig").splitlines() if "HYPERLINK" in line)
    assert ",\"'=HYPERLINK(" in row


def test_what_was_received_is_kept_never_opened(attacked: Face) -> None:
    answer = attacked.client.get("/years/2016/sheet/ANLAN/file")
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''%3Ci%3E2016.xlsx"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "application/octet-stream"


def test_the_language_is_that_of_the_browser_until_one_is_chosen(door: Face) -> None:
    assert 'lang="zh-CN"' in door.client.get("/enter", headers={"accept-language": "zh-CN,zh;q=0.9"}).text
    assert '<html lang="en">' in door.client.get("/enter", headers={"accept-language": "en-GB"}).text
    door.enter()
    door.client.get("/?lang=en")
    assert '<html lang="en">' in door.client.get("/", headers={"accept-language": "zh-CN"}).text
