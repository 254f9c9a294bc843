"""Attacks on what is hidden: what counts, bytes and time would tell; documents by digest; other ways in."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from starlette.testclient import TestClient

from cultivation.canonical import canonical_json
from cultivation.core.panel.experts import Expert
from cultivation.core.roles import Grant, Role
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import (
    AccountOpened,
    ExpertsListed,
    PanelAssigned,
    RecusalDeclared,
    RoleGranted,
)
from tests.access.conftest import HERE, PASSWORD, WANG, Hall

from .conftest import ORIGIN, Face
from .staff import FIRMS, HELD_BACK, NOTICED, OTHER, OWN, Town, account_of, town, without_numbers
from .test_accounts import Doors
from .test_rights import OF_ROLES, address_of, change, expected

TIMES = 15
NOISE = 1.5  # times the middle one; what tells something takes twice as long and more
BLIND = (Role.FIRM, Role.DISTRICT, Role.EXPERT)  # from whom it is hidden who marks whom


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Town]]:
    """Two towns that differ only in who marks whom: each expert is recused from another firm."""
    one = tmp_path_factory.mktemp("pairs") / "one"
    one.mkdir()
    town(one).dispose()
    other = Path(shutil.copytree(one, one.parent / "other"))
    towns = Town(one), Town(other)
    for each, firms in zip(towns, ((OWN, OTHER), (OTHER, OWN)), strict=True):
        assign(each, firms)
    yield towns
    for each in towns:
        each.close()


@pytest.fixture(scope="module")
def place(pairs: tuple[Town, Town]) -> Town:
    return pairs[0]


def assign(place: Town, firms: tuple[str, str]) -> None:
    names = ("专家甲", "专家乙")
    experts = {"experts": [Expert(name, name, "大学", row=2).to_record() for name in names]}
    with place.desk.record.writing("root") as writer:
        document = NewDocument(canonical_json(experts), "experts.json", JSON)
        listed = ExpertsListed(year=HELD_BACK, file="experts.xlsx", accepted=2, rejected=0)
        writer.append(listed, [document])
        said = {"year": HELD_BACK, "reason": "持股"}
        writer.append(RecusalDeclared(expert="专家甲", enterprise=firms[0], **said))  # type: ignore[arg-type]
        marked = {
            **{"year": HELD_BACK, "each": 1, "seed": "1", "labels": dict(zip(names, (1, 2), strict=True))},
            "firms": {
                firm: {"number": number, "experts": [name]}
                for number, (name, firm) in enumerate(zip(names, reversed(firms), strict=True), 1)
            },
        }
        writer.append(
            PanelAssigned(
                year=HELD_BACK, each=1, seed="1", top=None, scores_digest=None, assignment_digest=firms[0]
            ),
            [NewDocument(canonical_json(marked), "assignment.json", JSON)],
        )


def test_no_page_and_no_count_tells_who_marks_whom(pairs: tuple[Town, Town]) -> None:
    """R23: whoever must not know the pairs sees the same bytes, whichever they are."""
    for role in BLIND:
        one, other = (each.enter_as(account_of(role)) for each in pairs)
        seen = [each for each in OF_ROLES if "GET" in each.methods and expected(each.path, role) not in "-"]
        for address in (each for each in seen if not each.path.startswith("/own")):
            for code in (OWN, OTHER) if "{code}" in address.path else (OWN,):
                path = address_of(address.path, code, HELD_BACK)
                pages = [without_numbers(client.get(path).text) for client in (one, other)]
                assert pages[0] == pages[1], (role, path)
    one, other = (each.enter_as(account_of(Role.AUDITOR)) for each in pairs)
    path = f"/record?firm={OWN}"
    assert without_numbers(one.get(path).text) != without_numbers(other.get(path).text), "they do differ"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.FIRM, "/firms/{}"),
        (Role.DISTRICT, "/years/2016/firms/{}"),
        (Role.DISTRICT, "/years/2016/why/{}"),
    ],
)
def test_what_is_anothers_takes_as_long_as_what_is_not_there(role: Role, path: str, place: Town) -> None:
    client = place.enter_as(account_of(role))
    codes = (OTHER, "NOBODY")
    pages = [without_numbers(client.get(path.format(code)).text) for code in codes]
    assert pages[0].replace(OTHER, "X") == pages[1].replace("NOBODY", "X")
    asks = [lambda code=code: client.get(path.format(code)) for code in codes]  # type: ignore[misc]
    assert_even(*asks)


def assert_even(*asks: Callable[[], object]) -> None:
    """Take each in turn; the medians of the processor's time are alike, within noise."""
    for _attempt in range(3):
        spent: list[list[float]] = [[] for _ask in asks]
        for _time in range(TIMES):
            for at, ask in enumerate(asks):
                began = time.process_time()
                ask()
                spent[at].append(time.process_time() - began)
        middle = sorted(map(median, spent))
        if middle[-1] <= NOISE * middle[0]:
            return
    raise AssertionError(f"one takes {middle[-1]:.4f} s, the other {middle[0]:.4f} s")


