"""An anchor kept elsewhere finds what the chain alone cannot: a cut tail and a rewritten one."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cultivation.errors import UsageMistake
from cultivation.record.anchor import Anchor, anchor_of, is_signed_by, read_anchor, sign
from cultivation.record.store import Record
from cultivation.record.verify import Verification
from tests.record.story import ticking_clock
from tests.record.test_attacks import cut, make_tables_again, rewrite

MOMENT = datetime(2018, 7, 1, 8, 0, tzinfo=UTC)


def anchor_at(path: Path, seq: int) -> Anchor:
    record = Record(f"sqlite:///{path}", ticking_clock())
    with record.reading() as reader:
        found = anchor_of(next(iter(reader.entries(after=seq - 1, limit=1))), MOMENT)
    record.dispose()
    return found


def verified(path: Path, *anchors: Anchor) -> Verification:
    record = Record(f"sqlite:///{path}", ticking_clock())
    with record.reading() as reader:
        found = reader.verify(anchors)
    record.dispose()
    return found


def test_an_honest_record_goes_on_from_its_anchors(database: Path) -> None:
    anchors = [anchor_at(database, seq) for seq in (12, 1, 7)]
    assert verified(database, *anchors).ok


@pytest.mark.parametrize("last", [1, 7, 11])
def test_a_cut_tail_is_found_and_since_when(database: Path, last: int) -> None:
    anchors = [anchor_at(database, seq) for seq in (1, 12)]
    since = anchor_at(database, last).recorded_at
    cut(database, last)
    verification = verified(database, *anchors)
    assert (verification.code, verification.broken_at) == ("tail_cut", last + 1)
    assert f"recorded after {since} is missing" in verification.reason
    assert "2018-07-01T08:00:00Z" in verification.reason


def test_a_rewritten_tail_is_found_between_the_anchors(database: Path) -> None:
    anchors = [anchor_at(database, seq) for seq in (3, 7, 12)]
    rewrite(database, 4, value="99")
    verification = verified(database, *anchors)
    assert (verification.code, verification.broken_at) == ("anchor_differs", 4)
    assert "between entry 4 and entry 7" in verification.reason


def test_what_was_rewritten_after_the_anchor_is_open(database: Path) -> None:
    """As docs/record.md says: an anchor fixes what is before it."""
    anchor = anchor_at(database, 3)
    rewrite(database, 4, value="99")
    make_tables_again(database)
    assert verified(database, anchor).ok


def test_file_and_line_are_read_back(database: Path) -> None:
    anchor = anchor_at(database, 12)
    assert read_anchor(anchor.content, "a.json") == anchor
    minutes = f"会议纪要\n\n  {anchor.line}\n出席：李雷".replace(" 12 ", "\n 12 ")
    read = read_anchor(minutes.encode(), "minutes.txt")
    assert (read.entries, read.head, read.recorded_at) == (12, anchor.head, anchor.recorded_at)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b'{"format":"cultivation-anchor-1","entries":0}',
        b"cultivation-anchor-1 12",
    ],
)
def test_what_is_no_anchor_is_refused(content: bytes) -> None:
    with pytest.raises(UsageMistake, match=r"a\.json is not an anchor"):
        read_anchor(content, "a.json")


def keys() -> tuple[bytes, bytes]:
    pytest.importorskip("cryptography", reason="signatures need cryptography")
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return private, key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def test_a_signature_fits_its_key_and_its_anchor_alone(database: Path) -> None:
    private, public = keys()
    signed = sign(anchor_at(database, 12), private)
    assert is_signed_by(read_anchor(signed.content, "a.json"), public)
    assert not is_signed_by(signed, keys()[1])
    assert not is_signed_by(anchor_at(database, 12), public)
    other = Anchor(11, signed.head, signed.recorded_at, signed.made_at, signed.signature)
    assert not is_signed_by(other, public)
    raw = bytearray(base64.b64decode(signed.signature))
    raw[0] ^= 1
    bent = base64.b64encode(bytes(raw)).decode()
    assert not is_signed_by(Anchor(12, signed.head, signed.recorded_at, signed.made_at, bent), public)


def test_another_key_is_refused(database: Path) -> None:
    private, public = keys()
    for wrong in (b"", b"no key", public):
        with pytest.raises(UsageMistake, match="Ed25519"):
            sign(anchor_at(database, 12), wrong)
    with pytest.raises(UsageMistake, match="Ed25519"):
        is_signed_by(anchor_at(database, 12), private)
