"""Timestamps of a real authority, run here with OpenSSL: what it signed holds, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from cultivation.errors import Refused, UsageMistake
from cultivation.record.anchors.timestamps import request_for, stamped
from tests.record.anchors.test_signatures import openssl

pytest.importorskip("rfc3161_client", reason="timestamps need rfc3161-client")
ANCHOR = b'{"entries":12}\n'
SETTINGS = """
[tsa]
default_tsa = this
[this]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
ess_cert_id_alg = sha256
[for_timestamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[for_servers]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,serverAuth
"""


@dataclass(frozen=True)
class Authority:
    """A time-stamping authority: a root, a certificate below it, and `openssl ts`."""

    folder: Path

    @classmethod
    def at(cls, folder: Path, purpose: str = "for_timestamps") -> Authority:
        folder.mkdir()
        new = ("-newkey", "rsa:2048", "-nodes")
        settings = folder / "settings"
        settings.write_text(SETTINGS.format(folder=folder))
        (folder / "serial").write_text("01\n")
        root = (
            "-keyout",
            folder / "root.key",
            "-out",
            folder / "root.pem",
            "-subj",
            "/CN=Root",
            "-days",
            "30",
        )
        openssl("req", "-x509", *new, *root)
        own = (
            "-keyout",
            folder / "tsa.key",
            "-out",
            folder / "tsa.csr",
            "-subj",
            "/O=Time/CN=Office of Time",
        )
        openssl("req", *new, *own)
        by = ("-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial", "-days", "20")
        made = ("-in", folder / "tsa.csr", "-out", folder / "tsa.pem")
        openssl("x509", "-req", *made, *by, "-extfile", settings, "-extensions", purpose)
        return cls(folder)

    @property
    def certificates(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request").write_bytes(request)
        files = ("-queryfile", self.folder / "request", "-out", self.folder / "answer")
        openssl("ts", "-reply", "-config", self.folder / "settings", *files)
        return (self.folder / "answer").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    yield Authority.at(tmp_path_factory.mktemp("authorities") / "one")


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.answer(request_for(ANCHOR))


def test_a_timestamp_says_when_the_file_existed(authority: Authority, answer: bytes) -> None:
    files = {"other.json": b"other", "anchor.json": ANCHOR}
    found = stamped(answer, "anchor.tsr", files, authority.certificates)
    assert found.file == "anchor.json"
    moment = datetime.fromisoformat(found.moment)
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)
    assert "CN=Root" in found.authority


def test_openssl_takes_our_request_and_its_answer_holds_for_openssl(
    authority: Authority, answer: bytes, tmp_path: Path
) -> None:
    for name, content in {"anchor": ANCHOR, "answer": answer}.items():
        (tmp_path / name).write_bytes(content)
    root = ("-CAfile", authority.folder / "root.pem")
    found = openssl("ts", "-verify", "-data", tmp_path / "anchor", "-in", tmp_path / "answer", *root)
    assert b"Verification: OK" in found


def test_a_timestamp_over_another_file_is_refused(authority: Authority, answer: bytes) -> None:
    for files in ({}, {"anchor.json": ANCHOR + b" "}):
        with pytest.raises(Refused, match="over none of the anchor files"):
            stamped(answer, "anchor.tsr", files, authority.certificates)


def test_the_word_of_another_authority_does_not_count(answer: bytes, tmp_path: Path) -> None:
    other = Authority.at(tmp_path / "other")
    with pytest.raises(Refused, match=r"The timestamp anchor\.tsr does not hold"):
        stamped(answer, "anchor.tsr", {"a": ANCHOR}, other.certificates)


def test_a_certificate_for_something_else_does_not_stamp(tmp_path: Path) -> None:
    server = Authority.at(tmp_path / "server", "for_servers")
    try:
        answer = server.answer(request_for(ANCHOR))
    except subprocess.CalledProcessError:
        return  # OpenSSL itself will not sign with it
    with pytest.raises((Refused, UsageMistake)):
        stamped(answer, "anchor.tsr", {"a": ANCHOR}, server.certificates)


def test_no_bit_of_an_answer_can_be_changed(authority: Authority, answer: bytes) -> None:
    """Each byte of what is signed or signs, a bit of it; beyond it stand certificates that are not needed."""
    imprint = answer.index(sha256(ANCHOR).digest())
    tried = [*range(imprint, imprint + 80), *range(len(answer) - 200, len(answer))]
    for place in tried:
        bent = bytearray(answer)
        bent[place] ^= 1
        with pytest.raises((Refused, UsageMistake)):
            stamped(bytes(bent), "anchor.tsr", {"a": ANCHOR}, authority.certificates)


def test_a_refusal_or_no_answer_is_told(authority: Authority) -> None:
    refusal = authority.answer(b"not a request")
    for content in (b"", b"{}", request_for(ANCHOR), refusal):
        with pytest.raises(UsageMistake, match=r"a\.tsr is not the answer"):
            stamped(content, "a.tsr", {"a": ANCHOR}, authority.certificates)


def test_certificates_that_are_none_are_told(answer: bytes) -> None:
    for content in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"):
        with pytest.raises(UsageMistake, match="not in PEM"):
            stamped(answer, "a.tsr", {"a": ANCHOR}, content)
