"""What an approver signs of a decision, and whether the signatures on record hold.

What is signed says which decision it is and nothing else, so a signature over it is good for no other year,
proposal, date, document, overrides or name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection

from cultivation.canonical import canonical_json, visible
from cultivation.record.entries import YearDecided
from cultivation.record.log import read_entries

FORMAT = "cultivation-approval-1"
ALWAYS_SIGNED = (
    *("year", "document", "date", "proposer", "approver"),
    *("proposal_digest", "entered", "left", "pool_size"),
)
SIGNED_IF_SAID = ("despite", "date_reason")
SIGNATURE_KEYS = ("signature", "public_key", "key_fingerprint")


class Signed(StrEnum):
    """What is to be said of the signature of a decision."""

    HOLDS = "holds"
    FORGED = "forged"
    OTHER_KEY = "other_key"  # it holds, but the approver has other keys than this
    MISSING = "missing"  # the decision must be signed and is not
    NONE = "none"
    UNCHECKED = "unchecked"  # the packages for signatures are not installed


@dataclass(frozen=True, slots=True)
class Approvers:
    """Public keys in PEM by name, and from which review year on decisions must be signed."""

    keys: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    signed_from: int | None = None

    def must_sign(self, year: object) -> bool:
        """Tell whether a decision on this year must be signed; what is no year frees nobody."""
        return self.signed_from is not None and (not isinstance(year, int) or year >= self.signed_from)

    def keys_of(self, name: str) -> tuple[bytes, ...]:
        """Return the keys of a person; names are compared as texts that look the same are."""
        return next((keys for each, keys in self.keys.items() if _plain(each) == _plain(name)), ())


NOBODY = Approvers()


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision on record, by its entry, and what is to be said of its signature."""

    entry: int
    year: int
    approver: str
    outcome: Signed
    fingerprint: str = ""

    @property
    def in_order(self) -> bool:
        """Tell whether nothing speaks against it."""
        return self.outcome not in (Signed.FORGED, Signed.OTHER_KEY, Signed.MISSING)


def approval_message(said: Mapping[str, Any]) -> bytes:
    """Return the bytes that the approver signs of the payload of a decision: one line of canonical JSON.

    Everything that the entry says of the decision is in it. Raises KeyError or TypeError where the payload is
    not that of a decision.
    """
    overrides = [{key: each[key] for key in ("enterprise", "action", "reason")} for each in said["overrides"]]
    signed = {key: said[key] for key in ALWAYS_SIGNED} | {key: said.get(key) for key in SIGNED_IF_SAID}
    return canonical_json({**signed, "format": FORMAT, "overrides": sorted(overrides, key=_enterprise)})


def _enterprise(override: Mapping[str, Any]) -> str:
    return str(override["enterprise"])


def holds(said: Mapping[str, Any]) -> bool:
    """Tell whether the signature in a payload is by the key in it, and over what the payload says."""
    from cultivation.record.anchors.keys import fingerprint, has_signed, public_key_in

    signature, encoded, printed = (said.get(each) for each in SIGNATURE_KEYS)
    if not (isinstance(signature, str) and isinstance(encoded, str)):
        return False
    try:
        key = public_key_in(encoded)
        return fingerprint(key) == printed and has_signed(key, signature, approval_message(said))
    except (ValueError, KeyError, TypeError):
        return False


def approvals(
    connection: Connection, known: Approvers = NOBODY, last: int | None = None
) -> Iterator[Approval]:
    """Say of each decision on record, up to the entry `last`, whether it is signed and by whose key."""
    for entry in read_entries(connection, kinds=(YearDecided.KIND,), last=last):
        said = entry.payload
        approver, printed = str(said.get("approver")), str(said.get("key_fingerprint", ""))
        yield Approval(entry.seq, _year(said), approver, outcome_of(said, known), printed)


def outcome_of(said: Mapping[str, Any], known: Approvers = NOBODY) -> Signed:
    """Say what is to be said of the signature in the payload of a decision."""
    if not any(each in said for each in SIGNATURE_KEYS):
        return Signed.MISSING if known.must_sign(said.get("year")) else Signed.NONE
    if not can_check():
        return Signed.UNCHECKED
    if not holds(said):
        return Signed.FORGED
    theirs = known.keys_of(str(said["approver"]))
    return Signed.HOLDS if _is_among(said["key_fingerprint"], theirs, bool(known.keys)) else Signed.OTHER_KEY


def can_check() -> bool:
    """Tell whether the packages for signatures are installed."""
    return all(find_spec(each) for each in ("asn1crypto", "cryptography", "gmalg"))


def _year(said: Mapping[str, Any]) -> int:
    """A forged entry may say anything."""
    year = said.get("year")
    return year if isinstance(year, int) else 0


def _is_among(printed: str, keys: tuple[bytes, ...], are_known: bool) -> bool:
    """Where keys are known, somebody without one has not signed; where none are, nobody's are compared."""
    from cultivation.record.anchors.keys import fingerprint, public_key

    return not are_known or printed in [fingerprint(public_key(each)) for each in keys]


def _plain(name: str) -> str:
    return visible(name).casefold()
