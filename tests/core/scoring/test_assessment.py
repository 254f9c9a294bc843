"""Points of single enterprises, worked out by hand, and who is not eligible."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Filed, application_from_record
from cultivation.core.scoring.assessment import assess, assess_all, undefined_findings
from tests.core.scoring.firms import CUTOFF, VETOES, enterprise, panel_firm


def points(rules: RuleSet, criterion: str, **changes: Filed) -> int:
    """Return the points of one criterion in hundredths."""
    return assess(enterprise(**changes), rules, CUTOFF).points[criterion]


def test_the_best_enterprise_has_every_point_but_those_for_patents_per_head(kunshan: RuleSet) -> None:
    best = assess(enterprise(rd_staff=Decimal(500)), kunshan, CUTOFF)
    assert best.points == {key: int(criterion.maximum * 100) for key, criterion in kunshan.criteria.items()}
    assert best.total == 10000
    assert best.eligible


@pytest.mark.parametrize(
    ("criterion", "changes", "hundredths"),
    [
        ("rd_ratio", {"rd_expenditure": Decimal(15000)}, 600),  # 3 %
        ("rd_ratio", {"rd_expenditure": Decimal(17500)}, 750),  # 3.5 %
        ("rd_ratio", {"rd_expenditure": Decimal("20000.01")}, 900),
        ("rd_ratio", {"rd_expenditure": Decimal(30000)}, 1200),  # 6 %
        ("rd_ratio", {"revenue": Decimal(0)}, 0),
        ("rd_staff_share", {"rd_staff": Decimal(153)}, 600),
        ("rd_staff_share", {"rd_staff": Decimal(0)}, 0),
        ("invention_patents", {"invention_patents": Decimal(10)}, 300),  # half way from 1 to 100
        ("invention_patents", {"invention_patents": Decimal(0)}, 0),
        ("invention_patents", {"invention_patents": Decimal(1)}, 0),
        ("invention_patents", {"invention_patents": Decimal(2)}, 90),  # 6 ln 2 / ln 100 = 0.903
        ("patents_per_100_rd_staff", {"invention_patents": Decimal(25)}, 200),
        ("patents_per_100_rd_staff", {"rd_staff": Decimal(0)}, 0),
        ("new_ip", {"new_ip": Decimal(4)}, 100),
        ("rd_institution", {"rd_institution": "provincial"}, 450),
        ("talents", {"talents": Decimal(9)}, 300),
        ("emerging_share", {"emerging_revenue": Decimal(325000)}, 600),  # 65 %
        ("industry_match", {"industry_match": "partial"}, 300),
        ("zone_fit", {"zone": "bacheng"}, 200),
        ("zone_fit", {"zone": "huaqiao"}, 0),
        ("revenue", {"revenue": Decimal(2000)}, 0),
        ("growth", {"revenue_previous": None}, 0),
        ("growth", {"revenue_previous": Decimal(0)}, 0),
        (
            "growth",
            {"revenue_before_previous": Decimal(0), "revenue_previous": Decimal(475000)},
            298,
        ),  # 5.26 %
        ("growth", {"revenue_before_previous": None, "revenue_previous": Decimal(400000)}, 665),  # 25 %
        ("growth", {"revenue_previous": Decimal(500000), "revenue_before_previous": Decimal(500000)}, 0),
        ("profit_margin", {"total_profit": Decimal(-5)}, 0),
        ("profit_margin", {"total_profit": Decimal(50000)}, 350),  # 10 %
        ("local_share", {"purchases": Decimal(0), "local_purchases": Decimal(0)}, 0),
        ("local_share", {"local_purchases": Decimal(12345)}, 123),  # 1.2345
        ("local_share", {"local_purchases": Decimal(12350)}, 124),  # 1.235, half up
        ("staff", {"staff": Decimal(20)}, 0),
        ("standards", {"standards": Decimal(7)}, 300),
        ("key_project", {"key_project": False}, 0),
    ],
)
def test_points_by_hand(kunshan: RuleSet, criterion: str, changes: dict[str, Filed], hundredths: int) -> None:
    assert points(kunshan, criterion, **changes) == hundredths


def test_points_of_the_panel_by_hand(panel: RuleSet) -> None:
    firm = assess(panel_firm("F001", "30", "100", "80"), panel, date(1984, 12, 31))
    # 35 ln 10 / ln 600 = 12.598; 25 % growth; 35 ln 30 / ln 900 = 17.5; 0.3 patents a million
    assert firm.points == {"rd_expenditure": 1260, "rd_growth": 1250, "patents": 1750, "patents_per_rd": 750}
    assert (firm.total, firm.eligible) == (5010, True)


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"zone": "other"}, "in_kunshan"),
        ({"industry": "other"}, "emerging_industry"),
        ({"established_on": date(2016, 1, 1)}, "one_year_old"),
        ({"revenue": Decimal(0)}, "has_revenue"),
        *(({veto: True}, veto) for veto in VETOES),
    ],
)
def test_each_gate_and_veto(kunshan: RuleSet, changes: dict[str, Filed], failed: str) -> None:
    assert assess(enterprise(**changes), kunshan, CUTOFF).gates_failed == (failed,)


def test_established_a_year_before_the_cutoff_to_the_day(kunshan: RuleSet) -> None:
    assert assess(enterprise(established_on=date(2015, 12, 31)), kunshan, CUTOFF).eligible


def test_several_gates_are_told_together_and_points_are_given_all_the_same(kunshan: RuleSet) -> None:
    found = assess(enterprise(zone="other", revenue=Decimal(0), tax_blacklist=True), kunshan, CUTOFF)
    assert found.gates_failed == ("in_kunshan", "has_revenue", "tax_blacklist")
    assert found.points["key_project"] == 300
    assert found.total == sum(found.points.values())


def test_a_gate_that_cannot_be_decided_does_not_hold_and_such_a_veto_does_not_bite(kunshan: RuleSet) -> None:
    application = enterprise()
    known = {
        key: value
        for key, value in application.values.items()
        if key not in ("established_on", "tax_blacklist")
    }
    found = assess(type(application)(application.id, application.name, known), kunshan, CUTOFF)
    assert found.gates_failed == ("one_year_old",)


def test_undefined_may_exclude(panel: RuleSet) -> None:
    strict = panel.model_copy(
        update={
            "dimensions": {
                key: each.model_copy(
                    update={
                        "criteria": {
                            name: criterion.model_copy(update={"when_undefined": "ineligible"})
                            for name, criterion in each.criteria.items()
                        }
                    }
                )
                for key, each in panel.dimensions.items()
            }
        }
    )
    strict.__dict__.pop("criteria", None)  # the copy brings the cache along
    found = assess(panel_firm("F001", "3", "5", None), strict, CUTOFF)
    assert (found.gates_failed, found.undefined) == (("rd_growth",), ("rd_growth",))


def test_undefined_criteria_are_told(panel: RuleSet) -> None:
    found = assess(panel_firm("F001", "3", "0", None), panel, CUTOFF)
    assert found.undefined == ("rd_growth", "patents_per_rd")
    findings = undefined_findings([found], panel)
    assert [(each.code, each.field, each.value) for each in findings] == [
        ("criterion_undefined", "rd_growth", "F001"),
        ("criterion_undefined", "patents_per_rd", "F001"),
    ]
    assert "Firm F001" in findings[0].message()


def test_indicators_are_exact(kunshan: RuleSet) -> None:
    found = assess(enterprise(revenue=Decimal(300000), rd_expenditure=Decimal(10000)), kunshan, CUTOFF)
    assert found.indicators["rd_ratio"] == Fraction(1, 30)
    assert found.tie_values[0] == Fraction(1, 30)


def test_all_are_assessed_in_the_order_of_ids(panel: RuleSet) -> None:
    firms = [panel_firm(f"F{number:03d}", "3", "5", None) for number in (3, 1, 2)]
    assert [each.id for each in assess_all(firms, panel, CUTOFF)] == ["F001", "F002", "F003"]


def test_an_application_is_read_back_from_its_record(kunshan: RuleSet) -> None:
    application = enterprise(revenue=Decimal("1234.50"), revenue_previous=None)
    again = application_from_record(application.to_record(), "", kunshan)
    assert again == application
    assert assess(again, kunshan, CUTOFF) == assess(application, kunshan, CUTOFF)
