"""What must have happened before, at each moment of the town; and the step that is missing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cultivation.core.pool.lines import Action, Line, Reason
from cultivation.core.pool.membership import PoolChange
from cultivation.errors import Refused
from cultivation.queries.prerequisites import (
    applications_moved,
    check_capacity,
    check_earlier_decided,
    check_fold,
    check_marked,
    check_not_public,
    check_opening,
    check_proposed,
    check_scored,
    check_two_persons,
    check_undecided,
    check_validity,
    scored_since_proposal,
)
from cultivation.queries.year import State
from cultivation.record.actors import By, Person
from cultivation.record.rows import ReviewYear
from cultivation.steps import Act, Step
from tests.queries.town import Town, open_later, rules


def stands(town: Town, moment: str | None, year: int = 2016) -> ReviewYear:
    with town.at(moment) as reader:
        return State(reader).year(year).review_year


def refused(said: str) -> AbstractContextManager[Any]:
    return pytest.raises(Refused, match=said)


def test_a_year_is_opened_once_and_none_before_a_decided_one(town: Town) -> None:
    with town.at() as reader:
        with refused("The year 2018 is already open."):
            check_opening(reader, 2018)
        with refused("2016 is already decided; an earlier year can no longer be opened."):
            check_opening(reader, 2015)
        check_opening(reader, 2019)
    with town.at("objected") as reader:
        check_opening(reader, 2015)


def test_a_cutoff_lies_within_the_validity() -> None:
    check_validity(rules().rules, date(2016, 1, 1))
    with refused("2015-12-31 lies outside the validity of town: from 2016-01-01 until -"):
        check_validity(rules().rules, date(2015, 12, 31))
    ended = rules(("valid_from: 2016-01-01", "valid_from: 2016-01-01\nvalid_until: 2017-06-30")).rules
    check_validity(ended, date(2017, 6, 30))
    with refused("until 2017-06-30"):
        check_validity(ended, date(2017, 7, 1))


@pytest.mark.parametrize(
    ("check", "moment", "said", "step"),
    [
        (check_undecided, "objected", "", None),
        (check_undecided, "decided", r"2016 is decided \(No. 1\)", None),
        (check_scored, "collecting", "The year 2016 is not scored", Step(Act.SCORE, 2016)),
        (check_scored, "scored", "", None),
        (check_proposed, "collecting", "The year 2016 is not scored", Step(Act.SCORE, 2016)),
        (check_proposed, "scored", "Nothing is proposed for 2016", Step(Act.PROPOSE, 2016)),
        (check_proposed, "proposed", "", None),
    ],
)
def test_each_step_needs_the_one_before(
    town: Town, check: Callable[[ReviewYear], None], moment: str, said: str, step: Step | None
) -> None:
    with refused(said) if said else nullcontext() as found:
        check(stands(town, moment))
    assert not said or found.value.step == step


def test_what_is_older_than_what_it_rests_on_does_not_count(town: Town) -> None:
    proposed = stands(town, "proposed")
    again = replace(proposed, applications_seq=8)
    assert not applications_moved(proposed) and applications_moved(again)
    assert not applications_moved(replace(proposed, applications_seq=proposed.scored_seq))
    with refused("Applications were received or corrected after the scoring") as found:
        check_scored(again)
    assert found.value.step == Step(Act.SCORE, 2016)
    rescored = replace(proposed, scored_seq=9)
    assert not scored_since_proposal(proposed) and scored_since_proposal(rescored)
    with refused("The year was scored again since the proposal") as found:
        check_proposed(rescored)
    assert found.value.step == Step(Act.PROPOSE, 2016)


def test_while_an_earlier_year_is_undecided_the_members_are_not_known(town: Town) -> None:
    with town.at() as reader:
        check_earlier_decided(State(reader).year(2018))
    with town.at("objected") as reader:
        check_earlier_decided(State(reader).year(2016))
    with town.record.writing("王芳", dry_run=True) as writer:
        open_later(writer, 2019)
        with refused("2018 is not decided yet, so the members are not known") as found:
            check_earlier_decided(State(writer).year(2019))
    assert found.value.step == Step(Act.DECIDE, 2018)


def test_a_public_proposal_takes_a_late_application_by_a_document_alone() -> None:
    check_not_public(None, 2016, "")
    check_not_public("a notice", 2016, "No. 3")
    with refused("The proposal of 2016 is already public") as found:
        check_not_public("a notice", 2016, "")
    assert found.value.step == Step(Act.ADMIT_LATE, 2016)


def test_provisional_points_keep_a_decision_back_where_they_concern_it(town: Town) -> None:
    with town.at() as reader:
        table = State(reader).year(2016).table
    check_marked(table, {"ANLAN"})
    unmarked = replace(table, lines=tuple(replace(line, provisional=("patents",)) for line in table.lines))
    check_marked(unmarked, {"NOBODY"})
    with refused("the points of 2 enterprises are provisional: Anlan Optics, Biyun Soft[.]") as found:
        check_marked(unmarked, {"ANLAN", "BIYUN"})
    assert found.value.step == Step(Act.DECIDE_DESPITE)
    everybody = {line.id for line in table.lines}
    with refused(r"points of 6 enterprises are provisional: Anlan.*Dongli Lens and others \(6 in all\)[.]"):
        check_marked(unmarked, everybody)
    with refused("points of 5 enterprises are provisional: Anlan[^.]*[^.][.] Record"):
        check_marked(unmarked, everybody - {"FENGLIN"})


def test_two_persons_are_two_in_whatever_letters() -> None:
    check_two_persons(Person("王芳"), Person("李强"))
    spaces = ("\u3000", "\u00a0", "\u2003", "\t", "")
    hidden = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u3164", "\ufe00", "\U000e0100")
    for same in (" 王芳", *(f"{each}王{each}芳{each}" for each in (*spaces, *hidden))):
        with refused("王芳 made the proposal; another person must approve it") as found:
            check_two_persons(Person("王芳"), Person(same))
        assert found.value.step == Step(Act.SAY_WHO)
    alike = (
        ("Wang", "WANG"),
        ("Griffin Wang", "Gri\ufb03n\uff37ang"),  # a ligature, a wide letter
        ("金明", "\u2fa6明"),  # a radical
        ("林明", "\uf9f4明"),  # a letter that is there twice for the sake of other standards
        ("阿卜杜拉·买买提", "阿卜杜拉\u2022买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉\uff65买买提"),
        ("Andr\u00e9", "Andre\u0301"),
    )
    for one, other in alike:
        with refused("another person"):
            check_two_persons(Person(one), Person(other))
    for one, other in (("王芳", "王方"), ("王芳", "王芳芳"), ("李强", "李 強")):
        check_two_persons(Person(one), Person(other))


def test_two_persons_are_two_accounts_in_two_sessions() -> None:
    def by(account: str | None, session: str | None) -> By:
        return By("web", "password", account=account, session=session)

    check_two_persons(Person("王芳", by("a", "1")), Person("李强", by("b", "2")))
    check_two_persons(Person("王芳", by(None, None)), Person("李强", by(None, None)))
    check_two_persons(Person("王芳", by("a", "1")), Person("李强"))
    for other in (Person("李强", by("a", "2")), Person("王芳", by("b", "2"))):
        with refused("another person must approve it"):
            check_two_persons(Person("王芳", by("a", "1")), other)
    with refused("came from one session"):
        check_two_persons(Person("王芳", by("a", "1")), Person("李强", by("b", "1")))


def test_a_pool_holds_its_capacity_and_no_more() -> None:
    check_capacity(3, rules().rules)
    with refused("The pool would have 4 members, but holds 3"):
        check_capacity(4, rules().rules)


def test_a_decision_that_does_not_fold_to_its_pool_is_a_mistake_of_ours() -> None:
    lines = [
        Line("A", "A", 1, Action.ENTER, Reason.ENTERED_ON_RANK),
        Line("B", "B", 2, Action.NONE, Reason.NOT_SELECTED),
    ]
    check_fold([PoolChange(2016, ("A",), (), "2017-03-01", 1)], lines)
    with pytest.raises(AssertionError, match="do not fold"):
        check_fold([PoolChange(2016, ("A", "B"), (), "2017-03-01", 1)], lines)
