"""The workbooks that ship are read whole, but for the mistakes that were put into them."""

from __future__ import annotations

from collections import Counter

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.resources import shipped

from .books import rows_book

KUNSHAN = sorted((shipped("sample_data") / "kunshan").glob("*/*.xlsx"))
PANEL = sorted((shipped("sample_data") / "patents_panel").glob("*.xlsx"))


@pytest.mark.parametrize("path", PANEL, ids=lambda path: path.stem)
def test_the_panel(panel: RuleSet, path: object) -> None:
    result = read_workbook(path.read_bytes(), path.name, panel)  # type: ignore[attr-defined]
    assert (len(result.applications), result.findings, result.rejected) == (181, (), 0)


def test_kunshan(kunshan: RuleSet) -> None:
    errors: Counter[str] = Counter()
    for path in KUNSHAN:
        result = read_workbook(path.read_bytes(), path.name, kunshan)
        found = [finding.code for finding in result.findings if finding.is_error]
        assert result.applications
        assert result.rejected == len(found)
        errors.update(found)
    assert errors == {
        "not_a_number": 1,
        "value_pending": 2,
        "credit_code_invalid": 3,
        "value_missing": 1,
        "not_a_choice": 1,
        "not_a_date": 1,
    }


@pytest.mark.slow
def test_2000_enterprises_are_read(kunshan: RuleSet) -> None:
    from stdnum.cn import uscc

    from .test_template import answer

    headers = [rule.zh for rule in kunshan.fields.values()] + [f"其他{number}" for number in range(5)]
    filed = [answer(kunshan, key, rule, "zh") for key, rule in kunshan.fields.items()] + [1.5] * 5
    rows = [headers]
    for number in range(2000):
        head = f"91320583{number:09d}"
        row = [head + uscc.calc_check_digit(head), f"示例{number}", *filed[2:]]
        row[5:7] = [f"工业机器人{number}、夹具{number}", f"减速器{number}"]
        rows.append(row)
    content = rows_book(rows)
    read_workbook(rows_book(rows[:2]), "warm.xlsx", kunshan)
    result = read_workbook(content, "x.xlsx", kunshan)
    assert (len(result.applications), result.rejected) == (2000, 0)
