"""Kills the program at random moments, again and again, and looks at what is left.

After each kill the whole record is verified: what was acknowledged is there, a step is there as a whole or
not at all, and the next command works. `make soak` runs this for long, the tests for some seconds:

    python -m tests.record.crash --kills 300 [--seconds N] [--seed N]
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
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.errors import CultivationError
from cultivation.intake.formats.sources import files_at
from cultivation.record.database import Database
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.replay import replay
from tests.postgresql import server
from tests.record.conftest import schema_of_its_own

WORKBOOK = shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"
RULES = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
ATTEMPTS = 4  # to kill a step before it is let through
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

    def __str__(self) -> str:
        steps = ", ".join(f"{step} {number}" for step, number in sorted(self.kills.items()))
        states = ", ".join(f"{state} {number}" for state, number in sorted(self.found.items()))
        return f"{sum(self.kills.values())} kills ({steps}); found {states}"


@dataclass
class Crasher:
    """One record that is maltreated."""

    url: str
    chance: random.Random
    kills: int  # at least so many
    tally: Tally = field(default_factory=Tally)
    usual: dict[str, float] = field(default_factory=dict)  # seconds that a step takes
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
        ends = os.pipe()
        start = time.monotonic()
        child = os.fork()
        if child == 0:
            self.be_the_program(step, ends[1])
        os.close(ends[1])
        if not let_through:
            time.sleep(self.chance.uniform(0, 1.1 * self.usual[name]))
            os.kill(child, signal.SIGKILL)
            self.tally.kills[name] += 1
        with os.fdopen(ends[0], "rb") as said:
            answer = said.read().decode()
        os.waitpid(child, 0)
        assert answer in ("", "done"), answer
        assert answer or not let_through, f"{name} did not come through"
        if let_through:
            self.usual[name] = time.monotonic() - start
        return answer == "done"

    def be_the_program(self, step: Callable[[Record], object], end: int) -> None:
        try:
            record = self.open()
            step(record)
            os.write(end, b"done")
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
