"""Marking by a browser: each mark is saved as it is set, none is lost or overwritten, and it is handed in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html
from starlette.testclient import TestClient

from cultivation import review
from cultivation.errors import Refused
from cultivation.record.actors import By
from cultivation.record.entries import MarksReceived, NoConflictDeclared, RecusalDeclared
from cultivation.review.replay import replay

from .marking_room import (
    SECRETARY,
    WU,
    YEAR,
    ZHANG,
    address,
    declared,
    entered,
    numbers,
    panel,
    room,
    sent_file,
)
from .staff import Town

MARK = "system_mark"  # 0 to 6, whatever is filed


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield from room(tmp_path)


@pytest.fixture
def zhang(town: Town) -> TestClient:
    client = entered(town, ZHANG)
    declared(town, client)
    return client


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of a sheet would send, as a browser without a script does."""
    (form,) = html.fromstring(page).xpath("//form[contains(@class, 'sheet-of-marks')]")
    return {name: value for name, value in form.form_values() if name != "token"}


def sheet(client: TestClient, number: int) -> str:
    answer = client.get(address(number))
    assert answer.status_code == 200
    return answer.text


def set_mark(town: Town, client: TestClient, number: int, **said: str) -> tuple[int, str]:
    """Set marks on a sheet by its plain form."""
    fields = fields_of(sheet(client, number))
    fields |= {f"mark.{key}": value for key, value in said.items()}
    status, _to, page = town.send(client, address(number), **fields)
    return status, page


def stands(client: TestClient, number: int, key: str = MARK) -> str:
    return fields_of(sheet(client, number)).get(f"mark.{key}", "").replace("open", "")


def own(town: Town, expert: str = "张三") -> list[int]:
    return numbers(town, expert)


def test_nobody_sees_whom_they_mark_before_marking_is_open(tmp_path: Path) -> None:
    for town in room(tmp_path, is_open=False):
        client = entered(town, ZHANG)
        page = client.get(address()).text
        assert "Marking is not open yet" in page and "own-marks" not in page
        first = own(town)[0]
        assert client.get(address(first)).status_code == 404
        assert town.send(client, address("declare"), none="yes")[0] == 409
        by = By("web", "password+totp", account=ZHANG, session=1)
        with pytest.raises(Refused, match="not open yet"):
            review.recuse(town.desk.record.acting(by), "张三", YEAR, "张三", "91320583", "x")
        review.open_marking(town.desk.record, "秘书", YEAR)
        listed = re.findall(r'marks/(\d+)"', client.get(address()).text)
        assert [int(each) for each in dict.fromkeys(listed)] == own(town) == sorted(own(town))


def test_the_declaration_comes_before_the_first_mark_and_is_on_record(town: Town) -> None:
    client = entered(town, ZHANG)
    page = sheet(client, own(town)[0])
    assert "First declare" in page and f"mark.{MARK}" not in page
    send = {f"mark.{MARK}": "4", f"seen.{MARK}": "0.0"}
    assert town.send(client, address(own(town)[0]), **send)[0] == 422
    assert town.send(client, address("declare"))[0] == 422
    assert town.access.draft_marks(ZHANG, YEAR) == {}
    declared(town, client)
    with town.desk.record.reading() as reader:
        (entry,) = reader.entries_of(NoConflictDeclared)
    assert (entry.content.expert, entry.by and entry.by.account) == ("张三", ZHANG)
    assert entry.by is not None and entry.by.role == "expert"
    assert town.send(client, address(own(town)[0]), **send)[0] == 303


def test_a_mark_stands_as_it_was_set_and_no_entry_is_made(town: Town, zhang: TestClient) -> None:
    number, before = own(town)[0], town.entries()
    assert set_mark(town, zhang, number, **{MARK: "4"})[0] == 303
    assert stands(zhang, number) == "4"
    assert set_mark(town, zhang, number, **{MARK: "abstain"})[0] == 303
    assert stands(zhang, number) == "abstain"
    assert set_mark(town, zhang, number, **{MARK: ""})[0] == 303
    assert stands(zhang, number) == ""
    assert town.entries() == before


@pytest.mark.parametrize("wrong", ["7", "-1", "2.5", "good", "1e9", "NaN", "Infinity"])
def test_what_is_no_possible_mark_is_not_saved_and_said(wrong: str, town: Town, zhang: TestClient) -> None:
    number = own(town)[0]
    set_mark(town, zhang, number, **{MARK: "4"})
    status, page = set_mark(town, zhang, number, **{MARK: wrong})
    assert status == 422 and "Not all marks were saved" in page
    assert stands(zhang, number) == "4"


def test_an_older_window_overwrites_nothing_and_shows_both(town: Town, zhang: TestClient) -> None:
    number = own(town)[0]
    older = fields_of(sheet(zhang, number))
    set_mark(town, zhang, number, **{MARK: "5"})
    status, _to, page = town.send(zhang, address(number), **{**older, f"mark.{MARK}": "2"})
    assert status == 409
    told = html.fromstring(page).xpath(f"//fieldset[@id='m-{MARK}']//p[contains(@class, 'saved')]")[0].text
    assert "5" in told and "2" in told and stands(zhang, number) == "5"
    again = {**fields_of(page), f"mark.{MARK}": "2"}
    assert town.send(zhang, address(number), **again)[0] == 303
    assert stands(zhang, number) == "2"


