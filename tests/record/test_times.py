"""The rule of time: nothing is recorded earlier than what is on record, unless it is said why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.errors import EnvironmentTrouble, Refused, UsageMistake
from cultivation.record.entries import ClockSetBack, WorkspaceCreated, YearScored
from cultivation.record.store import Record
from cultivation.record.times import is_time, time_after, time_text
from cultivation.review import explain_clock
from cultivation.review.replay import replay
from tests.record.test_attacks import rewrite
from tests.record.test_samples import opened

START = datetime(2017, 3, 1, 9, 30, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))
BEGUN = WorkspaceCreated(program="x")


class Clock:
    """A clock that can be set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watched(url: str, clock: Clock) -> Iterator[Record]:
    record = Record(url, clock)
    record.create()
    with record.writing("li") as writer:
        writer.append(BEGUN)
    yield record
    record.dispose()


def append(record: Record) -> str:
    with record.writing("li") as writer:
        return writer.append(BEGUN).recorded_at


@pytest.mark.parametrize("days", [1, 4000])
def test_a_clock_that_goes_back_is_refused_and_nothing_is_recorded(
    watched: Record, clock: Clock, days: int
) -> None:
    clock.now -= timedelta(days=days)
    with pytest.raises(EnvironmentTrouble, match="last entry was recorded at 2017-03-01T09:30:01"):
        append(watched)
    with watched.reading() as reader:
        assert len(list(reader.entries())) == 1


def test_a_step_of_several_entries_is_refused_whole(watched: Record, clock: Clock) -> None:
    with pytest.raises(EnvironmentTrouble), watched.writing("li") as writer:
        writer.append(BEGUN)
        clock.now -= timedelta(hours=1)
        writer.append(BEGUN)
    with watched.reading() as reader:
        assert len(list(reader.entries())) == 1


def test_a_clock_a_little_behind_is_taken_to_have_stood_still(watched: Record, clock: Clock) -> None:
    first = append(watched)
    clock.now -= timedelta(seconds=40)
    assert append(watched) == first
    clock.now += timedelta(seconds=60)
    assert append(watched) > first
    with watched.reading() as reader:
        assert reader.verify().back == ()


def test_work_goes_on_after_a_reason_which_verify_tells(watched: Record, clock: Clock) -> None:
    clock.now += timedelta(days=4000)
    wrong = append(watched)
    clock.now -= timedelta(days=4000)
    with pytest.raises(EnvironmentTrouble):
        append(watched)
    made = explain_clock(watched, "li", "BIOS 电池更换")
    assert append(watched) > made.recorded_at
    with watched.reading() as reader:
        verification = reader.verify()
        [said] = [each.content for each in reader.entries_of(ClockSetBack)]
    assert verification.ok
    [back] = verification.back
    assert (back.seq, back.before, back.reason) == (3, wrong, "BIOS 电池更换")
    assert (said.previous, said.reason) == (wrong, "BIOS 电池更换")


def test_a_clock_that_is_right_needs_no_reason(watched: Record) -> None:
    with pytest.raises(Refused, match="nothing to explain"):
        explain_clock(watched, "li", "为什么")
    with pytest.raises(UsageMistake):
        explain_clock(watched, "li", " \u3000")
    with watched.reading() as reader:
        assert len(list(reader.entries())) == 1


def test_what_was_known_then_does_not_forget_what_came_before_a_wrong_clock(
    watched: Record, clock: Clock
) -> None:
    clock.now += timedelta(days=4000)
    append(watched)
    clock.now -= timedelta(days=4000)
    explain_clock(watched, "li", "校时")
    with watched.reading(as_of=clock.now) as reader:
        assert [each.seq for each in reader.entries()] == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2017-02-30T00:00:00.000000Z", "2017-03-01T09:30:00Z", "2017-03-01T25:00:00.000000Z"],
)
def test_a_time_that_is_none_is_found(database: Path, text: str) -> None:
    """The whole chain is computed again after it, as whoever owns the file can."""
    retime(database, 5, text)
    record = Record(f"sqlite:///{database}", Clock())
    with record.reading() as reader:
        found = reader.verify()
    record.dispose()
    assert (found.code, found.broken_at) == ("time_unreadable", 5)


def test_verify_tells_where_time_runs_backwards_without_a_reason(database: Path) -> None:
    retime(database, 5, "2001-01-01T00:00:00.000000Z")
    record = Record(f"sqlite:///{database}", Clock())
    with record.reading() as reader:
        found = reader.verify()
        times = {each.seq: each.recorded_at for each in reader.entries()}
    record.dispose()
    assert [(each.seq, each.before, each.reason) for each in found.back] == [(5, times[4], "")]


def test_steps_recorded_by_a_clock_that_went_back_are_done_again_all_the_same(tmp_path: Path) -> None:
    """An earlier version let it pass; the steps come out as they did."""
    record = opened("sixth_year", tmp_path)
    with record.reading() as reader:
        scored = next(each.seq for each in reader.entries_of(YearScored))
    record.dispose()
    retime(tmp_path / "sixth_year.db", scored, "2001-01-01T00:00:00.000000Z")
    record = Record(f"sqlite:///{tmp_path / 'sixth_year.db'}", Clock())
    steps = replay(record)
    record.dispose()
    assert scored in [each.seq for each in steps]
    assert [each.problem for each in steps if not each.same] == []


def retime(path: Path, seq: int, text: str) -> None:
    rewrite(path, seq, text)


@given(MOMENTS, MOMENTS)
def test_times_never_fall(before: datetime, moment: datetime) -> None:
    last = time_text(before)
    try:
        found = time_after(last, moment)
    except EnvironmentTrouble:
        assert moment < before - timedelta(minutes=1)
    else:
        assert is_time(found)
        assert found == max(last, time_text(moment))
        assert moment >= before - timedelta(minutes=1)
