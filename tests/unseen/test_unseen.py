"""A standard that the language was not made for, written down without a change of code."""

from __future__ import annotations

from pathlib import Path

from cultivation.core.rules.loading import load_file
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import read_cases
from cultivation.core.scoring.coverage import untried
from cultivation.core.wording.rule_page import markdown, rule_page

FOLDER = Path(__file__).parent
RULES = load_file(FOLDER / "canada_skilled_worker.yaml").rules
CASES = read_cases((FOLDER / "canada_skilled_worker_cases.yaml").read_bytes(), "cases")


def test_it_scores_its_cases_at_every_edge() -> None:
    done = run_cases(CASES, RULES)
    assert {each.name: each.differences for each in done if not each.ok} == {}
    assert untried([each.applications for each in done], RULES, CASES.cutoff) == []


def test_it_reads_as_the_regulations_do() -> None:
    page = markdown(rule_page(RULES))
    assert "| Age 12 | Age | 12 | Age < 18: 0<br>otherwise: 35 years: 12; 47 years: 0; straight lines" in page
    assert "- To pass: at least 67 points." in page
    assert RULES.maximum == 100
