"""The words of the form of a visit, in both languages; the reader knows both."""

from __future__ import annotations

from collections.abc import Mapping

KIND, KIND_VISIT = "kind", "visit"
SHEET = {"zh": "现场核实表", "en": "Visit on site"}
TITLE = {"zh": "{year}年度企业现场核实表", "en": "Visit on site, review of {year}"}
ABOUT: dict[str, tuple[str, ...]] = {
    "code": ("企业代码", "Code"),
    "name": ("企业名称", "Enterprise"),
    "grounds": ("核实原因", "Why visited"),
    "papers": ("佐证材料", "Papers"),
    "on": ("核实日期", "Date of the visit"),
    "visitors": ("核实人员", "Visited by"),
    "result": ("核实结论", "Outcome"),
    "text": ("核实情况", "Findings"),
}
FILLED = ("on", "visitors", "result", "text")
FIGURES: dict[str, tuple[str, ...]] = {
    "number": ("序号", "No."),
    "figure": ("核实事项", "Figure"),
    "filed": ("申报值", "As filed"),
    "place": ("出处", "Where"),
    "agrees": ("是否相符", "Agrees"),
    "found": ("核实值", "Found on site"),
    "remark": ("备注", "Remark"),
    "field": ("字段", "Field"),
}
YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "explained": {"zh": "已说明：数据无误", "en": "explained: the figures are right"},
    "confirmed": {"zh": "已证实：数据有误", "en": "confirmed: the figures are wrong"},
    "corrected": {"zh": "已更正", "en": "corrected"},
}
SIGNATURES = {
    "zh": ("核实人员（签字）：", "企业负责人（签字、盖章）：", "日期："),
    "en": ("Visited by (signatures):", "For the enterprise (signature, seal):", "Date:"),
}
NOTE = {
    "zh": "请在黄色单元格内填写；“否”的须填写核实值。▲为须重点核实的事项。",
    "en": "Fill in the yellow cells; of what does not agree, say what was found. ▲ marks what is doubtful.",
}
MARK = "▲"
