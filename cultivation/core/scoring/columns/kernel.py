"""Points of many applications at once: a batch of columns and a rule set in, whole units and open rows out.

Pure functions without state. With the exact ratios of what was filed nothing is open, and the year is scored
so, with what depends on the others; `is_covered` says for which rule sets. With floats alone each row stands
by itself, so that the same can be mapped over parts of a batch: what floats or single rows cannot decide is
left open, and `decided` hands it to the exact assessment, which is the truth that the kernel is proved
against. Nothing here decides a row on a float that could be off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor

import numpy as np

from cultivation.core.rules.criteria import STAND_INS
from cultivation.core.rules.model import Criterion, Dimension, RuleSet
from cultivation.core.rules.rounding import bound_units
from cultivation.core.scoring.assessment import Assessment
from cultivation.core.scoring.columns.bounds import Part, Texts, Words, rows_of
from cultivation.core.scoring.columns.cohorts import cohort_numbers, imputed_numbers
from cultivation.core.scoring.columns.criteria import criterion_column
from cultivation.core.scoring.columns.geometric import geometric_column
from cultivation.core.scoring.columns.points import PointColumn, Units, covers
from cultivation.core.scoring.columns.ratios import Mask
from cultivation.core.scoring.columns.screening import EXACT_READERS, READERS, Screen
from cultivation.core.scoring.totals import MINIMUM, TOTAL, ZERO
from cultivation.core.scoring.values import Imputed

BLOCK = 1 << 15  # rows whose columns stay in the processor's cache
Masks = Mapping[str, Mask]


@dataclass(frozen=True)
class Scored:
    """Points by criterion and dimension, and totals, in whole units of the rule set's precision.

    `failed` holds a mask for each gate and veto, `missed` for what the points must reach; `direct`,
    `undefined` and `provisional` for each name that an assessment may have there. `imputed` is what stands in
    for missing values, by criterion and row, `refused` the marks that cannot be taken. Where `open` holds,
    nothing is said of a row: exact arithmetic must decide.
    """

    points: Mapping[str, Units]
    dimensions: Mapping[str, Units]
    total: Units
    eligible: Mask
    open: Mask
    failed: Masks = field(default_factory=dict)
    missed: Masks = field(default_factory=dict)
    direct: Masks = field(default_factory=dict)
    undefined: Masks = field(default_factory=dict)
    provisional: Masks = field(default_factory=dict)
    imputed: Mapping[str, Mapping[int, Imputed]] = field(default_factory=dict)
    refused: Mapping[str, Mapping[int, Fraction]] = field(default_factory=dict)


def read_parts(
    texts: Mapping[str, Texts], rules: RuleSet, cutoff: date, rows: int, exact: bool = False
) -> dict[str, Part]:
    """Read the exact texts of fields and text matches; of those that are not given nothing is known."""
    nothing: Texts = [None] * rows
    readers = EXACT_READERS if exact else READERS
    parts = {
        key: readers[rules.names[key].kind](texts.get(key, nothing))
        for key in (*rules.fields, *rules.text_matches)
    }
    day = np.full(rows, cutoff.isoformat(), np.object_)
    return {**parts, "cutoff": Words(day, np.ones(rows, np.bool_))}


def score_columns(parts: Mapping[str, Part], rules: RuleSet, rows: int) -> Scored:
    """Score a batch; `parts` are the fields, text matches and the cut-off, as `read_parts` gives them."""
    if not rows or rules.is_relative or not is_covered(rules):
        nothing: Units = np.zeros(rows, np.int64)
        every = np.ones(rows, np.bool_)
        return Scored({}, {}, nothing, ~every, every)
    blocks = [
        score_screen(
            Screen(
                {},
                rules.names,
                min(BLOCK, rows - first),
                {key: rows_of(part, first, first + BLOCK) for key, part in parts.items()},
            ),
            rules,
        )
        for first in range(0, rows, BLOCK)
    ]
    return blocks[0] if len(blocks) == 1 else _joined(blocks)


def _joined(blocks: Sequence[Scored]) -> Scored:
    def units(name: str) -> dict[str, Units]:
        columns: list[Mapping[str, Units]] = [getattr(block, name) for block in blocks]
        return {key: np.concatenate([own[key] for own in columns]) for key in columns[0]}

    def masks(name: str) -> dict[str, Mask]:
        columns: list[Masks] = [getattr(block, name) for block in blocks]
        return {key: np.concatenate([own[key] for own in columns]) for key in columns[0]}

    return Scored(
        units("points"),
        units("dimensions"),
        np.concatenate([block.total for block in blocks]),
        np.concatenate([block.eligible for block in blocks]),
        np.concatenate([block.open for block in blocks]),
        masks("failed"),
        masks("missed"),
        masks("direct"),
        masks("undefined"),
        masks("provisional"),
        refused=_moved([block.refused for block in blocks], [len(block.total) for block in blocks]),
    )


def _moved(
    blocks: Sequence[Mapping[str, Mapping[int, Fraction]]], rows: Sequence[int]
) -> dict[str, dict[int, Fraction]]:
    """Join what few rows have, counted on over the blocks."""
    result: dict[str, dict[int, Fraction]] = {}
    first = 0
    for block, number in zip(blocks, rows, strict=True):
        for key, own in block.items():
            result.setdefault(key, {}).update({first + row: mark for row, mark in own.items()})
        first += number
    return result


def score_screen(screen: Screen, rules: RuleSet) -> Scored:
    """Score all rows of a screen, to which the indicators are added."""
    with np.errstate(all="ignore"):
        add_indicators(screen, rules)
        imputed: dict[str, dict[int, Imputed]] = {}
        columns = {key: _criterion(key, each, screen, rules, imputed) for key, each in rules.criteria.items()}
        return _summed(columns, screen, rules, imputed)


def add_indicators(screen: Screen, rules: RuleSet) -> None:
    """Compute the indicators one after the other, so that one may look at those above it."""
    for key, indicator in rules.indicators.items():
        if indicator.cohort:
            of = [screen.column(name) for name in indicator.parts or (indicator.of,)]
            within = screen.column(indicator.within) if indicator.within else None
            screen.add(key, cohort_numbers(indicator, of, within, screen.rows))
        else:
            screen.compute(key, rules.formulas[key])


def _criterion(
    key: str, criterion: Criterion, screen: Screen, rules: RuleSet, imputed: dict[str, dict[int, Imputed]]
) -> PointColumn:
    """Return the points of a criterion, and note what stood in for missing values."""
    if criterion.when_undefined in STAND_INS:
        within = screen.column(criterion.median_within) if criterion.median_within else None
        part, missing = imputed_numbers(criterion, screen.column(criterion.indicator), within, screen.rows)
        if missing:
            imputed[key] = missing
            screen = screen.with_column(criterion.indicator, part)
    return criterion_column(criterion, screen, rules)


def _summed(
    columns: Mapping[str, PointColumn],
    screen: Screen,
    rules: RuleSet,
    imputed: Mapping[str, Mapping[int, Imputed]],
) -> Scored:
    points = {key: column.units for key, column in columns.items()}
    dimensions = {key: dimension_column(each, points, rules) for key, each in rules.dimensions.items()}
    total = total_column(rules, dimensions, screen.rows)
    failed, open_ = _conditions(screen, rules)
    undefined = {key: ~column.known for key, column in columns.items()}
    excluded = [mask for key, mask in undefined.items() if rules.criteria[key].when_undefined == "ineligible"]
    direct, passed, direct_open = _direct(screen, rules)
    not_reached = {key: mask & ~passed for key, mask in missed(rules, points, dimensions, total).items()}
    return Scored(
        points,
        dimensions,
        total,
        ~_any((*failed.values(), *excluded, *not_reached.values()), screen.rows),
        _any((open_, direct_open, *(column.open for column in columns.values())), screen.rows),
        failed,
        not_reached,
        direct,
        undefined,
        {key: column.provisional for key, column in columns.items() if column.provisional is not None},
        imputed,
        {key: column.refused for key, column in columns.items() if column.refused},
    )


def _any(masks: Iterable[Mask], rows: int) -> Mask:
    return reduce(np.logical_or, masks, np.zeros(rows, np.bool_))


def decided(
    scored: Scored, rules: RuleSet, assess: Callable[[Sequence[int]], Sequence[Assessment]]
) -> Scored:
    """Return the points of all rows, the open ones as `assess` says of them by their numbers.

    Where there are such, masks are left out: the assessments say more.
    """
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
    """Tell whether columns say all that the rule set asks for; of relative ones, columns of all rows."""
    return all(covers(each.function) for each in rules.criteria.values()) and _whole_step(rules) is not None


def sums_only(rules: RuleSet) -> bool:
    """Tell whether dimensions and total are sums in whole units, as columns of whole numbers can say them."""
    aggregates = [rules.total.aggregate, *(each.aggregate for each in rules.dimensions.values())]
    return all(each == "sum" for each in aggregates) and _whole_step(rules) is not None


def dimension_column(dimension: Dimension, points: Mapping[str, Units], rules: RuleSet) -> Units:
    """Return the points of a dimension, between its bounds."""
    if dimension.aggregate == "geometric":
        own = {key: points[key] for key in dimension.criteria}
        maxima = [each.maximum for each in dimension.criteria.values()]
        return geometric_column(own, maxima, dimension.maximum, rules.precision, rules.precision)
    lowest = bound_units(dimension.minimum or Decimal(0), rules.precision)
    summed: Units = reduce(np.add, (points[key] for key in dimension.criteria))
    highest = None if dimension.cap is None else bound_units(dimension.cap, rules.precision)
    return summed.clip(lowest, highest)


def total_column(rules: RuleSet, dimensions: Mapping[str, Units], rows: int) -> Units:
    """Return the totals of the dimensions, rounded and between the bounds."""
    step = _whole_step(rules) or 1
    if rules.total.aggregate == "geometric":
        maxima = [each.maximum for each in rules.dimensions.values()]
        coarse = rules.total.round_to or rules.precision
        total = geometric_column(dimensions, maxima, rules.maximum, rules.precision, coarse)
    else:
        total = np.zeros(rows, np.int64) + sum(dimensions.values())
    if step > 1 and rules.total.aggregate == "sum":
        total = (2 * total + step) // (2 * step) * step
    bounds = (rules.total.at_least, rules.total.at_most)
    lowest, highest = (None if each is None else bound_units(each, rules.precision) for each in bounds)
    return total if lowest is None and highest is None else np.clip(total, lowest, highest)


def _whole_step(rules: RuleSet) -> int | None:
    """Return the units of a step to which totals are rounded; None where it is no whole number of them."""
    step = Fraction(rules.total.round_to or rules.precision) / Fraction(rules.precision)
    return step.numerator if step.denominator == 1 else None


def _conditions(screen: Screen, rules: RuleSet) -> tuple[dict[str, Mask], Mask]:
    """Return where each gate does not hold and each veto does, and where any of it is open."""
    failed: dict[str, Mask] = {}
    open_: Mask = np.zeros(screen.rows, np.bool_)
    for conditions, wanted in ((rules.gate_formulas, True), (rules.veto_formulas, False)):
        for key, formula in conditions.items():
            truth = screen.truth(formula)
            open_ = open_ | (truth.may_hold & truth.may_not)
            failed[key] = ~truth.may_hold if wanted else truth.may_hold
    return failed, open_


def _direct(screen: Screen, rules: RuleSet) -> tuple[dict[str, Mask], Mask, Mask]:
    """Return where each direct pass holds, where any does, and where that is open."""
    truths = {key: screen.truth(formula) for key, formula in rules.direct_formulas.items()}
    direct = {key: truth.may_hold for key, truth in truths.items()}
    open_ = (truth.may_hold & truth.may_not for truth in truths.values())
    return direct, _any(direct.values(), screen.rows), _any(open_, screen.rows)


def passing(
    rules: RuleSet, points: Mapping[str, Units], dimensions: Mapping[str, Units], total: Units
) -> Mask:
    """Tell where the total, each dimension and each item that must not be zero reach what they must."""
    return ~_any(missed(rules, points, dimensions, total).values(), len(total))


def missed(
    rules: RuleSet, points: Mapping[str, Units], dimensions: Mapping[str, Units], total: Units
) -> dict[str, Mask]:
    """Tell where each of what must be reached is not, under the names of totals.not_passed."""
    found: dict[str, Mask] = {} if rules.pass_ is None else {TOTAL: total < _pass_mark(rules)}
    for key, dimension in rules.dimensions.items():
        if dimension.at_least is not None:
            found[MINIMUM + key] = dimensions[key] < bound_units(dimension.at_least, rules.precision)
    for key, criterion in rules.criteria.items():
        if criterion.not_zero:
            found[ZERO + key] = points[key] <= 0
    return found


def _pass_mark(rules: RuleSet) -> int:
    """Return the least total, in units, that passes."""
    mark = rules.pass_
    if mark is not None and mark.above is not None:
        return floor(Fraction(mark.above) / Fraction(rules.precision)) + 1
    if mark is not None and mark.at_least is not None:
        return ceil(Fraction(mark.at_least) / Fraction(rules.precision))
    return np.iinfo(np.int64).min
