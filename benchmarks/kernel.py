"""Scoring over columns: 1,000,000 x 15 criteria (bands, goalposts, log), scored and ranked, in one thread.

The floor is one NumPy matrix-vector product over the array and one sort. The peers are the weighted sums with
ranks of scikit-criteria and pymcdm on the same array (pip install '.[benchmarks]'; left out where missing).
Then 10,000,000 rows by batches of a million, of which the best hundred are kept. Run: make benchmark.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from time import process_time

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue
from cultivation.core.scoring.assessment import Assessment, assess_all
from cultivation.core.scoring.columns.bounds import Part, Words, plain_numbers
from cultivation.core.scoring.columns.kernel import decided, score_columns
from cultivation.core.scoring.columns.ranks import rank_columns

ROWS, CRITERIA, BATCHES, BEST = 1_000_000, 15, 10, 100
CUTOFF = date(2024, 12, 31)
Array = NDArray[np.float64]
FUNCTIONS = (
    {
        "method": "bands",
        "bands": [
            {"below": 20, "points": 0},
            {"from": 20, "below": 40, "points": 2},
            {"from": 40, "below": 60, "points": 4},
            {"from": 60, "up_to": 80, "points": 6},
            {"above": 80, "points": 10},
        ],
    },
    {"method": "goalposts", "points": [[10, 0], [50, 6], [90, 10]]},
    {"method": "log_goalposts", "points": [[1, 0], [100, 10]]},
)


def make_rules() -> RuleSet:
    fields = {
        f"f{place}": {"type": "number", "zh": f"值{place}", "en": f"f{place}"} for place in range(CRITERIA)
    }
    criteria = {
        f"c{place}": {
            "indicator": f"f{place}",
            "maximum": 10,
            **FUNCTIONS[place % len(FUNCTIONS)],
            "source": {"document": "d"},
        }
        for place in range(CRITERIA)
    }
    written = {
        "id": "benchmark",
        "version": "1",
        "valid_from": "2020-01-01",
        "name": {"zh": "测速", "en": "benchmark"},
        "sources": {"d": {"zh": "文", "en": "text"}},
        "identifier": {"field": "code", "kind": "free_text"},
        "name_field": "name",
        "precision": 0.01,
        "fields": {
            "code": {"type": "identifier", "zh": "码", "en": "code"},
            "name": {"type": "text", "zh": "名", "en": "name"},
            **fields,
        },
        "dimensions": {"d": {"zh": "组", "en": "group", "maximum": 10 * CRITERIA, "criteria": criteria}},
        "ties": [{"by": "f0", "order": "descending"}, {"by": "code", "order": "ascending"}],
    }
    return load_rules(json.dumps(written, ensure_ascii=False).encode(), "benchmark.yaml").rules


def make_array(seed: int) -> Array:
    """Return figures with four decimals, each the float nearest to one."""
    return np.random.default_rng(seed).integers(1, 1_000_001, (ROWS, CRITERIA)) / 10_000


def columns(array: Array) -> dict[str, Part]:
    """Return the columns as the kernel takes them: one after another, with what is known of them."""
    known = np.ones(ROWS, np.bool_)
    parts: dict[str, Part] = {
        f"f{place}": plain_numbers(np.ascontiguousarray(array[:, place]), known) for place in range(CRITERIA)
    }
    return {**parts, "cutoff": Words(np.full(1, CUTOFF.isoformat(), np.object_), np.ones(1, np.bool_))}


def score(
    parts: dict[str, Part], array: Array, rules: RuleSet
) -> tuple[NDArray[np.int64], NDArray[np.intp], int]:
    """Return totals, the rows in their order, and how many rows were left to the exact assessment."""

    def assess(rows: Sequence[int]) -> list[Assessment]:
        applications = [application(row, array[row]) for row in rows]
        found = {each.id: each for each in assess_all(applications, rules, CUTOFF)}
        return [found[each.id] for each in applications]

    scored = score_columns(parts, rules, ROWS)
    result = decided(scored, rules, assess)
    return result.total, rank_columns(result, parts["f0"], rules, assess), int(np.count_nonzero(scored.open))


def application(row: int, figures: Array) -> Application:
    values = {f"f{place}": FiledValue(Decimal(repr(float(each)))) for place, each in enumerate(figures)}
    code = f"{row:08}"
    return Application(code, code, {"code": FiledValue(code), "name": FiledValue(code), **values})


def floor(array: Array) -> NDArray[np.intp]:
    return np.argsort(array @ np.full(CRITERIA, 1 / CRITERIA))


def scikit_criteria(array: Array) -> object:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    matrix = skcriteria.mkdm(array, [max] * CRITERIA, weights=[1 / CRITERIA] * CRITERIA)
    return WeightedSumModel().evaluate(matrix).rank_


def pymcdm(array: Array) -> object:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM

    return rrankdata(WSM()(array, np.full(CRITERIA, 1 / CRITERIA), np.ones(CRITERIA)))


def quickest(step: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = process_time()
        step()
        times.append(process_time() - start)
    return min(times)


def main() -> None:
    rules, array = make_rules(), make_array(0)
    parts = columns(array)
    exact = score(parts, array, rules)[2]
    steps: dict[str, tuple[Callable[[], object], int]] = {
        "NumPy: product and sort": (lambda: floor(array), 5),
        "scored and ranked": (lambda: score(parts, array, rules), 5),
        "scikit-criteria: weighted sum and ranks": (lambda: scikit_criteria(array), 1),
        "pymcdm: weighted sum and ranks": (lambda: pymcdm(array), 1),
    }
    first = 0.0
    for name, (step, runs) in steps.items():
        try:
            seconds = quickest(step, runs)
        except ImportError:
            sys.stdout.write(f"| {name} | not installed | |\n")
            continue
        first = first or seconds
        sys.stdout.write(f"| {name} | {seconds:.2f} s | {seconds / first:.1f} |\n")
    sys.stdout.write(f"{exact} of {ROWS:,} rows were left to the exact assessment\n")
    start, best = process_time(), []
    for batch in range(BATCHES):
        array = make_array(batch)
        total, order, _ = score(columns(array), array, rules)
        best = sorted(best + [(-int(total[row]), batch, int(row)) for row in order[:BEST]])[:BEST]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{BATCHES * ROWS:,} rows by batches: {process_time() - start:.1f} s, at most {most} MiB\n"
    )


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
