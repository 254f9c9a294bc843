"""How the twelve zones lay out their summary workbooks.

Every zone has its own way, as in life: other words, other columns, other units, dates as text. The words are
written down here and not taken from the rule set: a workbook is what somebody once filed, and a later edit of
the rules must not change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Field: (words for it, the usual unit). Which of the words a zone uses is its `wording`.
WORDS: dict[str, tuple[str, str]] = {
    "enterprise_name": ("企业名称|单位名称|公司名称", ""),
    "credit_code": ("统一社会信用代码|社会信用代码|信用代码", ""),
    "zone": ("所属区镇|区镇|所在区镇", ""),
    "industry": ("战略性新兴产业类别|战新产业分类|所属新兴产业", ""),
    "established_on": ("成立日期|成立时间|注册日期", ""),
    "legal_representative": ("法定代表人|法人代表", ""),
    "address": ("注册地址|地址", ""),
    "national_industry": ("国民经济行业代码|所属行业(GB/T 4754)", ""),
    "registered_capital": ("注册资本", "万元"),
    "main_product": ("主导产品|主要产品|主营产品", ""),
    "core_technology": ("核心技术|关键技术|主要核心技术", ""),
    "revenue": ("营业收入|营业收入（本年度）|本年度营业收入|销售收入", "万元"),
    "revenue_previous": ("上年度营业收入|营业收入（上年度）|上年营业收入", "万元"),
    "revenue_before_previous": ("前年度营业收入|营业收入（前年度）|前年营业收入", "万元"),
    "emerging_revenue": ("新兴产业产品收入|新兴产业收入|战新产品收入", "万元"),
    "total_profit": ("利润总额", "万元"),
    "net_profit": ("净利润", "万元"),
    "total_assets": ("资产总额|总资产", "万元"),
    "total_liabilities": ("负债总额|总负债", "万元"),
    "rd_expenditure": ("研发费用|研发投入|研究开发费用", "万元"),
    "staff": ("职工总数|从业人数|员工总数", "人"),
    "rd_staff": ("研发人员|研发人员数|科技人员", "人"),
    "invention_patents": ("有效发明专利|有效发明专利数|发明专利拥有量", "件"),
    "new_ip": ("当年新增知识产权|新增知识产权|本年新增知识产权", "件"),
    "rd_institution": ("研发机构级别|研发机构", ""),
    "talents": ("高层次人才|高层次人才数", "人"),
    "purchases": ("采购总额|采购额", "万元"),
    "local_purchases": ("本地采购额|昆山本地采购额|本地配套采购额", "万元"),
    "standards": ("主导或参与制定标准|标准制定|制定标准数", "项"),
    "key_project": ("承担重点项目|是否承担重点项目|重点项目", ""),
    "safety_accident": ("重大安全事故|有无重大安全事故", ""),
    "environmental_violation": ("严重环境违法|有无严重环境违法", ""),
    "dishonest_debtor": ("失信被执行人|是否失信被执行人", ""),
    "tax_blacklist": ("重大税收违法|有无重大税收违法|税收黑名单", ""),
    "falsified_data": ("提供虚假材料|弄虚作假", ""),
}

# Choices: the words for each, by wording again.
CHOICES: dict[str, dict[str, str]] = {
    "zone": {
        "development_zone": "昆山开发区|开发区",
        "high_tech_zone": "昆山高新区|高新区",
        "huaqiao": "花桥经济开发区|花桥开发区",
        "resort": "昆山旅游度假区|旅游度假区",
        "zhangpu": "张浦镇|张浦",
        "zhoushi": "周市镇|周市",
        "lujia": "陆家镇|陆家",
        "bacheng": "巴城镇|巴城",
        "qiandeng": "千灯镇|千灯",
        "dianshanhu": "淀山湖镇|淀山湖",
        "zhouzhuang": "周庄镇|周庄",
        "jinxi": "锦溪镇|锦溪",
    },
    "industry": {
        "display": "新型平板显示|新型平板显示产业",
        "equipment": "高端装备制造|高端装备制造产业|高端装备",
        "materials": "新材料|新材料产业",
        "software": "软件和集成电路|软件和集成电路产业|软件与集成电路",
        "smart_grid": "智能电网和物联网|智能电网和物联网产业|智能电网与物联网",
        "biomedicine": "生物技术与医药|生物技术与医药产业|生物医药",
        "energy_saving": "节能环保|节能环保产业",
        "new_energy": "新能源|新能源产业",
    },
    "rd_institution": {
        "national": "国家级|国家",
        "provincial": "省级|江苏省级|省",
        "suzhou": "苏州市级|苏州级|苏州市",
        "kunshan": "昆山市级|昆山级|昆山市",
        "none": "无|未设立|没有",
    },
}

BLOCKS = {
    "who": "enterprise_name credit_code zone industry established_on",
    "coded": "credit_code enterprise_name industry zone established_on",
    "register": "legal_representative registered_capital national_industry address",
    "business": "main_product core_technology",
    "finance": "revenue revenue_previous revenue_before_previous emerging_revenue total_profit",
    "balance": "net_profit total_assets total_liabilities",
    "people": "staff rd_staff talents",
    "innovation": "rd_expenditure rd_institution invention_patents new_ip",
    "driving": "purchases local_purchases standards key_project",
    "vetoes": "safety_accident environmental_violation dishonest_debtor tax_blacklist falsified_data",
}


def word(words: str, wording: int) -> str:
    """Return one of several words for the same thing; who has run out of them uses the usual one."""
    choice = words.split("|")
    return choice[wording] if wording < len(choice) else choice[0]


@dataclass(frozen=True)
class Layout:
    """One zone's way of filling in its summary."""

    zone: str
    blocks: str
    wording: int = 0
    header: str = "{}（{}）"  # name and unit
    grouped_revenue: bool = False  # 营业收入 over 本年度, 上年度, 前年度
    units: Mapping[str, str] = field(default_factory=dict)  # where not the usual ones
    dates: str = ""  # how to write a date as text; as a real date where empty
    vetoes: tuple[str, str] = ("是", "否")
    key_project: tuple[str, str] = ("是", "否")
    total_in: str = ""  # the column that says 合计
    thousands: tuple[str, ...] = ()  # fields with some numbers as text: 1,234.50
    full_width: tuple[str, ...] = ()  # fields with some numbers as text: １２
    remarks: bool = False

    @property
    def fields(self) -> list[str]:
        """The columns, from left to right."""
        return [name for block in self.blocks.split() for name in BLOCKS[block].split()]

    def unit(self, name: str) -> str:
        """The unit in which the zone gives a field."""
        return self.units.get(name, WORDS[name][1])

    def heading(self, name: str) -> str:
        """The text above a column."""
        text, unit = word(WORDS[name][0], self.wording), self.unit(name)
        return self.header.format(text, unit) if unit else text


