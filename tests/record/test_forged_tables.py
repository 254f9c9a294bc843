"""What somebody writes into the tables past the program does not become points, members or a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cultivation import review
from cultivation.errors import EnvironmentTrouble
from cultivation.intake.formats.sources import files_at
from cultivation.record.database import Database
from cultivation.record.store import Record
from cultivation.steps import Act, Step
from tests.record.test_together import RULES, WORKBOOK, opened

ELSEWHERE = "UPDATE application SET place = 1 - place WHERE place IN (0, 1)"
RICHER = 'UPDATE application SET corrections = \'{"rd":{"value":"6000"}}\' WHERE place = 3'
WITHDRAWN = "DELETE FROM application WHERE place = 5"
MEMBER = "INSERT INTO membership SELECT enterprise_id, 9, 1983, NULL, NULL FROM application WHERE place = 0"
PLACED = "UPDATE proposal_line SET action = 'enter' WHERE action = 'none'"
UNSCORED = "UPDATE review_year SET rules_digest = proposal_digest"


@pytest.fixture
def record(url: str) -> Record:
    record = opened(url)
    review.create(record, "li")
    review.open_year(record, "li", 1983, RULES, None)
    review.intake(record, "li", 1983, files_at([WORKBOOK]))
    return record


def forge(url: str, statement: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0
    database.engine.dispose()


def score(record: Record) -> object:
    return review.score(record, "li", 1983)


def propose(record: Record) -> object:
    return review.propose_year(record, "li", 1983)


def decide(record: Record) -> object:
    return review.decide(record, "wang", 1983, "1", date(1983, 12, 31), {})


STEPS = (score, propose, decide)
FORGERIES = {
    "another's figures": (ELSEWHERE, "application", score),
    "a correction that nobody made": (RICHER, "application", score),
    "a rival that is gone": (WITHDRAWN, "application", score),
    "a member by stealth": (MEMBER, "membership", propose),
    "another line": (PLACED, "proposal_line", decide),
    "other rules": (UNSCORED, "review_year", decide),
}


@pytest.mark.parametrize(("statement", "table", "step"), FORGERIES.values(), ids=FORGERIES.keys())
def test_the_next_step_notices(
    record: Record, url: str, statement: str, table: str, step: Callable[[Record], object]
) -> None:
    for earlier in STEPS[: STEPS.index(step)]:
        earlier(record)
    forge(url, statement)
    with record.reading() as reader:
        entries = len(list(reader.entries()))
    with pytest.raises(EnvironmentTrouble, match=f"(?i)table {table} ") as caught:
        step(record)
    assert caught.value.step == Step(Act.REBUILD_TABLES)
    with record.reading() as reader:
        assert len(list(reader.entries())) == entries
        assert reader.verify().code == "table_differs"
    assert not review.rebuild(record, "li").same
    step(record)
    with record.reading() as reader:
        assert reader.verify().ok
    record.dispose()


def test_what_was_not_forged_goes_through(record: Record) -> None:
    for step in STEPS:
        step(record)
    with record.reading() as reader:
        assert reader.verify().ok
        assert reader.verify().entries == 6
    record.dispose()


def test_the_statements_would_have_been_believed(record: Record, url: str) -> None:
    """Without the check, the forged table is what the questions read."""
    with record.reading() as reader:
        before = {row.enterprise_id: row.place for row in reader.applications(1983)}
    forge(url, ELSEWHERE)
    with record.reading() as reader:
        assert {row.enterprise_id: row.place for row in reader.applications(1983)} != before
    record.dispose()
