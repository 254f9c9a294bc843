"""Passkeys (WebAuthn): a key in a device, opened by finger, face or PIN, and so counting as both factors."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select, update

from cultivation.access.sealing import token_digest
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import challenge, passkey
from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

if TYPE_CHECKING:
    from types import ModuleType

LASTS = timedelta(minutes=5)
MOST_OF_LABEL = 60


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages are reached: a passkey belongs to one host; `origin` is what a browser says."""

    host: str
    origin: str
    name: str = "cultivation"


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    credential: str
    label: str
    made: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """What a browser is asked: `token` comes back with its answer, `options` go to the device, as JSON."""

    token: str
    options: str


def ask_for_new(
    connection: Connection, site: Site, account: str, login: str, names: str, now: datetime
) -> Asking:
    """Ask a device to make a passkey that it can find again without a name, and opens for its owner alone."""
    webauthn = _library()
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    content = secrets.token_bytes(32)
    there = [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential))
        for each in of(connection, account)
    ]
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=login,
        user_display_name=names or login,
        user_id=account.encode(),
        challenge=content,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=there,
    )
    return Asking(_remember(connection, "new", account, content, now), webauthn.options_to_json(options))


def take_new(
    connection: Connection, site: Site, account: str, asking: str, answer: str, label: str, now: datetime
) -> bool:
    """Keep the passkey that a device made; tell whether its answer was good."""
    webauthn = _library()
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    content = _recall(connection, "new", account, asking, now)
    if content is None:
        return False
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=content,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    row = {
        "credential": bytes_to_base64url(made.credential_id),
        "account": account,
        "label": " ".join(label.split())[:MOST_OF_LABEL] or "passkey",
        "public_key": bytes_to_base64url(made.credential_public_key),
        "counter": made.sign_count,
        "made": moment_text(now),
    }
    if connection.execute(select(passkey).where(passkey.c.credential == row["credential"])).first():
        return False
    connection.execute(passkey.insert().values(**row))
    return True


def ask(connection: Connection, site: Site, now: datetime, account: str = "") -> Asking:
    """Ask a device to prove itself: one of an account, or whichever the person chooses."""
    webauthn = _library()
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    content = secrets.token_bytes(32)
    there = [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential))
        for each in of(connection, account)
    ]
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=content,
        allow_credentials=there,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asking(_remember(connection, "proof", account, content, now), webauthn.options_to_json(options))


def proved(
    connection: Connection, site: Site, asking: str, answer: str, now: datetime, account: str = ""
) -> str | None:
    """Return the account whose passkey answered, None where the answer is not good; an asking counts once."""
    webauthn = _library()
    from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    content = _recall(connection, "proof", account, asking, now)
    if content is None:
        return None
    try:
        given = parse_authentication_credential_json(answer)
        row = connection.execute(select(passkey).where(passkey.c.credential == given.id)).first()
        if row is None or (account and row.account != account):
            return None
        if given.response.user_handle not in (None, b"", row.account.encode()):
            return None
        done = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=content,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    values = {"counter": done.new_sign_count, "used": moment_text(now)}
    connection.execute(update(passkey).where(passkey.c.credential == row.credential).values(**values))
    owner: str = row.account
    return owner


def of(connection: Connection, account: str) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    query = select(passkey).where(passkey.c.account == account).order_by(passkey.c.made, passkey.c.credential)
    return [
        Passkey(row.credential, row.label, moment_of(row.made), moment_of(row.used) if row.used else None)
        for row in connection.execute(query)
    ]


def drop(connection: Connection, account: str, credential: str | None = None) -> int:
    """Forget a passkey of an account, or all of them; return how many."""
    where = [passkey.c.account == account]
    if credential is not None:
        where.append(passkey.c.credential == credential)
    return connection.execute(delete(passkey).where(*where)).rowcount


def _remember(connection: Connection, purpose: str, account: str, content: bytes, now: datetime) -> str:
    connection.execute(delete(challenge).where(challenge.c.ends < moment_text(now)))
    token = secrets.token_urlsafe(32)
    row = {
        "digest": token_digest(token),
        "purpose": purpose,
        "account": account,
        "content": content.hex(),
        "ends": moment_text(now + LASTS),
    }
    connection.execute(challenge.insert().values(**row))
    return token


def _recall(connection: Connection, purpose: str, account: str, token: str, now: datetime) -> bytes | None:
    """Return what a device was asked to sign; nobody can answer the same asking again."""
    where = (
        challenge.c.digest == token_digest(token),
        challenge.c.purpose == purpose,
        challenge.c.account == account,
        challenge.c.ends > moment_text(now),
    )
    row = connection.execute(select(challenge).where(*where)).first()
    if row is None or not connection.execute(delete(challenge).where(*where)).rowcount:
        return None
    return bytes.fromhex(row.content)


def are_possible() -> bool:
    """Tell whether the library for passkeys is installed."""
    try:
        _library()
    except EnvironmentTrouble:
        return False
    return True


def _library() -> ModuleType:
    try:
        import webauthn
    except ImportError as error:
        sentence = _("Passkeys need one more package: pip install 'cultivation[passkeys]' ({problem})")
        raise EnvironmentTrouble(sentence.format(problem=error)) from None
    return webauthn
