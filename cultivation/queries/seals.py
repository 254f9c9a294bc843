"""The results of a year under one root, and what proves to one enterprise that its own is among them.

A Merkle tree in the form of RFC 9162 section 2.1 (core/merkle.py). Its entries are the lines of the proposal
or decision as canonical JSON, members first, each with a salt: the HMAC-SHA256 of year and code under a
secret on record. Who does not know the secret cannot guess a line from its hash. The line that is
published names year, number of lines, number of members and root.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cultivation.canonical import canonical_json
from cultivation.core.merkle import MerkleTree
from cultivation.core.pool.lines import Action
from cultivation.core.rules.rounding import units_text
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.succession import recoded
from cultivation.queries.year import Year
from cultivation.record.entries import LinesSealed, Recorded
from cultivation.record.reader import Reader
from cultivation.steps import Act, Step

PROPOSAL, DECISION = "proposal", "decision"  # what is sealed, and what a notice is about
LINE, SEAL = "cultivation-line-1", "cultivation-seal-1"
IN_POOL = (Action.ENTER, Action.STAY)


@dataclass(frozen=True, slots=True)
class Seal:
    """What is published of the sealed lines of a year; `entry` is the proposal or decision they belong to."""

    year: int
    about: str
    entry: int
    lines: int
    members: int
    root: str

    @property
    def text(self) -> str:
        """Return the line for the announcement."""
        return f"{SEAL} {self.year} {self.lines} {self.members} {self.root}"

    def to_json(self) -> dict[str, Any]:
        """Return the shape of the contract."""
        names = ("year", "about", "entry", "lines", "members", "root")
        return {**{name: getattr(self, name) for name in names}, "line": self.text}


@dataclass(frozen=True, slots=True)
class Proof:
    """One line as it was sealed, its place in the tree from 0, and the hashes that lead to the root."""

    seal: Seal
    line: str
    place: int
    path: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what the page carries, and what anybody checks it by."""
        return {"line": self.line, "place": self.place, "path": list(self.path), "seal": self.seal.text}


def sealed_entry(year: Year) -> tuple[str, int | None]:
    """Return what can be sealed as the year stands, decision or proposal, and its entry."""
    stand = year.review_year
    return (DECISION, stand.decided_seq) if year.is_decided else (PROPOSAL, stand.proposed_seq)


def seal_of(year: Year) -> Seal | None:
    """Return the seal of the lines as they stand; None where nobody sealed them."""
    found = _recorded(year)
    return None if found is None else seal_in(found.content)


def seal_entry_of(year: Year) -> int | None:
    """Return the entry that sealed the lines as they stand; None where nobody did."""
    found = _recorded(year)
    return None if found is None else found.seq


def seal_in(said: LinesSealed) -> Seal:
    """Return the seal that an entry records."""
    return Seal(said.year, said.about, said.entry, said.lines, said.members, said.root)


def _recorded(year: Year) -> Recorded[LinesSealed] | None:
    entry = sealed_entry(year)[1]
    own = [each for each in year.reader.entries_of(LinesSealed) if each.content.year == year.number]
    return next((each for each in reversed(own) if each.content.entry == entry), None)


def secret_of(entry: Recorded[LinesSealed], reader: Reader) -> bytes:
    """Return the secret that the salts of a seal were made of."""
    (document,) = entry.content.documents
    return bytes.fromhex(reader.document_json(document.sha256)["secret"])


def sealed_lines(year: Year, secret: bytes) -> list[tuple[str, bytes]]:
    """Return the entries of the tree, each with its enterprise: members first, by place, then by code."""
    about, entry = sealed_entry(year)
    assert entry is not None  # whoever asks has seen a proposal
    stored = next(iter(year.reader.entries(after=entry - 1, limit=1)))
    lines = year.reader.document_json(stored.payload["documents"][0]["sha256"])["lines"]
    return [
        (line["id"], canonical_json(_line(line, year, about, secret))) for line in sorted(lines, key=_order)
    ]


def _order(line: Mapping[str, Any]) -> tuple[bool, bool, int, str]:
    return (line["action"] not in IN_POOL, line["rank"] is None, line["rank"] or 0, line["id"])


def _line(line: Mapping[str, Any], year: Year, about: str, secret: bytes) -> dict[str, Any]:
    score = year.scores.get(line["id"])
    return {
        "format": LINE,
        "about": about,
        "year": year.number,
        "enterprise": line["id"],
        "name": line["name"],
        "place": line["rank"],
        **_points(score, year),
        **{key: line[key] for key in ("action", "reason_code", "reserve_place", "override")},
        "salt": salt_of(secret, year.number, line["id"]),
    }


def _points(score: ScoreLine | None, year: Year) -> dict[str, Any]:
    if score is None:
        return {"total": None, "points": {}, "not_met": []}
    precision = year.rules.precision
    return {
        "total": units_text(score.total, precision),
        "points": {key: units_text(units, precision) for key, units in score.criteria.items()},
        "not_met": list(score.gates_failed),
    }


def salt_of(secret: bytes, year: int, enterprise: str) -> str:
    """Return the salt of one line: 256 bits that nobody guesses without the secret."""
    return hmac.new(secret, canonical_json([year, enterprise]), "sha256").hexdigest()


def make_seal(year: Year, secret: bytes) -> Seal:
    """Return the seal of the lines of the proposal, or of the decision once there is one."""
    about, entry = sealed_entry(year)
    assert entry is not None
    lines = [line for _key, line in sealed_lines(year, secret)]
    members = sum(line.in_pool for line in year.lines)
    return Seal(year.number, about, entry, len(lines), members, MerkleTree(lines).root().hex())


def proof_of(year: Year, enterprise: str) -> Proof:
    """Return what proves one enterprise's result, by its code or a part of its name."""
    key, name = find_enterprise(year.reader, enterprise)
    if seal_of(year) is None:
        raise Refused(
            _("The results of {year} are not sealed.").format(year=year.number),
            step=Step(Act.SEAL, year.number),
        )
    found = proofs_for(year, [key])
    if not found:
        raise Refused(_("{name} has no part in the results of {year}.").format(name=name, year=year.number))
    return found[key]


def proofs_for(year: Year, enterprises: Collection[str]) -> dict[str, Proof]:
    """Return what proves the result of each, by code, its present one included; none without a seal.

    Who has no part in the results is left out.
    """
    found = _recorded(year)
    if found is None:
        return {}
    lines, later = sealed_lines(year, secret_of(found, year.reader)), recoded(year.reader)
    tree, seal = MerkleTree(line for _key, line in lines), seal_in(found.content)
    proofs: dict[str, Proof] = {}
    for at, (code, line) in enumerate(lines):
        for key in {code, later.get(code)} & set(enterprises):
            path = tuple(each.hex() for each in tree.inclusion_proof(at))
            proofs.setdefault(str(key), Proof(seal, line.decode("utf-8"), at, path))
    return proofs
