"""An anchor kept elsewhere finds what the chain alone cannot: a cut tail and a rewritten one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cultivation.record.anchors.anchor import Anchor, Earlier, anchor_of, tree_of
from cultivation.record.anchors.reading import read_anchors
from cultivation.record.store import Record
from cultivation.record.verify import Verification
from tests.core.test_merkle import mth
from tests.record.story import ticking_clock
from tests.record.test_attacks import cut, make_tables_again, rewrite

MOMENT = datetime(2018, 7, 1, 8, 0, tzinfo=UTC)


def anchor_at(path: Path, seq: int, since: int = 0) -> Anchor:
    record = Record(f"sqlite:///{path}", ticking_clock())
    with record.reading() as reader:
        entry = next(iter(reader.entries(after=seq - 1, limit=1)))
        tree = tree_of(reader.hashes(seq))
        earlier = anchor_of(next(iter(reader.entries(since - 1, limit=1))), MOMENT, tree) if since else None
        found = anchor_of(entry, MOMENT, tree, earlier)
    record.dispose()
    return found


def verified(path: Path, *anchors: Anchor) -> Verification:
    record = Record(f"sqlite:///{path}", ticking_clock())
    with record.reading() as reader:
        found = reader.verify(anchors)
    record.dispose()
    return found


def test_an_honest_record_goes_on_from_its_anchors(database: Path) -> None:
    anchors = [anchor_at(database, seq) for seq in (12, 1, 7)]
    assert verified(database, *anchors).ok


@pytest.mark.parametrize("last", [1, 7, 11])
def test_a_cut_tail_is_found_and_since_when(database: Path, last: int) -> None:
    anchors = [anchor_at(database, seq) for seq in (1, 12)]
    since = anchor_at(database, last).recorded_at
    cut(database, last)
    verification = verified(database, *anchors)
    assert (verification.code, verification.broken_at) == ("tail_cut", last + 1)
    assert f"recorded after {since} is missing" in verification.reason
    assert "2018-07-01T08:00:00Z" in verification.reason


def test_a_rewritten_tail_is_found_between_the_anchors(database: Path) -> None:
    anchors = [anchor_at(database, seq) for seq in (3, 7, 12)]
    rewrite(database, 4, value="99")
    verification = verified(database, *anchors)
    assert (verification.code, verification.broken_at) == ("anchor_differs", 4)
    assert "between entry 4 and entry 7" in verification.reason


def test_what_was_rewritten_after_the_anchor_is_open(database: Path) -> None:
    """As docs/record.md says: an anchor fixes what is before it."""
    anchor = anchor_at(database, 3)
    rewrite(database, 4, value="99")
    make_tables_again(database)
    assert verified(database, anchor).ok


def test_file_and_line_are_read_back(database: Path) -> None:
    anchor = anchor_at(database, 12, since=5)
    assert read_anchors(anchor.content, "a.json") == [anchor]
    minutes = f"会议纪要\n\n  {anchor.line}\n出席：李雷".replace(" 12 ", "\n 12 ")
    [read] = read_anchors(minutes.encode(), "minutes.txt")
    assert (read.entries, read.head, read.recorded_at) == (12, anchor.head, anchor.recorded_at)
    assert read.root == anchor.root
    assert verified(database, read).ok


def test_a_record_whose_root_is_another_does_not_fit(database: Path) -> None:
    """The entry is there; what the anchor says of the tree, or of an earlier entry, is not so."""
    anchor = anchor_at(database, 12, since=5)
    assert verified(database, anchor).ok
    assert anchor.follows
    for bent in (
        replace(anchor, root=anchor.root[::-1]),
        replace(anchor, follows=replace(anchor.follows, head=anchor.head)),
        replace(anchor, follows=replace(anchor.follows, root=anchor.root)),
    ):
        assert verified(database, bent).code == "anchor_contradictory"


def test_the_root_is_that_of_the_hashes_by_the_words_of_the_rfc(database: Path) -> None:
    record = Record(f"sqlite:///{database}", ticking_clock())
    with record.reading() as reader:
        leaves = [bytes.fromhex(each.hash) for each in reader.entries()][:11]
    record.dispose()
    assert anchor_at(database, 11).root == mth(leaves).hex()


def test_an_anchor_of_an_earlier_version_still_counts(database: Path) -> None:
    """Written by hand as the earlier version wrote it: no root, and a line that ends with the head."""
    now = anchor_at(database, 7)
    file = (
        f'{{"entries":7,"format":"cultivation-anchor-1","head":"{now.head}",'
        f'"made_at":"2018-07-01T08:00:00Z","recorded_at":"{now.recorded_at}"}}\n'
    )
    line = f"cultivation-anchor-1 7 {now.recorded_at} {now.head}"
    for content in (file, line):
        [anchor] = read_anchors(content.encode(), "earlier")
        assert (anchor.entries, anchor.head, anchor.root) == (7, now.head, "")
        assert verified(database, anchor).ok


def test_each_anchor_says_what_it_reaches(database: Path) -> None:
    anchors = [anchor_at(database, seq) for seq in (3, 7, 9, 12)]
    rewrite(database, 8, value="99")
    cut(database, 10)
    record = Record(f"sqlite:///{database}", ticking_clock())
    with record.reading() as reader:
        outcomes = [each.outcome for each in reader.reached(anchors)]
    record.dispose()
    assert outcomes == ["fits", "fits", "anchor_differs", "tail_cut"]


def test_a_proof_shows_that_one_head_follows_from_another(database: Path) -> None:
    anchor = anchor_at(database, 12, since=5)
    assert anchor.follows and anchor.follows_truly
    earlier = anchor.follows
    for bent in (
        replace(earlier, root=anchor.root),
        replace(earlier, entries=4),
        replace(earlier, proof=earlier.proof[1:]),
        replace(earlier, path=earlier.path[1:]),
    ):
        assert not replace(anchor, follows=bent).follows_truly
    assert not replace(anchor, head=earlier.head).follows_truly
    none = Earlier(12, anchor.head, anchor.root, (), ())
    assert not replace(anchor, follows=none).follows_truly  # without a path, nothing shows the head
