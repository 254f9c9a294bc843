# ruff: noqa: E501 - a line for each row
"""More habits of offices: headings of three rows, fields in parts, instructions above, links, marks of units."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.table import Table

from tests.intake.books import saved

from .firms import KEYS, MONEY, UNITS, times
from .making import Line, Office, book, fill, header, lines, sheet_of, written
from .plain_sheets import BARE, COLUMN, LAST, WIDTH, money, only


def long_instructions() -> bytes:
    """Twelve rows of instructions, one that names fields and units of its own, before the table."""
    above = [
        ["附件2"],
        ["2016年度创新示范百强企业申报汇总表"],
        ["填报要求："],
        ["1. 营业收入、研发费用等指标按2016年度审计报告填写；"],
        ["2. 职工总数为2016年12月31日在册人数；"],
        ["3. 所属区镇填写注册地所在区镇；"],
        ["4. 研发机构级别按最高级别填写；"],
        ["5. 如2015年营业收入为0，请注明；"],
        ["6. 金额保留两位小数；"],
        ["7. 请于2017年2月28日前报送。"],
        [],
        ["填报单位：张浦镇", None, None, None, "填报日期：2017.2.20"],
    ]
    return book(*above, header(), *lines("abc"))


def far_to_the_right() -> bytes:
    made = sheet_of([])
    for row, line in enumerate([header(), *lines("abc")], 20):
        for column, value in enumerate(line, 7):
            made.worksheets[0].cell(row, column, value)
    return saved(made)


def two_languages() -> bytes:
    english = ["No.", *(f"Column {place}" for place in range(len(KEYS)))]
    for key, name in (
        ("enterprise_name", "Enterprise"),
        ("revenue", "Revenue"),
        ("staff", "Staff"),
        ("rd_expenditure", "R&D expenditure"),
    ):
        english[KEYS.index(key) + 1] = name
    return book(header(), english, *lines("abc"))


def zones_down_the_side() -> bytes:
    """A first column with the zone, merged down, beside the numbers; subtotals for each."""
    rows: list[Line] = [["片区", *header()]]
    merged = []
    for zone, firms in (("开发区片", "bd"), ("城区片", "ac")):
        top = len(rows) + 1
        rows += [[zone if place == 0 else None, *line] for place, line in enumerate(lines(firms))]
        rows.append([None, "小计", *[None] * 7, 1, 2])
        merged.append(f"A{top}:A{top + 1}")
    return book(*rows, merged=merged)


def three_rows_of_headings() -> bytes:
    """A group, its fields and their units or years in a third row."""
    keys = KEYS
    top: Line = [None] * WIDTH
    top[0], top[1], top[8], top[14], top[16] = "序号", "基本情况", "主要经济指标", "人员", "创新"
    middle: Line = [None, *(BARE[key] for key in keys)]
    middle[8:11] = ["营业收入", None, None]
    below: Line = [None, *(f"（{UNITS[key]}）" if key in UNITS else None for key in keys)]
    below[8:11] = ["2016年（万元）", "2015年（万元）", "2014年（万元）"]
    return book(
        ["汇总表"],
        top,
        middle,
        below,
        *lines("abc"),
        merged=("A2:A4", "B2:H2", "I2:N2", "O2:P2", "Q2:AC2", "I3:K3"),
    )


def date_in_parts() -> bytes:
    """The day of foundation in three columns: year, month, day."""
    place = KEYS.index("established_on") + 1
    top = [*header()[: place + 1], None, None, *header()[place + 1 :]]
    below: Line = [*[None] * place, "年", "月", "日"]
    rows = [
        [*row[:place], row[place].year, row[place].month, row[place].day, *row[place + 1 :]]
        for row in lines("ab")
    ]
    return book(top, below, *rows, merged=(f"{letter(place + 1)}1:{letter(place + 3)}1",))


def staff_and_those_of_them() -> bytes:
    """职工总数 over a total and 其中：研发人员; 采购总额 likewise."""
    top: Line = header()
    below: Line = [None] * WIDTH
    staff, bought = KEYS.index("staff") + 1, KEYS.index("purchases") + 1
    top[staff + 1] = top[bought + 1] = None
    below[staff : staff + 2] = ["总数", "其中：研发人员（人）"]
    below[bought : bought + 2] = ["总额", "其中：本地采购额（万元）"]
    merged = (f"{letter(staff + 1)}1:{letter(staff + 2)}1", f"{letter(bought + 1)}1:{letter(bought + 2)}1")
    return book(top, below, *lines("abc"), merged=merged)


MARKS = (
    "营业收入(单位:万元)",
    "营业收入 万元",
    "营业收入：万元",
    "营业收入【万元】",
    "营业收入（万元人民币）",
    "营业收入（人民币万元）",
    "营业收入/万元",
    "营业收入，万元",
    "营业收入（万）",
    "营业收入\n万元",
    "营业收入（单位：万元，保留两位小数）",
    "营业收入（萬元）",
)


def marked(heading: str) -> Any:
    return lambda: book(header({"revenue": heading}), *lines("ab"))


def marked_in_yuan(heading: str) -> Any:
    return lambda: book(
        header({"revenue": heading}), *lines("ab", written({"revenue": lambda value: times(value, 4)}))
    )


def points_of_the_ime() -> bytes:
    changes = {
        ("a", "revenue"): "12345。67",
        ("b", "revenue"): "98765．4",
        ("c", "revenue"): "2，100",
        ("d", "revenue"): "45,678.9 万 元",
    }
    return book(header(), *lines("abcd", only(changes)))


def two_in_a_cell() -> bytes:
    changes = {
        ("a", "invention_patents"): "12/3",
        ("b", "staff"): "1234（其中研发240）",
        ("c", "staff"): "28+2",
        ("d", "staff"): "460、52",
    }
    return book(header(), *lines("abcde", only(changes)))


def links() -> bytes:
    made = sheet_of([header(), *lines("ab")])
    sheet = made.worksheets[0]
    for row in (2, 3):
        sheet[f"{COLUMN['enterprise_name']}{row}"].hyperlink = "https://example.invalid/"
        sheet[f"{COLUMN['credit_code']}{row}"].hyperlink = "mailto:a@example.invalid"
    return saved(made)


def excel_table() -> bytes:
    made = sheet_of([header(), *lines("abc"), ["汇总", *[None] * 7, 113211.07]])
    table = Table(displayName="firms", ref=f"A1:{LAST}5", totalsRowCount=1)
    made.worksheets[0].add_table(table)
    return saved(made)


def example_row() -> bytes:
    """The row of an example that the template had, still there."""
    example = [
        "例",
        "91320583XXXXXXXXXX",
        "昆山某某有限公司",
        "张浦镇",
        "新材料",
        date(2010, 1, 1),
        "某产品",
        "某技术",
        *[100] * 6,
        10,
        2,
        1,
        1,
        "省级",
        0,
        50,
        10,
        0,
        "否",
        *["否"] * 5,
    ]
    return book(header(), example, *lines("ab"))


def with_percent_beside() -> bytes:
    """Money with a share behind it in brackets, as reports have it."""
    changes = {("a", "emerging_revenue"): "9000.5（72.9%）", ("b", "local_purchases"): "12000 26.3%"}
    return book(header(), *lines("abc", only(changes)))


def nought_as_text() -> bytes:
    changes = {
        ("a", "talents"): "零",
        ("b", "standards"): "〇",
        ("c", "standards"): "0项",
        ("d", "talents"): "没有",
        ("d", "standards"): "-",
    }
    changes |= {("e", "invention_patents"): "无", ("f", "talents"): "/"}
    return book(header(), *lines("abcdef", only(changes)))


def unit_in_yi_above() -> bytes:
    return book(
        ["汇总表", *[None] * 10, "（金额单位：亿元）"], header(BARE), *lines("abcg", written(money(-4)))
    )


def wan_in_the_title_yuan_in_a_heading() -> bytes:
    cells = written({"rd_expenditure": lambda value: times(value, 4)})
    return book(
        ["汇总表（金额单位：万元）"],
        header({**BARE, "rd_expenditure": "研发费用（元）"}),
        *lines("abc", cells),
    )


def numbers_and_units_below(*, units_first: bool) -> Any:
    """A row that numbers the columns and one of units, in either order; money in 元."""

    def make() -> bytes:
        below: list[Line] = [
            ["栏次", *range(1, WIDTH)],
            ["单位", *("元" if key in MONEY else UNITS.get(key, "-") for key in KEYS)],
        ]
        return book(
            header(BARE), *(reversed(below) if units_first else below), *lines("abc", written(money(4)))
        )

    return make


def second_sheet_continues() -> bytes:
    """The second sheet goes on without headings."""
    made = sheet_of([header(), *lines("ab")], title="第1页")
    fill(made.create_sheet("第2页"), lines("cd", first=3))
    return saved(made)


def text_dates_with_words() -> bytes:
    days = {
        "a": "2009年5月5日成立",
        "b": "2011-3-1（变更）",
        "c": "2014.12.31.",
        "d": "2003年8月18号",
        "e": "2015/2/28 星期六",
        "f": "2007-11-11T00:00:00",
        "g": "2010年01月31日",
        "h": "2012年6月15日（周五）",
    }
    return book(
        header(), *lines("abcdefgh", only({(firm, "established_on"): day for firm, day in days.items()}))
    )


def totals_above() -> bytes:
    """The total stands first."""
    return book(
        ["汇总表"],
        header(),
        ["合计", *[None] * 7, *[9] * 6, 1, 1],
        ["全市", None, "共3家", *[None] * 5, 1, 2],
        *lines("abc"),
    )


def empty_first_columns() -> bytes:
    """Numbers without a heading, remarks without one at the end."""
    rows = [
        [None, *header()[1:]],
        *([*line, remark] for line, remark in zip(lines("abc"), (None, "已核", "待补审计报告"), strict=True)),
    ]
    return book(*rows)


MORE_SHEETS = [
    Office("long instructions", long_instructions, "abc", aside=12),
    Office("far to the right and below", far_to_the_right, "abc", aside=1),
    Office("headings in two languages", two_languages, "abc", aside=2),
    Office("zones down the side", zones_down_the_side, "bdac", aside=3),
    Office("three rows of headings", three_rows_of_headings, "abc", aside=4),
    Office("a date in parts", date_in_parts, "ab", aside=2),
    Office("staff, and those of them", staff_and_those_of_them, "abc", aside=2),
    *(Office(f"wan yuan as {heading!r}", marked(heading), "ab", aside=1) for heading in MARKS),
    *(Office(f"yuan as {heading!r}", marked_in_yuan(heading.replace("万", "").replace("萬", "")), "ab", aside=1) for heading in MARKS if "（万）" not in heading),
    Office("points of an IME", points_of_the_ime, "bcd", "a", ("not_a_number",), aside=1),
    Office("two figures in a cell", two_in_a_cell, "e", "abcd", ["not_a_number"] * 4, aside=1),
    Office("links", links, "ab", aside=1),
    Office("a table of Excel", excel_table, "abc", aside=2),
    Office("the row of an example", example_row, "ab", "x", ("credit_code_invalid",), aside=1),
    Office("a share behind money", with_percent_beside, "c", "ab", ["not_a_number"] * 2, aside=1),
    Office("nought in words", nought_as_text, "cdef", "ab", ["not_a_number"] * 2, aside=1),
    Office("hundred millions above", unit_in_yi_above, "abcg", aside=2),
    Office("one heading in another unit than the title", wan_in_the_title_yuan_in_a_heading, "abc", aside=2),
    Office("numbers of columns above units", numbers_and_units_below(units_first=False), "abc", aside=3),
    Office("numbers of columns below units", numbers_and_units_below(units_first=True), "abc", aside=3),
    Office("a sheet that goes on", second_sheet_continues, "ab", codes=("sheet_not_read",), aside=1),
    Office("dates with words", text_dates_with_words, "cdefgh", "ab", ["not_a_date"] * 2, aside=1),
    Office("totals above", totals_above, "abc", aside=4),
    Office("columns without headings", empty_first_columns, "abc", aside=1),
]  # fmt: skip
