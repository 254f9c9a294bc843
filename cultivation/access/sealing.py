"""The key file beside the settings: what the database keeps of secrets is of no use without it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another; five bits each
GROUP = 4


class Key:
    """Seals what must be read again, and makes digests of what need not be; the file is 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def seal(self, text: str) -> str:
        """Return a text that only the key opens again."""
        from cryptography.fernet import Fernet

        return Fernet(base64.urlsafe_b64encode(self._part("seal"))).encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """Return what was sealed."""
        from cryptography.fernet import Fernet, InvalidToken

        try:
            return Fernet(base64.urlsafe_b64encode(self._part("seal"))).decrypt(sealed.encode()).decode()
        except InvalidToken:
            sentence = _("{file} is not the key with which the access store was made; put that one back.")
            raise EnvironmentTrouble(sentence.format(file=self._path)) from None

    def digest(self, purpose: str, secret: str) -> str:
        """Return the digest of a secret: without the key nobody can try what it may be."""
        return hmac.new(self._part(purpose), secret.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def _part(self, purpose: str) -> bytes:
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()

    @cached_property
    def _key(self) -> bytes:
        try:
            with suppress(FileExistsError):
                self._make()
            held = base64.urlsafe_b64decode(self._path.read_text("ascii").strip())
        except (OSError, ValueError) as error:
            sentence = _("The key file {file} cannot be read: {problem}")
            problem = getattr(error, "strerror", None) or _("it is not a key")
            raise EnvironmentTrouble(sentence.format(file=self._path, problem=problem)) from None
        if os.name == "posix" and self._path.stat().st_mode & 0o077:
            sentence = _("Others can read the key file {file}; take that right away: chmod 600 {file}")
            raise EnvironmentTrouble(sentence.format(file=self._path))
        if len(held) != hashlib.sha256().digest_size:
            sentence = _("The key file {file} cannot be read: {problem}")
            raise EnvironmentTrouble(sentence.format(file=self._path, problem=_("it is not a key")))
        return held

    def _make(self) -> None:
        """Write a new key under another name first: a key that is half written would be kept for good."""
        whole = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(whole, self._path)  # fails where there is one already: two that begin at once share one
        finally:
            whole.unlink()


def token_digest(token: str) -> str:
    """Return the digest of a token of 256 random bits, which nobody can try."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_code(letters: int) -> str:
    """Return a random code in groups of four letters, for people to type."""
    made = "".join(secrets.choice(LETTERS) for _letter in range(letters))
    return "-".join(made[at : at + GROUP] for at in range(0, letters, GROUP))


def plain_code(typed: str) -> str:
    """Return a code as it was made, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
