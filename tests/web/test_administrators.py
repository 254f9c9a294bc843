"""The rooms of the three administrators: first start, people and roles, the log of logins, the system."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from lxml import html
from starlette.testclient import TestClient

from cultivation import access
from cultivation.access import factors, sessions
from cultivation.access.outcomes import Said
from cultivation.access.sessions import Client
from cultivation.core.roles import Role
from cultivation.queries.accounts import accounts_of, identities_required, requests_of
from cultivation.record.actors import acting_of
from cultivation.web.desk import Examined
from cultivation.web.pages.event_words import KINDS
from cultivation.web.pages.sheet import attachment
from tests.access.conftest import PASSWORD, Hall

from .conftest import ORIGIN
from .staff import SPARE, Town, account_of, name_of, opened, town
from .test_accounts import Doors

ATTACK = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from opened(tmp_path_factory.mktemp("administrators"))


@pytest.fixture
def security(place: Town) -> TestClient:
    client = place.enter_as(account_of(Role.SECURITY_ADMIN))
    client.get("/?lang=en")
    return client


@pytest.fixture
def audit(place: Town) -> TestClient:
    client = place.enter_as(account_of(Role.AUDIT_ADMIN))
    client.get("/?lang=en")
    return client


def open_account(place: Town, client: TestClient, name: str, unit: str = "科技局") -> str:
    status, to, page = place.send(client, "/accounts/open", name=name, unit=unit)
    assert status == 303, page[-1500:]
    return to.removeprefix("/accounts/")


def roles_of(place: Town, account: str) -> list[str]:
    with place.desk.record.reading() as reader:
        return [
            str(grant.role) for each in accounts_of(reader) if each.id == account for grant in each.grants
        ]


def test_a_role_for_one_person_is_granted_at_once_and_recorded_by_account(
    place: Town, security: TestClient
) -> None:
    account = open_account(place, security, "沈一")
    said = {"role": "clerk", "year": "2017", "document": "3号"}
    assert place.send(security, f"/accounts/{account}/grant", **said)[0] == 303
    assert roles_of(place, account) == ["clerk"]
    with place.desk.record.reading() as reader:
        last = next(iter(reader.entries(limit=1, newest_first=True)))
    by = acting_of(last.payload)
    assert by is not None and (by.via, by.account) == ("web", account_of(Role.SECURITY_ADMIN))
    assert last.actor == name_of(Role.SECURITY_ADMIN) and by.role == "security_admin" and by.session
    status, _to, _page = place.send(security, f"/accounts/{account}/end", grant="clerk 2017", reason="轮岗")
    assert status == 303 and roles_of(place, account) == []


def test_a_role_that_decides_takes_another_administrator(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    account = open_account(place, security, "沈二")
    assert place.send(security, f"/accounts/{account}/grant", role="approver", document="4号")[0] == 303
    assert roles_of(place, account) == []
    with place.desk.record.reading() as reader:
        number = str(requests_of(reader)[0].number)
    assert "another person must confirm it" in security.get("/accounts").text
    status, _to, page = place.send(security, "/accounts/requests", number=number, answer="confirm")
    assert status == 409 and "another person must confirm it" in page
    assert "沈二" in audit.get("/access").text
    assert place.send(audit, "/accounts/requests", number=number, answer="confirm")[1] == "/access"
    assert roles_of(place, account) == ["approver"]


def test_what_is_refused_is_told_and_nothing_typed_is_lost(place: Town, security: TestClient) -> None:
    before = place.entries()
    status, _to, page = place.send(security, "/accounts/open", name="沈三", unit=" ")
    assert status == 422 and 'value="沈三"' in page
    said = {"role": "observer", "unit": "千灯镇", "document": ATTACK}
    status, _to, page = place.send(security, f"/accounts/{SPARE}/grant", **said)
    assert status == 409 and "is not limited by" in page and ATTACK not in page and "&lt;script&gt;" in page
    for wrong in ({"role": "emperor"}, {"role": "clerk", "year": "20x6"}, {"role": "firm"}, {}):
        status, _to, _page = place.send(security, f"/accounts/{SPARE}/grant", document="1号", **wrong)
        assert status in (409, 422), wrong
    assert place.send(security, "/accounts/nobody/grant", role="clerk")[0] == 404
    assert place.send(security, "/accounts/requests", number="x")[0] == 422
    assert place.entries() == before


def test_an_auditor_sees_who_had_which_role_on_a_day(place: Town) -> None:
    """As `accounts list --as-of` does; what was then is looked at, never changed."""
    auditor = place.enter_as(account_of(Role.AUDITOR))
    clerk = account_of(Role.CLERK)
    with place.desk.record.reading() as reader:
        opened_at = next(each.recorded_at for each in reader.entries() if each.kind == "account_opened")
    early = f"{datetime.fromisoformat(opened_at) - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    late = "2100-01-01"
    assert f"/accounts/{clerk}" not in auditor.get("/accounts", params={"as_of": early}).text
    assert auditor.get(f"/accounts/{clerk}", params={"as_of": early}).status_code == 404
    assert f"/accounts/{clerk}?as_of={late}" in auditor.get("/accounts", params={"as_of": late}).text
    for client in (auditor, place.enter_as(account_of(Role.SECURITY_ADMIN))):
        for path in ("/accounts", f"/accounts/{clerk}"):
            page = client.get(f"{path}?as_of={late}&lang=en").text
            assert (
                'action="/accounts' not in page.replace(f'action="{path}"', "", 1) and "those of now" in page
            )
    assert auditor.get("/accounts?as_of=yesterday").status_code == 422


def test_html_in_names_units_and_documents_is_shown_as_text(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    account = open_account(place, security, f"{ATTACK}沈", f"{ATTACK}局")
    place.send(security, f"/accounts/{account}/grant", role="auditor", document=ATTACK)
    place.access.end_session("x", ATTACK)
    for client, path in ((security, "/accounts"), (security, f"/accounts/{account}"), (audit, "/access")):
        page = client.get(path).text
        assert ATTACK not in page and "&lt;script&gt;" in page, path


def test_before_a_change_it_is_confirmed_who_it_is(place: Town) -> None:
    client = place.enter_as(account_of(Role.SECURITY_ADMIN))
    token = place.token(client)
    place.now += timedelta(minutes=11)
    before = place.entries()
    answer = client.post("/accounts/require", data={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/step-up?next=%2Faccounts")
    page = client.get("/accounts?lang=en").text
    assert "Confirm that it is you" in page and "/accounts/open" not in page
    assert place.entries() == before


def test_a_form_that_waits_for_a_proof_is_not_lost(place: Town) -> None:
    client = place.enter_as(account_of(Role.SECURITY_ADMIN))
    place.now += timedelta(minutes=11)
    before = place.entries()
    said = {"role": "clerk", "year": "2016", "document": ATTACK}
    status, to, _page = place.send(client, f"/accounts/{SPARE}/grant", **said)
    assert status == 303 and to.startswith("/step-up?next=%2Fdrafts%2F") and place.entries() == before
    draft = to.partition("next=")[2].replace("%2F", "/")
    page = client.get(f"{draft}?lang=en").text
    words = " ".join(html.fromstring(page).get_element_by_id("main").text_content().split())
    shown = f"Grant a role person闲人 Roleclerk year2016 Document on which this rests{ATTACK} Send it again"
    assert shown in words
    assert place.enter_as(account_of(Role.AUDIT_ADMIN)).get(draft).status_code == 404
    confirmed(place, client)
    form = html.fromstring(client.get(draft).text).xpath("//form[starts-with(@action, '/accounts/')]")[0]
    assert client.post(form.action, data=dict(form.form_values())).status_code == 303
    assert roles_of(place, SPARE) == ["clerk"]
    place.send(client, f"/accounts/{SPARE}/end", grant="clerk 2016", reason="轮岗")


def confirmed(place: Town, client: TestClient) -> None:
    """Have who is in prove again who it is."""
    secret = client.cookies["cultivation"]
    with place.access.store.changing() as connection:
        client.cookies["cultivation"] = sessions.step_up(connection, secret, place.now, "totp")


def test_an_answer_that_waits_for_a_proof_is_the_answer_that_was_given(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    """A confirmation that was kept must not come back as a refusal, nor as one that was never given."""
    account = open_account(place, security, "沈十")
    place.send(security, f"/accounts/{account}/grant", role="auditor", document="9号")
    said = {"number": numbers_asked(place)[-1]}
    before = place.entries()
    for nothing in ({}, {"answer": ""}, {"answer": "yes"}):
        assert place.send(audit, "/accounts/requests", **said, **nothing)[0] == 422
    place.now += timedelta(minutes=6)
    _status, to, _page = place.send(audit, "/accounts/requests", **said, answer="confirm")
    draft = to.partition("next=")[2].replace("%2F", "/")
    assert place.entries() == before
    confirmed(place, audit)
    form = html.fromstring(audit.get(draft).text).xpath("//form[@action='/accounts/requests']")[0]
    assert audit.post(form.action, data=dict(form.form_values())).status_code == 303
    assert roles_of(place, account) == ["auditor"]


def test_an_invitation_is_shown_once_and_resets_end_sessions(place: Town, security: TestClient) -> None:
    account = open_account(place, security, "沈五")
    status, _to, page = place.send(security, f"/accounts/{account}/invite", login="shenwu")
    code = html.fromstring(page).find_class("code")[0].text_content()
    assert status == 200 and re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code) and "/invited" in page
    assert code not in security.get(f"/accounts/{account}").text
    half = place.access.redeem(code, PASSWORD, "", Client())
    assert half.account == account
    there = place.enter_as(account)
    assert there.get("/own").status_code == 200
    assert place.send(security, f"/accounts/{account}/reset")[0] == 200
    assert there.get("/own").headers["location"].startswith("/enter")
    assert place.send(security, f"/accounts/{account}/close", reason="调离")[0] == 303
    assert "closed" in security.get(f"/accounts/{account}").text
    assert place.send(security, f"/accounts/{account}/invite")[0] == 409


def test_who_decides_is_reset_by_two_administrators(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    """Else one of them could enter as the approver and be the second of two persons."""
    account = account_of(Role.APPROVER)
    code = place.access.invite(account, "approver").codes[0]
    place.access.redeem(code, PASSWORD, "", Client())
    there = place.enter_as(account)
    assert place.access.invite(account).said is Said.RESET_NEEDED
    for _time in range(2):
        assert place.send(security, f"/accounts/{account}/reset")[:2] == (303, f"/accounts/{account}")
    status, _to, page = place.send(security, "/accounts/resets", account=account, answer="confirm")
    assert status == 409 and "another administrator must confirm" in page
    assert "waits for a second person" in security.get(f"/accounts/{account}").text
    assert "/accounts/resets" in security.get("/accounts").text
    assert there.get("/own").status_code == 200, "nothing has happened yet"
    assert place.send(audit, "/accounts/resets", account=SPARE, answer="confirm")[0] == 404
    assert "Confirm, and hand the invitation over" in audit.get("/access").text
    status, _to, page = place.send(audit, "/accounts/resets", account=account, answer="confirm")
    assert status == 200 and html.fromstring(page).find_class("code")
    assert there.get("/own").headers["location"].startswith("/enter")
    resets = [each for each in place.access.events(account) if each.kind.startswith("reset")]
    asked, done = account_of(Role.SECURITY_ADMIN), account_of(Role.AUDIT_ADMIN)
    said = [(each.kind, each.details["by"]) for each in resets]
    assert said == [("reset_asked", asked), ("reset_asked", asked), ("reset_asked", asked), ("reset", done)]


def numbers_asked(place: Town) -> list[str]:
    with place.desk.record.reading() as reader:
        return [str(each.number) for each in requests_of(reader)]


def test_a_slip_of_one_administrator_never_opens_an_account_that_decides(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    """Else who keeps the slip until the role is granted would be the second of two persons."""
    account = open_account(place, security, "沈七")
    _status, _to, page = place.send(security, f"/accounts/{account}/invite", login="shenqi")
    place.access.redeem(html.fromstring(page).find_class("code")[0].text_content(), PASSWORD, "", Client())
    kept = place.enter_as(account)
    place.send(security, f"/accounts/{account}/grant", role="approver", document="8号")
    said = {"number": numbers_asked(place)[-1], "answer": "confirm"}
    assert place.send(security, "/accounts/requests", **said)[0] == 409
    assert kept.get("/own").status_code == 200, "nothing is forgotten before the role is confirmed"
    status, _to, page = place.send(audit, "/accounts/requests", **said)
    assert status == 200 and roles_of(place, account) == ["approver"]
    assert kept.get("/own").headers["location"].startswith("/enter")
    assert place.access.profile(account).password_made is None
    code = html.fromstring(page).find_class("code")[0].text_content()
    assert place.access.redeem(code, PASSWORD, "", Client()).account == account


def test_the_first_invitation_of_who_decides_takes_two_persons(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    account = open_account(place, security, "沈八")
    place.send(security, f"/accounts/{account}/grant", role="proposer", document="8号")
    said = {"number": numbers_asked(place)[-1], "answer": "confirm"}
    assert place.send(audit, "/accounts/requests", **said)[1] == "/access", "there was nothing to forget"
    set_up(place, account_of(Role.AUDIT_ADMIN))
    for _time in range(2):
        assert place.send(security, f"/accounts/{account}/invite", login="shenba")[0] == 303
    assert "waits for a second person" in security.get(f"/accounts/{account}").text
    status, _to, page = place.send(audit, "/accounts/resets", account=account, answer="confirm")
    code = html.fromstring(page).find_class("code")[0].text_content()
    assert status == 200 and place.access.redeem(code, PASSWORD, "", Client()).account == account
    assert place.access.login_name(account) == "shenba"
    assert place.access.resets_asked() == []


def set_up(place: Town, account: str) -> None:
    """Give an account a second factor, so that it can be a second person."""
    with place.access.store.changing() as connection:
        factors.keep(connection, account, factors.TOTP, "sealed", place.now)


def test_a_reset_is_turned_down_and_lapses_after_seven_days(
    place: Town, security: TestClient, audit: TestClient
) -> None:
    account = account_of(Role.SYSTEM_ADMIN)
    code = place.access.invite(account, "sysadmin").codes[0]
    place.access.redeem(code, PASSWORD, "", Client())
    place.send(security, f"/accounts/{account}/reset")
    assert place.send(audit, "/accounts/resets", account=account, answer="refuse")[:2] == (303, "/access")
    assert place.send(audit, "/accounts/resets", account=account, answer="confirm")[0] == 404
    place.send(security, f"/accounts/{account}/reset")
    before = place.now
    place.now += timedelta(days=7)
    late = place.enter_as(account_of(Role.AUDIT_ADMIN))
    assert place.send(late, "/accounts/resets", account=account, answer="confirm")[0] == 404
    place.now = before


def test_ending_a_role_ends_the_sessions(place: Town, security: TestClient) -> None:
    account = open_account(place, security, "沈六")
    place.send(security, f"/accounts/{account}/grant", role="observer", document="5号")
    there = place.enter_as(account)
    there.get("/?lang=en")
    assert there.get("/pool").status_code == 200
    assert place.send(security, f"/accounts/{account}/end", grant="observer", reason="轮岗")[0] == 303
    assert there.get("/pool").headers["location"].startswith("/enter")


def test_the_log_of_logins_is_filtered_verified_and_kept_as_files(place: Town, audit: TestClient) -> None:
    with place.access.store.changing() as connection:
        place.access.note(connection, "failed", "", Client("=1+1"), {"what": "password"})
    assert "proof failed" in audit.get("/access?kind=failed").text
    table = html.fromstring(audit.get("/access").text).find_class("events")[0]
    told = [" ".join(each.text_content().split()) for each in table.xpath(".//td[last()]")]
    assert "password" in told and any(each.endswith("in the browser") for each in told)
    assert not [each for each in told if re.search(r"via|strength|\bby [a-z]{16}|=", each)]
    assert "No event matches" in audit.get("/access?day=2000-01-01").text
    assert "The log is whole" in audit.get("/access?verify=1").text
    lines = [json.loads(line) for line in audit.get("/access.jsonl").text.splitlines()]
    assert [each["seq"] for each in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["hash"] == place.access.events()[-1].hash
    answer = audit.get("/access.csv?kind=failed")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][4] == "'=1+1" and "attachment" in answer.headers["content-disposition"]
    assert audit.get("/access?kind=nothing").status_code == 422


def test_every_kind_of_event_has_a_name() -> None:
    folder = Path(access.__file__).parent
    text = " ".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    written = re.findall(r'\bnote\(\s*connection,\s*"(\w+)"', text)
    assert len(written) > 10 and {*written, "entered", "password_too_old", "log_purged"} <= KINDS.keys()


def test_who_has_no_second_factor_is_told_where_to_get_one(place: Town) -> None:
    client = place.enter_as(account_of(Role.CLERK))
    page = html.fromstring(client.get("/step-up?lang=en").text)
    assert "Ask the security administrator for a new invitation" in page.text_content()
    assert not page.xpath("//main//form") and page.xpath("//main//a[@href='/']")


def test_the_days_that_have_ended_are_sealed_on_record(place: Town) -> None:
    place.now += timedelta(days=1)
    client = place.enter_as(account_of(Role.AUDIT_ADMIN))
    before = place.entries()
    assert place.send(client, "/access/seal")[:2] == (303, "/access")
    assert place.entries() == before + 1
    assert "The log is whole" in client.get("/access?verify=1&lang=en").text
    assert place.send(client, "/access/seal")[0] == 303 and place.entries() == before + 1


def test_the_system_is_shown_without_business_data(place: Town) -> None:
    client = place.enter_as(account_of(Role.SYSTEM_ADMIN))
    place.desk.examine = lambda: [Examined("disk", "ok", f"{ATTACK} free", "")]
    assert client.get("/").headers["location"] == "/system"
    page = client.get("/system?lang=en").text
    assert "access.db" in page and "cultivation.db" in page and "Python" in page
    page = client.get("/system/checks").text
    assert "disk" in page and ATTACK not in page


def test_no_name_of_a_file_makes_a_header() -> None:
    answer = attachment(b"", 'a"\r\nset-cookie: x=1\r\n\r\n<b>.xlsx')
    said = answer.headers["content-disposition"]
    assert "\r" not in said and "\n" not in said and "set-cookie" not in answer.headers
    assert said.count('"') == 0 and said.startswith("attachment; filename*=utf-8''")


def test_first_start_in_the_browser(tmp_path: Path) -> None:
    """The printed code makes the first security administrator, who makes two others and nothing else."""
    record = town(tmp_path, staffed=False)
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    doors = Doors(tmp_path, hall)
    doors.enter()
    first = doors.client
    assert "/first" in first.get("/?lang=en").text
    said = {"name": "沈七", "unit": "信息中心", "document": ""}
    assert first.post("/first", data=said, headers=ORIGIN).status_code == 422
    with record.reading() as reader:
        assert not accounts_of(reader)
    page = first.post("/first", data={**said, "document": "6号"}, headers=ORIGIN).text
    code = html.fromstring(page).find_class("code")[0].text_content()
    assert first.get("/pool").status_code == 303, "the printed code opens nothing any more"
    chief = redeemed(doors, code, "shenqi")
    assert chief.get("/first").status_code == 404
    said = {"name": "沈八", "unit": "信息中心"}
    _status, to, _page = doors.send("/accounts/open", chief, **said)
    assert doors.send(f"{to}/grant", chief, role="clerk", document="7号")[0] == 409
    assert doors.send(f"{to}/grant", chief, role="system_admin", document="7号")[0] == 303
    assert doors.send(f"{to}/grant", chief, role="audit_admin", document="7号")[0] == 409
    assert doors.send("/accounts/require", chief)[0] == 409
    _status, to, _page = doors.send("/accounts/open", chief, name="沈九", unit="信息中心")
    assert doors.send(f"{to}/grant", chief, role="audit_admin", document="7号")[0] == 303
    assert doors.send("/accounts/require", chief)[0] == 303
    with record.reading() as reader:
        assert identities_required(reader) and len(accounts_of(reader)) == 3
        assert reader.verify().ok
    doors.close()
    record.dispose()


def redeemed(doors: Doors, code: str, login: str) -> TestClient:
    """Take an invitation; return the browser of who is in then."""
    client = doors.stranger()
    said = {"code": code, "login": login, "password": PASSWORD, "again": PASSWORD}
    assert doors.send("/invited", client, **said)[1] == "/enter/factor"
    tree = html.fromstring(client.get("/enter/factor").text)
    letters = "".join(tree.find_class("secret")[0].text_content().split())
    doors.hall.letters["first"] = letters
    token = tree.xpath("//form[@action='/enter/factor']//input[@name='token']/@value")[0]
    data = {"token": token, "code": doors.hall.code("first")}
    assert client.post("/enter/factor", data=data, headers=ORIGIN).status_code == 200
    return client
