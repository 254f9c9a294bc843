"""A register of many millions screened by processes of which one may be killed; says digest and memory.

python -m tests.engines.large register.parquet 10000000            # write it
python -m tests.engines.large register.parquet scores.parquet 2 kill
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from cultivation.commands.output_files import writing_whole
from cultivation.engines.jobs import Job
from cultivation.engines.register import open_register
from cultivation.engines.screening import Run, prepare, screen
from cultivation.engines.workers import in_processes
from tests.engines.registers import CUTOFF, many, many_rules

A_TIME, GROUP = 500_000, 1 << 17


def write_large(path: Path, rows: int) -> None:
    """Write a register by so many rows that few are in memory at once."""
    writer = None
    for first in range(0, rows, A_TIME):
        table = many(min(A_TIME, rows - first), seed=first)
        codes = pa.array([f"{first + int(code):09}" for code in table.column("code").to_pylist()])
        table = table.set_column(0, "code", codes)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=GROUP)
    assert writer is not None
    writer.close()


def libraries() -> int:
    """Return the KiB of programs and libraries in memory, which all processes share, where it is told."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("RssFile:")), 0)


def screened(path: Path, output: Path, workers: int, kill: bool) -> dict[str, object]:
    """Screen it; return the digest, seconds, and the memory of all processes together at most, in MiB."""
    rules = many_rules()
    run = Run(open_register(path, rules.rules, path.name), rules, CUTOFF, 100, output)
    prepare(run)

    def engine(jobs: Sequence[Job]) -> Iterator[int]:
        for number, rows in enumerate(in_processes(jobs, workers)):
            if kill and not number:
                os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
            yield rows

    began = perf_counter()
    state = screen(run, engine, writing_whole, lambda rows: None)
    seconds = round(perf_counter() - began)
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    others = workers if workers > 1 else 0
    memory = (own.ru_maxrss + others * (theirs.ru_maxrss - libraries())) // 1024
    processor = sum((*own[:2], *theirs[:2]))
    return {
        "rows": state.rows,
        "digest": state.digest_text,
        "seconds": seconds,
        "processor": round(processor),
        "memory": memory,
    }


if __name__ == "__main__":
    register, words = Path(sys.argv[1]), sys.argv[2:]
    if len(words) == 1:
        write_large(register, int(words[0]))
    else:
        answer = screened(register, Path(words[0]), int(words[1]), words[2:] == ["kill"])
        sys.stdout.write(json.dumps(answer))
