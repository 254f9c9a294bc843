"""Doubts across fields and beside last year's: screening first decides as exact arithmetic alone would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cultivation.canonical import exact_text
from cultivation.core.rules.formulas import LAST_YEAR, Value
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring import plausibility
from cultivation.core.scoring.application import Application, FiledValue, formula_value, type_of, typed_value
from cultivation.core.scoring.columns.screening import Screen
from cultivation.core.scoring.plausibility import implausible
from tests.core.rules.edits import PANEL
from tests.core.scoring.firms import enterprise

CONDITIONS = (
    "patents > rd_expenditure",
    "rd_expenditure >= 0.1 * last_year(rd_expenditure)",
    "rd_expenditure / last_year(rd_expenditure) > 3",
    "patents / rd_expenditure == 1 / 3",
    "rd_expenditure - last_year(rd_expenditure) == 0.3",
    "0 < patents <= rd_expenditure < last_year(patents)",
    "not (patents < last_year(patents)) or rd_expenditure == 0",
    "(patents - last_year(patents)) * rd_expenditure != 0",
    "min(patents, rd_expenditure, 7) == 7 or max(patents, last_year(patents)) <= -1",
    "abs(patents - rd_expenditure) < 0.000001",
    "-patents * patents * rd_expenditure * rd_expenditure < 0 and patents != 0",
    "patents / (rd_expenditure - 0.1) > 10",
    "sector == 'aero' and last_year(sector) != 'aero'",
    "listed and not last_year(listed)",
    "listed == True",
    "founded > last_year(founded)",
    "full_years(founded, last_year(founded)) >= 1",
    "False or patents == 0",
    "not known(last_year(patents)) and patents > 5",
    "first_known(last_year(patents), 0) > patents",
    "when(patents == 0, listed, rd_expenditure / patents > 2)",
    "count(listed, patents > 1, rd_expenditure > 1) >= 2",
    "mean(patents, rd_expenditure) > floor(rd_expenditure) + 1",
    "days(founded, last_year(founded)) > 100 and round_half_up(patents, 0.1) == 0.3",
)
NUMBERS = ("patents", "rd_expenditure")


def rules_with(conditions: Sequence[str]) -> RuleSet:
    """Return the panel's rules with these checks, a date and a yes/no field, and no bound to any number."""
    checks = "".join(
        f'  check_{place}: {{zh: a, en: a, fields: [patents], doubt_when: "{condition}"}}\n'
        for place, condition in enumerate(conditions)
    )
    above, below = PANEL.split("\ndimensions:")
    text = above.split("\nplausibility:")[0] + f"\nplausibility:\n{checks}\ndimensions:" + below
    more = "  listed: {type: yes_no, zh: l, en: l}\n  founded: {type: date, zh: f, en: f}\n"
    return load_rules(text.replace("\nindicators:", f"{more}\nindicators:").encode(), "panel.yaml").rules


RULES = rules_with(CONDITIONS)


def doubts(filed: Application, before: Mapping[str, str | None], rules: RuleSet) -> Iterator[str]:
    """Decide every check of one application in exact arithmetic, without any screen."""

    def value_of(name: str) -> Value:
        field = name.removeprefix(LAST_YEAR)
        value = filed.values.get(field)
        text = before.get(field) if name.startswith(LAST_YEAR) else exact_text(value.value) if value else None
        try:
            return formula_value(typed_value(text, type_of(rules, field)))
        except (ArithmeticError, ValueError):  # filed under rules that gave the field another type
            return None

    for key, formula in rules.plausibility_formulas.items():
        if formula.evaluate({name: value_of(name) for name in formula.names}) is True:
            yield key


def beside(number: Decimal) -> st.SearchStrategy[Decimal]:
    """Draw the number, or one that differs in a place that float64 no longer has, or nearly."""
    steps = [Decimal(0), *(Decimal(1).scaleb(-place) for place in (1, 9, 17, 25, 40))]
    return st.sampled_from(steps + [-step for step in steps]).map(lambda step: number + step)


