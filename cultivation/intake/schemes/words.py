"""The words of the workbooks of cultivation schemes, in both languages; readers know both."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.core.pool.tasks import TaskState
from cultivation.intake.sheets.words import folded

KIND, KIND_SCHEME, KIND_UPDATE = "kind", "scheme", "scheme_update"
TARGETS, TASKS, GUIDE_SHEET = "targets", "tasks", "guide"
SHEETS: Mapping[str, Mapping[str, str]] = {
    TARGETS: {"zh": "培育目标", "en": "Targets"},
    TASKS: {"zh": "培育任务", "en": "Tasks"},
    GUIDE_SHEET: {"zh": "填写说明", "en": "How to fill in"},
}
FIRM: dict[str, tuple[str, ...]] = {
    "code": ("企业代码", "Code", "统一社会信用代码"),
    "name": ("企业名称", "Enterprise"),
}
TARGET: dict[str, tuple[str, ...]] = {
    **FIRM,
    "indicator": ("指标", "Indicator"),
    "present": ("现值", "At present"),
    "aim": ("目标值", "Target"),
    "year": ("目标年度", "By year"),
}
TASK: dict[str, tuple[str, ...]] = {
    **FIRM,
    "number": ("任务号", "No."),
    "task": ("任务内容", "Task"),
    "owner": ("责任单位", "Responsible"),
    "until": ("完成时限", "Deadline"),
}
SCHEME: Mapping[str, Mapping[str, tuple[str, ...]]] = {TARGETS: TARGET, TASKS: TASK}
UPDATE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    TARGETS: {
        **TARGET,
        "value": ("目前数值", "Value now"),
        "text": ("说明", "Remarks"),
    },
    TASKS: {
        **TASK,
        "before": ("上次状态", "Last state"),
        "state": ("目前状态", "State now"),
        "done_on": ("完成日期", "Done on"),
        "text": ("进展说明", "Progress"),
    },
}
STATES: Mapping[TaskState, Mapping[str, str]] = {
    TaskState.OPEN: {"zh": "进行中", "en": "under way"},
    TaskState.DONE: {"zh": "已完成", "en": "done"},
    TaskState.DROPPED: {"zh": "终止", "en": "dropped"},
}
OTHER_STATES: Mapping[TaskState, tuple[str, ...]] = {
    TaskState.OPEN: ("未完成", "推进中", "正在进行", "open"),
    TaskState.DONE: ("完成", "办结", "已办结"),
    TaskState.DROPPED: ("取消", "不再实施", "已终止", "cancelled"),
}
TITLES: Mapping[str, Mapping[str, str]] = {
    KIND_SCHEME: {"zh": "{year}年度入库企业培育方案", "en": "Cultivation schemes of members, {year}"},
    KIND_UPDATE: {"zh": "{year}年度培育方案执行情况表", "en": "Update of the scheme, {year}"},
}
TO_FILL = {
    "zh": "请于{until}前报送。黄色栏由企业填写。",
    "en": "Please return it by {until}; yellow cells are to be filled in.",
}
GUIDE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    KIND_SCHEME: {
        "zh": (
            "一、“培育目标”一行一个目标：企业、指标、目标值、目标年度。目标值为数字（如4%、≥5000、≤20）或选项（如省级）。",
            "二、“培育任务”一行一项任务：任务内容、责任单位（企业或列表中的部门）、完成时限。任务号不填，由系统编号；修改已有任务时保留任务号。",
            "三、表中已列出在案的目标和任务，不修改的可以保留；同一指标同一年度以后填的为准。未列出的，不因此取消。",
        ),
        "en": (
            "1. On the sheet of targets a row is one target: enterprise, indicator, target, year. A target "
            "is a number (4%, ≥5000, ≤20) or a choice (provincial, for example).",
            "2. On the sheet of tasks a row is one task: what is to be done, who is responsible (the "
            "enterprise or an office of the list), the deadline. Leave the number empty, it is given; to "
            "change a task keep its number.",
            "3. What is on record stands in the workbook and may stay. A later target for the same indicator "
            "and year counts. What is left out is not dropped.",
        ),
    },
    KIND_UPDATE: {
        "zh": (
            "一、每项任务在“目前状态”栏填“进行中”“已完成”或“终止”。已完成的填完成日期；终止的写明原因。",
            "二、每个目标在“目前数值”栏填写目前达到的数值或选项，无数据的不填；是否实现，以年度申报为准。",
            "三、不得增加或删除任务；本年度没有进展的，也应如实填写。",
            "四、填好后将本工作簿报送主管部门。",
        ),
        "en": (
            "1. Give the state of each task: under way, done or dropped. With done give the day, with "
            "dropped the reason.",
            "2. Give the present value of each target where there is one; whether it is reached, the yearly "
            "application says.",
            "3. Neither add nor remove tasks; where nothing has moved, say so.",
            "4. Return this workbook to the office.",
        ),
    },
}


def state_of(text: str) -> TaskState | None:
    """Return the state that a word means; None where it means none."""
    wanted = folded(text)
    for state, words in STATES.items():
        if wanted in map(folded, (*words.values(), *OTHER_STATES[state])):
            return state
    return None
