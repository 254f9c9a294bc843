"""The record as it was known at a moment, beside a record that was cut there and made again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cultivation.record.reader import Reader
from cultivation.record.store import Record
from tests.record.story import FIRST_MOMENT, correct, ticking_clock
from tests.record.test_attacks import cut


def state(reader: Reader) -> list[Any]:
    years = reader.years()
    return [
        years,
        reader.enterprises(),
        reader.members(),
        reader.changes(),
        reader.head(),
        *(
            [
                [(row.enterprise_id, row.record) for row in reader.applications(year.year)],
                reader.lines(year.year),
                reader.members(year.year),
            ]
            for year in years
        ),
    ]


@pytest.mark.parametrize("seq", range(13))
def test_as_known_then_is_what_a_record_cut_there_says(database: Path, tmp_path: Path, seq: int) -> None:
    moment = FIRST_MOMENT + timedelta(seconds=seq - 0.5)  # entry 1 is recorded at the first moment
    record = Record(f"sqlite:///{database}", ticking_clock())
    with record.reading(as_of=moment) as reader:
        known = state(reader)
    record.dispose()
    shorter = Path(shutil.copy(database, tmp_path / "cut.db"))
    cut(shorter, seq)
    other = Record(f"sqlite:///{shorter}", ticking_clock())
    with other.writing("li") as writer:
        writer.rebuild()
        assert state(writer) == known
    other.dispose()


def test_then_and_now_on_every_database(told: Record) -> None:
    with told.reading(as_of=FIRST_MOMENT + timedelta(days=1)) as later, told.reading() as now:
        assert state(later) == state(now)
    with told.reading(as_of=FIRST_MOMENT + timedelta(seconds=6)) as reader:
        assert [member.name for member in reader.members()] == ["甲公司", "乙公司"]
        assert reader.year(2018) is None


def test_what_was_recorded_later_about_an_earlier_year_is_not_seen(told: Record) -> None:
    """Valid time and recorded time: the application of 2017 is as it was known, not as corrected since."""
    with told.reading(as_of=FIRST_MOMENT + timedelta(seconds=2)) as reader:
        before = reader.application(2017, "A")
    with told.reading(as_of=FIRST_MOMENT + timedelta(seconds=3)) as reader:
        after = reader.application(2017, "A")
    assert before is not None
    assert after is not None
    assert (before.text("employees"), after.text("employees")) == ("12", "13")


def test_nothing_is_written(told: Record) -> None:
    with told.reading() as reader:
        head = reader.head()
    with told.reading(as_of=FIRST_MOMENT) as reader:
        assert reader.head() != head
    with told.reading() as reader:
        assert reader.head() == head
        assert reader.verify().ok


def test_before_the_first_entry_nothing_was_known(told: Record) -> None:
    with told.reading(as_of=FIRST_MOMENT - timedelta(days=1)) as reader:
        assert (reader.years(), reader.enterprises(), reader.head()) == ([], {}, "")


def test_a_later_correction_leaves_what_was_known_alone(told: Record) -> None:
    moment = FIRST_MOMENT + timedelta(seconds=11)
    with told.reading(as_of=moment) as reader:
        before = state(reader)
    with told.writing("li") as writer:
        correct(writer)
    with told.reading(as_of=moment) as reader:
        assert state(reader) == before
