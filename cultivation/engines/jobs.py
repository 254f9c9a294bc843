"""One partition of a register as a job that any process can do: its result is a file, whole or not there.

A job whose file is there is done, so a run that was killed goes on where it was, and a job that two workers
do (one was thought dead) is the same twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cultivation.core.rules.loading import load_rules
from cultivation.core.screening import cohorts as among
from cultivation.core.screening.cohorts import Cohorts
from cultivation.core.screening.scoring import Plan, score_batch
from cultivation.core.screening.state import State, state_from_record
from cultivation.engines.arrow_columns import parts_of
from cultivation.engines.register import BATCH, Partition, batches
from cultivation.engines.score_columns import part_schema, score_batch_columns

STATE = b"cultivation.state"


@dataclass(frozen=True)
class Job:
    """A partition to be gathered from (`level` from 1) or scored (0); plain, to be sent anywhere.

    `folder` is seen by all workers under this name.
    """

    register: str
    columns: Mapping[str, str]
    partition: Partition
    rules: bytes
    rules_name: str
    cutoff: str
    most: int
    folder: str
    level: int = 0
    batch: int = BATCH

    @property
    def result(self) -> Path:
        """Return the file that is there when the job is done."""
        stem = f"{self.partition.number:06}"
        name = f"gathered-{self.level}-{stem}.json" if self.level else f"scored-{stem}.parquet"
        return Path(self.folder) / name


def plan_of(job: Job) -> Plan:
    """Return what the job is done for."""
    rules = load_rules(job.rules, job.rules_name).rules
    return Plan(rules, date.fromisoformat(job.cutoff), job.most)


def work(job: Job) -> int:
    """Do a job, unless its file is there; return the number of its rows."""
    if not job.result.exists():
        _aside(job.result, lambda part: (_gather if job.level else _score)(job, part))
    return job.partition.rows


def state_of(job: Job) -> State:
    """Return what a scored partition comes to, which its file says of itself."""
    text = pq.read_metadata(job.result).metadata[STATE]
    return state_from_record(json.loads(text), plan_of(job).rules)


def cohorts_of(job: Job) -> dict[str, dict[str, Any]]:
    """Return what was gathered from a partition."""
    return among.from_record(json.loads(job.result.read_text("utf-8")))


def write_cohorts(folder: str, level: int, cohorts: Cohorts) -> None:
    """Keep what all partitions come to at a level and below, for the jobs of the next one."""
    text = json.dumps(among.to_record(cohorts), ensure_ascii=False)
    _aside(_cohorts_file(folder, level), lambda part: part.write_text(text, "utf-8"))


def _cohorts_file(folder: str, level: int) -> Path:
    return Path(folder) / f"cohorts-{level}.json"


def read_cohorts(folder: str, level: int) -> Cohorts:
    """Return what all partitions come to at a level and below."""
    return _cohorts(folder, level, _cohorts_file(folder, level).stat().st_mtime_ns)


@lru_cache(2)
def _cohorts(folder: str, level: int, _changed: int) -> Cohorts:
    return among.from_record(json.loads(_cohorts_file(folder, level).read_text("utf-8")))


def _known_cohorts(job: Job, plan: Plan) -> Cohorts:
    """Return what was gathered below the level of a job; before it is scored, everything."""
    level = job.level - 1 if job.level else among.passes(plan.rules)
    return read_cohorts(job.folder, level) if level else {}


def _gather(job: Job, part: Path) -> None:
    plan = plan_of(job)
    known = _known_cohorts(job, plan)
    found: Cohorts = {}
    for first, batch in batches(
        job.register, job.partition.groups, job.partition.first, job.columns, job.batch
    ):
        rows = parts_of(batch, plan.rules, plan.cutoff, job.columns, first)
        applications = rows.applications(range(len(rows.ids)))
        own = among.gather(applications, plan.rules, plan.cutoff, known, job.level)
        found = among.merged(found, own, plan.rules)
    part.write_text(json.dumps(among.to_record(found), ensure_ascii=False), "utf-8")


def _score(job: Job, part: Path) -> None:
    plan = plan_of(job)
    known = _known_cohorts(job, plan)
    state = State()
    with pq.ParquetWriter(part, part_schema(plan.rules)) as writer:
        for first, batch in batches(
            job.register, job.partition.groups, job.partition.first, job.columns, job.batch
        ):
            rows = parts_of(batch, plan.rules, plan.cutoff, job.columns, first)
            scored, own = score_batch(rows, plan, known)
            state = state.merge(own, plan.rules, plan.most)
            writer.write_batch(score_batch_columns(rows, batch, job.columns, scored, plan.rules))
        writer.add_key_value_metadata({STATE: json.dumps(state.to_record(), ensure_ascii=False)})


def merged_state(jobs: list[Job]) -> State:
    """Return what all scored partitions come to."""
    plan = plan_of(jobs[0])
    states = map(state_of, jobs)
    return reduce(lambda left, right: left.merge(right, plan.rules, plan.most), states, State())


def _aside(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name first, so that it is whole where it is there at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
