# ruff: noqa: E501 - a line for each row
"""Workbooks of several sheets, and files that are none of Excel's own: text tables, web pages, old XML."""

from __future__ import annotations

import html
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.intake.books import saved

from .firms import KEYS, MONEY, PLAIN, times, typed
from .making import Line, Office, fill, header, lines, sheet_of, written
from .plain_sheets import BARE, COLUMN, WIDTH, money

SHUFFLED = (*KEYS[:2], *reversed(KEYS[2:]))


def a_sheet_each_zone() -> bytes:
    """Sheets of zones in another order and unit each, a cover, an old sheet that is hidden."""
    made = sheet_of([[], [None, "昆山市2016年度申报材料"], [None, "2017年1月"]], title="封面")
    fill(made.create_sheet("张浦"), [["张浦镇"], header(), *lines("a")])
    fill(
        made.create_sheet("开发区"),
        [["昆山开发区", None, "金额单位：元"], header(BARE), *lines("b", written(money(4)))],
    )
    fill(made.create_sheet("其他"), [header(keys=SHUFFLED), *lines("cde", keys=SHUFFLED)])
    fill(made.create_sheet("去年"), [header(), *lines("fg")])
    made["去年"].sheet_state = "hidden"
    fill(made.create_sheet("Sheet6"), [])
    fill(made.create_sheet("填报说明"), [["1. 营业收入按审计报告填写。"], ["2. 金额单位为元。"]])
    return saved(made)


def a_form_each_sheet() -> bytes:
    made = sheet_of([])
    for firm in "abc":
        rows: list[Line] = [["企业申报表"], ["单位：万元"]]
        rows += [[BARE[key], typed(firm, key)] for key in KEYS]
        fill(made.create_sheet(typed(firm, "enterprise_name")[:8]), rows)
    del made["汇总表"]
    return saved(made)


def two_tables_on_a_sheet() -> bytes:
    rows = [
        ["一、张浦镇"],
        header(),
        *lines("a"),
        [],
        ["二、昆山开发区（金额单位：元）"],
        header(BARE, SHUFFLED),
    ]
    rows += lines("b", written(money(4)), SHUFFLED)
    return saved(sheet_of(rows))


def formulas() -> bytes:
    """Figures by formula with saved results, sums below; numbers of rows by formula."""
    content = BytesIO()
    made = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet, day = made.add_worksheet("汇总表"), made.add_format({"num_format": "yyyy-mm-dd"})
    for row, line in enumerate([header(), *lines("abc")]):
        for column, value in enumerate(line):
            if row and column == 0:
                sheet.write_formula(row, column, "=ROW()-1", None, row)
            elif row and KEYS[column - 1] in MONEY:
                sheet.write_formula(row, column, f"={value}*10000/10000", None, value)
            else:
                sheet.write(row, column, value, day if isinstance(value, date) else None)
    for key in MONEY:
        column = KEYS.index(key) + 1
        sheet.write_formula(4, column, f"=SUM({COLUMN[key]}2:{COLUMN[key]}4)", None, 1.5)
    sheet.write(4, 0, "合  计")
    made.close()
    return _computed(content.getvalue())


def _computed(content: bytes) -> bytes:
    """Return a workbook whose formulas need not be computed again, as Excel saves it."""
    from tests.intake.corpus.parts import repacked

    return repacked(content, {"xl/workbook.xml": lambda part: part.replace(b' fullCalcOnLoad="1"', b"")})


def formulas_without_results() -> bytes:
    rows = [header(), *lines("ab")]
    rows[1][8] = "=12000+345.67"
    return saved(sheet_of(rows))


def marks_of_hand() -> bytes:
    """Comments, colours, and what was struck through."""
    made = sheet_of([header(), *lines("abcd")])
    sheet = made.worksheets[0]
    sheet[f"{COLUMN['revenue']}2"].comment = Comment("按审计报告", "审核")
    sheet[f"{COLUMN['revenue']}3"] = CellRichText(TextBlock(InlineFont(strike=True), "98000"), "98765.4")
    for row in sheet.iter_rows(min_row=5, max_row=5):
        for cell in row:
            cell.font = Font(strike=True, color="FF0000")
    return saved(made)


def text_table() -> bytes:
    """As a system of GBK exports it, with a title and a line of totals."""
    rows = [["2016年度申报汇总表"], ["单位：万元"], header(BARE), *lines("abcd"), ["合计"]]
    text = "\r\n".join(",".join(_csv(value) for value in row) for row in rows)
    return (text + "\r\n").encode("gb18030")


def _csv(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, float) else str(value)
    text = f"{text}\t" if len(text) == 18 and text[:6] == "913205" else text
    return f'"{text}"' if "," in text else text


def tabs() -> bytes:
    rows = [header(), *lines("abe", written({"established_on": lambda day: f"{day:%Y/%m/%d}"}))]
    return b"\xff\xfe" + "\r\n".join("\t".join(map(str, row)) for row in rows).encode("utf-16-le")


