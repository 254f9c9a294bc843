"""Keys for SM2 with SM3 (GB/T 32918.2-2016, GM/T 0009-2012).

The signer's identity is the standard's default, as OpenSSL, GmSSL and the certificates of China's authorities
use it where nothing else was agreed. A signature is DER, as X.509 and CMS have it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cultivation.record.anchors.encrypted import opened
from cultivation.record.anchors.packages import needed

IDENTITY = b"1234567812345678"
SEC1 = ("EC PRIVATE KEY", "SM2 PRIVATE KEY")
PKCS8 = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
CURVE = "1.2.156.10197.1.301"
LARGEST = 1 << 256  # no number in a signature is longer
# A SubjectPublicKeyInfo in DER (RFC 5480) up to the point: id-ecPublicKey, the curve, a string of 65 bytes.
BEFORE_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


@dataclass(frozen=True, slots=True)
class SM2Private:
    """A private key, 32 bytes."""

    key: bytes = field(repr=False)

    @property
    def public(self) -> SM2Public:
        """Return the public key that belongs to it."""
        with needed():
            from gmalg import SM2
        return SM2Public(bytes(SM2().generate_pk(self.key)))

    def sign(self, content: bytes) -> bytes:
        """Return the signature."""
        with needed():
            from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
            from gmalg import SM2
        first, second = SM2(self.key, IDENTITY).sign(content)
        return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


@dataclass(frozen=True, slots=True)
class SM2Public:
    """A public key: a point of the curve, not compressed."""

    key: bytes

    @property
    def encoded(self) -> bytes:
        """Return the key as a SubjectPublicKeyInfo in DER."""
        return BEFORE_POINT + self.key

    def has_signed(self, signature: bytes, content: bytes) -> bool:
        """Tell whether the signature is over this content."""
        with needed():
            from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
            from gmalg import SM2
        first, second = decode_dss_signature(signature)  # ValueError where it is not DER
        if not (0 < first < LARGEST and 0 < second < LARGEST):
            return False
        numbers = first.to_bytes(32, "big"), second.to_bytes(32, "big")
        return bool(SM2(uid=IDENTITY, pk=self.key).verify(content, *numbers))


def private_key(content: bytes, passphrase: bytes = b"") -> SM2Private | None:
    """Read a private key in PEM, PKCS #8 or SEC 1; None where it is something else.

    With a passphrase it is PKCS #8 as `openssl genpkey -aes256` makes it.
    """
    with needed():
        from asn1crypto.keys import ECPrivateKey, PrivateKeyInfo
    for name, coded in _blocks(content):
        try:
            if name in SEC1:
                key = ECPrivateKey.load(coded, strict=True)
                curve = key["parameters"]
            elif name in PKCS8:
                plain = coded if name == PKCS8[0] else opened(coded, passphrase)
                info = PrivateKeyInfo.load(plain, strict=True)
                curve, key = info["private_key_algorithm"]["parameters"], info["private_key"].parsed
            else:
                continue
            number = int(key["private_key"].native)
            if curve.chosen.dotted == CURVE and 0 < number < LARGEST:
                return SM2Private(number.to_bytes(32, "big"))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return None


def public_key(content: bytes) -> SM2Public | None:
    """Read a public key in PEM; None where it is something else, or its point is not on the curve."""
    with needed():
        from asn1crypto.keys import PublicKeyInfo
        from gmalg import SM2
    for name, coded in _blocks(content):
        try:
            info = PublicKeyInfo.load(coded, strict=True) if name == "PUBLIC KEY" else None
            if info is None or info["algorithm"]["parameters"].chosen.dotted != CURVE:
                continue
            point = bytes(info["public_key"].native)
            if point[:1] == b"\x04" and len(point) == 65 and SM2(uid=IDENTITY).verify_pk(point):
                return SM2Public(point)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return None


def _blocks(content: bytes) -> list[tuple[str, bytes]]:
    """Return the blocks of a PEM file with their names; nothing where it is none."""
    from asn1crypto import pem

    try:
        return [(name, coded) for name, _headers, coded in pem.unarmor(content, multiple=True)]
    except ValueError:
        return []
