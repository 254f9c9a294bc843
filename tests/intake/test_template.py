from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cultivation.canonical import exact_text
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.core.scoring.plausibility import implausible
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.templates.sheet_names import EXAMPLE
from cultivation.intake.templates.stamp import stamp_of
from cultivation.intake.templates.workbook import write_template

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
        ("填写示例", "visible"),
        ("_choices", "hidden"),
        ("_meta", "hidden"),
    ]
    table, instructions, _example, choices, meta = workbook.worksheets
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


def hints(rules: RuleSet, language: str, form: bool) -> dict[str, DataValidation]:
    """Return what each field's cells say and allow."""
    sheet = load_workbook(BytesIO(write_template(rules, language, form))).worksheets[0]
    found = {str(rule.sqref).partition(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    places = {
        key: f"B{3 + n}" if form else f"{get_column_letter(1 + n)}4" for n, key in enumerate(rules.fields)
    }
    return {key: found[place] for key, place in places.items()}


@pytest.mark.parametrize(("language", "form"), ALL)
@pytest.mark.parametrize("name", ["kunshan", "panel", "small"])
def test_every_cell_says_what_to_write(
    request: pytest.FixtureRequest, name: str, language: str, form: bool
) -> None:
    rules: RuleSet = request.getfixturevalue(name)
    for key, hint in hints(rules, language, form).items():
        rule = rules.fields[key]
        assert 0 < len(hint.promptTitle) <= 32
        assert 0 < len(hint.prompt) <= 255
        assert 0 < len(hint.error) <= 255
        assert rule.unit in hint.prompt
        assert hint.showInputMessage
        assert (hint.errorStyle or "stop") == ("information" if rule.unlisted else "stop")
        required = {"zh": "必须填写", "en": "Must be filled in"}[language] in hint.prompt
        assert required == (rule.blank == "refuse")


def test_what_a_cell_refuses(small: RuleSet) -> None:
    found = hints(small, "en", False)

    def told(key: str) -> tuple[str, str | None, str, str | None]:
        hint = found[key]
        return hint.type, hint.operator, hint.formula1, hint.formula2

    largest = "1000000000000000"
    assert told("credit_code") == ("textLength", "equal", "18", None)
    assert told("established_on") == ("date", None, "1", "73415")  # 1900-01-01 to 2100-12-31
    assert told("staff") == ("whole", None, "1", largest)
    assert told("revenue") == ("decimal", None, "0", largest)
    assert told("rd_share") == ("decimal", None, "0", "100")
    assert told("enterprise_name") == ("textLength", "lessThanOrEqual", "2000", None)
    assert found["rd_share"].prompt == (
        "Write per cent: 12.5 is 12.5 %, from 0 to 100. Given in %. Must be filled in."
    )
    assert found["patents"].prompt == (
        "Write a whole number, 0 or more. Given in 件. May be left blank, which means: 0."
    )
    assert found["staff"].error == "Please write a whole number, 1 or more."


def test_long_labels_stay_within_what_excel_takes(small: RuleSet) -> None:
    label = {"zh": "很长的名称" * 60, "en": "a very long name " * 20}
    fields = {key: rule.model_copy(update=label) for key, rule in small.fields.items()}
    long = small.model_copy(update={"fields": fields})
    assert all(len(hint.promptTitle) == 32 for hint in hints(long, "zh", True).values())


@pytest.mark.parametrize(("language", "form"), ALL)
@pytest.mark.parametrize("name", ["kunshan", "panel", "small"])
def test_the_example_would_be_taken(
    request: pytest.FixtureRequest, name: str, language: str, form: bool
) -> None:
    rules: RuleSet = request.getfixturevalue(name)
    workbook = load_workbook(BytesIO(write_template(rules, language, form)))
    workbook.remove(workbook.worksheets[0])
    example = workbook[EXAMPLE[language]]
    assert example.protection.sheet
    example.title = "Sheet"
    result = read_workbook(saved(workbook), "x.xlsx", rules)
    assert (result.findings, len(result.applications)) == ((), 1)
    values = result.applications[0].values
    assert {"zh": "虚构", "en": "fictitious"}[language] in result.applications[0].name
    columns = {key: [exact_text(values[key].value)] for key in values}
    assert list(implausible(columns, {}, rules)) == []


def test_the_same_rules_give_the_same_bytes(kunshan: RuleSet) -> None:
    assert write_template(kunshan, "zh", True) == write_template(kunshan, "zh", True)
