"""The Kunshan workbooks: a summary for each zone, and forms of single enterprises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .kunshan_applications import VETOES, Application, Value, applicants, application
from .kunshan_firms import YEARS, ZONES, Firm
from .kunshan_layouts import CHOICES, LAYOUTS, WORDS, Layout, word
from .kunshan_mistakes import FILED_TWICE, MISTAKES, FiledTwice, filed_again
from .workbooks import put, put_across, save, sheet_of

FORMS_A_YEAR = 5
BATCH = 8
TITLE = "昆山市战略性新兴产业创新示范百强企业申报{}（{}年度） —— 示例数据，企业均为虚构"
NOTE = "注：1. 财务数据以审计报告为准；2. 请勿改动表头；3. 本表为示例数据，企业、人名、代码均为虚构。"
DECLARATION = "本企业承诺所填内容真实、完整，如有虚假，愿承担责任。  法定代表人（签字）：        （盖章）"
FACTORS = {"亿元": Decimal("0.0001"), "元": Decimal(10000)}
GROUP = "营业收入（万元）"
GROUPED = {"revenue": "本年度", "revenue_previous": "上年度", "revenue_before_previous": "前年度"}
HEADER_ROW = 3
LEFT = Alignment(horizontal="left")
WIDTHS = {
    "enterprise_name": 38,
    "credit_code": 22,
    "industry": 22,
    "main_product": 34,
    "core_technology": 34,
    "national_industry": 34,
    "address": 30,
}


def write_kunshan(folder: Path) -> list[str]:
    """Write the workbooks of all years; return where the mistakes are: file, cell and what is wrong."""
    mistakes: list[str] = []
    for year in YEARS:
        mistakes += _write_year(folder / str(year), year)
    return mistakes


def write_in_batches(folder: Path, year: int) -> None:
    """Write the year as zones that send in batches do: eight enterprises a workbook, and the forms."""
    summaries, alone, _again = filed_in(year)
    for zone, rows in summaries.items():
        for first in range(0, len(rows), BATCH):
            _write_summary(folder, year, LAYOUTS[zone], rows[first : first + BATCH], first)
    for firm in alone:
        _write_form(folder, year, application(firm, year))


def filed_in(year: int) -> tuple[dict[str, list[Application]], list[Firm], list[FiledTwice]]:
    """Return the rows of each zone's summary, who files a form instead, and who stands in two summaries."""
    summaries: dict[str, list[Application]] = {zone: [] for zone in ZONES}
    firms = applicants(year)
    alone = Random(f"forms/{year}").sample(firms, FORMS_A_YEAR)
    for firm in firms:
        if firm not in alone:
            summaries[firm.zone].append(application(firm, year))
    again = [twice for twice in FILED_TWICE if twice.year == year]
    for twice in again:
        filed = summaries[twice.zone][twice.number - 1]
        summaries[twice.other_zone].append(filed_again(filed, twice.other_zone))
    return summaries, alone, again


def _write_year(folder: Path, year: int) -> list[str]:
    summaries, alone, again = filed_in(year)
    mistakes: list[str] = []
    for zone, rows in summaries.items():
        mistakes += _write_summary(folder, year, LAYOUTS[zone], rows)
    for twice in again:
        first = _cell(LAYOUTS[twice.zone], "credit_code", twice.number)
        second = _cell(LAYOUTS[twice.other_zone], "credit_code", len(summaries[twice.other_zone]))
        names = (_summary_name(twice.zone, year), _summary_name(twice.other_zone, year))
        mistakes.append(f"{year}/{names[0]} {first}, {names[1]} {second}: filed twice, with other figures")
    for firm in alone:
        _write_form(folder, year, application(firm, year))
    return mistakes


def _summary_name(zone: str, year: int, first: int | None = None) -> str:
    batch = "" if first is None else f"_第{first // BATCH + 1}批"
    return f"{word(CHOICES['zone'][zone], 0)}_{year}年申报汇总表{batch}.xlsx"


def _first_row(layout: Layout) -> int:
    return HEADER_ROW + (2 if layout.grouped_revenue else 1)


def _cell(layout: Layout, field: str, number: int) -> str:
    return f"{get_column_letter(layout.fields.index(field) + 2)}{_first_row(layout) + number - 1}"


def _write_summary(
    folder: Path, year: int, layout: Layout, rows: list[Application], first: int | None = None
) -> list[str]:
    """Write the rows; `first` is how many of the zone stand in earlier batches, None where there are none."""
    workbook = Workbook()
    sheet = sheet_of(workbook, "申报汇总表")
    width = len(layout.fields) + 1 + layout.remarks
    day = date(year + 1, 3, 1 + ZONES.index(layout.zone))
    office = f"填报单位：{word(CHOICES['zone'][layout.zone], 0)}经济发展局（示例）"
    filled = f"填报日期：{day.year}年{day.month}月{day.day}日"
    put_across(sheet, 1, (1, width), TITLE.format("汇总表", year), title=True)
    put_across(sheet, 2, (1, width), f"{office}    {filled}    金额单位：万元")
    _write_headers(sheet, layout)
    line = _first_row(layout)
    for number, filed in enumerate(rows, 1):
        put(sheet, line, 1, number)
        for column, field in enumerate(layout.fields, 2):
            put(sheet, line, column, _written(filed[field], field, layout, number))
        if layout.remarks:
            put(sheet, line, width, "材料齐全" if number % 4 == 1 else None)
        line += 1
    mistakes = list(_make_mistakes(sheet, year, layout, range(first or 0, (first or 0) + len(rows))))
    if layout.total_in:
        _write_total(sheet, line, layout, rows)
        line += 1
    put_across(sheet, line + 1, (1, width), NOTE)
    save(workbook, folder / _summary_name(layout.zone, year, first))
    return mistakes


