"""The Merkle tree gives the reference roots, and agrees with the words of RFC 9162 followed naively."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.merkle import MerkleTree, leaf_hash, proves_consistency, proves_inclusion

# The leaves and roots of certificate-transparency's merkletree tests, now transparency-dev/merkle's testonly.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
ENTRIES = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference(size: int) -> None:
    assert MerkleTree(LEAVES).root(size).hex() == ROOTS[size]
    assert MerkleTree(LEAVES[:size]).root().hex() == ROOTS[size]


# The worked example of RFC 9162, 2.1.5: seven leaves, names as there.


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


A, B, C, D, E, F, J = (sha(b"\0", bytes([number])) for number in range(7))
G, H, I_ = sha(b"\1", A, B), sha(b"\1", C, D), sha(b"\1", E, F)
K, L = sha(b"\1", G, H), sha(b"\1", I_, J)
EXAMPLE = MerkleTree(bytes([number]) for number in range(7))


def test_the_example_of_the_rfc_has_its_paths() -> None:
    assert EXAMPLE.inclusion_proof(0) == [B, H, L]
    assert EXAMPLE.inclusion_proof(3) == [C, G, L]
    assert EXAMPLE.inclusion_proof(4) == [F, J, K]
    assert EXAMPLE.inclusion_proof(6) == [I_, K]


def test_the_example_of_the_rfc_has_its_consistency_proofs() -> None:
    assert EXAMPLE.consistency_proof(3) == [C, D, G, L]
    assert EXAMPLE.consistency_proof(4) == [L]
    assert EXAMPLE.consistency_proof(6) == [I_, J, K]


# The definitions of RFC 9162, 2.1.1, 2.1.3.1 and 2.1.4.1, followed word for word.


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return sha()
    if len(d) == 1:
        return sha(b"\0", d[0])
    k = split(len(d))
    return sha(b"\1", mth(d[:k]), mth(d[k:]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], known: bool) -> list[bytes]:
    n = len(d)
    if m == n:
        return [] if known else [mth(d)]
    k = split(n)
    if m <= k:
        return [*subproof(m, d[:k], known), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


@given(ENTRIES, st.data())
def test_roots_and_proofs_are_those_of_the_definitions(entries: list[bytes], data: st.DataObject) -> None:
    tree = MerkleTree(entries)
    size = data.draw(st.integers(1, len(entries)))
    place = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size))
    assert tree.root(size) == mth(entries[:size])
    assert tree.inclusion_proof(place, size) == path(place, entries[:size])
    assert tree.consistency_proof(earlier, size) == subproof(earlier, entries[:size], True)


@given(ENTRIES, st.data())
def test_honest_proofs_hold(entries: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(entries)))
    place = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size))
    root, proof = mth(entries[:size]), path(place, entries[:size])
    assert proves_inclusion(leaf_hash(entries[place]), place, size, proof, root)
    between = subproof(earlier, entries[:size], True)
    assert proves_consistency(earlier, size, mth(entries[:earlier]), root, between)


@given(ENTRIES, ENTRIES, st.data())
def test_no_proof_shows_what_is_not_so(
    entries: list[bytes], others: list[bytes], data: st.DataObject
) -> None:
    """The tree of others as the earlier one, with the proofs that either of the two would give."""
    root = mth(entries)
    earlier = data.draw(st.integers(1, min(len(entries), len(others))))
    for proof in (subproof(earlier, entries, True), subproof(earlier, others, True)):
        holds = proves_consistency(earlier, len(entries), mth(others[:earlier]), root, proof)
        assert holds <= (others[:earlier] == entries[:earlier])


@given(ENTRIES, st.data())
def test_a_bent_proof_shows_nothing(entries: list[bytes], data: st.DataObject) -> None:
    size = len(entries)
    earlier, place = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    for bend in (_shorter, _longer, _flipped):
        inside = bend(path(place, entries), data)
        assert not proves_inclusion(leaf_hash(entries[place]), place, size, inside, mth(entries))
        between = bend(subproof(earlier, entries, True), data)
        assert not proves_consistency(earlier, size, mth(entries[:earlier]), mth(entries), between)


def _shorter(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    return proof[:-1] if proof else [sha()]


def _longer(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    place = data.draw(st.integers(0, len(proof)))
    return [*proof[:place], sha(), *proof[place:]]


def _flipped(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    if not proof:
        return [sha()]
    place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    bent = bytearray(proof[place])
    bent[bit // 8] ^= 1 << bit % 8
    return [*proof[:place], bytes(bent), *proof[place + 1 :]]


@pytest.mark.parametrize(("place", "size"), [(-1, 3), (3, 3), (0, 0), (0, 9)])
def test_a_place_outside_the_tree_has_no_proof(place: int, size: int) -> None:
    with pytest.raises(IndexError):
        MerkleTree(LEAVES).inclusion_proof(place, size)
    assert not proves_inclusion(leaf_hash(LEAVES[0]), place, min(size, 3), [], sha())


@pytest.mark.parametrize(("earlier", "size"), [(0, 8), (4, 3), (1, 9), (-1, 8)])
def test_a_tree_begins_with_none_that_is_empty_or_larger(earlier: int, size: int) -> None:
    with pytest.raises(IndexError):
        MerkleTree(LEAVES).consistency_proof(earlier, size)
    assert not proves_consistency(earlier, min(size, 8), MerkleTree(LEAVES).root(0), sha(), [])
