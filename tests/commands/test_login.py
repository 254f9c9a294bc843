"""`access`, `login` and `logout` as users call them."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import pyotp

from cultivation import review
from cultivation.access import factors
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.sessions import Client
from cultivation.access.signing_in import Access, access_of
from cultivation.access.store import moment_text
from cultivation.access.tables import passkey
from cultivation.commands.context import Context
from cultivation.commands.logged_in import session_of_user
from cultivation.commands.program import program
from cultivation.queries.people import PeopleOnRecord
from cultivation.workspace import read_workspace

ACCOUNT, PASSWORD = "kqzvhwxtmnbgrjyd", "correct horse battery staple"


class Desk:
    """A workspace with one account on the least cost, and the folder of the user's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "w", folder / "home"
        self.do("init", str(self.folder))
        settings = self.folder / "cultivation.toml"
        settings.write_text(settings.read_text("utf-8") + "[access]\nleast_cost = true\n", "utf-8")

    def do(self, *words: str, typed: str = "", code: int = 0) -> Result:
        arguments = ["--workspace", str(self.folder), "--lang", "en", *words]
        result = CliRunner().invoke(program, arguments, input=typed)
        if result.exception and not isinstance(result.exception, SystemExit | click.exceptions.Exit):
            raise result.exception
        assert result.exit_code == code, result.output + result.stderr
        return result

    def opened(self, name: str, by: str = "root") -> str:
        """Open an account and return its id."""
        made = self.do("--as", by, "accounts", "open", name, "--unit", "信息中心", "--format", "json").stdout
        return str(json.loads(made)["account"])

    def enters(self, account: str, login: str) -> Outcome:
        """Have the owner of an account set up everything; return what came of it: a session."""
        room = self.room()
        half = room.redeem(self.do("access", "invite", account).stdout, PASSWORD, login, Client())
        new = room.new_totp(half.secret, "x")
        assert new is not None
        done = room.confirm_totp(half.secret, pyotp.TOTP(new.letters).now(), Client())
        room.store.dispose()
        return done

    def room(self) -> Access:
        workspace = read_workspace(self.folder)
        return access_of(workspace, workspace.database_url, lambda: datetime.now(UTC))

    def who(self) -> str | None:
        context = Context()
        context.settings["workspace"] = str(self.folder)
        session = session_of_user(context)
        return session.account if session else None


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / "home" / name))
    yield Desk(tmp_path)


def test_invited_logged_in_and_out_again(desk: Desk, tmp_path: Path) -> None:
    assert "no accounts" in desk.do("login", "wang", code=1).stderr
    assert not (desk.folder / "access.db").exists() and desk.who() is None
    opened = desk.do("accounts", "open", "王芳", "--unit", "信息中心", "--format", "json").stdout
    account = json.loads(opened)["account"]
    desk.do("accounts", "grant", account, "security_admin", "--document", "1")
    slip = desk.do("access", "invite", account, "--login", "wang").stdout.strip()
    room = desk.room()
    half = room.redeem(slip, PASSWORD, "", Client())
    assert "Set up a second factor" in desk.do("login", "wang", typed=f"{PASSWORD}\n", code=1).stderr
    new = room.new_totp(half.secret, "x")
    assert new is not None
    totp = pyotp.TOTP(new.letters)
    now = datetime.now(UTC).timestamp()
    codes = room.confirm_totp(half.secret, totp.at(int(now) - 30), Client()).codes
    assert "do not belong together" in desk.do("login", "wang", typed="wrong\n", code=1).stderr
    assert "not right" in desk.do("login", typed=f"wang\n{PASSWORD}\n000000\n", code=1).stderr
    assert desk.who() is None
    said = desk.do("login", typed=f"wang\n{PASSWORD}\n{totp.at(int(now) + 30)}\n")
    assert "logged in as wang" in said.stderr and PASSWORD not in said.output
    assert desk.who() == account
    desk.do("accounts", "open", "李明", "--unit", "信息中心")
    logged = json.loads(desk.do("audit", "log", "--format", "json").stdout)
    last = max(logged["entries"], key=lambda each: each["seq"])
    assert last["actor"] == "王芳" and f'"account": "{account}"' in json.dumps(last["payload"]["acting"])
    (kept,) = (tmp_path / "home" / "cultivation").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    token = kept.read_text().strip()
    listed = json.loads(desk.do("access", "sessions", "--format", "json").stdout)
    assert [each["via"] for each in listed].count("cli") == 1 and token not in json.dumps(listed)
    desk.do("login", "wang", "--recovery", typed=f"{PASSWORD}\n{codes[0]}\n")
    assert kept.read_text().strip() != token  # and the earlier session is ended
    assert desk.who() == account
    kept.chmod(0o644)
    assert "Others can read" in desk.do("access", "end", "x", code=3).stderr
    kept.chmod(0o600)
    assert "logged out" in desk.do("logout").stderr
    assert desk.who() is None and not kept.exists()
    assert "Nobody was logged in" in desk.do("logout").stderr
    events = json.loads(desk.do("access", "log", "--format", "json").stdout)
    assert [each["kind"] for each in events].count("left") == 2
    room.store.dispose()


