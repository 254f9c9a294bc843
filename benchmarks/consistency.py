"""How many planted anomalies the consistency check finds, by kind, and how many clean firms it flags.

Thirty cohorts of 300 made-up firms (tests/consistency/planted.py), each with one anomaly of each of ten
kinds. Run: python benchmarks/consistency.py. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from cultivation.core.analysis.consistency.flags import check_consistency
from tests.core.analysis.consistency.planted import PLANTED, cohort, rules

COHORTS, SIZE = 30, 300


def main() -> None:
    found, false, clean, seconds = Counter[str](), 0, 0, 0.0
    for seed in range(100, 100 + COHORTS):
        firms, where = cohort(seed, SIZE, list(PLANTED))
        began = perf_counter()
        flags = check_consistency(firms, rules()).flags
        seconds += perf_counter() - began
        flagged, partners = {each.id for each in flags}, {each.other for each in flags}
        found.update(name for key, name in where.items() if key in flagged)
        false += len(flagged - where.keys() - partners)
        clean += SIZE - len(where)
    for name in PLANTED:
        sys.stdout.write(f"| {name} | {found[name] / COHORTS:.0%} |\n")
    sys.stdout.write(f"| clean firms flagged | {false / clean:.1%} |\n")
    sys.stdout.write(f"{seconds / COHORTS:.2f} s a cohort\n")


if __name__ == "__main__":
    main()
