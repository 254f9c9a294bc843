"""Chinese names in formulas stand for the names of their fields and indicators."""

from __future__ import annotations

import pytest

from cultivation.core.rules.label_names import with_names
from cultivation.core.rules.loading import read_rules

from .edits import PANEL

FIELDS = {
    "rd": {"zh": "研发费用", "en": "R&D"},
    "sales": {"zh": "营业收入", "en": "Sales"},
    "zone": {"zh": "区镇", "en": "Zone"},
    "old": {"zh": "上年（同期）", "en": "Old"},
    "one": {"zh": "重名", "en": "One"},
    "two": {"zh": "重名", "en": "Two"},
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("研发费用 / 营业收入", "rd / sales"),
        ("研发费用/mean(营业收入, within=区镇)", "rd/mean(sales, within=zone)"),
        ("区镇 == '营业收入' and known(研发费用)", "zone == '营业收入' and known(rd)"),
        ('区镇 == "区镇"', 'zone == "区镇"'),
        ("研发费用率 / 营业收入", "研发费用率 / sales"),  # a longer word is another name
        ("重名 + rd", "重名 + rd"),
        ("2营业收入", "2sales"),
    ],
)
def test_labels_stand_for_names(written: str, read: str) -> None:
    made = with_names({"fields": FIELDS, "indicators": {"x": {"formula": written, "zh": "甲", "en": "X"}}})
    assert made["indicators"]["x"] == {"formula": read, "zh": "甲", "en": "X"}


def test_only_formulas_are_read_so() -> None:
    data = {
        "fields": FIELDS,
        "name": {"zh": "研发费用"},
        "gates": {"g": {"test": "营业收入 > 1", "zh": "区镇"}},
    }
    made = with_names(data)
    assert made["name"] == {"zh": "研发费用"} and made["gates"]["g"] == {"test": "sales > 1", "zh": "区镇"}
    assert with_names({"fields": []}) == {"fields": []}


def test_a_rule_set_reads_the_same() -> None:
    labels = {"patents": "专利数", "rd_expenditure": "研发支出"}
    rules, mistakes = read_rules(PANEL.encode())
    assert rules is not None and not mistakes
    for name, label in ((each, rules.fields[each].zh) for each in labels):
        labels[name] = label
    written = PANEL.replace(
        "formula: patents / rd_expenditure", f"formula: {labels['patents']} / {labels['rd_expenditure']}"
    )
    assert written != PANEL
    again, mistakes = read_rules(written.encode())
    assert again == rules and mistakes == []
