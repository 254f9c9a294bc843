"""What the record says of people who log in: who they are, which roles they have, how long sessions last.

It is kept by the head of the log, so whatever an entry changes is in force with the next question.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from cultivation.access.sessions import STRICT, Limits
from cultivation.core.roles import ADMINISTRATORS, BY_TWO_PERSONS, GRANTING, Grant, Role, same_name
from cultivation.queries.accounts import account_of, accounts_of
from cultivation.record.store import Record
from cultivation.record.tokens import token_of

MOST_KEPT = 512
STRICT_ROLES = ADMINISTRATORS | {Role.APPROVER}


@dataclass(frozen=True, slots=True)
class Person:
    """Who has an account, as the record knows it; one that it does not know is not open."""

    account: str
    name: str = ""
    unit: str = ""
    is_open: bool = False
    grants: tuple[Grant, ...] = ()


class PeopleOnRecord:
    """Answers for the access room and for the pages; for several threads."""

    def __init__(self, record: Record) -> None:
        self._record, self._lock = record, Lock()
        self._kept: OrderedDict[tuple[str, str], Person] = OrderedDict()

    def person(self, account: str) -> Person:
        """Return what the record says of an account now."""
        with self._record.reading() as reader:
            key = (reader.head(), account)
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            found = account_of(reader, account)
        person = Person(account)
        if found is not None:
            grants = found.grants if found.is_open else ()
            person = Person(account, found.name, found.unit, found.is_open, grants)
        with self._lock:
            self._kept[key] = person
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return person

    def person_by_token(self, number: str, now: datetime) -> Person | None:
        """Return for whom a token acts, with no more roles than it has; None where it is good for nothing."""
        with self._record.reading() as reader:
            token = token_of(reader, number)
        if token is None or token.revoked is not None or token.is_over(now):
            return None
        person = self.person(token.account)
        return replace(person, grants=tuple(token.narrowed(person.grants))) if person.is_open else None

    def is_open(self, account: str) -> bool:
        """Tell whether an account may log in."""
        return self.person(account).is_open

    def limits(self, account: str) -> Limits:
        """Return how long its sessions may last: shorter and one at once for who decides or administrates."""
        roles = {each.role for each in self.person(account).grants}
        return STRICT if roles & STRICT_ROLES else Limits()

    def name(self, account: str) -> str:
        """Return the person's name."""
        return self.person(account).name

    def takes_two(self, account: str) -> bool:
        """Tell whether an account has a role that takes two persons: so does proving anew whose it is."""
        return any(each.role in BY_TWO_PERSONS for each in self.person(account).grants)

    def confirmers(self) -> tuple[str, ...]:
        """Return the administrators of security and audit: either may be the second person."""
        with self._record.reading() as reader:
            found = accounts_of(reader)
        return tuple(
            each.id for each in found if each.is_open and {one.role for one in each.grants} & GRANTING
        )

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two accounts bear one name."""
        return same_name(self.name(one), self.name(other))
