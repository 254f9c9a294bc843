"""Support as rules beside what real offices pay, added up by hand.

Dongguan: at most 10 % of new equipment and 1,000 万元, firms that double 13 % and 1,300, city and town half
each. Huizhou (惠府〔2025〕8号): 30 for a national title, 10 for a provincial one, not both, the higher
counts. Key little giants (财建〔2024〕148号): 600 in three years, half at the start, half by result, back
where investment stays below 2,000. Zhuhai (珠工信〔2026〕108号): at most 2,000 a year for one firm over all.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.core.pool.entitlements import (
    Entitlement,
    Person,
    borne_by,
    budgets,
    claims,
    due_in,
    entitlements,
    rounded_down,
)
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.measures import Measures, load_measures
from cultivation.core.rules.mistakes import RuleMistakes
from cultivation.core.wording.entitlements import SENTENCES, reasons_text
from tests.properties import examples

RULES = load_rules(
    """
id: office
version: "1"
valid_from: 2020-01-01
name: {zh: 试, en: trial}
sources: {law: {zh: 法, en: the law}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
choices: {title: {national: {zh: 国家级, en: national}, provincial: {zh: 省级, en: provincial}}}
fields:
  code: {type: identifier, zh: 代码, en: Code}
  name: {type: text, zh: 名称, en: Name}
  equipment: {type: number, unit: 万元, minimum: 0, blank: unknown, zh: 新购设备, en: New equipment}
  doubling: {type: yes_no, zh: 倍增企业, en: Doubling firm}
  title: {type: choice, choices: title, blank: unknown, zh: 称号, en: Title}
  giant: {type: yes_no, zh: 重点小巨人, en: Key little giant}
  investment: {type: number, unit: 万元, minimum: 0, blank: unknown, zh: 投资, en: Investment}
ties: [{by: code, order: ascending}]
""".encode(),
    "office.yaml",
).rules
TEXT = """id: practice
standards: [office]
name: {zh: 扶持办法, en: Measures of support}
ceiling: 2000
budget:
  2024: {project: 3000, fund: 700}
measures:
  equipment:
    zh: 技改补助
    en: Equipment
    kind: project
    cases:
      - {when: doubling, rate: 0.13, of: equipment, at_most: 1300}
      - {rate: 0.10, of: equipment, at_most: 1000}
    payers: {city: 1/2, town: 1/2}
  national:
    zh: 国家级称号奖励
    en: National title
    kind: fund
    when: title == 'national'
    cases: [{amount: 30}]
    once: true
    not_both: title
  provincial:
    zh: 省级称号奖励
    en: Provincial title
    kind: fund
    when: title == 'national' or title == 'provincial'
    cases: [{amount: 10}]
    once: true
    not_both: title
  giant:
    zh: 重点小巨人奖补
    en: Key little giant
    kind: fund
    when: giant
    cases: [{amount: 600}]
    once: true
    instalments: [{share: 1/2}, {share: 1/2, after: 2, when: investment >= 1000}]
    pay_back: [{when: investment < 2000, after: 3}, {after: 2, share: 1/2}]
"""
MEASURES = load_measures(TEXT.encode(), "practice.yaml", RULES)


def person(key: str = "A", **values: object) -> Person:
    filed = {"equipment": None, "doubling": False, "title": None, "giant": False, "investment": None}
    exact = {name: Fraction(each) if type(each) is int else each for name, each in values.items()}
    return Person(key, f"firm {key}", frozenset({"members"}), {**filed, **exact}, 1)  # type: ignore[dict-item]


def lines(*people: Person, had: tuple[tuple[str, str], ...] = (), year: int = 2024) -> dict[str, Entitlement]:
    return {each.measure: each for each in entitlements(MEASURES, RULES, people, year, had)}


@pytest.mark.parametrize(
    ("equipment", "doubling", "amount"),
    [(5000, False, 500), (10000, False, 1000), (12000, False, 1000), (8000, True, 1040), (12000, True, 1300)],
)
def test_equipment_as_dongguan_pays_it(equipment: int, doubling: bool, amount: int) -> None:
    line = lines(person(equipment=equipment, doubling=doubling))["equipment"]
    assert line.amount == amount
    halves = borne_by(MEASURES.measures["equipment"], line.amount, MEASURES.round_to)
    assert halves == {"city": Fraction(amount, 2), "town": Fraction(amount, 2)}
    capped = "capped" in {each.code for each in line.reasons}
    assert capped is (equipment * (0.13 if doubling else 0.1) > (1300 if doubling else 1000))


def test_the_higher_title_alone_as_in_huizhou() -> None:
    own = lines(person(title="national"))
    assert (own["national"].amount, own["provincial"].amount) == (30, 0)
    assert own["provincial"].reasons[-1].code == "not_both"
    assert lines(person(title="provincial"))["provincial"].amount == 10
    assert "national" not in lines(person(title="provincial"))


def test_once_is_once() -> None:
    own = lines(person(title="national"), had=(("A", "national"),))
    assert own["national"].amount == 0 and own["national"].reasons[0].code == "once"
    assert own["provincial"].amount == 10  # it had the national one; this one it never had


def test_a_giant_has_half_now_and_half_by_result() -> None:
    line = lines(person(giant=True))["giant"]
    assert [(each.year, each.amount) for each in line.parts] == [(2024, 300), (2026, 300)]
    for investment, code, amount in ((1000, None, 300), (999, "withheld", 0), (None, "unknown", 0)):
        own = {"A": person(investment=investment)} if investment is not None else {"A": person()}
        (due,) = due_in(MEASURES, RULES, [(line, MEASURES)], own, 2026)
        assert due.amount == amount
        assert ([each.code for each in due.reasons] or [None])[0] == code


@pytest.mark.parametrize(
    ("investment", "year", "left", "back"),
    [
        (1999, 2027, None, 600),
        (2000, 2027, None, 0),
        (1999, 2026, None, 0),  # judged after three years
        (2000, 2025, 1, 300),  # left after one year: half
        (2000, 2026, 2, 0),
        (1999, 2027, 1, 600),  # the rule that asks for most
    ],
)
def test_what_comes_back(investment: int, year: int, left: int | None, back: int) -> None:
    line = lines(person(giant=True))["giant"]
    own = person(investment=investment)
    claim = claims(MEASURES, RULES, line, Decimal(600), own, year, left)
    assert (claim.amount if claim else 0) == back


def test_a_figure_that_is_missing_is_no_zero() -> None:
    own = lines(person(giant=True, equipment=None))
    assert own["equipment"].amount == 0 and own["equipment"].reasons[0].code == "unknown"
    claim = claims(MEASURES, RULES, own["giant"], Decimal(300), person(), 2027, None)
    assert claim is not None and claim.reason.code == "unknown" and claim.amount == 0


def test_who_is_suspended_has_nothing_and_is_told_why() -> None:
    stopped = Person("A", "a", frozenset({"members"}), person(giant=True).values, 1, "audit")
    assert lines(stopped)["giant"].reasons[0].details == (("why", "audit"),)
    outside = Person("A", "a", frozenset({"applicants"}), person(giant=True).values)
    assert lines(outside) == {}


def test_one_firm_has_2000_a_year_at_most_as_in_zhuhai() -> None:
    """1,300 + 30 + 300 are 1,630; with a second instalment of 600 promised before, 600 go first."""
    firm = person(equipment=20000, doubling=True, title="national", giant=True)
    all_ = [(each, MEASURES) for each in entitlements(MEASURES, RULES, [firm], 2024)]
    earlier = lines(person(giant=True), year=2022)["giant"]
    double = [(each, MEASURES) for each in (earlier,)] * 2
    dues = due_in(MEASURES, RULES, [*all_, *double], {"A": person(investment=1500)}, 2024)
    assert sum(each.amount for each in dues) == 2000
    given = {(each.measure, each.since): each.amount for each in dues}
    assert given[("giant", 2022)] == 300 and given[("equipment", 2024)] == 1300
    assert given[("national", 2024)] == 30 and given[("giant", 2024)] == 70
    cut = next(each for each in dues if each.measure == "giant" and each.since == 2024)
    assert dict(cut.reasons[-1].details) == {"ceiling": "2000", "asked": "300"}


def with_(**changed: object) -> Measures:
    return MEASURES.model_copy(update=changed)


def short(when: str) -> list[tuple[str, Decimal]]:
    """Three giants ask for 300 each of a budget of 700."""
    people = [
        Person(key, key, frozenset({"members"}), person(giant=True).values, place)
        for key, place in (("A", 3), ("B", 1), ("C", None))
    ]
    found = with_(when_short=when, round_to=Decimal("0.01"))
    own = [(each, found) for each in entitlements(found, RULES, people, 2024) if each.measure == "giant"]
    dues = due_in(found, RULES, own, {each.id: each for each in people}, 2024)
    fund = next(each for each in budgets(found, dues, 2024) if each.kind == "fund")
    assert fund.short == (200 if when == "tell" else 0)
    return [(each.id, each.amount) for each in dues]


def test_where_the_budget_does_not_suffice() -> None:
    """By place: B and A have theirs, C, which has no place, the 100 that are left. Pro rata: 7/9 of 300."""
    assert short("tell") == [("A", 300), ("B", 300), ("C", 300)]
    assert short("by_place") == [("A", 300), ("B", 300), ("C", 100)]
    assert short("pro_rata") == [(key, Decimal("233.33")) for key in "ABC"]


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 10**9), st.fractions(Fraction(1, 10**4), 1), st.sampled_from(["0.0001", "0.01", "1"]))
def test_no_amount_is_more_than_the_rule_and_parts_come_to_all_of_it(
    base: int, share: Fraction, step: str
) -> None:
    text = TEXT.replace("rate: 0.10, of: equipment, at_most: 1000", f"rate: {share}, of: equipment")
    text = text.replace(
        "    payers:", "    instalments: [{share: 1/3}, {share: 1/3}, {share: 1/3}]\n    payers:"
    )
    found = load_measures(text.replace("ceiling: 2000", f"round_to: {step}").encode(), "x.yaml", RULES)
    line = entitlements(found, RULES, [person(equipment=base)], 2024)[0]
    exact = base * share
    assert Fraction(line.amount) <= exact < Fraction(line.amount) + Fraction(step)
    assert sum((each.amount for each in line.parts), Decimal(0)) == line.amount
    assert rounded_down(exact, Decimal(step)) == line.amount
    borne = borne_by(found.measures["equipment"], line.amount, found.round_to)
    assert sum(borne.values(), Decimal(0)) == line.amount


def test_every_reason_has_its_sentence() -> None:
    own = lines(person(equipment=20000, doubling=True, title="national"))
    told = [reasons_text(each, MEASURES, RULES) for each in own.values()]
    assert told == [
        "13.00 % of New equipment (20,000): 2,600 万元; at most 1,300 万元",
        "30 万元",
        "10 万元; not both: National title with 30 万元 is higher or comes first",
    ]
    assert set(SENTENCES) >= {"ceiling", "budget", "left", "missed", "withheld"}


def test_all_mistakes_of_a_file_are_told_with_their_lines() -> None:
    wrong = (
        TEXT.replace("ceiling: 2000", "cieling: 2000")
        .replace("kind: project", "kind: loan")
        .replace("[{amount: 30}]", "[{amount: 30, rate: 0.1}]")
        .replace("{share: 1/2}, {share", "{share: 1/3}, {share")
    )
    with pytest.raises(RuleMistakes) as told:
        load_measures(wrong.encode(), "own.yaml", RULES)
    names = TEXT.splitlines()
    for mistake, word in zip(
        told.value.mistakes, ("ceiling", "kind: project", "amount: 30", "giant:"), strict=True
    ):
        assert word in names[mistake.line - 1], mistake


@pytest.mark.parametrize(
    ("old", "new", "line_of", "said"),
    [
        ("when: giant", "when: gaint", "when: giant", "gaint"),
        ("of: equipment, at_most: 1000", "of: giant, at_most: 1000", "at_most: 1000}", "number"),
        ("when: title == 'national'\n", "when: title == 'world'\n", "when: title == 'national'", "world"),
        ("when: investment < 2000", "when: investment", "pay_back", "yes/no"),
    ],
)
def test_formulas_are_checked_by_the_rules_of_the_applications(
    old: str, new: str, line_of: str, said: str
) -> None:
    with pytest.raises(RuleMistakes, match=said) as told:
        load_measures(TEXT.replace(old, new, 1).encode(), "own.yaml", RULES)
    (mistake,) = told.value.mistakes
    assert line_of in TEXT.splitlines()[mistake.line - 1]
