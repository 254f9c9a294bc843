"""The smallest change of a value, where values count beside those of all: beside every value tried.

Each is tried by assessing, ranking and selecting everybody, which is the only thing used of the program here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.explanation.flips import Flip, flips, flips_among
from cultivation.core.explanation.whole_year import moving_others
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy, Quota
from cultivation.core.scoring.application import Application, Filed, FiledValue
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.ranking import rank
from cultivation.core.scoring.score_table import ScoreTable, score_table
from tests.properties import examples

CUTOFF = date(2025, 12, 31)
HIGHEST = 24
TEXT = f"""
id: beside_all
version: "1"
valid_from: 2025-01-01
name: {{zh: 与全部比较, en: Beside all}}
sources: {{d: {{zh: 文件, en: Document}}}}
identifier: {{field: code, kind: free_text}}
name_field: name
precision: 0.01
choices:
  group: {{one: {{zh: 一类, en: one}}, two: {{zh: 二类, en: two}}}}
fields:
  code: {{type: identifier, zh: 代码, en: Code}}
  name: {{type: text, zh: 名称, en: Name}}
  sales: {{type: integer, minimum: 0, maximum: {HIGHEST}, zh: 销售, en: Sales}}
  tax: {{type: integer, minimum: 0, maximum: {HIGHEST}, blank: unknown, zh: 税收, en: Tax}}
  staff: {{type: integer, minimum: 0, maximum: {HIGHEST}, zh: 职工, en: Staff}}
  group: {{type: choice, choices: group, zh: 类别, en: Group}}
indicators:
  beside: {{formula: SALES, zh: 相对销售, en: Sales beside all}}
gates:
  known: {{test: "staff >= 2", zh: 职工, en: Enough staff, source: {{document: d}}}}
dimensions:
  all:
    zh: 全部
    en: All
    maximum: 30
    criteria:
      sales:
        indicator: beside
        maximum: 10
        method: goalposts
        points: [[0, 0], [2, 10]]
        when_undefined: zero
        source: {{document: d}}
      tax:
        indicator: tax
        maximum: 10
        method: goalposts
        points: [[0, 0], [20, 10]]
        when_undefined: median
        source: {{document: d}}
      staff:
        indicator: staff
        maximum: 10
        method: goalposts
        points: [[0, 0], [20, 10]]
        source: {{document: d}}
