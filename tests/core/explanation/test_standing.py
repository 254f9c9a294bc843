"""What is decided of an enterprise of which not everything is known must be so whatever the rest is.

The truth is the assessment of whole applications: the worked cases of the standards that ship, each computed
by hand with its document. Figures are hidden from them, and what still is said must be what the whole gives.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cultivation.core.explanation.nearest import nearest
from cultivation.core.explanation.standing import State, standing
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import assess
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import read_cases
from cultivation.resources import shipped

STANDARDS = (
    "tech_sme_2017",
    "innovative_sme_2022",
    "hnte_2016",
    "zjtx_sme_2022",
    "zjtx_sme_2026",
    "xiaojuren_2022",
    "xiaojuren_2026",
    "manufacturing_champion_2023",
    "star_attributes_2024",
    "national_tech_center_2026",
)
FOLDER = shipped("scoring_rules")
HIDDEN = 4  # hidings tried of each case


def worked(standard: str) -> tuple[RuleSet, date, list[Application]]:
    """Return a standard with the applications of its worked cases."""
    rules = load_file(FOLDER / f"{standard}.yaml").rules
    path = FOLDER / "cases" / f"{standard}.yaml"
    file = read_cases(path.read_bytes(), path.name)
    return rules, file.cutoff, [each.applications[0] for each in run_cases(file, rules)]


def filled(application: Application, rules: RuleSet) -> Application:
    """Return an application in which every blank is filed as what it stands for."""
    blanks: dict[str, Filed] = {"zero": Decimal(0), "no": False}
    values = dict(application.values)
    for key, rule in rules.fields.items():
        if (key not in values or values[key].value is None) and rule.blank in blanks:
            values[key] = FiledValue(blanks[rule.blank])
    return replace(application, values=values)


def hidings(application: Application, rules: RuleSet, chance: random.Random) -> Iterator[Application]:
    fields = [key for key, each in application.values.items() if each.value is not None]
    for _number in range(HIDDEN):
        gone = set(chance.sample(fields, chance.randint(1, max(len(fields) // 2, 1))))
        kept = {key: each for key, each in application.values.items() if key not in gone}
        yield replace(application, values=kept)


@pytest.mark.parametrize("standard", STANDARDS)
def test_what_is_decided_of_a_part_is_what_the_whole_gives(standard: str) -> None:
    rules, cutoff, applications = worked(standard)
    chance, decided = random.Random(standard), {State.MET: 0, State.MISSED: 0, State.UNKNOWN: 0}
    for application in applications:
        whole = filled(application, rules)
        failed = set(assess(whole, rules, cutoff).gates_failed)
        for part in hidings(whole, rules, chance):
            for condition in standing(part, rules, cutoff).conditions:
                decided[condition.state] += 1
                if condition.state is not State.UNKNOWN:
                    told = (standard, condition, part.values)
                    assert (condition.key in failed) is (condition.state is State.MISSED), told
                else:
                    assert set(condition.unknown) <= rules.fields.keys() - part.values.keys() | {
                        key for key, each in part.values.items() if each.value is None
                    }
    assert decided[State.MET] and decided[State.UNKNOWN]


@pytest.mark.parametrize("standard", ["tech_sme_2017", "innovative_sme_2022", "star_attributes_2024"])
def test_where_everything_is_known_all_is_told(standard: str) -> None:
    rules, cutoff, applications = worked(standard)
    told = 0
    for application in applications:
        whole = filled(application, rules)
        filed = {key for key, each in whole.values.items() if each.value is not None}
        if rules.fields.keys() - filed - {rules.identifier.field, rules.name_field}:
            continue
        found = standing(whole, rules, cutoff)
        assert set(found.missed) == set(assess(whole, rules, cutoff).gates_failed)
        assert {each.state for each in found.conditions} <= {State.MET, State.MISSED}
        told += 1
    assert told > 5


def test_a_blank_that_nobody_filed_is_no_zero() -> None:
    """By the document an empty number of class I rights is none; of who was never asked it is not known."""
    rules, cutoff, applications = worked("xiaojuren_2026")
    whole = filled(applications[0], rules)
    known = {key: each for key, each in whole.values.items() if key not in ("class_1_ip", "national_award")}
    found = standing(replace(whole, values=known), rules, cutoff)
    technology = next(each for each in found.conditions if each.key == "technology")
    assert technology.state is State.UNKNOWN
    assert set(technology.unknown) == {"class_1_ip", "national_award"}
    known["national_award"] = FiledValue(True)
    found = standing(replace(whole, values=known), rules, cutoff)
    assert "technology" not in found.unknown
    assert all(each.state is State.MET for each in found.conditions if each.key == "technology")


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_change_turns_its_condition_and_one_step_less_does_not(standard: str) -> None:
    """Proved by the assessment, which knows nothing of how the change was found."""
    rules, cutoff, applications = worked(standard)
    tried = 0
    for application in applications[:: max(len(applications) // 8, 1)]:
        whole = filled(application, rules)
        found = nearest(whole, rules, cutoff)
        for key, changes in found.alone.items():
            for change in changes:
                assert key not in failed_with(whole, rules, cutoff, {change.field: change.value})
                if rules.fields[change.field].type in (FieldType.NUMBER, FieldType.INTEGER):
                    less = one_step_less(change.filed, change.value, rules.fields[change.field].type)
                    if less != change.filed:
                        assert key in failed_with(whole, rules, cutoff, {change.field: less}), change
                tried += 1
        if found.together:
            both = {each.field: each.value for each in found.together}
            assert not set(found.alone) & failed_with(whole, rules, cutoff, both)
            for each in found.together:
                fewer = {key: value for key, value in both.items() if key != each.field}
                assert failed_with(whole, rules, cutoff, fewer), "a change that is not needed"
    assert tried


def failed_with(whole: Application, rules: RuleSet, cutoff: date, changes: dict[str, Filed]) -> set[str]:
    values = {**whole.values, **{key: FiledValue(value) for key, value in changes.items()}}
    return set(assess(replace(whole, values=values), rules, cutoff).gates_failed)


def one_step_less(filed: object, value: object, kind: FieldType) -> Decimal:
    """Return the value one step of the last filed digit nearer to what was filed."""
    assert isinstance(filed, Decimal) and isinstance(value, Decimal)
    digits = 0 if kind is FieldType.INTEGER else min(0, int(filed.normalize().as_tuple().exponent))
    step = Decimal(1).scaleb(digits)
    return value - step if value > filed else value + step


def test_what_cannot_be_changed_is_not_changed() -> None:
    rules, cutoff, applications = worked("star_attributes_2024")
    whole = next(
        each
        for each in (filled(application, rules) for application in applications)
        if "growth" in standing(each, rules, cutoff).missed
    )
    free = nearest(whole, rules, cutoff)
    fixed = nearest(whole, rules, cutoff, ["revenue_before"])
    assert "revenue_before" in {each.field for each in free.alone["growth"]}
    assert "revenue_before" not in {each.field for each in fixed.alone["growth"]}
