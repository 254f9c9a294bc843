"""Which entry each anchor reaches in a record: the same, another, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from cultivation.core.merkle import MerkleTree
from cultivation.record import tables
from cultivation.record.anchors.anchor import Anchor, tree_of

FITS, TAIL_CUT, DIFFERS, CONTRADICTORY = "fits", "tail_cut", "anchor_differs", "anchor_contradictory"


@dataclass(frozen=True, slots=True)
class Reached:
    """An anchor, and what the record has where the anchor ends."""

    anchor: Anchor
    outcome: str

    @property
    def fits(self) -> bool:
        """Tell whether the record goes on from the anchor."""
        return self.outcome == FITS


def reached(connection: Connection, anchors: Sequence[Anchor]) -> list[Reached]:
    """Compare each anchor with the hash of its entry, and with the root of the tree up to it."""
    if not anchors:
        return []
    hashes = hashes_of(connection, max(each.entries for each in anchors))
    tree = tree_of(hashes) if any(each.root for each in anchors) else MerkleTree()
    return [Reached(each, _outcome(each, hashes, tree)) for each in anchors]


def hashes_of(connection: Connection, last: int) -> list[str]:
    """Return the hashes of the entries from the first to `last`, as far as there are so many."""
    seq = tables.log.c.seq
    query = select(tables.log.c.hash).where(seq <= last).order_by(seq)
    return [str(each) for each in connection.execute(query).scalars()]


def _outcome(anchor: Anchor, hashes: Sequence[str], tree: MerkleTree) -> str:
    if anchor.entries > len(hashes):
        return TAIL_CUT
    if hashes[anchor.entries - 1] != anchor.head:
        return DIFFERS
    roots = {anchor.entries: anchor.root} if anchor.root else {}
    if anchor.follows:
        if hashes[anchor.follows.entries - 1] != anchor.follows.head:
            return CONTRADICTORY
        roots[anchor.follows.entries] = anchor.follows.root
    return FITS if all(tree.root(size).hex() == root for size, root in roots.items()) else CONTRADICTORY
