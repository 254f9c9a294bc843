# ruff: noqa: E501 - a line for each row
"""One table on one sheet, with what offices put above, between, within and below its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tests.intake.books import saved

from .firms import KEYS, MONEY, PLAIN, UNITS, code, times, typed
from .making import Office, book, fill, header, lines, sheet_of, written

WIDTH = len(KEYS) + 1
LAST = letter(WIDTH)
BARE = {key: name.split("（")[0] for key, name in PLAIN.items()}
COLUMN = {key: letter(place) for place, key in enumerate(KEYS, 2)}


def money(power: int, as_text: str = "") -> dict[str, Any]:
    def write(value: float) -> Any:
        number = times(value, power)
        return format(number, as_text) if as_text else number

    return dict.fromkeys(MONEY, write)


def only(changes: dict[tuple[str, str], Any]) -> Any:
    return lambda firm, key: changes.get((firm, key), typed(firm, key))


def development_zone() -> bytes:
    """A merged title, the office and the unit in a line, groups over the headings, totals, notes, a stamp."""
    rows = [
        ["昆山开发区2016年度创新示范百强企业申报汇总表"],
        ["填报单位（盖章）：昆山开发区经济发展和环境保护局", *[None] * 9, "填报日期：2017年1月10日", *[None] * 10, "单位：万元、人、件"],
        ["序号", "基本情况", *[None] * 6, "经济指标", *[None] * 5, "人员", None, "创新能力", *[None] * 11, "合规情况"],
        header(BARE),
        *lines("abd"),
        ["合计", None, "3家", *[None] * 5, 156789.97, 142000.1, 133086.62, 137000.5, 2345.66, 7552.5, 1904, 327],
        ["注：1. 本表由各区镇汇总后加盖公章报送；2. 研发费用以专项审计报告为准。"],
        ["单位负责人：周立", None, None, "填表人：吴敏", None, None, "联系电话：0512-57000000"],
    ]  # fmt: skip
    return book(*rows, merged=(f"A1:{LAST}1", "B3:H3", "I3:N3", "O3:P3", "Q3:X3", "A8:B8", f"A9:{LAST}9"))


def in_yuan() -> bytes:
    """All money in 元, said once at the right above the table."""
    rows = [
        ["2016年度申报汇总表"],
        [*[None] * 20, "金额单位：元"],
        header(BARE),
        *lines("abc", written(money(4))),
    ]
    return book(*rows)


def in_yuan_as_text() -> bytes:
    rows = [["金额单位：人民币元"], header(BARE), *lines("abc", written(money(4, ",.2f")))]
    return book(*rows)


def three_years(*shown: Any) -> bytes:
    """Revenue once, over the three years."""
    of_year = {"2016": "revenue", "2015": "revenue_previous", "2014": "revenue_before_previous"}
    keys = [*KEYS[:7], *(of_year[str(each)[:4]] for each in shown), *KEYS[10:]]
    top = [PLAIN[key] for key in keys]
    top[7:10] = ["营业收入（万元）", None, None]
    below = [*[None] * 8, *shown, *[None] * (WIDTH - 11)]
    merged = [f"{letter(place)}1:{letter(place)}2" for place in range(1, WIDTH + 1) if not 9 <= place <= 11]
    return book(["序号", *top], below, *lines("abch", keys=keys), merged=[*merged, "I1:K1"])


def full_width() -> bytes:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

    def write(value: Any) -> Any:
        return f"{value:,}".translate(wide) if isinstance(value, int | float) else value

    return book(header(), *lines("abe", written(dict.fromkeys(UNITS, write))))


DATES: dict[str, Any] = {
    "a": "2009年5月5日",
    "b": "2011.3.1",
    "c": "2014/12/31",
    "d": 20030818,
    "e": "二〇一五年二月二十八日",
    "f": "2007-11-11 00:00:00",
    "g": "2010. 1. 31",
    "h": datetime(2012, 6, 15, 8, 30),
}


def dates() -> bytes:
    return book(
        header(), *lines("abcdefgh", only({(firm, "established_on"): day for firm, day in DATES.items()}))
    )


def doubtful_dates() -> bytes:
    days = {
        "a": 39938,
        "b": "2011年3月",
        "c": "14-12-31",
        "d": "08/18/2003",
        "e": "2015年2月30日",
        "f": "丁亥年",
    }
    return book(
        header(), *lines("abcdef", only({(firm, "established_on"): day for firm, day in days.items()}))
    )


def units_in_cells() -> bytes:
    changes = {
        ("a", "revenue"): "12345.67万元",
        ("b", "revenue"): "9.87654亿元",
        ("g", "revenue"): "15亿",
        ("c", "revenue"): "21,000,000元",
        ("a", "staff"): "210人",
        ("b", "staff"): "1,234 人",
        ("c", "invention_patents"): "4件",
        ("g", "invention_patents"): "77（件）",
        ("a", "standards"): "1项",
        ("b", "total_profit"): "-2345.6万元",
        ("g", "total_profit"): "1.2亿元",
        ("c", "rd_expenditure"): "480万",
    }
    return book(header(BARE), *lines("abcg", only(changes)))


def numbers_of_columns() -> bytes:
    """Below the headings a row that numbers the columns, as official statistics have it."""
    return book(header(), ["甲", "乙", "丙", "丁", *range(1, WIDTH - 3)], *lines("abc"))


def numbers_of_all_columns() -> bytes:
    return book(header(), list(range(1, WIDTH + 1)), *lines("abc"))


def letters_of_columns() -> bytes:
    circled = [chr(0x2460 + place) if place < 20 else f"({place + 1})" for place in range(WIDTH)]
    return book(["2016年汇总表"], header(), circled, *lines("abc"))


def printed_pages() -> bytes:
    """Headings and a subtotal on each page."""
    rows: list[list[Any]] = []
    for page, firms in enumerate(("abc", "def", "gh"), 1):
        rows += [["2016年度申报汇总表"], header(), *lines(firms, first=3 * page - 2)]
        rows += [["本页小计", *[None] * 7, 1.0, 2.0], [f"第{page}页 共3页"], []]
    return book(*rows)


def numbered_in_advance() -> bytes:
    """Rows numbered for more firms than there are; a line under the last."""
    rows = [header(), *lines("ab"), *([number] for number in range(3, 9)), ["以下空白"], [None, "此页无正文"]]
    return book(*rows)


def gaps() -> bytes:
    """Blank rows between firms, blank columns between fields."""
    spaced = [[cell for value in row for cell in (value, None)] for row in (header(), *lines("abc"))]
    return book([], [], *[line for row in spaced for line in (row, [])])


def merged_zone() -> bytes:
    """The zone is written once for all its firms."""
    rows = lines("afh", only({("a", "zone"): "张浦镇", ("f", "zone"): None, ("h", "zone"): None}))
    return book(header(), *rows, merged=(f"{COLUMN['zone']}2:{COLUMN['zone']}4",))


def several_products() -> bytes:
    """A firm over two rows, one for each product; all else is merged."""
    rows: list[list[Any]] = [header()]
    merged = []
    for row in lines("ab"):
        top = len(rows) + 1
        rows += [row, [None] * WIDTH]
        rows[-1][6] = "另一产品"
        merged += [
            f"{letter(place)}{top}:{letter(place)}{top + 1}" for place in range(1, WIDTH + 1) if place != 7
        ]
    return book(*rows, merged=merged)


def years_below() -> bytes:
    """A row for each year of a firm."""
    old = only({("a", "revenue"): 11000, ("a", "staff"): 190})
    keys = KEYS
    return book(
        ["序号", "年度", *header()[1:]],
        *[
            [1, 2016, *lines("a")[0][1:]],
            [2, 2015, *lines("a", old, keys)[0][1:]],
            [3, 2016, *lines("b")[0][1:]],
        ],
    )


def codes_as_numbers() -> bytes:
    changes = {
        ("a", "credit_code"): int(code("a")),
        ("b", "credit_code"): "9132 0583 0071 0002 27",
        ("c", "credit_code"): "91320583ma1rxk7t3g",
        ("d", "credit_code"): "９１３２０５８３００７１０００４４Ｆ",
        ("e", "credit_code"): "91320583-MA1PLQ925-J",
        ("f", "credit_code"): "统一社会信用代码：91320583007100066P",
        ("g", "credit_code"): "9132O583OO71OOO77U",
    }
    return book(header(), *lines("abcdefg", only(changes)))


def spaced_headings() -> bytes:
    changes = {
        "credit_code": "统一社会\n信用代码",
        "enterprise_name": "企  业  名  称",
        "revenue": "营 业 收 入\n（ 万元 ）",
        "revenue_previous": "*上年度营业收入(万元)：",
        "revenue_before_previous": "3、前年度营业收入〔万元〕",
        "emerging_revenue": "其中：新兴产业产品收入\r\n（万元）",
        "total_profit": "（五）利润总额（万元）",
        "rd_expenditure": "研发费用/万元",
        "staff": "职工总数（人）*",
        "rd_staff": "其中:研发人员（人）",
        "established_on": "成立日期\n(年/月/日)",
        "rd_institution": "研发机构级别（国家级/省级/苏州市级/昆山市级/无）",
        "key_project": "承担重点项目（是/否）",
        "safety_accident": "重大安全事故（有/无）",
    }
    return book(header(changes), *lines("abcd"))


def second_row_of_units() -> bytes:
    units = ["", *(f"（{UNITS[key]}）" if key in UNITS else "" for key in KEYS)]
    return book(header(BARE), units, *lines("abc"))


def mixed_units() -> bytes:
    changes = {
        "revenue": "营业收入（亿元）",
        "rd_expenditure": "研发费用（千元）",
        "purchases": "采购总额（百万元）",
        "total_profit": "利润总额（元）",
    }
    cells = written({
        "revenue": lambda value: times(value, -4),
        "rd_expenditure": lambda value: times(value, 1),
        "purchases": lambda value: times(value, -2),
        "total_profit": lambda value: times(value, 4),
    })  # fmt: skip
    return book(header(changes), *lines("abcg", cells))


def unit_in_a_note() -> bytes:
    return book(["汇总表"], header(BARE), *lines("abc", written(money(1))), ["注：本表金额单位为千元。"])


def unit_in_the_name_of_the_sheet() -> bytes:
    return saved(sheet_of([header(BARE), *lines("abc", written(money(4)))], title="汇总表（单位：元）"))


def two_boxes() -> bytes:
    """Yes and no in columns of their own, ticked."""
    place = KEYS.index("key_project") + 1
    top, below = header(), [None] * (WIDTH + 1)
    top.insert(place + 1, None)
    below[place : place + 2] = ["是", "否"]
    rows = []
    for row in lines("abcd"):
        is_yes = row[place] == "是"
        rows.append([*row[:place], "√" if is_yes else None, None if is_yes else "√", *row[place + 1 :]])
    area = f"{letter(place + 1)}1:{letter(place + 2)}1"
    return book(top, below, *rows, merged=(area,))


def a_column_for_each_level() -> bytes:
    """The levels of R&D institutions in columns of their own, one ticked, as a sign or as 1 among 0."""
    place = KEYS.index("rd_institution") + 1
    levels = ["国家级", "省级", "苏州市级", "昆山市级", "无"]
    top = header()
    top[place + 1 : place + 1] = [None] * 4
    below = [*[None] * place, *levels, *[None] * (WIDTH - place - 1)]
    rows = []
    for number, row in enumerate(lines("abcd")):
        ticks = ("✓", None) if number % 2 else (1, 0)
        rows.append([*row[:place], *(ticks[level != row[place]] for level in levels), *row[place + 1 :]])
    return book(top, below, *rows, merged=(f"{letter(place + 1)}1:{letter(place + 5)}1",))


def boxes_in_a_cell() -> bytes:
    changes: dict[tuple[str, str], Any] = {
        ("a", "key_project"): "☑是 □否",
        ("b", "key_project"): "□是 ☑否",
        ("c", "key_project"): "□是　■否",
        ("d", "key_project"): "√是 □否",
        ("e", "key_project"): "是□  否□",
    }
    return book(header(), *lines("abcde", only(changes)))


def negative() -> bytes:
    changes = {
        ("b", "total_profit"): "（2,345.60）",
        ("c", "total_profit"): "亏损55.5",
        ("d", "total_profit"): "▲3456.7",
    }
    return book(header(), *lines("abcd", only(changes)))


def marked_figures() -> bytes:
    changes = {
        ("a", "revenue"): "12345.67*",
        ("b", "revenue"): "98765.4①",
        ("c", "revenue"): "2100（含税）",
        ("d", "revenue"): "约45678.9",
        ("e", "revenue"): "1，8 88.8",
        ("f", "revenue"): "8000.00.00",
        ("g", "revenue"): "150.000,00",
        ("h", "revenue"): "5600,05",
    }
    return book(header(), *lines("abcdefgh", only(changes)))


def spaced_figures() -> bytes:
    changes = {("a", "revenue"): " 12345.67 ", ("b", "revenue"): "98 765.4", ("c", "revenue"): "2,100.00\u00a0", ("d", "revenue"): "\t45678.9\n", ("e", "revenue"): "¥1,888.80", ("f", "revenue"): "８０００", ("g", "revenue"): "十五亿"}  # fmt: skip
    return book(header(), *lines("abcdefg", only(changes)))


def ditto() -> bytes:
    changes = {("f", "zone"): "〃", ("h", "zone"): "同上", ("h", "industry"): "″"}
    return book(header(), *lines("afh", only(changes)))


def summary_of_zones() -> bytes:
    """A sheet of totals by zone before the sheet of firms."""
    made = sheet_of(
        [
            ["各区镇申报情况"],
            ["所属区镇", "企业数", "营业收入（万元）", "研发费用（万元）", "职工总数（人）"],
            ["张浦镇", 1, 12345.67, 620.4, 210],
            ["昆山开发区", 1, 98765.4, 5432.1, 1234],
            ["合计", 2, 111111.07, 6052.5, 1444],
        ],
        title="各区镇情况",
    )
    fill(made.create_sheet("企业名单"), [header(), *lines("ab")])
    return saved(made)


def list_and_details() -> bytes:
    """A list of names beside the table that says all of them."""
    made = sheet_of(
        [
            ["推荐企业名单"],
            ["序号", "企业名称", "统一社会信用代码", "备注"],
            [1, typed("a", "enterprise_name"), code("a"), None],
            [2, typed("b", "enterprise_name"), code("b"), "优先推荐"],
        ],
        title="名单",
    )
    fill(made.create_sheet("汇总表"), [header(), *lines("ab")])
    return saved(made)


def this_and_last_year() -> bytes:
    keys = [key for key in KEYS if key != "revenue_before_previous"]
    top = [BARE[key] for key in keys]
    place = keys.index("revenue")
    top[place : place + 2] = ["营业收入（万元）", None]
    below = [None] * (len(keys) + 1)
    below[place + 1 : place + 3] = ["本年数", "上年数"]
    area = f"{letter(place + 2)}1:{letter(place + 3)}1"
    return book(["序号", *top], below, *lines("abc", keys=keys), merged=(area,))


def growth_beside() -> bytes:
    """Columns that nobody asked for beside those that are: growth, share, last year's profit."""
    keys = list(KEYS)
    names = header()
    names[9:9] = ["营业收入同比增长（%）", "营业收入占比"]
    names += ["上年度利润总额（万元）", "2017年预计营业收入（万元）", "研发费用占营业收入比重（%）"]
    rows = [[*row[:9], 12.2, 0.33, *row[9:], 1, 99999, 5.02] for row in lines("abc", keys=keys)]
    return book(names, *rows)


