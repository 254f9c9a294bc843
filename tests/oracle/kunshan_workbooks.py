"""The Kunshan sample as a careful clerk would type it over: headers, units, dates, and rows to send back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

SAMPLES = Path(__file__).parents[2] / "sample_data" / "kunshan"
Application = dict[str, Any]

HEADERS = {
    "enterprise_name": "企业名称 单位名称 公司名称",
    "credit_code": "统一社会信用代码 社会信用代码 信用代码",
    "zone": "所属区镇 区镇 所在区镇",
    "industry": "战略性新兴产业类别 战新产业分类 所属新兴产业",
    "established_on": "成立日期 成立时间 注册日期",
    "main_product": "主导产品 主要产品 主营产品",
    "core_technology": "核心技术 关键技术 主要核心技术",
    "revenue": "营业收入 营业收入本年度 本年度营业收入 销售收入 本年度",
    "revenue_previous": "上年度营业收入 营业收入上年度 上年营业收入 上年度",
    "revenue_before_previous": "前年度营业收入 营业收入前年度 前年营业收入 前年度",
    "emerging_revenue": "新兴产业产品收入 新兴产业收入 战新产品收入",
    "total_profit": "利润总额",
    "rd_expenditure": "研发费用 研发投入 研究开发费用",
    "staff": "职工总数 从业人数 员工总数",
    "rd_staff": "研发人员 研发人员数 科技人员",
    "invention_patents": "有效发明专利 有效发明专利数 发明专利拥有量",
    "new_ip": "当年新增知识产权 新增知识产权 本年新增知识产权",
    "rd_institution": "研发机构级别 研发机构",
    "talents": "高层次人才 高层次人才数",
    "purchases": "采购总额 采购额",
    "local_purchases": "本地采购额 昆山本地采购额 本地配套采购额",
    "standards": "主导或参与制定标准 标准制定 制定标准数",
    "key_project": "承担重点项目 是否承担重点项目 重点项目",
    "safety_accident": "重大安全事故 有无重大安全事故",
    "environmental_violation": "严重环境违法 有无严重环境违法",
    "dishonest_debtor": "失信被执行人 是否失信被执行人",
    "tax_blacklist": "重大税收违法 有无重大税收违法 税收黑名单",
    "falsified_data": "提供虚假材料 弄虚作假",
}
FIELD_OF = {header: field for field, headers in HEADERS.items() for header in headers.split()}
ZONES = {
    "花桥": "huaqiao",  # before the other 开发区
    "开发区": "development_zone",
    "高新区": "high_tech_zone",
    "旅游度假区": "resort",
    "张浦": "zhangpu",
    "周市": "zhoushi",
    "陆家": "lujia",
    "巴城": "bacheng",
    "千灯": "qiandeng",
    "淀山湖": "dianshanhu",
    "周庄": "zhouzhuang",
    "锦溪": "jinxi",
}
INDUSTRIES = {
    "新型平板显示": "display",
    "高端装备": "equipment",
    "新材料": "materials",
    "软件": "software",
    "智能电网": "smart_grid",
    "生物": "biomedicine",
    "节能环保": "energy_saving",
    "新能源": "new_energy",
}
INSTITUTIONS = {
    **dict.fromkeys(("国家级", "国家"), "national"),
    **dict.fromkeys(("省级", "江苏省级", "省"), "provincial"),
    **dict.fromkeys(("苏州市级", "苏州级", "苏州市"), "suzhou"),
    **dict.fromkeys(("昆山市级", "昆山级", "昆山市"), "kunshan"),
    **dict.fromkeys(("无", "未设立", "没有"), "none"),
}
TRUTHS = {"是": True, "有": True, "√": True, "否": False, "无": False}
IN_TEN_THOUSAND = {"元": Decimal("0.0001"), "亿元": Decimal(10000)}
MONEY = {
    *("revenue", "revenue_previous", "revenue_before_previous", "emerging_revenue", "total_profit"),
    *("rd_expenditure", "purchases", "local_purchases"),
}
COUNTS = {"staff", "rd_staff", "invention_patents", "new_ip", "talents", "standards"}
VETOES = ("safety_accident", "environmental_violation", "dishonest_debtor", "tax_blacklist", "falsified_data")
YES_OR_NO = {"key_project", *VETOES}
BLANK = {
    **dict.fromkeys(("invention_patents", "new_ip", "talents", "standards"), Decimal(0)),
    **dict.fromkeys(("revenue_previous", "revenue_before_previous"), None),
    **dict.fromkeys(("key_project", "falsified_data"), False),
}
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class SendBack(Exception):
    """A value that the clerk cannot take."""


@cache
def applications(year: int) -> tuple[Application, ...]:
    """Return the applications of a year: of each enterprise the first in the order of the files' names."""
    taken: dict[str, Application] = {}
    for path in sorted((SAMPLES / str(year)).glob("*.xlsx")):
        for cells in _records(path):
            try:
                filed = {field: _value(field, *cells.get(field, (None, ""))) for field in HEADERS}
            except SendBack:
                continue
            taken.setdefault(filed["credit_code"], filed)
    return tuple(taken.values())


