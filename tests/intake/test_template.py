from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cultivation.intake.reading import read_workbook
from cultivation.intake.stamp import stamp_of
from cultivation.intake.template import write_template
from cultivation.rules.model import FieldRule, FieldType, RuleSet

from .books import CODES, saved

ALL = [(language, form) for language in ("zh", "en") for form in (False, True)]


def fill(rules: RuleSet, language: str, form: bool) -> Workbook:
    """Fill in the first words of each drop-down, and figures, as a person would."""
    workbook = load_workbook(BytesIO(write_template(rules, language, form)))
    sheet = workbook.worksheets[0]
    for place, (key, rule) in enumerate(rules.fields.items()):
        cell = sheet.cell(3 + place, 2) if form else sheet.cell(4, 1 + place)
        cell.value = answer(rules, key, rule, language)
    return workbook


def answer(rules: RuleSet, key: str, rule: FieldRule, language: str) -> Any:
    if key == rules.identifier.field:
        return CODES[0]
    if rule.choices:
        return next(iter(rules.choices[rule.choices].values())).text(language)
    return {
        FieldType.DATE: date(2009, 5, 5),
        FieldType.YES_NO: {"zh": "是", "en": "yes"}[language],
        FieldType.NUMBER: 12.5,
        FieldType.INTEGER: 3,
    }.get(rule.type, "工业机器人")


@pytest.mark.parametrize(("language", "form"), ALL)
@pytest.mark.parametrize("name", ["kunshan", "panel", "small"])
def test_a_filled_template_reads_back(
    request: pytest.FixtureRequest, name: str, language: str, form: bool
) -> None:
    rules: RuleSet = request.getfixturevalue(name)
    result = read_workbook(saved(fill(rules, language, form)), "x.xlsx", rules)
    if name == "small":  # its share is at most 1, so 12.5 must have been read as 12.5 %
        assert result.applications[0].values["rd_share"].text == "12.5"
    assert (result.findings, result.rejected, len(result.applications)) == ((), 0, 1)
    values = result.applications[0].values
    assert all(values[key].value is not None and values[key].cell for key in rules.fields)


@pytest.mark.parametrize(("language", "form"), ALL)
def test_an_empty_template_has_no_enterprise(kunshan: RuleSet, language: str, form: bool) -> None:
    result = read_workbook(write_template(kunshan, language, form), "x.xlsx", kunshan)
    assert ([finding.code for finding in result.findings], result.rejected) == (["no_rows"], 0)


def test_what_a_template_offers(kunshan: RuleSet) -> None:
    workbook = load_workbook(BytesIO(write_template(kunshan, "zh", False)))
    assert [(sheet.title, sheet.sheet_state) for sheet in workbook.worksheets] == [
        ("申报汇总表", "visible"),
        ("填表说明", "visible"),
        ("_choices", "hidden"),
        ("_meta", "hidden"),
    ]
    table, instructions, choices, meta = workbook.worksheets
    assert [[cell.value for cell in row] for row in meta.iter_rows()] == [
        ["rule_set", kunshan.id],
        ["version", kunshan.version],
        ["fields", stamp_of(kunshan).fields],
    ]
    assert instructions.max_row == len(kunshan.fields) + 1
    lists = {str(rule.sqref): rule.formula1 for rule in table.data_validations.dataValidation}
    assert lists["C4:C2001"] == "=_choices!$A$1:$A$13".removeprefix("=")
    assert choices["A1"].value == "昆山开发区"
    assert table.column_dimensions["A"].width > 18


def test_the_same_rules_give_the_same_bytes(kunshan: RuleSet) -> None:
    assert write_template(kunshan, "zh", True) == write_template(kunshan, "zh", True)
