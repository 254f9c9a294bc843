from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.applications.received import Received

from .books import CODES, NAME, book, rows_book

HEADERS = [
    "信用代码",
    "企业名称",
    "所属区镇",
    "研发机构级别",
    "成立日期",
    "营业收入（万元）",
    "职工总数",
    "研发投入占比（%）",
]
ROW = [CODES[0], NAME, "北区", "无", "2009-05-05", 100, 20, 4]
OTHER = [CODES[1], "示例乙有限公司（虚构）", "南区", "无", "2010-01-01", 50, 9, 5]
NOTES = {"blank_as_zero", "blank_as_no"}  # of the two columns that these tables leave out


def received(rules: RuleSet, *rows: list[Any]) -> Received:
    return read_workbook(rows_book(rows), "x.xlsx", rules)


def codes(result: Received) -> list[str]:
    return [finding.code for finding in result.findings if finding.code not in NOTES]


def value(result: Received, key: str) -> Any:
    return result.applications[0].values[key].value


def test_title_rows_notes_totals_and_empty_rows_are_no_enterprises(small: RuleSet) -> None:
    result = received(
        small,
        ["2016年申报汇总表"],
        [],
        ["填报单位：示例局", None, None, "金额单位：万元"],
        ["序号", *HEADERS, "备注"],
        [1, *ROW],
        [2],
        ["小计", None, None, None, None, None, 100, 20],
        ["序号", *HEADERS, "备注"],
        [3, *OTHER, "齐全"],
        ["合 计", None, None, None, None, None, 150, 29],
        ["注：1. 以审计报告为准。"],
        ["填表人：张样", None, None, None, None, "审核人：李样"],
    )
    assert [application.id for application in result.applications] == list(CODES)
    assert (codes(result), result.rejected) == ([], 0)
    assert result.applications[1].values["revenue"].cell == "G9"


def test_a_total_in_the_name_column(small: RuleSet) -> None:
    result = received(small, HEADERS, ROW, [None, "合计", None, None, None, 100, 20])
    assert (len(result.applications), result.rejected) == (1, 0)


def test_groups_over_merged_cells(small: RuleSet) -> None:
    cells = {
        **{f"{column}1": header for column, header in zip("ABCDE", HEADERS, strict=False)},
        "F1": "营业收入（亿元）",
        "H1": "人员",
        "F2": "本年度",
        "G2": "上年度",
        "H2": "职工总数",
        "I1": "研发投入占比（%）",
        **{f"{column}3": item for column, item in zip("ABCDE", ROW, strict=False)},
        **{"F3": 1.5, "G3": 1.25, "H3": 20, "I3": 4},
    }
    merged = [f"{column}1:{column}2" for column in "ABCDEI"] + ["F1:G1"]
    result = read_workbook(book(cells, merged), "x.xlsx", small)
    assert codes(result) == ["unit_converted", "unit_converted"]
    assert (value(result, "revenue"), value(result, "revenue_previous")) == (15000, 12500)
    assert value(result, "staff") == 20


@pytest.mark.parametrize(
    "header",
    [
        "营业收入（元）",
        "营业收入(元)",
        "营业收入[元]",
        "Revenue, 元",
        "营业收入/元",
        "营业收入\n（元）",
        "2. 营业收入（单位：元）",
    ],
)
def test_units_in_headers(small: RuleSet, header: str) -> None:
    result = received(small, [*HEADERS[:5], header, *HEADERS[6:]], [*ROW[:5], 1234567, *ROW[6:]])
    assert codes(result) == ["unit_converted"]
    filed = result.applications[0].values["revenue"]
    assert (filed.value, filed.text) == (Decimal("123.4567"), "1234567")


@pytest.mark.parametrize(
    "above", [["单位：元"], ["", "", "（单位：元、人）"], ["（金额单位：元）"], ["Unit: yuan"]]
)
def test_units_above_the_table(small: RuleSet, above: list[str]) -> None:
    result = received(small, above, [*HEADERS[:5], "营业收入", *HEADERS[6:]], ROW)
    assert codes(result) == ["unit_converted"]
    assert value(result, "revenue") == Decimal("0.01")
    assert value(result, "staff") == 20


@pytest.mark.parametrize("above", ["金额单位：万美元", "财务数据（美元）"])
def test_foreign_money_is_refused(small: RuleSet, above: str) -> None:
    headers = [*HEADERS[:5], "营业收入", *HEADERS[6:]]
    result = received(small, ["", "", "", "", "", above], headers, ROW)
    assert (codes(result), result.rejected) == (["unit_unknown"], 1)


def test_a_row_of_units(small: RuleSet) -> None:
    headers = [header.split("（")[0] for header in HEADERS]
    result = received(small, headers, ["", "", "", "", "", "元", "人", "%"], ROW)
    assert codes(result) == ["unit_converted"]
    assert (value(result, "revenue"), value(result, "rd_share")) == (Decimal("0.01"), Decimal("0.04"))


