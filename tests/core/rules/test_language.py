"""Each part of the language, on one small rule set, beside what its words say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess, assess_all, undefined_findings
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import read_score_table, score_table
from cultivation.core.scoring.totals import not_passed
from cultivation.intake.applications.labels import Labels
from cultivation.intake.templates.workbook import write_template

CUTOFF = date(2025, 12, 31)
FIRM: dict[str, Filed] = {
    "size": "small",
    "grade": "high",
    "table_chosen": "to_sales",
    "sales": Decimal(1000),
    "sales_previous": Decimal(800),
    "sales_before": Decimal(640),
    "cost": Decimal(900),
    "debt": Decimal("0.5"),
    "rd": Decimal(60),
    "machines": Decimal(4),
    "niche_years": Decimal(7),
    "iso": True,
    "brand": False,
    "award": False,
    "loss": False,
    "accident_on": None,
    "grade_mark": Decimal(8),
    "debt_mark": Decimal(5),
    "plan_mark": Decimal("1.5"),
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_file(Path(__file__).parent / "everything.yaml").rules


def firm(name: str = "A", **changes: Filed) -> Application:
    values = {key: FiledValue(value) for key, value in (FIRM | changes).items()}
    return Application(name, f"Firm {name}", {"firm": FiledValue(name), **values})


def one(rules: RuleSet, **changes: Filed) -> Assessment:
    return assess(firm(**changes), rules, CUTOFF)


def points(rules: RuleSet, criterion: str, **changes: Filed) -> Fraction:
    return one(rules, **changes).points[criterion] * Fraction(rules.precision)


@pytest.mark.parametrize(
    ("criterion", "changes", "expected"),
    [
        # the applicant's choice
        ("rd", {}, 10),
        ("rd", {"rd": Decimal("59.99")}, 5),
        ("rd", {"table_chosen": "to_cost"}, 0),
        ("rd", {"table_chosen": "to_cost", "rd": Decimal(90)}, 10),
        ("rd", {"table_chosen": None}, 0),
        # judged within a range
        ("grade", {}, 8),
        ("grade", {"grade_mark": None}, 7),
        ("grade", {"grade_mark": Decimal(6)}, 7),
        ("grade", {"grade_mark": Decimal("7.5")}, Decimal("7.5")),  # what several marks come to
        ("grade", {"grade": "low", "grade_mark": Decimal(6)}, 6),
        ("grade", {"grade": "none", "grade_mark": Decimal(6)}, 0),
        ("plan", {}, Fraction(3, 2)),
        ("plan", {"plan_mark": Decimal("1.25")}, Decimal("1.5")),
        ("debt", {"debt_mark": Decimal("4.5")}, 4),  # a clerk's mark keeps to the steps
        ("debt", {}, 5),
        ("debt", {"debt": Decimal("0.55")}, 5),
        ("debt", {"debt": Decimal("0.5500000001"), "debt_mark": Decimal(3)}, 3),
        ("debt", {"debt": Decimal("0.75"), "debt_mark": Decimal(3)}, 3),
        ("debt", {"debt": Decimal("0.7500000001"), "debt_mark": Decimal(3)}, 0),
        # a table that depends on the size, and growth with its own rule for bases of 0
        ("growth", {}, 5),
        ("growth", {"sales": Decimal(16000), "sales_previous": Decimal(16000)}, 10),
        ("growth", {"sales_before": Decimal(0), "sales_previous": Decimal(500)}, 10),
        ("growth", {"sales_previous": Decimal(0)}, 0),
        ("growth", {"sales_before": None, "sales_previous": Decimal(1000)}, 0),
        ("growth", {"sales_before": None, "sales_previous": Decimal("999.999")}, 5),
        ("growth", {"sales_before": None, "sales_previous": None}, 0),
        # whole pairs of years, counts with a cap
        ("steps", {"niche_years": Decimal(1)}, 0),
        ("steps", {"niche_years": Decimal(2)}, 1),
        ("steps", {"niche_years": Decimal(9)}, 4),
        ("steps", {"niche_years": Decimal(40)}, 5),
        ("quality", {}, 3),
        ("quality", {"brand": True}, 5),
        ("quality", {"iso": False}, 0),
        # the best of several
        ("size_of_rd", {}, 6),
        ("size_of_rd", {"rd": Decimal(400), "sales": Decimal(100000)}, 8),
        ("size_of_rd", {"rd": Decimal(400), "sales": Decimal(0)}, 8),
    ],
)
def test_points(rules: RuleSet, criterion: str, changes: dict[str, Filed], expected: Fraction) -> None:
    assert points(rules, criterion, **changes) == expected


def test_a_bonus_stays_inside_the_dimension(rules: RuleSet) -> None:
    best = one(rules, award=True, plan_mark=Decimal(2))
    assert best.points["rd"] + best.points["grade"] + best.points["plan"] == 2 * 20
    assert best.dimensions["innovation"] == 2 * 20
    assert one(rules, award=True).dimensions["innovation"] == 2 * 20  # 19.5 and a bonus of 2


def test_a_deduction_goes_down_to_the_minimum(rules: RuleSet) -> None:
    plain, lossy = one(rules), one(rules, loss=True)
    assert plain.dimensions["extra"] == 2 * 5
    assert lossy.dimensions["extra"] == 0
    smaller = assess_all([firm(sales=Decimal(999), loss=True), firm("B")], rules, CUTOFF)[0]
    assert smaller.dimensions["extra"] == 2 * -3


def test_the_total_is_bounded(rules: RuleSet) -> None:
    best = one(
        rules,
        award=True,
        sales_previous=Decimal(100),
        brand=True,
        rd=Decimal(500),
        machines=Decimal(10),
        niche_years=Decimal(10),
    )
    assert sum(best.dimensions.values()) == 2 * 65
    assert best.total == 2 * 60


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, ()),
        ({"rd": Decimal("49.99")}, ("enough_rd",)),
        ({"sales": Decimal("5000.01"), "rd": Decimal(201)}, ()),
        ({"sales": Decimal(20000), "rd": Decimal(799)}, ("enough_rd",)),
        ({"sales": Decimal("20000.01"), "rd": Decimal(601)}, ()),
        ({"accident_on": date(2024, 1, 1)}, ("accident",)),
        ({"accident_on": date(2023, 12, 31)}, ()),
        ({"table_chosen": "to_cost"}, ("total", "zero:rd")),
        ({"table_chosen": "to_cost", "grade": "none"}, ("total", "minimum:innovation", "zero:rd")),
        ({"table_chosen": "to_cost", "grade": "none", "award": True}, ()),
        ({"table_chosen": "to_cost", "award": True, "rd": Decimal(40)}, ("enough_rd",)),
    ],
)
def test_who_passes(rules: RuleSet, changes: dict[str, Filed], failed: tuple[str, ...]) -> None:
    found = one(rules, **changes)
    assert found.gates_failed == failed
    assert found.direct == (("awarded",) if changes.get("award") else ())


def test_exactly_the_pass_mark_is_not_above_it_but_at_least_it(rules: RuleSet) -> None:
    found = one(rules)
    at_least = rules.model_copy(
        update={"pass_": rules.pass_.model_copy(update={"above": None, "at_least": Decimal(40)})}
    )
    for total, above, reached in ((79, False, False), (80, False, True), (81, True, True)):
        assert ("total" not in not_passed(rules, found.points, found.dimensions, total)) is above
        assert ("total" not in not_passed(at_least, found.points, found.dimensions, total)) is reached


def cohort(rules: RuleSet) -> list[Assessment]:
    firms = [
        firm("A", sales=Decimal(100), machines=Decimal(2)),
        firm("B", sales=Decimal(300), machines=None),
        firm("C", sales=Decimal(300), machines=Decimal(7)),
        firm("D", sales=Decimal(500), size="large", machines=Decimal(10)),
        firm("E", sales=Decimal(400), size="large", machines=None),
    ]
    return assess_all(firms, rules, CUTOFF)


def column(found: Sequence[Assessment], indicator: str) -> list[object]:
    return [each.indicators[indicator] for each in found]


def test_values_among_all(rules: RuleSet) -> None:
    found = cohort(rules)
    assert column(found, "sales_place") == [3, 1, 1, 1, 2]
    assert column(found, "sales_share") == [0, Fraction(1, 2), Fraction(1, 2), 1, Fraction(3, 4)]
    assert column(found, "sales_percentile") == [
        Fraction(1, 10),
        Fraction(2, 5),
        Fraction(2, 5),
        Fraction(9, 10),
        Fraction(7, 10),
    ]
    # mean 320, variance 17600
    scores = [float(value) for value in column(found, "sales_score")]  # type: ignore[arg-type]
    assert scores == pytest.approx([(sales - 320) / 17600**0.5 for sales in (100, 300, 300, 500, 400)])


def test_a_median_stands_in_and_says_so(rules: RuleSet) -> None:
    found = cohort(rules)
    assert [each.points["machines"] for each in found] == [2, 5, 7, 10, 10]  # 4.5 machines give 2.25, so 2.5
    stand_in = found[1].imputed["machines"]
    assert (stand_in.value, stand_in.group, stand_in.known) == (Fraction(9, 2), "small", 2)
    codes = [(each.code, each.value) for each in undefined_findings(found, rules) if each.field == "machines"]
    assert codes == [("value_imputed", "B"), ("value_imputed", "E")]
    [told] = [each.message() for each in undefined_findings(found, rules) if each.value == "B"]
    assert "4.5" in told and "2 known values" in told and "small" in told


def test_where_nobody_of_the_group_is_known_nothing_stands_in(rules: RuleSet) -> None:
    found = one(rules, machines=None)
    assert (found.points["machines"], found.undefined, dict(found.imputed)) == (0, ("machines",), {})


def test_what_is_not_marked_is_provisional(rules: RuleSet) -> None:
    found = one(rules, grade_mark=None, plan_mark=Decimal(9))
    assert found.provisional == ("grade", "plan")
    assert [each.code for each in undefined_findings([found], rules)] == [
        "criterion_provisional",
        "mark_refused",
    ]
    assert one(rules, grade="none", grade_mark=None).provisional == ()


def test_places_are_given_within_the_class_too(rules: RuleSet) -> None:
    ranked = rank(cohort(rules), rules)
    assert all(each.rank for each in ranked)
    by_class: dict[object, list[int | None]] = {}
    for each in ranked:
        by_class.setdefault(each.assessment.group, []).append(each.group_rank)
    assert by_class == {"small": [1, 2, 3], "large": [1, 2]}


def test_the_score_table_keeps_it_all_and_reads_it_back(rules: RuleSet) -> None:
    firms = [firm("A", machines=None, grade_mark=None), firm("B", award=True), firm("C", size="large")]
    table = score_table(rank(assess_all(firms, rules, CUTOFF), rules), rules, 2025, "", "2025-12-31")
    assert read_score_table(table.document) == table
    line = next(each for each in table.lines if each.id == "A")
    assert (line.provisional, line.imputed, line.group) == (("grade",), {"machines": "4"}, "small")


def test_only_the_shape_of_before_is_written_where_nothing_is_new(panel: RuleSet) -> None:
    assert panel.plain_sums


def test_applicants_are_not_asked_for_marks_and_cannot_give_them(rules: RuleSet) -> None:
    assert "grade_mark" not in rules.for_applicants.fields
    assert "debt_mark" not in rules.for_applicants.fields
    labels = Labels(rules)
    assert labels.match("等级评分") is None
    assert labels.match("负债评分") is not None  # a clerk's summary may hold it
    template = openpyxl.load_workbook(BytesIO(write_template(rules, "zh", False)))
    cells = {cell.value for sheet in template for row in sheet.iter_rows() for cell in row}
    assert any("销售收入" in str(value) for value in cells)
    assert not any("评分" in str(value) for value in cells)
