"""Secrets of programs: 256 random bits, their digest here; what a token may do is on record."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from cultivation.access.means import Means
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.sealing import token_digest
from cultivation.access.sessions import Client
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import api_token as table

PREFIX = "cultivation_"  # so that those who look for secrets in files find it
MOST_A_MINUTE = 240
UNKNOWN = "unknown token"
KEPT = timedelta(days=1)  # after its end


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made: its public number, and its secret, to be shown once."""

    number: str
    secret: str = field(repr=False)


class Tokens(Means):
    """Makes secrets of programs, and tells whose a secret is."""

    def new_token(self, number: str, ends: datetime) -> NewToken:
        """Make the secret of a token; it opens nothing before the record says what."""
        secret = PREFIX + secrets.token_urlsafe(32)
        with self.store.changing() as connection:
            now = moment_text(self.now())
            connection.execute(delete(table).where(table.c.ends < moment_text(self.now() - KEPT)))
            row = {"digest": token_digest(secret), "number": number, "made": now, "ends": moment_text(ends)}
            connection.execute(table.insert().values(**row, minute="", asked=0))
        return NewToken(number, secret)

    def token_issued(self, number: str, account: str, by: str) -> None:
        """Note in the log that a token was issued."""
        with self.store.changing() as connection:
            self.note(connection, "token_made", account, None, {"token": number, "by": by})

    def drop_token(self, number: str, account: str = "", by: str = "") -> None:
        """Forget the secret of a token."""
        with self.store.changing() as connection:
            if connection.execute(delete(table).where(table.c.number == number)).rowcount and account:
                self.note(connection, "token_dropped", account, None, {"token": number, "by": by})

    def token_number(self, secret: str, client: Client) -> str | Outcome:
        """Return the number of the token with a secret, or why it opens nothing; guessers are slowed.

        A token that asks more often than it may has to wait for the next minute.
        """
        with self.store.changing() as connection:
            now = self.now()
            row = connection.execute(select(table).where(table.c.digest == token_digest(secret))).first()
            if row is None or moment_of(row.ends) <= now:
                refusal = self.refused(connection, UNKNOWN, client, closes=False)
                if refusal is None:
                    self.failed(connection, UNKNOWN, client, "token")
                return refusal or Outcome(Said.NO_TOKEN)
            return self._counted(connection, row.number, row.minute, row.asked, now)

    def _counted(
        self, connection: Connection, number: str, minute: str, asked: int, now: datetime
    ) -> str | Outcome:
        this = now.strftime("%Y-%m-%dT%H:%M")
        if minute == this and asked >= MOST_A_MINUTE:
            return Outcome(Said.TOO_OFTEN, until=now.replace(second=0, microsecond=0) + timedelta(minutes=1))
        count = asked + 1 if minute == this else 1
        values = {"used": moment_text(now), "minute": this, "asked": count}
        connection.execute(update(table).where(table.c.number == number).values(**values))
        return number

    def tokens_used(self) -> dict[str, datetime | None]:
        """Return when each token was used last, of those whose secrets are here."""
        with self.store.looking() as connection:
            rows = connection.execute(select(table.c.number, table.c.used))
            return {each.number: moment_of(each.used) if each.used else None for each in rows}
