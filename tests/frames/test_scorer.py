"""A rule set as an estimator: scikit-learn's own checks, and the digits of the program."""

from __future__ import annotations

import pickle
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from cultivation.frames import RuleSetScorer, WorkspaceFrames
from tests.frames.many_figures import many_figures
from tests.queries.town import RULES

NOT_APPLIED = {"check_array_api_input": "SCIPY_ARRAY_API"}  # a setting of scipy's, not of this estimator
RELATIVE = (
    '  rd_ratio: {formula: rd / revenue, unit: "%", zh: 研发投入占比, en: R&D ratio}',
    "  rd_ratio: {formula: rd / highest(rd), zh: 与最高值之比, en: Share of the highest}",
)


class OfAnyWidth(RuleSetScorer):
    """An array has no names. Only here does one of any width stand for the first figures of the rule set."""

    def _names_of(self, width: int) -> list[str]:
        return [f"f{place}" for place in range(width)]


@pytest.mark.filterwarnings("ignore")  # of checks that are skipped, which are named below
def test_it_passes_the_checks_of_scikit_learn() -> None:
    checked = check_estimator(OfAnyWidth(many_figures()), on_fail=None, on_skip=None)
    told = {each["check_name"]: str(each["exception"]) for each in checked if each["status"] != "passed"}
    assert told.keys() == NOT_APPLIED.keys()
    assert all(reason in told[name] for name, reason in NOT_APPLIED.items())
    assert Counter(each["status"] for each in checked)["passed"] >= 40


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "floats"])
def test_it_gives_the_scores_on_record(workspace: WorkspaceFrames, exact: bool) -> None:
    for number in (2016, 2017):
        year = workspace.year(number)
        filed, recorded = year.applications(exact), year.scores(exact=True)
        scorer = year.scorer().fit(filed)
        again = scorer.scores(filed, exact=True)
        pd.testing.assert_frame_equal(again, recorded, check_like=True)
        points = scorer.set_output(transform="pandas").transform(filed)
        assert points.columns.tolist() == ["rd_ratio", "patents", "total"]
        told = points.map(lambda value: Decimal(repr(float(value))))
        assert (told["total"] == recorded["total"].loc[told.index]).all()
        assert (told[["rd_ratio", "patents"]] == year.points(exact=True).loc[told.index]).all(axis=None)


def test_a_workbook_that_pandas_reads_gets_the_scores_on_record(
    workspace: WorkspaceFrames, tmp_path: Path
) -> None:
    """An analyst's own workbook goes through openpyxl, which pandas reads it by: the digits are the same."""
    year = workspace.year(2016)
    filed, file = year.applications(), tmp_path / "filed.xlsx"
    filed.to_excel(file, engine="openpyxl")
    read = pd.read_excel(file, engine="openpyxl", index_col=0)
    scorer = year.scorer().fit(read)
    assert scorer.scores(read, exact=True)["total"].tolist() == year.scores(exact=True)["total"].tolist()


def test_sums_are_those_done_by_hand() -> None:
    """A third of 1,000 is a third, not 0.333; in floats 0.1 + 0.2 is 0.3 of a unit."""
    given = pd.DataFrame(
        {
            "revenue": [Fraction(1000, 3), 3.0, 1000],
            "rd": [Fraction(20, 3), 0.1 + 0.2, Decimal("60.005")],
            "patents": [1, 20.0, 3],
            "accident": [False, "no", True],
        },
        index=["A", "B", "C"],
    )
    scorer = RuleSetScorer(RULES).fit(given)
    assert scorer.transform(given).tolist() == [[12.0, 2.0, 14.0], [60.0, 40.0, 100.0], [36.0, 6.0, 42.0]]
    assert scorer.scores(given)["gates_failed"].to_dict() == {"A": "", "B": "size", "C": "accident"}


def test_all_that_cannot_be_read_is_told_in_one_go() -> None:
    given = pd.DataFrame(
        {"revenue": [1, np.inf], "rd": ["much", 2], "patents": [None, 2], "accident": ["maybe", False]},
        ["A", "B"],
    )
    with pytest.raises(ValueError, match="not a number") as told:
        RuleSetScorer(RULES).fit(given)
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == [
        *("A, rd", "A, patents", "A, accident", "B, revenue"),
    ]
    with pytest.raises(ValueError, match=r"own code.*: A$"):
        RuleSetScorer(RULES).fit(given.set_axis(["A", "A"]))
    with pytest.raises(ValueError, match="cut-off"):
        RuleSetScorer("hnte_2016").fit(given)


@pytest.fixture(scope="module")
def relative(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return rules under which each is measured by the highest of all, who has 0.10 and so full points."""
    text = RULES.read_text("utf-8")
    assert RELATIVE[0] in text
    path = tmp_path_factory.mktemp("rules") / "relative.yaml"
    path.write_text(text.replace(*RELATIVE).replace("[0.10, 60]", "[1, 60]"), encoding="utf-8")
    return path


def test_under_rules_that_compare_a_row_stands_beside_the_cohort(relative: Path) -> None:
    given = pd.DataFrame({"revenue": 1000, "rd": [50, 100], "patents": 10, "accident": False}, ["A", "B"])
    scorer = RuleSetScorer(relative).fit(given)
    assert scorer.transform(given)[:, 0].tolist() == [30.0, 60.0]
    assert scorer.transform(given.loc[["A"]])[:, 0].tolist() == [30.0]  # not the highest of itself alone
    more = given.assign(rd=[25, 200]).set_axis(["C", "D"])
    assert scorer.transform(more)[:, 0].tolist() == [15.0, 60.0]
    assert scorer.transform(given.assign(rd=[25, 25]))[:, 0].tolist() == [15.0, 30.0]  # B in place of B
    array = given.assign(accident=0)[["revenue", "rd", "patents"]]
    numbered = array.reset_index(drop=True).assign(accident=False)
    by_place = RuleSetScorer(relative).fit(numbered)
    assert by_place.transform(numbered.iloc[::-1].reset_index(drop=True))[:, 0].tolist() == [60.0, 30.0]


def test_it_stands_in_pipelines_and_can_be_sent_to_other_processes(workspace: WorkspaceFrames) -> None:
    drawn = np.random.default_rng(1)
    given = pd.DataFrame(
        {
            "revenue": 1000,
            "rd": drawn.integers(0, 100, 60),
            "patents": drawn.integers(0, 20, 60),
            "accident": False,
        }
    )
    outcome = given["rd"] * 0.6 + given["patents"] * 2 > 50
    pipeline = make_pipeline(RuleSetScorer(RULES), LogisticRegression(max_iter=5000))
    assert cross_validate(pipeline, given, outcome, cv=3)["test_score"].mean() > 0.9
    scorer = RuleSetScorer(RULES).fit(given)
    assert pickle.loads(pickle.dumps(scorer)).transform(given).tolist() == scorer.transform(given).tolist()
    assert clone(scorer).get_params()["rules"] == RULES
