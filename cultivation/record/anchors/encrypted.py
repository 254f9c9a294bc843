"""Private keys under a passphrase: PKCS #8 with PBES2 (RFC 8018), PBKDF2 and AES in CBC, as of OpenSSL.

`cryptography` opens such files itself, but only for kinds of keys that it knows; SM2 is none of them.
"""

from __future__ import annotations

from hashlib import pbkdf2_hmac

from cultivation.record.anchors.packages import needed

MOST_ROUNDS = 10_000_000  # some seconds; more is no file that somebody made to be opened


def opened(coded: bytes, passphrase: bytes) -> bytes:
    """Return the PrivateKeyInfo in DER; raise ValueError where the passphrase or the way is another."""
    with needed():
        from asn1crypto.keys import EncryptedPrivateKeyInfo
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CBC
        from cryptography.hazmat.primitives.padding import PKCS7
    info = EncryptedPrivateKeyInfo.load(coded, strict=True)
    way = info["encryption_algorithm"]
    if way.kdf != "pbkdf2" or way.encryption_cipher != "aes" or way.kdf_iterations > MOST_ROUNDS:
        raise ValueError(way.kdf)
    key = pbkdf2_hmac(way.kdf_hmac, passphrase, way.kdf_salt, way.kdf_iterations, way.key_length)
    decryptor = Cipher(AES(key), CBC(way.encryption_iv)).decryptor()
    padded = decryptor.update(info["encrypted_data"].native) + decryptor.finalize()
    unpadder = PKCS7(AES.block_size).unpadder()
    return bytes(unpadder.update(padded) + unpadder.finalize())