ties: [{{by: code, order: ascending}}]
pool: {{capacity: 2}}
"""
FORMULAS = {
    "mean": "sales / mean(sales)",
    "class": "sales / highest(sales, within=group)",
    "middle": "sales - median(sales)",
    "crowd": "sales / sum(sales, where=staff >= 4)",
}


@cache
def rules(name: str) -> RuleSet:
    return load_rules(TEXT.replace("SALES", f'"{FORMULAS[name]}"').encode(), "x.yaml").rules


Firm = tuple[int, int | None, int, str]
firm = some.tuples(
    some.integers(0, HIGHEST),
    some.none() | some.integers(0, HIGHEST),
    some.integers(0, HIGHEST),
    some.sampled_from(["one", "two"]),
)


def applications(firms: list[Firm]) -> list[Application]:
    keys = ("sales", "tax", "staff", "group")
    rows = (dict(zip(keys, each, strict=True)) for each in firms)
    return [
        Application(
            f"F{number}",
            "",
            {
                "code": FiledValue(f"F{number}"),
                **{
                    key: FiledValue(Decimal(value) if isinstance(value, int) else value)
                    for key, value in row.items()
                },
            },
        )
        for number, row in enumerate(rows)
    ]


def scored(firms: list[Application], chosen: RuleSet) -> ScoreTable:
    return score_table(rank(assess_all(firms, chosen, CUTOFF), chosen), chosen, 2025, "r", "2025-12-31")


def inside(firms: list[Application], chosen: RuleSet, members: Mapping[str, str]) -> bool:
    lines = propose(candidates_of(scored(firms, chosen), chosen), members, chosen.pool)
    return next(line.in_pool for line in lines if line.id == "F0")


def with_value(firms: list[Application], key: str, value: Filed) -> list[Application]:
    own = replace(firms[0], values={**firms[0].values, key: FiledValue(value)})
    return [own, *firms[1:]]


def found(firms: list[Application], chosen: RuleSet, members: Mapping[str, str]) -> dict[str, Flip]:
    flipped = flips_among(firms[0], firms, chosen, scored(firms, chosen), members)
    return {each.field: each for each in flipped}


def test_it_is_known_which_fields_move_the_others() -> None:
    assert moving_others(rules("mean")) == {"sales", "tax"}
    assert moving_others(rules("class")) == {"sales", "tax", "group"}
    assert moving_others(rules("crowd")) == {"sales", "tax", "staff"}


@settings(max_examples=examples(120), deadline=None)
@given(
    some.sampled_from(list(FORMULAS)),
    some.lists(firm, min_size=2, max_size=6),
    some.sets(some.integers(0, 5), max_size=2),
)
def test_what_is_found_turns_the_outcome_and_one_step_less_does_not(
    name: str, several: list[Firm], old: set[int]
) -> None:
    chosen = rules(name)
    chosen = chosen.model_copy(update={"pool": PoolPolicy(capacity=2, enter_rank=1, stay_rank=3)})
    firms, members = applications(several), {f"F{number}": "" for number in old}
    was = inside(firms, chosen, members)

    def turns(key: str, value: Filed) -> bool:
        return inside(with_value(firms, key, value), chosen, members) is not was

    every = found(firms, chosen, members)
    assert every.keys() == {"sales", "tax", "staff", *(["group"] if name == "class" else [])}
    assert all(each.tried for each in every.values())
    if name == "class":
        other = {"one": "two", "two": "one"}[several[0][3]]
        assert every["group"].value == (other if turns("group", other) else None)
    for key in ("sales", "tax", "staff"):
        flip = every[key]
        if not isinstance(flip.filed, Decimal):
            assert flip.value is None
            continue
        turning = [value for value in map(Decimal, range(HIGHEST + 1)) if turns(key, value)]
        if flip.value is None:
            # what a search by doubling steps over is what goes to and fro: never all the way to an end
            assert Decimal(0) not in turning and Decimal(HIGHEST) not in turning
            continue
        assert isinstance(flip.value, Decimal) and flip.value in turning and flip.steps
        assert abs(flip.value - flip.filed) == flip.steps
        nearer = flip.value + (1 if flip.value < flip.filed else -1)
        assert nearer not in turning
        if key == "staff" and name != "crowd":  # more are never worse, and move nobody else
            assert flip.steps == min(abs(value - flip.filed) for value in turning)


@settings(max_examples=examples(60), deadline=None)
@given(some.lists(firm, min_size=2, max_size=6), some.sets(some.integers(0, 5), max_size=2))
def test_where_more_are_never_worse_it_is_the_smallest_of_all(several: list[Firm], old: set[int]) -> None:
    """One's own share of the mean rises with one's own sales, and everybody else's falls."""
    chosen = rules("mean")
    firms, members = applications(several), {f"F{number}": "" for number in old}
    was = inside(firms, chosen, members)
    values = map(Decimal, range(HIGHEST + 1))
    turning = [
        each for each in values if inside(with_value(firms, "sales", each), chosen, members) is not was
    ]
    flip = found(firms, chosen, members)["sales"]
    assert isinstance(flip.filed, Decimal)
    smallest = min((abs(each - flip.filed) for each in turning), default=None)
    assert flip.steps == smallest