PLAIN = st.sampled_from(
    [Decimal(text) for text in ("0", "0.1", "0.3", "0.4", "1", "3", "7", "10", "30", "1e16")]
)
EXTREME = st.sampled_from([Decimal(10) ** power for power in (-400, -200, -160, -150, 150, 160, 200, 400)])
FIGURES = st.none() | (PLAIN.flatmap(beside) | EXTREME | PLAIN).map(exact_text)
UNREADABLE = st.sampled_from(["strong", "1/3", "NaN", "Infinity", ""])
ROW = st.fixed_dictionaries(
    {
        "patents": FIGURES,
        "rd_expenditure": FIGURES,
        "sector": st.sampled_from([None, "aero", "chem"]),
        "listed": st.sampled_from([None, "yes", "no"]),
        "founded": st.sampled_from([None, "2009-05-31", "2010-01-01", "2010-06-01"]),
    }
)
EARLIER = ROW | ROW.flatmap(
    lambda row: st.sampled_from(NUMBERS).flatmap(
        lambda field: UNREADABLE.map(lambda text: {**row, field: text})
    )
)
Row = Mapping[str, str | None]


def application(row: Row, rules: RuleSet) -> Application:
    values = {key: FiledValue(typed_value(text, type_of(rules, key))) for key, text in row.items()}
    return Application("F001", "Firm", values)


def columns(rows: Sequence[Row]) -> dict[str, list[str | None]]:
    return {key: [row[key] for row in rows] for key in rows[0]}


def figures(patents: str, spent: str) -> dict[str, str | None]:
    return {"patents": patents, "rd_expenditure": spent, "sector": None, "listed": None, "founded": None}


@given(st.lists(st.tuples(ROW, EARLIER), min_size=1, max_size=8))
@example([(figures("0.3000000000000000000000001", "0.3"), figures("0.1", "0.1"))])
@example([(figures("1" + "0" * 20 + ".1", "1" + "0" * 20), figures("0", "0"))])
def test_screened_and_decided_is_the_same_as_decided(pairs: list[tuple[Row, Row]]) -> None:
    rows, before = [row for row, _ in pairs], [row for _, row in pairs]
    exact = [
        (place, key)
        for place, (row, earlier) in enumerate(pairs)
        for key in doubts(application(row, RULES), earlier, RULES)
    ]
    for fewest in (0, len(rows) + 1):  # all are screened first, or none
        with patch.object(plausibility, "FEWEST", fewest):
            assert list(implausible(columns(rows), columns(before), RULES)) == exact


def test_a_row_far_from_every_boundary_is_not_decided_again() -> None:
    rules = rules_with(["patents > rd_expenditure", "patents < 0.5 * last_year(patents)"])
    texts = {"patents": ["5", "0", "5", "5"], "rd_expenditure": ["9", "9", "2", "5"]}
    screen = Screen({**texts, "last_year.patents": ["6", None, None, "90"]}, rules.looking_back, 4)
    found = {key: screen.may_hold(formula).tolist() for key, formula in rules.plausibility_formulas.items()}
    assert found["check_0"] == [False, False, True, False]  # figures as filed are told apart
    assert found["check_1"] == [False, False, False, True]


def test_what_is_not_on_record_is_not_doubted() -> None:
    rules = rules_with(["patents < last_year(patents)", "not (patents < last_year(patents))"])
    assert list(implausible({"patents": ["5", None]}, {}, rules)) == []
    assert list(implausible({}, {}, rules)) == []


def test_a_column_of_another_type_in_an_earlier_year_is_not_known() -> None:
    rules = rules_with(["patents < last_year(patents)"])
    found = implausible({"patents": ["5", "5"]}, {"patents": ["strong", "6"]}, rules)
    assert list(found) == [(1, "check_0")]


@pytest.mark.parametrize(
    ("filed", "before", "check"),
    [
        ({"rd_staff": Decimal(1001)}, {}, "rd_staff_above_staff"),
        ({"rd_expenditure": Decimal("500000.01")}, {}, "rd_above_revenue"),
        ({"emerging_revenue": Decimal("500000.01")}, {}, "emerging_above_revenue"),
        ({"revenue_previous": Decimal(49999)}, {}, "revenue_jump"),
        ({"revenue_previous": Decimal(100)}, {}, "revenue_unit"),
        ({}, {"rd_expenditure": "4"}, "rd_unit"),
        ({}, {"revenue": "600000"}, "revenue_filed_before"),
        ({}, {"invention_patents": "201"}, "patents_fall"),
    ],
)
def test_the_checks_of_kunshan(
    kunshan: RuleSet, filed: dict[str, Decimal], before: dict[str, str], check: str
) -> None:
    assert list(doubts(enterprise(), {}, kunshan)) == []
    assert list(doubts(enterprise(**filed), before, kunshan)) == [check]
