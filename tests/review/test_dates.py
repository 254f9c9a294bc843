"""Dates that people give are held against the record's clock; a reversal takes two persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cultivation import review
from cultivation.errors import Refused
from cultivation.queries.reversals import pending_reversal
from cultivation.queries.status import status_of
from cultivation.queries.year import year_in
from cultivation.record.entries import DecisionReversed, WorkbookReceived, YearDecided
from cultivation.record.store import Record
from cultivation.review.decision import DecisionOptions
from cultivation.review.plans import PlanTargets
from cultivation.review.replay import replay
from cultivation.steps import Act
from tests.record.story import receive
from tests.review.filed import filed
from tests.review.test_policy_through_years import rules

YEAR = 2026
PROPOSED = date(2027, 2, 1)


class Office:
    """A record whose clock is set by hand; the year is proposed on 1 February 2027."""

    def __init__(self, folder: Path, opened: date) -> None:
        self.day, self.hour = opened, 6
        self.record = Record(f"sqlite:///{folder / 'dates.db'}", clock=self.moment)
        review.create(self.record, "a")
        review.open_year(self.record, "a", YEAR, rules("capacity: 2"), None)

    def moment(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, self.hour, tzinfo=UTC)

    def propose(self) -> None:
        with self.record.writing("a") as writer:
            receive(writer, YEAR, "all.xlsx", [filed("A", 800), filed("B", 700), filed("C", 600)])
        review.score(self.record, "a", YEAR)
        review.propose_year(self.record, "a", YEAR)

    def decide(self, on: date, date_reason: str = "") -> None:
        options = DecisionOptions(date_reason=date_reason)
        review.decide(self.record, "b", YEAR, "No. 1", on, {}, options=options)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, date(2026, 12, 1))
    made.day = PROPOSED
    made.propose()
    yield made
    steps = [
        each for each in replay(made.record) if each.kind != WorkbookReceived.KIND
    ]  # made up, no workbook
    assert [each.problem for each in steps if not each.same] == []
    made.record.dispose()


@pytest.fixture
def decided(office: Office) -> Office:
    office.day = date(2027, 3, 1)
    office.decide(office.day)
    return office


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(1999, 3, 1), "before the review of 2026"),
        (date(2030, 3, 1), "has not come yet; today is 2027-03-01"),
        (date(2027, 3, 3), "has not come yet"),
        (date(2027, 1, 30), "recorded on 2027-01-31"),  # the last clocks on earth were a day behind
    ],
)
def test_a_decision_is_dated_between_proposal_and_today(office: Office, on: date, sentence: str) -> None:
    office.day = date(2027, 3, 1)
    with pytest.raises(Refused, match=sentence):
        office.decide(on)


@pytest.mark.parametrize("on", [date(2027, 1, 31), date(2027, 2, 1), date(2027, 3, 1)])
def test_the_days_at_both_ends_are_allowed(office: Office, on: date) -> None:
    office.day = date(2027, 3, 1)
    office.decide(on)


def test_an_earlier_decision_needs_a_reason_which_is_kept(office: Office) -> None:
    office.day = date(2027, 3, 1)
    with pytest.raises(Refused) as refused:
        office.decide(date(2027, 1, 15))
    assert refused.value.step is not None and refused.value.step.act is Act.GIVE_DATE_REASON
    office.decide(date(2027, 1, 15), "the minutes reached us late")
    with office.record.reading() as reader:
        [said] = reader.entries_of(YearDecided)
    assert said.content.date_reason == "the minutes reached us late"


def test_no_reason_moves_a_decision_into_the_future(office: Office) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        office.decide(date(2027, 6, 1), "the minutes reached us early")


def test_a_review_entered_after_the_fact_is_dated_by_its_papers(tmp_path: Path) -> None:
    late = Office(tmp_path, date(2029, 1, 1))
    late.propose()
    with pytest.raises(Refused, match="before the review of 2026"):
        late.decide(date(2025, 12, 31))
    late.decide(date(2027, 3, 1))
    late.record.dispose()


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (date(2027, 1, 20), date(2027, 2, 10), "before the proposal of 2027-01-31"),
        (date(2027, 2, 2), date(2030, 2, 10), "more than a year from now"),
    ],
)
def test_a_notice_follows_its_proposal(office: Office, first: date, last: date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        review.give_notice(office.record, "a", YEAR, first, last)


def test_nothing_is_decided_while_the_notice_runs(office: Office) -> None:
    review.give_notice(office.record, "a", YEAR, date(2027, 2, 2), date(2027, 2, 12))
    office.day = date(2027, 2, 5)
    for on, sentence in ((date(2027, 2, 5), "notice lasts until"), (date(2027, 2, 13), "not come yet")):
        with pytest.raises(Refused, match=sentence):
            office.decide(on)
    office.day = date(2027, 2, 13)
    office.decide(office.day)


SOON, PLAN = date(2027, 3, 9), PlanTargets(("patents=9@2028",))
Later = Callable[[Record], Any]
LATER: dict[str, Later] = {
    "remove": lambda record: review.remove_member(record, "a", "A", "own_request", "No. 2", SOON),
    "call up": lambda record: review.call_up(record, "a", None, "No. 2", SOON),
    "rename": lambda record: review.rename(record, "a", "A", "New", "No. 2", SOON),
    "merge": lambda record: review.merge(record, "a", "A", "C", "No. 2", SOON),
    "split": lambda record: review.split(record, "a", "A", [("A2", "A 2")], None, "No. 2", SOON),
    "suspend": lambda record: review.suspend(record, "a", "A", "x", "No. 2", SOON),
    "reverse": lambda record: review.propose_reversal(record, "a", YEAR, "No. 2", "x", SOON),
    "demonstrate": lambda record: review.select_demonstrations(
        record, "a", YEAR, review.SelectionCriteria(top=1), "No. 2", SOON
    ),
    "plan": lambda record: review.set_plans(record, "a", YEAR, None, PLAN, "", SOON),
}


@pytest.mark.parametrize("step", LATER)
def test_nothing_else_is_dated_in_the_future_either(decided: Office, step: str) -> None:
    with pytest.raises(Refused, match="2027-03-09 has not come yet"):
        LATER[step](decided.record)


def test_the_day_of_an_office_ahead_of_the_clock_has_come(decided: Office) -> None:
    tomorrow = decided.day + timedelta(days=1)
    decided.hour = 9  # 23:00 in the office that is furthest ahead
    with pytest.raises(Refused, match="has not come yet"):
        review.rename(decided.record, "a", "A", "New", "No. 2", tomorrow)
    decided.hour = 10
    review.rename(decided.record, "a", "A", "New", "No. 2", tomorrow)


def test_a_reversal_takes_two_persons(decided: Office) -> None:
    record, on = decided.record, decided.day
    with pytest.raises(Refused, match="Nobody has proposed"):
        review.approve_reversal(record, "b", YEAR)
    review.propose_reversal(record, "王芳", YEAR, "No. 2", "appeal", on)
    with record.reading() as reader:
        year = year_in(reader, YEAR)
        assert year.is_decided and pending_reversal(year) is not None
        assert status_of(year, []).next.act is Act.APPROVE_REVERSAL
    for same in ("王芳", "王　芳", " 王芳"):
        with pytest.raises(Refused, match="another person must approve"):
            review.approve_reversal(record, same, YEAR)
    assert review.approve_reversal(record, "李强", YEAR) == 0
    with record.reading() as reader:
        [said] = reader.entries_of(DecisionReversed)
        assert pending_reversal(year_in(reader, YEAR)) is None
    assert (said.actor, said.content.proposer, said.content.reason) == ("李强", "王芳", "appeal")


def test_a_reversal_that_is_proposed_again_is_recorded_once(decided: Office) -> None:
    for _again in range(2):
        review.propose_reversal(decided.record, "a", YEAR, "No. 2", "appeal", decided.day)
    with decided.record.reading() as reader:
        kinds = [entry.kind for entry in reader.entries()]
    assert kinds.count("reversal_proposed") == 1


def test_a_reversal_lapses_with_the_decision_that_it_was_of(decided: Office) -> None:
    record, on = decided.record, decided.day
    review.propose_reversal(record, "a", YEAR, "No. 2", "appeal", on)
    review.approve_reversal(record, "b", YEAR)
    review.propose_year(record, "a", YEAR)
    decided.decide(on)
    with pytest.raises(Refused, match="Nobody has proposed"):
        review.approve_reversal(record, "b", YEAR)
