"""Who may what: every route, method and role, own and another's rows, against a table written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from cultivation.canonical import visible
from cultivation.core.roles import Grant, Role
from cultivation.record.actors import acting_of
from cultivation.record.entries import RoleEnded, RoleGranted
from cultivation.record.permissions import ROLES
from cultivation.web import rights
from cultivation.web.rights import Decision, Row
from cultivation.web.routes import ADDRESSES, Address
from cultivation.web.work import KINDS
from cultivation.workspace import WebSettings

from .conftest import ORIGIN
from .rights_table import PAGES, with_table
from .staff import (
    DISTRICT,
    FIRMS,
    HELD_BACK,
    NOTICED,
    OTHER,
    OWN,
    REPRESENTATIVE,
    SPARE,
    Town,
    account_of,
    opened,
    without_numbers,
)

TABLE = yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text("utf-8"))
BY_PATH = {path: (key, row) for key, row in TABLE["rows"].items() for path in row["paths"]}
OF_ROLES = [each for each in ADDRESSES if each.right not in (rights.DOOR, rights.PUBLIC)]
ENDS = ("/leave", "/accounts/require")  # what would change the town for the tests that follow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from opened(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def restless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own, for acts that change who may what."""
    yield from opened(tmp_path_factory.mktemp("restless"))


@pytest.fixture(scope="module")
def people(place: Town) -> dict[Role, TestClient]:
    return {role: place.enter_as(account_of(role)) for role in Role}


def expected(path: str, role: Role) -> str:
    return str(BY_PATH[path][1]["roles"][list(Role).index(role)])


def address_of(path: str, code: str = OWN, year: int = NOTICED) -> str:
    parts = {"year": year, "code": code, "entry": 1, "rules": "small_pool", "account": SPARE}
    parts |= {"field": "rd", "number": 1, "kind": "zone", "name": "qiandeng"}
    return re.sub(r"\{(\w+)\}", lambda found: str(parts.get(found[1], "0" * 64)), path)


def test_the_table_has_every_route_and_no_other() -> None:
    assert {each.path for each in OF_ROLES} == BY_PATH.keys()
    assert {each.path for each in ADDRESSES} - BY_PATH.keys() == {*TABLE["door"], *TABLE["public"]}
    assert set(TABLE["jobs"]) == set(KINDS)
    assert all(len(row["roles"]) == len(Role) for row in TABLE["rows"].values())


def test_nothing_is_served_but_what_the_table_has(place: Town) -> None:
    """A route past the addresses would be one that no right guards."""
    apart = ("/api/", "/health", "/metrics")  # tests/web/test_api.py and test_probes.py
    routes = [each for each in place.app.routes if not each.path.startswith(apart)]  # type: ignore[attr-defined]
    served = {(each.path, method) for each in routes for method in each.methods}  # type: ignore[attr-defined]
    meant = {(each.path, method) for each in ADDRESSES for method in each.methods}
    assert served == {("/static/{name}", "GET"), *meant} | {
        (path, "HEAD") for path, method in (*meant, ("/static/{name}", "GET")) if method == "GET"
    }


def test_changes_of_administrators_need_a_proof_that_is_not_old(place: Town) -> None:
    meant = [path for key in TABLE["proved"] for path in TABLE["rows"][key]["paths"]]
    changing = [each for each in ADDRESSES if "POST" in each.methods and each.path in meant]
    assert len(changing) == 13
    clients = {role: place.enter_as(account_of(role)) for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)}
    place.now += timedelta(minutes=5, seconds=1)
    before = place.entries(), place.events()
    for address in changing:
        role = next(each for each in clients if expected(address.path, each) != "-")
        status, to, _page = place.send(clients[role], address_of(address.path), reason="轮岗")
        assert status == 303 and to.startswith("/step-up?next="), address.path
    assert (place.entries(), place.events()) == before
    place.now -= timedelta(minutes=5, seconds=1)


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_table_says(role: Role, place: Town, people: dict[Role, TestClient]) -> None:
    client, year = people[role], HELD_BACK if role is Role.EXPERT else NOTICED
    for address in OF_ROLES:
        said = expected(address.path, role)
        for code in (OWN, OTHER) if "{code}" in address.path else (OWN,):
            if "GET" in address.methods:
                answer = client.get(address_of(address.path, code, year))
                assert answer.status_code in allowed_statuses(address, said, code), (address.path, code)
            if "POST" in address.methods and (said in "-" or address.path not in ENDS):
                posts(address, said, place, client, role)


