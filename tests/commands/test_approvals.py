"""`decide --sign`, `--to-sign`, `--signature`, what cultivation.toml demands, what `audit verify` says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cultivation.commands.key_files import PASSPHRASE_VARIABLE
from tests.record.anchors.test_signatures import openssl, pair
from tests.review.test_approval import proposed_in

from .conftest import Run

pytest.importorskip("cryptography", reason="signatures need cryptography")
pytest.importorskip("gmalg", reason="signatures need gmalg")
DECIDE = ("decide", "2016", "--document", "1号", "--date", "2017-03-01")


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return proposed_in(tmp_path_factory.mktemp("proposed"))


@pytest.fixture
def office(run: Run, workspace: Path, proposed: Path) -> Run:
    """An office with a proposal, where 李强 must sign."""
    run("init", str(workspace))
    shutil.copy(proposed, workspace / "cultivation.db")
    (workspace / "keys").mkdir()
    for name in ("first", "second"):
        private, public = pair("ed25519")
        (workspace / f"{name}.pem").write_bytes(private)
        (workspace / "keys" / f"{name}.pem").write_bytes(public)
    demand(workspace, 'signed_from = 2016\n[decisions.approvers]\n"李强" = "keys/first.pem"\n')
    return run


def demand(workspace: Path, said: str) -> None:
    settings = (workspace / "cultivation.toml").read_text(encoding="utf-8").partition("\n[decisions]")[0]
    (workspace / "cultivation.toml").write_text(f"{settings}\n[decisions]\n{said}", encoding="utf-8")


def test_a_decision_is_signed_and_verified(
    office: Run, ask: Callable[..., Any], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(because: str, *words: str, code: int = 1) -> None:
        assert because in office(*DECIDE, *words, actor="李强", code=code).stderr

    refused("must be signed by 李强")
    refused("must be signed by 李强", "--dry-run")
    refused("none of the keys", "--sign", str(workspace / "second.pem"))
    closed, secret = workspace / "closed.pem", workspace / "secret"
    key = (workspace / "first.pem").read_bytes()
    closed.write_bytes(openssl("pkey", "-aes256", "-passout", "pass:秘密", input=key))
    refused("the one given does not open it", "--sign", str(closed), code=2)
    secret.write_bytes(b"\n")
    refused("is empty", "--sign", str(closed), "--passphrase-file", str(secret), code=3)
    secret.write_bytes("秘密\r\nsecond line".encode())
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "秘密")
    for words in ((), ("--passphrase-file", str(secret))):
        told = office(*DECIDE, "--sign", str(closed), *words, "--dry-run", actor="李强").stderr
        assert "Signed with the key" in told
    assert "秘密" not in told
    office(*DECIDE, "--sign", str(closed), actor="李强")
    (found,) = ask("audit", "verify")["approvals"]
    assert (found["year"], found["approver"], found["outcome"]) == (2016, "李强", "holds")
    assert "Decision on 2016" in office("audit", "verify").stdout
    second = f"李强={workspace / 'keys' / 'second.pem'}"
    assert "no key that is known" in office("audit", "verify", "--approver-key", second, code=1).stdout
    both = ("--approver-key", f"李强={workspace / 'keys' / 'first.pem'}", "--approver-key", second)
    office("audit", "verify", *both)
    for wrong in ("李强", "李强=nowhere", f"={second}", f"李强={secret}"):
        office("audit", "verify", "--approver-key", wrong, code=2)


def test_what_is_to_be_signed_goes_out_and_the_signature_comes_in(office: Run, workspace: Path) -> None:
    message, signature = workspace / "message", workspace / "signature"
    told = office(*DECIDE, "--to-sign", str(message), actor="李强")
    assert "is written" in told.stdout and "--date 2017-03-01" in told.stderr
    assert "year_decided" not in office("audit", "log", "--format", "json").stdout
    way = ("-rawin", "-inkey", workspace / "first.pem", "-in", message)
    signature.write_bytes(openssl("pkeyutl", "-sign", *way))
    given = ("--signature", str(signature), "--public-key", str(workspace / "keys" / "first.pem"))
    changed = (*DECIDE[:3], "2号", *DECIDE[4:], *given)
    assert "not over this decision" in office(*changed, actor="李强", code=1).stderr
    office(*DECIDE, *given[:2], actor="李强", code=2)
    office(*DECIDE, *given, "--sign", str(workspace / "first.pem"), actor="李强", code=2)
    office(*DECIDE, *given, actor="李强")
    assert "the signature holds" in office("audit", "verify").stdout


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("signed_from = true", "signed_from is a year"),
        ("signed = 2016", "signed_from is a year"),
        ("approvers = 3", "signed_from is a year"),
        ('[decisions.approvers]\n"李强" = []', "signed_from is a year"),
        ('[decisions.approvers]\n"李强" = "keys/none.pem"', "cannot be read"),
        ('[decisions.approvers]\n"李强" = ["first.pem"]', "holds no public key"),
    ],
)
def test_settings_that_cannot_be_meant_are_told(
    office: Run, workspace: Path, said: str, because: str
) -> None:
    demand(workspace, said)
    assert because in office(*DECIDE, actor="李强", code=3).stderr
    assert because in office("audit", "verify", code=3).stderr


def test_earlier_years_need_no_signature(office: Run, workspace: Path) -> None:
    demand(workspace, "signed_from = 2017")
    office(*DECIDE, actor="李强")
    assert "Decision on" not in office("audit", "verify").stdout
    demand(workspace, "signed_from = 2016")
    assert "not signed, although it must be" in office("audit", "verify", code=1).stdout
