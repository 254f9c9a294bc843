"""Objections that come in by the pages, with or without an account: kept until a clerk takes them up.

Who sends one gets a number and a code, and follows by them what becomes of it. What was said is sealed; how
to reach the person is sealed apart, and forgotten a year after the decision. Nothing of it goes on record
before a clerk takes it up, so nobody can fill the record; and no number is lost, so no objection is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from cultivation.access import attempts
from cultivation.access.means import Means
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.receipts import receipts_in
from cultivation.access.sealing import new_code, plain_code, token_digest
from cultivation.access.sessions import Client
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import attempt, objection, objection_file

NUMBER_LETTERS, CODE_LETTERS = 8, 16  # 40 bits to name it, 80 bits to follow it
WINDOW = timedelta(hours=1)
MOST_OF_ADDRESS, MOST_OF_ALL = 5, 60  # objections within the window without an account
MOST_OF_ACCOUNT = 20
OBJECTING, FOLLOWING = "objecting", "receipt"  # what is counted of addresses


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody says: about which enterprise, who it is and how to reach them, and why."""

    enterprise: str
    by: str
    contact: str
    text: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that goes with it."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return its digest."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is handed out, once: by number and code the state of an objection is asked for."""

    number: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """An objection as it lies here; `contact` is empty once it is forgotten. `files`: digest and name."""

    number: str
    year: int
    at: datetime
    account: str
    sent: Sent
    files: tuple[tuple[str, str], ...]


class ReceivedObjections(Means):
    """Takes objections in, and shows them to clerks and to who sent them."""

    def receive(
        self, year: int, sent: Sent, files: Sequence[SentFile], client: Client, form: str, account: str = ""
    ) -> Receipt | Outcome:
        """Keep an objection and return its receipt; refuse where too many came lately.

        `form` is what marks the form in which it came: each is taken once.
        """
        now, mark = self.now(), token_digest(form)
        with self.store.changing() as connection:
            if connection.execute(select(objection.c.number).where(objection.c.form == mark)).first():
                return Outcome(Said.STEP_ENDED)
            if self._too_many(connection, client, account, now):
                if attempts.is_first_refusal(connection, _counted(account), client.address, now):
                    self.note(connection, "refused", account, client, {"why": Said.SLOWED.value})
                return Outcome(Said.SLOWED, until=now + WINDOW)
            refused = attempts.refusals(connection, _counted(account), client.address)
            attempts.failed(connection, _counted(account), client.address, has_device=False, now=now)
            number = self._new_number(connection, year)
            code = new_code(CODE_LETTERS)
            row = {"number": number, "year": year, "account": account, "at": moment_text(now), "form": mark}
            self._keep(connection, row, sent, files, self._code_digest(number, code))
            more = {"refused": refused} if refused else {}
            self.note(connection, "objection_received", account, client, {"receipt": number, **more})
        return Receipt(number, code, now)

    def _too_many(self, connection: Connection, client: Client, account: str, now: datetime) -> bool:
        lately = (attempt.c.at > moment_text(now - WINDOW), attempt.c.at <= moment_text(now))
        of_all = select(func.count()).where(attempt.c.who == _counted(account), *lately)
        if account:
            return int(connection.execute(of_all).scalar_one()) >= MOST_OF_ACCOUNT
        here = of_all.where(attempt.c.address == client.address)
        return (
            int(connection.execute(here).scalar_one()) >= MOST_OF_ADDRESS
            or int(connection.execute(of_all).scalar_one()) >= MOST_OF_ALL
        )

    def _new_number(self, connection: Connection, year: int) -> str:
        while True:
            number = f"{year}-{new_code(NUMBER_LETTERS)}"
            if (
                connection.execute(select(objection.c.number).where(objection.c.number == number)).first()
                is None
            ):
                return number

    def _keep(
        self,
        connection: Connection,
        row: Mapping[str, object],
        sent: Sent,
        files: Sequence[SentFile],
        code: str,
    ) -> None:
        said = {name: value for name, value in asdict(sent).items() if name != "contact"}
        sealed = {
            "content": self.key.seal(json.dumps(said)),
            "contact": self.key.seal(sent.contact) if sent.contact else None,
        }
        connection.execute(objection.insert().values(**row, **sealed, code=code))
        for place, each in enumerate({one.sha256: one for one in files}.values()):
            of_file = {"number": row["number"], "place": place, "name": each.name, "sha256": each.sha256}
            connection.execute(objection_file.insert().values(**of_file, content=each.content))

    def _code_digest(self, number: str, code: str) -> str:
        return self.key.digest("receipt", f"{number} {plain_code(code)}")

    def follow(self, number: str, code: str, client: Client) -> Received | Outcome:
        """Return an objection to who has its code; who guesses is slowed."""
        with self.store.changing() as connection:
            refusal = self.refused(connection, FOLLOWING, client, closes=False)
            if refusal is not None:
                return refusal
            row = self._row(connection, number.strip().upper())
            sealed = row.code if row is not None else self._code_digest("", "")
            given = self._code_digest(row.number if row is not None else "-", code)
            if row is None or not compare_digest(sealed, given):
                self.failed(connection, FOLLOWING, client, "receipt")
                return Outcome(Said.WRONG)
            return self._received(connection, row)

    def receipts(self, year: int) -> tuple[str, ...]:
        """Return the numbers of all objections to a year that came in, the earliest first."""
        return receipts_in(self.store, year)

    def received(self, numbers: Collection[str]) -> list[Received]:
        """Return objections by number, the earliest first."""
        if not numbers:
            return []
        with self.store.looking() as connection:
            query = select(objection).where(objection.c.number.in_(numbers))
            rows = list(connection.execute(query.order_by(objection.c.at, objection.c.number)))
            return [self._received(connection, row) for row in rows]

    def sent_by(self, account: str, year: int) -> list[Received]:
        """Return the objections to a year that an account sent."""
        if not self.store.is_made or not account:
            return []
        with self.store.looking() as connection:
            of_account = (objection.c.account == account, objection.c.year == year)
            rows = list(connection.execute(select(objection).where(*of_account).order_by(objection.c.at)))
            return [self._received(connection, row) for row in rows]

    def sent_file(self, number: str, sha256: str) -> SentFile | None:
        """Return a file that went with an objection."""
        with self.store.looking() as connection:
            meant = (objection_file.c.number == number, objection_file.c.sha256 == sha256)
            row = connection.execute(select(objection_file).where(*meant)).first()
        return None if row is None else SentFile(row.name, row.content)

    def forget_contacts(self, years: Collection[int]) -> int:
        """Forget how to reach who objected to some years; return of how many."""
        if not years or not self.store.is_made:
            return 0
        with self.store.changing() as connection:
            known = (objection.c.year.in_(years), objection.c.contact.is_not(None))
            count = connection.execute(update(objection).where(*known).values(contact=None)).rowcount
            if count:
                self.note(connection, "contacts_forgotten", details={"contacts": count})
            return count

    def _row(self, connection: Connection, number: str) -> Row[Any] | None:
        return connection.execute(select(objection).where(objection.c.number == number)).first()

    def _received(self, connection: Connection, row: Row[Any]) -> Received:
        query = select(objection_file.c.sha256, objection_file.c.name)
        query = query.where(objection_file.c.number == row.number).order_by(objection_file.c.place)
        files = tuple((each.sha256, each.name) for each in connection.execute(query))
        contact = self.key.opened(row.contact) if row.contact else ""
        sent = Sent(**json.loads(self.key.opened(row.content)), contact=contact)
        return Received(row.number, row.year, moment_of(row.at), row.account, sent, files)


def _counted(account: str) -> str:
    """Return under which name objections are counted for the throttle."""
    return f"{OBJECTING} {account}" if account else OBJECTING