def years_in_headings() -> bytes:
    changes = {
        "revenue": "2016年度\n营业收入\n（万元）",
        "revenue_previous": "营业收入（2015年，万元）",
        "revenue_before_previous": "2014年营业收入(万元)",
        "rd_expenditure": "2016年研发费用（万元）",
        "staff": "2016年末职工总数（人）",
        "invention_patents": "截至2016年底有效发明专利（件）",
    }
    return book(header(changes), *lines("abc"))


def quoted() -> bytes:
    """Figures as texts, as WPS keeps them behind an apostrophe."""
    made = sheet_of([header(), *lines("abc", written(dict.fromkeys(UNITS, str)))])
    for row in made.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            cell.quotePrefix = True
    return saved(made)


def hidden() -> bytes:
    made = sheet_of([header(), *lines("abcd")])
    sheet = made.worksheets[0]
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions[COLUMN["rd_expenditure"]].hidden = True
    sheet.auto_filter.ref = f"A1:{LAST}5"
    return saved(made)


def formats() -> bytes:
    """Formats that show thousands, ten thousands, a unit, a sign; the values are in 元."""
    made = sheet_of([["金额单位：元"], header(BARE), *lines("abcd", written(money(4)))])
    sheet = made.worksheets[0]
    shown = ("#,##0.00_ ", '0!.0000"万元"', "#,##0,", "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ")
    for row, number_format in enumerate(shown, 3):
        sheet[f"{COLUMN['revenue']}{row}"].number_format = number_format
    return saved(made)