def test_a_script_is_told_the_same(town: Town, zhang: TestClient) -> None:
    number = own(town)[0]
    said = {"part": "1", f"mark.{MARK}": "3", f"seen.{MARK}": "0.0", f"comment.{MARK}": "很好", "token": ""}
    said["token"] = town.token(zhang)
    first = zhang.post(address(number), data=said)
    assert first.status_code == 200
    told = first.json()["marks"][MARK]
    assert (told["value"], told["comment"], told["seen"]) == ("3", "很好", "0.1")
    stale = zhang.post(address(number), data={**said, f"mark.{MARK}": "1"})
    assert stale.status_code == 409 and stale.json()["marks"][MARK]["value"] == "3"
    wrong = zhang.post(address(number), data={**said, f"mark.{MARK}": "99", f"seen.{MARK}": "0.1"})
    assert wrong.status_code == 422 and "0–6" in wrong.json()["marks"][MARK]["problem"]


def test_another_experts_sheet_is_not_there(town: Town, zhang: TestClient) -> None:
    others = [each for each in range(1, 9) if each not in own(town)]
    assert others
    there, absent = zhang.get(address(others[0])), zhang.get(address(99))
    assert there.status_code == absent.status_code == 404
    send = {f"mark.{MARK}": "4", f"seen.{MARK}": "0.0"}
    assert town.send(zhang, address(others[0]), **send)[0] == 404
    assert town.send(zhang, address(others[0], "withdraw"), reason="x")[0] == 404


def test_what_was_set_when_the_session_ended_goes_on_after_the_login(town: Town, zhang: TestClient) -> None:
    """The form that came too late is kept, and sent again from its own page after the login."""
    number = own(town)[0]
    fields = fields_of(sheet(zhang, number)) | {f"mark.{MARK}": "5", f"comment.{MARK}": "已核对"}
    town.now += timedelta(minutes=31)
    status, to, _page = town.send_lost(zhang, address(number), **fields)
    assert status == 303 and to.startswith("/enter?next=")
    again = entered(town, ZHANG)
    page = again.get(unquote(to.partition("next=")[2])).text
    assert (
        "已核对" in page
        and f"No. {number}" in page
        and "0.0" not in html.fromstring(page).xpath("string(//dl)")
    )
    (form,) = html.fromstring(page).xpath(f"//form[@action='{address(number)}']")
    kept = {name: value for name, value in form.form_values() if name != "token"}
    assert town.send(again, address(number), **kept)[0] == 303
    assert stands(again, number) == "5"


def all_set(town: Town, client: TestClient, expert: str = "张三") -> int:
    """Set the highest mark of everything; return how many marks these are."""
    count = 0
    for number in own(town, expert):
        fields = fields_of(sheet(client, number))
        root = html.fromstring(sheet(client, number))
        for fieldset in root.xpath("//fieldset[@data-mark]"):
            key = fieldset.get("data-mark")
            radios = fieldset.xpath(".//input[@type='radio']/@value")
            fields[f"mark.{key}"] = max((each for each in radios if each[:1].isdigit()), key=float)
            count += 1
        assert town.send(client, address(number), **fields)[0] == 303
    return count


def test_handing_in_is_one_entry_like_a_workbook_and_can_be_taken_again(
    town: Town, zhang: TestClient
) -> None:
    count = all_set(town, zhang)
    assert "Submit all marks" in zhang.get(address("hand-in")).text
    before = town.entries()
    _status, _to, page = town.send(zhang, address("hand-in"))
    assert f"<dd>{count}</dd>" in page
    assert town.entries() == before + 2  # the marks, and what all marks come to
    with town.desk.record.reading() as reader:
        (entry,) = reader.entries_of(MarksReceived)
        assert (entry.content.expert, entry.content.accepted, entry.content.rejected) == ("张三", count, 0)
        assert entry.by is not None and (entry.by.account, entry.by.role) == (ZHANG, "expert")
    assert len(panel(town).given) == count
    assert town.access.draft_marks(ZHANG, YEAR) == {}
    town.send(zhang, address("hand-in"))
    assert town.entries() == before + 2, "the same marks again are nothing new"
    assert set_mark(town, zhang, own(town)[0], **{MARK: "1"})[0] == 303
    town.send(zhang, address("hand-in"))
    values = {each.value for (key, _firm, mark), each in _given(town) if key == "张三" and mark == MARK}
    assert {str(each) for each in values} == {"1", "6"}
    record = town.desk.record
    with record.reading() as reader:
        assert reader.verify().ok
    differing = [(each.kind, each.problem) for each in replay(record) if not each.same]
    assert [each for each in differing if each[0] != "role_granted"] == []  # given here without the office


