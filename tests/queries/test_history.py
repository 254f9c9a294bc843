"""What became of the firms of the town, as the story has it."""

from __future__ import annotations

import pytest

from cultivation.queries.history import history_of
from tests.queries.town import Town

YEARS = {
    "ANLAN": [
        (2016, 1, "80.00", "enter", "enters", "entered_on_rank", "No. 1"),
        (2017, 1, "84.00", "stay", "stays", "stayed", "No. 8"),
    ],
    "BIYUN": [
        (2016, 2, "64.00", "enter", "enters", "entered_on_rank", "No. 1"),
        (2017, 6, "17.00", "none", "not selected", "barred", "No. 8"),
    ],
    "CHENHUI2": [
        (2016, 3, "46.00", "enter", "enters", "entered_to_fill", "No. 1"),
        (2017, 3, "57.00", "exit", "leaves", "overridden", "No. 8"),
    ],
    "DONGLI": [
        (2016, 5, "40.00", "none", "not selected", "not_selected", "No. 1"),
        (2017, 2, "64.00", "enter", "enters", "entered_on_rank", "No. 8"),
    ],
    "ENZE": [
        (2016, 4, "40.00", "reserve", "reserve", "reserve", "No. 1"),
        (2017, 5, "38.00", "exit", "leaves", "left_on_rank", "No. 8"),
    ],
    "FENGLIN": [(2016, None, "100.00", "none", "not selected", "ineligible", "No. 1")],
}
EVENTS = {
    "ANLAN": [
        ("2017-03-05", "demonstrations_selected", "of 2016: among the first 1 by place (no longer counts)"),
        ("2017-03-10", "demonstrations_selected", "of 2016: best in the park"),
        ("2017-04-01", "support_given", "number 1, project, 50 万元, 科技局: display"),
        ("2017-04-05", "plan_set", "R&D ratio 10.00 % -> 9.00 %, aim 12.00 % by 2017: not reached in time"),
        (
            "2017-04-05",
            "plan_set",
            "Invention patents 10 -> 12 -> 13, aim 14 by 2018: not reached in time",
        ),
        ("2017-05-01", "member_suspended", "audit"),
        ("2018-04-01", "member_resumed", "nothing found"),
        ("2018-06-01", "enterprise_merged", "Anlan Optics"),
    ],
    "BIYUN": [
        ("2017-04-02", "support_given", "number 2, fund, 1200.5 万元, 财政局"),
        ("2017-04-03", "support_given", "number 4, talent, 7 万元, 人社局"),
        ("2017-04-20", "support_cancelled", "number 4: paid twice"),
        ("2017-04-06", "plan_set", "Invention patents 8, aim 9 by 2018: no application since (plan ended)"),
        ("2017-05-02", "enterprise_renamed", "Biyun Cloud"),
        ("2017-06-01", "member_removed", "false figures in an application"),
    ],
    "CHENHUI2": [
        ("2017-03-10", "demonstrations_selected", "of 2016: best in the park"),
        ("2017", "support_given", "number 3, training, 4 万元, 人社局"),
        (
            "2017-04-07",
            "plan_set",
            "R&D ratio 6.00 % -> 7.00 %, aim 8.00 % by 2018: on the way (plan ended)",
        ),
        ("2017-08-01", "enterprise_recoded", "CHENHUI2"),
    ],
    "DONGLI": [
        ("2018", "application_withdrawn", "too early"),
        ("2018-07-01", "enterprise_split", "Dongli One, Dongli Two"),
    ],
    "ENZE": [("2017-07-01", "member_called_up", "")],
}


@pytest.mark.parametrize("key", YEARS)
def test_each_review_left_place_total_and_outcome(town: Town, key: str) -> None:
    with town.at() as reader:
        told = history_of(reader, key).to_json()
    shown = ("year", "rank", "total", "action", "outcome", "reason_code", "document")
    assert [tuple(each[name] for name in shown) for each in told["years"]] == YEARS[key]
    assert all(each["decided"] for each in told["years"])


@pytest.mark.parametrize("key", EVENTS)
def test_what_happened_between_the_reviews_stands_in_the_order_of_the_record(town: Town, key: str) -> None:
    with town.at() as reader:
        told = history_of(reader, key).to_json()["events"]
    assert [(each["on"], each["kind"], each["detail_text"]) for each in told] == EVENTS[key]
    assert {each["actor"] for each in told} == {"王芳"}


def test_names_are_those_of_then_and_the_head_that_of_now(town: Town) -> None:
    with town.at() as reader:
        told = history_of(reader, "BIYUN").to_json()
        recoded = history_of(reader, "CHENHUI2")
    assert (told["id"], told["name"]) == ("BIYUN", "Biyun Cloud")
    assert [each["name"] for each in told["years"]] == ["Biyun Soft", "Biyun Cloud"]
    assert (recoded.id, recoded.name) == ("CHENHUI2", "Chenhui Pharma")


def test_reasons_have_the_numbers_that_decided(town: Town) -> None:
    said = {}
    with town.at() as reader:
        for key in YEARS:
            said |= {(key, each.year): each.reason for each in history_of(reader, key).years}
    assert said["CHENHUI2", 2016] == "entered on place 3 to fill the pool of 3"
    assert said["CHENHUI2", 2017] == "the decision differs from the proposal: moved away"
    assert said["ENZE", 2016] == "place 4, number 1 on the reserve list"
    assert said["ENZE", 2017] == "left on place 5: members stay down to 4"
    assert "Major safety accident" in said["FENGLIN", 2016]
    assert said["BIYUN", 2017].startswith("place 6: barred for 2 years")


def test_a_proposal_is_told_as_one_and_nothing_before_it(town: Town) -> None:
    with town.at("proposed 2017") as reader:
        years = history_of(reader, "DONGLI").years
    assert [(each.year, each.decided, each.document) for each in years] == [
        (2016, True, "No. 1"),
        (2017, False, None),
    ]
    with town.at("scored 2017") as reader:
        assert [each.year for each in history_of(reader, "DONGLI").years] == [2016]


def test_documents_and_texts_of_events(town: Town) -> None:
    with town.at() as reader:
        told = history_of(reader, "BIYUN").to_json()["events"]
    assert [(each["text"], each["document"]) for each in told] == [
        ("support", "S2"),
        ("support", "S4"),
        ("support cancelled", ""),
        ("cultivation plan", ""),
        ("renamed", "licence"),
        ("removed from the pool", "No. 6"),
    ]
    assert told[-1]["detail"] == "falsification"
