"""Accounts and roles as the log leaves them: the fold by which steps decide, whatever the tables say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cultivation.core.roles import Grant, Role
from cultivation.record.entries import (
    AccountClosed,
    AccountOpened,
    Content,
    Recorded,
    RoleAsked,
    RoleEnded,
    RoleGranted,
)
from cultivation.record.entries.accounts import OfRole

KINDS: tuple[type[Content], ...] = (AccountOpened, AccountClosed, RoleAsked, RoleGranted, RoleEnded)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account: when it was opened and closed, as moments of the log."""

    id: str
    name: str
    unit: str
    opened: str
    closed: str | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role that an account was asked for or granted by the entry `seq`.

    `granted_seq` is None while nobody has confirmed it; `ended_seq` is what ended it.
    """

    seq: int
    account: str
    role: str
    year: int | None
    unit: str | None
    enterprise: str | None
    expert: str | None
    document: str
    granted_seq: int | None
    ended_seq: int | None

    @property
    def is_known(self) -> bool:
        """Tell whether this version knows the role."""
        return self.role in set(Role)

    @property
    def counts(self) -> bool:
        """Tell whether the role is in force, and one that this version knows."""
        return self.is_known and self.granted_seq is not None and self.ended_seq is None

    @property
    def waits(self) -> bool:
        """Tell whether a second person has still to confirm it."""
        return self.is_known and self.granted_seq is None and self.ended_seq is None

    @property
    def grant(self) -> Grant:
        """Return the role with what it is limited to."""
        return Grant(self.account, Role(self.role), self.year, self.unit, self.enterprise, self.expert)


def account_row(entry: Recorded[AccountOpened]) -> AccountRow:
    """Return the account that an entry opens."""
    said = entry.content
    return AccountRow(said.account, said.name, said.unit, entry.recorded_at, None)


def role_row(entry: Recorded[Any]) -> RoleRow:
    """Return the role that an entry asks for, or grants at once."""
    said: OfRole = entry.content
    granted = entry.seq if isinstance(said, RoleGranted) else None
    limits = (said.year, said.unit, said.enterprise, said.expert)
    return RoleRow(entry.seq, said.account, said.role, *limits, entry.content.document, granted, None)


def fold_accounts(entries: Iterable[Recorded[Any]]) -> tuple[list[AccountRow], list[RoleRow]]:
    """Return all accounts, and all roles that were ever asked for or granted, in the order of the log."""
    accounts: dict[str, AccountRow] = {}
    roles: dict[int, RoleRow] = {}
    for entry in entries:
        match entry.content:
            case AccountOpened():
                accounts[entry.content.account] = account_row(entry)
            case AccountClosed(account=account) if account in accounts:
                accounts[account] = replace(accounts[account], closed=entry.recorded_at)
                for seq, row in roles.items():
                    if row.account == account and row.ended_seq is None:
                        roles[seq] = replace(row, ended_seq=entry.seq)
            case RoleGranted(asked=int(asked)) if asked in roles:
                roles[asked] = replace(roles[asked], granted_seq=entry.seq)
            case RoleAsked() | RoleGranted():
                roles[entry.seq] = role_row(entry)
            case RoleEnded(began=began) if began in roles:
                roles[began] = replace(roles[began], ended_seq=entry.seq)
    return sorted(accounts.values(), key=lambda each: (each.opened, each.id)), list(roles.values())