def allowed_statuses(address: Address, said: str, code: str) -> tuple[int, ...]:
    if said == "-":
        return (404,) if BY_PATH[address.path][1].get("hidden") else (403,)
    if said == "own" and code == OTHER:
        return (404,)
    if address.path.endswith("/marks/workbook"):
        return (409,)  # nobody is assigned in the town
    absent = (
        "report-card/{zone}",
        "oidc",
        "sha256",
        "registers/{entry}",
        "files/{entry}",
        "findings/{entry}",
        "opinion/{kind}",
    )
    absent += ("marks/{number}",)
    if address.path.startswith(("/jobs/", "/drafts/")) or any(each in address.path for each in absent):
        return (404,)  # there is none
    if address.path in ("/years/{year}/meeting/view", "/years/{year}/meeting/sheet"):
        return (409,)  # that year is decided
    return (200, 303) if address.path in ("/", "/own/totp") else (200,)


def posts(address: Address, said: str, place: Town, client: TestClient, role: Role) -> None:
    """What is refused leaves no trace, neither on record nor in the access store."""
    before = place.entries(), place.events()
    year = HELD_BACK if role is Role.EXPERT else NOTICED
    status, to, _page = place.send(client, address_of(address.path, year=year))
    if said == "-":
        assert status == (404 if BY_PATH[address.path][1].get("hidden") else 403), (address.path, role)
        assert (place.entries(), place.events()) == before, (address.path, role)
    elif address.right.whose is rights.Whose.ROLES:
        assert status != 403 and not to.startswith("/enter"), (address.path, role)


def test_nobody_gets_anything(place: Town) -> None:
    before = place.entries(), place.events()
    for address in OF_ROLES:
        stranger = place.stranger()
        if "GET" in address.methods:
            answer = stranger.get(address_of(address.path))
            assert answer.status_code == 303 and answer.headers["location"].startswith("/enter")
        if "POST" in address.methods:
            answer = stranger.post(address_of(address.path), headers=ORIGIN)
            assert answer.status_code == 403 or answer.headers["location"].startswith("/enter")
    assert (place.entries(), place.events()) == before


@pytest.mark.parametrize("role", Role)
def test_each_role_orders_the_jobs_of_the_table(
    role: Role, place: Town, people: dict[Role, TestClient]
) -> None:
    for kind, roles in TABLE["jobs"].items():
        if role in roles:
            continue  # what may be ordered starts a process; `test_a_job_is_its_owners_alone` does
        said = {"kind": kind, "year": str(NOTICED), "enterprise": OWN, "rules": "0" * 64}
        assert place.send(people[role], "/jobs", **said)[0] == 403, kind


def test_a_job_is_its_owners_alone(place: Town, people: dict[Role, TestClient]) -> None:
    said = {"kind": "dossier", "enterprise": OWN}
    status, to, _page = place.send(people[Role.CLERK], "/jobs", **said)
    assert status == 303 and to.startswith("/jobs/")
    assert people[Role.CLERK].get(to).status_code == 200
    for role in (Role.PROPOSER, Role.AUDITOR):
        there, absent = people[role].get(to), people[role].get("/jobs/" + "0" * 16)
        assert there.status_code == absent.status_code == 404
        assert same_bytes(there.text, absent.text, to.rpartition("/")[2], "0" * 16)
    place.desk.jobs.close()


def same_bytes(one: str, other: str, *own: str) -> bool:
    """Tell whether two pages are the same but for what was asked for."""
    pages = [without_numbers(each) for each in (one, other)]
    return pages[0].replace(own[0], "X") == pages[1].replace(own[1], "X")