def test_a_clock_tells_whether_what_should_be_even_is_not() -> None:
    with pytest.raises(AssertionError, match="one takes"):
        assert_even(lambda: sum(range(20_000)), lambda: sum(range(60_000)))


def test_what_a_role_is_refused_looks_the_same_whether_it_is_there_or_not(place: Town) -> None:
    for role in (Role.DISTRICT, Role.EXPERT, Role.SYSTEM_ADMIN):
        client = place.enter_as(account_of(role))
        for path in ("/years/{}/proposal", "/years/{}/points", "/years/{}/papers"):
            answers = [client.get(path.format(year)) for year in (NOTICED, 1999)]
            assert {each.status_code for each in answers} == {403}
            pages = [re.sub(r"/years/\d{4}", "Y", without_numbers(each.text)) for each in answers]
            assert pages[0] == pages[1], (role, path)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.AUDITOR])
def test_no_document_is_had_by_its_digest(role: Role, place: Town) -> None:
    with place.desk.record.reading() as reader:
        received = next(each for each in reader.entries() if each.kind == "workbook_received")
    client = place.enter_as(account_of(role))
    answers = []
    for sha256 in (received.payload["documents"][0]["sha256"], "0" * 64):
        answer = client.get(f"/record/{received.seq}/{sha256}")
        assert answer.status_code == 403 and FIRMS[1][0] not in answer.text
        answers.append(without_numbers(answer.text).replace(sha256, "D"))
    assert answers[0] == answers[1]
    if role in (Role.FIRM, Role.DISTRICT):
        assert client.get(f"/years/{NOTICED}/sheet/{OWN}/file").status_code == 403, "it holds others, too"


def test_a_role_of_one_year_does_not_see_what_goes_on_in_another(place: Town) -> None:
    limited = place.enter_as(change(place, Grant("qqqqwwwweeeerrrr", Role.CLERK, NOTICED)))
    free = place.enter_as(change(place, Grant("rrrreeeewwwwqqqq", Role.CLERK)))
    link = f"/years/{HELD_BACK}/why/{OWN}"
    assert link in free.get(f"/firms/{OWN}").text and link not in limited.get(f"/firms/{OWN}").text
    assert f"/years/{NOTICED}/why/{OWN}" in limited.get(f"/firms/{OWN}").text
    status, _to, page = place.send(limited, "/jobs", kind="dossier", enterprise=OWN)
    assert status == 403 and ("all years" in page or "各年度" in page)


def test_a_token_of_the_command_line_opens_no_page(place: Town) -> None:
    """It lasts eight hours without a pause, which no browser's session may."""
    known = place.access.known(account_of(Role.APPROVER))
    with place.access.store.changing() as connection:
        outcome = place.access.let_in(connection, known, "password+totp", HERE, via="cli")
    client = place.stranger()
    client.cookies["cultivation"] = outcome.secret
    assert client.get("/").headers["location"].startswith("/enter")
    answer = client.post("/jobs", data={"kind": "report"}, headers=ORIGIN)
    assert answer.status_code in (303, 403) and "/jobs" not in answer.headers.get("location", "")


