"""The access log: who entered, left, failed, changed a factor; each event sealed with the one before.

It is a chain of its own. The head of each day that has ended goes on record (`sealed`), so that it cannot be
written anew afterwards; whole days that are on record and old enough may be purged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import access_event, access_purge
from cultivation.canonical import canonical_json, digest

NOTHING_BEFORE = "0" * 64
LEAST_DAYS, DEFAULT_DAYS = 200, 400  # that the log is kept; the law asks for six months


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `at` is UTC, `account` is empty where nobody is known."""

    seq: int
    at: str
    kind: str
    account: str
    address: str
    details: Mapping[str, Any]
    prev: str
    hash: str

    def seal(self) -> str:
        """Return the hash that the event must have, computed from everything else."""
        names = ("seq", "at", "kind", "account", "address", "details", "prev")
        return digest(canonical_json({name: getattr(self, name) for name in names}))


@dataclass(frozen=True, slots=True)
class Seal:
    """What goes on record of a day in UTC: from when to when, how many events, and the last one's hash.

    A day on which nothing happened has the hash of the day before it.
    """

    first: str
    until: str
    events: int
    head: str

    @property
    def day(self) -> date:
        """Return the day."""
        return moment_of(self.first).date()


@dataclass(frozen=True, slots=True)
class Damage:
    """An event that is changed, missing or out of order, a day whose seal does not fit, or a forged purge."""

    problem: Literal["changed", "missing", "order", "seal", "purge"]
    seq: int | None = None
    day: date | None = None