@pytest.mark.parametrize("role", [Role.FIRM, Role.DISTRICT])
def test_what_is_anothers_is_answered_like_what_is_not_there(
    role: Role, place: Town, people: dict[Role, TestClient]
) -> None:
    for path in ("/firms/{code}", "/years/{year}/firms/{code}", "/years/{year}/why/{code}"):
        answers = [people[role].get(address_of(path, code)) for code in (OTHER, "NOBODY")]
        assert [each.status_code for each in answers] == [404, 404]
        assert same_bytes(answers[0].text, answers[1].text, OTHER, "NOBODY"), path


def test_firm_and_district_see_their_own_alone(people: dict[Role, TestClient]) -> None:
    own = {Role.FIRM: {OWN}, Role.DISTRICT: {key for key, *_rest, zone, _person in FIRMS if zone == DISTRICT}}
    for role, mine in own.items():
        for path in ("/firms", f"/years/{NOTICED}/firms", f"/years/{HELD_BACK}/firms", "/", "/firms/ANLAN"):
            page = people[role].get(path).text
            assert not [key for key, *_rest in FIRMS if key not in mine and key in page], (role, path)
        listed = people[role].get(f"/years/{NOTICED}/firms").text
        assert all(key in listed for key in mine)


def test_an_applicant_learns_the_outcome_from_the_notice_on_and_no_points(
    place: Town, people: dict[Role, TestClient]
) -> None:
    client = people[Role.FIRM]
    client.get("/?lang=en")
    page = client.get(f"/years/{NOTICED}/why/{OWN}").text
    assert "enters on its place in the ranking" in page and "昆新兴〔2016〕1号" in page
    assert not re.search(r"Place \d|points|newcomers need", page)
    held = client.get(f"/years/{HELD_BACK}/why/{OWN}").text
    assert "from the public notice on" in held and "ranking" not in held
    place.desk.web = WebSettings(applicants_see_points=True)
    try:
        assert re.search(r"Place 1, [\d.]+ points", client.get(f"/years/{NOTICED}/why/{OWN}").text)
    finally:
        place.desk.web = WebSettings()


def test_personal_fields_are_for_who_corrects_proposes_decides_or_audits(
    people: dict[Role, TestClient],
) -> None:
    sees = {Role.CLERK, Role.PROPOSER, Role.APPROVER, Role.AUDITOR}
    for role in Role:
        pages = [people[role].get(address_of(each.path)).text for each in OF_ROLES if "{code}" in each.path]
        assert any(REPRESENTATIVE in page for page in pages) is (role in sees), role


def test_an_expert_is_shown_no_firm_and_no_other_expert(people: dict[Role, TestClient]) -> None:
    """The walk of all addresses: no code, no name, whether the expert is on the list or not."""
    for address in OF_ROLES:
        if "GET" in address.methods:
            for year in (NOTICED, HELD_BACK):
                page = people[Role.EXPERT].get(address_of(address.path, year=year)).text
                hits = [word for key, name, *_rest in FIRMS for word in (key, name) if word in page]
                assert set(hits) <= ({OWN} if "{code}" in address.path else set()), address.path


def test_administrators_see_no_business_data(people: dict[Role, TestClient]) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        for address in OF_ROLES:
            if "GET" in address.methods and "{code}" not in address.path:
                page = people[role].get(address_of(address.path), follow_redirects=True).text
                assert not [key for key, *_rest in FIRMS[1:] if key in page], address.path


def test_a_role_of_one_year_opens_no_other(place: Town) -> None:
    client = place.enter_as(change(place, Grant("jzxwvutsrqponmlk", Role.OBSERVER, HELD_BACK)))
    assert client.get(f"/years/{HELD_BACK}/proposal").status_code == 200
    assert client.get(f"/years/{NOTICED}/proposal").status_code == 403
    said = {"kind": "report", "year": str(NOTICED)}
    assert place.send(client, "/jobs", **said)[0] == 403


def change(place: Town, *grants: Grant) -> str:
    """Open an account with some roles; return it."""
    from cultivation.record.entries import AccountOpened

    with place.desk.record.writing("root") as writer:
        account = grants[0].account
        writer.append(AccountOpened(account=account, name=f"{account[:3]}员", unit="科技局"))
        for each in grants:
            said = {"role": each.role.value, "document": "1号", "year": each.year, "unit": each.unit}
            writer.append(RoleGranted(account=account, **{k: v for k, v in said.items() if v is not None}))
    return account


