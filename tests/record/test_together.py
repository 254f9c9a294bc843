"""Eight people at once: nothing is lost, there is one order, and the loser gets a sentence."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.errors import CultivationError, EnvironmentTrouble
from cultivation.intake.formats.sources import files_at
from cultivation.record import database as module
from cultivation.record.store import Record
from cultivation.resources import shipped
from tests.record.saying import saying

if not hasattr(os, "fork"):
    pytest.skip("processes are forked", allow_module_level=True)

PEOPLE = 8
HEADING_ROWS = 3
WORKBOOK = shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"
RULES = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")


def opened(url: str) -> Record:
    return Record(url, clock=lambda: datetime.now(UTC))


def parts(folder: Path) -> list[Path]:
    """Split the workbook of the panel into one for each person."""
    rows = list(openpyxl.load_workbook(WORKBOOK).worksheets[0].iter_rows(values_only=True))
    paths = []
    for person in range(PEOPLE):
        book = openpyxl.Workbook()
        for row in (*rows[:HEADING_ROWS], *rows[HEADING_ROWS + person :: PEOPLE]):
            book.active.append(row)
        paths.append(folder / f"part_{person}.xlsx")
        book.save(paths[-1])
    return paths


def at_once(step: Callable[[int], Any]) -> list[Any]:
    """Let each person do a step in a process of its own, all beginning together; return what each says."""
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(PEOPLE), context.Queue()

    def act(person: int) -> None:
        start.wait()
        try:
            answers.put((person, step(person)))
        except CultivationError as error:
            answers.put((person, error.message))
        except BaseException as error:
            answers.put((person, error.__class__))

    processes = [context.Process(target=act, args=(person,)) for person in range(PEOPLE)]
    for process in processes:
        process.start()
    said = dict(answers.get(timeout=300) for _ in processes)
    for process in processes:
        process.join(60)
    return [said[person] for person in range(PEOPLE)]


@pytest.fixture
def year(url: str, tmp_path: Path) -> str:
    record = opened(url)
    review.create(record, "li")
    review.open_year(record, "li", 1983, RULES, None)
    record.dispose()
    return url


def test_files_from_all_sides_are_all_taken(year: str, tmp_path: Path, count: Callable[[str], None]) -> None:
    files = parts(tmp_path)

    def take(person: int) -> list[tuple[int, int]]:
        found = review.intake(opened(year), f"person {person}", 1983, files_at([files[person]]))
        return [(each.accepted, each.rejected) for each in found]

    taken = at_once(take)
    with opened(year).reading() as reader:
        verification, entries = reader.verify(), list(reader.entries())
        applications = reader.applications(1983)
    assert verification.ok
    assert [each.seq for each in entries] == list(range(1, 2 + PEOPLE + 1))
    assert {each.actor for each in entries[2:]} == {f"person {person}" for person in range(PEOPLE)}
    assert len(applications) == sum(accepted for ((accepted, _),) in taken)
    assert len(applications) == openpyxl.load_workbook(WORKBOOK).worksheets[0].max_row - HEADING_ROWS
    where = year.partition(":")[0]
    count(f"{where}: {PEOPLE} intakes at once, {len(applications)} applications, none lost, one order")


def test_the_same_file_from_all_sides_is_taken_once(year: str) -> None:
    taken = at_once(lambda person: review.intake(opened(year), "li", 1983, files_at([WORKBOOK]))[0].accepted)
    assert sorted(taken)[:-1] == [0] * (PEOPLE - 1)
    with opened(year).reading() as reader:
        assert len(list(reader.entries())) == 3
        assert len(reader.applications(1983)) == max(taken)


def test_one_decision_counts_and_the_others_get_a_sentence(year: str, count: Callable[[str], None]) -> None:
    record = opened(year)
    review.intake(record, "li", 1983, files_at([WORKBOOK]))
    review.score(record, "li", 1983)
    review.propose_year(record, "li", 1983)
    record.dispose()
    on = date(1983, 12, 31)

    def decide(person: int) -> int:
        return review.decide(opened(year), f"person {person}", 1983, f"No. {person}", on, {}).pool_size

    said = at_once(decide)
    winners = [person for person, answer in enumerate(said) if isinstance(answer, int)]
    assert len(winners) == 1
    losers = [answer for answer in said if not isinstance(answer, int)]
    assert losers == [f"The year 1983 is decided (No. {winners[0]}); it can no longer be changed."] * 7
    with opened(year).reading() as reader:
        assert reader.verify().ok
        decisions = [entry for entry in reader.entries() if entry.kind == "year_decided"]
        assert [entry.actor for entry in decisions] == [f"person {winners[0]}"]
    count(f"{year.partition(':')[0]}: {PEOPLE} decisions at once, 1 kept, {len(losers)} told why not")


def test_who_waits_too_long_gets_a_sentence(year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1)
    record, other = opened(year), opened(year)
    with record.writing("li"), pytest.raises(EnvironmentTrouble, match="written by another program"):
        review.open_year(other, "wang", 1984, RULES, None)
    review.open_year(other, "wang", 1984, RULES, None)


def test_a_killed_connection_leaves_nothing_and_the_next_command_works(year: str) -> None:
    if year.startswith("sqlite"):
        pytest.skip("SQLite has no connections to kill")
    record, other = opened(year), opened(year)
    with pytest.raises(EnvironmentTrouble, match="connection"), record.writing("li") as writer:
        writer.append(saying("noted", {}))
        mine = writer._connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        with other._database.engine.connect() as connection:
            connection.execute(sa.text(f"SELECT pg_terminate_backend({mine})"))
        writer.append(saying("noted", {}))
    review.open_year(record, "li", 1984, RULES, None)
    with record.reading() as reader:
        assert reader.verify().entries == 3


def test_a_full_disk_in_the_middle_of_a_step(year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite only: a server has its own disk."""
    if not year.startswith("sqlite"):
        pytest.skip("the server has a disk of its own")
    prepare = module._prepare_sqlite

    def prepare_full(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")

    monkeypatch.setattr(module, "_prepare_sqlite", prepare_full)
    with pytest.raises(EnvironmentTrouble, match=r"disk .* is full"):
        review.intake(opened(year), "li", 1983, files_at([WORKBOOK]))
    monkeypatch.undo()
    with opened(year).reading() as reader:
        assert reader.verify().entries == 2
    assert review.intake(opened(year), "li", 1983, files_at([WORKBOOK]))[0].accepted > 0
