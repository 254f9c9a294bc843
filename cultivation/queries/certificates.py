"""Certificates: who holds which number, and what a check code says of one.

A code is the beginning of an HMAC-SHA256 of year, number and enterprise under the secret of the sealed
decision: nobody finds one by trying, it needs nothing personal, and nothing that is published leads to it.
"""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json
from cultivation.language import N_, _
from cultivation.queries.seals import secret_of
from cultivation.queries.succession import recoded
from cultivation.queries.year import State
from cultivation.record.entries import (
    CertificatesIssued,
    CertificateVoided,
    DecisionReversed,
    LinesSealed,
    Recorded,
)
from cultivation.record.reader import Reader

FORM = "cultivation-certificate-1"
LETTERS, GROUP = 20, 4  # of a code: 100 bits
PATTERN = "{year}-{number}"  # of numbers, unless the office has its own
VALID, VOIDED, REVERSED, LEFT, UNKNOWN = "valid", "voided", "reversed", "left", "unknown"
STATES = {
    VALID: N_("valid"),
    VOIDED: N_("voided"),
    REVERSED: N_("void: the decision was reversed"),
    LEFT: N_("not valid: the enterprise left the pool"),
    UNKNOWN: N_("no certificate has this code"),
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate as it was issued, and what became of it; `since` is from when it counts no more."""

    year: int
    number: str
    batch: int
    enterprise: str
    name: str
    code: str
    on: str
    seq: int
    state: str
    since: str = ""
    reason: str = ""

    @property
    def state_text(self) -> str:
        """Say whether it is valid, and where not, from when on and why."""
        text = _(STATES[self.state])
        if self.since:
            text = _("{text}, since {day}").format(text=text, day=self.since)
        return _("{text}: {reason}").format(text=text, reason=self.reason) if self.reason else text

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract, without the code: who asks by a code knows it."""
        names = ("year", "number", "batch", "enterprise", "name", "on", "state", "since", "reason")
        return {name: getattr(self, name) for name in names}


def code_of(secret: bytes, year: int, number: str, enterprise: str) -> str:
    """Return the check code of a certificate, in groups of letters and the digits 2 to 7."""
    made = hmac.new(secret, canonical_json([FORM, year, number, enterprise]), "sha256").digest()
    text = base64.b32encode(made).decode("ascii")[:LETTERS]
    return "-".join(text[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def as_typed(code: str) -> str:
    """Return a code as it was printed: hyphens dropped, 0 for O, 1 for I, 8 for B, or wide."""
    plain = unicodedata.normalize("NFKC", code).upper()
    typed = re.sub(r"[^0-9A-Z]", "", plain).translate(str.maketrans("018", "OIB"))
    return "-".join(typed[at : at + GROUP] for at in range(0, len(typed), GROUP))


def certificates_of(reader: Reader, year: int | None = None) -> list[Certificate]:
    """Return the certificates of all years or of one, in the order in which they were issued."""
    return list(_Standing(reader).certificates(year))


def certificate_by_code(reader: Reader, code: str) -> Certificate | None:
    """Return the certificate that bears a code; None where there is none."""
    typed = as_typed(code)
    return next((each for each in certificates_of(reader) if hmac.compare_digest(each.code, typed)), None)


class _Standing:
    """What is needed to say of each certificate whether it counts."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._voided = {each.content.number: each.content for each in reader.entries_of(CertificateVoided)}
        self._seals = {each.seq: each for each in reader.entries_of(LinesSealed)}
        self._decided = {each.number: each.review_year.decided_seq for each in State(reader).years}
        self._reversed = {
            each.content.decision: each.content.on for each in reader.entries_of(DecisionReversed)
        }
        self._members = {each.id for each in reader.members()}
        self._now = recoded(reader)
        self._changes = reader.changes()

    def certificates(self, year: int | None) -> Iterator[Certificate]:
        for entry in self._reader.entries_of(CertificatesIssued):
            if year in (None, entry.content.year):
                yield from self._batch(entry)

    def _batch(self, entry: Recorded[CertificatesIssued]) -> Iterator[Certificate]:
        said, seal = entry.content, self._seals[entry.content.seal]
        secret = secret_of(seal, self._reader)
        for number, key, name in zip(said.numbers, said.enterprises, said.names, strict=True):
            state = self._state(entry, seal, number, key)
            code = code_of(secret, said.year, number, key)
            yield Certificate(said.year, number, said.batch, key, name, code, said.on, entry.seq, *state)

    def _state(
        self, entry: Recorded[CertificatesIssued], seal: Recorded[LinesSealed], number: str, key: str
    ) -> tuple[str, str, str]:
        """Return the state, the day from which it is so, and why."""
        if (voided := self._voided.get(number)) is not None:
            return VOIDED, voided.on, voided.reason
        if self._decided.get(entry.content.year) != seal.content.entry:
            return REVERSED, self._reversed.get(seal.content.entry, ""), ""
        if self._now.get(key, key) in self._members:
            return VALID, "", ""
        codes = {key, self._now.get(key, key)}
        gone = [each.on for each in self._changes if each.seq > entry.seq and codes & set(each.left)]
        return LEFT, gone[-1] if gone else "", ""
