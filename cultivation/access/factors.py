"""What proves a person besides a password: codes by time (RFC 6238), recovery codes, slips; each once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from cultivation.access.sealing import Key, new_code, plain_code
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import secret, slip

PASSWORD, PAST, TOTP, TOTP_NEW, RECOVERY = "password", "password_past", "totp", "totp_new", "recovery"
RESET_ASKED = "reset_asked"  # no secret, but kept where the account's secrets are
STEP = 30  # seconds of a code
EARLIER, LATER = 1, 1  # steps by which clocks may differ
RECOVERY_CODES, RECOVERY_LETTERS = (
    10,
    24,
)  # 120 bits each: ASVS 6.5.2 asks for 112 where the hash is a quick one
SLIP_LETTERS, SLIP_LASTS = 16, timedelta(days=7)  # 80 bits


@dataclass(frozen=True, slots=True)
class Slip:
    """An invitation that was redeemed; `login` is empty where the invited chooses it."""

    account: str
    login: str


def kept(connection: Connection, account: str, kind: str) -> str | None:
    """Return what is kept of an account's secret of a kind, None where there is none."""
    return connection.execute(
        select(secret.c.content).where(secret.c.account == account, secret.c.kind == kind)
    ).scalar()


def made(connection: Connection, account: str, kind: str) -> datetime | None:
    """Return when a secret was made."""
    query = select(secret.c.made).where(secret.c.account == account, secret.c.kind == kind)
    found = connection.execute(query).scalar()
    return moment_of(found) if found else None


def used(connection: Connection, account: str, kind: str) -> datetime | None:
    """Return when a secret was last used."""
    query = select(secret.c.used).where(secret.c.account == account, secret.c.kind == kind)
    found = connection.execute(query).scalar()
    return moment_of(found) if found else None


def keep(
    connection: Connection, account: str, kind: str, content: str, now: datetime, counter: int = 0
) -> None:
    """Keep a secret in the place of the one before it."""
    drop(connection, account, kind)
    add(connection, account, kind, content, now, counter)


def add(
    connection: Connection, account: str, kind: str, content: str, now: datetime, counter: int = 0
) -> None:
    """Keep one more secret of a kind."""
    row = {"account": account, "kind": kind, "content": content, "made": moment_text(now), "counter": counter}
    connection.execute(secret.insert().values(**row))


def drop(connection: Connection, account: str, kind: str) -> int:
    """Forget the secrets of a kind; return how many there were."""
    return connection.execute(
        delete(secret).where(secret.c.account == account, secret.c.kind == kind)
    ).rowcount


def use_totp(
    connection: Connection, key: Key, account: str, code: str, now: datetime, kind: str = TOTP
) -> int | None:
    """Return the counter of a code that is right and was not used; from now on it is, and all before it."""
    import pyotp

    row = connection.execute(select(secret).where(secret.c.account == account, secret.c.kind == kind)).first()
    if row is None:
        return None
    totp = pyotp.TOTP(key.opened(row.content))
    given = "".join(code.split()).encode("utf-8", "replace")
    here = int(now.timestamp()) // STEP
    right = [
        counter
        for counter in range(here - EARLIER, here + LATER + 1)
        if counter > row.counter and hmac.compare_digest(totp.generate_otp(counter).encode(), given)
    ]
    if not right:
        return None
    where = (secret.c.id == row.id, secret.c.counter < right[0])
    values = {"counter": right[0], "used": moment_text(now)}
    return right[0] if connection.execute(update(secret).where(*where).values(**values)).rowcount else None


def new_recovery_codes(connection: Connection, key: Key, account: str, now: datetime) -> tuple[str, ...]:
    """Make ten recovery codes in the place of all earlier ones; they are shown once."""
    drop(connection, account, RECOVERY)
    codes = tuple(new_code(RECOVERY_LETTERS) for _number in range(RECOVERY_CODES))
    for code in codes:
        add(connection, account, RECOVERY, key.digest(RECOVERY, plain_code(code)), now)
    return codes


def use_recovery_code(connection: Connection, key: Key, account: str, code: str) -> bool:
    """Tell whether a recovery code is right; it is used up."""
    where = (
        secret.c.account == account,
        secret.c.kind == RECOVERY,
        secret.c.content == key.digest(RECOVERY, plain_code(code)),
    )
    return bool(connection.execute(delete(secret).where(*where)).rowcount)


def recovery_codes_left(connection: Connection, account: str) -> int:
    """Return how many recovery codes were not used yet."""
    query = select(func.count()).select_from(secret)
    return connection.execute(
        query.where(secret.c.account == account, secret.c.kind == RECOVERY)
    ).scalar_one()


def new_slip(connection: Connection, key: Key, account: str, login: str, now: datetime) -> str:
    """Make an invitation in the place of all earlier ones of an account; only its digest is kept."""
    connection.execute(delete(slip).where((slip.c.account == account) | (slip.c.ends < moment_text(now))))
    code = new_code(SLIP_LETTERS)
    row = {
        "digest": key.digest("slip", plain_code(code)),
        "account": account,
        "login": login,
        "made": moment_text(now),
        "ends": moment_text(now + SLIP_LASTS),
    }
    connection.execute(slip.insert().values(**row))
    return code


def has_slip(connection: Connection, account: str) -> bool:
    """Tell whether an account has an invitation that was not used."""
    return connection.execute(select(slip.c.account).where(slip.c.account == account)).first() is not None


def find_slip(connection: Connection, key: Key, code: str, now: datetime) -> Slip | None:
    """Return the invitation of a code while it lasts."""
    digest = key.digest("slip", plain_code(code))
    query = select(slip).where(slip.c.digest == digest, slip.c.ends > moment_text(now))
    row = connection.execute(query).first()
    return Slip(row.account, row.login) if row is not None else None


def use_slip(connection: Connection, key: Key, code: str) -> bool:
    """Use an invitation up; tell whether it was still there."""
    digest = key.digest("slip", plain_code(code))
    return bool(connection.execute(delete(slip).where(slip.c.digest == digest)).rowcount)


def drop_slips(connection: Connection, account: str) -> None:
    """Take back the invitations of an account."""
    connection.execute(delete(slip).where(slip.c.account == account))
