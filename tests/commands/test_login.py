"""`access`, `login` and `logout` as users call them."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("argon2", reason="the extra `web` is not installed")
import pyotp

from cultivation.access.sessions import Client
from cultivation.access.signing_in import Access, access_of
from cultivation.commands.context import Context
from cultivation.commands.logged_in import session_of_user
from cultivation.commands.program import program
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
    assert "No login belongs" in desk.do("access", "reset", ACCOUNT, code=1).stderr
    room = desk.room()
    half = room.redeem(desk.do("access", "invite", ACCOUNT).stdout, PASSWORD, "wang", Client())
    new = room.new_totp(half.secret, "x")
    assert new is not None
    full = room.confirm_totp(half.secret, pyotp.TOTP(new.letters).now(), Client())
    number = room.all_sessions()[0].number
    assert "There is no session" in desk.do("access", "end", "x", code=1).stderr
    desk.do("access", "end", number)
    assert room.all_sessions() == []
    assert len(desk.do("access", "reset", ACCOUNT).stdout.strip()) == 19
    assert not room.begin("wang", PASSWORD, Client()).is_good and full.secret
    room.store.dispose()


def test_a_changed_log_is_told(desk: Desk) -> None:
    import sqlite3

    desk.do("access", "invite", ACCOUNT)
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
