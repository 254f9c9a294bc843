"""Tokens issued and revoked: on the page of an account, at the command line, and what neither lets happen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("argon2", reason="the extra `web` is not installed")
from click.testing import CliRunner
from starlette.testclient import TestClient

from cultivation import review
from cultivation.commands import identity, logged_in
from cultivation.commands.identity import LoggedIn
from cultivation.commands.program import program
from cultivation.core.roles import Role
from cultivation.errors import Refused, UsageMistake
from cultivation.record.actors import By, acting_of
from cultivation.record.entries import TokenIssued, TokenRevoked
from cultivation.record.store import Record
from cultivation.record.tokens import tokens_of
from cultivation.review.replay import replay
from cultivation.review.tokens import TOKEN_ROLES, TokenSaid

from .conftest import HOST
from .programs import Program
from .staff import NOTICED, SPARE, Town, account_of, name_of, opened

UNTIL = date.today() + timedelta(days=100)
CLERK, AUDITOR = account_of(Role.CLERK), account_of(Role.AUDITOR)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in opened(tmp_path_factory.mktemp("town")):
        made.access.invite(SPARE)
        yield made


@pytest.fixture
def security(place: Town) -> TestClient:
    client = place.enter_as(account_of(Role.SECURITY_ADMIN))
    client.get("/?lang=en")
    return client


def said(**more: str) -> dict[str, str]:
    return {
        "purpose": "一体化平台",
        "role_clerk": "yes",
        "until": UNTIL.isoformat(),
        "document": "12号",
        **more,
    }


def test_the_security_administrator_issues_a_token_that_works_until_it_is_revoked(
    place: Town, security: TestClient
) -> None:
    status, _to, page = place.send(security, f"/accounts/{CLERK}/tokens/issue", **said(year=str(NOTICED)))
    assert status == 200
    (secret,) = re.findall(r"cultivation_[\w-]{43}", page)
    assert secret not in security.get(f"/accounts/{CLERK}/tokens").text
    user = Program(TestClient(place.app, base_url=f"http://{HOST}"), secret)
    assert user.get(f"/years/{NOTICED}/proposal").status_code == 200
    with place.desk.record.reading() as reader:
        (token,) = [each for each in tokens_of(reader) if each.account == CLERK]
        (entry,) = list(reader.entries_of(TokenIssued))
    by = acting_of(next(iter(place_entries(place, entry.seq))).payload)
    assert by is not None and (by.account, by.role) == (account_of(Role.SECURITY_ADMIN), "security_admin")
    assert (token.roles, token.year, token.document) == ({"clerk"}, NOTICED, "12号")
    files = [place.desk.record.file, place.access.store.file]
    held = b"".join(each.read_bytes() for each in files if each is not None)
    assert secret.removeprefix("cultivation_").encode() not in held
    lost = place.send(security, f"/accounts/{CLERK}/tokens/revoke", number=token.number, reason="")
    assert lost[0] == 422 and user.get("/years").status_code == 200
    gone = place.send(security, f"/accounts/{CLERK}/tokens/revoke", number=token.number, reason="换新")
    assert gone[:2] == (303, f"/accounts/{CLERK}/tokens")
    assert user.get("/years").status_code == 401
    assert place.send(security, f"/accounts/{CLERK}/tokens/revoke", number=token.number, reason="x")[0] == 409
    kinds = [each.kind for each in place.access.events()]
    assert {"token_made", "token_dropped"} <= set(kinds)
    again = [each for each in replay(place.desk.record) if each.kind in (TokenIssued.KIND, TokenRevoked.KIND)]
    assert len(again) == 2 and all(each.same for each in again), again


def place_entries(place: Town, seq: int) -> list[Any]:
    with place.desk.record.reading() as reader:
        return list(reader.entries(after=seq - 1, limit=1))


def test_all_that_is_wrong_with_a_token_is_told_and_none_is_made(place: Town, security: TestClient) -> None:
    path, before = f"/accounts/{CLERK}/tokens/issue", (place.entries(), len(place.access.tokens_used()))
    for wrong, told in (
        ({"until": "soon", "year": "20x6"}, ("Say until which day", "A year is four digits")),
        ({"until": "2020-01-01"}, ("in the future, within a year",)),
        ({"until": (date.today() + timedelta(days=400)).isoformat()}, ("in the future, within a year",)),
        (
            {"role_clerk": "", "role_auditor": "yes"},
            ("does not have the role", "by the holder of the account"),
        ),
        ({"role_clerk": ""}, ("Say which roles",)),
        ({"role_observer": "yes"}, ("does not have the role observer",)),
        ({"purpose": "<b>x</b>", "document": " "}, ("number of the document", "&lt;b&gt;")),
    ):
        status, _to, page = place.send(security, path, **said(**wrong))
        assert status in (409, 422) and all(each in page for each in told), (wrong, page[-1500:])
    assert (place.entries(), len(place.access.tokens_used())) == before


def content(account: str, *roles: Role | str) -> TokenIssued:
    until = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    names = tuple(str(each) for each in roles)
    return TokenIssued(token="a" * 16, account=account, purpose="x", roles=names, until=until, document="1号")


def by_of(role: Role, **more: Any) -> By:
    return By("web", "password+totp", account=account_of(role), **more)


def test_what_decides_marks_or_administrates_goes_with_no_token(place: Town) -> None:
    for role in Role:
        record = place.desk.record.acting(by_of(role))
        if role in TOKEN_ROLES:
            continue
        for actor in (role, Role.SECURITY_ADMIN):
            record = place.desk.record.acting(by_of(actor))
            with pytest.raises(Refused, match="No token has the role"):
                review.issue_token(record, name_of(actor), content(account_of(role), role))
    with pytest.raises(Refused, match="No token has the role emperor"):
        record = place.desk.record.acting(by_of(Role.SECURITY_ADMIN))
        review.issue_token(record, name_of(Role.SECURITY_ADMIN), content(CLERK, "emperor"))


def test_a_role_of_two_persons_is_handed_on_by_its_holder_alone(place: Town) -> None:
    for role in (Role.AUDITOR, Role.SYSTEM_ADMIN):
        for actor in Role:
            record = place.desk.record.acting(by_of(actor))
            if actor is role:
                review.issue_token(record, name_of(actor), content(account_of(role), role), dry_run=True)
                continue
            with pytest.raises(Refused):
                review.issue_token(record, name_of(actor), content(account_of(role), role), dry_run=True)


def test_nobody_but_the_security_administrator_issues_or_revokes_for_others(place: Town) -> None:
    for actor in set(Role) - {Role.SECURITY_ADMIN}:
        record = place.desk.record.acting(by_of(actor))
        with pytest.raises(Refused):
            review.issue_token(record, name_of(actor), content(CLERK, Role.CLERK), dry_run=True)
    by_token = place.desk.record.acting(by_of(Role.SECURITY_ADMIN, token="b" * 16))
    with pytest.raises(Refused):
        review.issue_token(by_token, name_of(Role.SECURITY_ADMIN), content(CLERK, Role.CLERK))
    with pytest.raises(UsageMistake):
        review.revoke_token(place.desk.record, "root", "a" * 16, " ")


def test_the_holder_issues_a_token_of_an_auditor_at_the_command_line(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = LoggedIn(AUDITOR, name_of(Role.AUDITOR), "password+totp", "of the test")
    monkeypatch.setattr(identity, "logged_in", lambda _context: proof)

    def run(*words: str) -> Any:
        arguments = ["--workspace", str(place.desk.folder), "--lang", "en", "access", *words]
        return CliRunner().invoke(program, arguments)

    words = ("--purpose", "审计系统", "--until", UNTIL.isoformat(), "--document", "13号")
    refused = run("issue", AUDITOR, "--role", "clerk", *words)
    assert refused.exit_code == 1 and "does not have the role clerk" in refused.stderr
    made = run("issue", AUDITOR, "--role", "auditor", *words)
    assert made.exit_code == 0, made.output + made.stderr
    user = Program(TestClient(place.app, base_url=f"http://{HOST}"), made.stdout.strip())
    assert user.said("/record?most=1")["entries"]
    listed = json.loads(run("tokens", "--format", "json").stdout)["tokens"]
    (mine,) = [each for each in listed if each["account"] == AUDITOR]
    assert mine["in_force"] and mine["used"] and mine["until"][:10] >= UNTIL.isoformat()
    gone = run("revoke", mine["token"], "--reason", "换新")
    assert gone.exit_code == 0 and user.get("/record").status_code == 401
    listed = json.loads(run("tokens", "--format", "json").stdout)["tokens"]
    assert not next(each for each in listed if each["token"] == mine["token"])["in_force"]
    with place.desk.record.reading() as reader:
        last = list(reader.entries_of(TokenRevoked))[-1]
    assert last.content.reason == "换新" and logged_in.CLI == "cli"


def test_a_token_that_is_not_on_record_opens_nothing(place: Town) -> None:
    """Whoever writes to the access store alone gains nothing."""
    new = place.access.new_token("c" * 16, place.now + timedelta(days=1))
    user = Program(TestClient(place.app, base_url=f"http://{HOST}"), new.secret)
    assert user.get("/years").status_code == 401


def test_a_secret_is_kept_only_where_the_step_was_taken(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from cultivation.review import tokens

    real, calls = tokens.issue_token, list[bool]()

    def breaks(record: Record, actor: str, said: TokenIssued, dry_run: bool = False) -> int:
        calls.append(dry_run)
        if not dry_run:
            raise OSError("the power is gone")
        return real(record, actor, said, dry_run)

    monkeypatch.setattr(tokens, "issue_token", breaks)
    before = place.access.tokens_used().keys()
    record = place.desk.record.acting(by_of(Role.SECURITY_ADMIN))
    with pytest.raises(OSError, match="power"):
        wanted = TokenSaid(CLERK, "x", ("clerk",), UNTIL, "1号")
        review.hand_out_token(record, name_of(Role.SECURITY_ADMIN), place.access, wanted)
    assert calls == [True, False] and place.access.tokens_used().keys() == before


def test_the_page_is_looked_at_by_an_auditor_and_changed_by_nobody_else(place: Town, tmp_path: Path) -> None:
    page = place.enter_as(AUDITOR).get(f"/accounts/{CLERK}/tokens").text
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
