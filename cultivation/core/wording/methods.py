"""The rankings that stand beside ours, in words."""

from __future__ import annotations

from cultivation.language import N_, _

METHODS = {
    "equal_weights": N_("equal weights"),
    "entropy_weights": N_("entropy weights: criteria that differ more weigh more"),
    "critic_weights": N_("CRITIC weights: criteria that differ more and stand alone weigh more"),
    "pca_weights": N_("weights of the first principal component"),
    "topsis": N_("TOPSIS: near to the best, far from the worst"),
    "vikor": N_("VIKOR: little regret in any criterion"),
    "geometric_mean": N_("geometric mean: weaknesses are not offset"),
}
HEADINGS = {
    "equal_weights": N_("equal"),
    "entropy_weights": N_("entropy"),
    "critic_weights": "CRITIC",
    "pca_weights": N_("principal component"),
    "topsis": "TOPSIS",
    "vikor": "VIKOR",
    "geometric_mean": N_("geometric"),
}


def method_text(method: str) -> str:
    """Name a ranking; further methods have their names from pymcdm."""
    return _(METHODS[method]) if method in METHODS else method


def method_heading(method: str) -> str:
    """Name a ranking above a column."""
    return _(HEADINGS[method]) if method in HEADINGS else method
