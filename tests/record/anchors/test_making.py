"""Anchors of each day and of each decision, each following from the one before."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cultivation.record.anchors.anchor import Anchor
from cultivation.record.anchors.making import Due, Every, anchors_due
from cultivation.record.store import Record
from tests.record.story import FIRST_MOMENT, tell

MOMENT = datetime(2018, 7, 1, 8, 0, tzinfo=UTC)
DECISIONS = [7, 12]  # counted in the story by hand


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    """The story with nine hours between two entries, told in Kunshan."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    hours = iter(range(0, 9000, 9))
    record = Record(f"sqlite:///{tmp_path / 'slow.db'}", lambda: FIRST_MOMENT + timedelta(hours=next(hours)))
    record.create()
    tell(record)
    yield record
    record.dispose()
    monkeypatch.undo()
    time.tzset()


def made(record: Record, due: Due) -> list[Anchor]:
    with record.reading() as reader:
        return anchors_due(reader, MOMENT, due)


def test_where_nothing_is_said_it_is_that_of_the_end(slow: Record) -> None:
    [anchor] = made(slow, Due())
    assert (anchor.entries, anchor.follows) == (12, None)
    [later] = made(slow, Due(None, anchor))
    assert later.follows and (later.entries, later.follows.entries) == (12, 12)


def test_one_for_each_decision(slow: Record) -> None:
    anchors = made(slow, Due(Every.DECISION))
    assert [each.entries for each in anchors] == DECISIONS
    assert made(slow, Due(Every.DECISION, anchors[0])) == anchors[1:]
    assert made(slow, Due(Every.DECISION, anchors[1])) == []


def test_one_for_each_day_of_the_office(slow: Record) -> None:
    """In China: 17:30 on the 1st; 2:30, 11:30, 20:30; 5:30, 14:30, 23:30; 8:30, 17:30; and so on."""
    anchors = made(slow, Due(Every.DAY))
    assert [each.entries for each in anchors] == [1, 4, 7, 9, 12]
    assert made(slow, Due(Every.DAY, anchors[2])) == anchors[3:]


def test_each_follows_from_the_one_before(slow: Record) -> None:
    anchors = made(slow, Due(Every.DAY))
    assert anchors[0].follows is None
    for before, after in itertools.pairwise(anchors):
        assert after.follows and after.follows_truly
        assert (after.follows.entries, after.follows.head, after.follows.root) == (
            before.entries,
            before.head,
            before.root,
        )
    with slow.reading() as reader:
        assert reader.verify(anchors).ok
