"""What is wrong with a value or with the YAML, told in the language spoken, with the usual slips by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cultivation import language
from cultivation.core.rules.loading import read_rules
from cultivation.core.rules.problems import in_words
from tests.core.rules.edits import EDITS, EVERYTHING, PANEL


@pytest.fixture
def chinese() -> Iterator[None]:
    language.activate("zh")
    yield
    language.activate("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("precision: 0.5", "precision：0.5", "full-width colon"),
        ("size: {type: choice,", "size：{type: choice,", "full-width colon"),
        ("{zh: 语言示例, en:", "{zh: 语言示例， en:", "full-width colon or comma"),
        ("precision: 0.5", "precision:0.5", "space is missing after the colon"),
        ("precision: 0.5", "\tprecision: 0.5", "tab"),
        ('unit: "%", zh: 资产', "unit: %, zh: 资产", "quote the text"),
        ("ties:\n  - {by: sales_percentile, order: descending}", "ties:\n  - {by: sales", "bracket"),
        ("rank_within: size", 'rank_within: "size', "quotation mark"),
        ("name_field: firm_name", "name_field: *x", "alias"),
        ("name_field: firm_name", "name_field: firm: name", "quote a text that holds"),
    ],
)
def test_slips_in_yaml_are_named(old: str, new: str, said: str) -> None:
    assert old in EVERYTHING
    sentences = [mistake.sentence() for mistake in read_rules(EVERYTHING.replace(old, new, 1).encode())[1]]
    assert any(said in sentence for sentence in sentences), sentences


@pytest.mark.parametrize("capacity", ["0", "-3", "many", "2.5"])
def test_a_wrong_capacity_is_one_mistake_though_places_follow_from_it(capacity: str) -> None:
    pool = "pool: {capacity: 100, enter_rank: 90, stay_rank: 110, reserve: 10}"
    assert pool in PANEL
    for kept in ("", ", stay_rank: 110"):
        _rules, mistakes = read_rules(PANEL.replace(pool, f"pool: {{capacity: {capacity}{kept}}}").encode())
        assert [(each.path, each.details["value"]) for each in mistakes] == [(("pool", "capacity"), capacity)]


def test_places_that_are_not_said_are_those_of_the_capacity() -> None:
    pool = "pool: {capacity: 100, enter_rank: 90, stay_rank: 110, reserve: 10}"
    for said, places in (("", (100, 100)), (", enter_rank: 90", (90, 100)), (", stay_rank: 110", (100, 110))):
        rules, mistakes = read_rules(PANEL.replace(pool, f"pool: {{capacity: 100{said}}}").encode())
        assert rules is not None and not mistakes
        assert (rules.pool.enter_rank, rules.pool.stay_rank) == places


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("precision: 0.01", "precision: 2", "最大为1"),
        ("capacity: 100", "capacity: some", "需要整数"),
        ("[0.30, 15]", "[0.30, many]", "需要数字"),
        ("when_undefined: zero", "when_undefined: none", "只能是"),
        ("valid_from: 1983-01-01", "valid_from: soon", "年-月-日"),
        ("firm_name: {type: text", "firm_name: {type: words", "只能是"),
        ("name_field: firm_name", "name_field: [firm_name]", "需要文字"),
        ("  firm_name: {type: text", "  Firm-Name: {type: text", "小写字母"),
        ("fields: [patents]", "fields: patents", "列表"),
    ],
)
def test_a_wrong_value_is_told_in_chinese(chinese: None, old: str, new: str, said: str) -> None:
    assert old in PANEL
    sentences = [mistake.sentence() for mistake in read_rules(PANEL.replace(old, new, 1).encode())[1]]
    assert any(said in sentence for sentence in sentences), sentences


@pytest.mark.parametrize("edit", EDITS, ids=[edit[0] for edit in EDITS])
def test_no_english_of_a_library_in_a_chinese_sentence(
    chinese: None, edit: tuple[str, str, str, str, str]
) -> None:
    _code, text, old, new, _line = edit
    for mistake in read_rules(text.replace(old, new, 1).encode())[1]:
        said = mistake.sentence()
        assert not any(word in said for word in ("Input", "should", "expected", "while")), said


def test_what_has_no_words_of_ours_is_told_as_it_is() -> None:
    assert in_words({"problem": "something new", "value": "1"}) == {"problem": "something new", "value": "1"}
    assert in_words({"value": "1"}) == {"value": "1"}
    assert in_words({"problem": "less_than", "lt": "7"})["problem"] == "it must be less than 7"
    assert in_words({"problem": "formula_zeros"})["problem"] == "a number must not begin with 0"
    assert in_words({"problem": "not UTF-8"})["problem"] == "the file is not UTF-8"