@pytest.fixture
def doors(auditors_folder: Path, tmp_path: Path) -> Iterator[Doors]:
    hall = Hall(f"sqlite:///{tmp_path / 'cultivation.db'}", tmp_path)
    hall.access.leave(hall.enrol(WANG, "wang").secret, HERE)
    made = Doors(auditors_folder, hall)
    yield made
    made.close()


def test_a_login_name_is_not_found_out_by_the_time_that_it_takes(doors: Doors) -> None:
    """The record is asked about a name that nobody has, too; the hash is computed (tests/access)."""

    def ask(name: str) -> Callable[[], object]:
        def once() -> None:
            doors.hall.now += timedelta(minutes=61)  # else it would be slowed
            data = {"login": name, "password": "not the right one"}
            answer = doors.stranger().post("/enter", data=data, headers=ORIGIN)
            assert answer.status_code == 403
            said.add(answer.text.replace(name, ""))

        return once

    said: set[str] = set()
    assert_even(ask("wang"), ask("nobd"))
    assert len(said) == 1


def test_a_stranger_shuts_nobody_out_who_has_been_here_before(doors: Doors) -> None:
    """Twenty failures from wherever close the password, but for a device that is known."""
    own = doors.log_in()
    device = dict(own.cookies)["cultivation-device"]
    wrong = {"login": "wang", "password": "not the right one"}
    for number in range(24):
        doors.hall.now += timedelta(minutes=2)
        stranger = TestClient(doors.app, base_url=doors.client.base_url, client=(f"203.0.113.{number}", 1))
        answer = stranger.post("/enter", data=wrong, headers=ORIGIN)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
    right = {"login": "wang", "password": PASSWORD}
    assert doors.stranger().post("/enter", data=right, headers=ORIGIN).status_code == 403
    known = doors.stranger()
    known.cookies["cultivation-device"] = device
    answer = known.post("/enter", data=right, headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/enter/second")
    assert own.get("/").status_code in (200, 303)


def test_a_form_without_a_length_and_one_without_an_end_are_answered(door: Face) -> None:
    def body(size: int) -> Iterator[bytes]:
        yield b"code="
        for _piece in range(size):
            yield b"A" * 1024

    headers = {**ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    for size in (0, 1, 400):
        answer = door.client.post("/enter", content=body(size), headers=headers)
        assert answer.status_code == 403 and "transfer-encoding" in answer.request.headers


@pytest.mark.parametrize("name", ["\r\nset-cookie: a=b", "x\nlocation: //evil", "a\x00b", "\u202egpj.exe"])
def test_nothing_that_is_asked_for_makes_a_header(name: str, place: Town) -> None:
    client = place.enter_as(account_of(Role.AUDITOR))
    for path, query in (("/enter", {"next": f"/{name}"}), ("/", {"lang": name}), ("/record", {"firm": name})):
        answer = client.get(path, params=query)
        assert not {"a", "evil"} & set(answer.cookies) and "\n" not in answer.headers.get("location", "")
        assert "evil" not in answer.headers.get("location", "").split("?")[0]
    stranger = place.stranger()
    answer = stranger.get("/pool", params={"on": name})
    assert answer.headers["location"].startswith("/enter?next=%2Fpool") and "set-cookie" not in answer.headers


def test_a_person_of_the_same_name_is_not_that_person(place: Town) -> None:
    """Another account of the name acts under its own roles alone."""
    with place.desk.record.writing("root") as writer:
        writer.append(AccountOpened(account="s" * 16, name="钱钱", unit="甲"))
        writer.append(AccountOpened(account="t" * 16, name="钱钱", unit="乙"))
        writer.append(RoleGranted(account="s" * 16, role="auditor", document="1号"))
    assert place.enter_as("s" * 16).get("/record").status_code == 200
    assert place.enter_as("t" * 16).get("/record").status_code == 403
