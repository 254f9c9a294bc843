"""Sessions: 256 random bits in the browser, their digest here; half ones until all is proved."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, or_, select, update

from cultivation.access.outcomes import Said
from cultivation.access.sealing import token_digest
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import passkey
from cultivation.access.tables import session as table

KEPT = timedelta(hours=24)  # after its end
GRAIN = timedelta(minutes=1)  # how often it is written that somebody was seen
MOST_OF_AGENT = 200
NUMBER_LETTERS = 12  # of the public number's digest, as it goes on record

_HAS_PASSKEY = exists().where(passkey.c.account == table.c.account).label("has_passkey")


class Stage(StrEnum):
    """What a session is good for."""

    SECOND = "second"  # the password was right, the second factor is missing
    ENROL = "enrol"  # there is no second factor yet
    RENEW = "renew"  # all was proved, but the password is too old
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session of an account may last, and how many at once; the newest wins."""

    idle: timedelta = timedelta(minutes=30)
    at_most: timedelta = timedelta(hours=12)
    at_once: int = 3


STRICT = Limits(timedelta(minutes=15), timedelta(hours=12), 1)  # administrators and approvers
COMMAND_LINE = Limits(timedelta(hours=8), timedelta(hours=8), 3)
HALF = {
    Stage.SECOND: timedelta(minutes=10),
    Stage.ENROL: timedelta(hours=1),
    Stage.RENEW: timedelta(minutes=15),
}


