"""Whether a template was made for the rules of the year."""

from __future__ import annotations

from typing import Any

import pytest

from cultivation.core.rules.model import ChoiceLabel, RuleSet
from cultivation.intake.applications.reading import read_workbook
from cultivation.intake.formats.reading import read_book
from cultivation.intake.templates.stamp import Stamp, check_stamp, read_stamp, stamp_of
from cultivation.intake.templates.workbook import write_template

from .books import book


def changed(rules: RuleSet, key: str, **changes: Any) -> RuleSet:
    """Return the rules with another field."""
    return rules.model_copy(
        update={"fields": {**rules.fields, key: rules.fields[key].model_copy(update=changes)}}
    )


def codes(made: RuleSet, now: RuleSet) -> list[str]:
    return [finding.code for finding in check_stamp(stamp_of(made), stamp_of(now), "x.xlsx")]


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_carries_its_stamp(small: RuleSet, language: str, form: bool) -> None:
    stamp = read_stamp(read_book(write_template(small, language, form)))
    assert stamp == stamp_of(small)
    assert stamp == Stamp(small.id, small.version, stamp.fields)
    assert len(stamp.fields) == 64


def test_other_workbooks_carry_none(small: RuleSet) -> None:
    assert read_stamp(read_book(book({"A1": "企业名称"}))) is None
    assert read_stamp(read_book(book({"A1": "anything", "B1": 1}, title="_meta"))) is None
    assert list(check_stamp(None, stamp_of(small), "x.xlsx")) == []


def test_the_same_rules_say_nothing(small: RuleSet) -> None:
    assert codes(small, small) == []


def test_another_version_with_the_same_fields_is_a_note(small: RuleSet) -> None:
    later = small.model_copy(update={"version": "2"})
    assert codes(small, later) == ["template_version"]
    (finding,) = check_stamp(stamp_of(small), stamp_of(later), "x.xlsx")
    assert dict(finding.details) == {"made": "errors 1", "now": "errors 2"}


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("revenue", {"unit": "亿元"}),
        ("revenue", {"zh": "销售收入"}),
        ("patents", {"blank": "refuse"}),
        ("staff", {"minimum": None}),
        ("zone", {"unlisted": None}),
    ],
)
def test_other_fields_are_a_doubt(small: RuleSet, key: str, changes: dict[str, Any]) -> None:
    assert codes(small, changed(small, key, **changes)) == ["template_outdated"]


def test_another_rule_set_is_a_doubt_where_its_fields_are_others(small: RuleSet, kunshan: RuleSet) -> None:
    assert codes(kunshan, small) == ["template_outdated"]
    assert codes(small.model_copy(update={"id": "before"}), small) == ["template_version"]


def test_another_choice_is_a_doubt(small: RuleSet) -> None:
    zones = {**small.choices["zone"], "west": ChoiceLabel(zh="西区", en="west")}
    assert codes(small, small.model_copy(update={"choices": {**small.choices, "zone": zones}})) == [
        "template_outdated"
    ]


def test_other_words_for_a_field_are_no_other_field(small: RuleSet) -> None:
    assert codes(small, changed(small, "revenue", aliases=("主营业务收入",))) == []
    unused = {"unused": {"one": ChoiceLabel(zh="一", en="one")}}
    assert codes(small, small.model_copy(update={"choices": {**small.choices, **unused}})) == []


def test_the_intake_tells(small: RuleSet) -> None:
    later = changed(small, "revenue", unit="亿元")
    result = read_workbook(write_template(small, "zh", False), "x.xlsx", later)
    assert result.findings[0].code == "template_outdated"
