"""Scoring tables as offices have them, of published standards and of the forms of many. Run to write them.

Each row is a list of cells; None is covered by the cell above (merged), "" is empty.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent
Row = list[str | int | float | None]

# 工信部企业〔2022〕63号 附件1
INNOVATIVE: list[Row] = [
    ["创新型中小企业评价标准", "", "", ""],
    ["一级指标", "二级指标", "分值", "评分标准"],
    [
        "创新能力指标\n（满分40分）",
        "与企业主导产品相关的有效知识产权数量",
        20,
        "A.Ⅰ类高价值知识产权1项以上（20分）\nB.自主研发的Ⅰ类知识产权1项以上（15分）\nC.Ⅰ类知识产权1项以上（10分）\n"
        "D.Ⅱ类知识产权1项以上（5分）\nE.无（0分）",
    ],
    [
        None,
        "上年度研发费用总额占营业收入总额比重",
        20,
        "A.5%以上（20分）\nB.3%-5%（15分）\nC.2%-3%（10分）\nD.1%-2%（5分）\nE.1%以下（0分）",
    ],
    [
        "成长性指标\n（满分30分）",
        "上年度主营业务收入增长率",
        20,
        "A.15%以上（20分）\nB.10%-15%（15分）\nC.5%-10%（10分）\nD.0%-5%（5分）\nE.0%以下（0分）",
    ],
    [None, "上年度资产负债率", 10, "A.55%以下（10分）\nB.55%-75%（5分）\nC.75%以上（0分）"],
    [
        "专业化指标\n（满分30分）",
        "主导产品所属领域情况",
        10,
        "A.属于《战略性新兴产业分类》（10分）\nB.属于其他领域（5分）",
    ],
    [
        None,
        "上年度主营业务收入总额占营业收入总额比重",
        20,
        "A.70%以上（20分）\nB.60%-70%（15分）\nC.55%-60%（10分）\nD.50%-55%（5分）\nE.50%以下（0分）",
    ],
]

# 宁波市企业工程（技术）中心评分标准: a row for each step, full marks in brackets.
NINGBO: list[Row] = [
    ["宁波市企业工程（技术）中心评价指标体系", "", "", "", "", ""],
    ["序号", "指标名称", "指标说明", "指标值", "分值", "评分"],
    [1, "销售规模\n(5)", "上年度销售收入(万元)", "≥3000", 2, ""],
    [2, None, None, "≥5000", 3, ""],
    [3, None, None, "≥10000", 5, ""],
    [4, "盈利能力\n(5)", "上年度销售利润率(%)", "≥15", 2, ""],
    [5, None, None, "≥25", 3, ""],
    [6, None, None, "≥35", 5, ""],
    [7, "研究开发人员\n(5)", "大专以上学历专职研究开发人员(人)", "≥20", 2, ""],
    [8, None, None, "≥30", 3, ""],
    [9, None, None, "≥40", 5, ""],
    [10, "研究开发设备\n(5)", "研究开发仪器设备原值(万元)", "≥100", 2, ""],
    [11, None, None, "≥300", 3, ""],
    [12, None, None, "≥500", 5, ""],
    [13, "知识产权\n(15)", "近3年获得授权发明专利(件)", "≥1", 5, ""],
    [14, None, None, "≥2", 10, ""],
    [15, None, None, "≥3", 15, ""],
    [16, "产学研合作\n(5)", "具有稳定的产学研合作机制及其成效", "一般得3分，较好得5分", 5, ""],
]

# 国科发政〔2017〕115号
TECH_SME: list[Row] = [
    ["科技型中小企业综合评价指标", "", "", ""],
    ["维度", "评价指标", "满分", "评分标准"],
    [
        "科技人员",
        "科技人员数占企业职工总数的比例",
        20,
        "A.30%（含）以上（20分）；B.25%（含）—30%（16分）；C.20%（含）—25%（12分）；D.15%（含）—20%（8分）；"
        "E.10%（含）—15%（4分）；F.10%以下（0分）",
    ],
    [
        "研发投入",
        "研发费用总额占销售收入总额的比例",
        50,
        "A.6%（含）以上（50分）；B.5%（含）—6%（40分）；C.4%（含）—5%（30分）；D.3%（含）—4%（20分）；"
        "E.2%（含）—3%（10分）；F.2%以下（0分）",
    ],
    [
        "科技成果",
        "知识产权类别和数量",
        30,
        "A.1项及以上Ⅰ类知识产权（30分）；B.4项及以上Ⅱ类知识产权（24分）；C.3项Ⅱ类知识产权（18分）；"
        "D.2项Ⅱ类知识产权（12分）；E.1项Ⅱ类知识产权（6分）；F.没有知识产权（0分）",
    ],
    ["合计", "", 100, ""],
]

# 国科发火〔2016〕195号
HNTE: list[Row] = [
    ["企业创新能力评价", "", "", "", ""],
    ["序号", "评价项目", "评价内容", "分值", "评分说明"],
    [
        1,
        "知识产权",
        "技术的先进程度",
        8,
        "A.高（7-8分）B.较高（5-6分）C.一般（3-4分）D.较低（1-2分）E.无（0分）",
    ],
    [
        2,
        None,
        "对主要产品（服务）在技术上发挥核心支持作用",
        8,
        "A.强（7-8分）B.较强（5-6分）C.一般（3-4分）D.较弱（1-2分）E.无（0分）",
    ],
    [3, "科技成果转化能力", "近3年科技成果转化年平均数", 30, "由技术专家根据转化数量和质量评价"],
    [4, "研究开发组织管理水平", "研发组织管理制度、投入核算体系和辅助账", 6, "≤6分"],
    ["注：知识产权合计不超过30分。", "", "", "", ""],
]

# Not of one office: the forms that stand in the tables of many.
OFFICE: list[Row] = [
    ["某市“专精特新”企业培育库评分表（2026年度）", "", "", "", ""],
    ["一级指标", "二级指标", "分值（分）", "评分标准", "佐证材料"],
    ["一、创新能力（45分）", "", "", "", ""],
    ["研发投入", "研发费用占营业收入比重", 15, "≥5%得15分，3%-5%得8分，3%以下不得分", "审计报告"],
    ["研发投入", "研发人员占职工总数的比例", 10, "达到10%得5分，每增加1个百分点加1分，最高10分", "社保清单"],
    ["知识产权", "有效发明专利", 10, "每件得2分，最高10分", "证书"],
    ["知识产权", "科技奖励", 10, "国家级每项得5分，省级每项得3分，最高10分", "证书"],
    ["", "小计", 45, "", ""],
    ["二、经营效益（35分）", "", "", "", ""],
    [
        "规模",
        "营业收入",
        15,
        "2亿元以上得15分，5000万元（含）至2亿元得10分，2000万元（含）至5000万元得5分，其余不得分",
        "",
    ],
    ["规模", "人均税收", 10, "1.5万元以上得10分，0.8万元-1.5万元得6分，0.8万元以下得2分", ""],
    ["安全", "安全生产", 10, "每发生1起一般事故扣2分，扣完为止", "应急管理局意见"],
    ["", "小计", 35, "", ""],
    ["三、资质荣誉（20分）", "", "", "", ""],
    ["资质", "高新技术企业", 5, "是得5分，否不得分", "证书"],
    ["资质", "研发机构级别", 10, "国家级得10分，省级得6分，市级得3分，其他不得分", "批文"],
    ["资质", "质量管理", 5, "通过ISO9001认证的得5分，未通过不得分", "证书"],
    ["四、加分项（5分）", "", "", "", ""],
    ["上市", "上市进程", 5, "已在境内外上市的得5分，进入辅导期的得3分", ""],
    ["合计", "", 100, "", ""],
    ["注：数据以上年度审计报告为准。", "", "", "", ""],
    ["2.弄虚作假的取消资格。", "", "", "", ""],
]

TABLES = {
    "innovative_sme": INNOVATIVE,
    "ningbo": NINGBO,
    "tech_sme": TECH_SME,
    "hnte": HNTE,
    "office": OFFICE,
}


def workbook(rows: list[Row]) -> bytes:
    """Return a workbook: cells above None are merged, a text alone in its row is merged over it."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        sheet, form = book.add_worksheet("评分表"), book.add_format({"text_wrap": True})
        for number, row in enumerate(rows):
            if row[0] not in ("", None) and all(cell == "" for cell in row[1:]):
                sheet.merge_range(number, 0, number, len(row) - 1, row[0], form)
                continue
            for column, value in enumerate(row):
                last = number
                while (
                    last + 1 < len(rows) and len(rows[last + 1]) > column and rows[last + 1][column] is None
                ):
                    last += 1
                if value is not None and last > number:
                    sheet.merge_range(number, column, last, column, value, form)
                elif value not in (None, ""):
                    sheet.write(number, column, value, form)
    return content.getvalue()


if __name__ == "__main__":
    for name, rows in TABLES.items():
        (FOLDER / f"{name}.xlsx").write_bytes(workbook(rows))
