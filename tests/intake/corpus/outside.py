# ruff: noqa: E501 - a line for each file
"""Files in which something beside the cells decides what they mean: formats, units, years, other headers, totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .parts import HEADERS, SHEET_PART, A, B, Messy, changed, repacked, rows, saved, table

FIRST, SECOND = A[0], B[0]
BARE = tuple(each.split("（")[0] for each in HEADERS)
NO_UNIT = {"F1": "营业收入"}
YUAN = {"F2": 12345000, "F3": 8000000}
THOUSANDS = {"F2": 12345, "F3": 8000}


def turned(*extra: Sequence[Any]) -> bytes:
    return saved(rows(*(list(line) for line in zip(HEADERS, A, B, *extra, strict=True))))


def with_rows(*lines: Sequence[Any]) -> Callable[[], bytes]:
    return lambda: saved(rows(*lines))


def in_order(order: Sequence[int], line: Sequence[Any]) -> list[Any]:
    return [line[place] for place in order]


SWAPPED = [1, 0, 2, 3, 4, 6, 5, 7, 8, 9]  # code and name, revenue and staff exchanged
IN_YUAN = tuple("营业收入（元）" if each.startswith("营业收入") else each for each in HEADERS)
B_IN_YUAN = (*B[:5], 8000000, *B[6:])


def merged(cells: Mapping[str, Any], *areas: str) -> Callable[[], bytes]:
    def make() -> bytes:
        book = table()
        sheet = book.worksheets[0]
        sheet.insert_rows(1)
        for address, value in cells.items():
            sheet[address] = value
        for area in areas:
            sheet.merge_cells(area)
        return saved(book)

    return make


def wide(
    heading: str, place: int, fill: Callable[[Sequence[Any]], list[Any]], area: str
) -> Callable[[], bytes]:
    """Return the summary with a heading merged over two columns, whose values `fill` writes."""

    def make() -> bytes:
        lines = [[*HEADERS[:place], heading, None, *HEADERS[place + 1 :]]]
        lines += [[*line[:place], *fill(line[place]), *line[place + 1 :]] for line in (A, B)]
        book = rows(*lines)
        book.worksheets[0].merge_cells(area)
        return saved(book)

    return make


def row_again(number: int) -> Callable[[], bytes]:
    """Return the summary whose third row bears the number of another."""
    import re

    def renumber(part: bytes) -> bytes:
        return re.sub(rb'r="([A-J]?)3"', rb'r="\g<1>%d"' % number, part)

    return lambda: repacked(saved(table()), {SHEET_PART: renumber})


def formats(
    number_format: str, first: Any, second: Any = 800, heading: str = HEADERS[5]
) -> Callable[[], bytes]:
    return changed({"F1": heading, "F2": first, "F3": second}, {"F2": number_format})


def shares(number_format: str, value: Any) -> Callable[[], bytes]:
    return changed({"H2": value}, {"H2": number_format})


def taken(field: str, value: str | None) -> dict[tuple[str, str], str | None]:
    return {(FIRST, field): value}


SHOWN = ("number_shown_otherwise",)
PLAN = ("heading_other_figure",)

OUTSIDE = [
    # firms in columns, rows numbered twice
    Messy("firms in columns", turned),
    Messy("firms in columns below a title", lambda: saved(rows(("申报表",), (), *zip(HEADERS, A, B, strict=True)))),
    Messy("firms in columns with remarks", lambda: turned(("备注", *[None] * 9))),
    Messy("firms in columns with numbers", lambda: saved(rows(*((n, *line) for n, line in enumerate(zip(HEADERS, A, B, strict=True), 1))))),
    Messy("a column of a firm without a name", lambda: turned((None, None, *A[2:])), rejected=1,
          codes=("value_missing", "value_missing")),
    Messy("a row numbered like the one above", row_again(2), codes=("row_number_twice",)),
    Messy("a row numbered like the header", row_again(1), codes=("row_number_twice",)),
    # number formats
    Messy("shown in wan by a literal point", formats("0!.0,", 12345000), codes=SHOWN),
    Messy("shown in wan by a backslash", formats(r"0\.0000", 12345000), codes=SHOWN),
    Messy("shown in thousands under thousands", formats("#,##0,", 12345000, 8000, "营业收入（千元）"), codes=SHOWN),
    Messy("shown in millions", formats("0.0,,", 1234500000), codes=SHOWN),
    Messy("shown in yi yuan without a unit in the heading", formats('0.00000"亿元"', 0.12345, 800, "营业收入"), codes=SHOWN),
    Messy("shown in wan, and the heading in yuan", formats('0!.0,"万"', 12345000, 8000000, "营业收入（元）")),
    Messy("shown with a unit that is the field's", formats('0.0"万元"', 1234.5)),
    Messy("shown by its size", formats('[>=10000]0!.0,"万元";0', 12345000, 8000000, "营业收入（元）")),
    Messy("about by its format", formats('"约"0.0', 1234.5), codes=SHOWN),
    Messy("hidden by its format", formats(";;;", 1234.5), codes=("number_hidden",)),
    Messy("hidden above nought", formats(";-0;0", 1234.5), codes=("number_hidden",)),
    Messy("accounting", formats('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 1234.5)),
    Messy("noughts that are not shown", changed({"I2": 0}, {"I2": "#,###"}), values={(FIRST, "patents"): "0"}),
    Messy("per mille by a literal", shares('0.0"‰"', 42), codes=SHOWN),
    Messy("per cent by a literal", shares('0.0"%"', 4.2)),
    # units
    Messy("yuan in the title line", merged({"F2": "营业收入", "F3": 12345000, "F4": 8000000, "A1": "填报单位：千灯镇    金额单位：元"})),
    Messy("thousands in the title line", merged({"F2": "营业收入", "F3": 12345, "F4": 8000, "A1": "汇总表（单位：千元）"})),
    Messy("yuan in brackets behind the title", merged({"F2": "营业收入", "F3": 12345000, "F4": 8000000, "A1": "申报汇总表（元）"})),
    Messy("yuan in a note below", lambda: saved(rows((*HEADERS[:5], "营业收入", *HEADERS[6:]), (*A[:5], 12345000, *A[6:]), B_IN_YUAN, ("注：金额单位为元。",)))),
    Messy("yuan as a sentence below", lambda: saved(rows((*HEADERS[:5], "营业收入", *HEADERS[6:]), (*A[:5], 12345000, *A[6:]), B_IN_YUAN, ("说明：本表以元为单位填写。",)))),
    Messy("a note on the unit of another field", lambda: saved(rows((*HEADERS[:5], "营业收入", *HEADERS[6:]), A, B, ("注：上年度营业收入单位：元",)))),
    Messy("either yuan or thousands", merged({"F2": "营业收入", "A1": "金额单位：元/千元"}), codes=("unit_doubtful",)),
    Messy("a title that contradicts the heading", merged({"A1": "金额单位：元"}), codes=("unit_doubtful",)),
    Messy("a column of units", with_rows((*HEADERS[:5], "营业收入", "单位", *HEADERS[6:]), (*A[:5], 0.12345, "亿元", *A[6:]), (*B[:5], 8000000, "元", *B[6:]))),
    Messy("a column of units of money", with_rows((*HEADERS[:5], "营业收入", "金额单位", *HEADERS[6:]), (*A[:5], 12345, "千元", *A[6:]), (*B[:5], 800, "万元", *B[6:]))),
    Messy("a column of units with a gap", with_rows((*HEADERS[:5], "营业收入", "单位", *HEADERS[6:]), (*A[:5], 0.12345, "亿元", *A[6:]), (*B[:5], 800, None, *B[6:])), codes=("unit_doubtful",)),
    Messy("a row of units that says so", with_rows(BARE, ("单位", None, None, None, None, "元", "人", "%", "件"), (*A[:5], 12345000, *A[6:]), B_IN_YUAN)),
    Messy("a row of units without a word", with_rows(BARE, (None, None, None, None, None, "千元"), (*A[:5], 12345, *A[6:]), (*B[:5], 8000, *B[6:]))),
    Messy("a remark before the unit", changed({"F1": "营业收入（不含税）（元）", **YUAN}), codes=("header_remark",)),
    Messy("a remark behind the unit", changed({"F1": "营业收入（元）（不含税）", **YUAN}), codes=("header_remark",)),
    Messy("a remark beside the unit", changed({"F1": "营业收入（千元，合并口径）", **THOUSANDS}), codes=("header_remark",)),
    # later headers
    Messy("a later header in another order", with_rows(HEADERS, A, (), in_order(SWAPPED, HEADERS), in_order(SWAPPED, B))),
    Messy("a later header in another unit", with_rows(HEADERS, A, IN_YUAN, B_IN_YUAN)),
    Messy("a later header after a title", with_rows(HEADERS, A, ("二、其他企业",), in_order(SWAPPED, IN_YUAN), in_order(SWAPPED, B_IN_YUAN))),
    # years and plans
    Messy("the year in a heading", changed({"F1": "2016年营业收入（万元）"})),
    Messy("the year in brackets", changed({"F1": "营业收入（2016年度）（万元）"})),
    Messy("the year behind the unit", changed({"F1": "其中：营业收入（万元，2016年）"})),
    Messy("one heading over two years", merged({"F1": "营业收入（万元）", "F2": "2016年", "K1": None, "K2": None})),
    Messy("last year beside this", changed({"F1": "2016年营业收入", "K1": "2015年营业收入（亿元）", "K2": 0.1, "K3": 0.2}),
          values={(FIRST, "revenue_previous"): "1000", (SECOND, "revenue_previous"): "2000"}),
    Messy("years as numbers below a heading", with_rows((*HEADERS[:5], "营业收入（万元）", None, *HEADERS[6:]), (*[None] * 5, 2015, 2016), (*A[:5], 1000, 1234.5, *A[6:]), (*B[:5], 700, 800, *B[6:])),
          values={(FIRST, "revenue_previous"): "1000", (SECOND, "revenue_previous"): "700"}),
    Messy("the last years but this", changed({"F1": "2015年营业收入", "K1": "2014年营业收入", "K2": 1000, "K3": 700}), codes=("years_shifted",),
          values={(FIRST, "revenue_previous"): "1000", (SECOND, "revenue_previous"): "700"}),
    Messy("a plan in a heading", changed({"K1": "上年度营业收入（计划）", "K2": 9, "K3": 9}), codes=PLAN),
    Messy("a plan under a group", merged({"K1": "2017年计划", "K2": "上年度营业收入", "K3": 9, "K4": 9}), codes=PLAN),
    Messy("an expected figure", changed({"K1": "预计上年度营业收入", "K2": 9, "K3": 9}), codes=PLAN),
    Messy("last year's title", merged({"A1": "2015年度申报汇总表"}), codes=("other_year_in_title",)),
    Messy("last year's title below another", merged({"A1": "昆山市2014年企业情况统计"}), codes=("other_year_in_title",)),
    Messy("this year's title and a date", merged({"A1": "2016年度申报汇总表（2017年3月9日）"})),
    # headings
    Messy("a heading merged over two columns", wide(HEADERS[1], 1, lambda name: [name, None], "B1:C1")),
    Messy("a heading merged over a blank column", wide(HEADERS[5], 5, lambda value: [None, value], "F1:G1")),
    Messy("a heading merged over two full columns", wide(HEADERS[2], 2, lambda zone: [zone, zone], "C1:D1"), taken=(), rejected=2, codes=("column_twice",)),
    Messy("the name in English beside it", changed({"K1": "企业名称（英文）", "K2": "A", "K3": "B"})),
    Messy("the name in English before it", with_rows(("企业名称（英文名）", *HEADERS), ("Co A", *A), ("Co B", *B))),
    Messy("a former name beside it", changed({"K1": "企业名称（曾用名）", "K2": "甲", "K3": "乙"})),
    # totals
    Messy("totals as people write them", with_rows(("序号", *HEADERS), (1, *A), (2, *B), *(
        (word, *[None] * 5, 2034.5, 155) for word in ("开发区小计", "本页合计", "以上合计", "平均", "全市合计（3家）", "合计：2家企业", "总计")))),
    Messy("totals in the column of names", with_rows(HEADERS, A, (None, "高新区小计", None, None, None, 1, 1), B, (None, "累计数", None, None, None, 1, 1))),
    Messy("sections", with_rows(("序号", *HEADERS), ("一、", None, "高新区（1家）"), (1, *A), ("二、", None, "张浦镇"), (2, *B))),
    Messy("sections in the column of codes", with_rows(HEADERS, ("一、高新区",), A, ("（二）张浦镇（1家）",), B)),
    Messy("a firm that is called a total", with_rows(HEADERS, A, (None, "合计科技有限公司", *B[2:]), B), rejected=1, codes=("value_missing",)),
    # choices
    Messy("a choice within a longer name", changed({"C2": "北区高新园"}), codes=("choice_by_part",)),
    Messy("a level within a longer name", changed({"D2": "国家级企业技术中心"}), codes=("choice_by_part",)),
    Messy("a choice of another place", changed({"C2": "苏州市北区"}), codes=("choice_unlisted",), values=taken("zone", "other")),
    Messy("two choices in one", changed({"C2": "北区、南区"}), codes=("choice_unlisted",), values=taken("zone", "other")),
    Messy("a choice that is denied", changed({"D2": "非国家级"}), taken=(SECOND,), rejected=1, codes=("not_a_choice",)),
    # slips of the hand
    Messy("the letter O in a figure", changed({"F2": "12O4.5"}), taken=(SECOND,), rejected=1, codes=("letter_for_digit",)),
    Messy("the letter l in a figure", changed({"G2": "l20"}), taken=(SECOND,), rejected=1, codes=("letter_for_digit",)),
    Messy("the letter O in a code", changed({"A2": "9132O583001000003G"}), taken=(SECOND,), rejected=1, codes=("letter_for_digit",)),
    Messy("a code in scientific notation", changed({"A2": "9.13206E+17"}), taken=(SECOND,), rejected=1, codes=("credit_code_as_number",)),
    Messy("apostrophes before figures and codes", changed({"A2": "'" + A[0], "F2": "'1234.5", "G2": "’120"})),
    Messy("a name on two lines", changed({"B2": "示例甲\n有限公司", "B3": "示例 乙 有限公司"})),
    Messy("a ratio under per cent", changed({"H2": 0.42, "H3": 6}), codes=("percent_or_ratio",), values=taken("rd_share", "0.0042")),
    # what decides nothing
    Messy("foreign capital", changed({"K1": "注册资本（万元）", "K2": "500万美元", "K3": 3}), codes=("unscored_unreadable",)),
    Messy("a heading of foreign capital", changed({"K1": "注册资本（万美元）", "K2": 5, "K3": 3}), codes=("unscored_heading",)),
    Messy("capital below nought", changed({"K1": "注册资本", "K2": -5, "K3": 3}), codes=("unscored_unreadable",)),
    Messy("capital twice", changed({"K1": "注册资本", "K2": 5, "K3": 3, "L1": "注册资本", "L2": 5, "L3": 3}), codes=("unscored_heading",)),
]  # fmt: skip
