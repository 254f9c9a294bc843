"""10,000 draws x 2,000 firms x 15 criteria: the share inside the top 100.

The floor is the same matrix product by blocks with a NumPy partition of each row and a count; the peer is a
loop over scikit-criteria, a few draws of which are timed and multiplied. Processor time, so that other work
on the machine does not count; run it with OPENBLAS_NUM_THREADS=1. Run: make benchmark.
"""

from __future__ import annotations

import sys
from time import process_time

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.robustness.geometric_totals import ONE
from cultivation.core.analysis.robustness.selection import inside
from cultivation.core.analysis.robustness.weights import BLOCK, Field, keys_by_block
from cultivation.core.rules.policy import PoolPolicy

DRAWS, FIRMS, CRITERIA, BEST, LOOPS = 10_000, 2_000, 15, 100, 5
Floats = NDArray[np.float64]


def floor(points: Floats, factors: Floats) -> Floats:
    """Multiply and partition by blocks of the same size, and count who reaches the hundredth."""
    counts, columns, several = np.zeros(FIRMS), np.ascontiguousarray(points.T), BLOCK // FIRMS
    for first in range(0, DRAWS, several):
        totals = factors[first : first + several] @ columns
        least = np.partition(totals, FIRMS - BEST, axis=1)[:, FIRMS - BEST]
        counts += (totals >= least[:, None]).sum(axis=0)
    return counts


def ours(field: Field, factors: Floats, buffer: bool) -> Floats:
    """Count who is in the pool, ties decided and the policy kept."""
    policy = PoolPolicy(capacity=BEST, enter_rank=90, stay_rank=110) if buffer else PoolPolicy(capacity=BEST)
    is_member = np.arange(FIRMS) % 20 == 0
    counts = np.zeros(FIRMS)
    for _first, keys in keys_by_block(field, factors):
        counts += inside(keys, is_member, policy).sum(axis=0, dtype=np.int32)
    return counts


def loop_over_a_library(points: Floats, factors: Floats) -> float:
    """Return the seconds that all draws would take with scikit-criteria, from a few; 0 where missing."""
    try:
        import skcriteria
        from skcriteria.agg.simple import WeightedSumModel
    except ImportError:
        return 0

    began = process_time()
    for row in factors[:LOOPS]:
        matrix = skcriteria.mkdm(points + 1, [max] * CRITERIA, weights=row)
        WeightedSumModel().evaluate(matrix).rank_  # noqa: B018
    return (process_time() - began) / LOOPS * DRAWS


def main() -> None:
    random = np.random.default_rng(1)
    points = random.integers(0, 1000, (FIRMS, CRITERIA)).astype(np.float64)
    factors = np.floor(random.dirichlet(np.full(CRITERIA, 10.0), DRAWS) * CRITERIA * ONE + 0.5)
    field = Field(tuple(map(str, range(FIRMS))), points, tuple(map(str, range(CRITERIA))))
    times = {"floor": [], "top": [], "buffer": []}
    for _round in range(3):
        for name, step in (
            ("floor", lambda: floor(points, factors)),
            ("top", lambda: ours(field, factors, False)),
            ("buffer", lambda: ours(field, factors, True)),
        ):
            began = process_time()
            step()
            times[name].append(process_time() - began)
    least = {name: min(several) for name, several in times.items()}
    peer = loop_over_a_library(points, factors)
    for name, seconds in (
        ("floor: blocked product and partition", least["floor"]),
        ("share inside the top 100, ties decided", least["top"]),
        ("share inside the pool of 100 with a buffer of 90 and 110", least["buffer"]),
        ("loop over scikit-criteria, from a few draws", peer),
    ):
        shown = f"{seconds:.2f} s | {seconds / least['floor']:.2f}" if seconds else "not installed |"
        sys.stdout.write(f"| {name} | {shown} |\n")


if __name__ == "__main__":
    main()
