"""The score table by columns is, byte for byte, that of the exact assessment of single applications."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application
from cultivation.core.scoring.assessment import assess_all, undefined_findings
from cultivation.core.scoring.columns.lines import scored_lines
from cultivation.core.scoring.filed_columns import FiledColumns
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import score_table
from cultivation.resources import shipped
from tests.core.scoring.test_exactness import CUTOFF, application, firms, loaded, rule_sets, turned
from tests.core.scoring.test_kernel import random_application
from tests.properties import examples

SHIPPED = sorted(shipped("scoring_rules").glob("*.yaml"))


def check(applications: list[Application], rules: RuleSet) -> None:
    """Compare lines and findings, and that columns leave nothing to the exact assessment."""
    assessments = assess_all(applications, rules, CUTOFF)
    exact = score_table(rank(assessments, rules), rules, 2024, "", CUTOFF.isoformat())
    found = scored_lines(FiledColumns.of(applications, rules), rules, CUTOFF)
    assert found is not None
    lines, findings = found
    for line, true in zip(lines, exact.lines, strict=True):
        assert line == true
    assert findings == undefined_findings(assessments, rules)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rule_sets(path: Any) -> None:
    rules = load_file(path).rules
    chance = random.Random(path.stem)
    check([random_application(number, rules, chance) for number in range(120)], rules)


@settings(max_examples=examples(150))
@given(some.data(), some.sampled_from(["f0", "ratio"]), some.sampled_from(["ascending", "descending"]))
def test_random_rule_sets_on_every_edge(data: some.DataObject, by: str, order: str) -> None:
    written = data.draw(rule_sets())
    for dimension in written["dimensions"].values():
        for criterion in dimension["criteria"].values():
            criterion["when_undefined"] = data.draw(
                some.sampled_from(["zero", "ineligible", "median"] if "indicator" in criterion else ["zero"])
            )
    turned(data, written)
    parts = ["dimension:d0", "criterion:c0", "total:sum", by]
    ties = [{"by": data.draw(some.sampled_from(parts)), "order": order}, {"by": "code", "order": "ascending"}]
    written["ties"] = ties
    written["places"] = data.draw(some.sampled_from(["apart", "shared", "dense"]))
    rows = data.draw(firms(written)) * data.draw(some.integers(1, 3))
    check([application(*each) for each in enumerate(rows)], loaded(written))
