"""Makes one small workbook for each finding code: `python -m tests.errors.make_errors`.

Each is the same summary of two enterprises with one thing changed. The same script writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent
SHEET = "汇总表"
Content = str | int | float | bool | date | None

HEADERS = (
    "统一社会信用代码",
    "企业名称",
    "所属区镇",
    "研发机构级别",
    "成立日期",
    "营业收入（万元）",
    "职工总数（人）",
    "研发投入占比（%）",
    "发明专利（件）",
    "重点项目",
)
FIRST = (
    "91320583001000003G",
    "示例甲有限公司（虚构）",
    "北区",
    "国家级",
    date(2009, 5, 5),
    1234.5,
    120,
    4.2,
    3,
    "是",
)
SECOND = ("91320583001000011B", "示例乙有限公司（虚构）", "南区", "无", date(2011, 3, 1), 800, 35, 6, 1, "否")
FORMULA, DIVISION = "=F4/1", "#DIV/0!"


@dataclass(frozen=True)
class Case:
    """Where the finding must be, and which cells differ from the summary without mistakes."""

    cell: str
    changes: Mapping[str, Content] = field(default_factory=dict)


CASES: dict[str, Case] = {
    "no_table_found": Case("", {f"{column}{row}": None for column in "ABCDEFGHIJ" for row in (2, 3, 4)}),
    "sheet_not_read": Case(
        "", {"附表!A1": "单位", "附表!B1": "情况", "附表!A2": "示例丙", "附表!B2": "良好"}
    ),
    "no_rows": Case("", {f"{column}{row}": None for column in "ABCDEFGHIJ" for row in (3, 4)}),
    "column_missing": Case("", {"G2": None, "G3": None, "G4": None}),
    "column_twice": Case("K2", {"K2": "信用代码", "K3": "91320583001000003G"}),
    "column_unknown": Case("K2", {"K2": "是否上市", "K3": "否"}),
    "unit_unknown": Case("F2", {"F2": "营业收入（万美元）"}),
    "unit_converted": Case("F2", {"F2": "营业收入（亿元）", "F3": 0.12345, "F4": 0.08}),
    "value_missing": Case("G3", {"G3": None}),
    "blank_as_zero": Case("I4", {"I4": None}),
    "blank_as_no": Case("J4", {"J4": "—"}),
    "not_a_number": Case("F3", {"F3": "待定"}),
    "not_whole": Case("G4", {"G4": 35.5}),
    "below_minimum": Case("F4", {"F4": -800}),
    "above_maximum": Case("H3", {"H3": 420}),
    "not_a_date": Case("E3", {"E3": "2009年5月"}),
    "not_yes_or_no": Case("J3", {"J3": "省级"}),
    "not_a_choice": Case("D3", {"D3": "部级"}),
    "choice_unlisted": Case("C4", {"C4": "西区"}),
    "formula_without_value": Case("F3", {"F3": FORMULA}),
    "error_value": Case("H4", {"H4": DIVISION}),
    "credit_code_invalid": Case("A3", {"A3": "913205830010000031"}),
    "credit_code_as_number": Case("A4", {"A4": 913205830010000114}),
    "filed_twice": Case("A4", {"A4": "91320583001000003G"}),
}
UNREADABLE = b"This is a text that somebody named .xlsx.\n"


def make_errors(folder: Path) -> None:
    """Write the workbooks."""
    (folder / "unreadable_file.xlsx").write_bytes(UNREADABLE)
    for code, case in CASES.items():
        (folder / f"{code}.xlsx").write_bytes(workbook(case.changes))


def workbook(changes: Mapping[str, Content]) -> bytes:
    """Return the summary with the changes."""
    cells: dict[str, Content] = {"A1": "申报汇总表（示例，企业均为虚构）"}
    for row, values in enumerate((HEADERS, FIRST, SECOND), 2):
        cells |= {f"{column}{row}": value for column, value in zip("ABCDEFGHIJ", values, strict=True)}
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(2016, 11, 14)})
    sheet = book.add_worksheet(SHEET)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, value in {**cells, **changes}.items():
        name, _mark, address = place.rpartition("!")
        _write(
            (book.get_worksheet_by_name(name) or book.add_worksheet(name)) if name else sheet,
            address,
            value,
            day,
        )
    book.close()
    return content.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, address: str, value: Content, day: xlsxwriter.format.Format
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(address, datetime(value.year, value.month, value.day), day)
    elif value == FORMULA:
        sheet.write_formula(address, FORMULA, None, "")
    elif value == DIVISION:
        sheet.write_formula(address, "=1/0", None, DIVISION)
    elif value is not None:
        sheet.write(address, value)


if __name__ == "__main__":
    make_errors(FOLDER)
