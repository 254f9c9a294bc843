"""Kills the program at random moments, again and again, and looks at what is left.

After each kill the whole record is verified: what was acknowledged is there, a step is there as a whole or
not at all, and the next command works. `make soak` runs this for long, the tests for some seconds:

    python -m tests.record.crash --kills 300 [--seconds N] [--seed N]

Where a small disk can be mounted, SQLite is killed on a full one, too, two times for three: there a step may
say that the disk is full, and is then not there at all.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.errors import CultivationError, EnvironmentTrouble
from cultivation.intake.formats.sources import files_at
from cultivation.record.database import Database
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.replay import replay
from tests.full_disk import leave_free, small_disk
from tests.postgresql import server
from tests.record.conftest import schema_of_its_own

WORKBOOK = shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"
RULES = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
ATTEMPTS = 4  # to kill a step before it is let through
MEGABYTES = 64  # of the small disk
MOST_FREE = 150_000  # bytes that are left on it
FULL = "full"
OLD_TABLES = (
    *(f"DROP TABLE {table}" for table in ("application", "receipt", "filing", "account_role", "account")),
    "DROP INDEX ix_log_kind",
    "CREATE TABLE application (year INTEGER, enterprise_id TEXT, record TEXT)",
    "UPDATE alembic_version SET version_num = '0001'",
)


@dataclass
class Tally:
    """What happened: kills by step, and how the step was found afterwards."""

    kills: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    full: int = 0  # steps that said so, of a disk

    def __str__(self) -> str:
        steps = ", ".join(f"{step} {number}" for step, number in sorted(self.kills.items()))
        states = ", ".join(f"{state} {number}" for state, number in sorted(self.found.items()))
        full = f"; {self.full} told that the disk is full" if self.full else ""
        return f"{sum(self.kills.values())} kills ({steps}); found {states}{full}"


@dataclass
class Crasher:
    """One record that is maltreated."""

    url: str
    chance: random.Random
    kills: int  # at least so many
    tally: Tally = field(default_factory=Tally)
    usual: dict[str, float] = field(default_factory=dict)  # seconds that a step takes
    refusals: ClassVar[tuple[str, ...]] = ()  # what a step may answer instead
    until: float = 0

    def open(self) -> Record:
        return Record(self.url, clock=lambda: datetime.now(UTC))

    def run(self, seconds: float) -> Tally:
        self.until = time.monotonic() + seconds
        record = self.open()
        review.create(record, "li")
        record.dispose()
        for year in count(1983):
            for name, step in steps_of(year):
                self.force(name, step)
            if self.is_enough():
                break
        self.prove_the_end()
        return self.tally

    def is_enough(self) -> bool:
        """A busy machine gets the time that it needs for the kills that are asked for."""
        return time.monotonic() > self.until and sum(self.tally.kills.values()) >= self.kills

    def force(self, name: str, step: Callable[[Record], object]) -> None:
        """Kill a step some times, then let it through; at each time see what is left."""
        if name == "migration":
            self.make_old()
        before = self.entries(checked=name != "migration")
        added = 0 if name == "migration" else 1
        for attempt in range(ATTEMPTS + 1):
            let_through = attempt == ATTEMPTS or self.is_enough() or name not in self.usual
            acknowledged = self.attempt(name, step, let_through)
            if name == "migration" and not acknowledged:
                continue
            now = self.entries(checked=True)
            assert now in (before, before + added), f"{name}: {before} entries became {now}"
            assert now == before + added or not acknowledged, f"{name} was acknowledged and is lost"
            if not let_through:
                self.tally.found["whole" if now > before else "not at all"] += 1
            if acknowledged or now > before:
                return

    def attempt(self, name: str, step: Callable[[Record], object], let_through: bool) -> bool:
        """Run a step in a process of its own; return whether it said that it was done."""
        start = time.monotonic()
        if let_through:
            answer = self.answer_of(step, None)
            self.usual[name] = time.monotonic() - start
            assert answer == "done", answer or f"{name} did not come through"
            return True
        with self.want():
            answer = self.answer_of(step, self.chance.uniform(0, 1.1 * self.usual[name]))
        assert answer in ("", "done", *self.refusals), answer
        self.tally.kills[name] += answer not in self.refusals
        self.tally.full += answer in self.refusals
        return answer == "done"

    def answer_of(self, step: Callable[[Record], object], kill_after: float | None) -> str:
        """Let a child take a step, and kill it after some seconds; return what it said until then."""
        ends = os.pipe()
        child = os.fork()
        if child == 0:
            self.be_the_program(step, ends[1])
        os.close(ends[1])
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(ends[0], "rb") as said:
            answer = said.read().decode()
        os.waitpid(child, 0)
        return answer

    @contextmanager
    def want(self) -> Iterator[None]:
        """Let a step want for something while it is killed; here for nothing."""
        yield

    def be_the_program(self, step: Callable[[Record], object], end: int) -> None:
        try:
            record = self.open()
            step(record)
            os.write(end, b"done")
        except EnvironmentTrouble as error:
            os.write(end, (FULL if FULL in error.message else traceback.format_exc()).encode())
        except BaseException:
            os.write(end, traceback.format_exc().encode())
        finally:
            os._exit(0)

    def entries(self, checked: bool) -> int:
        record = self.open()
        try:
            if not checked:
                return self.last()
            with record.reading() as reader:
                verification = reader.verify()
                assert verification.ok, verification.reason
                return verification.entries
        finally:
            record.dispose()

    def last(self) -> int:
        database = Database(self.url)
        with database.engine.connect() as connection:
            last = connection.execute(sa.text("SELECT max(seq) FROM log")).scalar()
        database.engine.dispose()
        return int(last or 0)

    def make_old(self) -> None:
        """Give the record the tables of version 0.1.0."""
        database = Database(self.url)
        with database.engine.begin() as connection:
            for statement in OLD_TABLES:
                connection.execute(sa.text(statement))
        database.engine.dispose()

    def prove_the_end(self) -> None:
        """The tables are what the log says, and every year comes out again."""
        record = self.open()
        assert review.rebuild(record, "li", dry_run=True).same
        assert all(step.same for step in replay(record))
        record.dispose()


@dataclass
class CrasherOnAFullDisk(Crasher):
    """The same on a disk that has little room, a lot less or none."""

    disk: Path = Path()
    refusals = (FULL,)

    @contextmanager
    def want(self) -> Iterator[None]:
        filler = leave_free(self.disk, self.chance.randrange(MOST_FREE))
        try:
            yield
        finally:
            filler.unlink()


def steps_of(year: int) -> Iterator[tuple[str, Callable[[Record], object]]]:
    yield "open", lambda record: review.open_year(record, "li", year, RULES, None)
    yield "intake", lambda record: review.intake(record, "li", year, files_at([WORKBOOK]))
    yield "score", lambda record: review.score(record, "li", year)
    yield "migration", lambda record: record.create()
    yield "propose", lambda record: review.propose_year(record, "li", year)
    yield "decide", lambda record: review.decide(record, "wang", year, f"{year}/1", date(year, 12, 31), {})


def crash(url: str, seconds: float, kills: int, seed: int) -> Tally:
    """Kill for some seconds, and until there were so many kills."""
    return Crasher(url, random.Random(seed), kills).run(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="on each database, at least")
    parser.add_argument("--seconds", type=float, default=0, help="for each database, at least")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory() as folder:
        tally = crash(f"sqlite:///{Path(folder) / 'crash.db'}", options.seconds, options.kills, options.seed)
        sys.stdout.write(f"SQLite: {tally}\n")
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder), MEGABYTES) as disk:
        if disk is None:
            sys.stdout.write("SQLite on a full disk: no small disk can be mounted here\n")
        else:
            url = f"sqlite:///{disk / 'crash.db'}"
            crasher = CrasherOnAFullDisk(url, random.Random(options.seed), options.kills * 2 // 3, disk=disk)
            sys.stdout.write(f"SQLite on a full disk: {crasher.run(options.seconds)}\n")
    with server() as address:
        if address is None:
            sys.stdout.write("PostgreSQL: there is no server\n")
            return
        with schema_of_its_own(address) as url:
            tally = crash(url, options.seconds, options.kills, options.seed)
            sys.stdout.write(f"PostgreSQL: {tally}\n")


if __name__ == "__main__":
    try:
        main()
    except CultivationError as error:
        sys.exit(error.message)
