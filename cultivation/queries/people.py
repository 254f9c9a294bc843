"""What the access room asks the record of an account: whether it is open, its roles' limits, the name."""

from __future__ import annotations

from cultivation.access.sessions import STRICT, Limits
from cultivation.core.roles import Role
from cultivation.queries.accounts import Account, account_of
from cultivation.record.store import Record

STRICTLY = {Role.APPROVER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


class PeopleOnRecord:
    """Accounts as the record has them now; one that it does not have cannot log in."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def is_open(self, account: str) -> bool:
        """Tell whether an account may log in."""
        found = self._find(account)
        return found is not None and found.is_open

    def limits(self, account: str) -> Limits:
        """Return how long its sessions may last: shorter for who approves or administrates."""
        found = self._find(account)
        roles = {each.role for each in found.grants} if found is not None else set()
        return STRICT if roles & STRICTLY else Limits()

    def name(self, account: str) -> str:
        """Return the person's name."""
        found = self._find(account)
        return found.name if found is not None else ""

    def _find(self, account: str) -> Account | None:
        with self._record.reading() as reader:
            return account_of(reader, account)
