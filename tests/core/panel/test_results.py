"""What marks come to as it is stored, and whose place calibration moves: docs/panel.md by hand.

A is lenient by 1 of 10 points, B strict by 0.2, C by 0.8. p has 8 and 6: 7, calibrated 6.6; q 5 and 4: 4.5
and 5; r 9 and 6: 7.5 and 7.4.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cultivation.core.panel.aggregation import PanelResult, combine
from cultivation.core.panel.calibration_effect import PlaceMoved, places
from cultivation.core.panel.mark_requests import MarkRequest, mark_requests
from cultivation.core.panel.results import result_record
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from tests.core.rules.edits import EVERYTHING, PANEL

MARKED = """      patents:
        indicator: patents
        maximum: 35
        method: log_goalposts
        points: [[1, 0], [900, 35]]"""
JUDGED = """      patents:
        zh: 技术
        en: Technology
        maximum: 35
        method: judged
        mark: mark
        between: [0, 10]"""
FIELD = (
    "  mark: {type: number, unit: 分, blank: unknown, filled_by: expert, zh: 分, en: Mark}\n  patents: {type"
)


def rules_of(section: str) -> RuleSet:
    text = PANEL.replace(MARKED, JUDGED.replace("maximum: 35", "maximum: 10"))
    text = text.replace("  patents: {type", FIELD, 1)
    dimension = "\n    criteria:\n      patents"
    text = text.replace(f"maximum: 50{dimension}", f"maximum: 25{dimension}")
    return load_rules(text.replace("\npool:", f"\npanel: {section}\npool:").encode(), "x").rules


RAW, CALIBRATED = rules_of("{aggregate: mean}"), rules_of("{aggregate: mean, calibrate: true}")
ASKED = MarkRequest("patents", "mark", Decimal(0), Decimal(10), Decimal(1))
MARKS = {"p": {"A": 8, "B": 6}, "q": {"B": 5, "C": 4}, "r": {"A": 9, "C": 6}}
LABELS = {"A": 3, "B": 1, "C": 2}


def result(rules: RuleSet, extra: str = "") -> PanelResult:
    given = {
        (expert, key, "mark"): Fraction(mark) for key, of in MARKS.items() for expert, mark in of.items()
    }
    assigned = {firm: (*of, *(extra if firm == "q" else "")) for firm, of in MARKS.items()}
    return combine(rules, {firm: [ASKED] for firm in MARKS}, assigned, given)


def stored(rules: RuleSet, extra: str = "") -> dict[str, Any]:
    sources = {
        (expert, firm, "mark"): {"expert": str(LABELS[expert]), "mark": str(mark), "cell": f"H{place}"}
        for place, (firm, of) in enumerate(MARKS.items(), 4)
        for expert, mark in of.items()
    }
    return result_record(1983, rules, result(rules, extra), LABELS, sources)


def test_a_result_is_stored_with_experts_by_number_and_exact_ratios() -> None:
    found = stored(CALIBRATED)
    assert (found["year"], found["aggregate"], found["calibrate"], found["ridge"]) == (
        1983,
        "mean",
        True,
        "1",
    )
    assert found["leniency"] == {"3": "0.1", "1": "-0.02", "2": "-0.08"}
    first = found["cells"][0]
    assert first == {
        "enterprise": "p",
        "criterion": "patents",
        "mark": "mark",
        "range": ["0", "10"],
        "marks": {"3": "8", "1": "6"},
        "calibrated_marks": {"3": "7", "1": "6.2"},
        "abstained": [],
        "missing": [],
        "raw": "7",
        "calibrated": "6.6",
        "counts": "6.60",
        "spread": "2",
        "variance": "2",
        "to_discuss": False,
        "choice": None,
    }
    assert found["values"]["p"] == {
        "mark": {
            "value": "6.60",
            "note": {
                "aggregate": "mean",
                "counts": "calibrated",
                "raw": "7.00",
                "calibrated": "6.60",
                "marks": [
                    {"expert": "1", "mark": "6", "cell": "H4"},
                    {"expert": "3", "mark": "8", "cell": "H4"},
                ],
            },
        }
    }
    assert stored(RAW)["values"]["p"]["mark"]["value"] == "7.00"
    assert stored(RAW)["values"]["p"]["mark"]["note"]["counts"] == "raw"


def test_who_is_missing_leaves_no_value_and_who_abstains_is_no_mark() -> None:
    found = stored(RAW, extra="A")
    cell = next(each for each in found["cells"] if each["enterprise"] == "q")
    assert (cell["missing"], cell["abstained"], cell["counts"]) == ([3], [], None)
    assert sorted(found["values"]) == ["p", "r"]
    given = {("A", "p", "mark"): Fraction(3), ("B", "p", "mark"): None}
    (abstaining,) = combine(RAW, {"p": [ASKED]}, {"p": ("A", "B")}, given).cells
    assert (abstaining.abstained, abstaining.missing, dict(abstaining.marks)) == (("B",), (), {"A": 3})


def test_places_move_where_calibration_turns_the_order() -> None:
    """Beside marks the firms differ by growth alone. A total moves by what calibration does to the mark."""
    firms = [firm(key, before) for key, before in (("p", "99.4"), ("q", "100"), ("r", "100"))]
    found = places(firms, RAW, date(1983, 12, 31), result(RAW).cells)
    growth = {"p": Fraction(100) / Fraction("99.4") - 1, "q": Fraction(0), "r": Fraction(0)}
    marks = {"p": ("7", "6.6"), "q": ("4.5", "5"), "r": ("7.5", "7.4")}
    assert {each.id for each in found} == {"p", "q", "r"}
    for each in found:
        grown = round(growth[each.id] / Fraction("0.3") * 1500)
        raw, calibrated = (int(Decimal(mark) * 100) + grown for mark in marks[each.id])
        rest = each.raw_total - raw
        assert each.calibrated_total - calibrated == rest
    assert found[0] == PlaceMoved("r", "r", 1, 1, found[0].raw_total, found[0].calibrated_total)
    assert [(each.raw_place, each.calibrated_place) for each in found] == [(1, 1), (2, 2), (3, 3)]


def firm(key: str, before: str) -> Application:
    values = {
        "firm": key,
        "firm_name": key,
        "sector": "chem",
        "region": "eu",
        "patents": Decimal(5),
        "rd_expenditure": Decimal(100),
        "rd_expenditure_previous": Decimal(before),
        "log_spillovers": Decimal(9),
    }
    return Application(key, key, {name: FiledValue(value) for name, value in values.items()})


# Whoever marks is an expert, and says the grade, too.
EXPERTS = re.sub(r"(_mark: \{.*filled_by: )clerk", r"\1expert", EVERYTHING)
EXPERTS = EXPERTS.replace(
    "  grade: {type: choice,", "  grade: {type: choice, blank: unknown, filled_by: expert,"
).replace("        mark: grade_mark\n", "        mark: grade_mark\n        when_undefined: zero\n")
LOADED = load_rules(EXPERTS.encode(), "everything").rules
OPEN = dict.fromkeys((*LOADED.names, "cutoff"), None)


def test_what_is_asked_of_an_open_grade_begins_with_the_lowest_mark_of_the_lowest_choice() -> None:
    before, after = "low: [1, 6], none: [0, 0]}", "low: [4, 6], none: [1, 3]}"
    assert before in EXPERTS
    rules = load_rules(EXPERTS.replace(before, after).encode(), "x").rules
    found = {each.criterion: each for each in mark_requests(rules, OPEN)}
    assert (found["grade"].low, found["grade"].high, found["grade"].grade) == (1, 8, "grade")
    assert [name for name, _low, _high in found["grade"].choices] == ["none", "low", "high"]


def test_under_a_chosen_table_that_one_alone_asks() -> None:
    bands = (
        "{indicator: rd_to_cost, method: bands, bands: [{below: 0.1, points: 0}, {from: 0.1, points: 10}]}"
    )
    judged = (
        "{indicator: rd_to_cost, method: judged_bands, mark: debt_mark, "
        "bands: [{up_to: 1, between: [2, 10]}, {above: 1, between: [0, 0]}]}"
    )
    assert bands in EXPERTS
    rules = load_rules(EXPERTS.replace(bands, judged).encode(), "x").rules
    values = {**OPEN, "rd_to_cost": Fraction(1, 2), "debt": Fraction(9, 10)}
    asked = {}
    for table in ("to_cost", "to_sales", None):
        found = mark_requests(rules, {**values, "table_chosen": table})
        asked[table] = [(each.low, each.high) for each in found if each.criterion == "rd"]
    assert asked == {"to_cost": [(2, 10)], "to_sales": [], None: []}


def test_choices_whose_marks_overlap_stand_by_their_lowest() -> None:
    before, after = "low: [1, 6], none: [0, 0]}", "low: [1, 8], none: [2, 3]}"
    rules = load_rules(EXPERTS.replace(before, after).encode(), "x").rules
    (found,) = [each for each in mark_requests(rules, OPEN) if each.criterion == "grade"]
    assert [name for name, _low, _high in found.choices] == ["low", "none", "high"]