def test_per_cent_cells_hold_ratios(small: RuleSet) -> None:
    cells = {f"{column}1": header for column, header in zip("ABCDEFGH", HEADERS, strict=True)}
    cells |= {f"{column}2": item for column, item in zip("ABCDEFGH", [*ROW[:7], 0.042], strict=True)}
    result = read_workbook(book(cells, formats={"H2": "0.00%"}), "x.xlsx", small)
    assert value(result, "rd_share") == Decimal("0.042")


def test_a_cell_merged_over_rows_counts_for_each(small: RuleSet) -> None:
    cells = {f"{column}1": header for column, header in zip("ABCDEFGH", HEADERS, strict=True)}
    for line, row in ((2, ROW), (3, [*OTHER[:2], None, *OTHER[3:]])):
        cells |= {f"{column}{line}": item for column, item in zip("ABCDEFGH", row, strict=True)}
    result = read_workbook(book(cells, ["C2:C3"]), "x.xlsx", small)
    zones = [application.values["zone"] for application in result.applications]
    assert [(zone.value, zone.cell) for zone in zones] == [("north", "C2"), ("north", "C2")]


def test_a_ratio_of_two_fields_is_neither_of_them(small: RuleSet) -> None:
    result = received(small, [*HEADERS, "营业收入/职工总数"], [*ROW, 5])
    assert codes(result) == ["column_unknown"]


def test_all_that_is_wrong_is_told_in_one_go(small: RuleSet) -> None:
    row = ["1", "", "西区", "部级", "昨天", "很多", 0.5, 400]
    result = received(small, [*HEADERS, "营业收入（万元）"], row, OTHER)
    assert (result.applications, result.rejected) == ((), 2)
    assert codes(result) == [
        "column_twice",
        "credit_code_invalid",
        "value_missing",
        "choice_unlisted",
        "not_a_choice",
        "not_a_date",
        "not_a_number",
        "not_whole",
        "above_maximum",
    ]
    assert [finding.cell for finding in result.findings][-8:] == [f"{column}2" for column in "ABCDEFGH"]


def test_the_text_as_filed_is_kept_only_where_it_differs(small: RuleSet) -> None:
    result = received(small, HEADERS, [*ROW[:5], "1,000", 20, 4])
    values = result.applications[0].values
    assert (values["revenue"].text, values["zone"].text) == ("1,000", "北区")
    assert (values["credit_code"].text, values["established_on"].text, values["staff"].text) == ("", "", "")


def test_several_sheets_and_twins(small: RuleSet) -> None:
    from openpyxl import Workbook

    from .books import saved

    workbook = Workbook()
    for title, state in (("甲", "visible"), ("乙", "hidden")):
        sheet = workbook.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(HEADERS)
        sheet.append(ROW)
    result = read_workbook(saved(workbook), "x.xlsx", small)
    assert (len(result.applications), result.rejected, codes(result)) == (1, 0, ["sheet_hidden"])
    for sheet in workbook.worksheets:
        sheet.sheet_state = "visible"
    result = read_workbook(saved(workbook), "x.xlsx", small)
    assert (len(result.applications), result.rejected, codes(result)) == (0, 2, ["filed_twice"])
    twice = result.findings[-1]
    assert (twice.sheet, twice.cell, twice.details["first"]) == ("乙", "A2", "甲!A2")


def test_a_lone_sheet_called_findings_is_the_applicants(small: RuleSet) -> None:
    cells = {f"{letter}1": text for letter, text in zip("ABCDEFGH", HEADERS, strict=True)}
    cells |= {f"{letter}2": value for letter, value in zip("ABCDEFGH", ROW, strict=True)}
    result = read_workbook(book(cells, title="问题清单"), "x.xlsx", small)
    assert len(result.applications) == 1


def test_a_value_seen_from_a_merged_neighbour_is_no_per_cent(small: RuleSet) -> None:
    """All of the column is shown as per cent, but one value is seen from a plain cell to its left."""
    cells = {f"{letter}1": text for letter, text in zip("ABCDEFGH", HEADERS, strict=True)}
    cells |= {f"{letter}2": value for letter, value in zip("ABCDEFGH", ROW, strict=True)}
    cells |= {f"{letter}3": value for letter, value in zip("ABCDEFGH", OTHER, strict=True)}
    cells["H2"], cells["G3"] = 0.05, 15
    del cells["H3"]
    result = read_workbook(book(cells, ["G3:H3"], {"H2": "0.00%", "H3": "0.00%"}), "x.xlsx", small)
    shares = [each.values["rd_share"].value for each in result.applications]
    assert shares == [Decimal("0.05"), Decimal("0.15")]


def test_a_note_left_of_a_code_is_a_note_whatever_stands_before_it(small: RuleSet) -> None:
    header = ["序号", "备注", *HEADERS]
    for first in ("/", "-", " ", None):
        result = received(small, header, [1, None, *ROW], [first, "注：此行作废", *OTHER])
        assert [each.id for each in result.applications] == [CODES[0]], first
