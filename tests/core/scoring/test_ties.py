"""Ties decided by the points of a criterion or a dimension: ranking, places among others, and the split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation import language
from cultivation.core.explanation.hypothetical_rank import others_among, others_in
from cultivation.core.explanation.year_on_year import Side, split_change
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.rules.loading import load_rules, read_rules
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from cultivation.core.wording.rules import tie_text

TEXT = """
id: ties
version: "1"
valid_from: 2020-01-01
name: {zh: 同分, en: Ties}
sources: {d: {zh: 示例, en: example}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.5
fields:
  code: {type: identifier, zh: 编号, en: Code}
  name: {type: text, zh: 名称, en: Name}
  a: {type: number, zh: 甲, en: A}
  b: {type: number, zh: 乙, en: B}
  c: {type: number, zh: 丙, en: C}
dimensions:
  first:
    zh: 一
    en: First
    maximum: 6
    criteria:
      a: {indicator: a, maximum: 3, method: count, each: 0.5, at_most: 3, source: {document: d}}
      b: {indicator: b, maximum: 3, method: count, each: 0.5, at_most: 3, source: {document: d}}
  second:
    zh: 二
    en: Second
    maximum: 3
    criteria:
      c: {indicator: c, maximum: 3, method: count, each: 0.5, at_most: 3, source: {document: d}}
ties:
  - {by: dimension:second, order: descending}
  - {by: criterion:a, order: ascending}
  - {by: code, order: ascending}
pool: {capacity: 2}
"""
RULES = load_rules(TEXT.encode(), "ties.yaml").rules
CUTOFF = date(2025, 12, 31)
Figures = tuple[int, int, int]
rows = some.lists(some.tuples(*[some.integers(0, 3)] * 3), min_size=1, max_size=6)


def application(number: int, figures: Figures) -> Application:
    values = {"code": FiledValue(f"F{number}")}
    values |= {key: FiledValue(Decimal(value)) for key, value in zip("abc", figures, strict=True)}
    return Application(f"F{number}", "", values)


def table_of(filed: list[Figures]) -> ScoreTable:
    assessments = assess_all([application(*each) for each in enumerate(filed)], RULES, CUTOFF)
    return score_table(rank(assessments, RULES), RULES, 2025, "r", "2025-12-31")


@settings(max_examples=60, deadline=None)
@given(rows)
def test_the_order_is_that_of_sorting(filed: list[Figures]) -> None:
    keys = {f"F{number}": (-(a + b + c), -c, a, number) for number, (a, b, c) in enumerate(filed)}
    lines = table_of(filed).lines
    assert [line.id for line in lines] == sorted(keys, key=lambda key: keys[key])
    for before, line in pairwise(lines):
        apart = [one != other for one, other in zip(keys[before.id], keys[line.id], strict=True)]
        assert line.decided_by == ("total", "dimension:second", "criterion:a", "code")[apart.index(True)]


@settings(max_examples=40, deadline=None)
@given(rows)
def test_a_place_among_the_others_is_the_one_in_the_table(filed: list[Figures]) -> None:
    table = table_of(filed)
    mine = next(line for line in table.lines if line.id == "F0")
    assessed = assess_all([application(*each) for each in enumerate(filed)], RULES, CUTOFF)
    own = next(each for each in assessed if each.id == "F0")
    for others in (others_in(table, RULES, "F0"), others_among(assessed, RULES, "F0")):
        assert others.place(own.total, own.tie_values) == mine.rank


@settings(max_examples=40, deadline=None)
@given(rows, rows)
def test_the_split_of_a_change_adds_up(before: list[Figures], now: list[Figures]) -> None:
    def side(filed: list[Figures]) -> Side:
        firms = [application(*each) for each in enumerate(filed)]
        return Side(
            RULES, CUTOFF, table_of(filed), lambda key, _rules: firms[int(key[1:])], lambda _rules: firms
        )

    sides = side(before), side(now)
    split = split_change("F0", *sides)
    assert split is not None
    old, new = (next(line for line in each.table.lines if line.id == "F0") for each in sides)
    shares = (split.own_data, split.rules, split.competitors)
    assert sum(each.places for each in shares) == (old.rank or 0) - (new.rank or 0)
    assert sum(each.total for each in shares) == Fraction(new.total - old.total, 2)
    assert sum(each.places for _name, each in split.own_values) == split.own_data.places


def test_they_are_said_and_checked() -> None:
    language.activate("en")
    assert tie_text(RULES).startswith("Second (higher first); A (lower first)")
    for old, new in (("dimension:second", "dimension:secnd"), ("criterion:a", "criterion:first")):
        _rules, mistakes = read_rules(TEXT.replace(old, new).encode())
        assert {each.code for each in mistakes} <= {
            "unknown_reference",
            "unknown_reference_near",
        } and mistakes


@pytest.mark.parametrize(("enter", "expected"), [(0, ["F2", "F3"]), (1, ["F0", "F2"])])
def test_with_no_place_to_enter_on_members_stay(enter: int, expected: list[str]) -> None:
    pool = RULES.pool.model_copy(update={"enter_rank": enter, "stay_rank": 4})
    table = table_of([(3, 0, 0), (2, 0, 0), (1, 0, 0), (0, 0, 0)])
    lines = propose(candidates_of(table, RULES), {"F2": "", "F3": ""}, pool)
    assert sorted(line.id for line in lines if line.in_pool) == expected