def test_a_reset_ends_what_was_begun(desk: Desk) -> None:
    for word in ("invite", "reset"):
        assert "No open account" in desk.do("access", word, ACCOUNT, code=1).stderr
    account = desk.opened("王芳")
    assert "No login belongs" in desk.do("access", "reset", account, code=1).stderr
    room = desk.room()
    half = room.redeem(desk.do("access", "invite", account).stdout, PASSWORD, "wang", Client())
    new = room.new_totp(half.secret, "x")
    assert new is not None
    full = room.confirm_totp(half.secret, pyotp.TOTP(new.letters).now(), Client())
    number = room.all_sessions()[0].number
    assert "There is no session" in desk.do("access", "end", "x", code=1).stderr
    desk.do("access", "end", number)
    assert room.all_sessions() == []
    assert len(desk.do("access", "reset", account).stdout.strip()) == 19
    assert not room.begin("wang", PASSWORD, Client()).is_good and full.secret
    room.store.dispose()


def test_a_changed_log_is_told(desk: Desk) -> None:
    desk.do("access", "invite", desk.opened("王芳"))
    connection = sqlite3.connect(desk.folder / "access.db")
    connection.executescript("DROP TRIGGER access_event_no_update; UPDATE access_event SET account = 'x'")
    connection.close()
    result = desk.do("access", "log", code=1)
    assert "was changed at: 1 (changed)" in result.stderr


def test_settings_that_cannot_be_meant_are_told(desk: Desk) -> None:
    path = desk.folder / "cultivation.toml"
    text = path.read_text("utf-8")
    for wrong in ('policy = "weak"', "keep_days = 30", "words = 3", 'colour = "red"'):
        path.write_text(f"{text}\n{wrong}\n", "utf-8")
        assert wrong.split(" ")[0] in desk.do("access", "sessions", code=3).stderr


def test_who_has_no_account_any_more_or_another_role_is_out(desk: Desk) -> None:
    """Roles are read at each request, and what was begun before ends with the account."""
    wang, li = desk.opened("王芳"), desk.opened("李明")
    sessions = {name: desk.enters(each, name).secret for name, each in (("wang", wang), ("li", li))}
    context = Context()
    context.settings["workspace"] = str(desk.folder)
    now = [datetime.now(UTC)]
    workspace = read_workspace(desk.folder)
    room = access_of(workspace, workspace.database_url, lambda: now[0], PeopleOnRecord(context.record))
    now[0] += timedelta(minutes=20)
    assert not isinstance(room.session_of(sessions["wang"], prolong=False), Outcome)
    desk.do("accounts", "grant", wang, "security_admin", "--document", "1")
    found = room.session_of(sessions["wang"], prolong=False)
    assert isinstance(found, Outcome) and found.said is Said.IDLE  # administrators: 15 minutes
    review.close_account(context.record, "王芳", li, "调离")  # past the command
    found = room.session_of(sessions["li"], prolong=False)
    assert isinstance(found, Outcome) and found.said is Said.ACCOUNT_CLOSED
    zhao = desk.opened("赵敏", "王芳")
    secret = desk.enters(zhao, "zhao").secret
    desk.do("--as", "王芳", "accounts", "close", zhao, "--reason", "调离")
    found = desk.room().session_of(secret)
    assert isinstance(found, Outcome) and found.said is Said.ENDED
    assert "No open account" in desk.do("access", "invite", zhao, code=1).stderr
    context.close()


def test_once_proof_is_asked_for_only_administrators_do_it(desk: Desk) -> None:
    people = {name: desk.opened(name) for name in ("王芳", "赵敏", "李强")}
    desk.do("accounts", "grant", people["王芳"], "security_admin", "--document", "1")
    for name, role in (("赵敏", "audit_admin"), ("李强", "system_admin")):
        desk.do("--as", "王芳", "accounts", "grant", people[name], role, "--document", "1")
    desk.do("--as", "王芳", "accounts", "require")
    mine = people["王芳"]
    for words in (("invite", mine), ("reset", mine), ("sessions",), ("end", "x")):
        assert "security administrator, who must be logged in" in desk.do("access", *words, code=1).stderr
    for words in (("log",), ("log", "--verify"), ("seal",), ("purge", "--before", "2020-01-01")):
        assert "audit administrator, who must be logged in" in desk.do("access", *words, code=1).stderr
    slip = desk.do("--unauthenticated", "factor lost", "access", "invite", mine).stdout
    assert len(slip.strip()) == 19


