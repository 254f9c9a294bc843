"""The score table: one canonical form, read back without loss, the same digest every time."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cultivation.canonical import digest
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, read_score_table, score_table
from tests.core.scoring.firms import CUTOFF, enterprise, panel_firm


def table_of(applications: list[Application], rules: RuleSet) -> ScoreTable:
    ranking = rank(assess_all(applications, rules, CUTOFF), rules)
    return score_table(ranking, rules, 2016, digest(b"rules"), CUTOFF.isoformat())


amounts = some.decimals(0, 9000, places=2).map(str)
firms = some.lists(
    some.tuples(
        some.integers(0, 99), some.integers(0, 900).map(str), amounts, some.one_of(some.none(), amounts)
    ),
    unique_by=lambda firm: firm[0],
).map(lambda rows: [panel_firm(f"F{row[0]:03d}", *row[1:]) for row in rows])


@given(firms)
def test_a_table_is_read_back_as_it_was(panel: RuleSet, applications: list[Application]) -> None:
    table = table_of(applications, panel)
    again = read_score_table(table.document)
    assert again == table
    assert (again.document, again.digest) == (table.document, table.digest)


@given(firms, some.randoms(use_true_random=False))
def test_the_order_of_rows_leaves_the_digest(
    panel: RuleSet, applications: list[Application], chance: random.Random
) -> None:
    shuffled = chance.sample(applications, len(applications))
    assert table_of(shuffled, panel).document == table_of(applications, panel).document


def test_a_table_of_kunshan_is_read_back(kunshan: RuleSet) -> None:
    table = table_of([enterprise(), enterprise(credit_code="X", zone="other", revenue=Decimal(0))], kunshan)
    assert read_score_table(table.document) == table
    assert [(line.id, line.rank) for line in table.lines] == [("91320583MA1P00000A", 1), ("X", None)]


def test_points_are_texts_with_the_places_of_the_precision(kunshan: RuleSet) -> None:
    line = json.loads(table_of([enterprise(rd_staff=Decimal(500))], kunshan).document)["applications"][0]
    assert (line["total"], line["criteria"]["rd_institution"], line["criteria"]["new_ip"]) == (
        "100.00",
        "6.00",
        "2.00",
    )
    assert line["indicators"]["rd_ratio"] == "0.08"
    assert line["tie_values"] == ["0.08", "100", "500000", "91320583MA1P00000A"]


def test_ratios_that_do_not_end_stay_ratios(kunshan: RuleSet) -> None:
    line = table_of([enterprise(revenue=Decimal(300000), rd_expenditure=Decimal(10000))], kunshan).lines[0]
    assert line.indicators["rd_ratio"] == "1/30"


def test_the_digest_is_the_same_on_every_machine(panel: RuleSet) -> None:
    table = table_of([panel_firm("F001", "30", "100", "80"), panel_firm("F002", "0", "0", None)], panel)
    assert table.digest == digest(table.document)
    assert table.digest == "5fada5e2fd53c512b1a1f9836811828bd9b283b2b97bc4449544e502f02e6742"


def test_the_document_depends_on_rules_year_and_cutoff(panel: RuleSet) -> None:
    ranking = rank(assess_all([panel_firm("F001", "1", "1", "1")], panel, CUTOFF), panel)
    tables = {
        score_table(ranking, panel, *rest).digest
        for rest in ((2016, "a", "c"), (2017, "a", "c"), (2016, "b", "c"), (2016, "a", "d"))
    }
    assert len(tables) == 4


@pytest.mark.parametrize(("units", "text"), [(0, "0.00"), (5, "0.05"), (12345, "123.45")])
def test_points_text(panel: RuleSet, units: int, text: str) -> None:
    assert table_of([], panel).points(units) == text


def test_the_contract_of_the_command_line(panel: RuleSet) -> None:
    shape = table_of([panel_firm("F001", "30", "100", "80")], panel).to_json()
    assert shape.keys() >= {"year", "rule_set", "scores_digest", "applications"}
    assert shape["applications"][0].keys() >= {
        "id",
        "name",
        "eligible",
        "gates_failed",
        "total",
        "rank",
        "criteria",
    }
