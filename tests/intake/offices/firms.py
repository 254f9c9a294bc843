# ruff: noqa: E501 - a row for each firm
"""Eight fictional enterprises: what a clerk would type for each, and what the rules must then hold.

Both were written by hand; what is typed in another unit or form is so written in the workbook that does it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

COLUMNS = (
    ("credit_code", "统一社会信用代码"),
    ("enterprise_name", "企业名称"),
    ("zone", "所属区镇"),
    ("industry", "战略性新兴产业类别"),
    ("established_on", "成立日期"),
    ("main_product", "主导产品"),
    ("core_technology", "核心技术"),
    ("revenue", "营业收入"),
    ("revenue_previous", "上年度营业收入"),
    ("revenue_before_previous", "前年度营业收入"),
    ("emerging_revenue", "新兴产业产品收入"),
    ("total_profit", "利润总额"),
    ("rd_expenditure", "研发费用"),
    ("staff", "职工总数"),
    ("rd_staff", "研发人员"),
    ("invention_patents", "有效发明专利"),
    ("new_ip", "当年新增知识产权"),
    ("rd_institution", "研发机构级别"),
    ("talents", "高层次人才"),
    ("purchases", "采购总额"),
    ("local_purchases", "本地采购额"),
    ("standards", "主导或参与制定标准"),
    ("key_project", "承担重点项目"),
    ("safety_accident", "重大安全事故"),
    ("environmental_violation", "严重环境违法"),
    ("dishonest_debtor", "失信被执行人"),
    ("tax_blacklist", "重大税收违法"),
    ("falsified_data", "提供虚假材料"),
)
KEYS = tuple(key for key, _ in COLUMNS)
MONEY = (
    "revenue",
    "revenue_previous",
    "revenue_before_previous",
    "emerging_revenue",
    "total_profit",
    "rd_expenditure",
    "purchases",
    "local_purchases",
)
UNITS = {
    **dict.fromkeys(MONEY, "万元"),
    **dict.fromkeys(("staff", "rd_staff", "talents"), "人"),
    **dict.fromkeys(("invention_patents", "new_ip"), "件"),
    "standards": "项",
}
PLAIN = {key: f"{name}（{UNITS[key]}）" if key in UNITS else name for key, name in COLUMNS}
NO = ("否",) * 5

# code, name, zone, industry, founded, product, technology,
# revenue, of last year, of the year before, from emerging products, profit, research (万元),
# staff, researchers, patents, new rights, institution, talents, purchases, local ones (万元), standards, project
TYPED: dict[str, tuple[Any, ...]] = {
    "a": ("913205830071000113", "昆山甲辰精密机械有限公司", "张浦镇", "高端装备制造", date(2009, 5, 5), "数控机床", "电主轴",
          12345.67, 11000, 9876.5, 9000.5, 1234.56, 620.4, 210, 35, 12, 3, "省级", 2, 6000, 2400.25, 1, "是", *NO),
    "b": ("913205830071000227", "昆山乙巳光电科技有限公司", "昆山开发区", "新型平板显示", date(2011, 3, 1), "柔性显示面板", "玻璃基板",
          98765.4, 87000.1, 80000, 98000, -2345.6, 5432.1, 1234, 240, 56, 11, "国家级", 9, 45678.9, 12000, 3, "否", *NO),
    "c": ("91320583MA1RXK7T3G", "昆山丙午生物医药有限公司", "昆山高新区", "生物技术与医药", date(2014, 12, 31), "小核酸药物", "核酸递药载体",
          2100, 1500.75, 900, 2100, 55.5, 480, 28, 14, 4, 2, "苏州市级", 1, 800, 100, 0, "否", *NO),
    "d": ("91320583007100044F", "昆山丁未新材料股份有限公司", "千灯镇", "新材料", date(2003, 8, 18), "功能陶瓷材料", "新型合金材料",
          45678.9, 44000, 43210.12, 30000, 3456.7, 1500, 460, 52, 20, 5, "昆山市级", 0, 22000, 8765.43, 0, "是", *NO),
    "e": ("91320583MA1PLQ925J", "昆山戊申软件技术有限公司", "花桥经济开发区", "软件和集成电路", date(2015, 2, 28), "软件设计", "集成电路设计",
          1888.8, 1600, 1200, 1700, 0, 300.3, 66, 40, 0, 6, "无", 3, 300, 90, 0, "否", *NO),
    "f": ("91320583007100066P", "昆山己酉环保装备有限公司", "周市镇", "节能环保", date(2007, 11, 11), "环境监测仪器", "循环利用技术",
          8000, 7600, 7100, 6400, 410, 260, 95, 12, 3, 0, "无", 0, 4000, 1900, 2, "否", *NO),
    "g": ("91320583007100077U", "昆山庚戌新能源有限公司", "锦溪镇", "新能源", date(2010, 1, 31), "太阳能电池组件", "光伏发电技术",
          150000, 120000, 100000, 140000, 12000, 6800, 1500, 300, 77, 15, "国家级", 12, 90000, 45000, 5, "是", *NO),
    "h": ("91320583MA1NWG608A", "昆山辛亥智能电网有限公司", "周庄镇", "智能电网和物联网", date(2012, 6, 15), "传感器", "控制技术",
          5600.05, 5100, 4700, 5000, 300.01, 230, 72, 18, 8, 4, "苏州市级", 1, 2500, 700, 1, "否", *NO),
}  # fmt: skip
CHOSEN = {
    "张浦镇": "zhangpu", "昆山开发区": "development_zone", "昆山高新区": "high_tech_zone", "千灯镇": "qiandeng",
    "花桥经济开发区": "huaqiao", "周市镇": "zhoushi", "锦溪镇": "jinxi", "周庄镇": "zhouzhuang",
    "高端装备制造": "equipment", "新型平板显示": "display", "生物技术与医药": "biomedicine", "新材料": "materials",
    "软件和集成电路": "software", "节能环保": "energy_saving", "新能源": "new_energy", "智能电网和物联网": "smart_grid",
    "国家级": "national", "省级": "provincial", "苏州市级": "suzhou", "昆山市级": "kunshan", "无": "none",
    "是": "yes", "否": "no",
}  # fmt: skip


def typed(firm: str, key: str) -> Any:
    """Return what a clerk types for a firm's field."""
    return TYPED[firm][KEYS.index(key)]


def truth(firm: str) -> dict[str, str]:
    """Return the exact texts that the rules must hold for a firm."""
    return {key: _exact(value) for key, value in zip(KEYS, TYPED[firm], strict=True)}


def code(firm: str) -> str:
    return str(TYPED[firm][0])


def times(value: float, power: int) -> Any:
    """Return a figure in a unit that is smaller by a power of ten, as a number that a cell can hold."""
    number = Decimal(str(value)).scaleb(power)
    return int(number) if number == number.to_integral_value() else float(number)


def _exact(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return CHOSEN.get(value, value) if isinstance(value, str) else str(value)
