"""Passkeys (WebAuthn): a key in a device, opened by finger, face or PIN, and so counting as both factors."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select, update

from cultivation.access.sealing import Key, token_digest
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
    connection: Connection, key: Key, site: Site, account: str, login: str, names: str, now: datetime
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
    return Asking(_sealed(key, "new", account, content, now), webauthn.options_to_json(options))


def take_new(
    connection: Connection,
    key: Key,
    site: Site,
    account: str,
    asking: str,
    answer: str,
    label: str,
    now: datetime,
) -> bool:
    """Keep the passkey that a device made; tell whether its answer was good."""
    webauthn = _library()
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    content = _opened(connection, key, "new", account, asking, now)
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
    _use(connection, asking, account, now)
    return True


def ask(connection: Connection, key: Key, site: Site, now: datetime, account: str = "") -> Asking:
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
    return Asking(_sealed(key, "proof", account, content, now), webauthn.options_to_json(options))


def proved(
    connection: Connection, key: Key, site: Site, asking: str, answer: str, now: datetime, account: str
) -> str | None:
    """Return the account where its passkey answered well, else None; an asking counts once."""
    webauthn = _library()
    from webauthn.helpers import base64url_to_bytes, parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    content = _opened(connection, key, "proof", account, asking, now)
    if content is None:
        return None
    try:
        given = parse_authentication_credential_json(answer)
        row = connection.execute(select(passkey).where(passkey.c.credential == given.id)).first()
        if row is None or row.account != account:
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
    _use(connection, asking, account, now)
    return account


def owner(connection: Connection, answer: str) -> str | None:
    """Return whose passkey an answer names; nothing of it is proved yet."""
    _library()
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        given = parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return connection.execute(select(passkey.c.account).where(passkey.c.credential == given.id)).scalar()


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


def _sealed(key: Key, purpose: str, account: str, content: bytes, now: datetime) -> str:
    """Return what a device is asked to sign, sealed: whoever only asks leaves nothing in the store."""
    said = {"purpose": purpose, "account": account, "content": content.hex()}
    return key.seal(json.dumps({**said, "ends": moment_text(now + LASTS)}))


def _opened(
    connection: Connection, key: Key, purpose: str, account: str, token: str, now: datetime
) -> bytes | None:
    """Return what a device was asked to sign, where it is still valid and was not answered before."""
    try:
        said = json.loads(key.opened(token))
    except EnvironmentTrouble:
        return None  # no token of ours
    is_meant = said["purpose"] == purpose and said["account"] in ("", account)
    used = connection.execute(select(challenge).where(challenge.c.digest == token_digest(token))).first()
    if not is_meant or used is not None or said["ends"] <= moment_text(now):
        return None
    return bytes.fromhex(said["content"])


def _use(connection: Connection, token: str, account: str, now: datetime) -> None:
    """Write down that an asking was answered well: nobody can answer it again."""
    connection.execute(delete(challenge).where(challenge.c.ends < moment_text(now)))
    ends = moment_text(now + LASTS)
    row = {"digest": token_digest(token), "purpose": "used", "account": account, "content": "", "ends": ends}
    connection.execute(challenge.insert().values(**row))


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
