"""What changed between two rule sets: one edit at a time, and the sentence for it written by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cultivation import language
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.wording.formulas import WORDS, formula_text
from cultivation.core.wording.panel import panel_text
from cultivation.core.wording.rule_changes import Difference, differences
from tests.core.rules.edits import EVERYTHING, KUNSHAN, PANEL


def loaded(text: str, *edits: tuple[str, str]) -> RuleSet:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_rules(text.encode(), "edited.yaml").rules


def changed(text: str, *edits: tuple[str, str]) -> list[Difference]:
    return differences(loaded(text), loaded(text, *edits))


@pytest.mark.parametrize(
    ("text", "edits", "part", "name", "sentence"),
    [
        (
            PANEL,
            [("[0.30, 15]", "[0.30, 10]"), ("maximum: 15", "maximum: 10"), ("maximum: 50", "maximum: 45")],
            "dimensions",
            "R&D input",
            "the maximum is 45 instead of 50",
        ),
        (
            EVERYTHING,
            [("    minimum: -3\n", "    minimum: -2\n")],
            "dimensions",
            "Added and taken away",
            "the minimum is -2 instead of -3",
        ),
        (
            EVERYTHING,
            [("    at_least: 6\n", "")],
            "dimensions",
            "Innovation",
            "to pass, - points are needed instead of 6",
        ),
        (
            EVERYTHING,
            [("0.05, when", "0.06, when")],
            "gates",
            "Enough R&D",
            None,
        ),
        (EVERYTHING, [("  above: 40", "  at_least: 41")], "pass", "Pass mark", None),
        (
            PANEL,
            [("formula: patents / rd_expenditure", "formula: 2 * patents / rd_expenditure")],
            "indicators",
            "Patents per unit of R&D",
            "is computed as 2 × European patent applications / R&D expenditure instead of "
            "European patent applications / R&D expenditure",
        ),
        (
            EVERYTHING,
            [("cohort: rank, of: sales, within: size", "cohort: rank, of: sales")],
            "indicators",
            "Place by sales in its size",
            "is computed in another way",
        ),
        (
            PANEL,
            [("unit: 件, minimum: 0", "unit: 件, minimum: 1")],
            "fields",
            None,
            "minimum is 1 instead of 0",
        ),
        (
            PANEL,
            [("  log_spillovers: {type: number, ", "  log_spillovers: {type: number, minimum: 1, ")],
            "fields",
            "Spillovers (natural logarithm)",
            "minimum is 1 instead of -",
        ),
        (EVERYTHING, [("ridge: 2", "ridge: 3")], "panel", "Experts' marks", None),
        (PANEL, [("capacity: 100, enter", "capacity: 101, enter")], "pool", "Pool", None),
        (
            PANEL,
            [("precision: 0.01", "precision: 0.001")],
            "precision",
            "Precision",
            "now: 0.001 Before: 0.01",
        ),
        (PANEL, [("- {by: patents, order: descending}\n  ", "")], "ties", "Equal totals", None),
        (EVERYTHING, [("at_most: 60", "at_most: 59")], "total", "Total", None),
        (
            PANEL,
            [("0, 15]]\n        when_undefined: zero", "0, 15]]\n        when_undefined: ineligible")],
            "criteria",
            "Growth of R&D",
            "where it cannot be computed: ineligible instead of zero",
        ),
        (
            EVERYTHING,
            [("        not_zero: true\n", "")],
            "criteria",
            "R&D",
            "it may be 0 points",
        ),
    ],
)
def test_one_edit_is_told_where_it_belongs(
    text: str, edits: list[tuple[str, str]], part: str, name: str | None, sentence: str | None
) -> None:
    found = [each for each in changed(text, *edits) if each.part == part]
    assert len(found) == 1, found
    assert name is None or found[0].name == name
    assert sentence is None or found[0].sentence == sentence
    assert "{" not in found[0].sentence or part == "total"


def test_the_other_way_round_says_the_opposite() -> None:
    new = ("  log_spillovers", "  exports: {type: number, zh: 出口, en: Exports}\n  log_spillovers")
    there = changed(PANEL, new)
    back = differences(loaded(PANEL, new), loaded(PANEL))
    assert [(each.part, each.name, each.sentence) for each in there] == [("fields", "Exports", "is new")]
    assert [(each.part, each.name, each.sentence) for each in back] == [("fields", "Exports", "is removed")]


def test_nothing_changed_says_nothing() -> None:
    for text in (PANEL, KUNSHAN, EVERYTHING):
        assert differences(loaded(text), loaded(text)) == []


def test_steps_and_choices_are_compared_by_what_they_hold() -> None:
    told = [
        each.sentence
        for each in changed(
            EVERYTHING,
            ("bands: [{up_to: 1, points: 5}, {above: 1,", "bands: [{up_to: 2, points: 5}, {above: 2,"),
        )
    ]
    assert len(told) == 4
    assert sum("is new and gives" in each for each in told) == 2
    assert sum("is removed; it gave" in each for each in told) == 2
    (loss,) = changed(EVERYTHING, ('"yes": -5', '"yes": -4'))
    assert loss.sentence.endswith("gives -4 points instead of -5")


def test_a_criterion_comes_goes_or_moves() -> None:
    award = next(each for each in EVERYTHING.splitlines(True) if each.startswith("      award: {"))
    (gone,) = changed(EVERYTHING, (award, ""))
    (new,) = differences(loaded(EVERYTHING, (award, "")), loaded(EVERYTHING))
    assert (gone.part, gone.sentence) == ("criteria", "is removed; it gave 2 points")
    assert (new.part, new.sentence) == ("criteria", "is new, with 2 points")
    growth = "  growth:\n    zh: 成长\n    en: Growth\n    maximum: 20\n    criteria:\n"
    moved = changed(EVERYTHING, (award, ""), (growth, growth + award))
    assert [each.sentence for each in moved] == ["it belongs to Growth now"]


def test_another_way_of_points_says_both() -> None:
    (found,) = changed(PANEL, ("[[0, 0], [0.30, 15]]", "[[0, 0], [0.20, 15]]"))
    assert found.sentence.startswith("points are now given as: ") and "(before: " in found.sentence
    assert "20 %" in found.sentence.partition("(before")[0]
    assert "30 %" in found.sentence.partition("(before")[2]


def test_another_source_is_told_last() -> None:
    edit = ("        source: {document: judgement}", "        source: {document: cincera_1997}")
    (found,) = changed(PANEL, edit)
    assert (found.part, found.sentence[:17]) == ("sources", "the source is Cin")


def test_formulas_are_read_with_labels() -> None:
    rules = loaded(PANEL)
    said = formula_text(
        rules, "min(patents, 2) >= 1 and sector == 'chem' or not known(rd_expenditure_previous)"
    )
    assert said == (
        "smallest of(European patent applications, 2) ≥ 1 and Sector = “chemicals” or not "
        "known(R&D expenditure of the year before)"
    )
    assert formula_text(rules, "max(1, 2) != True") == "largest of(1, 2) ≠ yes"
    assert all(each in ("and", "or", "not", "known") or word != each for each, word in WORDS.items())


def test_what_a_rule_set_says_of_its_panel() -> None:
    (said,) = panel_text(loaded(EVERYTHING))
    assert said.startswith(
        "3 experts mark each enterprise. Experts' marks: mean without the highest and the lowest. They count "
        "after adjusting for each expert's strictness (ridge 2). Rounded half up to steps of 0.1. "
        "To be discussed: a standard deviation of 20 % of the criterion's maximum or more. "
        "An expert does not mark enterprises that name the expert in: "
    )
    assert panel_text(loaded(PANEL)) == []


def test_chinese_sentences_follow_each_other_without_a_space() -> None:
    with language.speaking("zh"):
        (said,) = panel_text(loaded(EVERYTHING))
    following = [after for before, after in pairwise(said) if before == "。"]
    assert len(following) >= 4 and not [
        each for each in following if each.isspace() or (each.isalpha() and each.isascii())
    ]


def test_a_source_stands_in_the_brackets_of_the_language() -> None:
    with language.speaking("zh"):
        (said,) = panel_text(loaded(EVERYTHING))
    assert said.endswith("）") and "(" not in said
    (english,) = panel_text(loaded(EVERYTHING))
    assert english.endswith(")") and "（" not in english
