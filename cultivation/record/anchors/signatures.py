"""Signatures over anchors, by keys in PEM."""

from __future__ import annotations

from dataclasses import replace

from cultivation.record.anchors.anchor import Anchor, Cosignature
from cultivation.record.anchors.keys import encoded_signature, has_signed, private_key, public_key


def sign(anchor: Anchor, key: bytes, passphrase: bytes = b"") -> Anchor:
    """Sign with a private key, as `openssl genpkey` makes it for ed25519 or SM2."""
    return replace(anchor, signature=_signed(key, passphrase, anchor.signed_part))


def is_signed_by(anchor: Anchor, key: bytes) -> bool:
    """Tell whether the anchor was signed with the private key that this public key belongs to."""
    return has_signed(public_key(key), anchor.signature, anchor.signed_part)


def cosign(anchor: Anchor, said: Cosignature, key: bytes, passphrase: bytes = b"") -> Anchor:
    """Add what a witness says, signed with the private key of the witness."""
    signature = _signed(key, passphrase, anchor.cosigned_part(said))
    return replace(anchor, cosignatures=(*anchor.cosignatures, replace(said, signature=signature)))


def cosignatures_by(anchor: Anchor, key: bytes) -> list[Cosignature]:
    """Return the cosignatures that were made with the private key that this public key belongs to."""
    public = public_key(key)
    return [
        each for each in anchor.cosignatures if has_signed(public, each.signature, anchor.cosigned_part(each))
    ]


def _signed(key: bytes, passphrase: bytes, content: bytes) -> str:
    return encoded_signature(private_key(key, passphrase).sign(content))
