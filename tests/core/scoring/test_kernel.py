"""The kernel says what the exact assessment says, whatever the columns and however they are parted."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.canonical import exact_text
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.core.scoring.columns.kernel import Scored, decided, is_covered, read_parts, score_columns
from cultivation.core.scoring.columns.ranks import rank_columns
from cultivation.core.scoring.columns.screening import Screen
from cultivation.core.scoring.ranking import rank
from cultivation.resources import shipped
from tests.core.scoring.test_exactness import (
    CUTOFF,
    LAST_PLACE,
    application,
    firms,
    loaded,
    ratio_rules,
    rule_sets,
)
from tests.properties import examples


def texts_of(applications: Sequence[Application], rules: RuleSet) -> dict[str, list[str | None]]:
    keys = (*rules.fields, *rules.text_matches)
    return {
        key: [exact_text(each.values[key].value) if key in each.values else None for each in applications]
        for key in keys
    }


def scored(applications: Sequence[Application], rules: RuleSet) -> tuple[Scored, Scored]:
    """Return what the kernel alone says, and what it says with the open rows decided."""
    parts = read_parts(texts_of(applications, rules), rules, CUTOFF, len(applications))
    found = score_columns(parts, rules, len(applications))

    def assess(rows: Sequence[int]) -> list[Assessment]:
        by_id = {each.id: each for each in assess_all([applications[row] for row in rows], rules, CUTOFF)}
        return [by_id[applications[row].id] for row in rows]

    return found, decided(found, rules, assess)


def told(result: Scored, row: int) -> dict[str, Any]:
    return {
        "points": {key: int(units[row]) for key, units in result.points.items()},
        "dimensions": {key: int(units[row]) for key, units in result.dimensions.items()},
        "total": int(result.total[row]),
        "eligible": bool(result.eligible[row]),
    }


def truth(assessment: Assessment) -> dict[str, Any]:
    return {
        "points": dict(assessment.points),
        "dimensions": dict(assessment.dimensions),
        "total": assessment.total,
        "eligible": assessment.eligible,
    }


def check_places(applications: Sequence[Application], rules: RuleSet) -> None:
    texts = texts_of(applications, rules)
    screen = Screen(texts, rules.names, len(applications))
    for key, formula in rules.formulas.items():
        screen.compute(key, formula)
    _, result = scored(applications, rules)

    def assess(rows: Sequence[int]) -> list[Assessment]:
        return assess_all([applications[row] for row in rows], rules, CUTOFF)

    by_id = {each.id: row for row, each in enumerate(applications)}

    def in_order(rows: Sequence[int]) -> list[Assessment]:
        found = {by_id[each.id]: each for each in assess(rows)}
        return [found[row] for row in rows]

    places = rank_columns(result, screen.column(rules.ties[0].by), rules, in_order)
    ranked = [each for each in rank(assess_all(applications, rules, CUTOFF), rules) if each.rank]
    assert [applications[row].id for row in places.tolist()] == [each.assessment.id for each in ranked]


def check(applications: Sequence[Application], rules: RuleSet) -> Scored:
    exact = {each.id: truth(each) for each in assess_all(applications, rules, CUTOFF)}
    alone, result = scored(applications, rules)
    for row, each in enumerate(applications):
        if not alone.open[row]:
            assert told(alone, row) == exact[each.id]
        assert told(result, row) == exact[each.id]
    return alone


@settings(max_examples=examples(300))
@given(some.data())
def test_rows_on_every_edge_and_beside_it(data: some.DataObject) -> None:
    written = data.draw(rule_sets())
    for dimension in written["dimensions"].values():
        for criterion in dimension["criteria"].values():
            criterion["when_undefined"] = data.draw(some.sampled_from(["zero", "ineligible"]))
    rules = loaded(written)
    assert is_covered(rules)
    check([application(*each) for each in enumerate(data.draw(firms(written)))], rules)


@settings(max_examples=examples(200))
@given(some.data(), some.sampled_from(["f0", "ratio"]), some.sampled_from(["ascending", "descending"]))
def test_places_by_total_and_tie_chain(data: some.DataObject, by: str, order: str) -> None:
    written = data.draw(rule_sets())
    written["ties"] = [{"by": by, "order": order}, {"by": "code", "order": "ascending"}]
    written["dimensions"] = {key: written["dimensions"][key] for key in ("d0",)}
    rows = data.draw(firms(written)) * data.draw(some.integers(1, 3))
    applications = [application(*each) for each in enumerate(rows)]
    check_places(data.draw(some.permutations(applications)), loaded(written))


@settings(max_examples=examples(100))
@given(some.data(), some.randoms(use_true_random=False))
def test_parts_of_a_batch_say_what_the_whole_says(data: some.DataObject, chance: random.Random) -> None:
    written = data.draw(rule_sets())
    rules = loaded(written)
    applications = [application(*each) for each in enumerate(data.draw(firms(written)))]
    whole, _ = scored(applications, rules)
    order = chance.sample(range(len(applications)), len(applications))
    cut = chance.randint(0, len(order))
    for part in (order[:cut], order[cut:]):
        found, _ = scored([applications[row] for row in part], rules)
        for place, row in enumerate(part):
            assert (told(found, place), found.open[place]) == (told(whole, row), whole.open[row])


@pytest.mark.parametrize("beside", [-LAST_PLACE, Decimal(0), LAST_PLACE])
def test_a_ratio_that_a_float_cannot_tell_from_an_edge_is_left_open(beside: Decimal) -> None:
    written = ratio_rules()
    row = {"f0": Decimal(4_000_000) + beside, "f1": Decimal(100_000_000), "f2": Decimal(0)}
    alone = check([application(0, row)], loaded(written))
    assert alone.open.tolist() == [True]


def random_application(number: int, rules: RuleSet, chance: random.Random) -> Application:
    def text(key: str) -> str | None:
        kind = type_of(rules, key)
        match kind:
            case FieldType.NUMBER:
                return chance.choice(
                    [str(chance.randint(0, 300)), f"{chance.uniform(0, 1):.4f}", "0", "1000"]
                )
            case FieldType.INTEGER:
                return str(chance.randint(0, 60))
            case FieldType.DATE:
                return f"{chance.randint(1990, 2024)}-0{chance.randint(1, 9)}-15"
            case FieldType.YES_NO:
                return chance.choice(["yes", "no"])
            case FieldType.CHOICE:
                choices = (rules.fields.get(key) or rules.text_matches[key]).choices
                return chance.choice(list(rules.choices[choices or ""]))
        return f"{key}{number}"

    values: Mapping[str, FiledValue] = {
        key: FiledValue(
            None
            if may_be_blank(key, rules) and chance.random() < 0.1
            else typed_value(text(key), type_of(rules, key))
        )
        for key in (*rules.fields, *rules.text_matches)
    }
    return Application(f"{number:05}", f"企业{number}", values)


def may_be_blank(key: str, rules: RuleSet) -> bool:
    return key in rules.fields and rules.fields[key].blank == "unknown"


@pytest.mark.parametrize("path", sorted(shipped("scoring_rules").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_rule_sets(path: Any) -> None:
    rules = load_file(path).rules
    chance = random.Random(path.stem)
    check([random_application(number, rules, chance) for number in range(150)], rules)


def test_most_rows_of_a_covered_rule_set_need_no_exact_arithmetic() -> None:
    rules = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml").rules
    assert is_covered(rules)
    chance = random.Random(7)
    applications = [random_application(number, rules, chance) for number in range(300)]
    assert np.count_nonzero(check(applications, rules).open) < 60  # values that stand right on an edge
