"""Keys in PEM: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2).

Ed25519 is done by `cryptography`. That does not know SM2; `gmalg` does, and asn1crypto reads the keys.
"""

from __future__ import annotations

import base64
import binascii
from typing import Never, Protocol

from cultivation.canonical import digest
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.record.anchors import ed25519, sm2


class PublicKey(Protocol):
    """What tells whether the private key that belongs to it signed something."""

    @property
    def encoded(self) -> bytes:
        """Return the key as a SubjectPublicKeyInfo (RFC 5280) in DER."""

    def has_signed(self, signature: bytes, content: bytes) -> bool:
        """Tell whether the signature is over this content."""


class PrivateKey(Protocol):
    """What signs."""

    @property
    def public(self) -> PublicKey:
        """Return the public key that belongs to it."""

    def sign(self, content: bytes) -> bytes:
        """Return the signature."""


def private_key(content: bytes, passphrase: bytes = b"") -> PrivateKey:
    """Read a private key, as `openssl genpkey` makes it; raise UsageMistake where it is none."""
    return (
        ed25519.private_key(content, passphrase) or sm2.private_key(content, passphrase) or _refuse(content)
    )


def public_key(content: bytes) -> PublicKey:
    """Read a public key; raise UsageMistake where it is none."""
    return ed25519.public_key(content) or sm2.public_key(content) or _refuse(content)


def public_key_in(text: str) -> PublicKey:
    """Read a public key from the Base64 of its DER, written in that one way alone; else raise ValueError."""
    try:
        key = public_key(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode())
    except UsageMistake as error:
        raise ValueError(str(error)) from None
    if base64.b64encode(key.encoded).decode() != text:
        raise ValueError(text)
    return key


def fingerprint(key: PublicKey) -> str:
    """Return the SHA-256 of the key in DER: `openssl pkey -pubin -outform DER | sha256sum`."""
    return digest(key.encoded)


def encoded_signature(signature: bytes) -> str:
    """Return the Base64 of a signature."""
    return base64.b64encode(signature).decode()


def has_signed(key: PublicKey, signature: str, content: bytes) -> bool:
    """Tell whether a signature in Base64 is over this content."""
    try:
        return key.has_signed(base64.b64decode(signature, validate=True), content)
    except (ValueError, binascii.Error):
        return False


def _refuse(content: bytes) -> Never:
    if b"ENCRYPTED" in content:
        raise UsageMistake(
            _(
                "The key has a passphrase, and the one given does not open it; docs/record.md says how "
                "to give one."
            )
        )
    raise UsageMistake(_("The key is no Ed25519 or SM2 key in PEM; docs/record.md says how to make one."))
