"""Failed attempts: a guesser is slowed where he stands, and nobody is locked out by a stranger for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from cultivation.access.outcomes import Outcome, Said
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import attempt
from cultivation.access.tables import refusal as refusal_of

FREE = 5  # failures of a pair of account and address before it is slowed
WINDOW = timedelta(minutes=15)
LONGEST = timedelta(minutes=15)
MOST = 20  # failures on an account, from wherever, before login by password closes
COUNTED = timedelta(hours=1)
CLOSED = timedelta(minutes=30)
LOOKED_BACK = timedelta(hours=24)
KEPT = timedelta(days=30)


def refusal(
    connection: Connection, who: str, address: str, has_device: bool, now: datetime, closes: bool = True
) -> Outcome | None:
    """Return why the next attempt may not be made yet, None where it may."""
    # what lies ahead was written before the clock went back, and blocks nobody
    lately = (attempt.c.at > moment_text(now - LOOKED_BACK), attempt.c.at <= moment_text(now))
    query = select(attempt).where(attempt.c.who == who, *lately).order_by(attempt.c.at)
    failures = list(connection.execute(query))
    pair = [moment_of(each.at) for each in failures if each.address == address]
    until = slowed_until(pair, now)
    if until is not None and now < until:
        return Outcome(Said.SLOWED, until=until)
    if closes and not has_device:
        until = closed_until(moment_of(each.at) for each in failures if not each.has_device)
        if until is not None and now < until:
            return Outcome(Said.CLOSED, until=until)
    return None


def slowed_until(failures: list[datetime], now: datetime) -> datetime | None:
    """Return until when a pair must wait: 1, 2, 4 … 15 minutes from the fifth failure on.

    Failures within 15 minutes of each other belong together; waiting as told does not break the row.
    """
    row = 0
    last: datetime | None = None
    for each in failures:
        row = row + 1 if last is not None and each - last <= WINDOW + _wait(row) else 1
        last = each
    if last is None or row < FREE or now - last > WINDOW + _wait(row):
        return None
    return last + _wait(row)


def _wait(failures: int) -> timedelta:
    if failures < FREE:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE, 10)), LONGEST)


def closed_until(failures: Iterable[datetime]) -> datetime | None:
    """Return until when login by password is closed; after that it takes as many failures again."""
    counted: list[datetime] = []
    until: datetime | None = None
    for each in failures:
        counted = [*(one for one in counted if each - one <= COUNTED), each]
        if len(counted) >= MOST:
            until, counted = each + CLOSED, []
    return until


def is_first_refusal(connection: Connection, who: str, address: str, now: datetime) -> bool:
    """Count a refusal; tell whether it is the first since the last attempt that was let try."""
    here = (refusal_of.c.who == who, refusal_of.c.address == address)
    if connection.execute(update(refusal_of).where(*here).values(number=refusal_of.c.number + 1)).rowcount:
        return False
    row = {"who": who, "address": address, "number": 1, "at": moment_text(now)}
    connection.execute(refusal_of.insert().values(**row))
    return True


def refusals(connection: Connection, who: str, address: str) -> int:
    """Return how often a pair was refused since it was last let try, and begin to count anew."""
    here = (refusal_of.c.who == who, refusal_of.c.address == address)
    number = connection.execute(select(refusal_of.c.number).where(*here)).scalar()
    if number is not None:
        connection.execute(delete(refusal_of).where(*here))
    return number or 0


def failed(connection: Connection, who: str, address: str, has_device: bool, now: datetime) -> None:
    """Write down a failure."""
    long_ago = moment_text(now - KEPT)
    connection.execute(delete(attempt).where(attempt.c.at < long_ago))
    connection.execute(delete(refusal_of).where(refusal_of.c.at < long_ago))
    row = {"who": who, "address": address, "at": moment_text(now), "has_device": int(has_device)}
    connection.execute(attempt.insert().values(**row))


def forgive(connection: Connection, who: str, address: str) -> None:
    """Forget the failures of a pair that has entered."""
    connection.execute(delete(attempt).where(attempt.c.who == who, attempt.c.address == address))
