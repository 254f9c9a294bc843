"""What an appeal does to the tables: on PostgreSQL the server makes them, in memory this program."""

from __future__ import annotations

import pytest

from cultivation.record.store import Record
from tests.record.saying import saying
from tests.record.story import application, decide, open_year, propose, receive, score


@pytest.mark.parametrize("who", ["B", "A"])
def test_the_tables_follow_an_appeal_that_changes_who_is_in(record: Record, who: str) -> None:
    said = {"year": 2016, "number": 1, "enterprise": who, "document": "12", "reason": "x", "on": "2017-03-20"}
    changed = {"entered": ["B"], "left": []} if who == "B" else {"entered": [], "left": ["A"]}
    with record.writing("li") as writer:
        open_year(writer, 2016)
        receive(writer, 2016, "a.xlsx", [application(key, key, "1") for key in "AB"])
        score(writer, 2016, ["A", "B"])
        propose(writer, 2016, {"A": "enter", "B": "none"})
        decide(writer, 2016, {"A": "enter", "B": "none"})
        writer.append(saying("appeal_upheld", {**said, **changed, "proposer": "wang"}))
    with record.reading() as reader:
        assert [each.id for each in reader.members(2016)] == (["A", "B"] if who == "B" else [])
    with record.writing("li") as writer:
        assert all(table.same for table in writer.rebuild().tables.values())
