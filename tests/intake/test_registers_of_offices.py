"""Registers and lists as offices lay them out: always the same rows; what is wrong, at its cell.

Each file below is made by openpyxl or by hand, as an office would make it, and says the same of three firms.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cultivation.core.registers.definition import Register, load_register
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.intake.formats.reading import read_book
from cultivation.intake.registers.register import RegisterRead, read_register
from cultivation.intake.registers.veto_list import VetoList, list_rules, read_list
from cultivation.resources import shipped
from sample_data.kunshan_firms import credit_code

OLD_EXCEL = Path(__file__).parent / "offices" / "register.xls"
ANLAN, BIYUN, CHENHUI = "昆山安澜光电有限公司", "昆山碧云（装备）有限公司", "昆山晨晖材料有限公司"
CODES = dict(zip((ANLAN, BIYUN, CHENHUI), map(credit_code, (901, 902, 903)), strict=True))
TRUTH = {ANLAN: ("12000", "104", "310.5"), BIYUN: ("9900", "98", "0"), CHENHUI: ("235.08", "12", "41")}


def register(name: str) -> Register:
    return load_register((shipped("registers") / f"{name}.yaml").read_bytes(), name)


def saved(fill: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def rows(revenue: Callable[[str], Any] = float, staff: Callable[[str], Any] = int) -> list[list[Any]]:
    return [
        [at, CODES[name], name, revenue(said[0]), staff(said[1]), float(said[2])]
        for at, (name, said) in enumerate(TRUTH.items(), 1)
    ]


def two_rows_of_headings() -> bytes:
    """A title and a unit line across, groups of columns over their names, a total, who made it."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["昆山市规模以上企业主要经济指标一览表"])
        sheet.append(["编制单位：统计局", None, None, None, None, "单位：万元、人"])
        sheet.append(["序号", "企业基本情况", None, "主要指标", None, None])
        sheet.append(
            [None, "统一社会信用代码", "单位详细名称", "营业收入", "从业人员期末人数", "研究开发费用"]
        )
        for area in ("A1:F1", "A2:E2", "A3:A4", "B3:C3", "D3:F3"):
            sheet.merge_cells(area)
        for row in rows():
            sheet.append(row)
        sheet.append(["合计", None, None, 22135.08, 214, 351.5])
        sheet.append([])
        sheet.append(["注：数据为年报数。"])
        sheet.append([None, None, "填表人：钱某", None, "审核：孙某"])

    return saved(fill)


