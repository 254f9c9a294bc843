"""Other weights over a score table: against exact ratios by row, and the program under a draft."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.analysis.what_if import Trials, trials_of
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.rules.loading import LoadedRules, load_rules
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.scored_year import score_filed
from tests.properties import examples

SOURCE = {"document": "judgement"}
STEPS = {"few": [(None, 10, 0), (10, 20, 6), (20, None, 12)], "many": [(None, 5, 2), (5, None, 8)]}


def rules_with(first: int = 12, second: int = 8, third: int = 8) -> LoadedRules:
    """Return rules of three criteria in steps, whose points are the given weights' share of 12, 8 and 8."""

    def bands(steps: list[tuple[int | None, int | None, int]], share: Fraction) -> list[dict[str, Any]]:
        return [
            {
                **({} if low is None else {"from": low}),
                **({} if high is None else {"below": high}),
                "points": str(Decimal(points * share.numerator) / share.denominator),
            }
            for low, high, points in steps
        ]

    def criterion(field: str, weight: int, of: int, steps: list[Any]) -> dict[str, Any]:
        share = Fraction(weight, of)
        made = {"indicator": field, "maximum": weight, "method": "bands", "source": SOURCE}
        return {**made, "bands": bands(steps, share)}

    text = {
        "id": "tried",
        "version": "1",
        "valid_from": date(2016, 1, 1),
        "name": {"zh": "虚构", "en": "fictional"},
        "sources": {"judgement": {"zh": "虚构", "en": "fictional"}},
        "identifier": {"field": "code", "kind": "free_text"},
        "name_field": "name",
        "precision": Decimal("0.25"),
        "fields": {
            "code": {"type": "identifier", "zh": "代码", "en": "Code"},
            "name": {"type": "text", "zh": "名称", "en": "Name"},
            **{key: {"type": "number", "zh": key, "en": key, "minimum": 0} for key in ("a", "b", "c")},
        },
        "dimensions": {
            "first": {
                "zh": "一",
                "en": "First",
                "maximum": first,
                "criteria": {
                    "one": criterion("a", first, 12, STEPS["few"]),
                    "two": {**criterion("b", second, 8, STEPS["many"]), "bonus": True},
                },
            },
            "second": {
                "zh": "二",
                "en": "Second",
                "maximum": third,
                "criteria": {"three": criterion("c", third, 8, [(None, 7, 2), (7, None, 8)])},
            },
        },
        "ties": [{"by": "code", "order": "ascending"}],
        "pool": {"capacity": 6, "enter_rank": 5, "stay_rank": 8, "reserve": 2},
    }
    dumped = yaml.safe_dump(_plain(text), allow_unicode=True)
    return load_rules(dumped.encode(), "tried.yaml")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


CUTOFF = date(2017, 12, 31)
CODES = [f"F{number:03}" for number in range(130)]
MEMBERS = frozenset(CODES[::9])


def applications() -> list[Application]:
    chance = random.Random(7)
    made = []
    for code in CODES:
        row = {key: FiledValue(Decimal(chance.randint(0, 25))) for key in ("a", "b", "c")}
        made.append(Application(code, code, {"code": FiledValue(code), "name": FiledValue(code), **row}))
    return made


def scored(loaded: LoadedRules) -> ScoreTable:
    return score_filed(FiledColumns.of(applications(), loaded.rules), loaded, 2017, CUTOFF).table


def over(loaded: LoadedRules) -> Trials:
    return trials_of(scored(loaded), loaded.rules, MEMBERS, {})


def test_the_weights_of_the_rules_give_the_score_table_and_its_proposal() -> None:
    loaded = rules_with()
    table, trials = scored(loaded), over(loaded)
    found = trials.tried({})
    lines = {line.id: line for line in table.lines}
    assert found.totals.tolist() == [lines[key].total for key in found.ids]
    assert found.places.tolist() == [lines[key].rank for key in found.ids]
    proposed = propose(candidates_of(table, loaded.rules), dict.fromkeys(MEMBERS, ""), loaded.rules.pool)
    inside = {key for key, is_in in zip(found.ids, found.inside.tolist(), strict=True) if is_in}
    assert inside == {line.id for line in proposed if line.in_pool} and len(inside) == 6


WEIGHTS = [(18, 4, 8), (6, 16, 12), (24, 8, 2), (1, 2, 3)]


@pytest.mark.parametrize(("first", "second", "third"), WEIGHTS)
def test_the_program_gives_the_same_totals_under_a_draft_with_these_weights(
    first: int, second: int, third: int
) -> None:
    """Points in steps are whole under these weights; the cap of a dimension moves with its criteria."""
    draft = rules_with(first, second, third)
    truth = {line.id: line for line in scored(draft).lines}
    weights = {"one": Decimal(first), "two": Decimal(second), "three": Decimal(third)}
    found = over(rules_with()).tried(weights)
    assert dict(zip(found.ids, found.totals.tolist(), strict=True)) == {
        key: line.total for key, line in truth.items()
    }
    sums = [sum(line.criteria.values()) for line in truth.values()]
    assert sums != [line.total for line in truth.values()], "the cap bites"


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.decimals(0, 30, places=2), min_size=3, max_size=3))
def test_totals_are_those_of_exact_ratios(three: list[Decimal]) -> None:
    loaded, trials = rules_with(), over(rules_with())
    weights = dict(zip(("one", "two", "three"), three, strict=True))
    step = Fraction(1, 4)

    def half_up(points: Fraction) -> Fraction:
        return (points / step + Fraction(1, 2)) // 1 * step

    own = {"one": 12, "two": 8, "three": 8}
    lines = {line.id: line for line in scored(loaded).lines}
    for key, total in zip(trials.ids, trials.totals(weights).tolist(), strict=True):
        units = lines[key].criteria
        points = {name: half_up(units[name] * step * Fraction(weights[name]) / own[name]) for name in own}
        cap = half_up(Fraction(weights["one"]))
        assert total * step == min(points["one"] + points["two"], cap) + min(
            points["three"], half_up(Fraction(weights["three"]))
        )


def test_another_number_of_places_is_that_of_the_policy() -> None:
    loaded = rules_with()
    policy = loaded.rules.pool.model_copy(update={"capacity": 9, "enter_rank": 9, "stay_rank": 9})
    found = over(loaded).tried({}, policy)
    assert sorted(found.places[found.inside].tolist()) == list(range(1, 10))
