"""The step at the cut line beside least squares done another way; how often its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from cultivation.core.analysis.effect import FEWEST, NEAREST, Observation, Step, step_at_line

TRIALS = 300


def sample(chance: np.random.Generator, number: int, effect: float, curve: float) -> list[Observation]:
    """Draw firms whose outcome bends with their points, and steps by `effect` at the line."""
    points = chance.uniform(-10, 10, number)
    outcomes = 1 + 0.3 * points + curve * points**2 + effect * (points >= 0)
    return [Observation(*each) for each in zip(points, outcomes + chance.normal(0, 1, number), strict=True)]


def estimate(observations: list[Observation]) -> Step:
    found = step_at_line(observations)
    assert found is not None
    return found


def height(points: np.ndarray, outcomes: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Fit by an orthogonal decomposition of the rows times the root of their weights."""
    root = np.sqrt(weights)
    design = np.column_stack([np.ones_like(points), points, points**2])
    found, *_rest = np.linalg.lstsq(design * root[:, None], outcomes * root, rcond=None)
    return float(found[0]), found


def test_the_estimate_and_its_width_are_those_of_refits_without_each_firm() -> None:
    """HC3 is the spread of what each firm is missed by when fitted without it; so it is done here."""
    observations = sample(np.random.default_rng(1), 140, 2, 0.02)
    found = estimate(observations)
    variance, heights = 0.0, []
    for inside in (True, False):
        own = [each for each in observations if bool(each.points >= 0) is inside]
        points, outcomes = (np.array([getattr(each, key) for each in own]) for key in ("points", "outcome"))
        weights = 1 - np.abs(points) / (found.window * (1 + 1e-9))
        points, outcomes, weights = (each[weights > 0] for each in (points, outcomes, weights))
        heights.append(height(points, outcomes, weights)[0])
        for at in range(len(points)):
            rest = np.arange(len(points)) != at
            _at_line, without = height(points[rest], outcomes[rest], weights[rest])
            missed = outcomes[at] - without @ [1, points[at], points[at] ** 2]
            bumped = outcomes.copy()
            bumped[at] += missed
            moved = height(points, bumped, weights)[0] - heights[-1]
            variance += moved**2
    assert found.effect == pytest.approx(heights[0] - heights[1], rel=1e-9)
    from scipy.stats import t

    half = t.ppf(0.975, found.number_above + found.number_below - 6) * variance**0.5
    assert (found.low, found.high) == pytest.approx((found.effect - half, found.effect + half), rel=1e-9)


@pytest.mark.parametrize("curve", [0.0, 0.05])
def test_the_interval_holds_the_truth_as_often_as_it_says(curve: float) -> None:
    """95 of 100, whether the outcome bends or not; of 300 draws fewer than 92 % are a chance of 1 in 60."""
    chance = np.random.default_rng(2)
    held = 0
    for _trial in range(TRIALS):
        found = estimate(sample(chance, 160, 1.5, curve))
        held += found.low <= 1.5 <= found.high
    assert 0.92 <= held / TRIALS <= 0.99


def test_without_noise_the_step_is_found_exactly() -> None:
    points = np.linspace(-10, 10, 101)
    exact = [Observation(x, 3 * (x >= 0) + 2 + x - 0.1 * x * x) for x in points]
    found = estimate(exact)
    assert found.effect == pytest.approx(3, abs=1e-9) and found.is_clear


def test_too_few_on_a_side_say_nothing() -> None:
    chance = np.random.default_rng(3)
    few = [each for each in sample(chance, 400, 1, 0) if each.points < 0]
    above = [Observation(float(at), 1.0) for at in range(FEWEST - 1)]
    assert step_at_line([*few, *above]) is None
    assert step_at_line([*few, *[Observation(1.0, 1.0)] * NEAREST]) is None  # all on one spot
    assert step_at_line([]) is None