def _write_headers(sheet: Worksheet, layout: Layout) -> None:
    headings = ["序号", *map(layout.heading, layout.fields), *(["备注"] if layout.remarks else [])]
    last = _first_row(layout) - 1
    for column, heading in enumerate(headings, 1):
        field = layout.fields[column - 2] if 2 <= column <= len(layout.fields) + 1 else ""
        for row in range(HEADER_ROW, last + 1):
            put(sheet, row, column, None, head=True)
        if layout.grouped_revenue and field in GROUPED:
            put(sheet, last, column, GROUPED[field], head=True)
        else:
            put(sheet, HEADER_ROW, column, heading, head=True)
            if last > HEADER_ROW:
                sheet.merge_cells(start_row=HEADER_ROW, end_row=last, start_column=column, end_column=column)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(field, 15 if field else 9)
    if layout.grouped_revenue:
        left = layout.fields.index("revenue") + 2
        put(sheet, HEADER_ROW, left, GROUP, head=True)
        sheet.merge_cells(start_row=HEADER_ROW, end_row=HEADER_ROW, start_column=left, end_column=left + 2)
    sheet.row_dimensions[HEADER_ROW].height = 58
    sheet.freeze_panes = f"D{last + 1}"


def _write_total(sheet: Worksheet, line: int, layout: Layout, rows: list[Application]) -> None:
    put(sheet, line, 1, "合计" if layout.total_in == "序号" else None)
    for column, field in enumerate(layout.fields, 2):
        amounts = [value for row in rows if isinstance(value := row[field], Decimal)]
        total = _written(sum(amounts, Decimal(0)), field, layout, 0) if amounts else None
        put(sheet, line, column, "合计" if field == layout.total_in else total)


def _make_mistakes(sheet: Worksheet, year: int, layout: Layout, places: range) -> Iterator[str]:
    for mistake in MISTAKES:
        if (mistake.year, mistake.zone) == (year, layout.zone) and mistake.number - 1 in places:
            where = _cell(layout, mistake.field, mistake.number - places.start)
            cell = sheet[where]
            cell.value = mistake.becomes(str(cell.value)) or None
            cell.number_format = "General"
            shown = "empty" if cell.value is None else cell.value
            yield f"{year}/{_summary_name(layout.zone, year)} {where}: {mistake.what} ({shown})"


def _written(value: Value, field: str, layout: Layout, number: int) -> str | int | float | date | None:
    """Return a filed value as the zone writes it in the row of that number."""
    if isinstance(value, bool):
        yes, no = layout.vetoes if field in VETOES else layout.key_project
        return yes if value else no or None
    if isinstance(value, date):
        return layout.dates.format(value) if layout.dates else value
    if isinstance(value, str):
        return word(CHOICES.get(field, {}).get(value, value), layout.wording)
    return value if value is None else _written_number(value, field, layout, number)


def _written_number(value: int | Decimal, field: str, layout: Layout, number: int) -> str | int | float:
    if field in layout.thousands and number % 3 == 1:
        return f"{value:,}"
    if field in layout.full_width and number % 4 == 1:
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    return value if isinstance(value, int) else float(value * FACTORS.get(layout.unit(field), 1))


FORM = Layout("", "who register finance balance innovation people driving vetoes", key_project=("是", "否"))


def _write_form(folder: Path, year: int, filed: Application) -> None:
    """Write labels with their values to the right, two pairs a row, as in a printed form."""
    workbook = Workbook()
    sheet = sheet_of(workbook, "申报表")
    for letter, width in zip("ABCDE", (26, 38, 2, 26, 38), strict=True):
        sheet.column_dimensions[letter].width = width
    put_across(sheet, 1, (1, 5), TITLE.format("表", year), title=True)
    put_across(sheet, 2, (1, 5), "（金额单位：万元；数据截止日期：12月31日）")
    line = 3
    for place, field in enumerate(FORM.fields):
        column = 1 if place % 2 == 0 else 4
        put(sheet, line, column, FORM.heading(field), head=True)
        put(sheet, line, column + 1, _written(filed[field], field, FORM, 0)).alignment = LEFT
        line += place % 2
    line += len(FORM.fields) % 2
    for field in ("main_product", "core_technology"):
        put(sheet, line, 1, word(WORDS[field][0], 0), head=True)
        put_across(sheet, line, (2, 5), str(filed[field]))
        sheet.row_dimensions[line].height = 36
        line += 1
    put_across(sheet, line + 1, (1, 5), DECLARATION)
    save(workbook, folder / f"申报表_{filed['enterprise_name']}.xlsx")
