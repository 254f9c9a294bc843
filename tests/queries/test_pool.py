"""The members of the town's pool, after each decision and on each day."""

from __future__ import annotations

import pytest

from cultivation.errors import Refused
from cultivation.queries.pool import PoolAfter, PoolMember, pool_after, pool_on
from cultivation.queries.year import State
from cultivation.steps import Act, Step
from tests.queries.town import NAMES, Town


def test_the_pool_of_2016_after_all_that_happened_until_2017(town: Town) -> None:
    """By place; CHENHUI2 has none, because it was placed under its earlier code."""
    with town.at("between") as reader:
        found = pool_after(State(reader))
    assert found == PoolAfter(
        2016,
        (
            PoolMember("ANLAN", "Anlan Optics", 2016, 1, is_suspended=True, demonstrates=True),
            PoolMember("ENZE", "Enze Code", 2016, 4),
            PoolMember("CHENHUI2", "Chenhui Pharma", 2016, None, demonstrates=True),
        ),
    )
    assert found.members[0].remark(2016) == "demonstration enterprise of 2016, suspended"
    assert [each.remark(2016) for each in found.members[1:]] == ["", "demonstration enterprise of 2016"]
    assert found.members[0].to_json() == {
        "id": "ANLAN",
        "name": "Anlan Optics",
        "since": 2016,
        "rank": 1,
        "suspended": True,
        "demonstration": True,
        "on_appeal": "",
    }


def test_the_last_decided_year_is_meant_unless_one_is_named(town: Town) -> None:
    with town.at("decided 2017") as reader:
        state = State(reader)
        last = [each.id for each in pool_after(state).members]
        first = {each.id for each in pool_after(state, 2016).members}
    assert last == ["ANLAN", "DONGLI", "GUANLAN"]
    assert first == {"ANLAN", "ENZE", "CHENHUI2"}


def test_where_nothing_is_decided_there_is_no_pool(town: Town) -> None:
    with town.at("objected") as reader:
        assert pool_after(State(reader)) == PoolAfter(None, ())
        with pytest.raises(Refused, match="2016 is not decided yet") as refused:
            pool_after(State(reader), 2016)
    assert refused.value.step == Step(Act.DECIDE, 2016)


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("2017-02-28", []),
        ("2017-03-01", ["ANLAN", "BIYUN", "CHENHUI"]),
        ("2017-05-31", ["ANLAN", "BIYUN", "CHENHUI"]),
        ("2017-06-01", ["ANLAN", "CHENHUI"]),
        ("2017-07-01", ["ANLAN", "CHENHUI", "ENZE"]),
        ("2017-08-01", ["ANLAN", "CHENHUI2", "ENZE"]),
        ("2018-03-01", ["ANLAN", "DONGLI", "GUANLAN"]),
        ("2018-06-01", ["ANLAN", "DONGLI"]),
        ("2018-07-01", ["ANLAN", "DONGLI1"]),
    ],
)
def test_the_pool_of_any_day_is_known(town: Town, day: str, members: list[str]) -> None:
    with town.at() as reader:
        found = pool_on(reader, day)
    assert [each.id for each in found] == members
    names = NAMES | {"BIYUN": "Biyun Cloud", "DONGLI1": "Dongli One"}
    assert [each.name for each in found] == [names[key] for key in members]
    since = {"DONGLI": 2017, "GUANLAN": 2017, "DONGLI1": 2017}
    assert [each.since for each in found] == [since.get(key, 2016) for key in members]