@dataclass(frozen=True, slots=True)
class Client:
    """From where somebody comes: address, what the browser calls itself, the cookie of a known device."""

    address: str = ""
    agent: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that lasts; `number` is public, `strength` names what was proved, such as `password+totp`."""

    account: str
    number: str
    stage: Stage
    via: str
    strength: str
    begun: datetime
    seen: datetime
    ends: datetime
    idle: timedelta
    stepped_up_at: datetime | None
    stepped_up_by: str
    form_token: str
    language: str | None
    agent: str
    address: str
    has_passkey: bool = False

    @property
    def on_record(self) -> str:
        """Return what goes on record of it, which leads to the access log."""
        return hashlib.sha256(self.number.encode()).hexdigest()[:NUMBER_LETTERS]

    @property
    def is_full(self) -> bool:
        """Tell whether all was proved."""
        return self.stage is Stage.FULL

    def is_confirmed(self, now: datetime, within: timedelta) -> bool:
        """Tell whether the person proved lately that it is still they: by a passkey where there is one."""
        if not self.is_full or self.stepped_up_at is None or (self.has_passkey and not self.by_passkey):
            return False
        return timedelta(0) <= now - self.stepped_up_at <= within  # a clock that goes back prolongs nothing

    @property
    def by_passkey(self) -> bool:
        """Tell whether the last proof was a passkey, or the making of one; a code on paper is as good."""
        return self.stepped_up_by in ("passkey", "recovery")

    def lasts_until(self) -> datetime:
        """Return when it ends if nothing more is done."""
        return min(self.ends, self.seen + self.idle)


def begin(
    connection: Connection,
    now: datetime,
    account: str,
    stage: Stage,
    strength: str,
    client: Client,
    limits: Limits,
    via: str = "web",
) -> tuple[str, Session]:
    """Begin a session and return its secret; more than are allowed at once end the oldest."""
    clean(connection, now)
    if stage is Stage.FULL:
        _make_room(connection, now, account, via, limits.at_once)
    secret = secrets.token_urlsafe(32)
    at_most = limits.at_most if stage is Stage.FULL else HALF[stage]
    row = {
        "digest": token_digest(secret),
        "number": secrets.token_hex(8),
        "account": account,
        "stage": stage.value,
        "via": via,
        "strength": strength,
        "begun": moment_text(now),
        "seen": moment_text(now),
        "ends": moment_text(now + at_most),
        "idle_seconds": int(min(limits.idle, at_most).total_seconds()),
        "stepped_up_at": moment_text(now) if stage is Stage.FULL else None,
        "stepped_up_by": strength.rpartition("+")[2],
        "form_token": secrets.token_urlsafe(24),
        "agent": client.agent[:MOST_OF_AGENT],
        "address": client.address,
    }
    connection.execute(table.insert().values(**row))
    found = find(connection, secret, now)
    assert isinstance(found, Session)
    return secret, found


def find(connection: Connection, secret: str, now: datetime) -> Session | Said:
    """Return the session of a secret, or why there is none."""
    query = select(table, _HAS_PASSKEY).where(table.c.digest == token_digest(secret))
    row = connection.execute(query).first() if secret else None
    if row is None:
        return Said.NO_SESSION
    if row.why_ended:
        return Said(row.why_ended)
    found = _session(row)
    if now >= found.ends:
        return Said.OVER
    return found if now < found.lasts_until() else Said.IDLE


def is_to_be_seen(found: Session, now: datetime) -> bool:
    """Tell whether it is time to write that somebody was there; half sessions are not prolonged."""
    return found.is_full and now - found.seen >= GRAIN


def see(connection: Connection, secret: str, now: datetime) -> None:
    """Write that somebody was there."""
    _change(connection, secret, seen=moment_text(now))


def speak(connection: Connection, secret: str, language: str) -> None:
    """Remember the language that was chosen."""
    _change(connection, secret, language=language)


def step_up(connection: Connection, secret: str, now: datetime, by: str) -> str:
    """Write that the person proved again that it is they; return the new secret, the old one is none."""
    new = secrets.token_urlsafe(32)
    _change(
        connection, secret, digest=token_digest(new), stepped_up_at=moment_text(now), stepped_up_by=by,
        seen=moment_text(now),
    )  # fmt: skip
    return new


def renew(connection: Connection, secret: str, now: datetime) -> str:
    """Give a session a new secret, the old one is none; what was proved lately stays as it is."""
    new = secrets.token_urlsafe(32)
    _change(connection, secret, digest=token_digest(new), seen=moment_text(now))
    return new


def _change(connection: Connection, secret: str, **values: str) -> None:
    where = and_(table.c.digest == token_digest(secret), table.c.ended.is_(None))
    connection.execute(update(table).where(where).values(**values))


def end(connection: Connection, secret: str, now: datetime, why: Said) -> None:
    """End the session of a secret."""
    _change(connection, secret, ended=moment_text(now), why_ended=why.value)


def end_number(connection: Connection, number: str, account: str | None, now: datetime, why: Said) -> bool:
    """End a session by its public number, of an account where one is named; tell whether there was one."""
    where = [table.c.number == number, table.c.ended.is_(None)]
    if account is not None:
        where.append(table.c.account == account)
    values = {"ended": moment_text(now), "why_ended": why.value}
    return bool(connection.execute(update(table).where(*where).values(**values)).rowcount)


def end_all(connection: Connection, account: str, now: datetime, why: Said, but: str = "") -> int:
    """End all sessions of an account but that of a secret; return how many."""
    where = and_(
        table.c.account == account,
        table.c.ended.is_(None),
        table.c.digest != (token_digest(but) if but else ""),
    )
    values = {"ended": moment_text(now), "why_ended": why.value}
    return connection.execute(update(table).where(where).values(**values)).rowcount


def alive(connection: Connection, account: str | None, now: datetime) -> list[Session]:
    """Return the full sessions that last, of an account or of all, the newest first."""
    full = (table.c.ended.is_(None), table.c.stage == Stage.FULL.value)
    query = select(table, _HAS_PASSKEY).where(*full)
    if account is not None:
        query = query.where(table.c.account == account)
    found = [
        _session(row) for row in connection.execute(query.order_by(table.c.begun.desc(), table.c.number))
    ]
    return [each for each in found if now < each.lasts_until()]


def _make_room(connection: Connection, now: datetime, account: str, via: str, at_once: int) -> None:
    there = [each for each in alive(connection, account, now) if each.via == via]
    for each in there[max(at_once - 1, 0) :]:
        end_number(connection, each.number, account, now, Said.REPLACED)


def clean(connection: Connection, now: datetime) -> None:
    """Forget sessions a day after their end."""
    long_ago = moment_text(now - KEPT)
    connection.execute(delete(table).where(or_(table.c.ends < long_ago, table.c.ended < long_ago)))


def _session(row: Row[Any]) -> Session:
    return Session(
        row.account,
        row.number,
        Stage(row.stage),
        row.via,
        row.strength,
        moment_of(row.begun),
        moment_of(row.seen),
        moment_of(row.ends),
        timedelta(seconds=row.idle_seconds),
        moment_of(row.stepped_up_at) if row.stepped_up_at else None,
        row.stepped_up_by or "",
        row.form_token,
        row.language,
        row.agent,
        row.address,
        bool(row.has_passkey),
    )
