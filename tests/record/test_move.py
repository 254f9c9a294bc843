"""A record that moves to another database is the same record."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation import review
from cultivation.errors import Refused
from cultivation.record.store import Record
from tests.record.story import open_year, ticking_clock
from tests.record.test_past import state
from tests.record.test_verify import attack


def opened(url: str) -> Record:
    return Record(url, ticking_clock())


def test_the_chain_is_kept_and_goes_on(database: Path, url: str) -> None:
    source, target = opened(f"sqlite:///{database}"), opened(url)
    with source.reading() as reader:
        before, head = state(reader), reader.verify().head
    assert review.move(source, target, "li").head == head
    with target.writing("li") as writer:
        assert state(writer) == before
        assert writer.rebuild().same
        open_year(writer, 2019)
    with target.reading() as reader:
        found = reader.verify()
        assert (found.ok, found.entries) == (True, 13)
    source.dispose()
    target.dispose()


def test_a_database_that_holds_a_record_is_left_alone(database: Path, told: Record) -> None:
    with pytest.raises(Refused, match="empty one"):
        review.move(opened(f"sqlite:///{database}"), told, "li")


def test_a_broken_record_stays_where_it_is(database: Path, record: Record) -> None:
    attack(database, "UPDATE log SET actor = 'x' WHERE seq = 4")
    with pytest.raises(Refused, match="Entry 4 was altered"):
        review.move(opened(f"sqlite:///{database}"), record, "li")
    with record.reading() as reader:
        assert reader.verify().entries == 0