def test_the_days_of_the_log_go_on_record_and_what_is_old_is_deleted(desk: Desk) -> None:
    account, began = desk.opened("王芳"), datetime.now(UTC) - timedelta(days=405)
    first, second, third = (f"{began + timedelta(days=number):%Y-%m-%d}" for number in range(3))
    workspace = read_workspace(desk.folder)
    for day in range(2):
        moment = began + timedelta(days=day)
        room = access_of(workspace, workspace.database_url, lambda at=moment: at)
        for _number in range(3):
            room.invite(account)
        room.store.dispose()
    assert "Nothing can be deleted" in desk.do("access", "purge", "--before", second, code=1).stderr
    sealed = json.loads(desk.do("access", "seal", "--format", "json").stdout)
    assert [each["events"] for each in sealed[:3]] == [3, 3, 0] and sealed[0]["day"] == first
    assert "on record already" in desk.do("access", "seal").stderr
    told = desk.do("access", "log", "--verify").stdout
    assert f"6 events, {len(sealed)} days" in told
    assert "3 events are deleted" in desk.do("access", "purge", "--before", second).stderr
    assert "4 events" in desk.do("access", "log", "--verify").stdout
    forge(desk, "DELETE FROM access_event WHERE seq > 5")
    assert (
        f"{second} (does not fit its seal on record)" in desk.do("access", "log", "--verify", code=1).stderr
    )
    assert "was changed" in desk.do("access", "purge", "--before", third, code=1).stderr


def test_a_log_of_logins_that_is_gone_is_told_and_opens_nothing(desk: Desk) -> None:
    """Who deletes the store would else have the printed code back, which opens everything."""
    account, began = desk.opened("王芳"), datetime.now(UTC) - timedelta(days=2)
    workspace = read_workspace(desk.folder)
    room = access_of(workspace, workspace.database_url, lambda: began)
    room.invite(account)
    room.store.dispose()
    desk.do("access", "seal")
    for each in desk.folder.glob("access.db*"):
        each.unlink()
    told = desk.do("access", "log", "--verify", code=1)
    assert f"{began:%Y-%m-%d} (does not fit its seal on record)" in told.stderr and "whole" not in told.stdout
    assert "was changed" in desk.do("access", "purge", "--before", "2100-01-01", code=1).stderr
    assert "knows nobody. Put it back" in desk.do("serve", "--port", "0", code=1).stderr
    assert not (desk.folder / "access.db").exists()


def test_the_loss_of_one_role_leaves_the_invitation(desk: Desk) -> None:
    """As in the workbench: sessions end, and whoever was invited can still come."""
    wang, li = desk.opened("王芳"), desk.opened("李明")
    desk.do("accounts", "grant", wang, "security_admin", "--document", "1")
    for name, role in (("赵敏", "audit_admin"), ("孙敏", "system_admin")):
        desk.do("--as", "王芳", "accounts", "grant", desk.opened(name, "王芳"), role, "--document", "1")
    desk.do("--as", "王芳", "accounts", "grant", li, "clerk", "--document", "1")
    slip = desk.do("access", "invite", li).stdout
    desk.do("--as", "王芳", "accounts", "end", li, "clerk", "--reason", "轮岗")
    half = desk.room().redeem(slip, PASSWORD, "li", Client())
    assert half.said is Said.ENROL_NEEDED


def test_who_has_a_passkey_alone_is_told_how_to_log_in_here(desk: Desk) -> None:
    account = desk.opened("王芳")
    room = desk.room()
    codes = desk.enters(account, "wang").codes
    with room.store.changing() as connection:
        factors.drop(connection, account, factors.TOTP)
        row = {"account": account, "credential": "c", "public_key": "k", "counter": 0, "label": "x"}
        connection.execute(passkey.insert().values(**row, made=moment_text(room.now())))
    told = desk.do("login", "wang", typed=f"{PASSWORD}\n", code=1).stderr
    assert "a passkey needs a browser" in told and "--recovery" in told
    assert (
        "logged in as wang"
        in desk.do("login", "wang", "--recovery", typed=f"{PASSWORD}\n{codes[0]}\n").stderr
    )
    room.store.dispose()


def forge(desk: Desk, statement: str) -> None:
    connection = sqlite3.connect(desk.folder / "access.db")
    connection.executescript(f"DROP TRIGGER access_event_no_delete; {statement}")
    connection.close()


def test_all_sessions_are_ended_after_a_restore(desk: Desk) -> None:
    account = desk.opened("王芳")
    secret = desk.enters(account, "wang").secret
    assert "or --all" in desk.do("access", "end", code=2).stderr
    assert "1 sessions" in desk.do("access", "end", "--all").stderr
    found = desk.room().session_of(secret)
    assert isinstance(found, Outcome) and found.said is Said.ENDED
