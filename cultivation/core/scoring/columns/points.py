"""Value functions over columns in float64: points in whole units, and the rows that floats cannot decide.

A row is left open wherever an edge of a band, or of rounding, lies within the bound of the value's error. Its
points are then for exact arithmetic to say (outcomes.outcome_of), whose answers these are otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import (
    Bands,
    Choice,
    Count,
    Goalposts,
    LogGoalposts,
    SimpleFunction,
    Table,
    ValueFunction,
    simple_functions,
)
from cultivation.core.scoring.columns.bounds import LONGEST_PLAIN, Floats, Mask, Numbers, Part, Truth, Words

Units = NDArray[np.int64]
ROUNDING = 1e-14  # of a plain number, or of a few operations on floats, as a share of the value


@dataclass(frozen=True)
class PointColumn:
    """Points in units: 0 where there is no value (not `known`), still to be decided where `open`."""

    units: Units
    known: Mask
    open: Mask


def covers(function: ValueFunction) -> bool:
    """Tell whether all of a value function can be told over columns; what a person marks cannot."""
    return all(
        isinstance(each, Bands | Goalposts | LogGoalposts | Count | Choice | Table)
        and not (isinstance(each, Count) and each.at_most is None)
        and all(len(format(number, "f")) <= LONGEST_PLAIN for number in _edges(each))
        for each in simple_functions(function)
    )


def point_column(function: SimpleFunction, part: Part, row: Part | None, precision: Decimal) -> PointColumn:
    """Apply a value function that is covered; `row` is the other choice of a table."""
    if isinstance(part, Numbers):
        with np.errstate(all="ignore"):
            return _of_numbers(function, part, precision)
    if isinstance(function, Table):
        assert row is not None
        return _table(function, part, row, precision)
    assert isinstance(function, Choice)
    options = {choice: to_units(Fraction(points), precision) for choice, points in function.options.items()}
    words, known, open_ = _words(part)
    return _told(_looked_up(options, words, 0), known, open_)


def _table(function: Table, part: Part, row: Part, precision: Decimal) -> PointColumn:
    words, known, open_ = _words(part)
    others, also_known, also_open = _words(row)
    cells = {
        (by, choice): to_units(Fraction(points), precision)
        for by, own in function.table.items()
        for choice, points in own.items()
    }
    units = _looked_up(
        cells, list(zip(others, words, strict=True)), to_units(Fraction(function.otherwise), precision)
    )
    return _told(units, known, open_ | also_open | ~also_known)


def _looked_up(units: Mapping[Any, int], keys: Sequence[Any], otherwise: int) -> Units:
    return np.fromiter((units.get(key, otherwise) for key in keys), np.int64, len(keys))


def _of_numbers(function: SimpleFunction, part: Numbers, precision: Decimal) -> PointColumn:
    assert isinstance(function, Bands | Goalposts | LogGoalposts | Count)  # it is covered, and of a number
    if isinstance(function, Bands):
        column = _bands(function, part, precision)
    elif isinstance(function, Count):
        assert function.at_most is not None  # it is covered
        most, each = Fraction(function.at_most), Fraction(function.each)
        column = _along_line([(Fraction(0), Fraction(0)), (most / each, most)], part, precision)
    else:
        column = _along_line(function.posts, part, precision, isinstance(function, LogGoalposts))
    if part.plain and column.open.any():
        _decide(column, function, part.value, precision)
    return column


def _decide(
    column: PointColumn,
    function: Bands | Goalposts | LogGoalposts | Count,
    value: Floats,
    precision: Decimal,
) -> None:
    """Decide the open rows of plain numbers exactly: the shortest text of such a float is what was filed."""
    for row in np.flatnonzero(column.open & np.isfinite(value)).tolist():
        filed = Fraction(Decimal(repr(float(value[row]))))
        column.units[row] = to_units(function.points_of(filed), precision)
        column.open[row] = False


def _bands(function: Bands, part: Numbers, precision: Decimal) -> PointColumn:
    """Count the bands that end before each value."""
    value = part.value
    band = np.zeros(len(value), np.int8)
    open_ = np.zeros(len(value), np.bool_)
    for edge, closed in (end for each in function.bands if (end := each.end)):
        at = float(edge)
        band += value > at if closed else value >= at
        if not part.plain:
            open_ |= ~(np.abs(value - at) > part.error + abs(at) * ROUNDING)
    table = np.array([to_units(Fraction(each.points), precision) for each in function.bands], np.int64)
    if part.plain:
        open_ = np.isnan(value)
    return _told(table[band], part.known, open_)


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


def _words(part: Part) -> tuple[Sequence[str], Mask, Mask]:
    """Return choices as texts, where there may be one, and where it is open which."""
    if isinstance(part, Truth):
        words = np.where(part.may_hold, "yes", "no").tolist()
        return words, part.may_hold | part.may_not, part.may_hold & part.may_not
    assert isinstance(part, Words)
    return part.value.tolist(), part.known, np.zeros(len(part.known), np.bool_)


def _edges(function: SimpleFunction) -> list[Decimal]:
    """Return the numbers that values are compared with."""
    if isinstance(function, Bands):
        return [end[0] for band in function.bands if (end := band.end)]
    if isinstance(function, Goalposts | LogGoalposts):
        return [at for at, _ in function.points]
    return []
