"""Makes one small workbook for each finding code: `python -m tests.errors.make_errors`.

Each is the same summary of two enterprises with one thing changed. The same script writes the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cultivation.core.rules.loading import load_file
from cultivation.intake.templates.stamp import stamp_of

FOLDER = Path(__file__).parent
SHEET = "汇总表"


@dataclass(frozen=True)
class Styled:
    """A number in a number format of its own."""

    value: float
    number_format: str


Content = str | int | float | bool | date | Styled | None

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
PICTURE = '=DISPIMG("ID_1",1)'
STAMP = stamp_of(load_file(FOLDER / "rules.yaml").rules)


@dataclass(frozen=True)
class Case:
    """Where the finding must be, and which cells differ from the summary without mistakes."""

    cell: str
    changes: Mapping[str, Content] = field(default_factory=dict)
    shape: Callable[[xlsxwriter.worksheet.Worksheet], object] = lambda sheet: None
    hide: tuple[str, ...] = ()


CASES: dict[str, Case] = {
    "no_table_found": Case("", {f"{column}{row}": None for column in "ABCDEFGHIJ" for row in (2, 3, 4)}),
    "sheet_not_read": Case(
        "", {"附表!A1": "单位", "附表!B1": "情况", "附表!A2": "示例丙", "附表!B2": "良好"}
    ),
    "sheet_hidden": Case("", {"附表!A1": "单位", "附表!B1": "情况"}, hide=("附表",)),
    "rows_hidden": Case("A4", {}, lambda sheet: sheet.set_row(3, None, None, {"hidden": True})),
    "columns_hidden": Case("F2", {}, lambda sheet: sheet.set_column("F:F", None, None, {"hidden": True})),
    "template_outdated": Case(
        "", {"_meta!A1": "rule_set", "_meta!B1": "another", "_meta!A2": "version", "_meta!B2": "1"}
    ),
    "template_version": Case(
        "",
        {
            "_meta!A1": "rule_set",
            "_meta!B1": STAMP.rule_set,
            "_meta!A2": "version",
            "_meta!B2": "0",
            "_meta!A3": "fields",
            "_meta!B3": STAMP.fields,
        },
    ),
    "no_rows": Case("", {f"{column}{row}": None for column in "ABCDEFGHIJ" for row in (3, 4)}),
    "column_missing": Case("", {"G2": None, "G3": None, "G4": None}),
    "column_twice": Case("K2", {"K2": "信用代码", "K3": "91320583001000003G"}),
    "column_unknown": Case("K2", {"K2": "是否上市", "K3": "否"}),
    "column_unknown_near": Case("K2", {"K2": "上年度营业收入额", "K3": 1000}),
    "header_remark": Case("F2", {"F2": "营业收入（不含税）"}),
    "other_year_in_title": Case("A1", {"A1": "2015年度申报汇总表（示例，企业均为虚构）"}),
    "heading_other_figure": Case("K2", {"K2": "上年度营业收入（预计）", "K3": 1000, "K4": 700}),
    "years_shifted": Case(
        "A2", {"F2": "2015年营业收入（万元）", "K2": "2014年营业收入（万元）", "K3": 1000, "K4": 700}
    ),
    "unit_doubtful": Case("A1", {"A1": "申报汇总表（示例）  金额单位：元/万元", "F2": "营业收入"}),
    "number_shown_otherwise": Case("F3", {"F3": Styled(12345000, "0!.0,")}),
    "number_hidden": Case("F3", {"F3": Styled(1234.5, ";;;")}),
    "choice_costs_gate": Case("K3", {"K2": "行业", "K3": "农业", "K4": "钢铁"}),
    "choice_by_part": Case("K3", {"K2": "行业", "K3": "集成电路", "K4": "钢铁"}),
    "letter_for_digit": Case("F3", {"F3": "12O0"}),
    "unscored_unreadable": Case("K3", {"K2": "注册资本（万元）", "K3": "500万美元", "K4": 100}),
    "unscored_heading": Case("K2", {"K2": "注册资本（万美元）", "K3": 500, "K4": 100}),
    "unit_unknown": Case("F2", {"F2": "营业收入（万美元）"}),
    "unit_converted": Case("F2", {"F2": "营业收入（亿元）", "F3": 0.12345, "F4": 0.08}),
    "value_missing": Case("G3", {"G3": None}),
    "blank_as_zero": Case("I4", {"I4": None}),
    "blank_as_no": Case("J4", {"J4": "—"}),
    "not_a_number": Case("F3", {"F3": "很多"}),
    "value_pending": Case("I4", {"I4": "待定"}),
    "approximate_figure": Case("F3", {"F3": "约1200"}),
    "foreign_currency": Case("F3", {"F3": "100万美元"}),
    "not_whole": Case("G4", {"G4": 35.5}),
    "below_minimum": Case("F4", {"F4": -800}),
    "above_maximum": Case("H3", {"H3": 420}),
    "not_a_date": Case("E3", {"E3": "昨天"}),
    "day_missing": Case("E3", {"E3": "2009年5月"}),
    "date_from_serial": Case("E3", {"E3": 39938}),
    "text_too_long": Case("B3", {"B3": "长" * 2001}),
    "characters_removed": Case("B3", {"B3": "示例甲\u200b有限公司（虚构）"}),
    "not_yes_or_no": Case("J3", {"J3": "省级"}),
    "not_a_choice": Case("D3", {"D3": "部级"}),
    "choice_unlisted": Case("C4", {"C4": "西区"}),
    "value_merged": Case("C4", {"C3": None, "C4": None}, lambda sheet: sheet.merge_range("C3:C4", "北区")),
    "as_above": Case("C4", {"C4": "同上"}),
    "picture_in_cell": Case("F3", {"F3": PICTURE}),
    "percent_or_ratio": Case("H3", {"H2": "研发投入占比", "H3": 0.042}),
    "formula_without_value": Case("F3", {"F3": FORMULA}),
    "error_value": Case("H4", {"H4": DIVISION}),
    "credit_code_invalid": Case("A3", {"A3": "913205830010000031"}),
    "credit_code_as_number": Case("A4", {"A4": 913205830010000114}),
    "same_name": Case("A4", {"B4": FIRST[1]}),
    "filed_twice": Case("A4", {"A4": "91320583001000003G"}),
}
UNREADABLE = b"%PDF-1.4 This is a scan that somebody named .xlsx.\n"


def make_errors(folder: Path) -> None:
    """Write the workbooks."""
    (folder / "unreadable_file.xlsx").write_bytes(UNREADABLE)
    for code, case in CASES.items():
        (folder / f"{code}.xlsx").write_bytes(workbook(case.changes, case.shape, case.hide))
    for name, content in OTHERS.items():
        (folder / name).write_bytes(content)


def workbook(
    changes: Mapping[str, Content],
    shape: Callable[[xlsxwriter.worksheet.Worksheet], object] = lambda sheet: None,
    hide: tuple[str, ...] = (),
) -> bytes:
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
            book.add_format({"num_format": value.number_format}) if isinstance(value, Styled) else day,
        )
    shape(sheet)
    for name in hide:
        book.get_worksheet_by_name(name).hide()
    book.close()
    return content.getvalue()


def _lines() -> list[list[str]]:
    return [[str(value) for value in line] for line in (HEADERS, FIRST, SECOND)]


def _page() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in _lines())
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>\n'


def _row_twice() -> bytes:
    """Return the summary with its last row numbered like the one before, as faulty exports do."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook({}))) as source, zipfile.ZipFile(content, "w") as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                part = re.sub(rb'r="([A-J]?)4"', rb'r="\g<1>3"', part)
            target.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), part)
    return content.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, address: str, value: Content, day: xlsxwriter.format.Format
) -> None:
    if isinstance(value, Styled):
        sheet.write_number(address, value.value, day)
    elif isinstance(value, date):
        sheet.write_datetime(address, datetime(value.year, value.month, value.day), day)
    elif value == FORMULA:
        sheet.write_formula(address, FORMULA, None, "")
    elif value == PICTURE:
        sheet.write_formula(address, PICTURE, None, "#NAME?")
    elif value == DIVISION:
        sheet.write_formula(address, "=1/0", None, DIVISION)
    elif value is not None:
        sheet.write(address, value)


