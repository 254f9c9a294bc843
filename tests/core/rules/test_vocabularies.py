"""Vocabularies: what ships, what a name means, and how what was filed under other ids is read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.vocabularies import Vocabulary, shipped_vocabularies, vocabularies_of
from cultivation.core.scoring.reread import rereading
from cultivation.resources import shipped

ENTERPRISE, KUNSHAN = shipped_vocabularies()["enterprise"], shipped_vocabularies()["kunshan"]
TEXT = (shipped("scoring_rules") / "kunshan_top100_2016.yaml").read_text("utf-8")

SINCE = {"maker_space_incubation"}  # the rule sets that came with or after vocabularies


def changed(*changes: tuple[str, str]) -> RuleSet:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_rules(text.encode(), "changed.yaml").rules


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("营业收入", "revenue"),
        ("上年度营业收入总额", "revenue"),
        ("前一年度营业收入", "revenue_previous"),
        ("企业职工总数", "staff"),
        ("上年末资产总额", "total_assets"),
        ("研发费用总额", "rd_expenditure"),
        ("销售收入", "sales"),
        ("新产品收入占比", ""),
    ],
)
def test_a_name_means_one_field(label: str, key: str) -> None:
    assert ENTERPRISE.field_called(label) == key


@pytest.mark.parametrize("vocabulary", shipped_vocabularies().values(), ids=lambda each: each.id)
def test_no_name_and_no_id_means_two_fields(vocabulary: Vocabulary) -> None:
    headers = [each for rule in vocabulary.fields.values() for each in (rule.zh, rule.en, *rule.aliases)]
    assert len(headers) == len(set(headers))
    ids = [key for own, rule in vocabulary.fields.items() for key in (own, *rule.called)]
    assert len(ids) == len(set(ids))


def test_kunshans_choices_are_those_of_the_rule_set_on_record() -> None:
    rules = changed()
    for name, shared in KUNSHAN.choices.items():
        assert {key: (each.zh, each.en, each.aliases) for key, each in shared.items()} == {
            key: (each.zh, each.en, each.aliases) for key, each in rules.choices[name].items()
        }


def test_what_was_filed_under_another_id_is_read_where_a_vocabulary_says_it_is_the_same() -> None:
    own = changed(("total_assets", "assets"), ("total_liabilities", "firms_debts"))
    rules = changed(("identifier: {field", "vocabularies: [enterprise]\nidentifier: {field"))
    reading = rereading(own, rules, [ENTERPRISE])
    assert reading.fields == {"total_assets": "assets"}
    values = {"assets": {"value": "120.5"}, "firms_debts": {"value": "7"}, "revenue": {"value": "9"}}
    read = reading.application({"id": "x", "name": "x", "values": values}).values
    assert read["total_assets"].value == Decimal("120.5")
    assert read["total_liabilities"].value is None
    assert read["revenue"].value == 9
    assert rereading(own, rules).fields == {}


def test_another_unit_is_another_field() -> None:
    own = changed(
        ("total_assets: {type: number, unit: 万元", "total_assets: {type: number, unit: 亿元"),
        ("total_assets", "assets"),
    )
    assert rereading(own, changed(), [ENTERPRISE]).fields == {}


def test_a_choice_that_was_called_otherwise_is_found_by_the_vocabulary() -> None:
    own = changed(
        (
            "    suzhou: {zh: 苏州市级, en: Suzhou, aliases: [苏州级, 苏州市]}",
            "    city: {zh: 设区市级, en: city}",
        ),
        ("suzhou:", "city:"),
    )
    choices = {**KUNSHAN.choices["institution"]}
    choices["suzhou"] = choices["suzhou"].model_copy(update={"called": ("city",)})
    shared = KUNSHAN.model_copy(update={"choices": {**KUNSHAN.choices, "institution": choices}})
    assert rereading(own, changed()).choices["rd_institution"] == {"city": None}
    assert rereading(own, changed(), [shared]).choices["rd_institution"] == {"city": "suzhou"}


def test_a_workspace_may_have_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "vocabularies"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(
        "id: own\nname: {zh: 甲, en: a}\nfields:\n  x: {type: number, zh: 乙, en: x}\n", "utf-8"
    )
    assert list(vocabularies_of(tmp_path)) == [*shipped_vocabularies(), "own"]
    (folder / "own.yaml").write_text("id: own\nfields:\n  x: {type: numbre, zh: 甲, en: x}\n", "utf-8")
    with pytest.raises(RuleMistakes) as caught:
        vocabularies_of(tmp_path)
    assert [(each.code, each.line) for each in caught.value.mistakes] == [
        ("missing_key", 1),
        ("wrong_value", 3),
    ]


def test_a_vocabulary_changes_no_rule_set_on_record() -> None:
    """Those that shipped before there were vocabularies refer to none: their text is their identity."""
    found = {
        path.stem
        for path in shipped("scoring_rules").glob("*.yaml")
        if "vocabularies:" in path.read_text("utf-8")
    }
    assert found == SINCE
