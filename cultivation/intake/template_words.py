"""What people read in a template. It may be asked for in one language while the other is spoken."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "table": "申报汇总表",
        "form": "申报表",
        "yes": "是",
        "no": "否",
        "unit": "{}（{}）",
        "required": "带 * 的必须填写。金额、人数等只填数字。",
        "columns": "填报项|单位|留空表示|可填内容",
        "refuse": "必须填写",
        "unknown": "不详",
        "zero": "0",
        "no_blank": "否",
        "date": "年-月-日，例如 2009-05-31",
        "whole": "整数",
        "code": "18 位，文本格式",
        "text": "文字",
        "number": "数字",
        "error": "请从下拉列表中选择。",
    },
    "en": {
        "table": "Applications",
        "form": "Application",
        "yes": "yes",
        "no": "no",
        "unit": "{} ({})",
        "required": "Fields with * must be filled in. Write figures alone, without words.",
        "columns": "Field|Given in|Left blank means|What to write",
        "refuse": "must be filled in",
        "unknown": "unknown",
        "zero": "0",
        "no_blank": "no",
        "date": "year-month-day, for example 2009-05-31",
        "whole": "a whole number",
        "code": "18 characters, as text",
        "text": "text",
        "number": "a number",
        "error": "Please choose from the list.",
    },
}