def append(
    connection: Connection,
    now: datetime,
    kind: str,
    account: str = "",
    address: str = "",
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Add an event; its moment is never before that of the event before it."""
    seq, prev, last = _end(connection)
    at = max(moment_text(now), last)
    bare = Event(seq + 1, at, kind, account, address, dict(details or {}), prev, "")
    row = {name: getattr(bare, name) for name in ("seq", "at", "kind", "account", "address", "prev")}
    sealed = bare.seal()
    written = canonical_json(bare.details).decode()
    connection.execute(access_event.insert().values(**row, details=written, hash=sealed))
    return Event(**row, details=bare.details, hash=sealed)


def _end(connection: Connection) -> tuple[int, str, str]:
    """Return number, hash and moment of the last event, though it were purged."""
    last = connection.execute(select(access_event).order_by(access_event.c.seq.desc()).limit(1)).first()
    if last is not None:
        return last.seq, last.hash, last.at
    return *_purged(connection), ""


def _purged(connection: Connection) -> tuple[int, str]:
    found = connection.execute(select(access_purge).order_by(access_purge.c.until.desc()).limit(1)).first()
    return (found.until, found.head) if found is not None else (0, NOTHING_BEFORE)


def events(
    connection: Connection, account: str | None = None, after: int = 0, most: int | None = None
) -> Iterator[Event]:
    """Yield the events in their order, of one account or of all."""
    query = select(access_event).where(access_event.c.seq > after).order_by(access_event.c.seq)
    if account is not None:
        query = query.where(access_event.c.account == account)
    for row in connection.execute(query.limit(most)):
        yield _event(row)


def last_of_each_account(connection: Connection, kind: str) -> dict[str, datetime]:
    """Return the moment of the last event of a kind of each account."""
    last = func.max(access_event.c.at)
    query = select(access_event.c.account, last).where(access_event.c.kind == kind)
    rows = connection.execute(query.group_by(access_event.c.account))
    return {account: moment_of(at) for account, at in rows}


def events_are_there(connection: Connection) -> bool:
    """Tell whether anything was ever written to the log."""
    return bool(_end(connection)[0])


def _event(row: Row[Any]) -> Event:
    try:
        details = json.loads(row.details)
    except ValueError:
        details = row.details  # changed from outside; its hash will not fit
    return Event(row.seq, row.at, row.kind, row.account, row.address, details, row.prev, row.hash)


def sealed(connection: Connection, day: date, today: date) -> Seal | None:
    """Return what is to go on record of a day that has ended.

    None for one that has not, that was purged, or before which nothing happened.
    """
    if day >= today:
        return None
    first, until = _begin(day), _begin(day + timedelta(days=1))
    before = access_event.c.at < until
    last = connection.execute(select(access_event).where(before).order_by(access_event.c.seq.desc())).first()
    if last is None:
        return None
    of_day = select(func.count()).select_from(access_event).where(before, access_event.c.at >= first)
    return Seal(first, until, connection.execute(of_day).scalar_one(), last.hash)


def _begin(day: date) -> str:
    return moment_text(datetime.combine(day, datetime.min.time(), UTC))


def unsealed_days(connection: Connection, last_sealed: date | None, today: date) -> list[date]:
    """Return the days that have ended and are not on record yet, beginning with that of the first event."""
    first = connection.execute(select(access_event.c.at).order_by(access_event.c.seq).limit(1)).scalar()
    if first is None:
        return []
    day = moment_of(first).date()
    if last_sealed is not None:
        day = max(day, last_sealed + timedelta(days=1))
    return [day + timedelta(days=number) for number in range((today - day).days)]


def verify(connection: Connection, seals: Sequence[Seal] = ()) -> list[Damage]:
    """Walk the chain and hold it against the seals that are on record; nothing found means it is whole."""
    found: list[Damage] = []
    number, prev = _purged(connection)
    last = ""
    for event in events(connection):
        if event.seq != number + 1:
            found.append(Damage("missing", number + 1))
        elif event.prev != prev or event.at < last:
            found.append(Damage("order", event.seq))
        if event.seal() != event.hash:
            found.append(Damage("changed", event.seq))
        number, prev, last = event.seq, event.hash, event.at
    gone = connection.execute(select(func.max(access_purge.c.before))).scalar() or ""
    kept = [seal for seal in seals if seal.until > gone]
    changed = [seal for seal in kept if sealed(connection, seal.day, date.max) != seal]
    found += [Damage("seal", day=seal.day) for seal in changed]
    if seals and gone and not _is_purge_lawful(connection, seals):
        found.append(Damage("purge", day=(moment_of(gone) - timedelta(days=1)).date()))
    return found


def _is_purge_lawful(connection: Connection, seals: Sequence[Seal]) -> bool:
    """Tell whether the last purge ends with a sealed day, was noted, and took nothing that was too young.

    Those before it are covered by it: what they noted may be gone.
    """
    last = connection.execute(select(access_purge).order_by(access_purge.c.until.desc()).limit(1)).one()
    if (last.before, last.head) not in {(seal.until, seal.head) for seal in seals}:
        return False
    limit = timedelta(days=LEAST_DAYS)
    return any(
        isinstance(each.details, dict)
        and each.details.get("until") == last.before
        and moment_of(each.at) - moment_of(last.before) >= limit
        for each in events(connection)
        if each.kind == "log_purged"
    )


def purge(
    connection: Connection, now: datetime, account: str, before: date, seals: Sequence[Seal], keep_days: int
) -> int:
    """Delete the days before a day that are on record; return how many events went.

    Nothing goes that is younger than the limit, nor beyond the last seal; -1 where nothing may go, as when
    the log does not fit the seals.
    """
    limit = now.astimezone(UTC).date() - timedelta(days=max(keep_days, LEAST_DAYS))
    old = [seal for seal in seals if seal.day < min(before, limit)]
    if not old or verify(connection, seals):
        return -1
    seal = max(old, key=lambda each: each.until)
    last = connection.execute(select(access_event).where(access_event.c.hash == seal.head)).first()
    if last is None:
        return -1
    values = {"until": last.seq, "head": last.hash, "before": seal.until}
    connection.execute(access_purge.insert().values(**values, at=moment_text(now), account=account))
    gone = connection.execute(access_event.delete().where(access_event.c.seq <= last.seq)).rowcount
    append(connection, now, "log_purged", account, details={"until": seal.until, "events": gone})
    return gone
