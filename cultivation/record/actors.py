"""How an entry came to be: by which way, with which proof of who it was, by which account.

It stands in the payload under `acting`, since an objection has a `by` of its own. `actor` stays the name that
people read. Entries of earlier versions have none; no address of a machine goes into the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

ACTING = "acting"
NO_PROOF = "none"


@dataclass(frozen=True, slots=True)
class By:
    """The way (`cli`, `web` ...) and the strength of the proof; what is not known is None.

    `login` is the name of the operating system, `session` leads to the access log, `token` is the number of
    that by which a program acts. `unauthenticated` is why a step was taken without proof although the record
    asks for one.
    """

    via: str
    strength: str
    account: str | None = None
    role: str | None = None
    login: str | None = None
    unit: str | None = None
    session: str | None = None
    token: str | None = None
    unauthenticated: str | None = None

    def to_payload(self) -> dict[str, Any]:
        """Return what goes into the payload of an entry."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_payload(cls, said: Mapping[str, Any]) -> By:
        """Read what an entry says; keys of a later version are left out."""
        values = {each.name: said.get(each.name) for each in fields(cls)}
        return cls(**{**values, "via": said.get("via", ""), "strength": said.get("strength", NO_PROOF)})


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something: the name, and how it is known that it was this person."""

    name: str
    by: By | None = None


def acting_of(payload: Mapping[str, Any]) -> By | None:
    """Return how an entry came to be; None where it does not say."""
    said = payload.get(ACTING)
    return By.from_payload(said) if isinstance(said, Mapping) else None
