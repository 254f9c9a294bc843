# ruff: noqa: E501 - a line for each file
"""Files as clerks are sent them: right in substance, in every form that people give them."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .parts import (
    HEADERS,
    SHEET_PART,
    A,
    B,
    Messy,
    changed,
    edited,
    form,
    html_table,
    opendocument,
    repacked,
    rows,
    saved,
    sheet_xml,
    spreadsheetml,
    table,
    text_table,
)

FIRST, SECOND = A[0], B[0]


def merged_headers() -> bytes:
    book = rows(
        ("申报汇总表",),
        ("基本情况", None, None, None, None, "经营情况", None, None, "创新情况", None),
        HEADERS,
        A,
        B,
    )
    for area in ("A1:J1", "A2:E2", "F2:H2", "I2:J2"):
        book.worksheets[0].merge_cells(area)
    return saved(book)


def one_sheet_each() -> bytes:
    book = rows(HEADERS, A)
    sheet = book.create_sheet("第二页")
    sheet.append(HEADERS)
    sheet.append(B)
    return saved(book)


def spaced(text: str) -> str:
    return "　".join(text)


def hide(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["F"].hidden = True


def merge_values(sheet: Any) -> None:
    sheet["C3"] = None
    sheet.merge_cells("C2:C3")


def hidden_sheet() -> bytes:
    book = table()
    sheet = book.create_sheet("去年")
    sheet.append(HEADERS)
    sheet.append((*A[:5], 1, *A[6:]))
    sheet.sheet_state = "hidden"
    return saved(book)


def _text_formula() -> bytes:
    book = table()
    cell = book.worksheets[0]["B2"]
    cell.value, cell.data_type = "=甲", "s"
    return saved(book)


def _inline() -> bytes:

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, line in enumerate((HEADERS, A, B)):
        for column, value in enumerate(line):
            sheet.write(number, column, str(value) if column == 4 else value)
    book.close()
    return content.getvalue()


def _out_of_order() -> bytes:

    def swap(part: bytes) -> bytes:
        found = re.findall(rb"<row .*?</row>", part)
        return part.replace(b"".join(found), found[0] + found[2] + found[1])

    return repacked(saved(table()), {SHEET_PART: swap})


def _of_1904() -> bytes:
    book = table()
    book.epoch = CALENDAR_MAC_1904
    return saved(book)


def long_text() -> bytes:
    def lengthen(part: bytes) -> bytes:
        written = (A[1].encode(), A[1].encode("ascii", "xmlcharrefreplace"))  # with lxml: the latter
        for each in written:
            part = part.replace(each, b"x" * 3_000_000)
        return part

    return repacked(saved(table()), {SHEET_PART: lengthen})


FORM = {
    f"{column}{row}": value
    for row, pair in enumerate(zip(HEADERS, A, strict=True), 2)
    for column, value in zip("AB", pair, strict=True)
}

MESSY = [
    Messy("plain", lambda: saved(table())),
    Messy("title rows above", lambda: saved(rows(("申报汇总表",), ("填报单位：北区",), (), HEADERS, A, B))),
    Messy("merged headers over two rows", merged_headers),
    Messy("not in the first column", lambda: saved(rows(*((None, None, *line) for line in (HEADERS, A, B))))),
    Messy("running numbers and totals", lambda: saved(rows(
        ("序号", *HEADERS), (1, *A), (2, *B), ("合计", None, None, None, None, None, 2034.5, 155)))),
    Messy("notes below", lambda: saved(table((), ("注：数据经审计。",), ("填表人：张三",)))),
    Messy("blank rows between", lambda: saved(rows(HEADERS, A, (), (), B))),
    Messy("the header again on each page", lambda: saved(rows(HEADERS, A, HEADERS, B))),
    Messy("an enterprise on each sheet", one_sheet_each),
    Messy("full-width and spaces in headers", lambda: saved(rows([spaced(each) for each in HEADERS], A, B))),
    Messy("line breaks in headers", lambda: saved(rows([f"{each[:2]}\n{each[2:]}" for each in HEADERS], A, B))),
    Messy("stars and colons in headers", lambda: saved(rows([f"*{each}：" for each in HEADERS], A, B))),
    Messy("numbered headers", lambda: saved(rows([f"{n}.{each}" for n, each in enumerate(HEADERS, 1)], A, B))),
    Messy("columns in another order", lambda: saved(rows(*(line[::-1] for line in (HEADERS, A, B))))),
    Messy("unknown columns between", lambda: saved(rows(
        *((*line[:3], "x", *line[3:]) for line in (HEADERS, A, B))))),
    Messy("revenue in yuan", changed({"F1": "营业收入（元）", "F2": 12345000, "F3": 8000000})),
    Messy("revenue in yi yuan", changed({"F1": "营业收入(亿元)", "F2": 0.12345, "F3": 0.08})),
    Messy("revenue in thousands", changed({"F1": "营业收入/千元", "F2": 12345, "F3": 8000})),
    Messy("foreign money", changed({"F1": "营业收入（万美元）"}), taken=(), rejected=2, codes=("unit_unknown",)),
    Messy("text numbers, full-width", changed({"F2": "１，２３４．５"})),
    Messy("text numbers with a unit", changed({"F2": "1,234.5万元", "F3": "0.08亿元"})),
    Messy("an apostrophe number", changed({"F3": "800 "})),
    Messy("percent text", changed({"H2": "4.2%", "H3": "6％"})),
    Messy("percent cells", changed({"H2": 0.042, "H3": 0.06}, {"H2": "0.0%", "H3": "0.00%"})),
    Messy("about", changed({"F2": "约1200"}), taken=(SECOND,), rejected=1, codes=("approximate_figure",)),
    Messy("a range", changed({"F2": "1000-1500"}), taken=(SECOND,), rejected=1, codes=("approximate_figure",)),
    Messy("none is blank", changed({"I2": "无", "I3": "-"}),
          values={(FIRST, "patents"): "0", (SECOND, "patents"): "0"}),
    Messy("to be told is not nought", changed({"I2": "待定"}), taken=(SECOND,), rejected=1,
          codes=("value_pending",)),
    Messy("blank where it must not be", changed({"F2": None}), taken=(SECOND,), rejected=1,
          codes=("value_missing",)),
    Messy("negative in brackets", changed({"F2": "(12.5)"}), taken=(SECOND,), rejected=1,
          codes=("below_minimum",)),
    Messy("half a person", changed({"G2": 12.5}), taken=(SECOND,), rejected=1, codes=("not_whole",)),
    Messy("dates with points", changed({"E2": "2009.5.5", "E3": "2011.03.01"})),
    Messy("dates with slashes", changed({"E2": "2009/5/5", "E3": "2011/03/01"})),
    Messy("dates in Chinese", changed({"E2": "2009年5月5日", "E3": "二〇一一年三月一日"})),
    Messy("dates run together", changed({"E2": "20090505", "E3": 20110301})),
    Messy("dates full-width", changed({"E2": "２００９－０５－０５"})),
    Messy("dates with a time", changed({"E2": datetime(2009, 5, 5, 13, 30)})),
    Messy("a serial number", changed({"E2": 39938}, {"E2": "General"}), codes=("date_from_serial",)),
    Messy("a month", changed({"E2": "2009年5月"}), codes=("day_missing",),
          values={(FIRST, "established_on"): "2009-05-01"}),
    Messy("a year", changed({"E2": 2009}, {"E2": "General"}), taken=(SECOND,), rejected=1, codes=("not_a_date",)),
    Messy("no such day", changed({"E2": "2009-02-30"}), taken=(SECOND,), rejected=1, codes=("not_a_date",)),
    Messy("yes and no in signs", changed({"J2": "√", "J3": "×"})),
    Messy("yes and no in English", changed({"J2": "Yes", "J3": "N"})),
    Messy("yes and no as truth", changed({"J2": True, "J3": False})),
    Messy("synonyms of choices", changed({"C2": "北部", "C3": "south"})),
    Messy("a choice that is not listed", changed({"C2": "西区"}), codes=("choice_unlisted",),
          values={(FIRST, "zone"): "other"}),
    Messy("a code stored as a number", changed({"A2": 913205830010000035}), taken=(SECOND,), rejected=1,
          codes=("credit_code_as_number",)),
    Messy("a code with a wrong digit", changed({"A2": "91320583001000003H"}), taken=(SECOND,), rejected=1,
          codes=("credit_code_invalid",)),
    Messy("a code in lower case with spaces", changed({"A2": " 91320583 001000003g "})),
    Messy("a full-width code", changed({"A2": "９１３２０５８３００１０００００３Ｇ"})),
    Messy("one enterprise twice", lambda: saved(table((*A[:5], 999, *A[6:]))), taken=(SECOND,), rejected=2,
          codes=("filed_twice",)),
    Messy("one name, two codes", changed({"B3": A[1]}), codes=("same_name",),
          values={(SECOND, "enterprise_name"): A[1]}),
    Messy("a formula without a result", changed({"F2": "=800+434.5"}), taken=(SECOND,), rejected=1,
          codes=("formula_without_value",)),
    Messy("an error as text", changed({"F2": "'#N/A"[1:]}), taken=(SECOND,), rejected=1, codes=("error_value",)),
    Messy("a picture of WPS", changed({"F2": '=DISPIMG("ID_1",1)'}), taken=(SECOND,), rejected=1,
          codes=("picture_in_cell",)),
    Messy("text that begins like a formula", _text_formula, values={(FIRST, "enterprise_name"): "=甲"}),
    Messy("unseen characters", changed({"B2": "示例\u200b甲\ufeff有限公司", "A2": "91320583001000003G\u200b"})),
    Messy("a text of millions of characters", long_text, taken=(SECOND,), rejected=1, codes=("text_too_long",)),
    Messy("a number that is none", sheet_xml("<v>1234.5</v>", "<v>12,34</v>"), taken=(SECOND,), rejected=1, codes=("not_a_number",)),
    Messy("a hidden row", edited(hide), codes=("rows_hidden",)),
    Messy("a hidden column", edited(hide_column), codes=("columns_hidden",)),
    Messy("a hidden sheet", hidden_sheet, codes=("sheet_hidden",)),
    Messy("merged values", edited(merge_values), codes=("value_merged",), values={(SECOND, "zone"): "north"}),
    Messy("a remark in a header", changed({"F1": "营业收入（不含税）"}), codes=("header_remark",)),
    Messy("a missing column", changed({"G1": None}), taken=(), rejected=2, codes=("column_missing",)),
    Messy("a column twice", changed({"K1": "营业收入", "K2": 1}), taken=(), rejected=2, codes=("column_twice",)),
    Messy("a form", form(FORM), taken=(FIRST,)),
    Messy("a form with values below", form(
        {f"{chr(65 + n)}{row}": line[n] for n in range(10) for row, line in ((3, HEADERS), (4, A))}),
        taken=(FIRST,)),
    Messy("csv", text_table(), "x.csv"),
    Messy("csv with a byte order mark", text_table(mark=b"\xef\xbb\xbf"), "x.csv"),
    Messy("csv in GBK", text_table(encoding="gbk"), "x.csv"),
    Messy("csv in UTF-16", text_table("\t", "utf-16-le", b"\xff\xfe"), "x.csv"),
    Messy("csv with semicolons", text_table(";"), "x.csv"),
    Messy("a text table named .xls", text_table("\t", "gb18030"), "x.xls"),
    Messy("a web page named .xls", html_table, "x.xls"),
    Messy("a web page in GB2312", lambda: html_table("gb2312"), "x.xls"),
    Messy("Excel 2003 XML named .xls", spreadsheetml, "x.xls"),
    Messy("ods", opendocument, "x.ods"),
    Messy("ods with a million blank rows", lambda: opendocument(
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'), "x.ods"),
    Messy("inline strings", _inline),
    Messy("a false dimension", sheet_xml('<dimension ref="A1:J3"', '<dimension ref="A1"')),
    Messy("cells out of order", _out_of_order),
    Messy("a workbook of 1904", _of_1904),
]  # fmt: skip