def yuan_beside_ten_thousand() -> bytes:
    """Revenue in yuan, R&D expenditure in ten thousands; numbers as text with commas, and in full width."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(
            ["法人单位名称", "社会信用代码", "主营业务收入（元）", "平均用工人数", "R&D经费（万元）"]
        )
        for name, (revenue, staff, spent) in TRUTH.items():
            yuan = f"{float(revenue) * 10000:,.2f}"
            wide = "".join(chr(ord(digit) + 0xFEE0) for digit in staff)
            sheet.append([name, CODES[name], yuan, wide, f"{spent} "])

    return saved(fill)


def hidden_last_year() -> bytes:
    """A cover, last year's table on a hidden sheet, this year's below three empty rows and columns."""
    book = openpyxl.Workbook()
    cover, old, new = book.worksheets[0], book.create_sheet("2015"), book.create_sheet("2016")
    cover.title, cover["B2"] = "封面", "统计局"
    head = ["序号", "统一社会信用代码", "企业名称", "本年营业收入(万元)", "期末用工人数", "研发费用(万元)"]
    old.append(head)
    for row in rows(lambda _text: 1, lambda _text: 1):
        old.append(row)
    old.sheet_state = "hidden"
    for at, line in enumerate([head, *rows()], 4):
        for column, value in enumerate(line, 3):
            new.cell(at, column, value)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def csv_in_gbk() -> bytes:
    head = [
        "序号",
        "统一社会信用代码",
        "单位名称",
        "营业收入（千元）",
        "职工人数",
        "研究开发费用合计（万元）",
    ]
    body = [[*row[:3], f'"{float(row[3]) * 10:,.1f}"', *row[4:]] for row in rows()]
    lines = [["规上企业名录（2016年）"], head, *body]
    return "\r\n".join(",".join(map(str, line)) for line in lines).encode("gbk")


def page_of_a_system() -> bytes:
    """A web page in GBK, which the system of an authority calls .xls."""
    head = [
        "统一社会信用代码",
        "单位详细名称",
        "营业收入<br>（万元）",
        "从业人员<br>期末人数",
        "研究开发费用（万元）",
    ]
    cells = [[html.escape(str(value)) for value in row[1:]] for row in rows()]
    body = "".join(f"<tr>{''.join(f'<td>{each}&nbsp;</td>' for each in line)}</tr>" for line in cells)
    top = "".join(f"<th>{each}</th>" for each in head)
    title = '<tr><td colspan="5">规上企业</td></tr>'
    table = f"<table>{title}<tr>{top}</tr>{body}</table>"
    page = f'<html><head><meta charset="gbk"></head><body>{table}</body></html>'
    return page.encode("gbk")


LAYOUTS: Sequence[Callable[[], bytes]] = (
    two_rows_of_headings,
    yuan_beside_ten_thousand,
    hidden_last_year,
    csv_in_gbk,
    page_of_a_system,
    OLD_EXCEL.read_bytes,
)


def statistics(content: bytes) -> RegisterRead:
    return read_register(read_book(content), "名录.xlsx", register("statistics"))


@pytest.mark.parametrize("content", LAYOUTS, ids=lambda each: str(getattr(each, "__name__", "")))
def test_whatever_the_layout_the_same_is_read(content: Callable[[], bytes]) -> None:
    read = statistics(content())
    keys = ("revenue", "staff", "rd_expenditure")
    texts = zip(*(read.batch.texts(key) for key in keys), strict=True)
    assert dict(zip(read.batch.names, texts, strict=True)) == TRUTH
    assert list(read.batch.texts("code")) == list(CODES.values())
    assert [each for each in read.findings if each.is_error] == []


def test_every_cell_that_cannot_be_used_is_named_and_its_row_kept_out() -> None:
    """No key, two values, another unit, half empty: all in one go; no row of these firms is used."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["规上企业名录"])
        sheet.append(
            ["统一社会信用代码", "单位详细名称", "营业收入（万元）", "从业人员期末人数", "研究开发费用"]
        )
        sheet.append([CODES[ANLAN], ANLAN, 12000, 104, None])
        sheet.append([CODES[ANLAN], ANLAN, 12500, 104, None])
        sheet.append([CODES[BIYUN], BIYUN, "9900美元", 98, None])
        sheet.append([None, None, 500, 3, None])
        sheet.append([CODES[CHENHUI], CHENHUI, None, "约12", None])

    read = statistics(saved(fill))
    assert {(each.code, each.cell) for each in read.findings} == {
        ("register_blank", "E3"),
        ("register_blank", "E4"),
        ("register_two_values", "C4"),
        ("foreign_currency", "C5"),
        ("register_cell_missing", "B6"),
        ("approximate_figure", "D7"),
    }
    assert len(read.batch) == 2 and set(read.batch.names) == {ANLAN}
    assert {(each.key, each.cell) for each in read.unreadable} == {(BIYUN, "C5"), (CHENHUI, "D7")}


def listed(content: bytes, kind: str = "dishonest_debtor") -> VetoList:
    known = shipped_kinds()[kind]
    return read_list(read_book(content), "名单.xlsx", list_rules(known), True)


def test_lists_are_read_whatever_their_layout() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["失信被执行人信息公布表"])
        sheet.append(["截至2017年2月", None, None, None])
        sheet.append(["序号", "失信主体", None, "立案日期"])
        sheet.append([None, "名称", "组织机构代码/统一社会信用代码", None])
        for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
            sheet.merge_cells(area)
        sheet.append(["１", BIYUN.replace("（", "(").replace("）", ")"), None, "2016.3.1"])
        sheet.append(["２", ANLAN, CODES[ANLAN], "2016年5月4日"])
        sheet.append(["合计", "2家", None, None])

    found = listed(saved(fill))
    assert [(row.code, row.listed) for row in found.rows][:2] == [
        ("", "2016-03-01"),
        (CODES[ANLAN], "2016-05-04"),
    ]
    page = f"序号,企业名称,社会信用代码\r\n1,{ANLAN},{CODES[ANLAN]}\r\n2,{CHENHUI},\r\n"
    assert [row.code for row in listed(page.encode("gbk")).rows] == [CODES[ANLAN], ""]


def test_months_are_the_habit_of_a_column_and_told_once() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["单位名称", "费款所属期", "参保人数"])
        sheet.append([ANLAN, 201611, 95])
        sheet.append([ANLAN, "201612", 98])
        sheet.append([BIYUN, "2016年12月", 90])

    read = read_register(read_book(saved(fill)), "参保.xlsx", register("social_security"))
    assert list(read.batch.texts("month")) == ["2016-11-01", "2016-12-01", "2016-12-01"]
    assert [(each.code, each.cell) for each in read.findings] == [("day_missing", "B2")]


def test_columns_for_want_of_which_nothing_is_said_are_named() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["单位详细名称", "营业收入（万元）", "从业人数合计"])
        sheet.append([ANLAN, 12000, 104])

    read = statistics(saved(fill))
    told = [each.field for each in read.findings if each.code == "register_says_nothing"]
    assert told == ["staff", "rd_expenditure"]
    assert [each.en for each in read.unsaid] == ["Staff by statistics", "R&D expenditure by statistics"]
    assert not read.says_nothing
