"""Registers of authorities beside the Kunshan applications of 2016, with differences planted; fictional."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

from openpyxl import Workbook

from . import joint_cast
from .kunshan_applications import Application, applicants, application
from .workbooks import put_across, save, sheet_of

YEAR = 2016
STRANGER = "苏州示例大学（虚构）"
PATENTS = ("序号", "申请号", "申请日", "名称", "申请(专利权)人", "公开(公告)日", "专利类型", "法律状态")
STATISTICS = ("统一社会信用代码", "单位详细名称", "营业收入（元）", "从业人员期末人数", "研究开发费用（元）")
# The place of a firm in the order of its claims of inventions, and how many the register lacks.
LACKING = {0: 9, 5: 6, 11: 4}
# Near the cut line of 2016: without a patent they fall below it.
WITHOUT = ("昆山晟衡自动化科技有限公司（虚构）", "昆山陌榆集成电路有限公司（虚构）")
OTHER_REVENUE = {3: Decimal("0.8"), 7: Decimal("0.7")}  # of the claim, by place in the order of names
TWICE = 9


def write_registers(folder: Path) -> list[str]:
    """Write the registers; return where claims differ from them."""
    firms = by_name(YEAR)
    return [*_patents(folder, firms), *_statistics(folder, firms)]


def by_name(year: int) -> list[Application]:
    """Return the applications of a year in the order of names."""
    found = (application(firm, year) for firm in applicants(year))
    return sorted(found, key=lambda each: str(each["enterprise_name"]))


def write_registers_of_joint_review(folder: Path) -> list[str]:
    """Write those of 2017, laid out otherwise: below two rows of headings, and as CSV in GBK."""
    firms = by_name(joint_cast.YEAR)
    planted = _other_patents(folder / "专利权人清单_2017.xlsx", firms, joint_cast.LACKING)
    return [*planted, *_statistics_csv(folder / "规上企业_2017.csv", firms, joint_cast.OTHER_REVENUE)]


def write_registers_that_agree(folder: Path, year: int) -> None:
    """Write those of a year in the same layouts, in which every claim stands as it was filed."""
    firms = by_name(year)
    _other_patents(folder / f"专利权人清单_{year}.xlsx", firms, {})
    _statistics_csv(folder / f"规上企业_{year}.csv", firms, {})


def _other_patents(path: Path, firms: Sequence[Application], lacking: Mapping[str, int]) -> list[str]:
    draw, planted, number = Random("patents/2017"), [], 0
    workbook = Workbook()
    sheet = sheet_of(workbook, "专利权人清单")
    put_across(
        sheet, 1, (1, 7), "昆山市有效专利清单（截至2017年12月31日）——示例数据，企业、专利均为虚构", title=True
    )
    put_across(sheet, 2, (3, 5), "专利")
    sheet.append(["序号", "专利权人", "专利号", "类型", "授权日期", "当前法律状态", "申请日"])
    for firm in firms:
        missing = lacking.get(str(firm["enterprise_name"]), 0)
        held = _inventions(firm) - missing
        if missing:
            planted.append(_planted(path.name, firm, "invention_patents", _inventions(firm), held))
        for each in range(held + draw.randint(0, 1)):
            number += 1
            kind = "发明" if each < held else "实用新型"
            day = f"2016.{draw.randint(1, 12)}.{draw.randint(1, 28)}"
            filed = f"2014.{number % 12 + 1}.{number % 28 + 1}"
            sheet.append([number, firm["enterprise_name"], f"ZL2014{number:07}.0", kind, day, "有权", filed])
    sheet.append(["合计", None, number])
    save(workbook, path)
    return planted


def _statistics_csv(path: Path, firms: Sequence[Application], other: Mapping[str, Decimal]) -> list[str]:
    planted = []
    rows: list[Sequence[object]] = [
        ("规模以上企业名录（示例数据，企业均为虚构）",),
        ("统一社会信用代码", "法人单位名称", "主营业务收入（千元）", "平均用工人数"),
    ]
    for firm in firms:
        revenue = Decimal(str(firm["revenue"]))
        counted = revenue * other.get(str(firm["enterprise_name"]), Decimal(1))
        if counted != revenue:
            planted.append(_planted(path.name, firm, "revenue", revenue, counted))
        thousands = f"{(counted * 10).quantize(Decimal('0.1')):,}"
        rows.append((firm["credit_code"], firm["enterprise_name"], thousands, firm["staff"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    return planted


def _patents(folder: Path, firms: list[Application]) -> list[str]:
    draw = Random("patents/2016")
    by_claim = sorted(firms, key=_inventions, reverse=True)
    workbook, planted = Workbook(), []
    sheet = sheet_of(workbook, "专利")
    sheet.append(["专利数据导出（示例数据，企业、专利均为虚构）"])
    sheet.append(list(PATENTS))
    number = 0
    for place, firm in enumerate(by_claim):
        lacking = _inventions(firm) if firm["enterprise_name"] in WITHOUT else LACKING.get(place, 0)
        held = max(0, _inventions(firm) - lacking)
        if lacking:
            planted.append(_planted("patents_2016.xlsx", firm, "invention_patents", _inventions(firm), held))
        for each in range(held + draw.randint(0, 2)):
            number += 1
            kind = "发明授权" if each < held else draw.choice(("实用新型", "外观设计"))
            holder = str(firm["enterprise_name"]) + (f";{STRANGER}" if number % 40 == 0 else "")
            days = f"2013-{draw.randint(1, 12):02}-01", f"2016-{draw.randint(1, 11):02}-08"
            sheet.append(
                [number, f"CN20131{number:07}.0", days[0], "一种示例方法", holder, days[1], kind, "有效"]
            )
    folder.mkdir(parents=True, exist_ok=True)
    save(workbook, folder / "patents_2016.xlsx")
    return planted


def _statistics(folder: Path, firms: list[Application]) -> list[str]:
    workbook, planted = Workbook(), []
    sheet = sheet_of(workbook, "规上企业")
    sheet.append(["规模以上企业名录（示例数据，企业均为虚构）"])
    sheet.append(list(STATISTICS))
    for place, firm in enumerate(firms):
        revenue = Decimal(str(firm["revenue"])) * OTHER_REVENUE.get(place, Decimal(1))
        row = [firm["credit_code"], firm["enterprise_name"], _yuan(revenue), firm["staff"]]
        sheet.append([*row, _yuan(Decimal(str(firm["rd_expenditure"])))])
        if place in OTHER_REVENUE:
            planted.append(_planted("statistics_2016.xlsx", firm, "revenue", firm["revenue"], revenue))
        if place == TWICE:
            sheet.append([*row[:2], _yuan(revenue * 2), *row[3:], 0])
            planted.append(
                f"registers/statistics_2016.xlsx {firm['enterprise_name']}: twice, with two values"
            )
    save(workbook, folder / "statistics_2016.xlsx")
    return planted


def _inventions(firm: Application) -> int:
    return int(str(firm["invention_patents"] or 0))


def _yuan(amount: Decimal) -> int:
    return int((amount * 10000).to_integral_value())


def _planted(file: str, firm: Application, field: str, filed: object, held: object) -> str:
    return f"registers/{file} {firm['enterprise_name']}: {field} filed {filed}, register {held}"
