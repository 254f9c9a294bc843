"""A whole register screened: jobs for its partitions by an engine, and one file of scores of theirs.

Until all is done everything lies in a folder beside the output; a run that was stopped goes on from there if
register, rule set and options are the same.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from pathlib import Path
from typing import IO, Any

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.model import RuleSet
from cultivation.core.screening.cohorts import Cohorts, merged, passes
from cultivation.core.screening.state import State
from cultivation.engines.jobs import Job, cohorts_of, merged_state, read_cohorts, write_cohorts
from cultivation.engines.register import BATCH, Register, refuse_twice
from cultivation.engines.score_columns import write_scores
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import Finding
from cultivation.language import _

MANIFEST = "run.json"
Engine = Callable[[Sequence[Job]], Iterable[int]]
Opened = Callable[[Path], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Run:
    """What is screened, under what, and where to."""

    register: Register
    loaded: LoadedRules
    cutoff: date
    most: int
    output: Path
    batch: int = BATCH

    @property
    def folder(self) -> Path:
        """Return where parts lie until all are done."""
        return self.output.with_name(f"{self.output.name}.parts")

    @property
    def manifest(self) -> dict[str, Any]:
        """Return what must be the same for parts of an earlier run to count."""
        partitions = [[each.first, each.rows] for each in self.register.partitions]
        return {
            "register": {"file": str(self.register.path.resolve()), **self.register.identity()},
            "columns": dict(self.register.layout.columns),
            "partitions": partitions,
            "rules": self.loaded.digest,
            "cutoff": self.cutoff.isoformat(),
            "most": self.most,
        }

    def jobs(self, level: int = 0) -> list[Job]:
        """Return a job for each partition."""
        shared = partial(
            Job,
            rules=self.loaded.content,
            rules_name=self.loaded.rules.id,
            cutoff=self.cutoff.isoformat(),
            most=self.most,
            folder=str(self.folder.resolve()),
            level=level,
            batch=self.batch,
        )
        path, columns = str(self.register.path.resolve()), dict(self.register.layout.columns)
        return [shared(path, columns, each) for each in self.register.partitions]


def stages(run: Run) -> int:
    """Return how often the register is gone through: once, and once for each level of values among all."""
    return 1 + passes(run.loaded.rules)


def prepare(run: Run) -> int:
    """Make the folder of parts, or keep that of an earlier run; return how many parts are there already."""
    manifest = run.folder / MANIFEST
    if run.folder.exists() and not _is_of(run.folder):
        raise UsageMistake(
            _("{folder} is needed for parts, but holds something else.").format(folder=run.folder)
        )
    if manifest.exists() and json.loads(manifest.read_text("utf-8")) == run.manifest:
        return sum(job.result.exists() for job in run.jobs())
    drop(run)
    run.folder.mkdir(parents=True)
    manifest.write_text(json.dumps(run.manifest, ensure_ascii=False), "utf-8")
    return 0


def screen(run: Run, engine: Engine, opened: Opened, done: Callable[[int], object]) -> State:
    """Screen the register with an engine and write the scores; `done` is told rows as they are finished.

    Refused, with findings by column and row, where values cannot be read; then nothing is left.
    """
    refuse_twice(run.register, run.loaded.rules)
    for level in range(1, stages(run)):
        _gather(run, level, engine, done)
    jobs = run.jobs()
    for rows in engine(jobs):
        done(rows)
    state = merged_state(jobs) if jobs else State()
    if state.problems:
        drop(run)
        raise Refused(_problems_text(state), _findings(run, state))
    with opened(run.output) as target:
        write_scores([job.result for job in jobs], state, run.loaded.rules, target)
    drop(run)
    return state


def drop(run: Run) -> None:
    """Remove the folder of parts."""
    shutil.rmtree(run.folder, ignore_errors=True)


def _is_of(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() or (folder.is_dir() and not any(folder.iterdir()))


def _gather(run: Run, level: int, engine: Engine, done: Callable[[int], object]) -> None:
    """Gather what all rows come to at one level, beside what is known from the levels below."""
    jobs = run.jobs(level)
    for rows in engine(jobs):
        done(rows)
    rules = run.loaded.rules
    known = read_cohorts(str(run.folder.resolve()), level - 1) if level > 1 else {}
    found: Cohorts = reduce(lambda left, right: merged(left, right, rules), map(cohorts_of, jobs), {})
    write_cohorts(str(run.folder), level, {**known, **found})


def _problems_text(state: State) -> str:
    times = sum(each.times for each in state.problems.values())
    sentence = _("{number} values of the register cannot be read; nothing was written.")
    return sentence.format(number=times)


def _findings(run: Run, state: State) -> list[Finding]:
    """Return the first values of each column that cannot be read; sheet and cell are column and row."""
    field_of = {column: key for key, column in run.register.layout.columns.items()}
    found = []
    for (column, code), problem in sorted(state.problems.items()):
        key = field_of[column]
        details = _details(key, run.loaded.rules)
        for row, text in problem.first:
            finding = Finding(code, run.register.shown_as, column, str(row), key, text, details)
            found.append(finding)
    return found


def _details(key: str, rules: RuleSet) -> dict[str, str]:
    """Return what fills the sentences about a value of a field."""
    label = rules.label_of(key)
    details = {"label_zh": label.zh, "label_en": label.en}
    rule = rules.fields.get(key)
    choices = rule.choices if rule else rules.text_matches[key].choices
    if choices:
        details |= dict.fromkeys(("allowed_zh", "allowed_en"), ", ".join(rules.choices[choices]))
    if rule:
        details |= {"unit": rule.unit, "minimum": str(rule.minimum), "maximum": str(rule.maximum)}
    return details
