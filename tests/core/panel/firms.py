"""A few firms that apply under hnte_2016, and experts to mark them, as files that people hand in."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from stdnum.cn import uscc

from cultivation.resources import shipped

HNTE = (shipped("scoring_rules") / "hnte_2016.yaml").read_text("utf-8")
PEOPLE = """fields:
  representative: {type: text, blank: unknown, zh: 法定代表人, en: Legal representative}
  owners: {type: text, blank: unknown, zh: 股东, en: Shareholders}
"""
SECTION = """
panel:
  experts_each: 3
  aggregate: trimmed_mean
  conflicts: {legal_representative: representative, shareholders: [owners]}
"""
NAMES = ("甲星", "乙光", "丙电", "丁材", "戊药", "己云", "庚车", "辛能", "壬水", "癸航", "子芯", "丑网")
EXPERTS = (
    ("张三", "东海大学", "", ""),
    ("李四", "昆山甲星科技有限公司", "", ""),
    ("王五", "西山研究院", "昆山乙光科技股份有限公司 3%", ""),
    ("赵六", "南湖大学", "", "丙电"),
    ("孙七", "北岭设计院", "", ""),
    ("周八", "东海大学", "", ""),
)


def code(number: int) -> str:
    """Return a valid credit code."""
    body = f"91320583{number:09d}"
    return str(body + uscc.calc_check_digit(body))


def rules_with_panel(section: str = SECTION) -> str:
    """Return hnte_2016 under another id, with fields that name people and a panel."""
    text = HNTE.replace("id: hnte_2016", "id: hnte_panel", 1).replace("fields:\n", PEOPLE, 1)
    return text + section


HEADERS = {
    "credit_code": "统一社会信用代码",
    "enterprise_name": "企业名称",
    "registered_on": "注册日期",
    "technology": "技术领域",
    "core_ip": "拥有对主要产品起核心支持作用的知识产权",
    "staff": "职工总数",
    "technical_staff": "科技人员数",
    "sales_1": "第一年销售收入（万元）",
    "sales_2": "第二年销售收入（万元）",
    "sales_3": "第三年销售收入（万元）",
    "net_assets_1": "第一年末净资产（万元）",
    "net_assets_2": "第二年末净资产（万元）",
    "net_assets_3": "第三年末净资产（万元）",
    "rd_3": "第三年研发费用（万元）",
    "rd_domestic": "近三年境内研发费用（万元）",
    "total_revenue": "近一年总收入（万元）",
    "high_tech_revenue": "近一年高新技术产品（服务）收入（万元）",
    "class_1_ip": "Ⅰ类知识产权",
    "class_2_ip": "Ⅱ类知识产权",
    "ip_acquisition": "知识产权获得方式",
    "drew_up_standards": "参与编制国家标准、行业标准、检测方法、技术规范",
    "conversions": "近三年科技成果转化数",
    "representative": "法定代表人",
    "owners": "股东",
}


def firm(number: int, with_people: bool) -> dict[str, object]:
    """Return what a firm files: its figures grow with its number."""
    values = {
        "credit_code": code(number + 1),
        "enterprise_name": f"昆山{NAMES[number]}科技有限公司",
        "registered_on": "2015-05-06",
        "technology": "新材料",
        "core_ip": "是",
        "staff": 100,
        "technical_staff": 20,
        "sales_1": 1000,
        "sales_2": 1100,
        "sales_3": 1200 + 30 * number,
        "net_assets_1": 1000,
        "net_assets_2": 1100,
        "net_assets_3": 1200 + 40 * number,
        "rd_3": 300,
        "rd_domestic": 300,
        "total_revenue": 1300,
        "high_tech_revenue": 1200,
        "class_1_ip": number % 3,
        "class_2_ip": 4,
        "ip_acquisition": "有自主研发",
        "drew_up_standards": "否",
        "conversions": 15,
    }
    if with_people:
        values["representative"] = "孙七" if number == 4 else f"法人{number}"
        values["owners"] = "周八 51%、某某投资（49%）" if number == 5 else f"股东{number}"
    return values


def write_firms(path: Path, number: int, with_people: bool = True, backwards: bool = False) -> Path:
    """Write the applications of so many firms as a text table."""
    firms = [firm(each, with_people) for each in range(number)]
    keys = list(firms[0])
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([HEADERS[key] for key in keys])
        writer.writerows([[each[key] for key in keys] for each in (reversed(firms) if backwards else firms)])
    return path


def write_experts(path: Path, experts: Sequence[Sequence[str]] = EXPERTS) -> Path:
    """Write a list of experts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "工作单位", "持股及关联企业", "回避企业"])
    for row in experts:
        sheet.append(list(row))
    book.save(path)
    return path
