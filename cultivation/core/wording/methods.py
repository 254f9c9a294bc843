"""The rankings that stand beside ours, in words."""

from __future__ import annotations

from cultivation.language import N_

METHODS = {
    "equal_weights": N_("equal weights"),
    "entropy_weights": N_("entropy weights: criteria that differ more weigh more"),
    "critic_weights": N_("CRITIC weights: criteria that differ more and stand alone weigh more"),
    "pca_weights": N_("weights of the first principal component"),
    "topsis": N_("TOPSIS: near to the best, far from the worst"),
    "vikor": N_("VIKOR: little regret in any criterion"),
    "geometric_mean": N_("geometric mean: weaknesses are not offset"),
}
