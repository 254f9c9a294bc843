"""Attacks by what a request says: parts of addresses, moments, files, headers, floods of guesses."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import re

from starlette.testclient import TestClient

from cultivation.commands.serve import print_event
from cultivation.core.roles import Role
from cultivation.web import answering

from .conftest import ORIGIN
from .staff import HELD_BACK, NOTICED, OTHER, OWN, Town, account_of, opened, without_numbers
from .test_rights import OF_ROLES, address_of, expected

HOSTILE = (
    "../../cultivation.toml",
    "..\\..\\cultivation.toml",
    "%2e%2e%2f%2e%2e%2faccess.key",
    "town.yaml",
    "a\x00b",
    "x\r\nset-cookie: a=b",
    "' OR 1=1 --",
    "２０１６",
    "9" * 3000,
    "\u202e7102",
)
SECRETS = ("[access]", "version: 1", "fields:", "SQLite format")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("requests")
    (folder / "cultivation.toml").write_text("[access]\nleast_cost = true\n", "utf-8")
    yield from opened(folder)


@pytest.fixture(scope="module")
def people(place: Town) -> dict[Role, TestClient]:
    return {role: place.enter_as(account_of(role)) for role in Role}


def test_no_part_of_an_address_leads_out(people: dict[Role, TestClient]) -> None:
    """Names in addresses are looked up, never opened: what is not there is not found."""
    roles = {Role.AUDITOR, Role.CLERK, Role.SECURITY_ADMIN, Role.FIRM}
    with_parts = [each for each in OF_ROLES if "{" in each.path and "GET" in each.methods]
    assert len(with_parts) > 20
    for role in roles:
        for address in with_parts:
            for value in HOSTILE:
                for part in re.findall(r"\{\w+\}", address.path):
                    path = address_of(address.path.replace(part, quote(value, safe="")))
                    answer = people[role].get(path)
                    assert answer.status_code in (403, 404, 422), (role, path)
                    assert "set-cookie" not in answer.headers and not [
                        each for each in SECRETS if each in answer.text
                    ], path


def test_looking_back_opens_nothing(people: dict[Role, TestClient]) -> None:
    """A moment changes what is seen of the record, never who may see it, nor when an outcome is told."""
    for role, client in people.items():
        for address in OF_ROLES:
            if "GET" in address.methods and expected(address.path, role) == "-":
                for moment in ("2100-01-01", "2017-06-01"):
                    path = f"{address_of(address.path)}?as_of={moment}"
                    assert client.get(path).status_code in (403, 404), (role, path)
    firm = people[Role.FIRM]
    firm.get("/?lang=en")
    for path in (f"/years/{NOTICED}/why/{OTHER}", f"/years/{NOTICED}/firms/{OTHER}", f"/firms/{OTHER}"):
        assert firm.get(f"{path}?as_of=2100-01-01").status_code == 404
    for moment in ("2100-01-01", "9999-12-31"):
        held = firm.get(f"/years/{HELD_BACK}/why/{OWN}?as_of={moment}").text
        assert "from the public notice on" in held and "ranking" not in held


def test_looking_changes_nothing_and_is_kept_nowhere(place: Town, people: dict[Role, TestClient]) -> None:
    """Else a picture in a page from elsewhere could change something."""
    before = place.entries(), place.events()
    for role, client in people.items():
        for address in OF_ROLES:
            if "GET" in address.methods:
                answer = client.get(address_of(address.path))
                assert answer.headers["cache-control"] == "no-store", (role, address.path)
                assert not {"etag", "last-modified", "expires"} & set(answer.headers), address.path
    assert (place.entries(), place.events()) == before


def test_no_page_takes_a_file(place: Town, people: dict[Role, TestClient]) -> None:
    """There are no uploads yet: a form with a file in it is one that says nothing, however large."""
    before = place.entries()
    bomb = b"\x50\x4b\x03\x04" + b"0" * 200_000
    for role in (Role.CLERK, Role.SECURITY_ADMIN, Role.FIRM):
        for address in OF_ROLES:
            if "POST" in address.methods:
                path = address_of(address.path)
                answer = people[role].post(path, files={"file": ("../../x\r\ny.xlsx", bomb)})
                assert answer.status_code in (403, 404), (role, path)
    assert place.entries() == before


def test_nothing_that_is_typed_writes_a_line_of_a_log(
    place: Town,
    people: dict[Role, TestClient],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forged = 'x\n{"kind":"entered","seq":1}\n'
    place.access._tell = print_event
    try:
        stranger = place.stranger()
        data = dict.fromkeys(("login", "password", "again", "code"), forged)
        for path in ("/enter", "/invited", "/enter/passkey"):
            stranger.post(path, data=data, headers={**ORIGIN, "user-agent": "x\t{}"})
    finally:
        place.access._tell = lambda event: None
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(each)["kind"] for each in lines] == ["failed"] * 3
    assert not [each for each in lines if "entered" in each]

    def broken(*_said: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(answering, "_check_token", broken)
    with caplog.at_level(logging.ERROR, answering.LOG.name):
        answer = people[Role.AUDITOR].get(f"/{quote(forged)}")
    assert answer.status_code == 500 and "broken" not in answer.text
    assert [each.getMessage().count("\n") for each in caplog.records] == [0]


def test_the_table_of_attacks_names_tests_that_are_there() -> None:
    """docs/access.md says what tries each attack; a test that was renamed or went is found out here."""
    root = Path(__file__).parents[2]
    tables = [(root / "docs" / name).read_text("utf-8") for name in ("access.md", "access.zh-CN.md")]
    named = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", each) for each in tables]
    assert named[0] == named[1] and len(named[0]) > 30
    for file, name in named[0]:
        assert f"\ndef {name}(" in (root / file).read_text("utf-8"), (file, name)


def test_pages_of_others_and_of_nobody_are_the_same_with_a_moment(people: dict[Role, TestClient]) -> None:
    for role in (Role.FIRM, Role.DISTRICT):
        pages = [
            without_numbers(people[role].get(f"/firms/{code}?as_of=2100-01-01").text).replace(code, "X")
            for code in (OTHER, "NOBODY")
        ]
        assert pages[0] == pages[1]
