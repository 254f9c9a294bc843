"""Every mistake that a rule set can have, made by a small edit of one that ships, and told on its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.canonical import digest
from cultivation.core.rules.loading import load_file, load_rules, read_rules
from cultivation.core.rules.mistakes import MESSAGES, Mistake, RuleMistakes
from cultivation.resources import shipped
from tests.core.rules.edits import EDITS, EVERYTHING, KUNSHAN, PANEL

FULL_MARKS = {"city_quality_enterprises": 20}  # of the part that is published; others give 100 in all


def mistakes_of(text: str) -> list[Mistake]:
    with pytest.raises(RuleMistakes) as caught:
        load_rules(text.encode(), "edited.yaml")
    return list(caught.value.mistakes)


def edited(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, beginning: str) -> int:
    return text[: ("\n" + text).index("\n" + beginning)].count("\n") + 1


@pytest.mark.parametrize(
    ("code", "text", "old", "new", "line"),
    EDITS,
    ids=[f"{edit[0]}-{place}" for place, edit in enumerate(EDITS)],
)
def test_a_mistake_is_told_on_its_line(code: str, text: str, old: str, new: str, line: str) -> None:
    changed = edited(text, old, new)
    told = [(mistake.code, mistake.line) for mistake in mistakes_of(changed)]
    assert (code, line_of(changed, line)) in told


@pytest.mark.parametrize(("code", "text", "old", "new", "line"), EDITS, ids=[edit[0] for edit in EDITS])
def test_every_mistake_makes_a_sentence(code: str, text: str, old: str, new: str, line: str) -> None:
    for mistake in mistakes_of(edited(text, old, new)):
        assert mistake.sentence()
        assert "{" not in MESSAGES[mistake.code].format(**mistake.details).replace("{'", "")


def test_every_code_is_provoked() -> None:
    assert {edit[0] for edit in EDITS} == MESSAGES.keys()


def test_an_industry_without_references_is_a_mistake() -> None:
    changed = edited(KUNSHAN, "      smart_grid: [", "      # smart_grid: [")
    assert "references_missing" in [mistake.code for mistake in mistakes_of(changed)]


def test_several_mistakes_are_told_in_one_go_in_the_order_of_lines() -> None:
    text = PANEL
    for old, new in (
        ("precision: 0.01", "precision: 0.01\nname_field: firm_name"),
        ("patents / rd_expenditure", "patents / weather"),
        ("[[0, 0], [0.30, 15]]", "[[0, 0], [0.30, 14]]"),
        ("enter_rank: 90", "enter_rank: 200"),
    ):
        text = edited(text, old, new)
    mistakes = mistakes_of(text)
    assert [mistake.code for mistake in mistakes] == [
        "duplicate_key",
        "formula_unknown_name",
        "maximum_not_reached",
        "pool_ranks",
    ]
    assert mistakes == sorted(mistakes, key=lambda mistake: mistake.line)


def test_several_mistakes_of_shape_are_told_in_one_go() -> None:
    text = edited(
        edited(edited(PANEL, "precision: 0.01", "precision: 7"), "\nties:", "\nquux:"),
        "unit: 件",
        "units: 件",
    )
    assert [mistake.code for mistake in mistakes_of(text)] == [
        "missing_key",
        "wrong_value",
        "unknown_key_near",
        "unknown_key",
    ]


def test_the_sentence_names_file_line_place_and_what_was_meant() -> None:
    text = edited(PANEL, "indicator: rd_growth", "indicator: rd_grow")
    with pytest.raises(RuleMistakes) as caught:
        load_rules(text.encode(), "edited.yaml")
    line = line_of(text, "        indicator: rd_grow\n")
    assert caught.value.message.startswith(
        f"edited.yaml, line {line}: dimensions.input.criteria.rd_growth.indicator: 'rd_grow' is not known; "
        "did you mean 'rd_growth'?"
    )
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("path", sorted(shipped("scoring_rules").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_rule_sets_load(path: Path) -> None:
    loaded = load_file(path)
    assert loaded.rules.id == path.stem
    regular = [
        criterion.maximum
        for key, _, criterion in loaded.rules.each_criterion()
        if not loaded.rules.dimensions[key].on_top and not criterion.bonus
    ]
    full = FULL_MARKS.get(path.stem, 100)
    assert loaded.rules.maximum == sum(regular) == (full if loaded.rules.dimensions else 0)
    assert loaded.digest == digest(path.read_bytes())


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    plain, _ = read_rules(PANEL.encode())
    marked, mistakes = read_rules(b"\xef\xbb\xbf" + PANEL.replace("\n", "\r\n").encode())
    assert marked == plain
    assert not mistakes


@pytest.mark.parametrize("content", [b"", b"# only a remark\n", b"42", b"id", b"[]"])
def test_what_is_no_rule_set_is_told(content: bytes) -> None:
    assert [mistake.code for mistake in read_rules(content)[1]] == ["not_a_rule_set"]


@pytest.mark.parametrize("content", [PANEL.encode("utf-16"), b"\xff\xfe", b"\x00", b"PK\x03\x04"])
def test_what_is_no_text_is_told(content: bytes) -> None:
    assert [mistake.code for mistake in read_rules(content)[1]] == ["yaml_syntax"]


def test_rule_sets_are_frozen() -> None:
    rules, _ = read_rules(PANEL.encode())
    assert rules
    with pytest.raises(ValueError, match="frozen"):
        rules.pool.capacity = 99


def test_one_criterion_in_two_dimensions_is_a_mistake() -> None:
    old, new = "      patents_per_rd:\n        indicator", "      rd_growth:\n        indicator"
    assert mistakes_of(edited(PANEL, old, new))


def test_a_veto_named_as_a_gate_is_a_mistake() -> None:
    assert mistakes_of(edited(KUNSHAN, "vetoes:\n  safety_accident:", "vetoes:\n  in_kunshan:"))


def test_a_field_named_cutoff_is_a_mistake() -> None:
    assert mistakes_of(edited(PANEL, "  firm: {type", "  cutoff: {type: date, zh: a, en: a}\n  firm: {type"))


def test_a_field_named_as_a_word_of_the_language_is_a_mistake() -> None:
    assert mistakes_of(edited(PANEL, "  firm: {type", "  not: {type: number, zh: a, en: a}\n  firm: {type"))


def test_a_minimum_above_the_maximum_is_a_mistake() -> None:
    assert mistakes_of(edited(PANEL, "unit: 件, minimum: 0", "unit: 件, minimum: 5, maximum: 1"))


def test_ngrams_from_three_to_two_are_a_mistake() -> None:
    assert mistakes_of(edited(KUNSHAN, "ngrams: [2, 3]", "ngrams: [3, 2]"))


def test_a_key_of_another_method_is_not_offered_again() -> None:
    changed = edited(PANEL, "[[0, 0], [0.30, 15]]", "[[0, 0], [0.30, 15]]\n        options: {a: 1}")
    [mistake] = mistakes_of(changed)
    assert mistake.details.get("near") != "options"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{from: 1, below: 3, points: 0.5}", "{form: 1, below: 3, points: 0.5}"),
        ("other: {zh: 其他, en: elsewhere}", "other: {zh: 其他, en: elsewhere, alias: [a]}"),
        ("{level: partial, at_least: 0.07}", "{level: partial, at_least: 0.07, at: 1}"),
    ],
)
def test_an_unknown_key_deep_inside_is_told_with_what_is_allowed(old: str, new: str) -> None:
    assert all(mistake.details["allowed"] for mistake in mistakes_of(edited(KUNSHAN, old, new)))


def test_a_rule_set_that_ends_before_it_begins_is_a_mistake() -> None:
    assert mistakes_of(
        edited(PANEL, "valid_from: 1983-01-01", "valid_from: 1983-01-01\nvalid_until: 1970-01-01")
    )


def test_a_number_is_no_date() -> None:
    assert mistakes_of(edited(PANEL, "valid_from: 1983-01-01", "valid_from: 0"))


@pytest.mark.parametrize(
    ("text", "old", "new", "place"),
    [
        (KUNSHAN, "    by: industry", "    by: industri", ("text_matches", "industry_match", "by")),
        (
            EVERYTHING,
            "legal_representative: rep",
            "legal_representative: r",
            ("panel", "conflicts", "legal_representative"),
        ),
        (
            EVERYTHING,
            "shareholders: [owners]",
            "shareholders: [owner]",
            ("panel", "conflicts", "shareholders"),
        ),
        (PANEL, "by: rd_expenditure, order", "by: weather, order", ("ties", 1, "by")),
        (KUNSHAN, "    choices: match", "    choices: matsh", ("text_matches", "industry_match", "choices")),
    ],
)
def test_a_mistake_names_the_keys_that_lead_to_it(
    text: str, old: str, new: str, place: tuple[object, ...]
) -> None:
    assert place in [mistake.path for mistake in mistakes_of(edited(text, old, new))]


def test_a_choice_that_a_quota_does_not_know_is_told_with_those_that_there_are() -> None:
    quota = "pool: {quotas: [{within: region, at_most: {africa: 1}}], "
    [mistake] = mistakes_of(edited(edited(PANEL, "pool: {", quota), "enter_rank: 90, stay_rank: 110, ", ""))
    assert (mistake.code, mistake.path) == ("quota_choice", ("pool", "quotas", 0))
    assert mistake.details == {"value": "africa", "known": "eu, japan, usa, rotw"}


def test_a_geometric_total_of_regular_dimensions_is_in_order() -> None:
    loaded = load_rules(edited(PANEL, "\nties:", "\ntotal: {aggregate: geometric}\n\nties:").encode(), "x")
    assert loaded.rules.total.aggregate == "geometric"


def test_a_key_of_an_alternative_is_known_where_it_is_misspelt() -> None:
    changed = edited(EVERYTHING, "- {indicator: rd, method", "- {indicator: rd, whenn: big, method")
    [mistake] = [each for each in mistakes_of(changed) if each.details.get("key") == "whenn"]
    assert (mistake.code, mistake.details["near"]) == ("unknown_key_near", "when")
    assert "points" in mistake.details["allowed"] and "alternatives" in mistake.details["allowed"]


def test_a_choice_may_be_compared_with_another_field_whatever_that_says() -> None:
    """Only a text that is written out is held to the choices."""
    before = "doubt_when: last_year(patents) >= 20 and 2 * patents < last_year(patents)"
    changed = edited(PANEL, before, "doubt_when: sector == firm_name")
    assert (
        load_rules(changed.encode(), "x").rules.plausibility["patents_fall"].doubt_when.endswith("firm_name")
    )
