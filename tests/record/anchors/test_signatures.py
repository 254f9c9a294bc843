"""Signatures: Ed25519 and SM2, each with the example of its standard and against OpenSSL."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from cultivation.errors import UsageMistake
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.anchors.reading import read_anchors
from cultivation.record.anchors.signatures import is_signed_by, sign

pytest.importorskip("cryptography", reason="signatures need cryptography")
pytest.importorskip("gmalg", reason="signatures need gmalg")
OPENSSL = shutil.which("openssl")
ANCHOR = Anchor(12, "ab" * 32, "2017-03-01T09:30:11.000000Z", "2018-07-01T08:00:00Z", "cd" * 32)
KINDS = ["ed25519", "SM2"]
SM3 = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")


def keys() -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return private, key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def openssl(*words: str | Path, **extra: bytes) -> bytes:
    if OPENSSL is None:
        pytest.skip("openssl is not installed")
    return subprocess.run([OPENSSL, *map(str, words)], capture_output=True, check=True, **extra).stdout  # type: ignore[call-overload,no-any-return]


def pair(kind: str) -> tuple[bytes, bytes]:
    """Make keys as docs/record.md says."""
    private = openssl("genpkey", "-algorithm", kind)
    return private, openssl("pkey", "-pubout", input=private)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_fits_its_key_and_its_anchor_alone(kind: str) -> None:
    private, public = pair(kind)
    signed = sign(ANCHOR, private)
    assert is_signed_by(read_anchors(signed.content, "a.json")[0], public)
    assert not is_signed_by(signed, pair(kind)[1])
    assert not is_signed_by(ANCHOR, public)
    for other in (
        replace(signed, entries=11),
        replace(signed, root="ef" * 32),
        replace(signed, made_at="2018-07-02T08:00:00Z"),
    ):
        assert not is_signed_by(other, public)
    raw = bytearray(base64.b64decode(signed.signature))
    raw[-1] ^= 1
    assert not is_signed_by(replace(signed, signature=base64.b64encode(bytes(raw)).decode()), public)
    for nothing in ("aGVq", "%%%", "", "签"):
        assert not is_signed_by(replace(signed, signature=nothing), public)


def test_a_key_of_the_other_kind_has_not_signed() -> None:
    ours, theirs = pair("ed25519"), pair("SM2")
    assert not is_signed_by(sign(ANCHOR, ours[0]), theirs[1])
    assert not is_signed_by(sign(ANCHOR, theirs[0]), ours[1])


def test_openssl_accepts_what_sm2_signs_and_the_other_way_round(tmp_path: Path) -> None:
    private, public = pair("SM2")
    for name, content in {"private": private, "public": public, "said": ANCHOR.signed_part}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "ours").write_bytes(base64.b64decode(sign(ANCHOR, private).signature))
    given = ("-in", tmp_path / "said")
    public_key = ("-pubin", "-inkey", tmp_path / "public")
    found = openssl("pkeyutl", "-verify", *SM3, *public_key, *given, "-sigfile", tmp_path / "ours")
    assert b"Verified Successfully" in found
    theirs = openssl("pkeyutl", "-sign", *SM3, "-inkey", tmp_path / "private", *given)
    assert is_signed_by(replace(ANCHOR, signature=base64.b64encode(theirs).decode()), public)


def test_an_sm2_key_in_the_older_form_is_read() -> None:
    private, public = pair("SM2")
    older = openssl("ec", input=private)
    assert (
        b"BEGIN EC PRIVATE KEY" in older or b"BEGIN SM2 PRIVATE KEY" in older or b"BEGIN PRIVATE KEY" in older
    )
    assert is_signed_by(sign(ANCHOR, older), public)


def test_the_example_of_the_standard_for_sm2() -> None:
    """GB/T 32918.5-2017, A.2: "message digest", signed under the default identity."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    from cultivation.record.anchors.sm2 import SM2Private, SM2Public

    x = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
    r = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    s = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
    public = SM2Public(bytes.fromhex("04" + x + y))
    signature = encode_dss_signature(int(r, 16), int(s, 16))
    assert public.has_signed(signature, b"message digest")
    assert not public.has_signed(signature, b"message digesT")
    d = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
    ours = SM2Private(bytes.fromhex(d)).sign(b"another message")
    assert public.has_signed(ours, b"another message")


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (1 << 256, 1), (1, 1 << 300), (-1, 1), (1, -5)])
def test_numbers_that_no_signature_has_are_no_signature(r: int, s: int) -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    _private, public = pair("SM2")
    try:
        coded = encode_dss_signature(r, s)
    except ValueError:
        coded = bytes([0x30, 6, 2, 1, r & 0xFF, 2, 1, s & 0xFF])
    assert not is_signed_by(replace(ANCHOR, signature=base64.b64encode(coded).decode()), public)


def wrong_keys() -> dict[str, bytes]:
    private, public = pair("SM2")
    p256 = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    locked = openssl("pkcs8", "-topk8", "-passout", "pass:x", input=private)
    off = re.sub(b"(?s)(?<=KEY-----\n).*(?=\n-----END)", b"", public)
    coded = bytearray(base64.b64decode(b"".join(public.split(b"\n")[1:-2])))
    coded[-1] ^= 1
    bent = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(coded) + b"\n-----END PUBLIC KEY-----\n"
    return {"none": b"", "text": b"no key", "other": p256, "locked": locked, "empty": off, "off": bent}


def test_another_key_is_refused_with_a_sentence() -> None:
    for kind in KINDS:
        private, public = pair(kind)
        for name, wrong in {**wrong_keys(), "public": public}.items():
            with pytest.raises(UsageMistake, match=r"Ed25519 or SM2|has a passphrase"):
                sign(ANCHOR, wrong)
            assert name
        for wrong in (*wrong_keys().values(), private):
            with pytest.raises(UsageMistake, match=r"Ed25519 or SM2|has a passphrase"):
                is_signed_by(sign(ANCHOR, private), wrong)
