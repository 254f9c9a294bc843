"""The words of the workbooks for the leading group, in both languages; readers know both."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.pool.lines import Action
from cultivation.core.pool.voting import Vote
from cultivation.intake.sheets.words import folded

KIND, KIND_MEETING = "kind", "meeting"
GROUP_SHEET = {"zh": "领导小组名单", "en": "Leading group"}
ATTENDANCE_SHEET = {"zh": "出席", "en": "Attendance"}
RECUSALS_SHEET = {"zh": "回避", "en": "Recusals"}
VOTES_SHEET = {"zh": "表决", "en": "Votes"}
GUIDE_SHEET = {"zh": "填写说明", "en": "How to fill in"}
GROUP: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "Name"),
    "office": ("单位及职务", "Office", "职务", "单位职务", "单位"),
    "role": ("组内职务", "Role", "小组职务", "组内分工"),
}
ATTENDANCE: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "Name"),
    "office": ("单位及职务", "Office"),
    "role": ("组内职务", "Role"),
    "present": ("是否到会", "Present", "到会"),
    "absence": ("缺席原因", "Reason of absence", "缺席事由"),
}
ABOUT: dict[str, tuple[str, ...]] = {
    "on": ("会议日期", "Date of the meeting"),
    "place": ("会议地点", "Place"),
}
RECUSALS: dict[str, tuple[str, ...]] = {
    "person": ("回避人", "Person recused"),
    "enterprise": ("企业（名称或代码）", "Enterprise (name or code)", "企业"),
    "reason": ("回避原因", "Reason", "原因"),
}
VOTES: dict[str, tuple[str, ...]] = {
    "number": ("序号", "No."),
    "code": ("企业代码", "Code"),
    "name": ("企业名称", "Enterprise"),
    "proposed": ("方案意见", "Proposed"),
    "asked": ("提请改为", "Asked for instead"),
    "reason": ("理由", "Reason"),
    "for": ("赞成票", "For"),
    "against": ("反对票", "Against"),
    "abstained": ("弃权票", "Abstained"),
}
WHOLE = {"zh": "全部名单", "en": "The list as a whole"}
CHAIR = {"zh": "组长", "en": "chair"}
ORDINARY = {"zh": "成员", "en": "member"}
VOTE: Mapping[Vote, Mapping[str, str]] = {
    Vote.FOR: {"zh": "赞成", "en": "for"},
    Vote.AGAINST: {"zh": "反对", "en": "against"},
    Vote.ABSTAINED: {"zh": "弃权", "en": "abstain"},
}
RECUSED = {"zh": "回避", "en": "recused"}
ASKED: Mapping[Action, Mapping[str, str]] = {
    Action.ENTER: {"zh": "入库", "en": "enter"},
    Action.STAY: {"zh": "留库", "en": "stay"},
    Action.EXIT: {"zh": "出库", "en": "exit"},
}
OTHER_VOTES = {
    Vote.FOR: ("同意", "yes", "√", "✓"),
    Vote.AGAINST: ("不同意", "no", "×", "✗"),
    Vote.ABSTAINED: ("abstained", "abstention", "○"),
}
OTHER_ASKED = {Action.EXIT: ("不入库", "leave", "退出"), Action.ENTER: ("纳入",), Action.STAY: ("保留",)}
TITLE = {"zh": "{year}年度评审会议记录表", "en": "Meeting on the review of {year}: record sheet"}
GUIDE: dict[str, tuple[str, ...]] = {
    "zh": (
        "一、“出席”：填写会议日期和地点；每人填“是”或“否”，缺席的可写原因。",
        "二、“回避”：每一回避一行，写明回避人、企业和原因。回避的人不参加该企业的表决，"
        "也不计入该议题的法定人数和票数。",
        "三、“表决”：“提请改为”不填的，表决的是“同意方案意见”；填入库、留库或出库的，"
        "表决的是该项改动，并须写明理由。",
        "四、记名表决的，在每人名下填赞成、反对或弃权；票数可以不填，填了须与之相符。"
        "无记名表决的，只填三项票数。",
        "五、未付表决、只作讨论的议题，票数和各人意见都不填。“全部名单”须付表决。",
        "六、会上新提出的企业，写在空行中：写名称或代码，以及提请改为什么、理由。",
        "七、会后运行 meeting record，一次指出全部问题及所在单元格；有问题的不予记录。"
        "方案如有变动，本表即作废。",
    ),
    "en": (
        "1. Attendance: write date and place of the meeting, and yes or no for everybody; a reason of "
        "absence may be given.",
        "2. Recusals: a row for each, with the person, the enterprise and the reason. Who is recused does "
        "not vote in that case and is counted neither in its quorum nor in its votes.",
        "3. Votes: where “Asked for instead” is empty, the vote is on what is proposed; with enter, stay or "
        "exit it is on that change, which needs a reason.",
        "4. In an open vote write for, against or abstain below each name; counts may be left empty, and "
        "must agree where they are given. In a secret ballot fill in the three counts alone.",
        "5. Leave counts and names empty where a case was discussed without a vote. The list as a whole "
        "is voted on.",
        "6. Enterprises that are raised at the meeting go into the empty rows: name or code, what is asked "
        "for, and the reason.",
        "7. Afterwards run meeting record: it names every problem with its cell in one go, and records "
        "nothing while there is one. A sheet is void once the proposal has changed.",
    ),
}


def vote_of(text: str) -> Vote | None:
    """Return the vote that a word means."""
    wanted = folded(text)
    return next(
        (
            vote
            for vote, words in VOTE.items()
            if wanted in map(folded, (*words.values(), *OTHER_VOTES[vote]))
        ),
        None,
    )


def asked_of(text: str) -> Action | None:
    """Return the action that a word asks for."""
    wanted = folded(text)
    return next(
        (
            action
            for action, words in ASKED.items()
            if wanted in map(folded, (*words.values(), *OTHER_ASKED[action]))
        ),
        None,
    )


def is_chair(text: str) -> bool:
    """Tell whether a role is the chair."""
    return folded(text) in map(folded, (*CHAIR.values(), "chairman", "chairperson", "主持人"))


def is_recused(text: str) -> bool:
    """Tell whether a cell says that somebody is recused."""
    return folded(text) in map(folded, RECUSED.values())


def is_whole(text: str) -> bool:
    """Tell whether a text means the list as a whole."""
    return folded(text) in map(folded, WHOLE.values())
