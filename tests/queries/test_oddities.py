"""What an auditor looks at first, in a record in which each of it happened once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cultivation import language
from cultivation.queries.oddities import Oddities, Unproved, _dates, oddities_of
from cultivation.queries.year import State
from cultivation.record.actors import By
from cultivation.record.log import Entry
from cultivation.record.store import Record
from tests.commands.office import NAMES, Office
from tests.commands.test_every_state import NOTICE, RATIOS, RULES
from tests.record.saying import saying
from tests.record.story import ticking_clock


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oddities]:
    language.activate("en")
    office = Office(tmp_path_factory.mktemp("oddities"))
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", office.applications("a.xlsx", RATIOS))
    for code, value, who in (("ANLAN", 700, "王芳"), ("ANLAN", 701, "王芳"), ("BIYUN", 500, "王　芳")):
        office.do(f"correct 2016 {code} rd {value} --evidence 审计报告", by=who)
    office.do("score 2016")
    office.do("propose 2016")
    office.do(NOTICE)
    words = "decide 2016 --document 1 --date 2017-03-01 "
    words += "--override FENGLIN=enter --reason 集体研究 --override DONGLI=exit --reason 名额"
    office.do(words, by="李强")
    record = Record(f"sqlite:///{office.workspace / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.reading() as reader:
        yield oddities_of(State(reader))
    record.dispose()


def test_corrections_are_counted_by_person(found: Oddities) -> None:
    assert [(each.actor, each.number, each.enterprises) for each in found.corrections] == [
        ("王芳", 2, 1),
        ("王 芳", 1, 1),
    ]


def test_overrides_are_listed_with_their_reason(found: Oddities) -> None:
    listed = {(each.year, each.enterprise, each.name, each.reason) for each in found.overrides}
    assert listed == {
        (2016, "FENGLIN", NAMES["FENGLIN"], "集体研究"),
        (2016, "DONGLI", NAMES["DONGLI"], "名额"),
    }


def test_persons_that_a_reader_cannot_tell_apart_are_listed(found: Oddities) -> None:
    assert [each.names for each in found.alike if each.whose == "persons"] == [("王 芳", "王芳")]


def test_a_decision_before_its_proposal_was_recorded_is_listed(found: Oddities) -> None:
    assert [(each.kind, each.said, each.problem) for each in found.dates] == [
        ("year_decided", "2017-03-01", "dated before its proposal was recorded")
    ]


@pytest.mark.parametrize(
    ("recorded", "said", "odd"),
    [
        ("2017-03-01T09:00:00.000000Z", "2017-03-01", False),
        ("2017-03-01T20:00:00.000000Z", "2017-03-02", False),  # it is tomorrow in China already
        ("2017-03-01T10:30:00.000000Z", "2017-03-02", False),  # and here on the Line Islands
        ("2017-03-01T09:30:00.000000Z", "2017-03-02", True),  # where it was still the first
        ("2017-03-01T09:00:00.000000Z", "2017-03-03", True),
        ("2017-03-01T09:00:00.000000Z", "2018-03-01", True),
        ("2017-03-01T09:00:00.000000Z", "in spring", False),
        ("2017-03-01T09:00:00.000000Z", None, False),
    ],
)
def test_a_day_after_the_recording_is_odd(recorded: str, said: str | None, odd: bool) -> None:
    language.activate("en")
    payload: dict[str, Any] = {"enterprise": "A", "on": said}
    entry = Entry(7, recorded, "王芳", "member_removed", payload, "", "")
    reader = cast(Any, SimpleNamespace(entries=lambda: iter([entry])))
    assert [each.problem for each in _dates(reader)] == (["dated after it was recorded"] if odd else [])


def test_what_was_done_without_login_since_it_is_required(tmp_path: Path) -> None:
    record = Record(f"sqlite:///{tmp_path / 'a.db'}", ticking_clock())
    record.create()
    before, free = By("cli", "none", login="wang"), By("cli", "none", login="wang", unauthenticated="故障")
    for by, kind in (
        (before, "year_closed"),
        (before, "identities_required"),
        (free, "year_closed"),
        (free, "access_sealed"),
    ):
        with record.acting(by).writing("王芳") as writer:
            writer.append(saying(kind, {"year": 2016} if kind == "year_closed" else {}))
    with record.reading() as reader:
        found = oddities_of(State(reader)).unproved
    record.dispose()
    assert found == (Unproved(3, "year_closed", "王芳", "wang", "故障"),)
