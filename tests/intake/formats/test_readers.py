"""Reading processes that are kept: one serves many files, and what breaks one harms no later file."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cultivation.intake.formats.book import Book, Unreadable
from cultivation.intake.formats.files import read_file, read_files
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.readers import Readers, kept_or_new
from cultivation.intake.formats.reading_process import ReadingProcess

PATIENT = Limits(seconds=300, file_bytes=1000)  # on a busy machine, too


def csv(number: int) -> Incoming:
    return Incoming(f"{number}.csv", f"name,number\nfirm,{number}\n".encode())


def number_in(book: Book | None) -> str:
    assert book is not None
    cell = book.sheets[0].at(2, 2)
    assert cell is not None
    return str(cell.value)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(PATIENT) as readers:
        yield readers


def process_of(readers: Readers) -> int:
    with readers.one() as process:
        assert process._process is not None
        return process._process.pid


def test_one_process_reads_the_files_of_many_calls_each_with_its_answer(readers: Readers) -> None:
    first = process_of(readers)
    for start in (0, 3):
        wanted = [csv(start + each) for each in range(3)]
        read = list(read_files(wanted, readers))
        assert [(each.incoming, number_in(each.book)) for each in read] == [
            (each, each.name[0]) for each in wanted
        ]
    assert process_of(readers) == first


def test_a_file_with_a_problem_stops_no_other(readers: Readers) -> None:
    large = Incoming("large.csv", b"x" * 1001)
    given = [
        csv(1),
        Incoming("gone.csv", problem="No such file"),
        large,
        Incoming("a.pdf", b"%PDF-1.7"),
        csv(2),
    ]
    read = list(read_files(given, readers))
    assert [each.problem for each in read] == ["", "No such file", "too_large", "pdf", ""]
    assert number_in(read[-1].book) == "2"


def test_an_answer_that_nobody_fetched_is_not_that_to_the_next_question(readers: Readers) -> None:
    some = read_files([csv(1), csv(2), csv(3)], readers)
    assert number_in(next(some).book) == "1"
    some.close()
    assert number_in(read_file(csv(7), readers).book) == "7"


def test_a_process_that_dies_between_two_files_is_started_anew(readers: Readers) -> None:
    first = process_of(readers)
    os.kill(first, signal.SIGKILL)
    with readers.one() as process:
        assert process._process is not None
        process._process.wait(60)
    assert number_in(read_file(csv(5), readers).book) == "5"
    assert process_of(readers) != first


def test_a_process_that_dies_over_a_file_is_started_anew(readers: Readers) -> None:
    with readers.one() as process, pytest.raises(Unreadable):
        process.submit(b"%PDF-1.7")
        process.result()
    with pytest.raises(ZeroDivisionError), readers.one() as process:
        process.submit(csv(1).content)
        raise ZeroDivisionError
    assert number_in(read_file(csv(6), readers).book) == "6"


def test_two_processes_read_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    both, lent = Barrier(2), list[ReadingProcess]()

    def use(number: int, readers: Readers) -> str:
        with readers.one() as process:
            if number < 2:  # the first two wait for each other: each has its own
                both.wait(60)
            lent.append(process)
            return number_in(process.read(csv(number).content))

    with Readers(PATIENT, 2) as readers, ThreadPoolExecutor(5) as people:
        assert list(people.map(lambda number: use(number, readers), range(5))) == list("01234")
        assert len(set(map(id, lent))) == 2
    assert all(each._process is None for each in lent)


def test_who_is_given_no_readers_has_some_that_end_with_the_call(readers: Readers) -> None:
    with kept_or_new(readers) as kept:
        assert kept is readers
    with kept_or_new(None) as own:
        process_of(own)
        with own.one() as process:
            pass
    assert process._process is None
