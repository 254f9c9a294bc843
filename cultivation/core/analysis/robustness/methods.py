"""Published weights and methods on a matrix of shares: a row an enterprise, a column a criterion.

More is better; every column varies and holds numbers above 0. Weights add up
to 1; of every score the greater is the better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MAJORITY = 0.5  # VIKOR: how much the group counts beside the single criterion of most regret


def equal_weights(matrix: Floats) -> Floats:
    """Return the same weight for each criterion."""
    return np.full(matrix.shape[1], 1 / matrix.shape[1])


def entropy_weights(matrix: Floats) -> Floats:
    """Return one less the entropy of each column over that of an even one (C. L. Hwang, K. Yoon, 1981)."""
    parts = matrix / matrix.sum(axis=0)
    diversity: Floats = 1 + (parts * np.log(parts)).sum(axis=0) / np.log(len(matrix))
    diversity /= diversity.sum()
    return diversity


def critic_weights(matrix: Floats) -> Floats:
    """Return deviation times what other columns do not tell (D. Diakoulaki, G. Mavrotas, 1995).

    Columns are brought to 0 to 1 first; the deviation is that of the sample.
    """
    normal = (matrix - matrix.min(axis=0)) / np.ptp(matrix, axis=0)
    conflict = (1 - np.corrcoef(normal, rowvar=False)).sum(axis=0)
    information: Floats = normal.std(axis=0, ddof=1) * conflict
    information /= information.sum()
    return information


def principal_weights(matrix: Floats) -> Floats:
    """Return the squared loadings of the first principal component of the standardised columns."""
    from sklearn.decomposition import PCA

    scaled = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    loadings = PCA(n_components=1, svd_solver="full").fit(scaled).components_[0]
    squared: Floats = loadings**2
    squared /= squared.sum()
    return squared


def topsis(matrix: Floats, weights: Floats) -> Floats:
    """Return the closeness to the ideal (C. L. Hwang, K. Yoon, 1981; G. H. Tzeng, J. J. Huang, 2011).

    Columns are divided by their Euclidean norm; distances are Euclidean.
    """
    weighted = matrix / np.sqrt((matrix**2).sum(axis=0)) * weights
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    closeness: Floats = to_worst / (to_best + to_worst)
    return closeness


def vikor(matrix: Floats, weights: Floats) -> Floats:
    """Return one less the compromise Q of S. Opricovic and G. H. Tzeng (2004): 1 is best, 0 the worst."""
    regret = weights * (matrix.max(axis=0) - matrix) / np.ptp(matrix, axis=0)
    group, single = _between(regret.sum(axis=1)), _between(regret.max(axis=1))
    return 1 - (MAJORITY * group + (1 - MAJORITY) * single)


def _between(values: Floats) -> Floats:
    spread = np.ptp(values)
    found: Floats = (values - values.min()) / spread if spread else np.zeros(len(values))
    return found


def geometric_mean(matrix: Floats, weights: Floats) -> Floats:
    """Return the weighted geometric mean of the shares."""
    mean: Floats = np.exp(np.log(matrix) @ weights)
    return mean


WEIGHTINGS: Mapping[str, Callable[[Floats], Floats]] = {
    "equal": equal_weights,
    "entropy": entropy_weights,
    "critic": critic_weights,
    "pca": principal_weights,
}
METHODS: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "topsis": topsis,
    "vikor": vikor,
    "geometric_mean": geometric_mean,
}
