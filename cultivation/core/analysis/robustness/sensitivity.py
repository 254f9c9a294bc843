"""Sobol's indices of any function of independent even quantities, with an interval for each.

The estimates are those of scipy (Saltelli's of 2010: A. Saltelli et al., Computer Physics Communications 181,
2010, 259-270), on the points of a scrambled Sobol sequence. The intervals are percentiles of the bootstrap:
base samples are drawn again with replacement. scipy draws its own with a chance that no seed decides, so that
nobody could compute them again. Base samples are doubled until every interval is narrow enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.interval import CONFIDENCE, Interval

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]  # rows of points in the unit cube to a value each

WIDEST = 0.05  # base samples are doubled until no interval reaches further from its middle
RESAMPLES = 999
AT_ONCE = 64  # resamples that are held at once


@dataclass(frozen=True)
class Sensitivity:
    """First-order and total indices by dimension, of so many base samples; `settled`: all are narrow."""

    base_samples: int
    settled: bool
    first: tuple[Interval, ...]
    total: tuple[Interval, ...]


def sensitivity(function: Function, dimensions: int, seed: int, least: int, most: int) -> Sensitivity | None:
    """Return the indices of a function; nothing where its value is always the same.

    `least` is the first number of base samples, a power of 2. For each, the function is asked for
    `dimensions` + 2 values; it is doubled while that leaves no more than `most` values.
    """
    from scipy.stats import qmc

    sampler = qmc.Sobol(2 * dimensions, bits=64, rng=np.random.default_rng(seed))  # as scipy draws
    values, wanted = _values(function, sampler.random(least)), 2 * least
    found = _estimated(values, seed)
    while not found.settled and wanted * (dimensions + 2) <= most:
        values = np.hstack([values, _values(function, sampler.random(wanted - values.shape[1]))])
        found, wanted = _estimated(values, seed), 2 * wanted
    return None if (values == values[0, 0]).all() else found


def _values(function: Function, points: Floats) -> Floats:
    """Return a column for each base sample: at A, at B, and at A with one column after the other from B."""
    dimensions = points.shape[1] // 2
    one, other = points[:, :dimensions], points[:, dimensions:]
    rows = [function(one), function(other)]
    for column in range(dimensions):
        mixed = one.copy()
        mixed[:, column] = other[:, column]
        rows.append(function(mixed))
    return np.array(rows, np.float64)


def _estimated(values: Floats, seed: int) -> Sensitivity:
    from scipy.stats import sobol_indices

    number = values.shape[1]
    sides = {"f_A": values[:1], "f_B": values[1:2], "f_AB": values[2:, None, :]}
    found = sobol_indices(func=sides, n=number)
    first, total = (
        tuple(
            Interval(*(round(float(figure), 4) for figure in each)) for each in zip(own, *bounds, strict=True)
        )
        for own, bounds in zip(
            (found.first_order, found.total_order), bootstrap_bounds(values, seed), strict=True
        )
    )
    reach = max((each.high - each.low) / 2 for each in (*first, *total))
    return Sensitivity(number, reach <= WIDEST, first, total)


def bootstrap_bounds(values: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return the bounds (low, high) of the first-order and of the total indices by dimension.

    An index is a mean over a variance; with the counts of a resample for weights, it is sums of products.
    """
    number, random = values.shape[1], np.random.default_rng(seed)
    centred = values - values[:2].mean()
    one, other, mixed = centred[0], centred[1], centred[2:]
    parts = np.vstack([other * (mixed - one), (one - mixed) ** 2 / 2, one + other, one**2 + other**2])
    means = np.empty((RESAMPLES, len(parts)))
    for start in range(0, RESAMPLES, AT_ONCE):
        several = min(AT_ONCE, RESAMPLES - start)
        drawn = random.integers(0, number, (several, number)) + np.arange(several)[:, None] * number
        counts = np.bincount(drawn.ravel(), minlength=several * number).reshape(several, number)
        means[start : start + several] = counts @ parts.T / number
    variance = means[:, -1] / 2 - (means[:, -2] / 2) ** 2
    indices = np.divide(
        means[:, :-2], variance[:, None], out=np.zeros_like(means[:, :-2]), where=variance[:, None] > 0
    )
    tails = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    bounds: Floats = np.quantile(indices, tails, axis=0)
    return bounds[:, : len(mixed)], bounds[:, len(mixed) :]
