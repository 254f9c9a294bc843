"""The oracle, checked by hand; and the scoring and selection of the program against it, firm by firm."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from cultivation.core.pool.proposal import Candidate, propose
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from tests.core.pool.specification import pool_after
from tests.oracle import kunshan as kunshan_oracle
from tests.oracle import panel as panel_oracle
from tests.oracle.comparison import differences
from tests.oracle.exact import Row, hundredths, line, log_line, oracle_pool, steps
from tests.oracle.kunshan_workbooks import INDUSTRIES, ZONES, applications

Filed = Mapping[str, Any]
NAMES = {
    "firm": "firm",
    "patents": "patents",
    "spent": "rd_expenditure",
    "spent_before": "rd_expenditure_previous",
}
EXAMPLE: dict[str, Any] = {
    "credit_code": "91320583TEST000000",
    "enterprise_name": "例",
    "zone": "bacheng",
    "industry": "software",
    "established_on": date(2015, 12, 31),
    "revenue": Decimal(10000),
    "revenue_previous": Decimal(8000),
    "revenue_before_previous": Decimal(8000),
    "emerging_revenue": Decimal(6500),
    "total_profit": Decimal(1000),
    "rd_expenditure": Decimal(350),
    "staff": Decimal(200),
    "rd_staff": Decimal(20),
    "invention_patents": Decimal(10),
    "new_ip": Decimal(3),
    "rd_institution": "suzhou",
    "talents": Decimal(2),
    "purchases": Decimal(5000),
    "local_purchases": Decimal(1000),
    "standards": Decimal(1),
    "key_project": False,
    **dict.fromkeys(kunshan_oracle.VETOES, False),
}


# The parts, by hand.


def test_lines_steps_and_rounding() -> None:
    posts = (("0", "0"), ("0.03", "6"), ("0.04", "9"), ("0.08", "15"))
    values = {
        "-1": "0",
        "0": "0",
        "0.015": "3",
        "0.03": "6",
        "0.035": "7.5",
        "0.06": "12",
        "0.08": "15",
        "9": "15",
    }
    assert {value: line(Fraction(value), *posts) for value in values} == {
        value: Decimal(points) for value, points in values.items()
    }
    assert line(None, *posts) == 0
    assert [steps(Decimal(value), ("1", "0.5"), ("3", "1")) for value in (0, 1, 2, 3, 99)] == [
        Decimal(points) for points in ("0", "0.5", "0.5", "1", "1")
    ]
    assert [hundredths(Fraction(value)) for value in ("1.004999", "1.005", "8.995")] == [
        Decimal(points) for points in ("1.00", "1.01", "9.00")
    ]


def test_log_lines() -> None:
    values = {0: "0", 1: "0", 2: "0.90", 10: "3", 50: "5.10", 100: "6", 101: "6"}
    assert {value: log_line(Decimal(value), "1", "100", "6") for value in values} == {
        value: Decimal(points) for value, points in values.items()
    }


def test_an_enterprise_by_hand() -> None:
    row = kunshan_oracle.row_of(EXAMPLE, "partial", 2016)
    assert {key: str(points) for key, points in row["criteria"].items()} == {
        "rd_ratio": "7.50",  # 3.5 %
        "rd_staff_share": "4.00",  # 10 %
        "invention_patents": "3.00",
        "patents_per_100_rd_staff": "4.00",  # 50
        "new_ip": "1.00",
        "rd_institution": "3.00",
        "talents": "1.00",
        "emerging_share": "6.00",  # 65 %
        "industry_match": "3.00",
        "zone_fit": "4.00",
        "revenue": "2.33",  # 8 ln 5 / ln 250 = 2.3319
        "growth": "4.80",  # 12.5 %: 3 + 2 * 72 / 80
        "profit_margin": "3.50",  # 10 %
        "local_share": "2.00",  # 20 %
        "staff": "2.35",  # 4 ln 10 / ln 50 = 2.3544
        "standards": "1.00",
        "key_project": "0.00",
    }
    assert (row["total"], row["eligible"]) == (Decimal("52.48"), True)


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "other"},
        {"industry": "other"},
        {"established_on": date(2016, 1, 1)},
        {"revenue": Decimal(0)},
        {"tax_blacklist": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_way_not_to_be_eligible(change: dict[str, Any]) -> None:
    assert not kunshan_oracle.row_of(EXAMPLE | change, "none", 2016)["eligible"]


def test_a_firm_of_the_panel_by_hand() -> None:
    row = panel_oracle.row_of(
        {"firm": "F1", "patents": Decimal(30), "spent": Decimal(100), "spent_before": Decimal(80)}
    )
    assert [str(points) for points in row["criteria"].values()] == ["12.60", "12.50", "17.50", "7.50"]
    assert row["total"] == Decimal("50.10")


# The workbooks, as the oracle reads them.


@pytest.mark.parametrize("year", kunshan_oracle.YEARS)
def test_every_zone_and_unit_is_understood(year: int) -> None:
    filed = applications(year)
    assert {each["zone"] for each in filed} == {*ZONES.values(), "other"}
    assert {each["industry"] for each in filed} == {*INDUSTRIES.values(), "other"}
    assert all(Decimal(1) <= each["revenue"] <= 700_000 for each in filed if each["revenue"])
    assert sum(each["rd_expenditure"] > each["revenue"] for each in filed if each["revenue"]) == 0


def test_the_revenue_of_one_year_is_the_next_years_revenue_of_the_year_before() -> None:
    for year in (2016, 2017):
        now = {each["credit_code"]: each for each in applications(year)}
        later = {each["credit_code"]: each for each in applications(year + 1)}
        both = now.keys() & later.keys()
        same = [key for key in both if now[key]["revenue"] == later[key]["revenue_previous"]]
        assert len(both) > 150
        assert len(both) - len(same) <= 1  # one is an earlier draft that another zone handed in


@pytest.mark.parametrize(("year", "rows"), [(2016, 263), (2017, 258), (2018, 275)])
def test_three_rows_a_year_are_sent_back_and_one_stands_there_twice(year: int, rows: int) -> None:
    assert len(applications(year)) == rows - 4


def test_the_panel_is_complete() -> None:
    for year in panel_oracle.YEARS:
        assert len({firm["firm"] for firm in panel_oracle.firms(year)}) == 181
    before = {firm["firm"]: firm["spent"] for firm in panel_oracle.firms(1984)}
    assert all(firm["spent_before"] == before[firm["firm"]] for firm in panel_oracle.firms(1985))


@pytest.mark.parametrize("seed", range(40))
def test_the_pool_agrees_with_the_specification(seed: int) -> None:
    chance = random.Random(seed)
    order = [f"E{number}" for number in range(chance.choice((60, 95, 105, 180, 300)))]
    rows = [{"id": key, "rank": place, "eligible": True} for place, key in enumerate(order, 1)]
    members = set(chance.sample([*order, "gone", "away"], min(chance.randint(0, 100), len(order))))
    assert oracle_pool(rows, members) == pool_after(order, members, 100, 90, 110)


# The program's core on the same figures.


def some_levels(year: int) -> dict[str, str]:
    """Any levels do to compare what is made of them."""
    return {
        each["credit_code"]: random.Random(each["credit_code"]).choice(("strong", "partial", "none"))
        for each in applications(year)
    }


def table_of(filed: Sequence[Filed], rules: RuleSet, year: int) -> ScoreTable:
    """Score with the program what the oracle has read."""
    cutoff = date(year, 12, 31)
    firms = [
        Application(
            str(each[rules.identifier.field]),
            str(each.get(rules.name_field, "")),
            {key: FiledValue(value) for key, value in each.items()},
        )
        for each in filed
    ]
    return score_table(rank(assess_all(firms, rules, cutoff), rules), rules, year, "", cutoff.isoformat())


def pool_of(table: ScoreTable, members: Collection[str], rules: RuleSet) -> set[str]:
    candidates = [Candidate(each.id, each.name, each.rank) for each in table.lines]
    return {each.id for each in propose(candidates, dict.fromkeys(members, ""), rules.pool) if each.in_pool}


def in_pool(rows: Sequence[Row]) -> set[str]:
    return {row["id"] for row in rows if row["in_pool"]}


def test_kunshan_agrees_firm_by_firm_through_the_years(kunshan: RuleSet) -> None:
    members: set[str] = set()
    for year in kunshan_oracle.YEARS:
        levels = some_levels(year)
        rows = kunshan_oracle.oracle_year(year, levels, members)
        filed = [each | {"industry_match": levels[each["credit_code"]]} for each in applications(year)]
        table = table_of(filed, kunshan, year)
        assert differences(rows, table.to_json()) == []
        members = pool_of(table, members, kunshan)
        assert members == in_pool(rows)
        assert len(members) == 100


def test_the_panel_agrees_firm_by_firm_through_the_years(panel: RuleSet) -> None:
    members: set[str] = set()
    for year, rows in panel_oracle.oracle_years().items():
        filed = [{NAMES[key]: value for key, value in firm.items()} for firm in panel_oracle.firms(year)]
        table = table_of(filed, panel, year)
        assert differences(rows, table.to_json()) == []
        members = pool_of(table, members, panel)
        assert members == in_pool(rows)
        assert len(members) == 100
