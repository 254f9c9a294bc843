"""UNDP's Human Development Index 2021: all 191 published values and ranks, by a rule set alone."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.core.scoring.cohort import competition_rank

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def published() -> Any:
    # numbers as they are printed: a float would not be the figure that was published
    return json.loads((FOLDER / "hdi_2021.json").read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_file(FOLDER / "hdi_2021.yaml").rules


@pytest.fixture(scope="module")
def assessed(published: Any, rules: RuleSet) -> list[Assessment]:
    names = published["criteria"]
    countries = [
        Application(key, key, {name: FiledValue(value) for name, value in zip(names, row, strict=True)})
        for key, row in zip(published["ids"], published["matrix"], strict=True)
    ]
    assert len(countries) == 191
    return assess_all(countries, rules, date(2021, 12, 31))


def test_every_value_is_the_published_one(published: Any, rules: RuleSet, assessed: list[Assessment]) -> None:
    expected = dict(zip(published["ids"], published["expected_scores"], strict=True))
    assert {each.id: each.total * rules.precision for each in assessed} == expected


def test_every_rank_is_the_published_one(published: Any, assessed: list[Assessment]) -> None:
    expected = dict(zip(published["ids"], published["expected_ranks"], strict=True))
    ranks = competition_rank([Fraction(each.total) for each in assessed])
    assert {each.id: place for each, place in zip(assessed, ranks, strict=True)} == expected


def test_the_dimensions_stay_between_the_goalposts(rules: RuleSet, assessed: list[Assessment]) -> None:
    most = 1 / rules.precision
    assert all(0 <= units <= most for each in assessed for units in each.dimensions.values())
    assert any(each.dimensions["income"] == most for each in assessed)  # capped, as the note says
