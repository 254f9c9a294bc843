"""Whatever is filled into a template comes out of it, exactly."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from stdnum.cn import uscc

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldRule, FieldType, RuleSet
from cultivation.core.scoring.application import Filed
from cultivation.findings import Severity
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.templates.workbook import write_template
from cultivation.resources import shipped
from tests.properties import examples

from .books import saved

KUNSHAN = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules
SMALL = load_file(Path(__file__).parents[1] / "errors" / "rules.yaml").rules
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
YES_NO = {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}
BLANK: dict[str, Filed] = {"zero": Decimal(0), "no": False, "unknown": None}
SPOKEN = ("zh", "en")


@dataclass(frozen=True)
class Answer:
    """What a person puts into a cell, and what it means."""

    typed: Any
    meant: Filed


@cache
def template(rules_id: str, language: str, form: bool) -> bytes:
    return write_template({KUNSHAN.id: KUNSHAN, SMALL.id: SMALL}[rules_id], language, form)


def credit_codes() -> st.SearchStrategy[str]:
    """Codes whose check digit another program computed."""
    return st.builds(
        lambda district, rest: (code := f"91{district:06d}{rest}") + uscc.calc_check_digit(code),
        st.integers(0, 999_999),
        st.text(LETTERS, min_size=9, max_size=9),
    )


def texts() -> st.SearchStrategy[str]:
    """Texts that say something, of any script, without what nobody sees."""
    seen = st.characters(exclude_categories=("C", "Z", "M")) | st.sampled_from("  机器人、（）=+@'\"")
    return (
        st.text(seen, min_size=1, max_size=40)
        .map(lambda text: unicodedata.normalize("NFC", text).strip())
        .filter(lambda text: any(map(str.isalnum, text)) and text.isprintable())
    )


def figures(rule: FieldRule) -> st.SearchStrategy[Answer]:
    """Figures of at most 15 digits, in the field's unit: of a per cent, 12.5 means 0.125."""
    scale = 100 if rule.unit == "%" else 1
    lowest = -(10**12) if rule.minimum is None else rule.minimum * scale
    highest = 10**12 if rule.maximum is None else rule.maximum * scale
    if rule.type is FieldType.INTEGER:
        return st.integers(int(lowest), int(highest)).map(lambda number: Answer(number, Decimal(number)))
    places = st.decimals(lowest, highest, places=2) | st.decimals(
        max(lowest, -(10**8)), min(highest, 10**8), places=6
    )
    return places.map(lambda number: Answer(float(number), number / scale))


def answers(rules: RuleSet, key: str, language: str) -> st.SearchStrategy[Answer]:
    """Return what may be answered to a field, a blank included where it is allowed."""
    rule = rules.fields[key]
    if key == rules.identifier.field:
        return credit_codes().map(lambda code: Answer(code, code))
    if rule.choices:
        said = [(choice, label) for choice, label in rules.choices[rule.choices].items()]
        found = st.sampled_from(said).flatmap(
            lambda each: st.sampled_from(SPOKEN).map(lambda spoken: Answer(each[1].text(spoken), each[0]))
        )
    elif rule.type is FieldType.YES_NO:
        found = st.booleans().map(lambda truth: Answer(YES_NO[language][truth], truth))
    elif rule.type is FieldType.DATE:
        days = st.dates(date(1910, 1, 1), date(2100, 12, 31))  # 2009 in a cell for dates is a day of 1905
        found = days.map(lambda day: Answer(day, day))
    elif rule.type is FieldType.TEXT:
        found = texts().map(lambda text: Answer(text, text))
    else:
        found = figures(rule)
    return found if rule.blank == "refuse" else st.just(Answer(None, BLANK[rule.blank])) | found


@st.composite
def filled(draw: st.DrawFn, rules: RuleSet, form: bool) -> tuple[str, list[dict[str, Answer]]]:
    """Draw a language and the answers of several enterprises, no two of one code or name."""
    language = draw(st.sampled_from(SPOKEN))
    one = st.fixed_dictionaries({key: answers(rules, key, language) for key in rules.fields})
    rows = draw(
        st.lists(
            one,
            min_size=1,
            max_size=1 if form else 5,
            unique_by=lambda row: row[rules.identifier.field].typed,
        )
    )
    rows = [{key: row[key] for key in rules.fields} for row in rows]  # Hypothesis keeps no order
    for number, row in enumerate(rows):
        name = f"{row[rules.name_field].typed} {number}"
        row[rules.name_field] = Answer(name, name)
    return language, rows


def fill_in(sheet: Worksheet, rows: Sequence[dict[str, Answer]], form: bool) -> None:
    """Write as a person types: into the cells as they are formatted, texts as texts."""
    for number, row in enumerate(rows):
        for place, answer in enumerate(row.values()):
            cell = sheet.cell(3 + place, 2) if form else sheet.cell(4 + number, 1 + place)
            cell.value = answer.typed
            if isinstance(answer.typed, str):
                cell.data_type = "s"


def check(rules: RuleSet, form: bool, language: str, rows: Sequence[dict[str, Answer]]) -> None:
    workbook = load_workbook(BytesIO(template(rules.id, language, form)))
    fill_in(workbook.worksheets[0], rows, form)
    result = read_workbook(saved(workbook), "x.xlsx", rules)
    codes = {each.code for each in result.findings if each.severity is not Severity.NOTE}
    assert codes <= {"percent_or_ratio"}  # 0.5 in a column for per cent may be a ratio
    read = [{key: each.values[key].value for key in rules.fields} for each in result.applications]
    assert read == [{key: answer.meant for key, answer in row.items()} for row in rows]


@pytest.mark.slow
@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("rules", [KUNSHAN, SMALL], ids=lambda rules: str(rules.id))
def test_what_is_filled_in_comes_out(rules: RuleSet, form: bool) -> None:
    @settings(max_examples=examples(40))
    @given(drawn=filled(rules, form))
    def comes_out(drawn: tuple[str, list[dict[str, Answer]]]) -> None:
        check(rules, form, *drawn)

    comes_out()
