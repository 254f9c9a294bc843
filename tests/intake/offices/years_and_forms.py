# ruff: noqa: E501 - a line for each row
"""Years over groups of figures, forms with figures of several years, units beside labels."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter as letter

from tests.intake.books import saved

from .firms import KEYS, MONEY, PLAIN, UNITS, times, typed
from .making import Line, Office, book, header, lines, sheet_of
from .plain_sheets import BARE, COLUMN, only

LATER = ("revenue", "total_profit", "rd_expenditure")
OLDER = ("revenue_before_previous",)
REST = tuple(key for key in KEYS if key not in (*LATER, "revenue_previous", "revenue_before_previous"))


def groups_of_years(this: Any, last: Any) -> Any:
    """The same three figures under this year and under the last, of which the rules ask for revenue alone."""

    def make() -> bytes:
        start = len(REST) + 2
        names = [BARE[key] + "（万元）" for key in LATER]
        top: Line = [None] * (start + 5)
        top[start - 1], top[start + 2] = last, this
        below = ["序号", *(PLAIN[key] for key in REST), *names, *names]
        rows = []
        for number, firm in enumerate("abc", 1):
            before = [typed(firm, "revenue_previous"), 77.7, 88.8]
            rows.append(
                [number, *(typed(firm, key) for key in REST), *before, *(typed(firm, key) for key in LATER)]
            )
        areas = (f"{letter(start)}1:{letter(start + 2)}1", f"{letter(start + 3)}1:{letter(start + 5)}1")
        return book(top, below, *rows, merged=areas)

    return make


def year_typed_as_a_day() -> bytes:
    """A year alone, typed into a cell for dates: it becomes a day of 1905."""
    made = sheet_of([header(), *lines("ab")])
    made.worksheets[0][f"{COLUMN['established_on']}2"] = 2009
    made.worksheets[0][f"{COLUMN['established_on']}2"].number_format = "yyyy-mm-dd"
    return saved(made)


def units_beside_firms_in_columns(unit: str, power: int) -> Any:
    def make() -> bytes:
        def value(firm: str, key: str) -> Any:
            return times(typed(firm, key), power) if key in MONEY else typed(firm, key)

        rows = [
            [BARE[key], unit if key in MONEY else UNITS.get(key), *(value(firm, key) for firm in "abc")]
            for key in KEYS
        ]
        return book(["指标", "单位", "企业甲", "企业乙", "企业丙"], *rows)

    return make


def units_before_values() -> bytes:
    """A form with the unit between label and value."""
    rows: list[Line] = [["企业申报表"]]
    for key in KEYS:
        value = times(typed("a", key), 4) if key in MONEY else typed("a", key)
        rows.append([BARE[key], "元" if key in MONEY else UNITS.get(key), value])
    return book(*rows)


def form_with_years(*years: Any, unit: str = "（万元）", this_first: bool = False) -> Any:
    """A form in which some figures have a column for each year."""

    def make() -> bytes:
        plain = [key for key in KEYS if not key.startswith("revenue") and key not in LATER]
        rows: list[Line] = [["企业申报表"], *([PLAIN[key], typed("a", key)] for key in plain[:7])]
        rows.append(["指标", *years])
        order = (2, 1, 0) if this_first else (0, 1, 2)
        revenue = [typed("a", key) for key in ("revenue_before_previous", "revenue_previous", "revenue")]
        rows.append([f"营业收入{unit}", *(revenue[place] for place in order)])
        for key, olds in (("total_profit", (11.1, 22.2)), ("rd_expenditure", (33.3, 44.4))):
            figures = [*olds, typed("a", key)]
            rows.append([f"{BARE[key]}{unit}", *(figures[place] for place in order)])
        rows += [[PLAIN[key], typed("a", key)] for key in plain[7:]]
        return book(*rows)

    return make


def form_with_years_and_units() -> bytes:
    """Labels, units in a column of their own, and two years; all money in 元."""
    plain = [key for key in KEYS if not key.startswith("revenue") and key not in LATER]
    rows: list[Line] = [["企业申报表"], ["指标", "单位", "2015年", "2016年"]]
    for key in LATER:
        last = typed("a", "revenue_previous") if key == "revenue" else 5
        rows.append([BARE[key], "元", times(last, 4), times(typed("a", key), 4)])
    rows += [
        [
            BARE[key] if key in MONEY else PLAIN[key],
            "元" if key in MONEY else None,
            times(typed("a", key), 4) if key in MONEY else typed("a", key),
        ]
        for key in plain
    ]
    return book(*rows)


def form_with_kinds(*kinds: str, place: int) -> Any:
    """A form with a plan, a growth or the figure at the beginning beside each figure, which stands at `place`."""

    def make() -> bytes:
        left_out = (*LATER, *OLDER, *(["revenue_previous"] if "上年数" in kinds else []))
        plain = [key for key in KEYS if key not in left_out]
        rows: list[Line] = [["企业申报表"], *([PLAIN[key], typed("a", key)] for key in plain[:7])]
        rows.append(["主要指标", *kinds])
        for key in LATER:
            figures = [7.5, typed("a", "revenue_previous") if key == "revenue" else 8.5, 9.5][: len(kinds)]
            figures[place] = typed("a", key)
            rows.append([f"{BARE[key]}（万元）", *figures])
        rows.append(["人员和创新"])
        rows += [[PLAIN[key], typed("a", key)] for key in plain[7:]]
        return book(*rows)

    return make


def plan_and_result() -> bytes:
    """Revenue over a plan and what came of it."""
    place = KEYS.index("revenue") + 1
    top = [*header()[: place + 1], None, *header()[place + 1 :]]
    below = [*[None] * place, "2016年计划数", "实际完成数"]
    rows = [[*row[:place], 4711, *row[place:]] for row in lines("abc")]
    return book(top, below, *rows, merged=(f"{letter(place + 1)}1:{letter(place + 2)}1",))


def form_with_merged_labels() -> bytes:
    """The same, each label merged over two columns; a new firm's oldest year is blank."""
    plain = [key for key in KEYS if not key.startswith("revenue") and key not in LATER]
    rows: list[Line] = [["企业申报表"], *([PLAIN[key], None, typed("a", key)] for key in plain[:7])]
    rows.append(["主要指标", None, "2014年", "2015年", "2016年"])
    rows.append(
        [
            "营业收入（万元）",
            None,
            typed("a", "revenue_before_previous"),
            typed("a", "revenue_previous"),
            typed("a", "revenue"),
        ]
    )
    rows += [[f"{BARE[key]}（万元）", None, None, 2.5, typed("a", key)] for key in LATER[1:]]
    rows += [[PLAIN[key], None, typed("a", key)] for key in plain[7:]]
    return book(*rows, merged=[f"A{row}:B{row}" for row in range(2, len(rows) + 1)])