def _edited(edit: Callable[[Worksheet], object]) -> bytes:
    """Return the summary after another program edited it; the same bytes each time."""
    book = load_workbook(BytesIO(workbook({})), rich_text=True)
    edit(book.worksheets[0])
    return _fixed_times(book)


def _fixed_times(book: Workbook) -> bytes:
    content, fixed = BytesIO(), BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            if name != "docProps/core.xml":
                part = source.read(name)
                if name in ("[Content_Types].xml", "_rels/.rels"):
                    part = re.sub(rb"<[^<>]*core[^<>]*/>", b"", part)
                target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return fixed.getvalue()


def _strike_part(sheet: Worksheet) -> None:
    sheet["F3"] = CellRichText(TextBlock(InlineFont(strike=True), "1000"), "1234.5")


def _strike(sheet: Worksheet) -> None:
    sheet["F3"].font = Font(strike=True)


def _at_four(sheet: Worksheet) -> None:
    sheet["E3"] = datetime(2009, 5, 4, 16)


def _old_result() -> bytes:
    """Return the summary with a result beside its formula, which Excel is told to compute anew."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook({}))) as source, zipfile.ZipFile(content, "w") as target:
        for info in source.infolist():
            part = source.read(info).replace(b"<v>1234.5</v>", b"<f>1200+34.5</f><v>1234.5</v>")
            target.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), part)
    return content.getvalue()


def _text(lines: list[list[str]]) -> bytes:
    return "".join(",".join(line) + "\n" for line in lines).encode()


def _moved() -> list[list[str]]:
    header, first, second = _lines()
    return [header, [*first[:5], "1", "234.5", *first[6:]], second]


# Files of other kinds, by their names.
OTHERS = {
    "row_ragged.csv": _text(_moved()),
    "character_damaged.csv": _text(_lines()).replace("示例甲".encode(), "示例".encode() + b"\xff"),
    "struck_through.xlsx": _edited(_strike),
    "struck_in_part.xlsx": _edited(_strike_part),
    "result_may_be_old.xlsx": _old_result(),
    "day_before_midnight.xlsx": _edited(_at_four),
    "row_number_twice.xlsx": _row_twice(),
    "file_misnamed.xls": _page().encode(),
    "encoding_assumed.csv": "".join(",".join(line) + "\n" for line in _lines()).encode("gb18030"),
}


if __name__ == "__main__":
    make_errors(FOLDER)
