"""What entering the pool does: firms just above the cut line beside applicants just below it.

A sharp regression discontinuity. On each side of the line a parabola is fitted to those nearest to it, the
nearer the more weight; the effect is the step between the two at the line. With the bandwidth that a straight
line would have, this is the bias-corrected estimate of Calonico, Cattaneo and Titiunik (2014), whose interval
is honest about the curve (rho = 1). Variances are HC3, quantiles those of Student.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST, NEAREST = (
    20,
    40,
)  # on each side: below the one nothing is said, the other sets how far the window goes
ORDER = 2  # a parabola
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Observation:
    """One enterprise: how many points it stands above the line (below: negative), and what came of it."""

    points: float
    outcome: float


@dataclass(frozen=True, slots=True)
class Step:
    """The step at the line, with its 95 % interval; how many stand on each side, within how many points.

    `above` and `below` are plain means of those in the window.
    """

    effect: float
    low: float
    high: float
    number_above: int
    number_below: int
    window: float
    above: float
    below: float

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves out that there is no difference."""
        return self.low > 0 or self.high < 0


def step_at_line(observations: Sequence[Observation]) -> Step | None:
    """Estimate the step at 0 points; None where fewer than FEWEST stand on a side, or all on one spot.

    The window goes as far as the NEAREST-th of the side where that is farther, so nobody chooses it.
    """
    import numpy as np
    from scipy.stats import t

    points = np.array([each.points for each in observations], dtype=float)
    outcomes = np.array([each.outcome for each in observations], dtype=float)
    inside = points >= 0
    distances = np.abs(points)
    if min(inside.sum(), (~inside).sum()) < FEWEST:
        return None
    reach = max(np.sort(distances[side])[min(NEAREST, side.sum()) - 1] for side in (inside, ~inside))
    weights = np.clip(1 - distances / (reach * (1 + 1e-9)), 0, None)
    sides = []
    for side in (inside, ~inside):
        near = side & (weights > 0)
        fit = _intercept(points[near], outcomes[near], weights[near]) if near.sum() >= FEWEST else None
        if fit is None:
            return None
        sides.append((*fit, int(near.sum()), float(outcomes[near].mean())))
    (above, variance_above, number_above, mean_above), (below, variance_below, number_below, mean_below) = (
        sides
    )
    effect, free = above - below, number_above + number_below - 2 * (ORDER + 1)
    half = float(t.ppf((1 + LEVEL) / 2, free)) * (variance_above + variance_below) ** 0.5
    return Step(
        *(effect, effect - half, effect + half, number_above, number_below, float(reach)),
        *(mean_above, mean_below),
    )


def _intercept(points: Floats, outcomes: Floats, weights: Floats) -> tuple[float, float] | None:
    """Fit a parabola by weighted least squares; return its height at the line and the HC3 variance of it."""
    import numpy as np

    scale = float(np.abs(points).max()) or 1.0
    design = np.vander(points / scale, ORDER + 1, increasing=True)
    if np.linalg.matrix_rank(design) <= ORDER:
        return None
    inverse = np.linalg.inv(design.T @ (weights[:, None] * design))
    own = inverse @ design.T * weights  # what each outcome adds to each coefficient
    coefficients = own @ outcomes
    leverage = np.einsum("ij,ji->i", design, own)
    residuals = (outcomes - design @ coefficients) / np.clip(1 - leverage, 1e-6, None)
    return float(coefficients[0]), float(np.sum((own[0] * residuals) ** 2))
