"""Value functions over columns in float64: points in whole units, and the rows that floats cannot decide.

A row is left open wherever an edge of a band, or of rounding, lies within the bound of the value's error. Its
points are then for exact arithmetic to say (criterion_points.outcome_of), whose answers these are otherwise;
where the exact ratios are kept, they decide here and nothing is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import (
    JUDGED,
    Bands,
    BestOf,
    Choice,
    Count,
    Efficacy,
    Goalposts,
    Interval,
    JudgedBands,
    LogGoalposts,
    SimpleFunction,
    Table,
    ValueFunction,
    simple_functions,
)
from cultivation.core.scoring.columns import bounds
from cultivation.core.scoring.columns.bounds import LONGEST_PLAIN, Numbers, Part, Truth, Words
from cultivation.core.scoring.columns.ratios import Floats, Mask

Units = NDArray[np.int64]
MOST_UNITS = 1e14  # up to which a float tells one from the next
ROUNDING = 1e-14  # of a plain number, or of a few operations on floats, as a share of the value


@dataclass(frozen=True)
class PointColumn:
    """Points in units: 0 where there is no value (not `known`), still to be decided where `open`.

    `provisional` and `refused` as in criterion_points.Outcome; None where no person gives points.
    """

    units: Units
    known: Mask
    open: Mask
    provisional: Mask | None = None
    refused: Mapping[int, Fraction] = field(default_factory=dict)


def covers(function: ValueFunction) -> bool:
    """Tell whether all of a value function can be told over columns.

    Of alternatives that a person marks, the best may be a provisional one by less than the precision.
    """
    several = list(simple_functions(function))
    if isinstance(function, BestOf) and any(isinstance(each, JUDGED) for each in several):
        return False
    return all(len(format(number, "f")) <= LONGEST_PLAIN for each in several for number in _edges(each))


def point_column(function: SimpleFunction, part: Part, row: Part | None, precision: Decimal) -> PointColumn:
    """Apply a value function that is no person's to give; `row` is the other choice of a table."""
    if isinstance(part, Numbers):
        return _of_numbers(function, part, precision)
    if isinstance(function, Table):
        assert row is not None
        return _table(function, part, row, precision)
    assert isinstance(function, Choice)
    options = {choice: to_units(Fraction(points), precision) for choice, points in function.options.items()}
    words, known, open_ = choices_of(part)
    return _told(_looked_up(options, words, 0), known, open_)


def _table(function: Table, part: Part, row: Part, precision: Decimal) -> PointColumn:
    """Look both choices up; a row that is not known has none of its own, and so what is for the rest."""
    words, known, open_ = choices_of(part)
    others, also_known, also_open = choices_of(row)
    others = [other if there else "" for other, there in zip(others, also_known.tolist(), strict=True)]
    cells = {
        (by, choice): to_units(Fraction(points), precision)
        for by, own in function.table.items()
        for choice, points in own.items()
    }
    units = _looked_up(
        cells, list(zip(others, words, strict=True)), to_units(Fraction(function.otherwise), precision)
    )
    return _told(units, known, open_ | also_open)


def _looked_up(units: Mapping[Any, int], keys: Sequence[Any], otherwise: int) -> Units:
    return np.fromiter((units.get(key, otherwise) for key in keys), np.int64, len(keys))


def _of_numbers(function: SimpleFunction, part: Numbers, precision: Decimal) -> PointColumn:
    assert isinstance(function, Bands | Goalposts | LogGoalposts | Count)  # it is of a number
    if isinstance(function, Count) and function.at_most is None:
        points = bounds.multiply(part, bounds.constant(format(function.each, "f")))
        return units_column(bounds.greatest(points, bounds.constant("0")), precision)
    if isinstance(function, Bands):
        column = _bands(function, part, precision)
    elif isinstance(function, Count):
        assert function.at_most is not None
        most, each = Fraction(function.at_most), Fraction(function.each)
        column = _along_line([(Fraction(0), Fraction(0)), (most / each, most)], part, precision)
    else:
        column = _along_line(function.posts, part, precision, isinstance(function, LogGoalposts))
    if column.open.any():
        _decide(column, function, part, precision)
    return column


def _decide(
    column: PointColumn, function: Bands | Goalposts | LogGoalposts | Count, part: Numbers, precision: Decimal
) -> None:
    """Decide the open rows exactly where the exact numbers are known."""
    for row in np.flatnonzero(column.open).tolist():
        value = part.fraction(row)
        if value is not None:
            column.units[row] = to_units(function.points_of(value), precision)
            column.open[row] = False


