"""What membership brought the firms of the town: honours, support, plans."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.queries.benefits import benefit_sentences, benefits_in_year, benefits_of
from cultivation.queries.demonstrations import demonstrating, selection_of, selections
from cultivation.queries.departures import leaving_text
from cultivation.queries.plans import plans_of
from cultivation.queries.succession import stays_of
from cultivation.queries.support import Departure, counting, departures_since, measures_of, totals
from cultivation.queries.year import year_in
from tests.queries.town import Town


def test_a_later_selection_takes_the_place_of_an_earlier_one(town: Town) -> None:
    with town.at() as reader:
        first, second = selections(reader)
        assert (first.enterprises, first.top, first.stands) == (("ANLAN",), 1, False)
        assert (second.enterprises, second.top, second.stands) == (("ANLAN", "CHENHUI"), None, True)
        assert (second.document, second.on, second.actor) == ("No. 3", "2017-03-10", "王芳")
        assert selection_of(year_in(reader, 2016)) == second
        assert selection_of(year_in(reader, 2017)) is None
        assert demonstrating(year_in(reader, 2016)) == {"ANLAN", "CHENHUI", "CHENHUI2"}
        assert demonstrating(year_in(reader, 2017)) == set()


def test_measures_go_with_the_firm_under_its_present_code_and_name(town: Town) -> None:
    with town.at() as reader:
        found = measures_of(reader)
    told = [(each.number, each.enterprise, each.now, each.name, each.kind, each.amount) for each in found]
    assert told == [
        (1, "ANLAN", "ANLAN", "Anlan Optics", "project", Decimal(50)),
        (2, "BIYUN", "BIYUN", "Biyun Cloud", "fund", Decimal("1200.5")),
        (3, "CHENHUI", "CHENHUI2", "Chenhui Pharma", "training", Decimal(4)),
        (4, "BIYUN", "BIYUN", "Biyun Cloud", "talent", Decimal(7)),
    ]
    assert [each.day for each in found] == ["2017-04-01", "2017-04-02", "2017", "2017-04-03"]
    assert [each.purpose for each in found] == ["display", "", "", ""]
    assert [each.document for each in found] == ["S1", "S2", "S3", "S4"]
    assert [(each.file, each.sheet, each.cell) for each in found] == [
        ("support.xlsx", "表", f"D{row}") for row in (2, 3, 4, 5)
    ]
    assert [each.cancelled for each in found] == ["", "", "", "paid twice"]
    assert [each.number for each in counting(found)] == [1, 2, 3]
    assert found[0].key == ("ANLAN", "project", Decimal(50), "2017-04-01", "S1", "display")


def test_totals_by_group_are_sums_by_hand(town: Town) -> None:
    with town.at() as reader:
        found = totals(measures_of(reader), lambda each: each.now)
    assert [(each.group, each.measures, each.amount) for each in found] == [
        ("ANLAN", 1, Decimal(50)),
        ("BIYUN", 2, Decimal("1207.5")),
        ("CHENHUI2", 1, Decimal(4)),
    ]


def test_what_went_to_firms_that_left_since(town: Town) -> None:
    with town.at("honoured") as reader:
        assert departures_since(reader, measures_of(reader)) == {}
    with town.at("removed") as reader:
        assert list(departures_since(reader, measures_of(reader))) == [2, 4]
    with town.at() as reader:
        found = departures_since(reader, measures_of(reader))
    removed = Departure("2017-06-01", "false figures in an application", False)
    moved = Departure("2018-03-01", "the decision differs from the proposal: moved away", False)
    assert found == {2: removed, 3: moved, 4: removed}


def test_why_each_stay_ended(town: Town) -> None:
    with town.at() as reader:
        ended = {stay.enterprise: leaving_text(reader, stay) for stay in stays_of(reader.changes())}
    assert ended == {
        "ANLAN": "",
        "BIYUN": "false figures in an application",
        "CHENHUI2": "the decision differs from the proposal: moved away",
        "ENZE": "left on place 5: members stay down to 4",
        "GUANLAN": "merged into Anlan Optics",
        "DONGLI1": "",
    }


def test_plans_and_how_far_they_came(town: Town) -> None:
    with town.at() as reader:
        found = {plan.stay.enterprise: plan for plan in plans_of(reader)}
    assert {key: (plan.name, plan.ended) for key, plan in found.items()} == {
        "ANLAN": ("Anlan Optics", False),
        "BIYUN": ("Biyun Cloud", True),
        "CHENHUI2": ("Chenhui Pharma", True),
    }
    ratio, patents = found["ANLAN"].targets
    assert (ratio.target.indicator, ratio.target.year, str(ratio.state)) == ("rd_ratio", 2017, "missed")
    assert [(year, str(value)) for year, value in ratio.values] == [(2017, "9/100"), (2018, "2/25")]
    assert (str(ratio.start), ratio.base_year, ratio.document) == ("1/10", 2016, "No. 4")
    assert [(year, value) for year, value in patents.values] == [(2017, 12), (2018, 13)]
    (ended,) = found["CHENHUI2"].targets
    assert (ended.enterprise, [year for year, _value in ended.values]) == ("CHENHUI", [2017])


def test_a_target_is_on_the_way_until_its_year_has_applications(town: Town) -> None:
    with town.at("decided 2017") as reader:
        (plan,) = plans_of(reader, ["ANLAN"])
    assert [(each.target.indicator, str(each.state)) for each in plan.targets] == [
        ("rd_ratio", "missed"),
        ("patents", "on_the_way"),
    ]


@pytest.mark.parametrize(
    ("key", "year", "said"),
    [
        (
            "ANLAN",
            2016,
            [
                "Demonstration enterprise (No. 3, 2017-03-10), of 2016: best in the park",
                "Plan: R&D ratio 10.00 % -> 9.00 %, aim 12.00 % by 2017: not reached in time",
                "Plan: Invention patents 10 -> 12 -> 13, aim 14 by 2018: not reached in time",
            ],
        ),
        ("ANLAN", 2017, ["Support: number 1, project, 50 万元, 科技局: display"]),
        ("BIYUN", 2017, ["Support: number 2, fund, 1200.5 万元, 财政局"]),
        ("CHENHUI2", 2017, ["Support: number 3, training, 4 万元, 人社局"]),
        ("DONGLI", 2016, []),
    ],
)
def test_what_followed_a_review(town: Town, key: str, year: int, said: list[str]) -> None:
    with town.at() as reader:
        assert benefit_sentences(benefits_in_year(year_in(reader, year), key)) == said


def test_a_selection_by_place_says_so(town: Town) -> None:
    with town.at() as reader:
        first, second, *_others = benefits_of(reader, ["ANLAN"])
    assert (first.detail, second.detail) == (
        "of 2016: among the first 1 by place (no longer counts)",
        "of 2016: best in the park",
    )
    assert (first.year, first.on, first.document, first.seq) == (2016, "2017-03-05", "No. 2", 14)


def test_a_plan_set_for_an_earlier_code_is_the_later_ones_and_not_the_other_way(town: Town) -> None:
    with town.at() as reader:
        kinds = [each.kind for each in benefits_of(reader, ["CHENHUI2"])]
        both = [each.kind for each in benefits_of(reader, ["CHENHUI2", "CHENHUI"])]
    assert kinds.count("plan_set") == both.count("plan_set") == 1
    assert (kinds.count("demonstrations_selected"), both.count("demonstrations_selected")) == (0, 1)