def closed_form() -> bytes:
    """One firm as a form of labels and values, units beside them."""
    rows: list[list[Any]] = [["昆山市创新示范百强企业申报表"], []]
    pairs = [(PLAIN[key] if key not in MONEY else BARE[key], typed("a", key), UNITS.get(key)) for key in KEYS]
    rows += [[name, value, unit] for name, value, unit in pairs]
    rows += [[], ["企业承诺：以上填报内容真实。"], ["法定代表人（签字）：", None, "（盖章）"]]
    return book(*rows, merged=("A1:C1",))


def wide_form() -> bytes:
    """Two pairs of label and value a row."""
    rows: list[list[Any]] = [["申报表（2016年度）"], ["金额单位：万元"]]
    for first in range(0, len(KEYS), 2):
        rows.append([each for key in KEYS[first : first + 2] for each in (BARE[key], typed("b", key))])
    return book(*rows)


def columns_of_firms() -> bytes:
    """Firms in columns, the groups of labels merged at the left."""
    groups = ["基本情况", *[None] * 6, "经济指标（万元）", *[None] * 5, "人员与创新", *[None] * 14]
    rows = [
        [group, PLAIN[key], *(typed(firm, key) for firm in "abcd")]
        for group, key in zip(groups, KEYS, strict=False)
    ]
    return book(
        ["指标类别", "指标名称", "企业1", "企业2", "企业3", "企业4"],
        *rows,
        merged=("A2:A8", "A9:A14", "A15:A29"),
    )


