"""The secretary's pages: a panel from the list to the closing; and what experts may not read meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html
from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.roles import Grant, Role
from cultivation.queries.grants import problems_of_grant
from cultivation.queries.marking import Phase, marking_of
from cultivation.queries.panel import panel_of
from cultivation.queries.panel_progress import panel_progress
from cultivation.queries.year import year_in
from cultivation.record.entries import MarkingClosed, MarkingOpened, PanelAssigned, RecusalDeclared
from cultivation.web.routes import ADDRESSES
from tests.core.panel.firms import EXPERTS, code, write_experts

from .marking_room import (
    AUDITOR,
    OBSERVER,
    OTHERS,
    SECRETARY,
    WU,
    YEAR,
    ZHANG,
    address,
    declared,
    entered,
    names_and_codes,
    numbers,
    panel,
    prepared,
    room,
    sent_file,
)
from .staff import Town
from .test_marking import MARK, all_set, set_mark, sheet

DESK = f"/years/{YEAR}/panel"


@pytest.fixture
def unlisted(tmp_path: Path) -> Iterator[Town]:
    prepared(tmp_path, listed=False).dispose()
    made = Town(tmp_path)
    yield made
    made.close()


def seen(client: TestClient, path: str = DESK) -> str:
    root = html.fromstring(client.get(path).text)
    (value,) = set(root.xpath("//input[@name='seen']/@value"))
    return str(value)


def entries_of(town: Town, kind: type) -> int:
    with town.desk.record.reading() as reader:
        return len(list(reader.entries_of(kind)))


def test_a_panel_from_the_list_to_the_closing(unlisted: Town, tmp_path: Path) -> None:
    town, secretary = unlisted, entered(unlisted, SECRETARY)
    content = write_experts(tmp_path / "e.xlsx").read_bytes()
    status, page = sent_file(town, secretary, f"{DESK}/experts", content, seen=seen(secretary))
    assert status == 200 and "6 experts are listed; 5 conflicts with applicants." in page
    found = secretary.get(f"/years/{YEAR}/conflicts").text
    assert all(each in found for each in ("李四", "昆山甲星", "is its legal representative"))
    said = {"each": "3", "seed": "公开", "blind": "yes"}
    draw = f"/years/{YEAR}/assignment/draw"
    before = seen(secretary, f"/years/{YEAR}/assignment")
    status, _to, page = town.send(secretary, draw, **said, seen=before)
    assert status == 200 and "Nothing is on record yet" in page and "6 experts with 4 to 4 each" in page
    assert entries_of(town, PanelAssigned) == 0
    shown = set(re.findall(r'<td class="code">(\w+)</td><td class="text">([^<]+)<', page))
    (form,) = html.fromstring(page).xpath("//form[contains(@action, 'draw')]")
    fields = {name: value for name, value in form.form_values() if name != "token"}
    assert town.send(secretary, draw, **fields)[0] == 303
    (entry,) = _entries(town, PanelAssigned)
    assert (entry.content.blind, entry.content.each, entry.content.seed) == (True, 3, "公开")
    page = secretary.get(f"/years/{YEAR}/assignment").text
    assert shown == set(re.findall(r'<td class="code">(\w+)</td><td class="text">([^<]+)<', page))
    assert town.send(secretary, draw, **fields)[0] == 409, "what was seen has moved on"
    opening = {"until": "2025-04-15", "shows_others": "yes", "seen": seen(secretary)}
    assert town.send(secretary, f"{DESK}/open", **opening)[0] == 303
    page = secretary.get(DESK).text
    assert "To be reminded" in page and "2025-04-15" in page
    again = {**said, "blind": "", "seen": seen(secretary, f"/years/{YEAR}/assignment")}
    assert town.send(secretary, draw, **again)[0] == 409, "names that were hidden stay hidden"
    said_why = {"reason": "评审结束", "seen": seen(secretary)}
    assert town.send(secretary, f"{DESK}/close", **said_why)[0] == 303
    (closed,) = _entries(town, MarkingClosed)
    assert closed.by is not None and (closed.by.account, closed.by.role) == (SECRETARY, "secretary")
    record = town.desk.record
    with record.reading() as reader:
        assert reader.verify().ok
    review.rebuild(record, "root")
    with record.reading() as reader:
        own = year_in(reader, YEAR)
        assert marking_of(own, panel_of(own)).phase is Phase.CLOSED


def _entries(town: Town, kind: type) -> list:  # type: ignore[type-arg]
    with town.desk.record.reading() as reader:
        return list(reader.entries_of(kind))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield from room(tmp_path)


def test_nothing_can_be_opened_that_is_not_assigned_or_closed_that_is_not_open(unlisted: Town) -> None:
    secretary = entered(unlisted, SECRETARY)
    assert unlisted.send(secretary, f"{DESK}/open", seen="0")[0] == 409
    assert unlisted.send(secretary, f"{DESK}/close", seen="0", reason="x")[0] == 409
    assert unlisted.send(secretary, f"{DESK}/open", seen="0", until="soon")[0] == 422
    assert (entries_of(unlisted, MarkingOpened), entries_of(unlisted, MarkingClosed)) == (0, 0)


def test_progress_tells_what_is_set_and_what_is_handed_in(town: Town) -> None:
    zhang, secretary = entered(town, ZHANG), entered(town, SECRETARY)
    declared(town, zhang)
    number = numbers(town, "张三")[0]
    set_mark(town, zhang, number, **{MARK: "4"})
    cells = _row_of(secretary, "张三")
    assert cells[1:2] == ["张三"] and cells[4:] == ["0", "1", "yes"]
    town.send(zhang, address("hand-in"))
    assert _row_of(secretary, "张三")[4:] == ["1", "0", "yes"]
    assert _row_of(secretary, "李四")[1] == "–", "nobody logs in for this expert"


def _row_of(client: TestClient, name: str) -> list[str]:
    root = html.fromstring(client.get(DESK).text)
    rows = root.xpath("//table[contains(@class, 'experts')]/tbody/tr")
    (row,) = [each for each in rows if name in each.xpath("string(th)")]
    return ["".join(cell.itertext()).strip() for cell in row.xpath("./th|./td")]


def test_a_recusal_by_the_secretary_is_shown_among_the_conflicts(town: Town) -> None:
    secretary = entered(town, SECRETARY)
    path = f"/years/{YEAR}/conflicts"
    fields = {"expert": "张三", "enterprise": code(8), "reason": "师生关系", "seen": seen(secretary, path)}
    assert town.send(secretary, f"{path}/recuse", **fields)[0] == 303
    assert entries_of(town, RecusalDeclared) == 1
    assert "师生关系" in secretary.get(path).text
    assert town.send(secretary, f"{path}/recuse", **fields)[0] == 409


def test_the_most_contested_come_first_and_who_observes_reads_no_expert(town: Town) -> None:
    """Two experts of a firm lie apart in one criterion by all of its range, in another by less."""
    zhang, wu, secretary = entered(town, ZHANG), entered(town, WU), entered(town, SECRETARY)
    both = sorted(set(numbers(town, "张三")) & set(numbers(town, "王五")))
    assert both
    for client, expert, marks in (
        (zhang, "张三", {MARK: "6", "talent_mark": "4"}),
        (wu, "王五", {MARK: "0", "talent_mark": "1"}),
    ):
        declared(town, client)
        all_set(town, client, expert)
        set_mark(town, client, both[0], **marks)
        town.send(client, address("hand-in"))
    path = f"/years/{YEAR}/discussion?among=all"
    rows = html.fromstring(secretary.get(path).text).xpath("//tbody/tr")
    cells = [["".join(cell.itertext()).strip() for cell in row.xpath("./th|./td")] for row in rows]
    assert [(row[4], row[5]) for row in cells] == [("6", "4.24"), ("3", "2.12")]
    assert "张三" in cells[0][3] and "王五" in cells[0][3]
    observed = entered(town, OBSERVER)
    for page in (path, DESK, f"/years/{YEAR}/conflicts", f"/years/{YEAR}/assignment"):
        text = observed.get(page).text
        assert not [name for name in OTHERS if name in html.fromstring(text).xpath("string(//main)")], page
    assert "张三" in entered(town, AUDITOR).get(path).text
    with town.desk.record.reading() as reader:
        spread = [each.spread for each in panel_progress(year_in(reader, YEAR)).result.cells]
    assert sorted(each for each in spread if each) == [3, 6]


def test_an_account_stands_for_one_expert_of_the_list_alone(town: Town) -> None:
    with town.desk.record.reading() as reader:
        nobody = Grant(SECRETARY, Role.EXPERT, YEAR, expert="无名")
        assert any("not on the list of experts" in each for each in problems_of_grant(reader, nobody))
        taken = Grant(SECRETARY, Role.EXPERT, YEAR, expert="张三")
        assert any("stands for this expert already" in each for each in problems_of_grant(reader, taken))
        free = Grant("f" * 16, Role.EXPERT, YEAR, expert="李四")
        assert not any("expert" in each for each in problems_of_grant(reader, free))


def walked(town: Town, client: TestClient, expert: str) -> dict[str, str]:
    """Return every page that an expert reaches: by an address with any number, and by each link on it."""
    numbers_of = [*numbers(town, expert), 1, 99]
    starts = [
        _address(route.path, each) for route in ADDRESSES for each in numbers_of if "GET" in route.methods
    ]
    found, waiting = dict[str, str](), ["/", *dict.fromkeys(starts)]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith(("/static", "/leave", "/enter")):
            continue
        answer = client.get(path)
        content = answer.headers.get("content-type", "")
        found[path] = answer.text if "text" in content or "json" in content else _cells(answer.content)
        if "text/html" in content:
            links = html.fromstring(answer.text).xpath("//main//a/@href | //nav//a/@href")
            waiting += [each.split("#")[0] for each in links if each.startswith("/") and "lang=" not in each]
    return found


def _address(path: str, number: int) -> str:
    parts = {"year": str(YEAR), "number": str(number), "code": code(1)}
    return re.sub(r"\{(\w+)\}", lambda found: parts.get(found[1], "1"), path)


def _cells(content: bytes) -> str:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    return " ".join(map(str, [*sheets, book.properties.title, book.properties.creator]))


@pytest.mark.parametrize("stage", ["open", "handed_in", "closed"])
def test_a_blind_expert_reads_no_name_and_no_code_anywhere(stage: str, town: Town) -> None:
    """R22: a walk over all pages as an expert; the own name is the only one of the panel."""
    zhang, wu = entered(town, ZHANG), entered(town, WU)
    declared(town, zhang)
    declared(town, wu)
    all_set(town, wu, "王五")
    town.send(wu, address("hand-in"))
    if stage != "open":
        all_set(town, zhang)
        town.send(zhang, address("hand-in"))
    if stage == "closed":
        review.close_marking(town.desk.record, "秘书", YEAR, "评审结束")
    pages = walked(town, zhang, "张三")
    assert sum(path.startswith(address()) for path in pages) >= 4 + 2
    hidden = [*names_and_codes(town), *(name for name in OTHERS if name != "张三")]
    assert len(hidden) == 2 * 8 + len(EXPERTS) - 1
    told = {(path, each) for path, text in pages.items() for each in hidden if each in text}
    assert {each for each in told if each[0] not in asked_by_code(pages)} == set()


def asked_by_code(pages: dict[str, str]) -> set[str]:
    """Return pages whose address, which the walk made up, holds a code: the page may repeat it."""
    return {path for path in pages if code(1) in path}


def test_an_expert_who_may_see_names_reads_those_of_the_own_enterprises_alone(tmp_path: Path) -> None:
    for town in room(tmp_path, blind=False):
        zhang = entered(town, ZHANG)
        pages = walked(town, zhang, "张三")
        found = panel(town)
        with town.desk.record.reading() as reader:
            names = reader.names_of(YEAR)
        own = {names[each] for each in found.firms_of("张三")}
        assert {each for each in names.values() if any(each in text for text in pages.values())} == own


def test_a_workbook_gives_nobody_away_to_who_guesses(town: Town) -> None:
    """Who writes names into a blind workbook is not told which are right."""
    import io

    import openpyxl

    zhang = entered(town, ZHANG)
    declared(town, zhang)
    content = zhang.get(address("workbook")).content
    answers = []
    with town.desk.record.reading() as reader:
        names = reader.names_of(YEAR)
    number = numbers(town, "张三")[0]
    found = panel(town)
    assert found.assignment is not None
    right = next(names[key] for key, each in found.assignment.numbers.items() if each == number)
    for guess in (right, "猜测有限公司"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        for row in book.worksheets[0].iter_rows(min_row=4):
            if str(row[0].value).startswith(f"{number}/"):
                row[3].value = guess
        filled = io.BytesIO()
        book.save(filled)
        page = sent_file(town, zhang, address("upload"), filled.getvalue(), way="drafts")[1]
        answers.append(re.sub(r'name="token" value="[^"]*"|data-ends="[0-9]*"', "", page))
    assert answers[0] == answers[1] and right not in answers[0]


def test_counts_are_equal_where_two_records_differ_in_hidden_pairs_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """R23: whether another expert is recused from a firm that is not the own one changes no page."""
    pages = []
    for differs in (False, True):
        folder = tmp_path_factory.mktemp("pairs")
        for town in room(folder):
            if differs:
                found = panel(town)
                own = set(found.firms_of("张三"))
                pair = next(
                    (expert, firm)
                    for firm, experts in found.assigned().items()
                    for expert in experts
                    if expert != "张三" and firm not in own
                )
                review.recuse(town.desk.record, "秘书", YEAR, *pair, "师生关系")
            zhang = entered(town, ZHANG)
            declared(town, zhang)
            assert set_mark(town, zhang, numbers(town, "张三")[0], **{MARK: "3"})[0] == 303
            kept = walked(town, zhang, "张三")
            pages.append({path: _told(text) for path, text in kept.items()})
            town.desk.close()
    assert pages[0].keys() == pages[1].keys()
    differing = [path for path in pages[0] if pages[0][path] != pages[1][path]]
    assert differing in ([], ["/own/totp"]), "but for a secret that is new each time"


def _told(page: str) -> str:
    """Leave out of a page what differs by moments and sessions."""
    page = re.sub(r'name="token" value="[^"]*"|data-ends="[0-9]*"|\d\d:\d\d:\d\d', "", page)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d|number [0-9a-f]{8}|[0-9a-f]{64}", "", page)


def test_what_all_gave_is_seen_after_the_closing_only_where_it_was_promised(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """R24: own marks alone until the panel closes; then, where so opened, the range without names."""
    for shows in (False, True):
        for town in room(tmp_path_factory.mktemp("others"), is_open=False):
            review.open_marking(town.desk.record, "秘书", YEAR, shows_others=shows)
            zhang, wu = entered(town, ZHANG), entered(town, WU)
            both = sorted(set(numbers(town, "张三")) & set(numbers(town, "王五")))[0]
            for client, value in ((zhang, "6"), (wu, "1")):
                declared(town, client)
                set_mark(town, client, both, **{MARK: value})
                town.send(client, address("hand-in"))
            assert "All experts" not in sheet(zhang, both)
            review.close_marking(town.desk.record, "秘书", YEAR, "评审结束")
            assert ("All experts: 1–6" in sheet(zhang, both)) is shows
