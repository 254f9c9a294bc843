"""TOPSIS as it was published: vector norm and Euclidean distances."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cultivation.core.analysis.robustness.methods import topsis

CASE = json.loads((Path(__file__).parent / "topsis.json").read_text("utf-8"))


def test_scores_and_ranks_are_the_published_ones() -> None:
    scores = topsis(np.array(CASE["matrix"], float), np.array(CASE["weights"]))
    assert scores.tolist() == pytest.approx(CASE["expected_scores"], abs=CASE["tolerance"])
    places = (-scores).argsort().argsort() + 1
    assert places.tolist() == CASE["expected_ranks"]