def test_what_takes_too_many_trials_is_left_open_and_the_rest_is_told() -> None:
    firms = applications([(5, 5, 5, "one"), (6, 6, 6, "one"), (7, 7, 7, "two")])
    chosen = rules("mean")
    told = {
        each.field: each
        for each in flips_among(firms[0], firms, chosen, scored(firms, chosen), {}, most_rows=0)
    }
    assert {key for key, each in told.items() if not each.tried} == {"sales", "tax"}
    assert told["staff"].tried and told["staff"].value is not None


def test_nothing_is_said_of_a_year_that_would_be_scored_otherwise() -> None:
    firms = applications([(5, 5, 5, "one"), (6, 6, 6, "one"), (7, 7, 7, "two")])
    chosen = rules("mean")
    table = scored(firms, chosen)
    moved = [*firms[:2], with_value(firms[2:], "sales", Decimal(9))[0]]
    assert flips_among(firms[0], moved, chosen, table, {}) == []
    assert flips_among(firms[0], firms, chosen, table, {})


MANY = load_rules(
    TEXT.replace("  beside: {formula: SALES,", "  beside: {formula: sales / 100,")
    .replace(f"minimum: 0, maximum: {HIGHEST}, zh: 销售", "minimum: 0, maximum: 400, zh: 销售")
    .replace("when_undefined: median", "when_undefined: zero")
    .encode(),
    "x.yaml",
).rules


@settings(max_examples=examples(40), deadline=None)
@given(
    some.lists(
        some.tuples(
            some.integers(0, 400),
            some.none() | some.integers(0, HIGHEST),
            some.integers(0, HIGHEST),
            some.sampled_from(["one", "two"]),
        ),
        min_size=3,
        max_size=9,
    ),
    some.sets(some.integers(0, 8), max_size=4),
    some.sampled_from(
        [{"at_most": {"one": 1}}, {"at_least": {"two": 1}, "if_short": "fewer"}, {"at_most": {"two": 1}}]
    ),
    some.tuples(some.integers(1, 3), some.integers(0, 3), some.integers(0, 3)),
    some.none() | some.integers(0, 2),
)
def test_under_quotas_with_a_buffer_it_is_the_smallest_of_hundreds_of_standings(
    several: list[Firm],
    old: set[int],
    quota: dict[str, object],
    places: tuple[int, int, int],
    newcomers: int | None,
) -> None:
    """Four hundred values lead to some three hundred standings; every one of them is tried."""
    capacity, enter, stay = places
    pool = PoolPolicy(
        capacity=capacity,
        enter_rank=min(enter, capacity),
        stay_rank=capacity + stay,
        most_newcomers=newcomers,
        quotas=(Quota(within="group", **quota),),  # type: ignore[arg-type]
    )
    chosen = MANY.model_copy(update={"pool": pool})
    firms, members = applications(several), {f"F{number}": "" for number in old}
    try:
        was = inside(firms, chosen, members)
    except Impossible:  # no pool keeps to the quotas as it stands: nothing to turn
        return
    told = {each.field: each for each in flips(firms[0], chosen, CUTOFF, scored(firms, chosen), members)}

    def turns(value: int) -> bool:
        try:
            return inside(with_value(firms, "sales", Decimal(value)), chosen, members) is not was
        except Impossible:
            return False

    filed = several[0][0]
    smallest = min((abs(value - filed) for value in range(401) if turns(value)), default=None)
    assert told["sales"].steps == smallest


@pytest.mark.parametrize("most_rows", [0, 10**6])
def test_another_choice_of_a_field_that_moves_nobody_is_always_tried(most_rows: int) -> None:
    chosen = rules("mean").model_copy(
        update={"pool": PoolPolicy(capacity=1, quotas=(Quota(within="group", at_most={"one": 0}),))}
    )
    firms = applications([(9, 9, 9, "one"), (6, 6, 6, "two")])
    told = flips_among(firms[0], firms, chosen, scored(firms, chosen), {}, most_rows=most_rows)
    assert next(each.value for each in told if each.field == "group") == "two"
