"""The words of the workbooks for zones and departments, in both languages; readers know both."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.opinions.bodies import Kind
from cultivation.intake.sheets.words import CROSSES, TICKS, folded

KIND, KIND_OPINION = "kind", "opinion"
SHEET = {"zh": "意见", "en": "Opinion"}
GUIDE_SHEET = {"zh": "填写说明", "en": "How to fill in"}
TITLES: Mapping[Kind, Mapping[str, str]] = {
    Kind.ZONE: {
        "zh": "{year}年度申报企业初审推荐表（{body}）",
        "en": "First review and recommendation of {year} ({body})",
    },
    Kind.DEPARTMENT: {
        "zh": "{year}年度申报企业部门联审意见表（{body}）",
        "en": "Joint review of {year}: opinion of the department ({body})",
    },
}
COMMON: dict[str, tuple[str, ...]] = {
    "number": ("序号", "No."),
    "code": ("企业代码", "Code", "统一社会信用代码"),
    "name": ("企业名称", "Enterprise"),
}
ZONE: dict[str, tuple[str, ...]] = {
    **COMMON,
    "yes": ("是否推荐", "Recommended", "推荐意见", "初审意见"),
    "order": ("推荐次序", "Order", "推荐排序", "推荐顺序"),
    "reason": ("理由", "Reason", "推荐理由", "不推荐理由"),
}
DEPARTMENT: dict[str, tuple[str, ...]] = {
    **COMMON,
    "yes": ("有无异议", "Objection", "是否有异议"),
    "ground": ("异议依据", "Ground", "异议情形"),
    "reason": ("情况说明（文书号等）", "Details (number of the document)", "情况说明", "Details"),
}
HEADINGS = {Kind.ZONE: ZONE, Kind.DEPARTMENT: DEPARTMENT}
YES: Mapping[Kind, Mapping[str, str]] = {
    Kind.ZONE: {"zh": "推荐", "en": "yes"},
    Kind.DEPARTMENT: {"zh": "有异议", "en": "yes"},
}
NO: Mapping[Kind, Mapping[str, str]] = {
    Kind.ZONE: {"zh": "不推荐", "en": "no"},
    Kind.DEPARTMENT: {"zh": "无异议", "en": "no"},
}
OTHER_YES = ("是", "有", *TICKS)
OTHER_NO = ("否", "无", *CROSSES)
# 同意 is an answer of a zone; a department may agree to the enterprise or to the objection.
OF_KIND: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.ZONE: (
        ("同意", "同意推荐", "予以推荐", "建议推荐"),
        ("不同意", "不同意推荐", "不予推荐", "暂不推荐", "不建议推荐"),
    ),
    Kind.DEPARTMENT: (("存在异议",), ("没有异议", "无意见")),
}
TO_FILL = {"zh": "请于{until}前反馈。", "en": "Please answer by {until}."}
SIGNING = {
    "zh": ("审核人（签字）：", "负责人（签字）：", "单位（盖章）：", "日期："),
    "en": ("Reviewed by (signature):", "Head (signature):", "Office (stamp):", "Date:"),
}
GUIDE: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.ZONE: {
        "zh": (
            "一、每家企业填“推荐”或“不推荐”。",
            "二、推荐的，填推荐次序：1、2、3……不得重复；不推荐的，须写明理由，次序不填。",
            "三、不得增加或删除企业；企业所属区镇有误的，请与主管部门联系。",
            "四、打印签字盖章后报送，同时报送本工作簿。",
        ),
        "en": (
            "1. Write yes or no for each enterprise.",
            "2. For those recommended give the order: 1, 2, 3 ..., each once. For the others give the "
            "reason, and no order.",
            "3. Neither add nor remove enterprises; where the zone of one is wrong, tell the office.",
            "4. Print, sign and stamp it, and send this workbook as well.",
        ),
    },
    Kind.DEPARTMENT: {
        "zh": (
            "一、每家企业填“有异议”或“无异议”。",
            "二、有异议的，异议依据从列表中选填一项，并写明情况（处罚决定书文号等）；无异议的，两栏不填。",
            "三、不得增加或删除企业。",
            "四、打印签字盖章后反馈，同时反馈本工作簿。",
        ),
        "en": (
            "1. Write yes (an objection) or no (none) for each enterprise.",
            "2. With an objection choose the ground from the list, and say what happened (number of the "
            "penalty notice, for example); without one leave both empty.",
            "3. Neither add nor remove enterprises.",
            "4. Print, sign and stamp it, and send this workbook as well.",
        ),
    },
}


def yes_or_no(text: str, kind: Kind) -> bool | None:
    """Return what an answer means; None where it is neither."""
    wanted = folded(text)
    more_yes, more_no = OF_KIND[kind]
    if wanted in map(folded, (*YES[kind].values(), *OTHER_YES, *more_yes)):
        return True
    return False if wanted in map(folded, (*NO[kind].values(), *OTHER_NO, *more_no)) else None