YI = {"revenue": "亿元", "revenue_previous": "亿元", "revenue_before_previous": "亿元"}
YUAN = {"rd_expenditure": "元", "total_profit": "元", "registered_capital": "元"}
LAYOUTS = {
    layout.zone: layout
    for layout in (
        Layout(
            "development_zone",
            "who register business finance balance innovation people driving vetoes",
            header="{}\n（{}）",
            units=YI,
            total_in="enterprise_name",
        ),
        Layout(
            "high_tech_zone",
            "who business innovation people finance driving vetoes balance",
            grouped_revenue=True,
            dates="{0.year}-{0.month:02d}-{0.day:02d}",
        ),
        Layout(
            "huaqiao", "coded people finance innovation business driving vetoes", wording=1, header="{}({})"
        ),
        Layout(
            "resort",
            "who business finance people innovation driving vetoes register",
            wording=2,
            dates="{0.year}年{0.month}月{0.day}日",
            key_project=("√", ""),
        ),
        Layout(
            "zhangpu",
            "who register finance people innovation driving business vetoes",
            wording=1,
            header="{}\n({})",
            dates="{0.year}.{0.month}.{0.day}",
            key_project=("√", ""),
            total_in="序号",
        ),
        Layout(
            "zhoushi",
            "coded business finance innovation people driving vetoes register balance",
            total_in="序号",
            thousands=("revenue_previous", "purchases", "rd_expenditure"),
        ),
        Layout(
            "lujia", "who finance innovation people driving vetoes business", wording=1, vetoes=("有", "无")
        ),
        Layout(
            "bacheng",
            "coded finance people business innovation driving register vetoes",
            header="{}({})",
            grouped_revenue=True,
            total_in="enterprise_name",
        ),
        Layout(
            "qiandeng",
            "who people finance driving innovation business vetoes balance",
            wording=2,
            header="{}\n（{}）",
            full_width=("invention_patents", "staff"),
        ),
        Layout(
            "dianshanhu",
            "who business driving finance innovation people vetoes register",
            wording=1,
            units=YUAN,
            dates="{0.year}-{0.month:02d}-{0.day:02d}",
        ),
        Layout(
            "zhouzhuang",
            "coded register business people innovation finance driving vetoes",
            dates="{0.year}年{0.month}月{0.day}日",
            key_project=("√", ""),
            remarks=True,
        ),
        Layout("jinxi", "who finance people innovation driving business vetoes", wording=2, header="{}"),
    )
}
