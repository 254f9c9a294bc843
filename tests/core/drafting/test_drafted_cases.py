"""Drafted cases are a file of cases that the drafted rule set keeps to, and leave no edge untried."""

from __future__ import annotations

from datetime import date

import pytest

from cultivation.core.rules.loading import load_rules
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import read_cases
from cultivation.core.scoring.coverage import untried
from cultivation.core.wording.drafted_cases import draft_cases
from tests.intake.scoring_tables.make_tables import TABLES
from tests.intake.scoring_tables.test_drafts import drafted

DAY = date(2026, 1, 1)


@pytest.mark.parametrize("name", TABLES)
def test_no_edge_is_left_untried_and_all_holds(name: str) -> None:
    rules = load_rules(drafted(name).text.encode(), f"{name}.yaml").rules
    text = draft_cases(rules, DAY)
    file = read_cases(text.encode(), f"{name}.yaml")
    done = run_cases(file, rules)
    assert all(each.ok for each in done), [each.differences for each in done if not each.ok]
    assert untried([each.applications for each in done], rules, DAY) == []
    assert {each.criterion for each in file.edges} == set(rules.criteria)
    assert text.count("# TODO") == 1