def _records(path: Path) -> list[dict[str, tuple[Any, str]]]:
    """Return for each enterprise its cells by field, each with the unit of its column."""
    sheet = load_workbook(path, data_only=True).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if path.name.startswith("申报表"):
        pairs = [(row[at], row[at + 1]) for row in rows for at in range(len(row) - 1)]
        return [{field: (value, unit) for label, value in pairs for field, unit in _header(label)}]
    start = max(at for at, row in enumerate(rows[:6]) if any(True for cell in row for _ in _header(cell)))
    columns: dict[int, tuple[str, str]] = {}
    group_unit = ""
    for row in rows[2 : start + 1]:
        for at, cell in enumerate(row):
            for field, unit in _header(cell):
                columns[at] = (field, unit or group_unit)
    names = [at for at, (field, _) in columns.items() if field == "enterprise_name"]
    return [
        {field: (row[at], unit) for at, (field, unit) in columns.items()}
        for row in rows[start + 1 :]
        if row[names[0]] and "合计" not in row
    ]


def _header(cell: Any) -> list[tuple[str, str]]:
    """Return (field, unit) if the cell is a header that matters."""
    text = unicodedata.normalize("NFKC", str(cell or "")).replace("\n", "").strip()
    found = re.fullmatch(r"(.*?)(?:\((万元|亿元|元|人|件|项)\))?", text)
    assert found
    field = FIELD_OF.get(re.sub(r"[()\s]", "", found[1]))
    return [(field, found[2] or "")] if field else []


def _value(field: str, cell: Any, unit: str) -> Any:
    if cell is None or str(cell).strip() == "":
        if field not in BLANK:
            raise SendBack(field)
        return BLANK[field]
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if field in MONEY | COUNTS:
        return _number(text) * IN_TEN_THOUSAND.get(unit, Decimal(1))
    if field in YES_OR_NO:
        return _one_of(TRUTHS, text)
    if field == "established_on":
        return cell.date() if isinstance(cell, datetime) else _date(text)
    if field == "credit_code":
        return _credit_code(text)
    if field == "rd_institution":
        return _one_of(INSTITUTIONS, text)
    if field in ("zone", "industry"):
        words = ZONES if field == "zone" else INDUSTRIES
        return next((known for word, known in words.items() if word in text), "other")
    return str(cell).strip()


def _one_of(words: dict[str, Any], text: str) -> Any:
    if text not in words:
        raise SendBack(text)
    return words[text]


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise SendBack(text) from None


def _date(text: str) -> date:
    try:
        year, month, day = map(int, re.findall(r"\d+", text))
        return date(year, month, day)
    except ValueError:
        raise SendBack(text) from None


def _credit_code(text: str) -> str:
    """GB 32100: the eighteenth character makes the sum of places times 3^n divisible by 31."""
    if len(text) != 18 or any(letter not in CODE_LETTERS for letter in text):
        raise SendBack(text)
    total = sum(CODE_LETTERS.index(letter) * pow(3, at, 31) for at, letter in enumerate(text[:17]))
    if (total + CODE_LETTERS.index(text[17])) % 31:
        raise SendBack(text)
    return text
