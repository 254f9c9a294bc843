"""The line in which threads wait to write: who came first writes first, and nobody is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest

from cultivation.errors import EnvironmentTrouble
from cultivation.record import database, turns
from cultivation.record.store import Record
from cultivation.record.turns import Turns
from tests.record.saying import saying
from tests.record.story import ticking_clock

PEOPLE = 30


def standing(line: Turns, number: int) -> None:
    while len(line._line) < number:
        sleep(0.001)


def test_the_first_to_come_is_the_first_to_write() -> None:
    line, done, threads = Turns(), list[int](), []

    def write(person: int) -> None:
        with line.turn():
            done.append(person)

    with line.turn():
        for person in range(PEOPLE):
            threads.append(Thread(target=write, args=(person,)))
            threads[-1].start()
            standing(line, person + 2)
    for each in threads:
        each.join()
    assert done == list(range(PEOPLE))
    assert not line._line


def test_a_step_that_fails_passes_the_turn_on() -> None:
    line = Turns()
    with pytest.raises(ZeroDivisionError), line.turn():
        raise ZeroDivisionError
    with line.turn(), pytest.raises(AssertionError, match="within a step"), line.turn():
        pass
    with line.turn():
        assert len(line._line) == 1


def test_who_waits_too_long_leaves_the_line_and_the_next_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    line, held, end, said = Turns(), Event(), Event(), list[str]()

    def hold() -> None:
        with line.turn():
            held.set()
            end.wait(60)

    holder = Thread(target=hold)
    holder.start()
    held.wait(60)
    with pytest.raises(EnvironmentTrouble, match="writing for too long"), line.turn():
        said.append("never")
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60)
    next_one = Thread(target=lambda: said.append("next") if line.turn().__enter__() is None else None)
    next_one.start()
    standing(line, 2)
    end.set()
    holder.join()
    next_one.join(60)
    assert said == ["next"]


def test_threads_of_one_program_do_not_count_on_the_patience_of_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite would refuse everybody but one at once; more of them than there are connections are served."""
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0)
    record = Record(f"sqlite:///{tmp_path / 'r.db'}", ticking_clock(), connections=2)
    record.create()

    def write(person: int) -> None:
        with record.writing(f"person {person}") as writer:
            writer.append(saying("noted", {}))

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(write, range(PEOPLE)))
    with record.reading() as reader:
        assert {each.actor for each in reader.entries()} == {f"person {person}" for person in range(PEOPLE)}
        assert reader.verify().ok
    record.dispose()