PLAIN_SHEETS = [
    Office("a title, groups, a total, notes, a stamp", development_zone, "abd", aside=7),
    Office("yuan, said at the right above", in_yuan, "abc", aside=3),
    Office("yuan as texts with thousands", in_yuan_as_text, "abc", aside=2),
    Office("revenue over three years", lambda: three_years("2016年", "2015年", "2014年"), "abch", aside=2),
    Office("revenue over three years, the last first", lambda: three_years("2014年", "2015年", "2016年"), "abch", aside=2),
    Office("revenue over three numbers", lambda: three_years(2016, 2015, 2014), "abch", aside=2),
    Office("full-width digits", full_width, "abe", aside=1),
    Office("dates of all kinds", dates, "abcdefgh", aside=1),
    Office("dates that are doubtful or none", doubtful_dates, "ab", "cdef", ("date_from_serial", "day_missing", *["not_a_date"] * 4), aside=1),
    Office("units in cells", units_in_cells, "abcg", aside=1),
    Office("numbers of columns", numbers_of_columns, "abc", aside=2),
    Office("numbers of all columns", numbers_of_all_columns, "abc", aside=2),
    Office("signs of columns", letters_of_columns, "abc", aside=3),
    Office("headings on each page", printed_pages, "abcdefgh", aside=12),
    Office("rows numbered in advance", numbered_in_advance, "ab", aside=9),
    Office("blank rows and columns", gaps, "abc", aside=1),
    Office("a zone merged over firms", merged_zone, "afh", codes=["value_merged"] * 2, differs={("f", "zone"): "zhangpu", ("h", "zone"): "zhangpu"}, aside=1),
    Office("a firm over two rows", several_products, "ab", aside=3),
    Office("a row for each year", years_below, "b", "aa", ["filed_twice"] * 1, aside=1),
    Office("codes as people write them", codes_as_numbers, "bcde", "afg", ("credit_code_as_number", "credit_code_invalid", "letter_for_digit"), aside=1),
    Office("headings as people write them", spaced_headings, "abcd", aside=1),
    Office("units in a row below", second_row_of_units, "abc", aside=2),
    Office("a unit for each column", mixed_units, "abcg", aside=1),
    Office("the unit in a note", unit_in_a_note, "abc", aside=3),
    Office("the unit in the name of the sheet", unit_in_the_name_of_the_sheet, "abc", aside=1),
    Office("yes and no in two columns", two_boxes, "abcd", aside=2),
    Office("a column for each level", a_column_for_each_level, "abcd", aside=2),
    Office("boxes in a cell", boxes_in_a_cell, "abcd", "e", ("value_pending",), aside=1),
    Office("losses", negative, "ab", "cd", ["not_a_number"] * 2, aside=1),
    Office("figures with marks", marked_figures, "", "abcdefgh", [*["not_a_number"] * 7, "approximate_figure"], aside=1),
    Office("figures with spaces and signs", spaced_figures, "abcdef", "g", ("not_a_number",), aside=1),
    Office("signs for the same", ditto, "afh", codes=["as_above"] * 3, differs={("f", "zone"): "zhangpu", ("h", "zone"): "zhangpu", ("h", "industry"): "energy_saving"}, aside=1),
    Office("a sheet of totals by zone", summary_of_zones, "ab", codes=("sheet_not_read",), aside=1),
    Office("a list beside the table", list_and_details, "ab", codes=("sheet_not_read",), aside=1),
    Office("this year and last", this_and_last_year, "abc", aside=2, lacks=("revenue_before_previous",)),
    Office("columns that nobody asked for", growth_beside, "abc", aside=1),
    Office("years in the headings", years_in_headings, "abc", aside=1),
    Office("figures as texts", quoted, "abc", aside=1),
    Office("hidden rows and columns", hidden, "abcd", codes=("rows_hidden", "columns_hidden"), aside=1),
    Office("formats of money", formats, "abcd", codes=("number_shown_otherwise",), differs={("c", "revenue"): "2.1"}, aside=2),
    Office("a form", closed_form, "a"),
    Office("a form of two columns", wide_form, "b"),
    Office("firms in columns", columns_of_firms, "abcd", aside=2),
]  # fmt: skip
