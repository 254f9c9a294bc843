"""Who may do what: accounts, their roles, and that steps need a proof of who takes them."""

from __future__ import annotations

from dataclasses import dataclass

from cultivation.record.entries.content import Content, key


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Content):
    """A person has an account; its secrets are elsewhere."""

    KIND = "account_opened"
    account: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Content):
    """An account, and with it every role of it, has ended."""

    KIND = "account_closed"
    account: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfRole(Content):
    """A role of an account, and what it is limited to."""

    account: str
    role: str
    year: int | None = None
    unit: str | None = None
    enterprise: str | None = None
    expert: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoleAsked(OfRole):
    """One person asks for a role that needs a second to confirm it."""

    KIND = "role_asked"
    document: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(OfRole):
    """A role holds from here on; `asked` is the entry by which another person asked for it, if one had to."""

    KIND = "role_granted"
    document: str
    asked: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(OfRole):
    """A role ended, or was asked for and not confirmed; `began` is the entry that asked for or granted it."""

    KIND = "role_ended"
    began: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class IdentitiesRequired(Content):
    """From here on a step needs an account that may take it, or a reason why it is taken without."""

    KIND = "identities_required"


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Content):
    """A program may act for an account, with these of its roles, of a year or of all, until a moment.

    `token` is its public number; the secret is elsewhere.
    """

    KIND = "token_issued"
    token: str
    account: str
    purpose: str
    roles: tuple[str, ...]
    year: int | None = None
    until: str
    document: str


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Content):
    """A token is good for nothing any more."""

    KIND = "token_revoked"
    token: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessSealed(Content):
    """The log of logins, from one moment to another, had so many events and this head."""

    KIND = "access_sealed"
    first: str = key("from")
    until: str
    events: int
    head: str
