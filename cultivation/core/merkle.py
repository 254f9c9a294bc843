"""The Merkle tree of RFC 9162 section 2.1 with SHA-256: roots, and short proofs that they belong together.

A leaf is hashed after a byte 0, a node after a byte 1, so that neither can pass for the other. An inclusion
proof shows that an entry is in a tree, a consistency proof that a tree is the beginning of a larger one;
both hold some hashes for each doubling of the tree, and are checked without the other entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node with two nodes or leaves below it."""
    return hashlib.sha256(b"\1" + left + right).digest()


class MerkleTree:
    """A tree that grows entry by entry; it answers for every size that it has had.

    `_rows[k][i]` is the root of the 2**k entries from `i * 2**k` on; only full ones are kept.
    """

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._rows: list[list[bytes]] = [[]]
        for entry in entries:
            self.append(entry)

    def __len__(self) -> int:
        return len(self._rows[0])

    def append(self, entry: bytes) -> None:
        """Add an entry at the end."""
        made = leaf_hash(entry)
        for row in self._rows:
            row.append(made)
            if len(row) % 2:
                return
            made = node_hash(row[-2], row[-1])
        self._rows.append([made])

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` entries, of all where none is given."""
        return self._root(0, self._checked(size)) if self._checked(size) else EMPTY_ROOT

    def inclusion_proof(self, place: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the entry at `place`, counted from 0, is among the first `size`."""
        if not 0 <= place < self._checked(size):
            raise IndexError(place)
        return self._path(place, 0, self._checked(size))

    def consistency_proof(self, earlier: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the first `size` entries begin with the first `earlier`, at least one."""
        if not 0 < earlier <= self._checked(size):
            raise IndexError(earlier)
        return self._subproof(earlier, 0, self._checked(size), whole=True)

    def _checked(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise IndexError(size)
        return size

    def _root(self, start: int, end: int) -> bytes:
        height = (end - start - 1).bit_length()
        if end - start == 1 << height:
            return self._rows[height][start >> height]
        middle = start + _split(end - start)
        return node_hash(self._root(start, middle), self._root(middle, end))

    def _path(self, place: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if place < middle:
            return [*self._path(place, start, middle), self._root(middle, end)]
        return [*self._path(place, middle, end), self._root(start, middle)]

    def _subproof(self, earlier: int, start: int, end: int, whole: bool) -> list[bytes]:
        """`whole` tells that the earlier root itself is known to who checks, and need not be sent."""
        if earlier == end:
            return [] if whole else [self._root(start, end)]
        middle = start + _split(end - start)
        if earlier <= middle:
            return [*self._subproof(earlier, start, middle, whole), self._root(middle, end)]
        return [*self._subproof(earlier, middle, end, whole=False), self._root(start, middle)]


def _split(size: int) -> int:
    """Return the largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def proves_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the proof shows this hash of a leaf at `place` among `size` under `root` (2.1.3.2)."""
    if not 0 <= place < size or not _are_hashes(leaf, root, *proof):
        return False
    own, last, made = place, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if own & 1 or own == last:
            made = node_hash(each, made)
            own, last = _up_to_left(own, last)
        else:
            made = node_hash(made, each)
        own, last = own >> 1, last >> 1
    return last == 0 and made == root


def proves_consistency(
    earlier: int, size: int, earlier_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the proof shows that the tree of `size` begins with the tree of `earlier` (2.1.4.2)."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    if not _are_hashes(earlier_root, root, *proof):
        return False
    path = list(proof)
    if earlier & (earlier - 1) == 0:
        path.insert(0, earlier_root)
    if not path:
        return False
    own, last = earlier - 1, size - 1
    while own & 1:
        own, last = own >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if own & 1 or own == last:
            old, new = node_hash(each, old), node_hash(each, new)
            own, last = _up_to_left(own, last)
        else:
            new = node_hash(new, each)
        own, last = own >> 1, last >> 1
    return last == 0 and old == earlier_root and new == root


def _are_hashes(*values: bytes) -> bool:
    return all(len(each) == len(EMPTY_ROOT) for each in values)


def _up_to_left(own: int, last: int) -> tuple[int, int]:
    """Go up to where the path comes from the right: nodes without a neighbour stand for themselves."""
    while own and not own & 1:
        own, last = own >> 1, last >> 1
    return own, last
