"""Signatures over anchors: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2), by keys in PEM.

Ed25519 is done by `cryptography`. That does not know SM2; `gmalg` does, and asn1crypto reads the keys.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Never, Protocol

from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.record.anchors import ed25519, sm2
from cultivation.record.anchors.anchor import Anchor, Cosignature


class PrivateKey(Protocol):
    """What signs."""

    def sign(self, content: bytes) -> bytes:
        """Return the signature."""


class PublicKey(Protocol):
    """What tells whether the private key that belongs to it signed something."""

    def has_signed(self, signature: bytes, content: bytes) -> bool:
        """Tell whether the signature is over this content."""


def sign(anchor: Anchor, key: bytes) -> Anchor:
    """Sign with a private key, as `openssl genpkey` makes it for ed25519 or SM2."""
    return replace(anchor, signature=_encoded(_private_key(key).sign(anchor.signed_part)))


def is_signed_by(anchor: Anchor, key: bytes) -> bool:
    """Tell whether the anchor was signed with the private key that this public key belongs to."""
    return _has_signed(_public_key(key), anchor.signature, anchor.signed_part)


def cosign(anchor: Anchor, said: Cosignature, key: bytes) -> Anchor:
    """Add what a witness says, signed with the private key of the witness."""
    signature = _encoded(_private_key(key).sign(anchor.cosigned_part(said)))
    return replace(anchor, cosignatures=(*anchor.cosignatures, replace(said, signature=signature)))


def cosignatures_by(anchor: Anchor, key: bytes) -> list[Cosignature]:
    """Return the cosignatures that were made with the private key that this public key belongs to."""
    public = _public_key(key)
    return [
        each
        for each in anchor.cosignatures
        if _has_signed(public, each.signature, anchor.cosigned_part(each))
    ]


def _encoded(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


def _has_signed(key: PublicKey, signature: str, content: bytes) -> bool:
    try:
        return key.has_signed(base64.b64decode(signature, validate=True), content)
    except ValueError:
        return False


def _private_key(content: bytes) -> PrivateKey:
    return ed25519.private_key(content) or sm2.private_key(content) or _refuse()


def _public_key(content: bytes) -> PublicKey:
    return ed25519.public_key(content) or sm2.public_key(content) or _refuse()


def _refuse() -> Never:
    raise UsageMistake(
        _("The key is no Ed25519 or SM2 key in PEM without a password; docs/record.md says how to make one.")
    )
