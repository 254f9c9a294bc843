"""The smallest change of points, beside every change tried by a whole ranking and proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from cultivation.core.explanation.why import contributions, would_change
from cultivation.core.pool.candidates import candidates_of
from cultivation.core.pool.proposal import Past, propose
from cultivation.core.pool.quota_conflict import Impossible
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.policy import PoolPolicy, Quota
from cultivation.core.scoring.score_table import ScoreLine, ScoreTable
from cultivation.core.scoring.totals import dimension_units, not_passed, total_units
from tests.core.scoring.test_ties import TEXT
from tests.properties import examples

PLAIN = load_rules(TEXT.encode(), "plain.yaml").rules
BOUNDED = load_rules(
    TEXT.replace("maximum: 6\n", "maximum: 6\n    at_least: 1\n")
    .replace("at_most: 3, source", "at_most: 3, not_zero: true, source", 1)
    .replace("pool:", "pass: {at_least: 2, source: {document: d}}\ntotal: {round_to: 1, at_most: 7}\npool:")
    .encode(),
    "bounded.yaml",
).rules
MULTIPLIED = load_rules(
    TEXT.replace("maximum: 6\n", "maximum: 6\n    aggregate: geometric\n").encode(), "multiplied.yaml"
).rules
FEWER = load_rules(TEXT.replace("pool:", "total: {order: ascending}\npool:").encode(), "fewer.yaml").rules


def table_of(rows: list[tuple[int, int, int, str]], rules: RuleSet) -> ScoreTable:
    """Rank rows of points in units, each with a choice under a quota; equal ones by their ids."""
    found = []
    for number, (*units, choice) in enumerate(rows):
        points = dict(zip("abc", units, strict=True))
        dimensions = dimension_units(rules, points)
        total = total_units(rules, dimensions)
        failed = not_passed(rules, points, dimensions, total)
        key = f"F{number}"
        found.append(
            ScoreLine(
                key, "", not failed, failed, total, None, "", (), points, {}, (), dimensions,
                quota_choices=(choice,) * len(rules.pool.quotas),
            )
        )  # fmt: skip
    best = sorted(
        (each for each in found if each.eligible),
        key=lambda each: (-each.total * rules.total.direction, each.id),
    )
    lines = [replace(each, rank=place) for place, each in enumerate(best, 1)]
    lines += [each for each in found if not each.eligible]
    return ScoreTable(2025, rules.id, "r", "2025-12-31", rules.precision, tuple(lines))


def by_trying(
    table: ScoreTable, rules: RuleSet, members: Mapping[str, str], past: Mapping[str, Past]
) -> tuple[int, tuple[str, ...]] | None:
    """Try every change of each criterion of F0, the smallest first, by a whole proposal."""
    own = next(line for line in table.lines if line.id == "F0")

    def inside(key: str, change: int) -> bool | None:
        points = {**own.criteria, key: own.criteria[key] + change}
        dimensions = dimension_units(rules, points)
        total = total_units(rules, dimensions)
        passes = not not_passed(rules, points, dimensions, total)
        others = [line for line in table.lines if line.rank is not None and line is not own]
        gain = (total - own.total) * rules.total.direction

        def ahead(line: ScoreLine) -> bool:
            better = (line.total - total) * rules.total.direction
            if better or own.rank is None or gain:
                return better > 0 or (better == 0 and (own.rank is None or gain > 0))
            return (line.rank or 0) < own.rank

        order = [line for line in others if ahead(line)]
        behind = [line for line in others if not ahead(line)]
        mine = [replace(own, total=total)] if passes else []
        ranked = [
            replace(line, rank=place, eligible=True) for place, line in enumerate([*order, *mine, *behind], 1)
        ]
        out = [line for line in table.lines if line.rank is None and line is not own]
        out += [] if passes else [replace(own, rank=None)]
        candidates = candidates_of(replace(table, lines=(*ranked, *out)), rules)
        try:
            lines = propose(candidates, members, rules.pool, past)
        except Impossible:
            return None
        return next(line.in_pool for line in lines if line.id == "F0")

    was = inside("a", 0) is True
    way = rules.total.direction * (-1 if was else 1)
    room = {
        each.criterion: each.points if way < 0 else each.maximum - each.points
        for each in contributions(own, rules)
    }
    for units in range(1, max(room.values()) + 1):
        keys = tuple(
            key for key, most in room.items() if most >= units and inside(key, way * units) is (not was)
        )
        if keys:
            return way * units, keys
    return None


points = some.tuples(*[some.integers(0, 6)] * 3, some.sampled_from(["x", "y"]))
pasts = some.builds(Past, reviews=some.integers(0, 2), in_buffer=some.integers(0, 2))


@some.composite
def policies(draw: some.DrawFn) -> PoolPolicy:
    capacity = draw(some.integers(1, 4))
    more: dict[str, Any] = {}
    if draw(some.booleans()):
        quota = draw(
            some.sampled_from(
                [
                    {"at_most": {"x": 1}},
                    {"at_most": {"x": 2}, "at_least": {"y": 1}, "if_short": "fewer"},
                    {"at_least": {"x": 1}},
                ]
            )
        )
        more["quotas"] = (Quota(within="sector", **quota),)
    return PoolPolicy(
        capacity=capacity,
        enter_rank=draw(some.integers(0, capacity)),
        stay_rank=capacity + draw(some.integers(0, 3)),
        most_newcomers=draw(some.none() | some.integers(0, 2)),
        buffer_years=draw(some.none() | some.integers(1, 2)),
        minimum_score=None,
        **more,
    )


@settings(max_examples=examples(120), deadline=None)
@given(
    some.sampled_from([PLAIN, BOUNDED, MULTIPLIED, FEWER]),
    some.lists(points, min_size=2, max_size=8),
    policies(),
    some.sets(some.integers(0, 8), max_size=4),
    some.dictionaries(some.integers(0, 7), pasts, max_size=4),
    some.none() | some.integers(1, 5),
)
def test_it_is_the_smallest_of_all_that_turn_the_outcome(
    base: RuleSet,
    rows: list[tuple[int, int, int, str]],
    policy: PoolPolicy,
    old: set[int],
    before: dict[int, Past],
    least: int | None,
) -> None:
    """With buffers, quotas, bounds on newcomers, minima, caps, rounded totals and geometric means."""
    if base.total.order == "descending":
        policy = policy.model_copy(update={"minimum_score": least})
    rules = base.model_copy(update={"pool": policy})
    table = table_of(rows, rules)
    members = {f"F{number}": "" for number in old}
    past = {f"F{number}": each for number, each in before.items()}
    own = next(line for line in table.lines if line.id == "F0")
    found = would_change(own, table, members, rules, past)
    assert (found and (found.units, found.criteria)) == by_trying(table, rules, members, past)
