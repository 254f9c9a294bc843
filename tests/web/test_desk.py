"""The clerks' desk: the queue of findings, corrections with evidence, what a district says of a finding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html
from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.roles import Role
from cultivation.core.rules.loading import load_file
from cultivation.queries.finding_states import finding_of, findings_now, queue_of
from cultivation.queries.year import year_in
from cultivation.record.actors import acting_of
from cultivation.record.entries import AccountOpened, FindingContested, FindingSettled, RoleGranted
from cultivation.review.replay import replay

from .staff import DISTRICT, OTHER_DISTRICT, Town, account_of, name_of, opened
from .test_files import NEIGHBOUR, OPEN, firm, last, send, workbook

SECOND_CLERK = "kkkkkkkkkkkkkkkk"
HOSTILE = '=HYPERLINK("http://x")<script>alert("x")</script>'
YEAR = f"/years/{OPEN}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("desk")
    towns = opened(folder)
    made = next(towns)
    review.open_year(made.desk.record, "root", OPEN, load_file(folder / "town.yaml"), None)
    with made.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account=NEIGHBOUR, name="邻区", unit=OTHER_DISTRICT))
        writer.append(RoleGranted(account=NEIGHBOUR, role="district", document="1号", unit=OTHER_DISTRICT))
        writer.append(AccountOpened(account=SECOND_CLERK, name="韩二", unit="科技局"))
        writer.append(RoleGranted(account=SECOND_CLERK, role="clerk", document="1号"))
    yield made
    next(towns, None)


def district(place: Town) -> TestClient:
    return place.enter_as(account_of(Role.DISTRICT))


def clerk(place: Town) -> TestClient:
    return place.enter_as(account_of(Role.CLERK))


def fields_of(page: str, action: str) -> dict[str, str]:
    """Return what a form of a page carries."""
    (form,) = html.fromstring(page).xpath(f'//form[contains(@action, "{action}") and @method="post"]')
    found = {each.get("name"): each.get("value", "") for each in form.xpath('.//input[not(@type="file")]')}
    found |= {each.get("name"): each.text or "" for each in form.xpath(".//textarea")}
    for each in form.xpath(".//select"):
        chosen = each.xpath("./option[@selected]") or each.xpath("./option")
        found[each.get("name")] = chosen[0].get("value") or chosen[0].text or ""
    return found


def handed_in(place: Town, code: str, spent: object = "待定", zone: str = DISTRICT) -> int:
    send(place, district(place), (f"{code}.xlsx", workbook(firm(code, zone, spent))))
    return last(place)


def test_what_was_found_waits_until_a_later_file_puts_it_right(place: Town) -> None:
    entry = handed_in(place, "AAQUEUE")
    client = clerk(place)
    page = client.get(f"{YEAR}/findings?lang=en").text
    assert "AAQUEUE" in page and f"{YEAR}/files/{entry}/sheet?sheet=Sheet&amp;cell=D2#cell" in page
    (number,) = set(re.findall(rf"{YEAR}/findings/{entry}/(\d+)", page))
    one = client.get(f"{YEAR}/findings/{entry}/{number}").text
    assert "待定" in one and "The enterprise stays out until a file brings it in." in one
    later = handed_in(place, "AAQUEUE", 900)
    assert "AAQUEUE" not in client.get(f"{YEAR}/findings").text
    answer = district(place).get(f"{YEAR}/files/{entry}?lang=en").text
    assert "put right since" in answer and later > entry


def test_table_counts_and_export_are_one(place: Town) -> None:
    handed_in(place, "ABCOUNT")
    client = clerk(place)
    root = html.fromstring(client.get(f"{YEAR}/findings?lang=en").text)
    shown = root.xpath('//table[contains(@class, "open-findings")]/tbody/tr')
    groups = {each.text.strip(): int(each[0].text) for each in root.xpath('//nav[@class="groups screen"]/a')}
    assert groups["All"] == len(shown) == sum(groups[key] for key in ("error", "doubt"))
    kinds = {each.get("value"): each.text for each in root.xpath('//select[@name="kind"]/option')[1:]}
    for kind, text in kinds.items():
        chosen = html.fromstring(client.get(f"{YEAR}/findings?kind={kind}").text)
        rows = chosen.xpath('//table[contains(@class, "open-findings")]/tbody/tr')
        assert text.endswith(f"({len(rows)})"), text
        table = client.get(f"{YEAR}/findings.csv?kind={kind}").text
        assert len(table.strip().splitlines()) == len(rows) + 1
    assert client.get(f"{YEAR}/findings?kind=nonsense").status_code == 422
    assert client.get(f"{YEAR}/findings?severity=note").status_code == 422


def correct(
    place: Town, client: TestClient, code: str, page: str, *files: tuple[str, bytes], **said: str
) -> tuple[int, str, str]:
    path = f"{YEAR}/firms/{code}/correct/rd"
    fields = {**fields_of(page, "/correct/"), **said, "token": place.token(client)}
    answer = client.post(f"{path}?lang=en", data=fields, files=[("files", each) for each in files])
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_a_stale_form_is_refused_with_both_values_and_nothing_is_lost(place: Town) -> None:
    """Story 4: a clerk corrects with evidence, a second clerk has the form of before."""
    handed_in(place, "ACSTALE", 900)
    path = f"{YEAR}/firms/ACSTALE/correct/rd?lang=en"
    first, second = clerk(place), place.enter_as(SECOND_CLERK)
    seen, stale = first.get(path).text, second.get(path).text
    paper = ("审计报告.pdf", b"%PDF-1.7 page 12")
    status, to, _page = correct(place, first, "ACSTALE", seen, paper, value="910", evidence="审计报告第12页")
    assert (status, to) == (303, f"{YEAR}/firms/ACSTALE?lang=en#h-corrections".replace("?lang=en", ""))
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
        assert reader.document(entry.payload["documents"][0]["sha256"]) == paper[1]
    by = acting_of(entry.payload)
    assert by is not None and (by.via, by.role) == ("web", "clerk")
    assert (entry.payload["value"], entry.payload["previous"]) == ("910", "900")
    before = last(place)
    own = ("台账.pdf", b"%PDF-1.7 ledger")
    status, _to, page = correct(place, second, "ACSTALE", stale, own, value="920", evidence="研发台账")
    assert status == 409 and last(place) == before
    text = html.fromstring(page).text_content()
    both = html.fromstring(page).xpath('//dl[contains(@class, "both-values")]')[0].text_content()
    assert "900" in both and "910" in both and name_of(Role.CLERK) in both and "920" in both
    again = fields_of(page, "/correct/")
    assert (again["value"], again["evidence"]) == ("920", "研发台账") and "台账.pdf" in text
    status, _to, _page = correct(place, second, "ACSTALE", page)
    assert status == 303
    with place.desk.record.reading() as reader:
        entry = next(reader.entries(limit=1, newest_first=True))
        assert reader.document(entry.payload["documents"][0]["sha256"]) == own[1], "sent once, kept"
    assert (entry.actor, entry.payload["value"], entry.payload["previous"]) == ("韩二", "920", "910")


def test_what_cannot_be_meant_is_said_above_the_form_with_all_that_was_written(place: Town) -> None:
    handed_in(place, "ADWRONG", 900)
    client, before = clerk(place), last(place)
    page = client.get(f"{YEAR}/firms/ADWRONG/correct/rd").text
    for value, evidence in (("很多", "台账"), ("901", " \u200b ")):
        status, _to, told = correct(place, client, "ADWRONG", page, value=value, evidence=evidence)
        assert status in (409, 422) and "Nothing was recorded." in told
        assert fields_of(told, "/correct/")["value"] == value
    status, _to, told = correct(place, client, "ADWRONG", page, ("空.pdf", b""), value="901", evidence="台账")
    assert status == 422 and "it is empty" in told
    form = {**fields_of(page, "/correct/"), "value": "901", "evidence": "台账", "token": place.token(client)}
    for seen in ("", "900", "null", "[1]"):
        answer = client.post(f"{YEAR}/firms/ADWRONG/correct/rd", data={**form, "seen": seen})
        assert answer.status_code == 422, seen
    for field in ("code", "name", "nonsense"):
        assert client.get(f"{YEAR}/firms/ADWRONG/correct/{field}").status_code == 404
    assert last(place) == before


def test_texts_of_strangers_are_shown_and_do_nothing(place: Town) -> None:
    entry = handed_in(place, "AEHOSTILE", "约900")
    client = district(place)
    page = client.get(f"{YEAR}/files/{entry}?lang=en").text
    number = re.findall(r'name="finding" value="(\d+)"', page)[0]
    said = {"finding": number, "text": HOSTILE, "token": place.token(client)}
    assert client.post(f"{YEAR}/files/{entry}/wrong", data=said).status_code == 303
    desk = clerk(place)
    for path in (f"{YEAR}/findings?severity=contested", f"{YEAR}/findings/{entry}/{number}"):
        shown = desk.get(path).text
        assert "<script>alert" not in shown and "<script>alert" in unescape(shown)
    table = desk.get(f"{YEAR}/findings.csv").text
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_district_says_that_a_finding_is_wrong_and_reads_the_answer(place: Town) -> None:
    entry = handed_in(place, "AFCONTEST")
    client, desk = district(place), clerk(place)
    page = client.get(f"{YEAR}/files/{entry}?lang=en").text
    number = re.findall(r'name="finding" value="(\d+)"', page)[0]
    said = {"finding": number, "text": "单元格写的就是待定", "token": place.token(client)}
    before = last(place)
    for _twice in range(2):
        assert client.post(f"{YEAR}/files/{entry}/wrong", data=said).status_code == 303
    assert last(place) == before + 1, "the same said twice is one entry"
    first = html.fromstring(desk.get(f"{YEAR}/findings?lang=en&severity=contested").text)
    assert "单元格写的就是待定" in first.text_content()
    path = f"{YEAR}/findings/{entry}/{number}"
    seen = fields_of(desk.get(path).text, "/settle")["seen"]
    empty = place.send(desk, f"{path}/settle", seen=seen, text=" ")
    assert empty[0] == 422 and last(place) == before + 1
    late = place.send(desk, f"{path}/settle", seen=str(int(seen) - 1), text="已核对")
    assert late[0] == 409 and "已核对" in late[2] and last(place) == before + 1
    assert place.send(desk, f"{path}/settle", seen=seen, text="已电话核对，请按模板填写")[0] == 303
    answer = client.get(f"{YEAR}/files/{entry}?lang=en").text
    assert "已电话核对，请按模板填写" in answer and "settled" in answer
    assert "AFCONTEST" not in desk.get(f"{YEAR}/findings").text
    again = {**said, "text": "仍请核对"}
    assert client.post(f"{YEAR}/files/{entry}/wrong", data=again).status_code == 303
    assert "AFCONTEST" in desk.get(f"{YEAR}/findings?severity=contested").text


def test_nobody_speaks_of_the_files_of_others(place: Town) -> None:
    entry = handed_in(place, "AGOTHER")
    neighbour, before = place.enter_as(NEIGHBOUR), last(place)
    said = {"finding": "1", "text": "不对", "reason": "撤回", "token": place.token(neighbour)}
    for act in ("wrong", "withdraw"):
        answer = neighbour.post(f"{YEAR}/files/{entry}/{act}", data=said)
        assert answer.status_code in (404, 409), act
        forged = neighbour.post(f"{YEAR}/files/{entry}/{act}", data={**said, "token": "x" * 32})
        assert forged.status_code == 403
    for path in (f"{YEAR}/findings", f"{YEAR}/findings/{entry}/1", f"{YEAR}/findings.csv"):
        assert neighbour.get(path).status_code == 403
    for path in (f"{YEAR}/findings/{entry}/1/settle", f"{YEAR}/firms/AGOTHER/correct/rd"):
        assert place.send(neighbour, path, text="已核对")[0] == 403
    assert last(place) == before


def test_a_file_is_withdrawn_by_who_submitted_it(place: Town) -> None:
    rows = (firm("AHONE"), firm("AHTWO"))
    client = district(place)
    send(place, client, ("two.xlsx", workbook(*rows)))
    entry = last(place)
    page = client.get(f"{YEAR}/files/{entry}?lang=en").text
    assert "Withdraw 2 applications" in page
    path = f"{YEAR}/files/{entry}/withdraw"
    assert place.send(client, path, reason="")[0] == 422
    assert place.send(client, path, reason="企业放弃申报")[0] == 303
    with place.desk.record.reading() as reader:
        own = year_in(reader, OPEN)
        assert not {"AHONE", "AHTWO"} & own.rows.keys()
        entries = list(reader.entries(after=entry))
    assert [each.payload["unit"] for each in entries] == [DISTRICT] * 2
    assert place.send(client, path, reason="再撤回")[0] == 409
    assert "Withdraw 2" not in client.get(f"{YEAR}/files/{entry}?lang=en").text
    assert "2 accepted" in send(place, client, ("two.xlsx", workbook(*rows)), supersede="yes")[1]


def test_counts_are_those_of_a_simple_count(place: Town) -> None:
    with place.desk.record.reading() as reader:
        found = findings_now(year_in(reader, OPEN))
    waiting = [each for each in found if each.is_open]
    everything = queue_of(found)
    assert len(everything.found) == len(waiting) > 0
    for zone in {each.zone for each in waiting}:
        for kind in {each.finding.code for each in waiting}:
            chosen = queue_of(found, zone, kind)
            simple = [each for each in waiting if (each.zone, each.finding.code) == (zone, kind)]
            assert set(map(id, chosen.found)) == set(map(id, simple))
            assert queue_of(found, None, kind).by_zone.get(zone, 0) == len(simple)
            assert queue_of(found, zone).by_kind.get(kind, 0) == len(simple)


def test_what_is_on_record_of_findings_verifies_and_is_done_again(place: Town) -> None:
    record = place.desk.record
    with record.reading() as reader:
        assert reader.verify().ok
        kinds = [each.kind for each in reader.entries()]
    assert FindingContested.KIND in kinds and FindingSettled.KIND in kinds
    steps = [each for each in replay(record) if not each.kind.startswith(("account", "role"))]
    assert [each for each in steps if not each.same] == []


def test_there_is_no_finding_that_is_none(place: Town, tmp_path: Path) -> None:
    with place.desk.record.reading() as reader:
        own = year_in(reader, OPEN)
        assert finding_of(own, 1, 1) is None and finding_of(own, 10**9, 1) is None
    client = clerk(place)
    for path in ("1/1", "0/0", "x/1", "999999/1"):
        assert client.get(f"{YEAR}/findings/{path}").status_code == 404
