"""The best pool within quotas: 2,000 who may be members, 100 places, 8 industries x 11 zones, both bounds.

The floor is one call of scipy's milp for the greatest total of points with so many members, neither checked
nor proved, and with whichever of equal pools it meets. Ours is proved in exact fractions, and the ties are
decided by place. Run: make benchmark.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from random import Random
from time import perf_counter

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from cultivation.core.pool.quota_conflict import conflict_of
from cultivation.core.pool.quotas import Bound, Option, best_pool, bounds_of
from cultivation.core.rules.policy import PoolPolicy, Quota

FIRMS, CAPACITY, INDUSTRIES, ZONES, SIZES = 2_000, 100, 8, 11, 3


def options(step: int, partitions: int) -> list[Option]:
    """Return enterprises by place, with points in steps: the larger the step, the more of them are equal."""
    random = Random(1)
    kinds = (("industry", INDUSTRIES), ("zone", ZONES), ("size", SIZES))[:partitions]
    shares = {name: [random.random() ** 2 + 0.05 for _ in range(number)] for name, number in kinds}
    points = sorted((random.randrange(0, 10_000 // step) * step for _ in range(FIRMS)), reverse=True)
    return [
        Option(
            f"E{place}",
            each,
            random.random() < 0.8,
            tuple(f"{random.choices(range(number), shares[name])[0]}" for name, number in kinds),
        )
        for place, each in enumerate(points)
    ]


def policy(partitions: int, newcomers: int | None = None) -> PoolPolicy:
    kinds = (("industry", INDUSTRIES), ("zone", ZONES), ("size", SIZES))[:partitions]
    quotas = [
        Quota(
            within=name,
            at_least={str(choice): CAPACITY // (3 * number) for choice in range(number)},
            each_at_most=CAPACITY // number + 2,
        )
        for name, number in kinds
    ]
    return PoolPolicy(capacity=CAPACITY, most_newcomers=newcomers, quotas=tuple(quotas))


def floor(several: list[Option], bounds: list[Bound]) -> int:
    """Return the greatest total that HiGHS finds for a full pool."""
    entries = [(row, place) for row, bound in enumerate(bounds) for place in bound.places]
    rows, places = zip(*entries, strict=True)
    matrix = csr_matrix((np.ones(len(entries)), (rows, places)), shape=(len(bounds), len(several)))
    low = [CAPACITY if not bound.within else bound.least or -np.inf for bound in bounds]
    high = [np.inf if bound.most is None else bound.most for bound in bounds]
    points = np.array([each.points for each in several], float)
    found = milp(
        -points,
        integrality=np.ones(len(several)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0},
    )
    return round(-found.fun)


def least(action: Callable[[], object]) -> float:
    """Return the least time of three runs, in seconds."""
    runs = []
    for _ in range(3):
        began = perf_counter()
        action()
        runs.append(perf_counter() - began)
    return min(runs)


def main() -> None:
    out = sys.stdout
    out.write(
        "| case | floor: one milp | best pool, proved | beside the floor |\n| --- | ---: | ---: | ---: |\n"
    )
    for name, step, partitions, newcomers in (
        ("8 x 11, points in hundredths", 1, 2, None),
        ("8 x 11, points in steps of 1: many are equal", 100, 2, None),
        ("8 x 11, everybody has the same", 10_000, 2, None),
        ("8 x 11, at most 20 newcomers", 1, 2, 20),
        ("8 x 11 x 3", 1, 3, None),
    ):
        several, rule = options(step, partitions), policy(partitions, newcomers)
        bounds = bounds_of(several, rule)
        floor(several, bounds), best_pool(several, bounds, rule)  # libraries are loaded, caches are warm
        alone, ours = least(partial(floor, several, bounds)), least(partial(best_pool, several, bounds, rule))
        out.write(f"| {name} | {alone:.3f} s | {ours:.3f} s | {ours / alone:.1f} |\n")
    several, rule = options(1, 2), policy(2)
    tight = rule.quotas[1].model_copy(update={"at_least": {str(zone): 10 for zone in range(ZONES)}})
    bounds = bounds_of(several, rule.model_copy(update={"quotas": (rule.quotas[0], tight)}))
    began = perf_counter()
    named = len(conflict_of(several, bounds))
    out.write(f"\nA conflict of {named} bounds is named in {perf_counter() - began:.2f} s.\n")


if __name__ == "__main__":
    main()
