"""What if the edges of a criterion's bands and goalposts lay a little elsewhere?

Every edge of one criterion moved by a share has the same effect as its figure moved the other way, so the
figure is divided by 1 + share, the points are computed as always, and the pool is selected anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cultivation.core.analysis.robustness.selection import Chooser, Mask, chooser_of, keys_of
from cultivation.core.analysis.robustness.weights import field_of
from cultivation.core.pool.proposal import NOTHING_PAST, Past
from cultivation.core.rules.formulas import Kind, Value
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.rounding import to_units
from cultivation.core.scoring.criterion_points import outcome_of
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.core.scoring.totals import dimension_units, total_units


@dataclass(frozen=True, slots=True)
class Shifted:
    """Who would come in and who would go if a criterion's edges were higher (or lower) by a share."""

    criterion: str
    share: Fraction
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


def shift_edges(
    table: ScoreTable,
    rules: RuleSet,
    rows: Mapping[str, Mapping[str, Value]],
    members: Collection[str],
    share: Fraction,
    past: Mapping[str, Past] = NOTHING_PAST,
) -> list[Shifted]:
    """Move the edges of each criterion up and down by a share; `rows` are the values by enterprise.

    Criteria that look at words or experts' marks alone have no edges and are left out. Eligibility stays as
    it is.
    """
    field = field_of(table, rules)
    points = {line.id: line.criteria for line in table.lines if line.rank is not None}
    chooser = chooser_of(table, rules, members, past)
    now = _pool([points[key] for key in field.ids], rules, chooser)
    found = []
    for criterion, each in rules.criteria.items():
        numbers = [name for name in each.measures if rules.names[name].kind is Kind.NUMBER]
        if not each.maximum or not numbers:
            continue
        for way in (share, -share):
            moved = [
                {**points[key], criterion: _points(criterion, rows[key], rules, way)} for key in field.ids
            ]
            then = _pool(moved, rules, chooser)
            names = (
                tuple(key for key, change in zip(field.ids, each, strict=True) if change)
                for each in (then & ~now, now & ~then)
            )
            found.append(Shifted(criterion, way, *names))
    return found


def _points(criterion: str, values: Mapping[str, Value], rules: RuleSet, share: Fraction) -> int:
    rule = rules.criteria[criterion]
    divided = {
        name: value / (1 + share) if name in rule.measures and isinstance(value, Fraction) else value
        for name, value in values.items()
    }
    return to_units(outcome_of(rule, divided, rules).points or Fraction(0), rules.precision)


def _pool(points: Sequence[Mapping[str, int]], rules: RuleSet, chooser: Chooser) -> Mask:
    """Select by exact totals; equal ones keep the official order, in which the points stand."""
    totals = [rules.total.direction * total_units(rules, dimension_units(rules, each)) for each in points]
    pool: Mask = chooser.inside(keys_of(totals)[None, :])[0]
    return pool
