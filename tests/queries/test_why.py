"""Why: points, rivals and smallest changes of the town's firms, worked out by hand.

CHENHUI, 2016: 46 on place 3, the last in. Fewer points keep it out where it stands no more before ENZE (40):
6.01, the careful side of a tie. By its values: at R&D of 50 it has 40, as many as ENZE, which has more
patents (8). So has it at a revenue of 1,200 (60 of 1,200 are 5 %, 30 points), and with 2 patents.

DONGLI, 2016: 40 on place 5, out. It needs more than 46: 6.01. By its values: R&D of 61 gives 46.6 (60 gives
46, CHENHUI has as many patents and the earlier code); 8 patents give 46 and more patents than CHENHUI's 5;
a revenue of 833 gives 36.01, of 834 only 35.97.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cultivation.errors import Refused
from cultivation.queries.benefits import benefits_in_year
from cultivation.queries.why import split_changes, why, year_on_year
from cultivation.queries.why_json import followed_json, why_json
from cultivation.queries.year import State
from cultivation.steps import Act, Step
from tests.queries.town import Town


def told(town: Town, key: str, year: int | None, moment: str | None = None) -> dict[str, Any]:
    with town.at(moment) as reader:
        return why_json(why(reader, key, year))


def test_the_last_one_in(town: Town) -> None:
    found = told(town, "CHENHUI", 2016, "decided 2017")
    assert found["would_change"] == [
        {"criterion": "rd_ratio", "points": "-6.01"},
        {"criterion": "patents", "points": "-6.01"},
        {"field": "revenue", "from": "1000", "step": "1", "steps": 200, "to": "1200"},
        {"field": "rd", "from": "60", "step": "1", "steps": 10, "to": "50"},
        {"field": "patents", "from": "5", "step": "1", "steps": 3, "to": "2"},
        {"field": "accident", "from": "no", "step": None, "steps": None, "to": "yes"},
    ]
    head = ("id", "name", "year", "outcome", "reason_code", "total", "rank", "decided_by")
    assert [found[key] for key in head] == [
        *("CHENHUI", "Chenhui Pharma", 2016, "enter", "entered_to_fill", "46.00", 3, "total")
    ]
    assert (found["cut_line"], found["entry_line"], found["cell"]) == ("46.00", "46.00", None)
    assert (found["not_computed"], found["year_on_year"]) == ([], {})
    assert found["contributions"] == [
        {"criterion": "rd_ratio", "points": "36.00", "max": "60.00", "lost": "24.00"},
        {"criterion": "patents", "points": "10.00", "max": "40.00", "lost": "30.00"},
    ]
    assert found["neighbours"] == [
        {"id": "ANLAN", "name": "Anlan Optics", "rank": 1, "total": "80.00", "decided_by": ""},
        {"id": "BIYUN", "name": "Biyun Soft", "rank": 2, "total": "64.00", "decided_by": "total"},
        {"id": "ENZE", "name": "Enze Code", "rank": 4, "total": "40.00", "decided_by": "total"},
        {"id": "DONGLI", "name": "Dongli Lens", "rank": 5, "total": "40.00", "decided_by": "patents"},
    ]
    assert found["decision"]["document"] == "No. 1"


def test_the_first_that_is_not_even_in_reserve(town: Town) -> None:
    found = told(town, "DONGLI", 2016)
    assert (found["outcome"], found["reason"]) == ("none", "place 5 was not enough")
    assert found["would_change"] == [
        {"criterion": "rd_ratio", "points": "6.01"},
        {"criterion": "patents", "points": "6.01"},
        {"field": "revenue", "from": "1000", "step": "1", "steps": 167, "to": "833"},
        {"field": "rd", "from": "50", "step": "1", "steps": 11, "to": "61"},
        {"field": "patents", "from": "5", "step": "1", "steps": 3, "to": "8"},
        {"field": "accident", "from": "no", "step": None, "steps": None, "to": None},
    ]


def test_each_value_names_its_cell_and_a_correction_what_stood_there(town: Town) -> None:
    sources = told(town, "DONGLI", 2016)["sources"]
    assert [(each["field"], each["sheet"], each["cell"], each["file"]) for each in sources] == [
        (field, "表", f"{column}5", "a.xlsx")
        for field, column in zip(
            ("code", "name", "sector", "revenue", "rd", "patents", "accident"), "ABCDEFG", strict=True
        )
    ]
    assert [each["value"] for each in sources] == [
        *("DONGLI", "Dongli Lens", "optics", "1000", "50", "5", "no")
    ]
    assert [each.get("text") for each in sources] == [None, None, "光电", None, None, None, "否"]
    note = {"correction": 5, "evidence": "certificate", "filed": "4", "previous": "4"}
    assert [each.get("note") for each in sources] == [None, None, None, None, None, note, None]
    assert {len(each["sha256"]) for each in sources} == {64}


def test_the_change_since_last_year_is_split_by_hand(town: Town) -> None:
    """DONGLI: 40 then, 64 now. Its figures of now under the old rules give 62, those of then under the new
    42.5: own data (22 + 21.5) / 2, rules (2.5 + 2) / 2. R&D alone gives 24; a patent less costs 2, under the
    new rules 2.5, together with R&D or without it.
    """
    found = told(town, "DONGLI", 2017)["year_on_year"]
    assert (found["previous_year"], found["total_before"], found["total_change"], found["rank_before"]) == (
        2016,
        "40.00",
        "24.00",
        5,
    )
    assert found["criteria"] == {"rd_ratio": "24.00", "patents": "0.00"}
    split = found["split"]
    assert [split[cause]["total"] for cause in ("own_data", "rules", "competitors")] == [
        *("21.75", "2.25", "0")
    ]
    assert sum(Fraction(split[cause]["places"]) for cause in ("own_data", "rules", "competitors")) == 3
    assert {key: each["total"] for key, each in split["own_values"].items()} == {
        "rd_ratio": "24",
        "patents": "-2.25",
    }
    assert {key: [each["id"] for each in several] for key, several in found["rivals"].items()} == {
        "entered_ahead": [],
        "gone_from_ahead": [],
        "overtook": [],
        "overtaken": ["CHENHUI2", "ENZE", "BIYUN"],
    }
    assert found["rivals"]["overtaken"][2] == {
        "id": "BIYUN",
        "name": "Biyun Cloud",
        "rank_before": 2,
        "rank": 6,
    }


def test_a_recoded_firm_is_compared_with_itself(town: Town) -> None:
    """CHENHUI2 had 46 points and place 3 as CHENHUI; the parts of its change add up to it exactly."""
    with town.at() as reader:
        answer = why(reader, "CHENHUI2", 2017)
    change = answer.year_on_year
    assert change is not None and change.split is not None
    assert (change.total_before, change.rank_before) == (46, 3)
    causes = (change.split.own_data, change.split.rules, change.split.competitors)
    assert sum(each.total for each in causes) == change.total - change.total_before


def test_only_who_was_scored_in_both_years_has_a_change(town: Town) -> None:
    with town.at() as reader:
        year = State(reader).year(2017)
        assert year_on_year(year, year.scores["GUANLAN"]) is None
        assert list(split_changes(year, ["DONGLI", "ENZE"])) == ["DONGLI", "ENZE"]
        first = State(reader).year(2016)
        assert year_on_year(first, first.scores["ANLAN"]) is None
        assert split_changes(first, ["ANLAN"]) == {}


def test_an_override_is_turned_by_nobodys_figures(town: Town) -> None:
    found = told(town, "GUANLAN", 2017)
    assert (found["outcome"], found["reason_code"], found["would_change"]) == ("enter", "overridden", [])
    assert found["reason"] == "the decision differs from the proposal: key project"
    assert (found["cut_line"], found["entry_line"]) == ("64.00", "64.00")


def test_who_is_not_eligible_has_no_place_to_change(town: Town) -> None:
    found = told(town, "FENGLIN", 2016)
    assert (found["rank"], found["total"], found["neighbours"]) == (None, "100.00", [])
    assert [each["to"] for each in found["would_change"] if each["field"] == "accident"] == ["no"]
    assert all("field" in each for each in found["would_change"])


def test_who_neither_applied_nor_was_a_member_is_not_explained(town: Town) -> None:
    with town.at() as reader, pytest.raises(Refused, match="Fenglin Glass did not apply in 2017"):
        why(reader, "FENGLIN", 2017)


def test_before_a_proposal_the_year_must_be_named(town: Town) -> None:
    with town.at("scored") as reader, pytest.raises(Refused, match="no year with it has a proposal") as found:
        why(reader, "ANLAN", None)
    assert found.value.step == Step(Act.PROPOSE)
    found_scored = told(town, "ANLAN", 2016, "scored")
    assert found_scored["outcome"] is found_scored["reason_code"] is found_scored["cut_line"] is None
    assert (found_scored["reason"], found_scored["would_change"]) == ("scored, not yet proposed", [])
    assert (found_scored["decision"], found_scored["rank"]) == ({}, 1)


def test_without_a_year_the_last_one_with_a_proposal_is_meant(town: Town) -> None:
    assert told(town, "ANLAN", None)["year"] == 2017
    assert told(town, "FENGLIN", None)["year"] == 2016
    assert told(town, "ANLAN", None, "decided")["year"] == 2016


def test_what_followed_in_short(town: Town) -> None:
    with town.at() as reader:
        first = followed_json(benefits_in_year(State(reader).year(2016), "ANLAN"))
        then = followed_json(benefits_in_year(State(reader).year(2017), "BIYUN"))
    assert first["demonstration"] == {"document": "No. 3", "on": "2017-03-10"}
    assert [each.partition(" ")[0] for each in first["plan"]] == ["R&D", "Invention"]
    assert (first["support"], then["demonstration"], then["plan"]) == ([], None, [])
    assert then["support"] == [{"number": 2, "kind": "fund", "amount": "1200.5"}]


def test_under_other_policies_the_past_counts(town: Town) -> None:
    """BIYUN is barred: no change of a value would have brought it in, not even all points."""
    found = told(town, "BIYUN", 2017)
    assert (found["reason_code"], {each["to"] for each in found["would_change"]}) == ("barred", {None})
