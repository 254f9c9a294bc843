"""Who is in the pool: a fold over decisions, in the order in which they were made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PoolChange:
    """What one decision did: the year it is valid for, who entered and who left.

    A change between two reviews belongs to the year of the review before it. `on` is the date of the
    decision, `seq` its number on record. In a `succession` who enters takes the place of who leaves, with
    the year of entry; what `undoes` a decision brings back who left by it, as of old.
    """

    year: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    on: str = ""
    seq: int = 0
    succession: bool = False
    undoes: bool = False


class ImpossibleChange(ValueError):
    """A decision that enters a member or removes somebody who is none; the record is not in order."""


def fold(changes: Iterable[PoolChange]) -> dict[str, int]:
    """Return the members after all changes, each with the year of entry."""
    members: dict[str, int] = {}
    gone: dict[str, int] = {}
    for change in changes:
        for key in change.left:
            if key not in members:
                raise ImpossibleChange(f"{change.year}: {key} leaves but is no member")
            gone[key] = members.pop(key)
        for key in change.entered:
            if key in members:
                raise ImpossibleChange(f"{change.year}: {key} enters but is a member")
            members[key] = _since(change, key, gone)
    return members


def _since(change: PoolChange, key: str, gone: Mapping[str, int]) -> int:
    """Return the year of entry of who enters by a change."""
    if change.undoes:
        return gone[key]
    return gone[change.left[0]] if change.succession and change.left else change.year
