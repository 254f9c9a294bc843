"""Geometric means over columns: floats decide where they are surely right, exact arithmetic elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from cultivation.core.rules.aggregation import whole_weights
from cultivation.core.rules.rounding import bound_units
from cultivation.core.scoring.columns.points import Units
from cultivation.core.scoring.totals import geometric

OFF = 1e-11  # what a mean by logarithms is off at most, as a share of it


def geometric_column(
    units: Mapping[str, Units], maxima: Sequence[Decimal], most: Decimal, precision: Decimal, step: Decimal
) -> Units:
    """Return `most` times the geometric mean of the shares of the maxima, as totals.geometric gives it."""
    weights = whole_weights(list(maxima))
    counted = [
        (column, weight, maximum)
        for column, weight, maximum in zip(units.values(), weights, maxima, strict=True)
        if weight
    ]
    rows = len(next(iter(units.values())))
    nothing = np.zeros(rows, np.bool_)
    logarithm = np.zeros(rows)
    with np.errstate(all="ignore"):
        for column, weight, maximum in counted:
            nothing |= column <= 0
            logarithm += weight * np.log(column * float(Fraction(precision) / Fraction(maximum)))
        steps = float(Fraction(most) / Fraction(step)) * np.exp(logarithm / sum(weights))
    whole = np.floor(np.where(nothing, 0, steps) + 0.5)
    surely = nothing | (np.abs(steps - whole) < 0.5 - OFF * np.maximum(steps, 1))
    result: Units = whole.astype(np.int64) * bound_units(step, precision)
    known: dict[tuple[int, ...], int] = {}
    by_key = dict(zip(units, maxima, strict=True))
    for row in np.flatnonzero(~surely).tolist():
        own = {key: int(column[row]) for key, column in units.items()}
        found = known.get(tuple(own.values()))
        if found is None:
            found = known[tuple(own.values())] = geometric(own, by_key, most, precision, step)
        result[row] = found
    return result
