"""A register in Parquet, 1,000,000 x 15 criteria (bands, goalposts, log), to exact totals, in one thread.

Beside it Polars, which computes the same totals in float64 from the same file and rounds them half up (pip
install polars; left out where missing), and as the floor one NumPy product over the figures in memory. Times
are of the processor. Every total of ours is compared with Polars', and where they differ the exact assessment
says who is right. Run: python -m benchmarks.screen [ROWS].
"""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.kernel import CRITERIA, CUTOFF, FUNCTIONS, make_rules
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.assessment import assess_all
from cultivation.core.scoring.columns.kernel import decided, score_columns
from cultivation.core.screening.scoring import Plan, score_batch
from cultivation.core.screening.state import State
from cultivation.engines.arrow_columns import parts_of
from cultivation.engines.layout import layout_of
from cultivation.engines.register import BATCH, batches

Totals = NDArray[np.int64]
FIGURES = [f"f{place}" for place in range(CRITERIA)]


def write_register(path: Path, rows: int) -> None:
    """Write figures with four decimals, by a million rows."""
    chance = np.random.default_rng(0)
    schema = pa.schema([("code", pa.string()), *((key, pa.decimal128(9, 4)) for key in FIGURES)])
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, rows, 1_000_000):
            number = min(1_000_000, rows - first)
            columns = [pa.array([f"{row:09}" for row in range(first, first + number)])]
            for _ in FIGURES:
                units = np.zeros((number, 2), "<i8")
                units[:, 0] = chance.integers(1, 1_000_001, number)
                buffers = [None, pa.py_buffer(units.tobytes())]
                columns.append(pa.Array.from_buffers(pa.decimal128(9, 4), number, buffers))
            writer.write_table(pa.table(columns, schema=schema), row_group_size=BATCH)


def exact_totals(path: Path, rules: RuleSet) -> Totals:
    """Read the file and score it: what the kernel decides, and the rest exactly."""
    totals = []
    for rows in read(path, rules):

        def assess(places: Sequence[int], rows: Any = rows) -> list[Any]:
            return assess_all(rows.applications(places), rules, CUTOFF)

        found = score_columns(rows.parts, rules, len(rows.ids))
        totals.append(decided(found, rules, assess).total)
    return np.concatenate(totals)


def screened(path: Path, rules: RuleSet) -> State:
    """Read the file and come to a state: counts, the best hundred with reasons, the digest."""
    plan, state = Plan(rules, CUTOFF), State()
    for rows in read(path, rules):
        state = state.merge(score_batch(rows, plan, {})[1], rules, plan.most)
    return state


def read(path: Path, rules: RuleSet) -> Any:
    with pq.ParquetFile(path) as file:
        groups = tuple(range(file.num_row_groups))
        columns = layout_of(file.schema_arrow, rules, path.name).columns
    for first, batch in batches(path, groups, 1, columns):
        yield parts_of(batch, rules, CUTOFF, columns, first)


def polars_totals(path: Path) -> Totals:
    """Let Polars read the file and compute totals in hundredths, in float64, rounded half up."""
    import polars as pl

    frame = pl.read_parquet(path, columns=FIGURES)
    points = [
        _polars_points(pl.col(key).cast(pl.Float64), place % len(FUNCTIONS))
        for place, key in enumerate(FIGURES)
    ]
    units = pl.sum_horizontal([(each * 100 + 0.5).floor() for each in points]).cast(pl.Int64)
    return frame.select(units.alias("total"))["total"].to_numpy()


def _polars_points(value: Any, kind: int) -> Any:
    import polars as pl

    if kind == 0:
        cases = pl.when(value < 20).then(0).when(value < 40).then(2).when(value < 60).then(4)
        return cases.when(value <= 80).then(6).otherwise(10).cast(pl.Float64)
    if kind == 1:
        rising = pl.when(value < 50).then((value - 10) * 6 / 40).otherwise(6 + (value - 50) * 4 / 40)
        return rising.clip(0, 10)
    return (value.clip(1, 100).log() * 10 / np.log(100)).clip(0, 10)


def timed(step: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    times = []
    for _ in range(runs):
        start = process_time()
        result = step()
        times.append(process_time() - start)
    return min(times), result


def wrong(path: Path, rules: RuleSet, ours: Totals, theirs: Totals) -> tuple[int, int, int]:
    """Return how many totals differ, and of these how many of ours and of theirs are wrong."""
    rows = np.flatnonzero(ours != theirs)
    mistakes, first = [0, 0], 0
    for batch in read(path, rules):
        own = rows[(rows >= first) & (rows < first + len(batch.ids))]
        for row, each in zip(
            own.tolist(), assess_all(batch.applications((own - first).tolist()), rules, CUTOFF), strict=True
        ):
            mistakes[0] += int(ours[row]) != each.total
            mistakes[1] += int(theirs[row]) != each.total
        first += len(batch.ids)
    return len(rows), mistakes[0], mistakes[1]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rules = make_rules()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.parquet"
        write_register(path, rows)
        figures = np.random.default_rng(0).random((min(rows, 1_000_000), CRITERIA))
        floor, _ = timed(lambda: figures @ np.full(CRITERIA, 1 / CRITERIA))
        seconds, ours = timed(lambda: exact_totals(path, rules))
        whole, state = timed(lambda: screened(path, rules), 1)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(f"| NumPy: one product, in memory | {floor:.2f} s | | |\n")
        try:
            theirs_seconds, theirs = timed(lambda: polars_totals(path))
        except ImportError:
            sys.stdout.write("| Polars | not installed | | |\n")
            theirs_seconds, differ = seconds, ("", "", "")
        else:
            differ = tuple(map(str, wrong(path, rules, ours, theirs)))
            sys.stdout.write(
                f"| Polars: to totals in float64 | {theirs_seconds:.2f} s | 1.0 | {differ[2]} wrong |\n"
            )
        ratio = seconds / theirs_seconds
        sys.stdout.write(
            f"| to exact totals | {seconds:.2f} s | {ratio:.1f} | {differ[1] or 'not compared,'} wrong |\n"
        )
        sys.stdout.write(
            f"| screened: with counts, best, digest | {whole:.2f} s | {whole / theirs_seconds:.1f} | |\n"
        )
        sys.stdout.write(f"{rows:,} rows; {state.exact:,} decided exactly; at most {most} MiB\n")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
