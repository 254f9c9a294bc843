"""Steps that say what their author saw: refused, with both, where somebody was quicker."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cultivation import review
from cultivation.errors import Refused
from cultivation.queries.events import objections_of
from cultivation.queries.last_entries import application_entry, objection_entry, pool_entry
from cultivation.queries.reversals import pending_reversal
from cultivation.queries.year import year_in
from tests.queries.town import Town, reading_here, rules

Step = Callable[[int | None], object]


def refused_unless(step: Step, seen: int, other: int) -> None:
    """With what stands and without a word of it the step is taken; after anything else it is refused."""
    step(seen)
    step(None)
    with pytest.raises(Refused, match=rf"was {other} then, and is {seen} now"):
        step(other)


def test_each_step_is_refused_after_another_state_was_seen(tmp_path: Path) -> None:  # noqa: PLR0915 - a story
    """The numbers of entries are counted by hand."""
    town = Town(tmp_path)
    record = town.record
    review.create(record, "王芳")
    town.do(review.open_year, 2016, rules(), None)  # 2
    with reading_here():
        town.file(2016, "a.xlsx", {"ANLAN": (100, 10), "BIYUN": (80, 8), "CHENHUI": (60, 5)})  # 3
        town.file(2016, "b.xlsx", {"DONGLI": (50, 4), "ENZE": (40, 8)})  # 4
    town.do(review.correct, 2016, "ANLAN", "patents", "11", review.Evidence(("seen",)))  # 5
    town.do(review.score, 2016)  # 6
    town.do(review.propose_year, 2016)  # 7
    town.do(review.give_notice, 2016, date(2017, 2, 1), date(2017, 2, 9))  # 8
    town.do(review.file_objection, 2016, "ANLAN", "张三", "figures are wrong")  # 9
    town.do(review.file_objection, 2016, "BIYUN", "赵六", "not in town")  # 10

    def withdraw(firm: str) -> Step:
        return lambda seen: review.withdraw(record, "王芳", 2016, firm, "asked", True, seen)

    def resolve(number: int) -> Step:
        return lambda seen: review.resolve_objection(record, "王芳", 2016, number, False, "no", True, seen)

    with record.reading() as reader:
        year = year_in(reader, 2016)
        found = objections_of(year)
        assert [application_entry(year, key) for key in ("ANLAN", "BIYUN", "DONGLI", "NOBODY")] == [
            5,
            3,
            4,
            0,
        ]
        assert [objection_entry(year, each) for each in found] == [9, 10]
        assert pool_entry(reader) == 0
    refused_unless(withdraw("ANLAN"), 5, 3)
    refused_unless(withdraw("BIYUN"), 3, 5)
    refused_unless(resolve(1), 9, 5)
    town.do(review.correct, 2016, "ANLAN", "patents", "10", review.Evidence(("seen",)))  # 11
    refused_unless(resolve(1), 11, 9)
    refused_unless(resolve(2), 10, 11)
    for number in (1, 2):  # 12, 13
        town.do(review.resolve_objection, 2016, number, False, "no")
    town.do(review.score, 2016)  # 14
    town.do(review.propose_year, 2016)  # 15
    days = date(2017, 2, 10), date(2017, 2, 15)
    refused_unless(lambda seen: review.give_notice(record, "王芳", 2016, *days, True, seen), 15, 7)
    town.do(review.give_notice, 2016, *days)  # 16
    town.do(review.decide, 2016, "No. 1", date(2017, 3, 1), {}, by="李强")  # 17

    day = date(2017, 3, 10)
    grounds = review.Grounds("张三", "figures are wrong", day)
    town.do(review.file_appeal, 2016, "ENZE", grounds)  # 18
    wanted = review.AppealCorrection("enter", "No. 2", "right", day, above_capacity=True)

    def correct_(seen: int | None) -> object:
        return review.correct_on_appeal(record, "王芳", 2016, 1, wanted, True, seen)

    refused_unless(correct_, 18, 17)
    refused_unless(
        lambda seen: review.dismiss_appeal(record, "王芳", 2016, 1, "No. 2", "no", day, True, seen), 18, 17
    )
    town.do(review.correct_on_appeal, 2016, 1, wanted)  # 19
    refused_unless(lambda seen: review.approve_correction(record, "李强", 2016, 1, True, seen), 19, 18)
    town.do(review.dismiss_appeal, 2016, 1, "No. 2", "no", day)  # 20

    day = date(2017, 4, 1)
    gone = ("ANLAN", "own_request", "No. 2", day)
    refused_unless(lambda seen: review.remove_member(record, "王芳", *gone, True, seen), 17, 16)
    refused_unless(
        lambda seen: review.propose_reversal(record, "王芳", 2016, "No. 2", "appeal", day, True, seen), 17, 15
    )
    town.do(review.propose_reversal, 2016, "No. 2", "appeal", day)  # 21
    town.do(review.propose_reversal, 2016, "No. 2", "another appeal", day)  # 22
    with record.reading() as reader:
        pending = pending_reversal(year_in(reader, 2016))
        assert pending is not None
        assert pending.seq == 22
    refused_unless(lambda seen: review.approve_reversal(record, "李强", 2016, True, seen), 22, 21)
    town.do(review.remove_member, "ANLAN", "own_request", "No. 3", day)  # 23
    refused_unless(
        lambda seen: review.call_up(record, "王芳", None, "No. 4", day, dry_run=True, expected=seen), 23, 17
    )
    record.dispose()


@pytest.mark.parametrize("seen", ["", "9", "11"])
def test_a_value_that_was_another_when_it_was_seen_is_not_replaced(tmp_path: Path, seen: str) -> None:
    town = Town(tmp_path)
    review.create(town.record, "王芳")
    town.do(review.open_year, 2016, rules(), None)
    with reading_here():
        town.file(2016, "a.xlsx", {"ANLAN": (100, 10)})

    def correct(text: str, against: str | None, dry_run: bool = True) -> review.Correction:
        evidence = review.Evidence(("seen",), against=against)
        return review.correct(town.record, "王芳", 2016, "ANLAN", "patents", text, evidence, dry_run)

    with pytest.raises(Refused, match=re.escape(f"you saw {seen or '-'}, on record is 10.")):
        correct("12", seen)
    assert correct("12", "10").previous == correct("12", None).previous == "10"
    correct("12", "10", dry_run=False)
    assert correct("12", "10").repeats  # the answer was lost, and the form is sent again
    town.record.dispose()
