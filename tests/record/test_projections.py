"""The tables say what the log says, whether they grew with it or were made again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from cultivation.core.pool.membership import PoolChange, fold
from cultivation.record.database import Database
from cultivation.record.rows import Member
from cultivation.record.store import Record
from tests.record.story import application, decide, open_year, receive, score

DAMAGES = {
    "application": "UPDATE application SET name = 'x' WHERE year = 2017",
    "assessment": "DELETE FROM assessment WHERE enterprise_id = 'A' AND year = 2018",
    "review_year": "UPDATE review_year SET state = 'open'",
    "membership": "UPDATE membership SET left_year = NULL, left_seq = NULL",
    "enterprise": "INSERT INTO enterprise VALUES ('Z', 'Z', 2000)",
    "proposal_line": "UPDATE proposal_line SET rank = NULL",
    "receipt": "DELETE FROM receipt WHERE year = 2017",
    "filing": "UPDATE filing SET name = 'x' WHERE place = 1",
}


def test_the_year_says_where_it_stands(told: Record) -> None:
    with told.reading() as reader:
        assert [each.year for each in reader.years()] == [2017, 2018]
        year = reader.year(2017)
        assert reader.year(2019) is None
    assert year is not None
    assert (year.state, year.rule_set, year.opened_by, year.cutoff) == (
        "decided",
        "kunshan",
        "li",
        "2016-12-31",
    )
    assert (year.applications_seq, year.scored_seq, year.proposed_seq, year.decided_seq) == (4, 5, 6, 7)
    assert (year.proposer, year.approver, year.decision_date) == ("li", "wang", "2017-06-01")


def test_applications_carry_their_source_and_corrections(told: Record) -> None:
    with told.reading() as reader:
        row = reader.application(2017, "A")
        assert [each.enterprise_id for each in reader.applications(2018)] == ["A", "C"]
        assert reader.application_files(2018) == {"二.xlsx": 2}
        assert reader.application(2017, "C") is None
        assert row is not None
        assert reader.received(row.file_digest, 2017) == "一.xlsx"
        assert reader.received(row.file_digest, 2018) is None
    assert (row.name, row.file, row.seq) == ("甲公司", "一.xlsx", 3)
    note = {"correction": 4, "evidence": "社保清单", "previous": "12", "filed": "12"}
    assert row.record["values"]["employees"] == {
        **{"value": "13", "sheet": "表", "cell": "B2", "text": "12 人"},
        "note": note,
    }


def test_members_then_and_now(told: Record) -> None:
    with told.reading() as reader:
        assert reader.members() == [Member("A", "甲集团", 2017), Member("C", "丙公司", 2018)]
        assert reader.members(2017) == [Member("A", "甲集团", 2017), Member("B", "乙公司", 2017)]
        assert reader.members(2016) == []
        assert reader.members(2030) == reader.members()
        first, second = reader.changes()
        assert first == PoolChange(2017, ("A", "B"), (), "2017-06-01", first.seq)
        assert second == PoolChange(2018, ("C",), ("B",), "2018-06-01", second.seq)
        assert 0 < first.seq < second.seq
        assert fold(reader.changes()) == {member.id: member.since for member in reader.members()}


def test_an_enterprise_may_come_back(told: Record) -> None:
    with told.writing("li") as writer:
        open_year(writer, 2019)
        decide(writer, 2019, {"B": "enter"})
        assert [member.id for member in writer.members(2018)] == ["A", "C"]
        assert writer.members()[1] == Member("B", "乙公司", 2019)
        assert writer.rebuild().same


def test_lines_and_history(told: Record) -> None:
    with told.reading() as reader:
        assert [line.enterprise_id for line in reader.lines(2018)] == ["C", "A", "B"]
        assert [(line.year, line.action) for line in reader.history("B")] == [(2017, "enter"), (2018, "exit")]
        assert reader.lines(2018)[0].override == "领导小组决定"


def test_enterprises_are_found(told: Record) -> None:
    with told.reading() as reader:
        assert reader.enterprises() == {"A": "甲集团", "B": "乙公司", "C": "丙公司"}
        assert reader.names_by_year("A") == {2017: "甲公司", 2018: "甲集团"}
        assert reader.find_enterprises("a") == [("A", "甲集团")]
        assert reader.find_enterprises(" 乙公司 ") == [("B", "乙公司")]
        assert reader.find_enterprises("公司") == [("B", "乙公司"), ("C", "丙公司")]
        assert reader.find_enterprises("") == []


def test_a_later_workbook_replaces_and_an_earlier_year_renames_nobody(told: Record) -> None:
    with told.writing("li") as writer:
        receive(writer, 2017, "三.xlsx", [application("A", "老甲", "99")])
        row = writer.application(2017, "A")
        assert row is not None
        assert (row.file, row.record["values"]["employees"]["value"]) == ("三.xlsx", "99")
        assert writer.enterprises()["A"] == "甲集团"
        assert len(writer.applications(2017)) == 2


def test_a_workbook_without_a_good_application_changes_nothing(told: Record) -> None:
    with told.writing("li") as writer:
        receive(writer, 2018, "坏.xlsx", [], rejected=3)
        year = writer.year(2018)
    assert year is not None
    assert (year.state, year.applications_seq) == ("decided", 9)


def test_scoring_again_supersedes(told: Record) -> None:
    with told.writing("li") as writer:
        score(writer, 2018, ["A"])
        assert writer.year(2018).state == "scored"  # type: ignore[union-attr]
        assert writer.rebuild().tables["assessment"].rows == 3


def test_a_rebuild_makes_the_same_tables(told: Record) -> None:
    with told.writing("li") as writer:
        result = writer.rebuild()
    assert result.same
    rows = {name: table.rows for name, table in result.tables.items()}
    assert rows == {
        "enterprise": 3,
        "review_year": 2,
        "application": 4,
        "assessment": 4,
        "proposal_line": 5,
        "membership": 3,
        "receipt": 2,
        "filing": 4,
        "account": 0,
        "account_role": 0,
    }


@pytest.mark.parametrize("table", DAMAGES)
def test_a_rebuild_repairs_and_names_the_table_that_differed(told: Record, url: str, table: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(sa.text(DAMAGES[table]))
    database.engine.dispose()
    with told.writing("li") as writer:
        result = writer.rebuild()
        assert not result.same
        assert [name for name, each in result.tables.items() if not each.same] == [table]
    with told.writing("li") as writer:
        assert writer.rebuild().same
