"""Weights and methods beside pymcdm's, and by hand; further ones by name."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from pymcdm import methods as theirs
from pymcdm import normalizations
from pymcdm import weights as their_weights

from cultivation.core.analysis.robustness import further, methods
from cultivation.core.analysis.robustness.challengers import challenge
from cultivation.errors import Refused, UsageMistake

from .test_certainty import RULES, table_of

RANDOM = np.random.default_rng(11)
MATRICES = [RANDOM.random((size, columns)) * 0.999 + 0.001 for size, columns in ((5, 2), (30, 5), (200, 9))]


def close(found: np.ndarray, expected: np.ndarray) -> None:
    assert found.tolist() == pytest.approx(np.asarray(expected).tolist(), abs=1e-12)


@pytest.mark.parametrize("matrix", MATRICES, ids=lambda each: str(each.shape))
def test_they_are_those_of_pymcdm(matrix: np.ndarray) -> None:
    weights, more = RANDOM.dirichlet(np.ones(matrix.shape[1])), np.ones(matrix.shape[1])
    close(methods.equal_weights(matrix), their_weights.equal_weights(matrix))
    close(methods.entropy_weights(matrix), their_weights.entropy_weights(matrix))
    close(methods.critic_weights(matrix), their_weights.critic_weights(matrix))
    by_norm = theirs.TOPSIS(normalizations.vector_normalization)
    close(methods.topsis(matrix, weights), by_norm(matrix, weights, more))
    close(methods.vikor(matrix, weights), 1 - theirs.VIKOR()(matrix, weights, more))


def test_the_first_component_is_the_axis_that_differences_lie_on() -> None:
    """Two criteria that rise together and one that stands alone: eigenvectors of their correlations."""
    matrix = MATRICES[1][:, :3].copy()
    matrix[:, 1] = matrix[:, 0] + matrix[:, 1] / 5
    values, vectors = np.linalg.eigh(np.corrcoef(matrix, rowvar=False))
    close(methods.principal_weights(matrix), vectors[:, values.argmax()] ** 2)


def test_a_geometric_mean_by_hand() -> None:
    """sqrt(1/4 * 1) = 1/2; (1/8)^(1/3) * 1^(2/3) = 1/2."""
    close(methods.geometric_mean(np.array([[0.25, 1.0]]), np.array([0.5, 0.5])), np.array([0.5]))
    close(methods.geometric_mean(np.array([[0.125, 1.0]]), np.array([1 / 3, 2 / 3])), np.array([0.5]))


def test_vikor_by_hand() -> None:
    """Shares 1, 0 | 0, 1 | 1/2, 1/2 with weights 2/3 and 1/3: S = 1/3, 2/3, 1/2; R = 1/3, 2/3, 1/3."""
    found = methods.vikor(np.array([[1, 0], [0, 1], [0.5, 0.5]]), np.array([2 / 3, 1 / 3]))
    close(found, np.array([float(1 - Fraction(each)) for each in ("0", "1", "1/4")]))


def several() -> list[tuple[int, ...]]:
    random = np.random.default_rng(3)
    return [tuple(int(random.integers(0, most)) for most in (3500, 1500, 3500, 1500)) for _ in range(40)]


def test_topsis_and_its_weights_in_a_pool_are_those_of_its_points() -> None:
    """A column's scale does not matter to TOPSIS, so points do as well as shares of maxima."""
    table = table_of(several())
    found = {each.method: each for each in challenge(table, RULES).challengers}["topsis"]
    assert found.weights == {
        "rd_expenditure": 0.35,
        "rd_growth": 0.15,
        "patents": 0.35,
        "patents_per_rd": 0.15,
    }
    points = np.array([[line.criteria[key] for key in RULES.criteria] for line in table.lines], float)
    points = points.clip(np.array([3.5, 1.5, 3.5, 1.5]))
    by_norm = theirs.TOPSIS(normalizations.vector_normalization)
    expected = by_norm(points, np.array(list(found.weights.values())), np.ones(4))
    assert found.scores == pytest.approx(expected.tolist(), abs=1e-6)
    assert found.places == tuple((theirs.TOPSIS().rank(expected)).astype(int).tolist())


def test_every_further_method_ranks_as_pymcdm_ranks() -> None:
    offered = further.further_methods()
    assert {"EDAS", "CODAS", "MABAC", "MAIRCA", "WASPAS"} <= offered.keys()
    assert not offered.keys() & {"TOPSIS", "VIKOR", "COPRAS", "SPOTIS"}
    table = table_of(several())
    challengers = challenge(table, RULES, offered).challengers[-len(offered) :]
    assert [each.method for each in challengers] == list(offered)
    maxima = np.array([3500, 1500, 3500, 1500])
    points = np.array([[line.criteria[key] for key in RULES.criteria] for line in table.lines], float)
    shares = (points / maxima).clip(0.001)
    for each in challengers:
        method = getattr(theirs, each.method)()
        places = method.rank(method(shares, maxima / maxima.sum(), np.ones(4)))
        assert each.places == tuple(places.astype(int).tolist()), each.method


def test_unknown_names_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageMistake, match=r"EDASS.*CODAS, EDAS"):
        further.check_further(["EDASS"])
    further.check_further(["EDAS"])


def test_without_pymcdm_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(further, "find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"pip install 'cultivation\[methods\]'"):
        further.check_further(["EDAS"])
    further.check_further([])