def test_roles_taken_away_act_at_the_next_request(place: Town) -> None:
    account = change(place, Grant("abcdefghijklmnop", Role.AUDITOR))
    client = place.enter_as(account)
    assert client.get("/record").status_code == 200
    with place.desk.record.writing("root") as writer:
        row = next(each for each in writer.account_roles() if each.account == account)
        writer.append(RoleEnded(account=account, role="auditor", began=row.seq, reason="轮岗"))
    assert client.get("/record").status_code == 403
    assert "Security" in client.get("/?lang=en").text or "security administrator" in client.get("/").text


def test_a_closed_account_is_put_out_at_the_next_request(place: Town) -> None:
    from cultivation.record.entries import AccountClosed

    account = change(place, Grant("ponmlkjihgfedcba", Role.AUDITOR))
    client = place.enter_as(account)
    assert client.get("/record").status_code == 200
    with place.desk.record.writing("root") as writer:
        writer.append(AccountClosed(account=account, reason="调离"))
    for _number in range(2):
        assert client.get("/record").headers["location"].startswith("/enter")
    answer = client.post("/jobs", data={})
    assert answer.status_code == 403 or answer.headers["location"].startswith("/enter")


ACTS = st.tuples(
    st.sampled_from(list(Role)),
    st.sampled_from([each for each in ADDRESSES if "POST" in each.methods and each.right.roles]),
    st.sampled_from([account_of(role) for role in Role]),
    st.sampled_from(list(Role)),
    st.sampled_from(["confirm", "refuse"]),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(ACTS, min_size=1, max_size=12))
def test_no_sequence_of_acts_gives_an_entry_that_the_table_forbids(restless: Town, acts: list[Any]) -> None:
    """In whichever order: each entry is by an account with a role for it, and by the web."""
    place, before = restless, restless.entries()
    clients: dict[Role, TestClient] = {}
    for who, address, account, role, answer in acts:
        client = clients.setdefault(who, place.enter_as(account_of(who)))
        if address.path == "/jobs":
            continue  # puts nothing on record
        fields = {"role": role.value, "document": "2号", "reason": "轮岗", "name": "任意", "unit": account}
        fields |= {"year": str(HELD_BACK), "answer": answer, "number": str(place.entries())}
        place_of = address_of(address.path).replace(SPARE, account)
        client.post(place_of, data={"token": token_of(place, client), **fields})
    with place.desk.record.reading() as reader:
        added = list(reader.entries(after=before))
        assert reader.verify().ok
    for entry in added:
        by = acting_of(entry.payload)
        kind = next(each for each in ROLES if entry.kind == each.KIND)
        assert by is not None and by.session
        assert (by.via, by.strength) == ("web", "password+totp")
        assert by.role in ROLES[kind] or not ROLES[kind], entry.kind
        assert by.role in ("security_admin", "audit_admin", None)


def token_of(place: Town, client: TestClient) -> str:
    found = place.access.session_of(client.cookies["cultivation"])
    return getattr(found, "form_token", "")


def test_the_decision_is_made_from_roles_alone() -> None:
    firm, district = Grant("a", Role.FIRM, enterprise="X"), Grant("a", Role.DISTRICT, unit="千灯镇")
    assert rights.decide(rights.FIRMS, [firm]) is Decision.OWN
    assert rights.decide(rights.FIRMS, [firm, Grant("a", Role.CLERK)]) is Decision.ALLOWED
    assert rights.decide(rights.FIRMS, []) is Decision.FORBIDDEN
    assert rights.is_own(Row("X"), [firm]) and not rights.is_own(Row("Y"), [firm])
    assert rights.is_own(Row("Y", frozenset({visible("千灯镇")})), [district])
    assert not rights.is_own(Row("Y", frozenset({""})), [Grant("a", Role.DISTRICT)])


@pytest.mark.parametrize("spoken", PAGES)
def test_the_documents_have_the_table_of_the_program(spoken: str) -> None:
    text = PAGES[spoken].read_text("utf-8")
    assert with_table(text, spoken) == text, "python -m tests.web.rights_table"
