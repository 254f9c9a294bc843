"""Tables of published standards become drafts; what is computed in them agrees with the rule sets that ship.

Those were written by hand from the same documents, long before any table was read.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cultivation import language
from cultivation.core.rules.doubts import doubts_of
from cultivation.core.rules.loading import load_file, load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.value_functions import Bands, Choice
from cultivation.core.rules.vocabularies import shipped_vocabularies
from cultivation.core.scoring.cases import read_cases
from cultivation.core.wording.drafted_rules import DraftedRules, draft_rules
from cultivation.intake.formats.reading import read_book
from cultivation.intake.scoring_tables.reading import read_scoring_table
from cultivation.resources import shipped

from .make_tables import FOLDER, TABLES, workbook

SHIPPED = shipped("scoring_rules")
GOLDEN = Path(__file__).parents[2] / "golden"


def drafted(name: str) -> DraftedRules:
    """Draft the rule set of a table."""
    read = read_scoring_table(read_book((FOLDER / f"{name}.xlsx").read_bytes()), f"{name}.xlsx")
    assert read.table is not None
    vocabularies = list(shipped_vocabularies().values())
    return draft_rules(read.table, name, date(2026, 1, 1), vocabularies, read.sums)


def rules_of(name: str) -> RuleSet:
    return load_rules(drafted(name).text.encode(), f"{name}.yaml").rules


def points(rules: RuleSet, key: str, percent: str) -> Fraction:
    """Return the points of a criterion for a value, in per cent where it is a ratio."""
    function = rules.criteria[key].function
    assert isinstance(function, Bands)
    scale = 100 if rules.unit_of(rules.criteria[key].indicator) == "%" else 1
    return function.points_of(Fraction(percent) / scale)


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_those_of_the_script(name: str) -> None:
    kept = read_book((FOLDER / f"{name}.xlsx").read_bytes())
    assert kept == read_book(workbook(TABLES[name]))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_draft_is_a_rule_set_without_mistakes_whose_todos_are_told(name: str, spoken: str) -> None:
    language.activate(spoken)
    made = drafted(name)
    loaded = load_rules(made.text.encode(), f"{name}.yaml")
    doubts = doubts_of(loaded.rules, loaded.content, shipped_vocabularies())
    assert {each.code for each in doubts} == {"to_do"}
    assert len(doubts) == made.text.count("# TODO")
    assert all(item.remarks for item in made.items if not item.is_computed)


@pytest.mark.parametrize("name", TABLES)
def test_each_criterion_names_its_cell_and_its_words(name: str) -> None:
    made, rules = drafted(name), rules_of(name)
    cells = {item.item.cell for item in made.items}
    assert {criterion.source.article for criterion in rules.criteria.values()} == {
        f"评分表!{each}" for each in cells
    }
    for item in made.items:
        assert f"# {item.item.cell}: {item.item.standard.splitlines()[0][:80]}" in made.text


@pytest.mark.parametrize(
    ("table", "rule_set", "pairs"),
    [
        (
            "innovative_sme",
            "innovative_sme_2022",
            {"item_2": "rd_ratio", "item_3": "main_growth", "item_4": "debt_ratio", "item_6": "main_share"},
        ),
        ("tech_sme", "tech_sme_2017", {"item_1": "technical_staff_share"}),
        (
            "ningbo",
            "ningbo_engineering_center",
            {
                "item_1": "sales",
                "item_2": "margin",
                "item_3": "rd_staff",
                "item_4": "equipment",
                "item_5": "inventions",
            },
        ),
    ],
)
def test_bands_are_those_of_the_rule_sets_that_ship(table: str, rule_set: str, pairs: dict[str, str]) -> None:
    mine, theirs = rules_of(table), load_file(shipped("scoring_rules") / f"{rule_set}.yaml").rules
    for key, other in pairs.items():
        function = theirs.criteria[other].function
        assert isinstance(function, Bands)
        edges = {end[0] for band in function.bands for end in (band.start, band.end) if end}
        own = mine.criteria[key].function
        assert isinstance(own, Bands)
        for edge in (*map(Fraction, edges), Fraction(-1)):
            for value in (edge - Fraction(1, 10**6), edge, edge + Fraction(1, 10**6)):
                assert own.points_of(value) == function.points_of(value), (key, value)


def test_steps_from_a_base_agree_with_the_cases_of_the_rule_set_that_ships() -> None:
    """In that rule set the same words are goalposts above the base; its cases were reckoned by hand."""
    rules, cases = (
        rules_of("maker_space"),
        read_cases((SHIPPED / "cases" / "maker_space_incubation.yaml").read_bytes(), "x"),
    )
    pairs = {"workstations": "item_1", "new_teams": "item_5", "tax": "item_10", "financing": "item_9"}
    tried = 0
    for edge in cases.edges:
        if edge.criterion in pairs and edge.points is not None:
            for value, wanted in edge.points.items():
                assert points(rules, pairs[edge.criterion], str(value)) == wanted, (edge.criterion, value)
                tried += 1
    assert tried > 25
    hired = rules.indicators["item_11"].formula
    assert hired == "0.5 * item_11_1 + 1 * item_11_2 + 2 * item_11_3 + 3 * item_11_4"


def test_formulas_of_shares_are_those_of_the_vocabulary() -> None:
    rules = rules_of("innovative_sme")
    assert rules.indicators["item_2"].formula == "rd_expenditure / revenue"
    assert rules.indicators["item_4"].formula == "total_liabilities / total_assets"
    assert rules.fields["revenue"].unit == "万元"
    assert rules.vocabularies == ("enterprise",)


def test_an_office_table_with_sums_notes_and_additional_points() -> None:
    made, rules = drafted("office"), rules_of("office")
    assert [each.zh for each in rules.dimensions.values()] == ["创新能力", "经营效益", "资质荣誉", "加分项"]
    assert [each.maximum for each in rules.dimensions.values()] == [45, 35, 20, 5]
    assert [each.on_top for each in rules.dimensions.values()] == [False, False, False, True]
    assert rules.maximum == 100
    assert "# 注：数据以上年度审计报告为准。\n# 2.弄虚作假的取消资格。" in made.text
    assert [points(rules, "item_1", each) for each in ("2.99", "3", "4.99", "5")] == [0, 8, 8, 15]
    assert [points(rules, "item_2", each) for each in ("9.99", "10", "10.9", "11", "14.9", "15", "80")] == [
        *(0, 5, 5, 6, 9, 10, 10),
    ]
    assert [points(rules, "item_5", each) for each in ("1999", "2000", "4999", "5000", "20000")] == [
        0,
        5,
        5,
        10,
        15,
    ]
    assert [points(rules, "item_7", each) for each in ("0", "1", "4", "5", "9")] == [10, 8, 2, 0, 0]
    assert rules.indicators["item_4"].formula == "5 * item_4_1 + 3 * item_4_2"
    listing = rules.criteria["item_11"].function
    assert isinstance(listing, Choice)
    assert sorted(listing.options.values()) == [0, 3, 5]


def test_the_draft_of_an_office_table_reads_as_it_was_read_through() -> None:
    language.activate("zh")
    assert drafted("office").text == (GOLDEN / "drafted_rules.zh.yaml").read_text("utf-8")
