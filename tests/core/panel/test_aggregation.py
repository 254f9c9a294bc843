"""Many marks become one: sums by hand, and what must hold whatever the marks are."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.panel.aggregation import MarkedCell, aggregate, combine, values_of
from cultivation.core.panel.mark_requests import MarkRequest, mark_requests
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import PanelRule, RuleSet
from cultivation.core.scoring.criterion_points import outcome_of
from cultivation.resources import shipped
from tests.core.panel.firms import HNTE, rules_with_panel
from tests.properties import examples


@cache
def rules(section: str) -> RuleSet:
    return load_rules(rules_with_panel(f"\npanel: {section}\n").encode(), "x").rules


PLAIN = load_rules(HNTE.encode(), "hnte_2016").rules
SYSTEM = MarkRequest("system", "system_mark", Decimal(0), Decimal(6), Decimal(1))
GRADE = MarkRequest(
    "ip_advancement",
    "ip_advancement_mark",
    Decimal(0),
    Decimal(8),
    Decimal(1),
    "ip_advancement",
    None,
    "ip_advancement",
    (
        ("none", Decimal(0), Decimal(0)),
        ("rather_low", Decimal(1), Decimal(2)),
        ("ordinary", Decimal(3), Decimal(4)),
        ("rather_high", Decimal(5), Decimal(6)),
        ("high", Decimal(7), Decimal(8)),
    ),
)


def cell(
    marks: Mapping[str, int | None], section: str = "{}", asked: MarkRequest = SYSTEM, extra: str = ""
) -> MarkedCell:
    given_ = {
        (expert, "F", asked.mark): None if mark is None else Fraction(mark) for expert, mark in marks.items()
    }
    chosen = rules(section) if section else PLAIN
    return combine(chosen, {"F": [asked]}, {"F": (*marks, *extra)}, given_).cells[0]


@pytest.mark.parametrize(
    ("section", "marks", "expected"),
    [
        ("{aggregate: mean}", "346", "4.33"),  # 13 / 3
        ("{aggregate: mean, round_to: 0.1}", "346", "4.3"),
        ("{aggregate: mean, round_to: 0.5}", "3466", "5.0"),  # 4.75 is half way: up
        ("{aggregate: trimmed_mean}", "0466", "5.00"),  # 4 and 6 are left
        ("{aggregate: trimmed_mean}", "045", "4.00"),
        ("{aggregate: trimmed_mean}", "05", "2.50"),  # two marks are averaged
        ("{aggregate: nearest_two}", "036", "3.00"),  # both are equally near: of both pairs
        ("{aggregate: nearest_two}", "046", "5.00"),
        ("{aggregate: nearest_two}", "015", "0.50"),
        ("{aggregate: nearest_two}", "606", "6.00"),
        ("{aggregate: nearest_two}", "05", "2.50"),
        ("{aggregate: nearest_two}", "0134", "2.00"),  # 0 and 1, 3 and 4
        ("{aggregate: median}", "0456", "4.50"),
        ("{aggregate: median}", "016", "1.00"),
        ("", "346", "4"),  # without a section: the mean, rounded to the steps of marks
        ("", "3466", "5"),
    ],
)
def test_marks_come_to_what_a_sum_by_hand_gives(section: str, marks: str, expected: str) -> None:
    given_ = dict(zip("ABCDE", map(int, marks), strict=False))
    assert str(cell(given_, section).counts) == expected


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.sampled_from(["mean", "median"]))
def test_means_and_medians_are_those_of_the_standard_library(marks: list[int], method: str) -> None:
    values = [Fraction(mark, 10) for mark in marks]
    rule = PanelRule(aggregate=method)
    expected = statistics.mean(values) if method == "mean" else statistics.median(values)
    assert aggregate(values, rule) == expected


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_the_nearest_two_are_found_among_all_pairs(marks: list[int]) -> None:
    pairs = [(abs(one - other), one + other) for one, other in combinations(marks, 2)]
    nearest = [total for apart, total in pairs if apart == min(pairs)[0]]
    expected = Fraction(sum(nearest), 2 * len(nearest))
    assert aggregate([Fraction(mark) for mark in marks], PanelRule(aggregate="nearest_two")) == expected


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.integers(0, 5))
def test_the_order_of_experts_does_not_matter_and_the_result_lies_within_the_marks(
    marks: list[int], seed: int
) -> None:
    given_ = {chr(65 + place): mark for place, mark in enumerate(marks)}
    order = Random(seed).sample(list(given_), len(given_))
    one, other = cell(given_), cell({key: given_[key] for key in order})
    assert one.counts == other.counts
    assert one.raw is not None and min(marks) <= one.raw <= max(marks)


def test_nothing_counts_before_everybody_has_marked_or_abstained() -> None:
    waiting = cell({"A": 4, "B": 5}, extra="C")
    assert (waiting.missing, waiting.counts, waiting.raw) == (("C",), None, Fraction(9, 2))
    assert str(cell({"A": 4, "B": 5, "C": None}).counts) == "4.50"
    nobody = cell({"A": None})
    assert (nobody.counts, nobody.abstained) == (None, ("A",))


def test_a_mark_outside_what_may_be_given_now_is_missing() -> None:
    assert cell({"A": 7, "B": 5}).missing == ("A",)


@pytest.mark.parametrize(
    ("marks", "choice", "counts"),
    [
        ((8, 8, 7), "high", "7.67"),
        ((8, 6, 5), "rather_high", "6.00"),  # the middle says rather high; 6.33 lies above its range
        ((7, 6), "rather_high", "6.00"),  # of two the lower; 6.5 lies above its range
        ((8, 8, 5, 5), "rather_high", "6.00"),
        ((0, 0, 8), "none", "0.00"),
    ],
)
def test_an_open_grade_is_that_of_the_middle_expert(marks: tuple[int, ...], choice: str, counts: str) -> None:
    found = cell(dict(zip("ABCD", marks, strict=False)), asked=GRADE)
    assert (found.choice, str(found.counts)) == (choice, counts)
    assert {field: text for _firm, field, text in values_of([found])} == {
        "ip_advancement_mark": counts,
        "ip_advancement": choice,
    }


@pytest.mark.parametrize(
    ("section", "marks", "expected"),
    [
        ("{discuss: {from: 0.5}}", (1, 4), True),  # 3 of 6
        ("{discuss: {from: 0.5}}", (1, 3), False),
        ("{discuss: {measure: sd, from: 0.25}}", (1, 3), False),  # the root of 2 is 1.41
        ("{discuss: {measure: sd, from: 0.25}}", (1, 4), True),  # the root of 4.5 is 2.12
        ("{discuss: {measure: sd, from: 0.5}}", (0, 3, 6), True),  # exactly 3
        ("{}", (1, 2), False),
        ("{}", (3,), False),
    ],
)
def test_experts_far_apart_are_to_talk(section: str, marks: tuple[int, ...], expected: bool) -> None:
    assert cell(dict(zip("ABC", marks, strict=False)), section).to_discuss is expected


def test_calibration_takes_out_strictness_and_keeps_within_the_range() -> None:
    """docs/panel.md by hand: leniencies 1/10, -1/50, -2/25 of a range of 10 are 1, -0.2 and -0.8 points."""
    asked = MarkRequest("system", "system_mark", Decimal(0), Decimal(10), Decimal(1))
    marks = {"p": {"A": 8, "B": 6}, "q": {"B": 5, "C": 4}, "r": {"A": 9, "C": 6}}
    given_ = {(e, firm, "system_mark"): Fraction(m) for firm, of in marks.items() for e, m in of.items()}
    chosen = rules("{aggregate: mean, calibrate: true}")
    assigned = {firm: tuple(of) for firm, of in marks.items()}
    result = combine(chosen, {firm: [asked] for firm in marks}, assigned, given_)
    found = {each.enterprise: (each.raw, each.calibrated, str(each.counts)) for each in result.cells}
    assert found == {
        "p": (Fraction(7), Fraction(66, 10), "6.60"),
        "q": (Fraction(9, 2), Fraction(5), "5.00"),
        "r": (Fraction(15, 2), Fraction(74, 10), "7.40"),
    }


@settings(max_examples=examples(40), deadline=None)
@given(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 6), min_size=2), st.randoms())
def test_what_counts_can_always_be_scored(marks: dict[str, int], random: Random) -> None:
    """Whatever experts mark within what they are offered, the criterion takes what it comes to."""
    chosen = rules("{aggregate: mean, calibrate: true, round_to: 0.1}")
    values = dict.fromkeys((*chosen.names, "cutoff"), None)
    asked = [each for each in mark_requests(chosen, values) if each.criterion in ("system", "ip_advancement")]
    for each in asked:
        given_ = {(e, "F", each.mark): Fraction(random.choice(each.allowed())) for e in marks}
        (found,) = combine(chosen, {"F": [each]}, {"F": tuple(marks)}, given_).cells
        row = dict(values)
        for _firm, field, text in values_of([found]):
            row[field] = Fraction(text) if field == each.mark else text
        outcome = outcome_of(chosen.criteria[each.criterion], row, chosen)
        assert not outcome.provisional and outcome.points == Fraction(str(found.counts))


APART = load_rules(
    (shipped("scoring_rules") / "hnte_2016_panels.yaml")
    .read_text("utf-8")
    .replace("experts_each: 2\n    aggregate: mean", "aggregate: median\n    ridge: 3\n    round_to: 0.5")
    .encode(),
    "x",
).rules
TECHNICAL = replace(SYSTEM, panel="technical")
FINANCIAL = MarkRequest("sales_growth", "sales_mark", Decimal(0), Decimal(10), Decimal(1), panel="financial")


@settings(max_examples=examples(40), deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCXYZ"), st.sampled_from("FGH"), st.booleans()),
        st.none() | st.integers(0, 6),
        min_size=1,
    )
)
def test_two_panels_come_to_what_each_comes_to_for_itself(
    drawn: dict[tuple[str, str, bool], int | None],
) -> None:
    """Two rule sets of one panel each say the same as one of both; what the other panel gives is nothing."""
    sits = {**dict.fromkeys("ABC", "technical"), **dict.fromkeys("XYZ", "financial")}
    given_ = {
        (expert, firm, FINANCIAL.mark if money else TECHNICAL.mark): None if mark is None else Fraction(mark)
        for (expert, firm, money), mark in drawn.items()
    }
    asked = {key: [TECHNICAL, FINANCIAL] for key in "FGH"}
    both = combine(APART, asked, dict.fromkeys("FGH", tuple(sits)), given_, sits)
    alone = {
        "technical": (rules("{experts_each: 3, aggregate: mean}"), replace(TECHNICAL, panel="")),
        "financial": (rules("{aggregate: median, ridge: 3, round_to: 0.5}"), replace(FINANCIAL, panel="")),
    }
    expected, leniency, together = {}, {}, []
    for panel, (of_one, ask) in alone.items():
        own = tuple(expert for expert in sits if sits[expert] == panel)
        marks = {key: mark for key, mark in given_.items() if key[0] in own}
        result = combine(of_one, {key: [ask] for key in "FGH"}, dict.fromkeys("FGH", own), marks)
        found = {(each.enterprise, each.asked.mark): each for each in result.cells}
        expected |= {
            key: replace(each, asked=replace(each.asked, panel=panel)) for key, each in found.items()
        }
        leniency |= result.leniency
        together += result.groups
    assert {(each.enterprise, each.asked.mark): each for each in both.cells} == expected
    assert (both.leniency, list(both.groups)) == (leniency, together)
