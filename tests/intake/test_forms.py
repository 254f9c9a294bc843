from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.applications.received import Received

from .books import CODES, NAME, book

VALUES = {
    "统一社会信用代码": CODES[0],
    "企业名称": NAME,
    "所属区镇": "北区",
    "研发机构级别": "国家级",
    "成立日期": "2009年5月5日",
    "营业收入（万元）": 100,
    "上年度营业收入（万元）": None,
    "职工总数（人）": 20,
    "研发投入占比（%）": 4,
    "发明专利（件）": 3,
    "重点项目": "是",
}


def check(result: Received) -> None:
    assert (len(result.applications), result.findings, result.rejected) == (1, (), 0)
    values = {key: value.value for key, value in result.applications[0].values.items()}
    assert (values["revenue"], values["revenue_previous"], values["rd_share"]) == (100, None, Decimal("0.04"))
    assert (values["zone"], values["key_project"]) == ("north", True)


def test_values_to_the_right(small: RuleSet) -> None:
    cells: dict[str, Any] = {"A1": "申报表"}
    for row, (label, value) in enumerate(VALUES.items(), 2):
        cells |= {f"A{row}": f"{row - 1}、{label}：", f"B{row}": value}
    check(read_workbook(book(cells), "x.xlsx", small))


def test_two_pairs_a_row_across_merged_cells(small: RuleSet) -> None:
    cells: dict[str, Any] = {"A1": "申报表（金额单位：万元）"}
    merged = ["A1:F1"]
    for place, (label, value) in enumerate(VALUES.items()):
        row, (left, right) = 2 + place // 2, (("A", "B"), ("D", "E"))[place % 2]
        cells |= {f"{left}{row}": label, f"{right}{row}": value}
        merged.append(f"{right}{row}:{chr(ord(right) + 1)}{row}")
    result = read_workbook(book(cells, merged), "x.xlsx", small)
    check(result)
    assert result.applications[0].values["enterprise_name"].cell == "E2"


def test_values_below(small: RuleSet) -> None:
    cells: dict[str, Any] = {}
    for place, (label, value) in enumerate(VALUES.items()):
        column, row = "ABC"[place % 3], 1 + 3 * (place // 3)
        cells |= {f"{column}{row}": label, f"{column}{row + 1}": value}
    check(read_workbook(book(cells), "x.xlsx", small))


def test_labels_in_two_languages_and_units_in_cells_of_their_own(small: RuleSet) -> None:
    cells: dict[str, Any] = {}
    for row, (label, value) in enumerate(VALUES.items(), 1):
        cells |= {f"A{row}": label.split("（")[0], f"C{row}": value}
    cells |= {"B1": "Unified social credit code", "B2": "Enterprise"}
    cells |= {f"B{row}": unit for row, unit in ((6, "元"), (7, "万元"), (8, "人"), (9, "%"), (10, "件"))}
    for row in (3, 4, 5, 11):
        cells[f"B{row}"] = cells.pop(f"C{row}")
    result = read_workbook(book(cells), "x.xlsx", small)
    assert [finding.code for finding in result.findings] == ["unit_converted"]
    assert result.applications[0].values["revenue"].value == Decimal("0.01")
    assert result.applications[0].values["revenue"].cell == "C6"


def test_what_a_form_lacks(small: RuleSet) -> None:
    cells: dict[str, Any] = {}
    for row, (label, value) in enumerate(list(VALUES.items())[:7], 1):
        cells |= {f"A{row}": label, f"B{row}": value}
    cells["B2"] = None
    result = read_workbook(book(cells), "x.xlsx", small)
    assert (result.applications, result.rejected) == ((), 1)
    found = {(finding.code, finding.field, finding.cell) for finding in result.findings}
    assert found == {
        ("column_missing", "staff", ""),
        ("column_missing", "rd_share", ""),
        ("blank_as_zero", "patents", ""),
        ("blank_as_no", "key_project", ""),
        ("value_missing", "enterprise_name", "B2"),
    }


@pytest.mark.parametrize("again", ["C20", "A20"])
def test_a_label_without_a_value_is_a_title(small: RuleSet, again: str) -> None:
    cells: dict[str, Any] = {again: "企业名称"}
    for row, (label, value) in enumerate(VALUES.items(), 1):
        cells |= {f"A{row}": label, f"B{row}": value}
    check(read_workbook(book(cells), "x.xlsx", small))


def test_an_empty_form(small: RuleSet) -> None:
    cells = {f"A{row}": label for row, label in enumerate(VALUES, 1)}
    result = read_workbook(book(cells), "x.xlsx", small)
    assert [finding.code for finding in result.findings] == ["no_rows"]


@pytest.mark.parametrize("figure", ["10000", "1000", "１００００", " 10000 "])
def test_digits_beside_a_label_are_a_figure_and_no_unit(small: RuleSet, figure: str) -> None:
    """In a heading "10000" is what figures are multiples of; alone in a cell of texts it is the figure."""
    cells: dict[str, Any] = {"A1": "申报表"}
    for row, (label, value) in enumerate({**VALUES, "营业收入（万元）": figure}.items(), 2):
        cells |= {f"A{row}": label, f"B{row}": value}
    (application,) = read_workbook(book(cells), "x.xlsx", small).applications
    assert application.values["revenue"].value == Decimal(figure.strip())
