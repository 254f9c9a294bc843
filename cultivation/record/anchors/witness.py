"""Witness cosigning by file, as transparency logs do it: a second office has no record, only anchors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.record.anchors.anchor import Anchor, cosignature_by
from cultivation.record.anchors.signatures import cosign


def newest(anchors: Sequence[Anchor]) -> Anchor:
    """Return the anchor that reaches furthest."""
    return max(anchors, key=lambda each: each.entries)


def witnessed(
    anchors: Sequence[Anchor],
    seen: Anchor | None,
    witness: str,
    key: bytes,
    moment: datetime,
    passphrase: bytes = b"",
) -> Anchor:
    """Cosign the newest of some anchors, which must lead, each from the one before, to it from `seen`.

    `seen` is the one that the witness saw last, None where it has seen none. Raises Refused where they do
    not lead there: then there are two histories, or the anchor was not made to follow from that one.
    """
    last = newest(anchors)
    if seen is not None:
        on_the_way = [each for each in anchors if seen.entries < each.entries < last.entries]
        step = seen
        for each in [*sorted(on_the_way, key=lambda each: each.entries), last]:
            _check_follows(each, step)
            step = each
    return cosign(last, cosignature_by(witness, seen, moment), key, passphrase)


def _check_follows(anchor: Anchor, seen: Anchor) -> None:
    same = (anchor.entries, anchor.head) == (seen.entries, seen.head) and seen.root in ("", anchor.root)
    if same:
        return
    if anchor.entries <= seen.entries:
        sentence = _(
            "The anchor reaches entry {entries}, but the one that was seen last reaches entry {seen}: it is "
            "older, or the record was cut or rewritten. It is not cosigned."
        )
        raise Refused(sentence.format(entries=anchor.entries, seen=seen.entries))
    follows = anchor.follows
    if follows is None or follows.entries != seen.entries:
        sentence = _(
            "The anchor does not prove that it follows from entry {seen}, which was seen last. Ask for one "
            "that is made to follow from that anchor."
        )
        raise Refused(sentence.format(seen=seen.entries))
    if (follows.head, follows.root) != (seen.head, seen.root) or not anchor.follows_truly:
        sentence = _(
            "The anchor follows from another entry {seen} than the one that was seen last: the record was "
            "rewritten, or there are two. It is not cosigned."
        )
        raise Refused(sentence.format(seen=seen.entries))