def web_page() -> bytes:
    """As a system exports it for Excel: two rows of headings, spans, hard spaces, formats of Microsoft."""
    place = KEYS.index("revenue") + 1
    top = "".join(
        '<th colspan="3">营业收入（万元）</th>'
        if column == place
        else f'<th rowspan="2">{html.escape(name)}</th>'
        for column, name in enumerate(header())
        if column not in (place + 1, place + 2)
    )
    below = "<th>本年度</th><th>上年度</th><th>前年度</th>"
    body = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in lines("abd"))
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type '
        'content="text/html; charset=gb2312"><style>td{mso-number-format:General}</style></head><body>'
        f'<table border=1><caption>汇总表</caption><tr><td colspan="{WIDTH}">2016年度申报汇总表</td></tr>'
        f"<tr>{top}</tr><tr>{below}</tr>{body}<tr><td>合计</td><td colspan={WIDTH - 1}>3家</td></tr></table></body></html>"
    ).encode("gb18030")  # fmt: skip


def _td(value: Any) -> str:
    if isinstance(value, float):
        return f'<td class=xl24 x:num="{value}">&nbsp;{value:,.1f}</td>'
    text = html.escape(str(value))
    return f"<td style='mso-number-format:\"\\@\"'>{text}&nbsp;</td>"


def old_xml() -> bytes:
    def cell(value: Any) -> str:
        if value is None:
            return "<Cell/>"
        if isinstance(value, date):
            return f'<Cell ss:StyleID="d"><Data ss:Type="DateTime">{value}T00:00:00.000</Data></Cell>'
        kind = "Number" if isinstance(value, int | float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    body = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in [header(), *lines("abc")])
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="d">'
        '<NumberFormat ss:Format="yyyy\\-mm\\-dd"/></Style></Styles><Worksheet ss:Name="汇总表"><Table>'
        f'<Row><Cell ss:MergeAcross="{WIDTH - 1}"><Data ss:Type="String">2016年度申报汇总表</Data></Cell></Row>'
        f"{body}</Table></Worksheet></Workbook>"
    ).encode()


def same_firm_on_two_sheets() -> bytes:
    made = sheet_of([header(), *lines("ab")], title="全部")
    fill(made.create_sheet("张浦"), [header(), *lines("a")])
    return saved(made)


def side_by_side() -> bytes:
    """Two tables beside each other."""
    keys = KEYS
    rows = [
        [*header(), None, *header()],
        *([*left, None, *right] for left, right in zip(lines("ab", keys=keys), lines("cd"), strict=True)),
    ]
    return saved(sheet_of(rows))


def with_heading_of_a_group_of_units() -> bytes:
    """The unit stands in the group over some headings, another in the title."""
    top: Line = [None] * (WIDTH)
    top[8] = "财务数据（元）"
    rows = [["申报汇总表（单位：人、件）"], top, header(BARE), *lines("ab", written(money(4)))]
    place = KEYS.index("purchases") + 2
    made = sheet_of(rows, merged=["I2:N2"])
    for row, firm in ((4, "a"), (5, "b")):
        for offset, key in enumerate(("purchases", "local_purchases")):
            made.worksheets[0].cell(row, place + offset, typed(firm, key))
    for offset, key in enumerate(("purchases", "local_purchases")):
        made.worksheets[0].cell(3, place + offset, PLAIN[key])
    return saved(made)


def footer_unit() -> bytes:
    """The unit stands in the header of the printed page alone."""
    made = sheet_of([header(BARE), *lines("abc", written(money(4)))])
    made.worksheets[0].oddHeader.right.text = "金额单位：元"
    return saved(made)


def thousands_of_yuan_in_words() -> bytes:
    def write(value: float) -> str:
        return f"{times(value, 4)}元" if value > 10000 else f"{value}万"

    return saved(sheet_of([header(BARE), *lines("abcg", written(dict.fromkeys(MONEY, write)))]))


OTHER_FILES = [
    Office("a sheet for each zone", a_sheet_each_zone, "abcde", codes=("sheet_hidden",), aside=5),
    Office("a form on each sheet", a_form_each_sheet, "abc"),
    Office("two tables on a sheet", two_tables_on_a_sheet, "ab", aside=4),
    Office("formulas with results", formulas, "abc", aside=2),
    Office("a formula without its result", formulas_without_results, "b", "a", ("formula_without_value",), aside=1),
    Office("comments and what is struck through", marks_of_hand, "abcd", codes=["struck_in_part", *["struck_through"] * 28], aside=1),
    Office("a text table of a system", text_table, "abcd", file="汇总表.csv", aside=4),
    Office("tabs in UTF-16", tabs, "abe", file="汇总表.xls", aside=1),
    Office("a web page of a system", web_page, "abd", file="汇总表.xls", aside=4),
    Office("old XML of Excel", old_xml, "abc", file="汇总表.xls", aside=2),
    Office("a firm on two sheets", same_firm_on_two_sheets, "b", "aa", ("filed_twice",), aside=2),
    Office("two tables side by side", side_by_side, "", "ab", ["column_twice"] * 28, aside=1),
    Office("a unit for a group", with_heading_of_a_group_of_units, "ab", aside=3),
    Office("the unit in the header of the page", footer_unit, "abc", aside=1),
    Office("yuan and wan in cells", thousands_of_yuan_in_words, "abcg", aside=1),
]  # fmt: skip
