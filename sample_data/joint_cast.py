"""Who is who in the sample's joint review of 2017: the cases that zones, departments and registers must meet.

Places are those of the claims, all recommended: the cases lie where they decide something.
"""

from __future__ import annotations

from decimal import Decimal

YEAR = 2017

# Inventions that the IP office does not know. Without them the first two (places 84 and 85) fall below the
# line, and so would the third (90), whose certificates settle the difference; the fourth (1) stays first.
LACKING = {
    "江苏瀚霆显示技术有限公司（虚构）": 8,
    "昆山辉嵘特种陶瓷有限公司（虚构）": 23,
    "昆山骁铄光电有限公司（虚构）": 17,
    "昆山泓骐特种陶瓷有限公司（虚构）": 9,
}
# Revenue by the statistics office as a share of the claim: a mistake of the first firm, and of the office
# with the second.
OTHER_REVENUE = {
    "昆山屿川新能源科技有限公司（虚构）": Decimal("0.8"),
    "昆山翊舟自动化科技有限公司（虚构）": Decimal("0.9"),
}
LATE_ZONES = ("zhouzhuang", "jinxi")
NOT_RECOMMENDED = {"江苏屿乔传感技术有限公司（虚构）": "拟迁出本市"}  # place 31
# Department: enterprise, ground, details. Place 10.
OBJECTIONS = {
    "environment": {
        "昆山璟禾电力电子有限公司（虚构）": ("环境行政处罚", "苏环罚〔2017〕示例1号，废水超标排放")
    },
    "emergency": dict[str, tuple[str, str]](),
}
DEPARTMENTS = {"environment": "生态环境局", "emergency": "应急管理局"}
DEBTOR = "昆山辉川数控设备有限公司（虚构）"  # a member, place 4
REPAIRED = "昆山麓舟动力电池有限公司（虚构）"  # on the list until ten days before the cut-off; place 6

LARGE, MANY_PATENTS = Decimal(100000), 40  # who needs an audit report, and who certificates
SAME_REPORT = ("昆山璨铄精密机械有限公司（虚构）", "江苏笙遥光电有限公司（虚构）")
WITHOUT_PAPER = "昆山淳旻动力电池股份有限公司（虚构）"
SHORT_NAME = "辉铄"  # a folder that nobody can be sure of
# What is found on site of R&D expenditure at the first of SAME_REPORT, as a share of the claim.
FOUND = Decimal("0.75")