def _given(town: Town) -> list[tuple[tuple[str, str, str], object]]:
    found = panel(town)
    return [
        ((expert, each.enterprise, each.mark), each)
        for expert, book in found.handed_in.items()
        for each in book.marks
    ]


def test_what_is_missing_is_listed_and_asked_for(town: Town, zhang: TestClient) -> None:
    number = own(town)[0]
    set_mark(town, zhang, number, **{MARK: "4"})
    page = zhang.get(address("hand-in")).text
    asked = page.count("#m-") + 1
    assert f"{asked - 1} marks are still open" in page and "Submit what is set" in page
    answer = town.send(zhang, address("hand-in"))[2]
    assert f"{asked - 1} marks are still open" in answer
    assert len(panel(town).given) == 1


def test_workbook_and_form_are_one(town: Town, zhang: TestClient) -> None:
    """Set here, filled in there, sent back here: the same marks; then handed in as it is."""
    number = own(town)[0]
    set_mark(town, zhang, number, **{MARK: "4"})
    content = zhang.get(address("workbook")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=4)}
    assert rows[f"{number}/{MARK}"][7].value == 4
    rows[f"{number}/talent_mark"][7].value = 2
    rows[f"{number}/talent_mark"][8].value = "培养制度"
    filled = io.BytesIO()
    book.save(filled)
    before = town.entries()
    status, page = sent_file(town, zhang, address("upload"), filled.getvalue(), way="drafts")
    assert status == 200 and "2 marks are set" in page and town.entries() == before
    assert (stands(zhang, number), stands(zhang, number, "talent_mark")) == ("4", "2")
    assert "培养制度" in sheet(zhang, number)
    status, page = sent_file(town, zhang, address("upload"), filled.getvalue(), way="hand_in")
    assert status == 200 and town.entries() == before + 2
    assert len(panel(town).given) == 2 and town.access.draft_marks(ZHANG, YEAR) == {}
    assert stands(zhang, number, "talent_mark") == "2", "what is handed in is what stands"


def test_the_workbook_of_another_is_refused(town: Town, zhang: TestClient) -> None:
    wu = entered(town, WU)
    declared(town, wu)
    content = wu.get(address("workbook")).content
    before = town.entries()
    for way in ("drafts", "hand_in"):
        status, page = sent_file(town, zhang, address("upload"), content, way=way)
        assert status == 200 and "not for 张三" in page
    assert town.entries() == before and town.access.draft_marks(ZHANG, YEAR) == {}


def test_who_withdraws_no_longer_sees_the_enterprise_and_it_is_on_record(
    town: Town, zhang: TestClient
) -> None:
    first, *rest = own(town)
    set_mark(town, zhang, first, **{MARK: "4"})
    assert town.send(zhang, address(first, "withdraw"), reason=" ")[0] == 422
    assert town.send(zhang, address(first, "withdraw"), reason="配偶在该企业任职")[0] == 303
    assert own(town) == rest and zhang.get(address(first)).status_code == 404
    with town.desk.record.reading() as reader:
        (entry,) = reader.entries_of(RecusalDeclared)
    assert (entry.content.expert, entry.content.reason) == ("张三", "配偶在该企业任职")
    town.send(zhang, address("hand-in"))
    assert not any(each.marks for each in panel(town).handed_in.values())


def test_after_the_closing_pages_are_read_only_and_say_why(town: Town, zhang: TestClient) -> None:
    number = own(town)[0]
    open_window = fields_of(sheet(zhang, number))
    set_mark(town, zhang, number, **{MARK: "4"})
    secretary = entered(town, SECRETARY)
    desk = html.fromstring(secretary.get(f"/years/{YEAR}/panel").text)
    (seen,) = set(desk.xpath("//input[@name='seen']/@value"))
    path = f"/years/{YEAR}/panel/close"
    assert town.send(secretary, path, reason="评审时间已到", seen="1")[0] == 409
    assert town.send(secretary, path, reason="评审时间已到", seen=seen)[0] == 303
    for page in (zhang.get(address()).text, sheet(zhang, number), zhang.get(address("hand-in")).text):
        assert "评审时间已到" in page and "Ask the secretary" in page
        assert not html.fromstring(page).xpath("//main//form")
    assert "4" in html.fromstring(sheet(zhang, number)).xpath(f"//fieldset[@id='m-{MARK}']")[0].text_content()
    before = town.entries()
    assert town.send(zhang, address(number), **open_window | {f"mark.{MARK}": "1"})[0] in (409, 422)
    assert town.send(zhang, address("hand-in"))[0] == 409
    assert town.send(zhang, address(number, "withdraw"), reason="x")[0] == 409
    assert town.entries() == before
    drafts = town.access.draft_marks(ZHANG, YEAR)
    assert [each.value for each in drafts.values()] == ["4"]
    review.open_marking(town.desk.record, "秘书", YEAR)
    assert stands(zhang, number) == "4", "what was set is there when it is opened again"
