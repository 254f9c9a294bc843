"""Both faces say the same: what each page that reads shows, against what the command prints as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from cultivation.commands.program import program

from .comparing import LANGUAGES, Row, compares, rows, said, speak, text, text_of
from .conftest import Face


@compares("/")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years(language: str, face: Face) -> None:
    speak(face, language)
    root = html.fromstring(face.get("/"))
    cards = {int(text_of(card.find(".//h2/a"))): card for card in root.find_class("card")}
    years = said(face, "status", language=language)["years"]
    assert list(cards) == [each["year"] for each in reversed(years)]
    for each in years:
        shown = [text_of(value) for value in cards[each["year"]].iter("dd")]
        expected = [f"{each['applications']:,}", text(each["members"]), each["cutoff"]]
        assert shown[:3] == expected
        (to,) = (link.get("href") for link in cards[each["year"]].iter("a") if "/rules/" in link.get("href"))
        assert each["rule_set"] in text_of(html.fromstring(face.get(to)).find(".//main"))
        if each["decision"]:
            assert each["decision"]["document"] in shown[-1] and each["decision"]["date"] in shown[-1]


@compares("/years/{year}/proposal")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proposal(language: str, face: Face) -> None:
    speak(face, language)
    table = rows(face, "/years/2017/proposal?rows=all", "firms")
    lines = said(face, "propose", "2017", "--dry-run", language=language)["lines"]
    assert len(table) == len(lines) > 250
    shown = {row[2]: (row[0], row[-1].partition(" ⚑")[0]) for row in table}
    assert shown == {each["name"]: (text(each["rank"]), each["reason"]) for each in lines}
    order = [row[2] for row in table if row[0] != "–"]
    assert order == [
        each["name"] for each in sorted(lines, key=lambda each: each["rank"] or 10**6) if each["rank"]
    ]


def test_who_is_to_be_verified(face: Face) -> None:
    speak(face, "en")
    flags = said(face, "consistency", "2017", "--dry-run")["flags"]
    flagged = {each["id"] for each in flags}
    table = rows(face, "/years/2017/proposal?rows=all", "firms")
    assert sum("⚑" in row[-1] for row in table) == len(flagged) > 3
    code = flags[0]["id"]
    told = html.fromstring(face.get(f"/years/2017/why/{code}")).find_class("flag")
    assert len(told) == sum(each["id"] == code for each in flags)


@pytest.mark.parametrize("action", ["enter", "stay", "exit", "reserve"])
def test_the_groups_of_the_proposal(action: str, face: Face) -> None:
    speak(face, "en")
    lines = said(face, "propose", "2017", "--dry-run")["lines"]
    expected = {each["name"] for each in lines if each["action"] == action}
    table = rows(face, f"/years/2017/proposal?among={action}&rows=all", "firms")
    assert {row[2] for row in table} == expected
    root = html.fromstring(face.get("/years/2017/proposal"))
    group = root.xpath(f'.//a[contains(@class, "group {action}")]/span')[0]
    assert text_of(group) == str(len(expected))


def test_the_filters_are_those_of_the_values_filed(face: Face) -> None:
    """What the zone filter shows is what each firm filed, as `why` tells it."""
    speak(face, "en")
    table = rows(face, "/years/2017/proposal?by_zone=bacheng&rows=all", "firms")
    assert 5 < len(table) < 100
    for row in table[:3]:
        sources = said(face, "why", row[2], "2017")["sources"]
        assert next(each["value"] for each in sources if each["field"] == "zone") == "bacheng"


def tables_under(root: Any, heading: str) -> list[list[Row]]:
    section = root.xpath(f'.//section[@aria-labelledby="{heading}"]')[0]
    return [
        [[text_of(cell) for cell in row.xpath("./td|./th")] for row in table.xpath(".//tbody/tr")]
        for table in section.iter("table")
    ]


@compares("/years/{year}/why/{code}")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["enter", "stay", "exit", "none"])
def test_why(action: str, language: str, face: Face, firm: Callable[[str], str]) -> None:
    speak(face, language)
    code = firm(action)
    answer = said(face, "why", code, "2017", language=language)
    root = html.fromstring(face.get(f"/years/2017/why/{code}"))
    assert text_of(root.find(".//h1")) == answer["name"]
    assert text_of(root.find_class("because")[0].find_class("why")[0]) == answer["reason"]
    if answer["total"] is None:
        return
    state = text_of(root.find_class("state")[0])
    assert answer["total"] in state and (answer["rank"] is None or str(answer["rank"]) in state)
    points = tables_under(root, "h-points")[0]
    assert [(row[2], row[3], row[5]) for row in points] == [
        (each["points"], each["max"], each["lost"]) for each in answer["contributions"]
    ]
    if answer["neighbours"]:
        rivals = tables_under(root, "h-rivals")[0]
        assert [(row[0], row[1], row[2]) for row in rivals] == [
            (str(each["rank"]), each["name"], each["total"]) for each in answer["neighbours"]
        ]
    sources = tables_under(root, "h-sources")[0]
    filed = [each for each in answer["sources"] if each["value"] is not None]
    assert [(row[2], row[3], row[4]) for row in sources] == [
        (each["file"], each["sheet"] or "", each["cell"] or "") for each in filed
    ]


@compares("/years/{year}/why/{code}/change", "/years/{year}/why/{code}/turning")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["enter", "stay", "exit"])
def test_what_would_have_turned_it_and_what_changed(
    action: str, language: str, face: Face, firm: Callable[[str], str]
) -> None:
    speak(face, language)
    code = firm(action)
    answer = said(face, "why", code, "2017", language=language)
    terminal = CliRunner().invoke(
        program, ["--workspace", str(face.folder), "--lang", language, "why", code, "2017"]
    )
    for part in ("turning", "change"):
        root = html.fromstring(face.get(f"/years/2017/why/{code}/{part}"))
        for paragraph in root.xpath(".//main//p[not(@class)]"):
            first, colon, _names = text_of(paragraph).replace("：", ": ").partition(": ")
            assert first + colon in terminal.stdout.replace("：", ": ")  # there, some names are left out
    turning = html.fromstring(face.get(f"/years/2017/why/{code}/turning"))
    for each in answer["would_change"]:
        if "criterion" in each:
            assert each["points"].lstrip("-") in text_of(turning.find(".//main//section/p"))
    flips = [each for each in answer["would_change"] if "field" in each and each["to"] is not None]
    assert len(turning.xpath(".//main//tbody/tr")) == len(flips)
    change = html.fromstring(face.get(f"/years/2017/why/{code}/change"))
    own = answer["year_on_year"].get("split", {}).get("own_values", {})
    assert len(change.xpath(".//main//tbody/tr")) == len(own)


@compares("/pool")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "words"),
    [("", ()), ("?year=2016", ("--year", "2016")), ("?on=2017-05-01", ("--on", "2017-05-01"))],
)
def test_the_pool(query: str, words: tuple[str, ...], language: str, face: Face) -> None:
    speak(face, language)
    members = said(face, "pool", *words, language=language)["members"]
    table = rows(face, f"/pool{query}", "members")
    if "on" in query:
        assert table == [[each["name"], each["id"], str(each["since"])] for each in members]
    else:
        assert [row[:4] for row in table] == [
            [text(each["rank"]), each["name"], each["id"], str(each["since"])] for each in members
        ]
    assert len(table) == 100


@compares("/firms/{code}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_of_a_firm(language: str, face: Face, firm: Callable[[str], str]) -> None:
    speak(face, language)
    for action in ("stay", "enter", "exit"):
        answer = said(face, "history", firm(action), language=language)
        table = rows(face, f"/firms/{answer['id']}", "history")
        assert table == [
            [
                *(str(each["year"]), each["name"], text(each["rank"]), text(each["total"])),
                *(each["outcome"], each["reason"], each["document"] or ""),
            ]
            for each in answer["years"]
        ]


@compares("/record")
def test_the_log(face: Face) -> None:
    speak(face, "en")
    entries = said(face, "audit", "log")["entries"]
    shown: list[Row] = []
    path = "/record"
    while True:
        page = html.fromstring(face.get(path))
        shown += rows(face, path, "log")
        following = page.xpath('.//nav[@class="pages screen"]/a[@rel="next"]/@href')
        if not following:
            break
        path = following[0]
    assert [(row[0], row[2], row[-1]) for row in shown] == [
        (str(each["seq"]), each["actor"], each["hash"][:12]) for each in reversed(entries)
    ]
    scored = [each["seq"] for each in entries if each["kind"] == "year_scored"]
    assert [int(row[0]) for row in rows(face, "/record?kind=year_scored", "log")] == scored[::-1]


def test_a_moment_in_the_past(face: Face) -> None:
    """As of the decision of 2016 neither face knows of what came later."""
    speak(face, "en")
    entries = said(face, "audit", "log")["entries"]
    moment = next(each["recorded_at"] for each in entries if each["kind"] == "year_decided")
    known = said(face, "status", "--as-of", moment)["years"]
    root = html.fromstring(face.get(f"/?as_of={moment}"))
    assert [text_of(card.find(".//h2/a")) for card in root.find_class("card")] == [
        str(each["year"]) for each in known
    ]
    assert [each["year"] for each in known] == [2016]
    links = root.xpath('.//a[starts-with(@href, "/years/")]/@href')
    assert links and all("as_of=" in link for link in links)
    face.get(f"/years/2017?as_of={moment}", 404)
    pool = rows(face, f"/pool?as_of={moment}", "members")
    members = said(face, "pool", "--as-of", moment)["members"]
    assert [row[2] for row in pool] == [each["id"] for each in members]


def test_points_that_are_older_than_the_applications_are_said(tmp_path: Path) -> None:
    from tests.commands.office import Office
    from tests.commands.test_every_state import CORRECT, RATIOS, RULES

    office = Office(tmp_path)
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    for step in (
        "open 2016 --rules small_pool",
        "intake 2016 " + office.applications("a.xlsx", RATIOS),
        "score 2016",
    ):
        office.do(step)
    face = Face(office.workspace)
    try:
        face.enter()
        speak(face, "en")
        pages = ("/years/2016", "/years/2016/proposal", "/years/2016/why/CHENHUI", "/years/2016/papers")
        assert not any("places shown are from before" in face.get(path) for path in pages)
        office.do(CORRECT)
        assert all("places shown are from before" in face.get(path) for path in pages)
    finally:
        face.close()
