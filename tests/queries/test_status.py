"""Where each year of the town stands, moment by moment."""

from __future__ import annotations

import pytest

from cultivation.queries.status import STATES, YearStatus, status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.year import State
from cultivation.steps import Act, Step
from tests.queries.town import Town


def status(town: Town, year: int, moment: str | None = None) -> YearStatus:
    with town.at(moment) as reader:
        return status_of(State(reader).year(year), matches(reader))


@pytest.mark.parametrize(
    ("moment", "year", "state", "applications", "members", "objections", "act"),
    [
        ("open", 2016, "open", 0, None, [], Step(Act.INTAKE, 2016)),
        ("collecting", 2016, "collecting", 6, None, [], Step(Act.SCORE, 2016)),
        ("scored", 2016, "scored", 6, None, [], Step(Act.PROPOSE, 2016)),
        ("proposed", 2016, "proposed", 6, None, [], Step(Act.DECIDE, 2016)),
        ("noticed", 2016, "noticed", 6, None, [], Step(Act.DECIDE, 2016)),
        ("objected", 2016, "noticed", 6, None, [1, 2], Step(Act.RESOLVE, 2016, 1)),
        ("decided", 2016, "decided", 6, 3, [], Step(Act.SEAL, 2016)),
        ("removed", 2016, "decided", 6, 2, [], Step(Act.SEAL, 2016)),
        ("between", 2016, "decided", 6, 3, [], Step(Act.SEAL, 2016)),
        ("objected 2017", 2017, "noticed", 6, None, [1], Step(Act.RESOLVE, 2017, 1)),
        ("listed", 2017, "closed", 6, 3, [], Step(Act.OPEN_NEXT, 2018)),
        (None, 2017, "closed", 6, 2, [], Step(Act.OPEN_NEXT, 2018)),
        (None, 2018, "collecting", 2, None, [], Step(Act.SCORE, 2018)),
    ],
)
def test_each_moment_has_its_state_and_its_next_step(
    town: Town,
    moment: str,
    year: int,
    state: str,
    applications: int,
    members: int | None,
    objections: list[int],
    act: Step,
) -> None:
    found = status(town, year, moment)
    told = found.to_json()
    assert (told["year"], told["state"], told["applications"], told["members"]) == (
        year,
        state,
        applications,
        members,
    )
    assert (told["open_objections"], found.next) == (objections, act)
    assert found.state_text == STATES[state]


def test_a_decided_year_tells_who_decided_what_and_whom_it_honours(town: Town) -> None:
    told = status(town, 2016).to_json()
    assert (told["rule_set"], told["version"], told["cutoff"]) == ("town", "1", "2016-12-31")
    assert told["decision"] == {
        "document": "No. 1",
        "date": "2017-03-01",
        "proposer": "王芳",
        "approver": "李强",
        "entry": 13,
    }
    assert told["notice"] == {"from": "2017-02-01", "until": "2017-02-09"}
    assert told["demonstrations"] == {
        "enterprises": ("ANLAN", "CHENHUI"),
        "top": None,
        "reason": "best in the park",
        "document": "No. 3",
        "on": "2017-03-10",
        "actor": "王芳",
    }


def test_before_anything_of_it_happened_nothing_of_it_is_told(town: Town) -> None:
    told = status(town, 2016, "collecting").to_json()
    assert told["scores_digest"] is told["decision"] is told["notice"] is told["demonstrations"] is None


def test_applicants_of_an_open_year_on_lists_are_named(town: Town) -> None:
    assert status(town, 2018).to_json()["listed"] == ["ANLAN", "ENZE"]
    assert status(town, 2017).to_json()["listed"] == []
