"""A second office cosigns what follows from the head that it saw last, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cultivation.errors import Refused
from cultivation.record.anchors.anchor import Anchor
from cultivation.record.anchors.reading import read_anchors
from cultivation.record.anchors.signatures import cosignatures_by, is_signed_by, sign
from cultivation.record.anchors.witness import witnessed
from tests.record.anchors.test_anchor import anchor_at
from tests.record.anchors.test_signatures import KINDS, pair
from tests.record.test_attacks import rewrite

MOMENT = datetime(2018, 7, 2, 8, 0, tzinfo=UTC)


def cosigned(private: bytes, seen: Anchor | None, *anchors: Anchor) -> Anchor:
    return witnessed(anchors, seen, "审计局", private, MOMENT)


@pytest.mark.parametrize("kind", KINDS)
def test_what_follows_is_cosigned_beside_the_signature(database: Path, kind: str) -> None:
    (ours, our_key), (theirs, their_key) = pair("ed25519"), pair(kind)
    first = cosigned(theirs, None, sign(anchor_at(database, 5), ours))
    second = cosigned(theirs, first, sign(anchor_at(database, 12, since=5), ours))
    for anchor, earlier in ((first, 0), (second, 5)):
        [read] = read_anchors(anchor.content, "a.json")
        assert read == anchor
        assert is_signed_by(read, our_key)
        [said] = cosignatures_by(read, their_key)
        assert (said.witness, said.earlier, said.made_at) == ("审计局", earlier, "2018-07-02T08:00:00Z")
        assert not cosignatures_by(read, our_key)


def test_a_cosignature_fits_its_anchor_and_what_it_says_alone(database: Path) -> None:
    private, public = pair("ed25519")
    anchor = cosigned(private, None, anchor_at(database, 12))
    assert cosignatures_by(anchor, public)
    [said] = anchor.cosignatures
    for changed in (
        replace(said, witness="财政局"),
        replace(said, earlier=11),
        replace(said, made_at="2019-01-01T00:00:00Z"),
    ):
        assert not cosignatures_by(replace(anchor, cosignatures=(changed,)), public)
    assert not cosignatures_by(replace(anchor, head="ab" * 32), public)


def test_many_anchors_lead_from_one_to_the_next(database: Path) -> None:
    private, public = pair("ed25519")
    seen = anchor_at(database, 3)
    way = [anchor_at(database, 5, since=3), anchor_at(database, 9, since=5), anchor_at(database, 12, since=9)]
    assert cosignatures_by(cosigned(private, seen, *way), public)
    with pytest.raises(Refused, match="does not prove that it follows from entry 3"):
        cosigned(private, seen, *way[1:])


def test_the_same_head_again_is_cosigned(database: Path) -> None:
    private, public = pair("ed25519")
    seen = anchor_at(database, 12)
    assert cosignatures_by(cosigned(private, seen, anchor_at(database, 12, since=5)), public)


def test_an_anchor_that_does_not_say_since_when_is_refused(database: Path) -> None:
    private, _public = pair("ed25519")
    for anchor in (anchor_at(database, 12), anchor_at(database, 12, since=4)):
        with pytest.raises(Refused, match="does not prove that it follows from entry 5"):
            cosigned(private, anchor_at(database, 5), anchor)


def test_a_cut_record_is_refused(database: Path) -> None:
    private, _public = pair("ed25519")
    with pytest.raises(Refused, match="reaches entry 9, but the one that was seen last reaches entry 12"):
        cosigned(private, anchor_at(database, 12), anchor_at(database, 9, since=5))


def test_a_rewritten_record_is_refused(database: Path) -> None:
    """Before and after what was seen: the proof of the rewritten record holds in itself."""
    private, public = pair("ed25519")
    seen = anchor_at(database, 7)
    rewrite(database, 4, value="99")
    forged = anchor_at(database, 12, since=7)
    assert forged.follows_truly
    with pytest.raises(Refused, match="another entry 7 than the one that was seen last"):
        cosigned(private, seen, forged)
    honest_words = replace(forged, follows=replace(forged.follows, head=seen.head, root=seen.root))  # type: ignore[type-var]
    with pytest.raises(Refused, match="another entry 7"):
        cosigned(private, seen, honest_words)
    with pytest.raises(Refused, match="it is older, or the record was cut or rewritten"):
        cosigned(private, seen, anchor_at(database, 7))
    assert cosignatures_by(
        cosigned(private, anchor_at(database, 3), anchor_at(database, 12, since=3)), public
    )
