"""Points that a person gives within a range, over columns; until then the lowest of the range counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cultivation.core.rules.rounding import to_units
from cultivation.core.rules.value_functions import Judged, JudgedBands, JudgedChoice
from cultivation.core.scoring.columns.bounds import Numbers, Part
from cultivation.core.scoring.columns.points import PointColumn, band_column, choices_of
from cultivation.core.scoring.columns.ratios import Mask

AnyJudged = Judged | JudgedBands | JudgedChoice
Rows = NDArray[np.intp]


def judged_column(
    function: AnyJudged, part: Part | None, mark: Numbers, between: bool, precision: Decimal, rows: int
) -> PointColumn:
    """Take the marks that may be given; `part` is what the range depends on, None where it is one for all."""
    ranges, place, known, open_ = _ranges(function, part, rows)
    lowest = np.array([to_units(Fraction(low), precision) for low, _ in ranges], np.int64)
    result = PointColumn(
        np.where(known, lowest[place], 0), known, open_ & known, np.zeros(rows, np.bool_), {}
    )
    for number, (low, high) in enumerate(ranges):
        own = known & ~open_ & (place == number)
        if low == high:
            continue
        result.provisional[own & ~mark.known] = True  # type: ignore[index]
        marked = np.flatnonzero(own & mark.known)
        given, place_of = _distinct(mark, marked)
        for each, mine in zip(given, place_of, strict=True):
            _give(result, function, each, marked[mine], (low, high), between, precision)
    return result


def _give(
    result: PointColumn,
    function: AnyJudged,
    mark: Fraction | None,
    rows: Rows,
    ends: tuple[Decimal, Decimal],
    between: bool,
    precision: Decimal,
) -> None:
    """Lay one mark over the rows that have it, or say that it cannot be taken."""
    assert result.provisional is not None and isinstance(result.refused, dict)
    if mark is None:
        result.open[rows] = True
    elif function.allows(mark, *ends, between):
        result.units[rows] = to_units(mark, precision)
    else:
        result.provisional[rows] = True
        result.refused.update(dict.fromkeys(rows.tolist(), mark))


def _ranges(
    function: AnyJudged, part: Part | None, rows: int
) -> tuple[Sequence[tuple[Decimal, Decimal]], NDArray[np.int64], Mask, Mask]:
    """Return the ranges that there are, and of each row its own, where it has one, and where that is open."""
    if isinstance(function, Judged):
        return [function.between], np.zeros(rows, np.int64), np.ones(rows, np.bool_), np.zeros(rows, np.bool_)
    if isinstance(function, JudgedBands):
        assert isinstance(part, Numbers)  # checked when the rule set is loaded
        band, open_ = band_column(function.bands, part)
        place = band.astype(np.int64)
        for row in np.flatnonzero(open_ & part.known).tolist():
            value = part.fraction(row)
            if value is not None:
                place[row] = _band(function, value)
                open_[row] = False
        return [each.between for each in function.bands], place, part.known, open_
    assert part is not None
    words, known, open_ = choices_of(part)
    numbers = {key: number for number, key in enumerate(function.options)}
    place = np.fromiter((numbers.get(word, 0) for word in words), np.int64, len(words))
    return list(function.options.values()), place, known, open_


def _band(function: JudgedBands, value: Fraction) -> int:
    return next(number for number, band in enumerate(function.bands) if not band.ends_before(value))


def _distinct(mark: Numbers, rows: Rows) -> tuple[list[Fraction | None], list[Rows]]:
    """Return the distinct marks of some rows, None where they are open, and the places that have each."""
    if not len(rows):
        return [], []
    if mark.plain:
        values, place = np.unique(mark.value[rows], return_inverse=True)
        given: list[Fraction | None] = [Fraction(repr(float(each))) for each in values]
        order = np.argsort(place, kind="stable")
        ends = np.searchsorted(place[order], np.arange(1, len(values)))
        return given, np.split(order, ends)
    return [mark.fraction(row) for row in rows.tolist()], [np.array([each]) for each in range(len(rows))]
