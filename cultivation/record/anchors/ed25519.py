"""Keys for Ed25519 (RFC 8032)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cultivation.record.anchors.packages import needed


@dataclass(frozen=True, slots=True)
class Ed25519Private:
    """A private key."""

    key: Any

    @property
    def public(self) -> Ed25519Public:
        """Return the public key that belongs to it."""
        return Ed25519Public(self.key.public_key())

    def sign(self, content: bytes) -> bytes:
        """Return the signature."""
        return bytes(self.key.sign(content))


@dataclass(frozen=True, slots=True)
class Ed25519Public:
    """A public key."""

    key: Any

    @property
    def encoded(self) -> bytes:
        """Return the key as a SubjectPublicKeyInfo in DER."""
        with needed():
            from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        return bytes(self.key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def has_signed(self, signature: bytes, content: bytes) -> bool:
        """Tell whether the signature is over this content."""
        with needed():
            from cryptography.exceptions import InvalidSignature
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def private_key(content: bytes, passphrase: bytes = b"") -> Ed25519Private | None:
    """Read a private key in PEM; None where it is something else, or another passphrase opens it."""
    secret = passphrase if b"ENCRYPTED" in content else None
    key = _loaded("load_pem_private_key", "Ed25519PrivateKey", content, secret)
    return key and Ed25519Private(key)


def public_key(content: bytes) -> Ed25519Public | None:
    """Read a public key in PEM; None where it is something else."""
    key = _loaded("load_pem_public_key", "Ed25519PublicKey", content)
    return key and Ed25519Public(key)


def _loaded(loader: str, kind: str, *given: Any) -> Any:
    with needed():
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    try:
        key = getattr(serialization, loader)(*given)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # another curve or passphrase, no key at all
        return None
    return key if isinstance(key, getattr(ed25519, kind)) else None
