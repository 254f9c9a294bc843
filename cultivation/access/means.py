"""What every part of the room shares: store, key, clock, policy, and what others know of an account."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Connection, select

from cultivation.access import attempts, factors, log, passkeys, sessions
from cultivation.access.outcomes import Outcome, Said
from cultivation.access.passwords import FULL, Cost, Hasher
from cultivation.access.policy import Policy
from cultivation.access.sealing import Key, token_digest
from cultivation.access.sessions import Client, Limits
from cultivation.access.store import Clock, Store, afterwards, moment_text
from cultivation.access.tables import device, login


class People(Protocol):
    """What the record knows of accounts; this room knows of them their ids alone."""

    def is_open(self, account: str) -> bool:
        """Tell whether an account may log in."""

    def limits(self, account: str) -> Limits:
        """Return how long its sessions may last, by its roles."""

    def name(self, account: str) -> str:
        """Return the person's name, as it is shown, which no password may hold."""

    def takes_two(self, account: str) -> bool:
        """Tell whether it takes two persons to prove anew who this one is."""

    def confirmers(self) -> tuple[str, ...]:
        """Return the open accounts that may be the second person where it takes two."""

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two accounts are those of one person, as far as their names say."""


class Anybody:
    """People of whom nothing is known: every account is open, sessions last as long as usual."""

    def is_open(self, account: str) -> bool:
        """Every account is open."""
        return True

    def limits(self, account: str) -> Limits:
        """Sessions last as long as usual."""
        return Limits()

    def name(self, account: str) -> str:
        """Nobody has a name."""
        return ""

    def takes_two(self, account: str) -> bool:
        """One person is enough."""
        return False

    def confirmers(self) -> tuple[str, ...]:
        """Nobody is needed."""
        return ()

    def are_one(self, one: str, other: str) -> bool:
        """Each account is a person."""
        return one == other


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says of an account, asked before the lock of the store is taken."""

    account: str = ""
    is_open: bool = False
    limits: Limits = field(default_factory=Limits)


class Means:
    """The store with what is needed to use it; `tell` is given each event of the log, for a collector."""

    def __init__(
        self,
        store: Store,
        key: Key,
        clock: Clock,
        people: People | None = None,
        policy: Policy | None = None,
        cost: Cost = FULL,
        tell: Callable[[log.Event], None] = lambda event: None,
    ) -> None:
        self.store, self.key, self.now = store, key, clock
        self.people: People = people or Anybody()
        self.policy, self.hasher = policy or Policy(), Hasher(cost)
        self._tell = tell
        self._in_use = False

    def known(self, account: str | None) -> Known:
        """Ask the record about an account; not while the lock of the store is held, for it may take long."""
        if account is None:
            return Known()
        return Known(account, self.people.is_open(account), self.people.limits(account))

    def known_by(self, secret: str) -> Known:
        """Ask the record about the account of a session, half or full."""
        with self.store.looking() as connection:
            found = sessions.find(connection, secret, self.now())
        return self.known(found.account if isinstance(found, sessions.Session) else None)

    @property
    def in_use(self) -> bool:
        """Tell whether there is an account that can log in, or was invited to."""
        if not self._in_use and self.store.is_made:
            with self.store.looking() as connection:
                self._in_use = log.events_are_there(connection)
        return self._in_use

    def note(
        self,
        connection: Connection,
        kind: str,
        account: str = "",
        client: Client | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an event to the access log."""
        address = client.address if client else ""
        event = log.append(connection, self.now(), kind, account, address, details)
        afterwards(connection, partial(self._tell, event))

    def refused(
        self, connection: Connection, who: str, client: Client, closes: bool = True
    ) -> Outcome | None:
        """Return why nobody may try now; the log has the first refusal, and later how many there were."""
        has_device = self.knows_device(connection, who, client.device)
        place = self.place(connection, who, client)
        refusal = attempts.refusal(connection, who, place, has_device, self.now(), closes)
        if refusal is not None:
            at = "" if refusal.said is Said.CLOSED else place
            if attempts.is_first_refusal(connection, who, at, self.now()):
                self.note(connection, "refused", _shown(who), client, {"why": refusal.said.value})
        return refusal

    def failed(self, connection: Connection, who: str, client: Client, what: str) -> None:
        """Write down a failure, for the throttle and in the log."""
        has_device = self.knows_device(connection, who, client.device)
        attempts.failed(connection, who, self.place(connection, who, client), has_device, self.now())
        more = self.refusals(connection, who, client)
        self.note(connection, "failed", _shown(who), client, {"what": what, **more})

    def refusals(self, connection: Connection, who: str, client: Client) -> dict[str, int]:
        """Return, for the log, how many attempts were refused before this one."""
        places = (self.place(connection, who, client), "")
        number = sum(attempts.refusals(connection, who, place) for place in places)
        return {"refused": number} if number else {}

    def place(self, connection: Connection, who: str, client: Client) -> str:
        """Return where an attempt comes from: a known device stands for itself, not for its address."""
        known = self.knows_device(connection, who, client.device)
        return f"device {token_digest(client.device)[:16]}" if known else client.address

    def knows_device(self, connection: Connection, account: str, token: str) -> bool:
        """Tell whether an account logged in with all factors on this device before."""
        if not token:
            return False
        where = (
            device.c.digest == token_digest(token),
            device.c.account == account,
            device.c.ends > moment_text(self.now()),
        )
        return connection.execute(select(device).where(*where)).first() is not None

    def session(
        self, connection: Connection, secret: str, *stages: sessions.Stage
    ) -> sessions.Session | None:
        """Return the session of a secret where it is of one of the stages."""
        found = sessions.find(connection, secret, self.now())
        return found if isinstance(found, sessions.Session) and found.stage in stages else None

    def has_second_factor(self, connection: Connection, account: str) -> bool:
        """Tell whether an account can prove itself by more than a password."""
        has_totp = factors.kept(connection, account, factors.TOTP) is not None
        return has_totp or bool(passkeys.of(connection, account))

    def password_refusal(self, account: str, name: str, password: str, again: bool) -> Outcome | None:
        """Return why an account's new password is not taken; asks the record for the person's name."""
        this = self.now().year
        words = (name, self.people.name(account), *(str(year) for year in range(this - 1, this + 2)))
        said = self.policy.refusal(password, words)
        return Outcome(Said.PASSWORD_AGAIN) if said is None and again else _outcome(said)


def _outcome(said: Said | None) -> Outcome | None:
    return None if said is None else Outcome(said)


def _shown(who: str) -> str:
    """Leave out of the log what a stranger typed: it may be a password in the wrong field."""
    return "" if who.startswith(("unknown ", "slip", "receipt")) else who


def account_of(connection: Connection, name: str) -> str | None:
    """Return the account of a login name."""
    return connection.execute(select(login.c.account).where(login.c.name == login_of(name))).scalar()


def login_of(typed: str) -> str:
    """Return a login name in its one form: wide and capital letters are no other ones."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()
