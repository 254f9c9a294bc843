"""Anchors: the head of the chain, kept where the owner of the database cannot change it.

Ed25519 signatures (RFC 8032) are made and checked by `cryptography`, which is needed for nothing else.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from cultivation.canonical import canonical_json
from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _
from cultivation.record.log import Entry

FORMAT = "cultivation-anchor-1"
LINE = re.compile(r"cultivation-anchor-1 (\d+) (\S+) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number of entries, the hash of the last one, when that was recorded, and when this was written.

    `signature` is over the canonical form of the rest, in Base64; empty where there is none.
    """

    entries: int
    head: str
    recorded_at: str
    made_at: str
    signature: str = ""

    @property
    def line(self) -> str:
        """Return the line to print in the minutes; it is an anchor, too."""
        return f"{FORMAT} {self.entries} {self.recorded_at} {self.head}"

    @property
    def signed_part(self) -> bytes:
        """Return the bytes that a signature is over."""
        return canonical_json({key: value for key, value in self._record().items() if key != "signature"})

    @property
    def content(self) -> bytes:
        """Return the file."""
        return canonical_json({key: value for key, value in self._record().items() if value}) + b"\n"

    def _record(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "entries": self.entries,
            "head": self.head,
            "recorded_at": self.recorded_at,
            "made_at": self.made_at,
            "signature": self.signature,
        }


def anchor_of(last: Entry, moment: datetime) -> Anchor:
    """Make the anchor of a record that ends with this entry."""
    made_at = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Anchor(last.seq, last.hash, last.recorded_at, made_at)


def read_anchor(content: bytes, name: str) -> Anchor:
    """Read an anchor file, or any text with the line from the minutes."""
    text = content.decode("utf-8-sig", "replace")
    if found := LINE.search(" ".join(text.split())):
        return Anchor(int(found[1]), found[3], found[2], found[2])
    try:
        record = orjson.loads(text)
        said = {key: record[key] for key in ("entries", "head", "recorded_at", "made_at")}
        anchor = Anchor(**said, signature=record.get("signature", ""))
        if record["format"] == FORMAT and isinstance(anchor.entries, int) and anchor.entries > 0:
            return anchor
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UsageMistake(
        _("{file} is not an anchor: it is neither an anchor file nor the line for the minutes.").format(
            file=name
        )
    )


def sign(anchor: Anchor, key: bytes) -> Anchor:
    """Sign with an Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` makes it."""
    private = _key(key, "load_pem_private_key", "Ed25519PrivateKey", password=None)
    signature = base64.b64encode(private.sign(anchor.signed_part)).decode()
    return Anchor(anchor.entries, anchor.head, anchor.recorded_at, anchor.made_at, signature)


def is_signed_by(anchor: Anchor, key: bytes) -> bool:
    """Tell whether the anchor was signed with the key that this public key in PEM belongs to."""
    public = _key(key, "load_pem_public_key", "Ed25519PublicKey")
    from cryptography.exceptions import InvalidSignature

    try:
        public.verify(base64.b64decode(anchor.signature, validate=True), anchor.signed_part)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(content: bytes, loader: str, kind: str, **extra: None) -> Any:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        sentence = _("Signatures need another package; run: pip install 'cultivation[signature]'")
        raise EnvironmentTrouble(sentence) from None
    try:
        key = getattr(serialization, loader)(content, **extra)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, getattr(ed25519, kind)):
        raise UsageMistake(
            _("The key is not an Ed25519 key in PEM without a password; docs/record.md says how to make one.")
        )
    return key
