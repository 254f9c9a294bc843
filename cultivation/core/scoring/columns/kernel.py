"""Points of many applications at once: a batch of columns and a rule set in, whole units and open rows out.

One pure function without state, so that it can be mapped over parts of a batch: each row depends on itself
alone. Rows whose points depend on others (places among all, medians), or on a function that columns do not
cover, are left open, and `decided` hands these to the exact assessment, which is the truth that the kernel is
proved against. Nothing here decides a row on a float that could be off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor

import numpy as np

from cultivation.core.rules.formulas import Formula
from cultivation.core.rules.model import Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.columns.bounds import Mask, Part, Texts, Words, rows_of
from cultivation.core.scoring.columns.criteria import criterion_column
from cultivation.core.scoring.columns.points import Units, covers
from cultivation.core.scoring.columns.screening import READERS, Screen, is_lenient

BLOCK = 1 << 15  # rows whose columns stay in the processor's cache


@dataclass(frozen=True)
class Scored:
    """Points by criterion and dimension, and totals, in whole units of the rule set's precision.

    Where `open` holds, nothing is said of a row: exact arithmetic must decide.
    """

    points: Mapping[str, Units]
    dimensions: Mapping[str, Units]
    total: Units
    eligible: Mask
    open: Mask


def read_parts(texts: Mapping[str, Texts], rules: RuleSet, cutoff: date, rows: int) -> dict[str, Part]:
    """Read the exact texts of fields and text matches; of those that are not given nothing is known."""
    nothing: Texts = [None] * rows
    parts = {
        key: READERS[rules.names[key].kind](texts.get(key, nothing))
        for key in (*rules.fields, *rules.text_matches)
    }
    day = np.full(rows, cutoff.isoformat(), np.object_)
    return {**parts, "cutoff": Words(day, np.ones(rows, np.bool_))}


def score_columns(parts: Mapping[str, Part], rules: RuleSet, rows: int) -> Scored:
    """Score a batch; `parts` are the fields, text matches and the cut-off, as `read_parts` gives them."""
    if not rows or not is_covered(rules):
        nothing: Units = np.zeros(rows, np.int64)
        every = np.ones(rows, np.bool_)
        return Scored({}, {}, nothing, ~every, every)
    blocks = [
        _score_block(
            {key: rows_of(part, first, first + BLOCK) for key, part in parts.items()},
            rules,
            min(BLOCK, rows - first),
        )
        for first in range(0, rows, BLOCK)
    ]
    return blocks[0] if len(blocks) == 1 else _joined(blocks)


def _joined(blocks: Sequence[Scored]) -> Scored:
    first = blocks[0]
    return Scored(
        {key: np.concatenate([block.points[key] for block in blocks]) for key in first.points},
        {key: np.concatenate([block.dimensions[key] for block in blocks]) for key in first.dimensions},
        np.concatenate([block.total for block in blocks]),
        np.concatenate([block.eligible for block in blocks]),
        np.concatenate([block.open for block in blocks]),
    )


def _score_block(parts: Mapping[str, Part], rules: RuleSet, rows: int) -> Scored:
    screen = Screen({}, rules.names, rows, parts)
    for key, formula in rules.formulas.items():
        screen.compute(key, formula)
    columns = {key: criterion_column(each, screen, rules) for key, each in rules.criteria.items()}
    points = {key: column.units for key, column in columns.items()}
    dimensions = {key: dimension_column(each, points, rules) for key, each in rules.dimensions.items()}
    total = total_column(rules, dimensions, rows)
    eligible, open_ = _conditions(screen, rules)
    for key, column in columns.items():
        open_ = open_ | column.open
        if rules.criteria[key].when_undefined == "ineligible":
            eligible = eligible & column.known
    return Scored(points, dimensions, total, eligible & passing(rules, points, dimensions, total), open_)


def decided(
    scored: Scored, rules: RuleSet, assess: Callable[[Sequence[int]], Sequence[Assessment]]
) -> Scored:
    """Return the points of all rows, the open ones as `assess` says of them by their numbers."""
    rows = np.flatnonzero(scored.open)
    if not len(rows):
        return scored
    assessments = assess(rows.tolist())
    nothing: Units = np.zeros(len(scored.open), np.int64)
    points = {key: scored.points.get(key, nothing).copy() for key in rules.criteria}
    dimensions = {key: scored.dimensions.get(key, nothing).copy() for key in rules.dimensions}
    total, eligible = scored.total.copy(), scored.eligible.copy()
    for row, each in zip(rows.tolist(), assessments, strict=True):
        total[row], eligible[row] = each.total, each.eligible
        for key, units in each.points.items():
            points[key][row] = units
        for key, units in each.dimensions.items():
            dimensions[key][row] = units
    return Scored(points, dimensions, total, eligible, np.zeros(len(total), np.bool_))


def is_covered(rules: RuleSet) -> bool:
    """Tell whether columns say all that the rule set asks for."""
    return (
        not rules.is_relative
        and not any(map(is_lenient, rules.formulas.values()))
        and all(covers(each.function) for each in rules.criteria.values())
        and sums_only(rules)
        and not rules.direct_formulas
    )


def sums_only(rules: RuleSet) -> bool:
    """Tell whether dimensions and total are sums in whole units, as columns of whole numbers can say them."""
    aggregates = [rules.total.aggregate, *(each.aggregate for each in rules.dimensions.values())]
    return all(each == "sum" for each in aggregates) and _whole_step(rules) is not None


def dimension_column(dimension: Dimension, points: Mapping[str, Units], rules: RuleSet) -> Units:
    """Return the points of a dimension that is a sum, between its bounds."""
    lowest = bound_units(dimension.minimum or Decimal(0), rules.precision)
    summed: Units = reduce(np.add, (points[key] for key in dimension.criteria))
    highest = None if dimension.cap is None else bound_units(dimension.cap, rules.precision)
    return summed.clip(lowest, highest)


def total_column(rules: RuleSet, dimensions: Mapping[str, Units], rows: int) -> Units:
    """Return the totals of dimensions that are summed, rounded and between the bounds."""
    total: Units = np.zeros(rows, np.int64) + sum(dimensions.values())
    step = _whole_step(rules) or 1
    if step > 1:
        total = (2 * total + step) // (2 * step) * step
    bounds = (rules.total.at_least, rules.total.at_most)
    lowest, highest = (None if each is None else bound_units(each, rules.precision) for each in bounds)
    return total if lowest is None and highest is None else np.clip(total, lowest, highest)


def _whole_step(rules: RuleSet) -> int | None:
    """Return the units of a step to which totals are rounded; None where it is no whole number of them."""
    step = Fraction(rules.total.round_to or rules.precision) / Fraction(rules.precision)
    return step.numerator if step.denominator == 1 else None


def _conditions(screen: Screen, rules: RuleSet) -> tuple[Mask, Mask]:
    """Return where gates hold and vetoes do not, and where that is open."""
    eligible, open_ = np.ones(screen.rows, np.bool_), np.zeros(screen.rows, np.bool_)
    conditions: list[tuple[Formula, bool]] = [
        *((formula, True) for formula in rules.gate_formulas.values()),
        *((formula, False) for formula in rules.veto_formulas.values()),
    ]
    for formula, wanted in conditions:
        truth = screen.truth(formula)
        open_ = open_ | (truth.may_hold & truth.may_not)
        eligible = eligible & (truth.may_hold if wanted else ~truth.may_hold)
    return eligible, open_


def passing(
    rules: RuleSet, points: Mapping[str, Units], dimensions: Mapping[str, Units], total: Units
) -> Mask:
    """Tell where the total, each dimension and each item that must not be zero reach what they must."""
    passes: Mask = total >= _pass_mark(rules)
    for key, dimension in rules.dimensions.items():
        if dimension.at_least is not None:
            passes = passes & (dimensions[key] >= bound_units(dimension.at_least, rules.precision))
    for key, criterion in rules.criteria.items():
        if criterion.not_zero:
            passes = passes & (points[key] > 0)
    return passes


def _pass_mark(rules: RuleSet) -> int:
    """Return the least total, in units, that passes."""
    mark = rules.pass_
    if mark is not None and mark.above is not None:
        return floor(Fraction(mark.above) / Fraction(rules.precision)) + 1
    if mark is not None and mark.at_least is not None:
        return ceil(Fraction(mark.at_least) / Fraction(rules.precision))
    return np.iinfo(np.int64).min
