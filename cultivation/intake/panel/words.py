"""The words of the workbooks for experts, in both languages; the reader of marks knows both."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.rules.headers import normalise

ABSTAIN = {"zh": "弃权", "en": "abstain"}
MARKS_SHEET = {"zh": "评审表", "en": "Marks"}
GUIDE_SHEET = {"zh": "填写说明", "en": "How to mark"}
KEY = "_key"
KIND, KIND_MARKS = "kind", "panel_marks"
HEADINGS: dict[str, dict[str, str]] = {
    "zh": {
        "number": "序号",
        "code": "代码",
        "name": "企业名称",
        "criterion": "评分项",
        "filed": "依据值",
        "range": "可评分值",
        "mark": "评分",
        "comment": "评审意见",
    },
    "en": {
        "number": "No.",
        "code": "Code",
        "name": "Enterprise",
        "criterion": "Criterion",
        "filed": "What was filed",
        "range": "Possible marks",
        "mark": "Mark",
        "comment": "Comment",
    },
}
GUIDE: dict[str, tuple[str, ...]] = {
    "zh": (
        "一、只填写“评分”和“评审意见”两列；其余单元格已保护。",
        "二、评分从下拉列表中选取，须在“可评分值”之内；不评某项时选“弃权”。",
        "三、每一行都须有评分或弃权；未填的行为黄色。",
        "四、如与某企业有利害关系（任职、持股、亲属等），请勿评分，立即告知评审秘书，由其登记回避。",
        "五、填完保存，将本文件交回评审秘书。再次交回时，以最后一份为准。",
    ),
    "en": (
        "1. Fill in the columns Mark and Comment alone; the other cells are protected.",
        "2. Choose the mark from the list; it lies within the possible marks. Choose “abstain” for what you "
        "do not judge.",
        "3. Every row needs a mark or an abstention; rows without are yellow.",
        "4. If you have an interest in an enterprise (employment, shares, family ...), do not mark it; tell "
        "the secretary of the panel, who records the recusal.",
        "5. Save the file and hand it back to the secretary. If you hand in again, the last file counts.",
    ),
}
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "{rules}  {year}年度专家评审表",
        "expert": "专家{label}号　{name}",
        "done": "已填",
        "choose": "可评：{allowed}",
        "wrong": "评分须为：{allowed}",
        "steps": "（每档{step}）",
    },
    "en": {
        "title": "{rules}  Experts' marks {year}",
        "expert": "Expert {label}  {name}",
        "done": "Filled",
        "choose": "Possible: {allowed}",
        "wrong": "Possible marks: {allowed}",
        "steps": " (in steps of {step})",
    },
}
EXPERT_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "No.", "Number", "专家编号"),
    "name": ("姓名", "Name", "专家姓名"),
    "employer": ("工作单位", "Employer", "单位", "所在单位"),
    "relations": (
        "持股或任职的企业及关系人",
        "Shares, offices and relations",
        "持股及关联企业",
        "持股",
        "关联企业",
        "Relations",
    ),
    "declared": ("申请回避的企业", "Recusals", "回避企业", "回避"),
    "panel": ("专家组", "Panel", "评审组", "专家类别"),
}


def heading_of(text: str) -> str:
    """Return what a heading of a marks sheet means, empty where it means nothing."""
    wanted = normalise(text)
    return next(
        (key for words in HEADINGS.values() for key, word in words.items() if normalise(word) == wanted), ""
    )


def expert_heading_of(text: str) -> str:
    """Return what a heading of a list of experts means, empty where it means nothing."""
    wanted = normalise(text)
    known: Mapping[str, str] = {
        normalise(word): key for key, words in EXPERT_HEADINGS.items() for word in words
    }
    return known.get(wanted, "")


def is_abstention(text: str) -> bool:
    """Tell whether somebody abstains."""
    return normalise(text) in {normalise(word) for word in (*ABSTAIN.values(), "回避", "abstention")}