def efficacy_column(
    function: Efficacy, part: Numbers, ends: tuple[Numbers, Numbers], precision: Decimal
) -> PointColumn:
    """Follow the line through two values and their points."""
    low, high = ends
    first, second, least, most = (
        bounds.constant(format(points, "f"))
        for points in (*function.points, function.at_least, function.most)
    )
    share = bounds.divide(bounds.subtract(part, low), bounds.subtract(high, low))
    points = bounds.add(first, bounds.multiply(bounds.subtract(second, first), share))
    return units_column(bounds.least(bounds.greatest(points, least), most), precision)


def units_column(points: Numbers, precision: Decimal) -> PointColumn:
    """Round points half up to units."""
    halves = bounds.add(
        bounds.divide(points, bounds.constant(format(precision, "f"))), bounds.constant("0.5")
    )
    units = bounds.rounded_down(halves)
    open_ = ~(np.abs(units.value) < MOST_UNITS)
    return _told(np.where(open_, 0, units.value).astype(np.int64), units.known, open_)


def _bands(function: Bands, part: Numbers, precision: Decimal) -> PointColumn:
    """Look up the points of the band of each value."""
    band, open_ = band_column(function.bands, part)
    table = np.array([to_units(Fraction(each.points), precision) for each in function.bands], np.int64)
    return _told(table[band], part.known, open_)


def band_column(bands: Sequence[Interval], part: Numbers) -> tuple[NDArray[np.int8], Mask]:
    """Count the bands that end before each value; and tell where this is open."""
    value = part.value
    band = np.zeros(len(value), np.int8)
    open_ = np.zeros(len(value), np.bool_)
    for edge, closed in (end for each in bands if (end := each.end)):
        at = float(edge)
        band += value > at if closed else value >= at
        if not part.plain:
            open_ |= ~(np.abs(value - at) > part.error + abs(at) * ROUNDING)
    return band, np.isnan(value) if part.plain else open_


def _along_line(
    posts: Sequence[tuple[Fraction, Fraction]], part: Numbers, precision: Decimal, logarithmic: bool = False
) -> PointColumn:
    """Follow straight lines between goalposts, over the value or its logarithm, and round half up."""
    at = np.array([float(value) for value, _ in posts])
    units = np.array([float(points / Fraction(precision)) for _, points in posts])
    value = part.value
    error: Floats | float = part.error
    if logarithmic:
        inside = np.maximum(value, at[0])
        error = ROUNDING * 100 if part.plain else error / inside + ROUNDING * 100
        value, at = np.log(inside), np.log(at)
    elif part.plain:
        error = float(np.max(np.abs(at))) * ROUNDING
    steepest = float(np.max(np.abs(np.diff(units) / np.diff(at)), initial=0.0))
    line: Floats = np.interp(value, at, units)
    largest, widest = float(np.max(np.abs(units))), float(np.max(np.abs(at)))
    bound = steepest * (error + widest * ROUNDING) + largest * ROUNDING
    whole = np.floor(line + 0.5)
    surely = np.abs(line - whole) < 0.5 - bound
    if surely.all():
        return _told(whole.astype(np.int64), part.known, ~surely)
    below, above = value < at[0] - error, value > at[-1] + error  # there the points are those of the end
    low, high = (to_units(points, precision) for _, points in (posts[0], posts[-1]))
    whole[below], whole[above] = low, high
    whole[np.isnan(whole)] = 0
    return _told(whole.astype(np.int64), part.known, ~(surely | below | above))


def _told(units: Units, known: Mask, open_: Mask) -> PointColumn:
    if known.all():
        return PointColumn(units, known, open_)
    return PointColumn(np.where(known, units, 0), known, open_ & known)


def choices_of(part: Part) -> tuple[Sequence[str], Mask, Mask]:
    """Return choices as texts, where there may be one, and where it is open which."""
    if isinstance(part, Truth):
        words = np.where(part.may_hold, "yes", "no").tolist()
        return words, part.may_hold | part.may_not, part.may_hold & part.may_not
    assert isinstance(part, Words)
    return part.value.tolist(), part.known, part.unclear & np.ones(len(part.known), np.bool_)


def _edges(function: SimpleFunction) -> list[Decimal]:
    """Return the numbers that values are compared with."""
    if isinstance(function, Bands | JudgedBands):
        return [end[0] for band in function.bands if (end := band.end)]
    if isinstance(function, Goalposts | LogGoalposts):
        return [at for at, _ in function.points]
    return []
