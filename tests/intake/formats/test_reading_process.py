"""The process that reads: it outlives every file, and what it answers is a book or nothing."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator

import pytest

from cultivation.intake.formats.book import Area, Book, Sheet, Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.messages import unpickle
from cultivation.intake.formats.reading_process import ReadingProcess

from .packages import package

GOOD = package('<row r="2"><c r="B2"><v>1</v></c></row>')
CRASHING = package(  # the cells of a row in no order hide how far they reach
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>'
    '<c r="A1048576"><v>2</v></c></row>'
)


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess(Limits(seconds=300)) as process:  # on a busy machine, too
        yield process


def is_read(process: ReadingProcess) -> bool:
    return process.read(GOOD).sheets[0].cells[2, 2].value == 1


def test_files_are_read_one_after_the_other(process: ReadingProcess) -> None:
    assert is_read(process)
    process.submit(b"a,b\n")
    assert process.result().sheets[0].values == {1: ["a", "b"]}


@pytest.mark.parametrize(("content", "problem"), [(b"", "empty"), (b"%PDF-", "pdf"), (b"PK", "damaged")])
def test_what_is_wrong_with_a_file(process: ReadingProcess, content: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        process.read(content)
    assert is_read(process)


def test_a_file_that_ends_the_fast_parser_is_read_by_the_other(process: ReadingProcess) -> None:
    assert set(process.read(CRASHING).sheets[0].cells) == {(1, 1), (1_048_576, 16_384), (1_048_576, 1)}
    assert is_read(process)


def test_a_process_that_was_killed(process: ReadingProcess) -> None:
    assert process._process is not None
    process._process.kill()
    assert is_read(process)


def test_a_file_that_takes_too_long() -> None:
    limits = Limits(seconds=0, patience=1000)
    with ReadingProcess(limits) as process, pytest.raises(Unreadable, match="too_slow"):
        process.read(b"a\n" * 200_000)


def test_a_file_that_a_busy_machine_does_not_come_to() -> None:
    """Whoever waits by the clock says so, and does not blame the file."""
    with ReadingProcess(Limits(patience=0)) as process, pytest.raises(Unreadable, match="kept_waiting"):
        process.read(GOOD)


def test_a_file_that_takes_too_much_memory() -> None:
    with ReadingProcess(Limits(seconds=300, memory=150 * 1024 * 1024)) as process:
        with pytest.raises(Unreadable, match=r"too_much_memory|crashed"):
            process.read(b"a\n" * 2_000_000)
        assert is_read(process)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo",)


def test_answers_hold_books_only() -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpickle(pickle.dumps(("book", Evil())))
    book = Book(
        "xlsx", (Sheet("S", {1: ["a", None, 1.0]}, (Area(1, 1, 2, 2),), {(1, 2): "x"}, frozenset({(1, 3)})),)
    )
    assert unpickle(pickle.dumps(book)) == book


def test_a_process_that_is_not_used_ends_soon() -> None:
    with ReadingProcess() as process:
        child = process._process
    assert child is not None
    deadline = time.monotonic() + 120
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.poll() is not None
