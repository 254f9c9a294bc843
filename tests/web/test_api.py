"""The interface for programs: the rights of the table, the shapes it promises, what it refuses and how."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import yaml
from jsonschema import Draft202012Validator

from cultivation import review
from cultivation.access.tokens import MOST_A_MINUTE
from cultivation.core.roles import ADMINISTRATORS, Role
from cultivation.record.actors import acting_of
from cultivation.record.entries import AccountClosed, RoleEnded, TokenRevoked, WorkbookReceived
from cultivation.web.api.openapi import openapi, operation_id, schema_of, written
from cultivation.web.api.problems import MEDIA_TYPE
from cultivation.web.api.resources import BASE, RESOURCES, Resource

from .conftest import Face
from .programs import Program, copied, issued
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
    incoming,
    name_of,
    opened,
)

DOCS = Path(__file__).parents[2] / "docs"
TABLE = yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text("utf-8"))
READING = [each for each in RESOURCES if each.take is None]
JSON_READING = [each for each in READING if each.media_type == "application/json"]
PROBLEM = openapi()["components"]["schemas"]["Problem"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in opened(tmp_path_factory.mktemp("town")):
        made.access.invite(SPARE)
        yield made


@pytest.fixture(scope="module")
def programs(place: Town) -> dict[Role, Program]:
    """A program for each role, also for those for which nobody would issue a token."""
    return {role: issued(place, account_of(role), role) for role in Role}


@pytest.fixture(autouse=True)
def unhurried(request: pytest.FixtureRequest) -> None:
    """Let a minute pass, so that nobody asks too often."""
    if "place" in request.fixturenames:
        request.getfixturevalue("place").now += timedelta(minutes=1)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    said: dict[str, Any] = answer.json()
    Draft202012Validator(PROBLEM).validate(said)
    assert (said["status"], said["code"]) == (status, code)
    assert said["sentences"] and all(said["sentences"])
    return said


def address(each: Resource, code: str = OWN, year: int = NOTICED, entry: int = 1) -> str:
    return each.path.format(year=year, code=code, entry=entry)


def cell(each: Resource, role: Role) -> str:
    """Return what the table written by hand says: R or W for all, own, or - ."""
    row = TABLE["rows"][TABLE["programs"][each.method + " " + each.path]]
    return str(row["roles"][list(Role).index(role)])


def test_the_table_names_every_resource_and_no_other() -> None:
    assert {f"{each.method} {each.path}" for each in RESOURCES} == TABLE["programs"].keys()


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_table_says(role: Role, place: Town, programs: dict[Role, Program]) -> None:
    before, year = place.entries(), HELD_BACK if role is Role.EXPERT else NOTICED
    for each in READING:
        for code in (OWN, OTHER) if "{code}" in each.path else (OWN,):
            answer, said = programs[role].get(address(each, code, year)), cell(each, role)
            if said == "-":
                problem(answer, 403, "forbidden")
            elif said == "own" and code == OTHER:
                problem(answer, 404, "not_found")
            elif "{entry}" in each.path and "files" in each.path:
                problem(answer, 404, "not_found")  # entry 1 is no file
            elif each.path.endswith("/ledger"):
                problem(answer, 409, "refused")  # the rules know no zones
            else:
                assert answer.status_code == 200, (each.path, code, answer.text)
                if each in JSON_READING:
                    Draft202012Validator(schema_of(each)).validate(answer.json())
    assert place.entries() == before


@pytest.mark.parametrize("role", [Role.FIRM, Role.DISTRICT])
def test_firm_and_district_read_of_their_own_alone(role: Role, programs: dict[Role, Program]) -> None:
    mine = {OWN} if role is Role.FIRM else {key for key, *_rest, zone, _person in FIRMS if zone == DISTRICT}
    others = {key: name for key, name, *_rest in FIRMS if key not in mine}
    for each in READING:
        for year in (NOTICED, HELD_BACK):
            for code in mine if "{code}" in each.path else {OWN}:
                text = programs[role].get(address(each, code, year)).text
                assert not [word for pair in others.items() for word in pair if word in text], each.path


@pytest.mark.parametrize("role", [Role.FIRM, Role.DISTRICT])
def test_what_is_anothers_is_answered_like_what_is_not_there(
    role: Role, programs: dict[Role, Program]
) -> None:
    for each in READING:
        if "{code}" in each.path and each.right.own_rows:
            there, absent = (programs[role].get(address(each, code)) for code in (OTHER, "NOBODY"))
            assert there.content == absent.content and there.status_code == 404, each.path


def test_personal_fields_are_for_who_corrects_proposes_decides_or_audits(
    programs: dict[Role, Program],
) -> None:
    for role in set(Role) - ADMINISTRATORS:
        texts = [programs[role].get(address(each)).text for each in JSON_READING]
        said = any(REPRESENTATIVE in text for text in texts)
        assert said is (role in {Role.CLERK, Role.PROPOSER, Role.APPROVER, Role.AUDITOR}), role


def test_experts_and_administrators_read_of_no_firm(programs: dict[Role, Program]) -> None:
    for role in ADMINISTRATORS | {Role.EXPERT}:
        for each in READING:
            for year in (NOTICED, HELD_BACK):
                text = programs[role].get(address(each, year=year)).text
                hits = [word for key, name, *_rest in FIRMS for word in (key, name) if word in text]
                assert not hits, (role, each.path)


def test_who_sees_no_others_learns_neither_counts_nor_names_of_a_year(programs: dict[Role, Program]) -> None:
    for role in (Role.FIRM, Role.DISTRICT, Role.EXPERT):
        for said in programs[role].said("/years")["years"]:
            assert not said.keys() & {"applications", "members", "listed", "open_objections", "next"}
            assert "proposer" not in json.dumps(said)


def test_nobody_gets_anything(place: Town) -> None:
    for secret in ("", "cultivation_" + "A" * 43, "x" * 10_000):
        for each in RESOURCES:
            stranger = Program(place.stranger(), secret)
            if each.take is None:
                answer = stranger.get(address(each))
            else:
                answer = stranger.send(HELD_BACK, ("a.xlsx", b"x"))
            assert answer.status_code in (401, 429), each.path
            assert answer.headers["content-type"] == MEDIA_TYPE


def test_guessers_are_slowed_and_who_has_a_token_is_not(place: Town, programs: dict[Role, Program]) -> None:
    stranger = Program(place.stranger(), "cultivation_guessed")
    place.now += timedelta(days=1)
    told = [stranger.get("/years").status_code for _number in range(7)]
    assert told == [401] * 5 + [429] * 2
    assert programs[Role.AUDITOR].get("/years").status_code == 200
    assert "guessed" not in json.dumps([each.details for each in place.access.events()], default=str)


def test_a_session_of_a_browser_is_no_token_and_a_token_no_session(place: Town) -> None:
    client = place.enter_as(account_of(Role.AUDITOR))
    problem(client.get(f"{BASE}/years"), 401, "no_token")
    program = issued(place, account_of(Role.AUDITOR), Role.AUDITOR)
    stranger = place.stranger()
    stranger.cookies["cultivation"] = program.secret
    for headers in ({}, program.headers):
        assert stranger.get("/record", headers=headers).headers["location"].startswith("/enter")


def test_a_token_asks_so_often_a_minute_and_no_more(place: Town) -> None:
    program = issued(place, account_of(Role.OBSERVER), Role.OBSERVER)
    place.now = place.now.replace(second=0)
    told = [program.get("/years/1999").status_code for _number in range(MOST_A_MINUTE + 2)]
    assert told == [404] * MOST_A_MINUTE + [429] * 2
    place.now += timedelta(minutes=1)
    assert program.get("/years/1999").status_code == 404


def test_a_token_is_limited_to_its_roles_and_year(place: Town) -> None:
    account = account_of(Role.CLERK)
    with place.desk.record.writing("root") as writer:
        from cultivation.record.entries import RoleGranted

        writer.append(RoleGranted(account=account, role="secretary", document="2号"))
    both, one = issued(place, account, Role.CLERK), issued(place, account, Role.SECRETARY, year=HELD_BACK)
    assert both.get("/pool").status_code == 200
    problem(one.get("/pool"), 403, "forbidden")
    assert one.get(f"/years/{HELD_BACK}/proposal").status_code == 200
    problem(one.get(f"/years/{NOTICED}/proposal"), 403, "forbidden")
    nothing = issued(place, account, Role.AUDITOR)  # a role that the account does not have
    problem(nothing.get("/years"), 403, "forbidden")
    with place.desk.record.writing("root") as writer:
        row = next(
            each for each in writer.account_roles() if (each.account, each.role) == (account, "secretary")
        )
        writer.append(RoleEnded(account=account, role="secretary", began=row.seq, reason="轮岗"))
    problem(one.get(f"/years/{HELD_BACK}/proposal"), 403, "forbidden")


def test_a_token_ends_by_time_by_being_revoked_and_with_its_account(place: Town) -> None:
    account = "mmmmmmmmmmmmmmmm"
    with place.desk.record.writing("root") as writer:
        from cultivation.record.entries import AccountOpened, RoleGranted

        writer.append(AccountOpened(account=account, name="程序", unit="大数据局"))
        writer.append(RoleGranted(account=account, role="observer", document="2号"))
    until = place.now + timedelta(days=2)
    short, revoked, last = (issued(place, account, Role.OBSERVER, until=each) for each in (until, None, None))
    assert [each.get("/years").status_code for each in (short, revoked, last)] == [200] * 3
    place.now = until
    problem(short.get("/years"), 401, "no_token")
    with place.desk.record.writing("root") as writer:
        writer.append(TokenRevoked(token=revoked.number, reason="换新"))
    problem(revoked.get("/years"), 401, "no_token")
    assert last.get("/years").status_code == 200
    with place.desk.record.writing("root") as writer:
        writer.append(AccountClosed(account=account, reason="停用"))
    problem(last.get("/years"), 401, "no_token")


def test_handing_in_is_answered_with_a_receipt_and_says_who_it_was(
    place: Town, programs: dict[Role, Program], tmp_path: Path
) -> None:
    book = incoming(tmp_path, HELD_BACK)
    district = programs[Role.DISTRICT]
    before = place.entries()
    answer = district.send(HELD_BACK, ("千灯 名册.xlsx", book.content), ("坏.xlsx", b"\x00\x01 no workbook"))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    post = next(each for each in RESOURCES if each.take is not None)
    Draft202012Validator(schema_of(post)).validate(said)
    good, bad = said["files"]
    assert (good["state"], bad["state"], bad["entry"]) == ("read", "not_read", None)
    assert {each["code"] for each in good["findings"]} >= {"other_unit"}
    with place.desk.record.reading() as reader:
        (entry,) = reader.entries(after=before)
    by = acting_of(entry.payload)
    assert by is not None and good["entry"] == entry.seq
    assert (by.via, by.strength, by.role, by.token) == ("api", "token", "district", district.number)
    assert (by.account, entry.actor) == (account_of(Role.DISTRICT), name_of(Role.DISTRICT))
    listed = district.said(f"/years/{HELD_BACK}/files")
    assert [each["entry"] for each in listed["files"]] == [entry.seq]
    one = district.said(f"/years/{HELD_BACK}/files/{entry.seq}")
    assert one["findings"] == good["findings"] and one["sha256"] == good["sha256"]
    marked = district.get(f"/years/{HELD_BACK}/files/{entry.seq}/marked")
    assert marked.status_code == 200 and marked.content.startswith(b"PK")
    problem(programs[Role.FIRM].get(f"/years/{HELD_BACK}/files/{entry.seq}"), 404, "not_found")
    again = district.send(HELD_BACK, ("again.xlsx", book.content)).json()["files"][0]
    assert [each["code"] for each in again["findings"]][-1] == "received_before"


def test_handing_in_is_refused_as_on_the_page(place: Town, programs: dict[Role, Program]) -> None:
    before = place.entries()
    said = problem(programs[Role.CLERK].send(NOTICED, ("a.xlsx", b"x")), 409, "refused")
    assert str(NOTICED) in said["detail"]
    problem(programs[Role.CLERK].send(1999, ("a.xlsx", b"x")), 404, "not_found")
    problem(programs[Role.CLERK].send(HELD_BACK), 422, "bad_parameter")
    for role in set(Role) - {Role.CLERK, Role.FIRM, Role.DISTRICT}:
        problem(programs[role].send(HELD_BACK, ("a.xlsx", b"x")), 403, "forbidden")
    large = b"x" * (place.desk.limits.file_bytes + 2_000_000)
    problem(programs[Role.DISTRICT].send(HELD_BACK, ("a.xlsx", large)), 413, "too_large")
    assert place.entries() == before


def test_what_is_not_there_and_what_cannot_be_meant_is_a_problem(programs: dict[Role, Program]) -> None:
    program = programs[Role.AUDITOR]
    for path in ("/", "/nothing", "/years/2016/nothing"):
        problem(program.get(path), 404, "not_found")
    for path in ("/pool?on=soon", "/pool?year=2016&on=2017-01-01", "/record?most=0", "/years?as_of=then"):
        problem(program.get(path), 422, "bad_parameter")
    problem(program.client.delete(f"{BASE}/years", headers=program.headers), 405, "no_such_method")
    chinese = problem(program.get("/pool?on=soon", **{"accept-language": "zh-CN"}), 422, "bad_parameter")
    english = problem(program.get("/pool?on=soon&lang=en"), 422, "bad_parameter")
    assert not chinese["detail"].isascii() and english["detail"].isascii()


def test_what_breaks_has_a_number_and_no_trace(
    place: Town, programs: dict[Role, Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cultivation.web.api.looks.status_of", lambda *_said: 1 / 0)
    said = problem(programs[Role.AUDITOR].get("/years/2016"), 500, "broken")
    assert re.fullmatch("[0-9a-f]{8}", said["instance"]) and "Zero" not in json.dumps(said)


def test_answers_are_kept_by_nobody_and_open_to_no_other_site(programs: dict[Role, Program]) -> None:
    answer = programs[Role.AUDITOR].get("/years", origin="https://elsewhere.example")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_another_host_is_not_served(place: Town, programs: dict[Role, Program]) -> None:
    headers = programs[Role.AUDITOR].headers
    assert place.stranger("elsewhere.example").get(f"{BASE}/years", headers=headers).status_code == 421


@pytest.fixture(scope="module")
def whole(full_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Face, Program]]:
    with copied(full_folder, tmp_path_factory.mktemp("api") / "w") as made:
        yield made


@pytest.fixture(scope="module")
def sample(kunshan_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Face, Program]]:
    with copied(kunshan_folder, tmp_path_factory.mktemp("api") / "w") as made:
        yield made


@pytest.mark.parametrize("town", ["whole", "sample"])
def test_every_answer_has_the_shape_that_is_promised(town: str, request: pytest.FixtureRequest) -> None:
    """Of a town in which everything happened, and of the sample years with their 270 firms."""
    face, program = request.getfixturevalue(town)
    years = [each["year"] for each in program.said("/years")["years"]]
    actions = {each["action"]: each["id"] for each in program.said(f"/years/{years[-1]}/proposal")["lines"]}
    codes = [*actions.values(), program.said("/firms")["firms"][0]["id"]]
    checked = set()
    for each in JSON_READING:
        schema = Draft202012Validator(schema_of(each))
        for year in years if "{year}" in each.path else years[:1]:
            for code in codes if "{code}" in each.path else codes[:1]:
                for query in ("", *(f"?{name}={value}" for name, value in MORE if name in each.query)):
                    with face.desk.door.access.store.changing() as connection:
                        connection.exec_driver_sql("UPDATE api_token SET asked = 0")
                    answer = program.get(address(each, code, year, entry=entry_of(face, year)) + query)
                    assert answer.status_code in (200, 404, 409), answer.text
                    if answer.status_code == 200:
                        schema.validate(answer.json())
                        checked.add(each.path)
    assert {each.path for each in JSON_READING} - checked <= {"/years/{year}/ledger"}


def entry_of(face: Face, year: int) -> int:
    """Return the entry of a file of a year."""
    with face.desk.record.reading() as reader:
        return next(each.seq for each in reader.entries_of(WorkbookReceived) if each.content.year == year)


MORE = (("whole", "yes"), ("among", "all"), ("on", "2026-12-01"), ("at", "2"))


def test_the_rows_come_in_parts(sample: tuple[Face, Program]) -> None:
    program = sample[1]
    whole = program.said("/firms")
    parts = [program.said(f"/firms?at={at}&most=100") for at in range(0, whole["number"], 100)]
    assert [row for part in parts for row in part["firms"]] == whole["firms"]


def test_the_log_is_read_from_a_number_on(sample: tuple[Face, Program]) -> None:
    face, program = sample
    found, after = [], 0
    while part := program.said(f"/record?after={after}&most=7")["entries"]:
        found, after = [*found, *part], part[-1]["seq"]
    with face.desk.record.reading() as reader:
        assert [each["hash"] for each in found] == [each.hash for each in reader.entries()]
        assert program.said("/record?most=1")["head"] == reader.head()


def test_the_description_is_the_one_in_the_documents() -> None:
    assert (DOCS / "openapi.json").read_bytes() == written(), "python -m tests.web.openapi"


def test_the_description_is_valid_and_served_to_whoever_asks(place: Town) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    answer = place.stranger().get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    validator.validate(answer.json())
    names = [operation_id(each) for each in RESOURCES]
    assert len(set(names)) == len(names)


def test_steps_by_a_token_are_of_one_kind_alone(place: Town) -> None:
    """Whoever has the token of a clerk cannot even put a withdrawal on record, past all pages."""
    from cultivation.errors import Refused
    from cultivation.record.actors import By

    program = issued(place, account_of(Role.CLERK), Role.CLERK)
    by = By("api", "token", account=account_of(Role.CLERK), token=program.number)
    record, before = place.desk.record.acting(by), place.entries()
    with pytest.raises(Refused, match="by a token"):
        review.withdraw(record, name_of(Role.CLERK), HELD_BACK, OWN, "退出")
    revoked = By("api", "token", account=account_of(Role.CLERK), token="f" * 16)
    with pytest.raises(Refused):
        review.intake(
            place.desk.record.acting(revoked),
            name_of(Role.CLERK),
            HELD_BACK,
            [incoming(place.folder, NOTICED)],
        )
    assert place.entries() == before
