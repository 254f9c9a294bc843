"""Tokens by which programs of other systems act: what each is limited to, as the log says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cultivation.core.roles import Grant
from cultivation.record.entries import Content, TokenIssued, TokenRevoked
from cultivation.record.reader import Reader

KINDS: tuple[type[Content], ...] = (TokenIssued, TokenRevoked)


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its public number: for which account, which of its roles, of which year, until when.

    `issued` is a moment of the log; `revoked` is one, too, or None while it is in force.
    """

    number: str
    account: str
    purpose: str
    roles: frozenset[str]
    year: int | None
    until: str
    document: str
    issued: str
    issued_by: str
    revoked: str | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has expired."""
        return datetime.fromisoformat(self.until) <= now

    def narrowed(self, grants: Iterable[Grant]) -> list[Grant]:
        """Return what is left of an account's roles: never one more, and none once it is revoked."""
        if self.revoked is not None:
            return []
        own = (each for each in grants if each.role in self.roles)
        if self.year is None:
            return list(own)
        return [replace(each, year=self.year) for each in own if each.year in (None, self.year)]


def tokens_of(reader: Reader) -> list[Token]:
    """Return all tokens that were ever issued, the first one first."""
    found: dict[str, Token] = {}
    for entry in reader.entries_of(*KINDS):
        match entry.content:
            case TokenIssued(token=number) as said if number not in found:
                limits = (said.account, said.purpose, frozenset(said.roles), said.year, said.until)
                found[number] = Token(number, *limits, said.document, entry.recorded_at, entry.actor)
            case TokenRevoked(token=number) if number in found and found[number].revoked is None:
                found[number] = replace(found[number], revoked=entry.recorded_at)
    return list(found.values())


def token_of(reader: Reader, number: str) -> Token | None:
    """Return a token by its number, also one that is revoked; None where none was issued."""
    return next((each for each in tokens_of(reader) if each.number == number), None)
