"""The waterfall adds up: beside sums done with fractions, for rule sets of every make."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.explanation.waterfall import waterfall
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreLine
from cultivation.core.scoring.totals import dimension_units, total_units
from cultivation.resources import shipped

RULE_SETS = sorted(shipped("scoring_rules").glob("*.yaml"))


@cache
def read(path: Path) -> RuleSet:
    return load_file(path).rules


def line_of(rules: RuleSet, points: dict[str, int]) -> ScoreLine:
    """Return a line with these points, and what the rules make of them."""
    dimensions = dimension_units(rules, points)
    total = total_units(rules, dimensions)
    stored = {} if rules.plain_sums else dimensions
    return ScoreLine("A", "A", True, (), total, 1, "", (), points, {}, (), stored)


@pytest.mark.parametrize("path", RULE_SETS, ids=lambda path: path.stem)
@given(data=st.data())
def test_every_step_begins_where_the_one_before_ends_and_the_last_ends_at_the_total(
    path: Path, data: st.DataObject
) -> None:
    rules = read(path)
    most = {
        key: int(Fraction(each.maximum) / Fraction(rules.precision)) for key, each in rules.criteria.items()
    }
    points = {key: data.draw(st.integers(0, units), label=key) for key, units in most.items()}
    line = line_of(rules, points)
    steps = waterfall(line, rules)
    at = Fraction(0)
    for step in steps:
        assert step.start * Fraction(rules.precision) == at
        at += step.units * Fraction(rules.precision)
    assert at == line.total * Fraction(rules.precision)
    own = {step.key: step for step in steps if step.maximum is not None}
    assert {key: step.units for key, step in own.items()} == points
    assert all(step.units + step.lost == most[key] for key, step in own.items())


def test_a_plain_sum_has_no_step_but_those_of_its_criteria(kunshan: RuleSet) -> None:
    line = line_of(kunshan, dict.fromkeys(kunshan.criteria, 100))
    assert [step.key for step in waterfall(line, kunshan)] == list(kunshan.criteria)
    assert line.total == 100 * len(kunshan.criteria)


def test_a_cap_is_a_step_of_its_own() -> None:
    rules = next(
        each
        for each in map(read, RULE_SETS)
        if any(
            sum(criterion.maximum for criterion in dimension.criteria.values()) > dimension.maximum
            and dimension.aggregate == "sum"
            for dimension in each.dimensions.values()
        )
    )
    most = {
        key: int(Fraction(each.maximum) / Fraction(rules.precision)) for key, each in rules.criteria.items()
    }
    steps = waterfall(line_of(rules, most), rules)
    caps = [step for step in steps if step.maximum is None]
    assert caps
    assert all(step.units < 0 and step.lost == 0 for step in caps)
