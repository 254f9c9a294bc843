"""A year is decided by forms: what is refused is said in words, what is signed is what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html

from cultivation import review
from cultivation.core.roles import Role
from cultivation.errors import Refused
from cultivation.queries.year import State
from cultivation.record.entries import AccountOpened, RoleGranted, YearDecided

from .conftest import ORIGIN
from .deciding import HERE, HTML, NOTICE_DAYS, YEAR, Deciding
from .staff import account_of, name_of


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Deciding]:
    made = Deciding(tmp_path)
    yield made
    made.close()


def said(page: str) -> str:
    return " ".join(html.fromstring(page).find(".//main").text_content().split())


def against(page: str) -> list[str]:
    found = html.fromstring(page).xpath("//*[contains(@class,'against')]/li")
    return [" ".join(each.text_content().split()) for each in found]


def test_what_stands_against_a_decision_is_said_and_there_is_no_button(place: Deciding) -> None:
    place.noticed()
    number, _code = place.objected()
    for role in (Role.APPROVER, Role.PROPOSER, Role.OBSERVER):
        client = place.role(role)
        client.get("/?lang=en")
        page = client.get(f"{HERE}/decision").text
        told = " ".join(against(page))
        assert f"nobody has taken up: {number}" in told and "The notice lasts until" in told, role
        assert 'action="/years/2017/decision/' not in page
    place.later(days=NOTICE_DAYS)
    proposer = place.role(Role.PROPOSER)
    assert place.send(proposer, f"{HERE}/decision/sign")[0] == 403


def test_who_proposed_reads_why_there_is_no_button_and_cannot_sign(place: Deciding) -> None:
    """The same person has the role of the approver, too: by another account, too, it is the same name."""
    with place.desk.record.writing("root") as writer:
        writer.append(RoleGranted(account=account_of(Role.PROPOSER), role="approver", document="2号"))
        writer.append(AccountOpened(account="w" * 16, name=name_of(Role.PROPOSER), unit="科技局"))
        writer.append(RoleGranted(account="w" * 16, role="approver", document="3号"))
    _proposed_anew(place)
    for account in (account_of(Role.PROPOSER), "w" * 16):
        again = place.enter_as(account)
        again.get("/?lang=en")
        page = again.get(f"{HERE}/decision").text
        assert (
            f"{name_of(Role.PROPOSER)} made the proposal; another person must approve it." in against(page)[0]
        )
        assert 'action="/years/2017/decision/' not in page
        with place.desk.record.reading() as reader:
            digest = reader.years()[-1].proposal_digest
        status, _to, page = place.send(
            again, f"{HERE}/decision/sign", seen=str(digest), document="1号", on=place.day()
        )
        assert status == 409 and "another person must approve it" in page
    assert "year_decided" not in place.kinds()


def _proposed_anew(place: Deciding) -> None:
    """Have an application withdrawn, score again and propose by the person with the account."""
    review.withdraw(place.desk.record, "root", YEAR, "DONGLI", "自愿撤回")
    review.score(place.desk.record, "root", YEAR)
    status, to, page = place.send(place.role(Role.PROPOSER), f"{HERE}/propose")
    assert (status, to) == (303, f"{HERE}/decision"), page


def test_a_decision_is_tried_shown_and_signed_with_overrides(place: Deciding) -> None:
    place.noticed()
    place.later(days=NOTICE_DAYS)
    client = place.role(Role.APPROVER)
    client.get("/?lang=en")
    asked = {"enterprise_1": "DONGLI", "action_1": "exit", "reason_1": HTML}
    form = place.form(client, **asked)
    before = place.entries()
    status, _to, page = place.send(client, f"{HERE}/decision/preview", **form)
    assert status == 200 and place.entries() == before
    root = html.fromstring(page)
    assert not root.xpath("//main//script") and not root.xpath("//main//b")
    assert HTML in root.find_class("tried")[0].text_content()
    fields = root.xpath("//form[contains(@action,'sign')]/input")
    frozen = {each.get("name"): each.get("value") for each in fields}
    assert {key: frozen[key] for key in form} == form
    status, to, page = place.send(client, f"{HERE}/decision/sign", **form)
    assert (status, to) == (303, f"{HERE}/decision"), said(page)
    with place.desk.record.reading() as reader:
        [entry] = [each for each in reader.entries_of(YearDecided) if each.content.year == YEAR]
    assert entry.content.proposal_digest == form["seen"] and entry.actor == name_of(Role.APPROVER)
    assert [(each.enterprise, each.reason) for each in entry.content.overrides] == [("DONGLI", HTML)]
    place.holds()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason_1": ""}, "each override needs a reason"),
        ({"enterprise_1": ""}, "which enterprise it is about"),
        ({"action_1": "none"}, "which enterprise it is about"),
        ({"enterprise_1": "NOBODY"}, "NOBODY"),
        ({"document": " "}, "document must not be empty"),
        ({"on": "soon"}, "is not a date"),
        ({"on": "2100-01-01"}, "has not come yet"),
        ({"seen": ""}, "not said which proposal was seen"),
        ({"seen": "0" * 64}, "is not the one that was seen"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_lost(
    fields: dict[str, str], sentence: str, place: Deciding
) -> None:
    client = place.role(Role.APPROVER)
    client.get("/?lang=en")
    form = place.form(client, enterprise_1="ANLAN", action_1="exit", reason_1="重复") | fields
    before = place.entries()
    for act in ("preview", "sign"):
        status, _to, page = place.send(client, f"{HERE}/decision/{act}", **form)
        assert status in (409, 422) and sentence in unescape(page), (act, said(page)[:600])
        if form["enterprise_1"]:
            assert f'value="{form["enterprise_1"]}"' in page
    assert place.entries() == before


def test_a_proposal_that_changed_meanwhile_is_not_signed(place: Deciding) -> None:
    client = place.role(Role.APPROVER)
    client.get("/?lang=en")
    form = place.form(client)
    _proposed_anew(place)
    before = place.entries()
    status, _to, page = place.send(client, f"{HERE}/decision/sign", **form)
    assert status == 409 and "is not the one that was seen" in page and place.entries() == before


def test_signing_asks_for_a_fresh_proof_and_keeps_the_form_meanwhile(place: Deciding) -> None:
    client = place.role(Role.APPROVER)
    client.get("/?lang=en")
    form = place.form(client)
    place.later(seconds=301)
    before = place.entries()
    status, to, _page = place.send(client, f"{HERE}/decision/sign", **form)
    assert status == 303 and to.startswith("/step-up?next=%2Fdrafts%2F") and place.entries() == before
    kept = client.get(f"/drafts/{to.rpartition('%2F')[2]}").text
    assert form["seen"] in kept and "昆新兴〔2017〕3号" in kept and "SHA-256 of the proposal" in kept


def test_two_approvers_at_once_make_one_entry(place: Deciding) -> None:
    with place.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account="v" * 16, name="副审定", unit="科技局"))
        writer.append(RoleGranted(account="v" * 16, role="approver", document="4号"))
    clients = [place.role(Role.APPROVER), place.enter_as("v" * 16)]
    form = place.form(clients[0])
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda each: place.send(each, f"{HERE}/decision/sign", **form), clients))
    assert sorted(status for status, _to, _page in answers) == [303, 409]
    assert place.kinds().count("year_decided") == 1
    place.holds()


def test_a_form_that_is_sent_again_decides_nothing_again(place: Deciding) -> None:
    client = place.role(Role.APPROVER)
    form = place.form(client)
    assert place.send(client, f"{HERE}/decision/sign", **form)[0] == 303
    before = place.entries()
    status, _to, page = place.send(client, f"{HERE}/decision/sign", **form)
    assert status == 409 and place.entries() == before and "昆新兴〔2017〕3号" in page


def test_a_token_of_another_session_decides_nothing(place: Deciding) -> None:
    client, other = place.role(Role.APPROVER), place.role(Role.OBSERVER)
    form = place.form(client)
    before = place.entries()
    for token in ("", place.token(other), "x"):
        answer = client.post(f"{HERE}/decision/sign", data={**form, "token": token})
        assert answer.status_code == 403
    elsewhere = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    data = {**form, "token": place.token(client)}
    assert client.post(f"{HERE}/decision/sign", data=data, headers=elsewhere).status_code == 403
    assert place.entries() == before


def test_an_objection_goes_from_a_citizen_to_the_decision(place: Deciding) -> None:
    """Story 7: received, taken up, answered, and the citizen reads of it; then the year can be decided."""
    place.noticed()
    number, code = place.objected()
    clerk, proposer = place.role(Role.CLERK), place.role(Role.PROPOSER)
    for each in (clerk, proposer):
        each.get("/?lang=en")
    page = clerk.get(f"{HERE}/objections").text
    root = html.fromstring(page)
    assert HTML in root.find_class("received-objection")[0].text_content() and "13800000000" in page
    assert not root.xpath("//main//script")
    assert number not in proposer.get(f"{HERE}/objections").text, "what nobody took up is the clerk's alone"
    with pytest.raises(Refused, match=number):
        place.later(days=NOTICE_DAYS)
        review.decide(place.desk.record, "李强", YEAR, "1号", place.now.astimezone().date(), {})
    clerk, proposer = place.role(Role.CLERK), place.role(Role.PROPOSER)
    assert place.send(clerk, f"{HERE}/objections/take-up", receipt=number)[0] == 303
    assert place.send(clerk, f"{HERE}/objections/take-up", receipt=number)[0] == 303, "repeated, not doubled"
    assert place.kinds().count("objection_filed") == 1
    assert place.send(clerk, f"{HERE}/objections/decline", receipt=number, reason="x")[0] == 409
    seen = place.field(proposer, f"{HERE}/objections", "expected")
    answer = {"number": "1", "expected": seen, "upheld": "no", "text": "经核查属实"}
    assert place.send(proposer, f"{HERE}/objections/answer", **answer)[0] == 303
    assert place.send(proposer, f"{HERE}/objections/answer", **answer)[0] == 409
    told = followed(place, number, code)
    assert "Objection 1 was dismissed." in told and "经核查属实" in told
    approver = place.role(Role.APPROVER)
    assert place.send(approver, f"{HERE}/decision/sign", **place.form(approver))[0] == 303
    with place.desk.record.reading() as reader:
        assert "13800000000" not in str([each.payload for each in reader.entries()])
    place.holds()


def followed(place: Deciding, number: str, code: str) -> str:
    said_there = {"number": number, "code": code}
    return place.stranger().post("/receipt?lang=en", data=said_there, headers=ORIGIN).text


def test_an_objection_that_is_declined_is_answered_too(place: Deciding) -> None:
    place.noticed()
    number, code = place.objected(enterprise="某某公司")
    clerk = place.role(Role.CLERK)
    clerk.get("/?lang=en")
    status, _to, page = place.send(clerk, f"{HERE}/objections/take-up", receipt=number)
    assert status in (409, 422) and "某某公司" in page, "the clerk says which enterprise is meant"
    assert place.send(clerk, f"{HERE}/objections/decline", receipt=number, reason=" ")[0] == 422
    assert place.send(clerk, f"{HERE}/objections/decline", receipt=number, reason="与名单无关")[0] == 303
    told = followed(place, number, code)
    assert "It was not taken up." in told and "与名单无关" in told
    place.later(days=NOTICE_DAYS)
    approver = place.role(Role.APPROVER)
    assert place.send(approver, f"{HERE}/decision/sign", **place.form(approver))[0] == 303
    place.holds()


def test_receipts_cannot_be_guessed(place: Deciding) -> None:
    place.noticed()
    number, code = place.objected()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    texts = [followed(place, number, wrong) for _attempt in range(6)]
    assert "No objection has this number and this code." in texts[0]
    assert "Too many wrong codes" in texts[-1]
    assert "Too many wrong codes" in followed(place, number, code), "the right one waits, too"
    unknown = followed(place, "2017-AAAA-AAAA", code)
    assert "Too many wrong codes" in unknown
    place.later(seconds=3600)
    assert "waits to be taken up" in followed(place, number, code.lower().replace("-", " "))
    events = [each for each in place.access.events() if each.kind == "failed"]
    assert len(events) == 5 and all(each.account == "" for each in events), "no code stands in the log"
    assert wrong not in str(events)


def test_who_sends_too_many_objections_is_slowed_and_nobody_else(place: Deciding) -> None:
    place.noticed()
    for _number in range(5):
        place.objected()
    stranger = place.stranger()
    begun = place.field(stranger, f"/object/{YEAR}", "begun")
    place.later(seconds=30)
    sent = {"begun": begun, "enterprise": "ANLAN", "text": "多", "by": "张三", "contact": "1"}
    answer = stranger.post(f"/object/{YEAR}/send?lang=en", data=sent, headers=ORIGIN)
    assert answer.status_code == 409 and "At present objections are not taken here" in answer.text
    assert ">多</textarea>" in answer.text, "what was written stays"
    assert len(place.access.receipts(YEAR)) == 5
    firm = place.role(Role.FIRM)
    begun = place.field(firm, f"/object/{YEAR}", "begun")
    place.later(seconds=30)
    answer = firm.post(
        f"/object/{YEAR}/send?lang=en",
        data={**sent, "begun": begun, "token": place.token(firm), "contact": ""},
    )
    assert answer.status_code == 200, "a firm with an account is counted by itself"
    [mine] = place.access.sent_by(account_of(Role.FIRM), YEAR)
    assert mine.number in firm.get(f"{HERE}/objections").text
    place.later(seconds=3601)
    place.objected()


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"text": " "}, 422, "Missing: what you object to"),
        ({"contact": "", "by": ""}, 422, "your name, how to reach you"),
        ({"text": "x" * 4001}, 422, "4000 letters at most"),
        ({"website": "http://x"}, 409, "quicker than anybody writes"),
        ({"begun": "x"}, 409, "too old"),
        ({"begun": ""}, 409, "too old"),
    ],
)
def test_objections_that_cannot_be_taken_keep_what_was_written(
    fields: dict[str, str], status: int, sentence: str, place: Deciding
) -> None:
    place.noticed()
    stranger = place.stranger()
    begun = place.field(stranger, f"/object/{YEAR}", "begun")
    place.later(seconds=30)
    sent = {"begun": begun, "enterprise": "ANLAN", "text": "异议", "by": "张三", "contact": "138"} | fields
    answer = stranger.post(f"/object/{YEAR}/send?lang=en", data=sent, headers=ORIGIN)
    assert answer.status_code == status and sentence in unescape(answer.text), said(answer.text)[:500]
    assert 'value="ANLAN"' in answer.text and not place.access.receipts(YEAR)


def test_a_text_without_end_gets_a_sentence(place: Deciding) -> None:
    place.noticed()
    sent = {"begun": "x", "enterprise": "ANLAN", "text": "长" * 40_000, "by": "张三", "contact": "138"}
    answer = place.stranger().post(f"/object/{YEAR}/send?lang=en", data=sent, headers=ORIGIN)
    assert answer.status_code == 413 and "What was typed is too long" in answer.text


def test_a_form_is_taken_once_and_not_at_once(place: Deciding) -> None:
    place.noticed()
    stranger = place.stranger()
    begun = place.field(stranger, f"/object/{YEAR}", "begun")
    sent = {"begun": begun, "enterprise": "ANLAN", "text": "异议", "by": "张三", "contact": "138"}
    statuses = []
    for seconds in (1, 30, 30, 90_000):
        place.later(seconds=seconds)
        answer = stranger.post(f"/object/{YEAR}/send?lang=en", data=sent, headers=ORIGIN)
        statuses.append(answer.status_code)
    assert statuses == [409, 200, 409, 409] and len(place.access.receipts(YEAR)) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.html", b"<script>alert(1)</script>", "is not a PDF, a picture"),
        ("a.pdf", b"", "is not a PDF, a picture"),
        ("a.exe", b"MZ\x90", "is not a PDF, a picture"),
        ("a.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "is larger than 10 MB"),
    ],
)
def test_files_of_other_kinds_and_sizes_are_refused(
    name: str, content: bytes, sentence: str, place: Deciding
) -> None:
    place.noticed()
    stranger = place.stranger()
    begun = place.field(stranger, f"/object/{YEAR}", "begun")
    place.later(seconds=30)
    sent = {"begun": begun, "enterprise": "ANLAN", "text": "异议", "by": "张三", "contact": "138"}
    answer = stranger.post(
        f"/object/{YEAR}/send?lang=en", data=sent, files={"files": (name, content)}, headers=ORIGIN
    )
    assert answer.status_code == 422 and sentence in answer.text
    assert not place.access.receipts(YEAR)


def test_a_file_goes_with_an_objection_onto_the_record(place: Deciding) -> None:
    place.noticed()
    stranger = place.stranger()
    begun = place.field(stranger, f"/object/{YEAR}", "begun")
    place.later(seconds=30)
    sent = {"begun": begun, "enterprise": "ANLAN", "text": "异议", "by": "张三", "contact": "138"}
    content = b"%PDF-1.4 proof"
    files = {"files": ("../../<b>证据.pdf", content)}
    assert stranger.post(f"/object/{YEAR}/send", data=sent, files=files, headers=ORIGIN).status_code == 200
    [number] = place.access.receipts(YEAR)
    [(sha256, name)] = place.access.received([number])[0].files
    assert name == "b证据.pdf"
    path = f"{HERE}/objections/received/{number}/{sha256}"
    clerk = place.role(Role.CLERK)
    answer = clerk.get(path)
    assert answer.content == content and answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (
        place.stranger().get(path).status_code == 303
        and place.role(Role.OBSERVER).get(path).status_code == 403
    )
    assert clerk.get(path.replace(sha256, "0" * 64)).status_code == 404
    assert place.send(clerk, f"{HERE}/objections/take-up", receipt=number)[0] == 303
    with place.desk.record.reading() as reader:
        assert reader.document(sha256) == content
    place.holds()


def test_contacts_are_forgotten_a_year_after_the_decision(place: Deciding) -> None:
    place.noticed()
    number, code = place.objected()
    assert place.access.received([number])[0].sent.contact == "13800000000"
    place.access.forget_contacts([YEAR - 1])
    assert place.access.received([number])[0].sent.contact == "13800000000"
    assert place.access.forget_contacts([YEAR]) == 1
    [left] = place.access.received([number])
    assert left.sent.contact == "" and left.sent.text == HTML
    assert "waits to be taken up" in followed(place, number, code)


def test_the_public_sees_what_the_notice_makes_public_and_no_more(place: Deciding) -> None:
    stranger = place.stranger()
    assert stranger.get(f"/notice/{YEAR}").status_code == stranger.get("/notice/1999").status_code == 404
    assert stranger.get(f"/object/{YEAR}").status_code == 404
    place.noticed()
    answer = stranger.get(f"/notice/{YEAR}?lang=en")
    page = answer.text
    assert answer.headers["cache-control"] == "public, max-age=60" and "set-cookie" not in answer.headers
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in html.fromstring(page).xpath("//table[contains(@class,'public-list')]/tbody/tr")
    ]
    with place.desk.record.reading() as reader:
        lines = [each for each in reader.lines(YEAR) if each.action in ("enter", "stay", "exit")]
        filed = {each.enterprise_id: each for each in reader.applications(YEAR)}
    assert {(row[1], row[2], row[3]) for row in rows} == {
        (each.name, each.enterprise_id, filed[each.enterprise_id].text("zone")) for each in lines
    }
    assert not [each for each in ("周法人", "吴法人", "郑法人", "孙法人") if each in page]
    assert not html.fromstring(page).xpath("//main//script | //img[@onerror]")
    assert stranger.get(f"/notice/{YEAR}?as_of=2100-01-01").status_code == 200
    place.later(days=NOTICE_DAYS)
    page = place.stranger().get(f"/notice/{YEAR}?lang=en").text
    assert "The notice ended on" in page and "public-list" not in page
    assert "Objections were possible until" in place.stranger().get(f"/object/{YEAR}?lang=en").text
    approver = place.role(Role.APPROVER)
    assert place.send(approver, f"{HERE}/decision/sign", **place.form(approver))[0] == 303
    page = place.stranger().get(f"/notice/{YEAR}?lang=en").text
    assert "昆新兴〔2017〕3号" in page and "public-list" in page


def test_a_proof_of_a_result_is_checked_by_anybody(place: Deciding) -> None:
    from cultivation.outputs.proof.page import proof_page
    from cultivation.queries.seals import proof_of
    from cultivation.queries.year import State

    review.seal_lines(place.desk.record, "root", YEAR)
    with place.desk.record.reading() as reader:
        year = State(reader).year(YEAR)
        page = proof_page(proof_of(year, "ANLAN"), year.rules)

    def check(content: bytes) -> str:
        files = {"file": ("proof.html", content)}
        answer = place.stranger().post("/proof/check?lang=en", files=files, headers=ORIGIN)
        return unescape(answer.text)

    assert "Proved: this is the result under the published root." in check(page)
    forged = re.sub(rb'\\"place\\":[0-9]+', rb'\\"place\\":77', page)
    assert forged != page and "This line is not under the root" in check(forged)
    other = page.replace(b"cultivation-seal-1 2017 4", b"cultivation-seal-1 2017 5")
    assert "The office has no such seal on record" in check(other)
    assert all("does not hold the proof" in check(bad) for bad in (b"<html>", b"[" * 100_000))


def test_other_weights_are_tried_and_stand_in_the_address(place: Deciding) -> None:
    observer = place.role(Role.OBSERVER)
    observer.get("/?lang=en")
    page = observer.get(f"{HERE}/what-if").text
    assert "0 come, 0 go" in said(page)
    [name, *_more] = re.findall(r'name="(w_[a-z_0-9]+)"', page)
    moved = observer.get(f"{HERE}/what-if?{name}=0&capacity=1").text
    assert re.search(rf'name="{name}" type="number" min="0" [^>]*value="0"', moved)
    auditor = place.role(Role.AUDITOR)
    auditor.get("/?lang=en")
    again = auditor.get(f"{HERE}/what-if?{name}=0&capacity=1").text
    tried = [html.tostring(html.fromstring(each).get_element_by_id("tried")) for each in (again, moved)]
    assert tried[0] == tried[1]
    for wrong in ("x", "-1", "1e9", "0.0001", "9" * 13, "NaN"):
        assert observer.get(f"{HERE}/what-if?{name}={wrong}").status_code == 422, wrong
    assert place.role(Role.CLERK).get(f"{HERE}/what-if").status_code == 403


def test_members_are_removed_and_others_called_up(place: Deciding) -> None:
    approver = place.role(Role.APPROVER)
    assert place.send(approver, f"{HERE}/decision/sign", **place.form(approver))[0] == 303
    approver.get("/?lang=en")
    with place.desk.record.reading() as reader:
        first = reader.members()[0].id
    seen = place.field(approver, "/pool", "expected")
    form = {"enterprise": first, "cause": "own_request", "document": "5号", "on": place.day()}
    assert place.send(approver, "/pool/remove", **form, expected="1")[0] == 409
    assert place.send(approver, "/pool/remove", **{**form, "cause": "x"}, expected=seen)[0] == 409
    assert place.send(approver, "/pool/remove", **form, expected=seen)[0] == 303
    assert place.send(approver, "/pool/remove", **form, expected=seen)[0] == 409
    with place.desk.record.reading() as reader:
        assert first not in {each.id for each in reader.members()}
    place.holds()


def test_a_year_is_opened_and_scored_by_the_clerk(place: Deciding) -> None:
    clerk = place.role(Role.CLERK)
    rules = re.findall(r'<option value="([0-9a-f]{64})"', clerk.get("/open/form").text)
    with place.desk.record.reading() as reader:
        own = reader.years()[-1].rules_digest
    assert own in rules
    assert place.send(clerk, "/open", year="20x8", rules=own)[0] == 422
    assert place.send(clerk, "/open", year="2018", rules="0" * 64)[0] == 409
    status, to, _page = place.send(clerk, "/open", year="2018", rules=own, cutoff="2018-12-31")
    assert (status, to) == (303, "/years/2018")
    assert place.send(clerk, "/open", year="2018", rules=own)[0] == 409
    review.withdraw(place.desk.record, "root", YEAR, "DONGLI", "自愿撤回")
    assert 'name="kind" value="score"' in clerk.get(HERE).text
    before = place.kinds().count("year_scored")
    status, to, page = place.send(clerk, "/jobs", kind="score", year=str(YEAR))
    assert status == 303, page
    job = place.desk.jobs.find(to.rpartition("/")[2])
    assert job is not None and job.future.result(timeout=120).ok
    assert place.kinds().count("year_scored") == before + 1
    with place.desk.record.reading() as reader:
        scored = [each for each in reader.entries() if each.kind == "year_scored"][-1]
    assert scored.actor == name_of(Role.CLERK)
    assert scored.payload["acting"]["account"] == account_of(Role.CLERK)


def test_a_draft_of_the_rules_is_rehearsed_and_its_mistakes_are_told(place: Deciding) -> None:
    with place.desk.record.reading() as reader:
        stands = reader.years()[-1]
        content = State(reader).year(YEAR).loaded.content
    assert stands.year == YEAR
    observer = place.role(Role.OBSERVER)
    observer.get("/?lang=en")

    def rehearse(draft: bytes) -> tuple[int, str, str]:
        files = {"rules": ("draft.yaml", draft)}
        answer = observer.post(f"{HERE}/what-if/rules", data={"token": place.token(observer)}, files=files)
        return answer.status_code, answer.headers.get("location", ""), answer.text

    status, _to, page = rehearse(b"id: x\n")
    assert status in (409, 422) and "draft.yaml" in page
    status, to, page = rehearse(content.replace(b"capacity: 4", b"capacity: 3"))
    assert status == 303, page
    job = place.desk.jobs.find(to.rpartition("/")[2])
    assert job is not None and "Nothing is recorded" in job.future.result(timeout=120).sentence


def test_a_meeting_is_taken_down_from_its_sheet(place: Deciding) -> None:
    import io

    import openpyxl

    secretary = place.role(Role.SECRETARY)
    secretary.get("/?lang=zh")

    def send(path: str, content: bytes) -> tuple[int, str]:
        files = {"file": ("a.xlsx", content)}
        answer = secretary.post(f"{HERE}/meeting/{path}", data={"token": place.token(secretary)}, files=files)
        return answer.status_code, answer.text

    assert secretary.get(f"{HERE}/meeting/sheet").status_code == 409, "nobody is in the group yet"
    book = openpyxl.load_workbook(io.BytesIO(secretary.get(f"{HERE}/meeting/group/list").content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["姓名", "单位及职务", "组内职务"]
    for at, row in enumerate(
        (("冯一", "副市长", "组长"), ("陈二", "局长", "成员"), ("褚三", "局长", "成员")), start=2
    ):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    status, page = send("group", stream.getvalue())
    assert status == 303, said(page)
    empty = secretary.get(f"{HERE}/meeting/sheet").content
    assert empty.startswith(b"PK")
    before = place.entries()
    status, page = send("record", empty)
    assert status == 422 and place.entries() == before, "nobody voted yet: all that is missing is told"
    assert html.fromstring(page).find_class("findings")
    assert send("record", b"no workbook")[0] == 422


def test_who_objects_on_paper_is_put_on_record_by_the_clerk(place: Deciding) -> None:
    clerk = place.role(Role.CLERK)
    clerk.get("/?lang=en")
    data = {"token": place.token(clerk), "enterprise": "ANLAN", "by": "张三", "text": HTML}
    files = {"files": ("a.pdf", b"%PDF-1.4 x")}
    answer = clerk.post(f"{HERE}/objections/file", data=data, files=files)
    assert answer.status_code == 409 and "no notice" in answer.text and 'value="张三"' in answer.text
    place.noticed()
    clerk = place.role(Role.CLERK)
    data["token"] = place.token(clerk)
    assert clerk.post(f"{HERE}/objections/file", data=data, files=files).status_code == 303
    assert place.kinds().count("objection_filed") == 1
    place.holds()


def test_the_cases_of_the_meeting_stand_one_by_one_with_what_an_override_comes_to(place: Deciding) -> None:
    observer = place.role(Role.OBSERVER)
    observer.get("/?lang=en")
    page = observer.get(f"{HERE}/meeting/view?firm=ANLAN&try=exit").text
    assert "instead of" in said(page) and "Decide so" not in page
    assert observer.get(f"{HERE}/meeting/view?firm=NOBODY").status_code == 409
    assert observer.get(f"{HERE}/meeting/view?firm=ANLAN&try=x").status_code == 422
    approver = place.role(Role.APPROVER)
    approver.get("/?lang=en")
    page = approver.get(f"{HERE}/meeting/view?firm=ANLAN&try=exit").text
    assert f'href="{HERE}/decision?override=ANLAN"' in page
    assert (
        'name="enterprise_1" type="text" maxlength="120" value="ANLAN"'
        in approver.get(f"{HERE}/decision?override=ANLAN").text
    )