def form_with_years_down() -> bytes:
    """A form in which some figures have a row for each year."""
    plain = [key for key in KEYS if not key.startswith("revenue") and key not in LATER]
    rows: list[Line] = [["企业申报表"], *([PLAIN[key], typed("a", key)] for key in plain[:7])]
    rows.append(["年度", "营业收入（万元）", "利润总额（万元）", "研发费用（万元）"])
    rows.append([2014, typed("a", "revenue_before_previous"), 11.1, 33.3])
    rows.append([2015, typed("a", "revenue_previous"), 22.2, 44.4])
    rows.append([2016, *(typed("a", key) for key in LATER)])
    rows += [[PLAIN[key], typed("a", key)] for key in plain[7:]]
    return book(*rows)


def months_and_quarters() -> bytes:
    """Figures of a part of the year beside those of the whole."""
    top = [
        *header(),
        "2016年1-9月营业收入（万元）",
        "第四季度营业收入（万元）",
        "2016年1-9月研发费用（万元）",
    ]
    return book(top, *([*row, 1, 2, 3] for row in lines("abc")))


def only_months() -> bytes:
    return book(header({"revenue": "2016年1-9月营业收入（万元）"}), *lines("ab"))


def clock_days() -> bytes:
    days = {"a": datetime(2009, 5, 5, 23, 59, 59), "b": date(2011, 3, 1), "c": "2014-12-31 24:00"}
    return book(header(), *lines("abc", only({(firm, "established_on"): day for firm, day in days.items()})))


def last_year_first_without_a_group() -> bytes:
    """Both years as headings of their own, the last first, in 元."""
    keys = [*KEYS[:7], "revenue_previous", "revenue", *KEYS[10:]]
    names = header({"revenue": "营业收入（元）2016年", "revenue_previous": "营业收入（元）2015年"}, keys)
    rows = [
        [
            number,
            *(
                times(typed(firm, key), 4) if key in ("revenue", "revenue_previous") else typed(firm, key)
                for key in keys
            ),
        ]
        for number, firm in enumerate("abc", 1)
    ]
    return book(names, *rows)


YEARS_AND_FORMS = [
    Office("groups of years", groups_of_years("2016年", "2015年"), "abc", aside=2, lacks=OLDER),
    Office("groups of years in words", groups_of_years("本年", "上年"), "abc", aside=2, lacks=OLDER),
    Office("groups of years as numbers", groups_of_years(2016, 2015), "abc", aside=2, lacks=OLDER),
    Office("a year typed as a day", year_typed_as_a_day, "b", "a", ("year_as_day",), aside=1),
    Office("firms in columns beside units", units_beside_firms_in_columns("万元", 0), "abc", aside=2),
    Office("firms in columns beside yuan", units_beside_firms_in_columns("元", 4), "abc", aside=2),
    Office("firms in columns beside hundred millions", units_beside_firms_in_columns("亿元", -4), "abc", aside=2),
    Office("a form with units before values", units_before_values, "a"),
    Office("a form with years", form_with_years("2014年", "2015年", "2016年"), "a"),
    Office("a form with years as numbers", form_with_years(2014, 2015, 2016), "a"),
    Office("a form with years, the last first", form_with_years("2016年度", "2015年度", "2014年度", this_first=True), "a"),
    Office("a form with years in words", form_with_years("前年", "上年", "本年"), "a"),
    Office("a form with years down its side", form_with_years_down, "a"),
    Office("a form with years and units", form_with_years_and_units, "a", lacks=OLDER),
    Office("a form with plans and results", form_with_kinds("计划数", "实际数", place=1), "a", lacks=OLDER),
    Office("a form with beginnings and ends", form_with_kinds("年初数", "年末数", place=1), "a", lacks=OLDER),
    Office("a form with this year, last year and growth", form_with_kinds("本年数", "上年数", "增减（%）", place=0), "a", codes=(), lacks=OLDER),
    Office("a plan and its result under one heading", plan_and_result, "abc", aside=2),
    Office("a form with merged labels and years", form_with_merged_labels, "a"),
    Office("parts of the year beside it", months_and_quarters, "abc", aside=1),
    Office("a part of the year alone", only_months, "", "ab", ("column_unknown_near", "column_missing"), aside=1),
    Office("days with times", clock_days, "abc", aside=1),
    Office("last year before this, in yuan", last_year_first_without_a_group, "abc", aside=1, lacks=OLDER),
]  # fmt: skip
