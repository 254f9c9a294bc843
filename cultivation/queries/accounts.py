"""Who has an account, and who may do what: as the record says it now, or at a moment in the past."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cultivation.core.roles import Grant
from cultivation.record.accounts import AccountRow, RoleRow
from cultivation.record.entries import RoleAsked
from cultivation.record.reader import Reader


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account with the roles in force; `opened` and `closed` are moments of the log."""

    id: str
    name: str
    unit: str
    opened: str
    closed: str | None
    grants: tuple[Grant, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether it can be used."""
        return self.closed is None

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {**asdict(self), "grants": [grant_json(each) for each in self.grants]}


@dataclass(frozen=True, slots=True)
class Request:
    """A role that one person asked for, by the entry `number`, and that another has to confirm."""

    number: int
    grant: Grant
    document: str
    asked_by: str
    asked_at: str

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        return {**asdict(self), "grant": grant_json(self.grant)}


def grant_json(grant: Grant) -> dict[str, Any]:
    """Return a role in the shape of the contract: what it is not limited to is left out."""
    return {name: value for name, value in asdict(grant).items() if value is not None}


def accounts_of(reader: Reader) -> tuple[Account, ...]:
    """Return all accounts, closed ones too, in the order in which they were opened."""
    roles = reader.account_roles()
    return tuple(_account(each, roles) for each in reader.accounts())


def account_of(reader: Reader, account: str) -> Account | None:
    """Return one account; None where there is no such."""
    return next((each for each in accounts_of(reader) if each.id == account), None)


def grants_of(reader: Reader, account: str) -> tuple[Grant, ...]:
    """Return the roles of an account that are in force."""
    return tuple(each.grant for each in reader.account_roles() if each.account == account and each.counts)


def requests_of(reader: Reader) -> tuple[Request, ...]:
    """Return the roles that wait for a second person, the earliest first."""
    asked = {each.seq: each for each in reader.entries_of(RoleAsked)}
    waiting = [each for each in reader.account_roles() if each.waits]
    return tuple(
        Request(each.seq, each.grant, each.document, asked[each.seq].actor, asked[each.seq].recorded_at)
        for each in waiting
    )


def identities_required(reader: Reader) -> bool:
    """Tell whether steps need an account that may take them."""
    return reader.identities_required()


def _account(row: AccountRow, roles: list[RoleRow]) -> Account:
    grants = tuple(each.grant for each in roles if each.account == row.id and each.counts)
    return Account(row.id, row.name, row.unit, row.opened, row.closed, grants)
