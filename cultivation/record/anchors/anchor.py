"""What an anchor says, as a file and as the line for the minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.core.merkle import MerkleTree, leaf_hash, proves_consistency, proves_inclusion
from cultivation.record.log import Entry

FORMAT = "cultivation-anchor-1"
COSIGNATURE_FORMAT = "cultivation-cosignature-1"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An anchor made before, and two proofs of RFC 9162, so that nobody needs the record to check.

    `proof` shows that the tree now begins with the tree of then; `path` that the head now is its last leaf.
    """

    entries: int
    head: str
    root: str
    proof: tuple[str, ...]
    path: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Return what stands in the file."""
        said = {"entries": self.entries, "head": self.head, "root": self.root}
        return {**said, "proof": list(self.proof), "path": list(self.path)}


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A second office signed that this head follows from the one that it saw last.

    `earlier` is the number of entries of that one, 0 where this was the first it saw.
    """

    witness: str
    earlier: int
    made_at: str
    signature: str = ""

    def record(self) -> dict[str, Any]:
        """Return what stands in the file."""
        return {
            "witness": self.witness,
            "earlier": self.earlier,
            "made_at": self.made_at,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number of entries, the hash of the last one, when that was recorded, and when this was written.

    `root` is that of the Merkle tree over the hashes of the entries; anchors of earlier versions have none.
    `signature` is over the canonical form of the rest without cosignatures, in Base64.
    """

    entries: int
    head: str
    recorded_at: str
    made_at: str
    root: str = ""
    follows: Earlier | None = None
    signature: str = ""
    cosignatures: tuple[Cosignature, ...] = ()

    @property
    def line(self) -> str:
        """Return the line to print in the minutes; it is an anchor, too."""
        return f"{FORMAT} {self.entries} {self.recorded_at} {self.head} {self.root}".rstrip()

    @property
    def signed_part(self) -> bytes:
        """Return the bytes that a signature is over."""
        return canonical_json(self._record())

    @property
    def content(self) -> bytes:
        """Return the file: one line of canonical JSON."""
        said: dict[str, Any] = self._record()
        if self.signature:
            said["signature"] = self.signature
        if self.cosignatures:
            said["cosignatures"] = [each.record() for each in self.cosignatures]
        return canonical_json(said) + b"\n"

    @property
    def follows_truly(self) -> bool:
        """Tell whether the proofs show that this anchor follows from the earlier one that it names."""
        if self.follows is None:
            return True
        proof, path = (list(map(bytes.fromhex, each)) for each in (self.follows.proof, self.follows.path))
        known, now = bytes.fromhex(self.follows.root), bytes.fromhex(self.root)
        last = leaf_hash(bytes.fromhex(self.head))
        return proves_consistency(self.follows.entries, self.entries, known, now, proof) and proves_inclusion(
            last, self.entries - 1, self.entries, path, now
        )

    def cosigned_part(self, cosignature: Cosignature) -> bytes:
        """Return the bytes that a witness signs: this anchor by digest, and what the witness says of it."""
        said = replace(cosignature, signature="").record() | {"anchor": digest(self.signed_part)}
        return canonical_json(said | {"format": COSIGNATURE_FORMAT})

    def _record(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "format": FORMAT,
            "entries": self.entries,
            "head": self.head,
            "recorded_at": self.recorded_at,
            "made_at": self.made_at,
        }
        if self.root:
            said["root"] = self.root
        if self.follows:
            said["follows"] = self.follows.record()
        return said


def tree_of(hashes: Iterable[str]) -> MerkleTree:
    """Return the tree whose leaves are the hashes of the entries, 32 bytes each."""
    return MerkleTree(map(bytes.fromhex, hashes))


def anchor_of(last: Entry, moment: datetime, tree: MerkleTree, earlier: Anchor | None = None) -> Anchor:
    """Make the anchor of a record up to this entry; `earlier` is one of the same record to follow from."""
    anchor = Anchor(last.seq, last.hash, last.recorded_at, _second(moment), tree.root(last.seq).hex())
    if earlier is None:
        return anchor
    proof = tuple(each.hex() for each in tree.consistency_proof(earlier.entries, last.seq))
    path = tuple(each.hex() for each in tree.inclusion_proof(last.seq - 1, last.seq))
    follows = Earlier(earlier.entries, earlier.head, tree.root(earlier.entries).hex(), proof, path)
    return replace(anchor, follows=follows)


def cosignature_by(witness: str, earlier: Anchor | None, moment: datetime) -> Cosignature:
    """Return what a witness has to say, not yet signed."""
    return Cosignature(witness, earlier.entries if earlier else 0, _second(moment))


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
