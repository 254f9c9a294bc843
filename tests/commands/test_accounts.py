"""Accounts on the command line: the first start, two persons, login required, and what the log shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cultivation import language
from cultivation.commands import identity
from cultivation.commands.identity import LoggedIn
from tests.commands.office import Office
from tests.commands.test_every_state import NOTICE, RATIOS, RULES


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three administrators, 钱进 who proposes and decides 2016, a year that is scored; login is required."""
    language.activate("en")
    made = Office(tmp_path_factory.mktemp("accounts"))
    made.do("init", str(made.workspace))
    (made.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    made.ids = {}  # type: ignore[attr-defined]
    for name, role in (("王芳", "security_admin"), ("李强", "system_admin"), ("赵敏", "audit_admin")):
        made.do(f"accounts grant {opened(made, name)} {role} --document 1号")
    for name in ("钱进", "周明"):
        account = opened(made, name)
        for role in ("proposer", "approver"):
            asked = json.loads(
                made.do(f"accounts grant {account} {role} --document 2号 --format json").stdout
            )
            assert asked["granted"] is False
            made.refused("王芳 asked for it", f"accounts confirm {asked['entry']}")
            made.do(f"accounts confirm {asked['entry']}", by="赵敏")
    made.do("open 2016 --rules small_pool")
    made.do("intake 2016", made.applications("a.xlsx", RATIOS))
    made.do("score 2016")
    made.do("accounts require")
    yield made


def opened(office: Office, name: str) -> str:
    found = json.loads(office.do(f"accounts open {name} --unit 科技局 --format json").stdout)["account"]
    office.ids[name] = found  # type: ignore[attr-defined]
    assert len(found) == 16 and found.isalpha() and found.islower()
    return str(found)


def log_in(monkeypatch: pytest.MonkeyPatch, office: Office, name: str, session: str = "") -> None:
    proof = LoggedIn(office.ids[name], name, "password+totp", session or f"of {name}")  # type: ignore[attr-defined]
    monkeypatch.setattr(identity, "logged_in", lambda _context: proof)


def entries(office: Office) -> list[Any]:
    return list(office.ask("audit log")["entries"])


def test_a_typed_name_is_refused_and_told_what_to_add(office: Office) -> None:
    office.refused("asks for proof of who takes this step", "withdraw 2016 ANLAN --reason x")
    office.refused("Add: --unauthenticated REASON", "propose 2016", by="钱进")
    assert "须证明身份" in office.do("propose 2016", code=1, lang="zh").stderr
    office.do("status")  # looking is free


def test_logged_in_two_accounts_propose_and_decide(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, office, "钱进")
    office.refused("钱进 is logged in. Leave --as out", "propose 2016", by="周明", code=2)
    office.refused("钱进 has no role that permits this", "withdraw 2016 ANLAN --reason x", by="钱进")
    office.do("propose 2016", by="钱进")
    office.do(NOTICE, by="钱进")
    decide = "decide 2016 --document 1 --date 2017-03-01"
    office.refused("钱进 made the proposal", decide, by="钱进")
    log_in(monkeypatch, office, "周明", session="of 钱进")
    office.refused("came from one session", decide, by="周明")
    log_in(monkeypatch, office, "周明")
    office.do(decide, by="周明")
    acting = entries(office)[-1]["payload"]["acting"]
    assert acting.pop("login")
    assert acting == {
        "via": "cli",
        "strength": "password+totp",
        "account": office.ids["周明"],  # type: ignore[attr-defined]
        "role": "approver",
        "unit": "科技局",
        "session": "of 周明",
    }
    assert office.ask("audit replay")["ok"] and office.ask("audit verify")["ok"]


def test_without_login_the_reason_stays_to_be_seen(office: Office) -> None:
    office.do("--unauthenticated 登录服务故障 audit seal 2016")
    entry = entries(office)[-1]
    assert entry["payload"]["acting"]["unauthenticated"] == "登录服务故障"
    table = office.do("audit log --last 1").stdout
    assert "cli; name only" in table and "without login: 登录服务故障" in table


def test_the_list_is_as_it_was_known(office: Office) -> None:
    found = office.ask("accounts list")
    assert found["login_required"] is True and found["requests"] == []
    held = {each["name"]: [grant["role"] for grant in each["grants"]] for each in found["accounts"]}
    assert held == {
        "王芳": ["security_admin"],
        "李强": ["system_admin"],
        "赵敏": ["audit_admin"],
        "钱进": ["proposer", "approver"],
        "周明": ["proposer", "approver"],
    }
    assert office.ask("accounts list --as-of 2016-01-01")["accounts"] == []
    assert "安全管理员" in office.do("accounts list", lang="zh").stdout


def test_what_cannot_be_is_said(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log_in(monkeypatch, office, "王芳")
    own = office.ids["周明"]  # type: ignore[attr-defined]
    office.refused("must not be expert and proposer", f"accounts grant {own} expert --year 2016 --document 1")
    office.refused("expert is missing", f"accounts grant {own} expert --year 2016 --document 1")
    office.refused("This is the only", f"accounts close {office.ids['李强']} --reason x")  # type: ignore[attr-defined]
    office.do(f"accounts end {own} proposer --reason 轮岗 --dry-run")
    office.do(f"accounts end {own} proposer --reason 轮岗")
    office.refused("has no such role", f"accounts end {own} proposer --reason 轮岗")
    office.do(f"accounts close {own} --reason 调离")
    assert "already" in office.do("accounts require").stdout
