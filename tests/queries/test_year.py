"""What a `Year` and the small questions about one say of the town, moment by moment."""

from __future__ import annotations

from datetime import date

import pytest

from cultivation.core.pool.lines import Action, Reason
from cultivation.errors import Refused, UsageMistake
from cultivation.queries.enterprise_names import find_enterprise
from cultivation.queries.rule_sets import standard_before
from cultivation.queries.sources import sources
from cultivation.queries.year import State, kept, year_in
from cultivation.steps import Act, Step
from tests.queries.town import Town, rules


def test_a_year_that_is_not_open_is_refused_with_the_step(town: Town) -> None:
    with town.at() as reader, pytest.raises(Refused, match="The year 2019 is not open") as refused:
        State(reader).year(2019)
    assert refused.value.step == Step(Act.OPEN, 2019)


def test_a_year_that_is_not_scored_is_refused_with_the_step(town: Town) -> None:
    with town.at("collecting") as reader:
        year = State(reader).year(2016)
        with pytest.raises(Refused, match="The year 2016 is not scored") as refused:
            _table = year.table
    assert refused.value.step == Step(Act.SCORE, 2016)


def test_how_far_a_year_is(town: Town) -> None:
    told = {}
    for moment in ("collecting", "scored", "decided"):
        with town.at(moment) as reader:
            year = State(reader).year(2016)
            told[moment] = (year.is_scored, year.is_decided, year.has_moved_on, year.scores_are_stale)
    assert told == {
        "collecting": (False, False, True, False),
        "scored": (True, False, False, False),
        "decided": (True, True, False, False),
    }


def test_lines_are_those_of_the_decision_and_none_before_the_proposal(town: Town) -> None:
    with town.at("scored") as reader:
        assert State(reader).year(2016).lines == ()
    with town.at("proposed 2017") as reader:
        proposed = {line.id: (line.action, line.reason) for line in State(reader).year(2017).lines}
        assert proposed["CHENHUI2"] == (Action.STAY, Reason.STAYED)
        assert proposed["GUANLAN"] == (Action.RESERVE, Reason.RESERVED)
    with town.at() as reader:
        year = State(reader).year(2017)
        decided = {line.id: (line.action, line.reason, line.override) for line in year.lines}
        assert decided["CHENHUI2"] == (Action.EXIT, Reason.OVERRIDDEN, "moved away")
        assert decided["GUANLAN"] == (Action.ENTER, Reason.OVERRIDDEN, "key project")
        assert decided["ANLAN"] == (Action.STAY, Reason.STAYED, "")
        assert year.line_of["ENZE"].rank == 5
        assert (year.cut_line.pool_rank, year.cut_line.pool_total) == (2, 6400)
        assert (year.cut_line.entry_rank, year.cut_line.entry_total) == (2, 6400)


def test_members_before_are_those_after_all_that_happened_since_the_decision(town: Town) -> None:
    with town.at() as reader:
        state = State(reader)
        assert state.year(2016).members_before == {}
        expected = {"ANLAN": "Anlan Optics", "ENZE": "Enze Code", "CHENHUI2": "Chenhui Pharma"}
        assert state.year(2017).members_before == expected
        assert set(state.year(2018).members_before) == {"ANLAN", "DONGLI1"}
        assert state.year(2018).before is state.year(2017)
        assert state.year(2016).before is None
        assert [each.number for each in state.years] == [2016, 2017, 2018]


def test_an_undecided_year_has_the_members_of_the_last_decided_one(town: Town) -> None:
    with town.at("objected 2017") as reader:
        assert set(State(reader).year(2017).members_before) == {"ANLAN", "ENZE", "CHENHUI2"}
        assert State(reader).year(2017).decision is None


def test_rows_are_the_same_one_by_one_and_all_at_once(town: Town) -> None:
    with town.at() as reader:
        year = State(reader).year(2016)
        alone = year.row("DONGLI")
        assert alone is not None and year.row("GUANLAN") is None
        assert alone.record == year.records["DONGLI"]
        assert "rows" in vars(year) and year.row("DONGLI") is year.rows["DONGLI"]
        assert year.row("GUANLAN") is None
        assert sorted(year.records) == ["ANLAN", "BIYUN", "CHENHUI", "DONGLI", "ENZE", "FENGLIN"]
        patents = {each.id: each.values["patents"].value for each in year.applications}
        assert (patents["DONGLI"], patents["ENZE"]) == (5, 8)


def test_a_kept_query_is_answered_once_for_each_year(town: Town) -> None:
    asked = []

    @kept
    def number(year: object) -> int | None:
        asked.append(year)
        return None

    with town.at() as reader:
        first, second = State(reader).year(2016), State(reader).year(2017)
        assert [number(first), number(first), number(second)] == [None, None, None]
    assert asked == [first, second]


def test_rules_cutoff_and_table_of_a_year(town: Town) -> None:
    with town.at() as reader:
        first, second = year_in(reader, 2016), year_in(reader, 2017)
        assert second.cutoff == date(2017, 12, 31)
        assert (first.rules.version, second.rules.version) == ("1", "2")
        assert (first.loaded.digest, first.table.year) == (rules().digest, 2016)
        assert first.names["BIYUN"] == "Biyun Soft" and second.names["BIYUN"] == "Biyun Cloud"
        assert standard_before(reader, 2016) is None
        assert standard_before(reader, 2018) == "town"


def test_an_enterprise_is_found_by_code_name_or_part_of_one_name(town: Town) -> None:
    with town.at() as reader:
        assert find_enterprise(reader, "GUANLAN") == ("GUANLAN", "Guanlan Cure")
        assert find_enterprise(reader, "Enze Code") == ("ENZE", "Enze Code")
        assert find_enterprise(reader, "Fenglin") == ("FENGLIN", "Fenglin Glass")
        assert find_enterprise(reader, "Chenhui Pharma") == ("CHENHUI2", "Chenhui Pharma")
        with pytest.raises(UsageMistake, match="No enterprise with the code or name 'nobody'"):
            find_enterprise(reader, "nobody")
        with pytest.raises(UsageMistake) as several:
            find_enterprise(reader, "ongli ")
    told = str(several.value).splitlines()
    assert told[0] == "'ongli ' may mean 3 enterprises; give the code or more of the name:"
    assert sorted(told[1:]) == ["  DONGLI  Dongli Lens", "  DONGLI1  Dongli One", "  DONGLI2  Dongli Two"]


def test_values_stand_in_the_order_of_the_rules(town: Town) -> None:
    with town.at() as reader:
        year = State(reader).year(2016)
        assert [each["field"] for each in sources(year, "ENZE")] == [
            *("code", "name", "sector", "revenue", "rd", "patents", "accident")
        ]
        assert sources(year, "GUANLAN") == []
