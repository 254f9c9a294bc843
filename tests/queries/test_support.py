"""In which membership a measure was given."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cultivation.core.pool.membership import PoolChange
from cultivation.queries.succession import Stay, stays_of
from cultivation.queries.support import Measure, stay_of

# In from March 2017 to March 2018, again from March 2020, under another code since 2021.
STAYS = stays_of(
    [
        PoolChange(2016, ("A", "B"), (), "2017-03-01", 1),
        PoolChange(2017, (), ("A",), "2018-03-01", 2),
        PoolChange(2019, ("A",), (), "2020-03-01", 3),
        PoolChange(2020, ("A2",), ("A",), "2021-03-01", 4, succession=True),
    ]
)
GIVEN = Measure(*(1, "A", "A2", "甲", "fund", Decimal(50), 2017, "", "", "", "", "", "", "", "", 9))


def began(stay: Stay | None) -> str | None:
    return stay.since if stay else None


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2017-02-28", None),
        ("2017-03-01", "2017-03-01"),
        ("2018-02-28", "2017-03-01"),
        ("2018-03-01", None),
        ("2019-07-01", None),
        ("2020-03-01", "2020-03-01"),
        ("2021-07-01", "2020-03-01"),
    ],
)
def test_a_measure_belongs_to_the_membership_of_its_day(on: str, since: str | None) -> None:
    assert began(stay_of(replace(GIVEN, on=on, year=int(on[:4])), STAYS)) == since


@pytest.mark.parametrize(
    ("year", "since"),
    [(2016, None), (2017, "2017-03-01"), (2018, "2017-03-01"), (2019, None), (2020, "2020-03-01")],
)
def test_a_measure_of_a_year_belongs_to_the_membership_that_lasted_in_it(
    year: int, since: str | None
) -> None:
    assert began(stay_of(replace(GIVEN, year=year), STAYS)) == since


def test_of_two_memberships_in_one_year_the_later_is_meant() -> None:
    back = stays_of(
        [
            PoolChange(2016, ("A",), (), "2017-03-01", 1),
            PoolChange(2017, (), ("A",), "2018-03-01", 2),
            PoolChange(2017, ("A",), (), "2018-09-01", 3),
        ]
    )
    assert began(stay_of(replace(GIVEN, year=2018), back)) == "2018-09-01"


def test_a_measure_of_a_firm_that_never_was_in_belongs_to_none() -> None:
    assert stay_of(replace(GIVEN, enterprise="C", now="C"), STAYS) is None
