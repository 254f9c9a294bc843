"""What the public notices of the town say: its first proposal, its decisions, and nothing personal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from cultivation import language
from cultivation.errors import Refused, UsageMistake
from cultivation.queries.announcement import (
    DECISION,
    PROPOSAL,
    AnnouncementFacts,
    AnnouncementOptions,
    Office,
    PublicList,
    announcement_facts,
    check_office,
)
from cultivation.queries.year import year_in
from cultivation.steps import Act, Step
from tests.queries.town import Town, rules

OFFICE = Office(
    "Town Hall", "Room 1", "555", "hall@town", "Main Street", "215300", addressee="everybody", basis="the law"
)
POOL = "the cultivation pool of innovation demonstration enterprises"


def facts(
    town: Town, moment: str | None, year: int, office: Office = OFFICE, **options: object
) -> AnnouncementFacts:
    with town.at(moment) as reader:
        return announcement_facts(year_in(reader, year), office, AnnouncementOptions(**options))  # type: ignore[arg-type]


def test_a_proposal_lists_who_would_enter_by_code(town: Town) -> None:
    found = facts(town, "noticed", 2016)
    assert found.lists == (
        PublicList(
            f"Enterprises proposed to enter {POOL} in 2016",
            ("No.", "Enterprise", "Code"),
            (
                ("1", "Anlan Optics", "ANLAN"),
                ("2", "Biyun Soft", "BIYUN"),
                ("3", "Chenhui Pharma", "CHENHUI"),
            ),
        ),
    )
    assert (found.about, found.number, found.day, found.organisation) == (
        *(PROPOSAL, "", date(2017, 2, 1), "Town Hall"),
    )
    assert found.moment == datetime.fromisoformat(town.recorded(8))
    told = found.facts
    assert (told["first"], told["until"], told["days"], told["working_days"]) == (
        *(date(2017, 2, 1), date(2017, 2, 9), 9, None),
    )
    assert (told["year"], told["pool"], told["basis"], told["document"]) == (2016, POOL, "the law", "")
    assert told["steps"] == ["applications by the enterprises", "checks of eligibility", "scoring"]
    assert told["parts"] == [f"3 enterprises (Anlan Optics and others) are proposed to enter {POOL}"]
    assert {key: told[key] for key in ("organisation", "contact", "phone", "email", "address")} == {
        "organisation": "Town Hall",
        "contact": "Room 1",
        "phone": "555",
        "email": "hall@town",
        "address": "Main Street",
    }
    assert (told["postcode"], told["addressee"]) == ("215300", "everybody")


def test_a_decision_lists_who_enters_stays_and_leaves_with_points_by_place(town: Town) -> None:
    found = facts(town, "decided 2017", 2017, replace(OFFICE, pool="the pool", basis=""), with_points=True)
    assert [(each.title, each.headers[3:], each.rows) for each in found.lists] == [
        (
            "Enterprises that enter the pool in 2017",
            ("points",),
            (("1", "Dongli Lens", "DONGLI", "64.00"), ("2", "Guanlan Cure", "GUANLAN", "51.00")),
        ),
        (
            "Enterprises that stay in the pool in 2017",
            ("points",),
            (("1", "Anlan Optics", "ANLAN", "84.00"),),
        ),
        (
            "Enterprises that leave the pool in 2017",
            ("reason for leaving",),
            (
                ("1", "Chenhui Pharma", "CHENHUI2", "by decision of the leading group"),
                ("2", "Enze Code", "ENZE", "did not meet the requirements for staying"),
            ),
        ),
    ]
    assert (found.about, found.number, found.day) == (DECISION, "No. 8", date(2018, 3, 1))
    told = found.facts
    assert told["steps"] == [
        *("applications by the enterprises", "checks of eligibility", "scoring", "public notice"),
    ]
    assert told["parts"] == [
        "2 enterprises (Dongli Lens and others) enter the pool",
        "1 stay",
        "2 leave",
    ]
    assert told["basis"] == "the plan of the town and Rules of a little town (fictional)"
    assert (told["document"], told["decided_on"], told["days"]) == ("No. 8", date(2018, 3, 1), 5)


def test_in_chinese_the_rules_stand_in_their_brackets(town: Town) -> None:
    language.activate("zh")
    told = facts(town, "decided 2017", 2017, replace(OFFICE, basis="")).facts
    assert told["basis"] == "《小镇规划》、《小镇评分规则（虚构）》"


def test_rules_that_rest_on_no_document_stand_alone(town: Town) -> None:
    with town.at("decided 2017") as reader:
        year = year_in(reader, 2017)
        year.loaded = rules(
            ("  plan: {zh: 《小镇规划》, en: the plan of the town}\n", ""),
            ("{document: plan}", "{document: judgement}"),
        )
        for spoken, basis in (
            ("zh", "《小镇评分规则（虚构）》"),
            ("en", "Rules of a little town (fictional)"),
        ):
            language.activate(spoken)
            told = announcement_facts(year, replace(OFFICE, basis=""), AnnouncementOptions()).facts
            assert told["basis"] == basis


def test_working_days_are_those_of_the_office_and_not_more_than_there_are(town: Town) -> None:
    assert facts(town, "noticed", 2016, working_days=9).facts["working_days"] == 9
    with pytest.raises(UsageMistake, match="lasts 9 days and cannot include 10 working days"):
        facts(town, "noticed", 2016, working_days=10)


@pytest.mark.parametrize(
    ("moment", "about", "said", "step"),
    [
        ("decided", PROPOSAL, "2016 is decided, so its proposal no longer counts", Step(Act.LOOK_BACK)),
        ("proposed", "", "No notice of the proposal of 2016", Step(Act.GIVE_NOTICE, 2016)),
        ("scored", "", "Nothing is proposed for 2016", Step(Act.PROPOSE, 2016)),
        ("noticed", DECISION, "2016 is not decided yet", Step(Act.DECIDE, 2016)),
    ],
)
def test_what_is_too_early_or_too_late_is_refused(
    town: Town, moment: str, about: str, said: str, step: Step
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        facts(town, moment, 2016, about=about)
    assert refused.value.step == step


def test_a_decided_year_is_announced_as_decided_unless_said_otherwise(town: Town) -> None:
    assert facts(town, "decided", 2016).about == DECISION
    assert facts(town, "noticed", 2016).about == PROPOSAL


@pytest.mark.parametrize(
    ("about", "office", "missing"),
    [
        (PROPOSAL, Office(), ("organisation", "contact", "address", "phone")),
        (PROPOSAL, replace(OFFICE, phone="", email=""), ("phone",)),
        (PROPOSAL, replace(OFFICE, phone=""), ()),
        (PROPOSAL, replace(OFFICE, email=""), ()),
        (PROPOSAL, replace(OFFICE, address=""), ("address",)),
        (DECISION, Office(), ("organisation",)),
        (DECISION, Office("Town Hall"), ()),
    ],
)
def test_who_signs_and_answers_must_be_said(about: str, office: Office, missing: tuple[str, ...]) -> None:
    if not missing:
        check_office(office, about)
        return
    with pytest.raises(UsageMistake, match="Missing: ") as refused:
        check_office(office, about)
    assert refused.value.step == Step(Act.NAME_OFFICE, names=missing)
    assert ("a telephone number" in str(refused.value)) == ("phone" in missing)
