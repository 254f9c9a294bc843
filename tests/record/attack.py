"""Attacks the record in every way that we know, on both databases, and says what came of each.

Forgeries of every column, table, schema object, right and file; each kind of step on tables that were forged
for a moment. `make attack` runs all, the tests a part. What is missed and not declared ends it with 1:

    python -m tests.record.attack [--quick]
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from cultivation import review
from cultivation.core.roles import Grant, Role
from cultivation.errors import CultivationError
from cultivation.intake.formats.sources import files_at
from cultivation.record import tables
from cultivation.record.anchors.making import Due, anchors_due
from cultivation.record.database import Database
from cultivation.record.doubts import BY_GARBAGE
from cultivation.record.roles import APPLICATION
from cultivation.record.store import Record
from cultivation.review.intake import Evidence
from tests.postgresql import server
from tests.record import forgeries
from tests.record.crash import RULES, WORKBOOK
from tests.record.forgeries import SEPARATOR
from tests.record.test_attacks import cut, make_tables_again, rewrite
from tests.record.test_rights import as_role

FOUND, PREVENTED, HARMLESS, DECLARED, MISSED = "found", "prevented", "of no effect", "declared", "missed"
YEAR, DAY = 1983, date(1984, 3, 25)
FIRST, LATER = datetime(1984, 3, 1, tzinfo=UTC), datetime(1984, 4, 1, tzinfo=UTC)
LIST = Evidence(("the list",))
ONCE_NOTICED = ("noticed", "decided")  # the clock stands later then
Step = Callable[[Record], object]
REFUSED = re.compile("permission denied|must be owner|must have the hash")
READ_ONE_BY_ONE = {"enterprise", "application", "receipt", "filing"}
REASONS = {
    "steps": "who forges a table, sets the counts of the watch with it and puts both back deceives a step "
    "that reads an application or a name from it; score, propose and decide fold the year anew, and verify "
    "finds it while it stands",
    "whole": "the chain has no key: who writes everything anew has a record in order; an anchor kept "
    "elsewhere finds it",
}


@dataclass
class Tally:
    """What came of the attacks, by kind."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def note(self, kind: str, name: str, outcome: str) -> None:
        self.outcomes[kind, outcome] += 1
        if outcome == MISSED:
            self.missed.append(f"{kind}: {name}")

    def lines(self) -> Iterator[str]:
        order = (FOUND, PREVENTED, HARMLESS, DECLARED, MISSED)
        for kind in dict.fromkeys(kind for kind, _outcome in self.outcomes):
            numbers = {each: self.outcomes[kind, each] for each in order if self.outcomes[kind, each]}
            said = ", ".join(f"{number} {outcome}" for outcome, number in numbers.items())
            yield f"{kind}: {sum(numbers.values())} tried, {said}"
        yield from (f"declared impossible ({key}): {reason}" for key, reason in REASONS.items())
        yield from (f"MISSED {name}" for name in self.missed)


NAMES = ("sun", "wu", "zheng", "qian")
SOMEBODY: dict[str, str] = {}  # the first to apply and the first member, as they were before any forgery


def first_firm() -> str:
    return SOMEBODY["firm"]


def member() -> str:
    return SOMEBODY["member"]


STAGES: dict[str, Step] = {
    "received": lambda record: review.intake(record, "li", YEAR, files_at([WORKBOOK])),
    "scored": lambda record: review.score(record, "li", YEAR),
    "proposed": lambda record: review.propose_year(record, "li", YEAR),
    "noticed": lambda record: review.give_notice(record, "li", YEAR, date(1984, 3, 2), date(1984, 3, 15)),
    "decided": lambda record: review.decide(record, "wang", YEAR, "1984/1", DAY, {}),
}
STEPS: dict[str, tuple[str, Step]] = {
    "correct": (
        "received",
        lambda r: review.correct(r, "li", YEAR, first_firm(), "rd_expenditure", "77", LIST),
    ),
    "withdraw": ("received", lambda r: review.withdraw(r, "li", YEAR, first_firm(), "asked to")),
    "score": ("received", STAGES["scored"]),
    "propose": ("scored", STAGES["proposed"]),
    "notice": ("proposed", STAGES["noticed"]),
    "object": ("noticed", lambda r: review.file_objection(r, "li", YEAR, first_firm(), "Chen", "no")),
    "decide": ("noticed", STAGES["decided"]),
    "remove": ("decided", lambda r: review.remove_member(r, "li", member(), "moved", "1984/2", DAY)),
    "rename": ("decided", lambda r: review.rename(r, "li", member(), "Another", "1984/2", DAY)),
    "suspend": ("decided", lambda r: review.suspend(r, "li", member(), "a case", "1984/2", DAY)),
    "recode": ("decided", lambda r: review.recode(r, "li", member(), "NEW", "1984/2", DAY)),
    "demonstrate": (
        "decided",
        lambda r: review.select_demonstrations(r, "li", YEAR, review.SelectionCriteria(top=3), "1984/3", DAY),
    ),
    "reverse": ("decided", lambda r: review.propose_reversal(r, "li", YEAR, "1984/4", "an error", DAY)),
    "grant": ("decided", lambda r: review.grant_role(r, NAMES[0], Grant("d" * 16, Role.CLERK), "1984/6")),
    "end an account": ("decided", lambda r: review.close_account(r, NAMES[0], "d" * 16, "moved")),
    "close": ("decided", lambda r: review.close_year(r, "li", YEAR)),
    "open the next": ("decided", lambda r: review.open_year(r, "li", YEAR + 1, RULES, None)),
}


@dataclass
class Place:
    """Where records stand to be attacked: a file or a schema for each stage, copied for each attack."""

    dialect: str
    copies: Callable[[str], Any]  # a context manager with the address of a copy of a stage


def opened(url: str, warn: Callable[[str], None] = lambda said: None, moment: datetime = LATER) -> Record:
    return Record(url, lambda: moment, warn)


def build(folder: Path) -> dict[str, Path]:
    """Go through a year, and keep a copy after each stage."""
    path, kept = folder / "year.db", {}
    record = opened(f"sqlite:///{path}", moment=FIRST)
    review.create(record, "li")
    review.open_year(record, "li", YEAR, RULES, None)
    record.dispose()
    for stage, step in STAGES.items():
        record = opened(f"sqlite:///{path}", moment=LATER if stage == "decided" else FIRST)
        step(record)
        if stage == "decided":
            appoint(record)
        record.dispose()
        kept[stage] = Path(shutil.copy(path, folder / f"{stage}.db"))
    with record.reading() as reader:
        SOMEBODY["firm"] = reader.applications(YEAR)[0].enterprise_id
        SOMEBODY["member"] = reader.members()[0].id
    record.dispose()
    return kept


def appoint(record: Record) -> None:
    """Give three administrators their roles, and somebody one that has ended."""
    roles = ("security_admin", "audit_admin", "system_admin", "clerk")
    for place, (name, role) in enumerate(zip(NAMES, roles, strict=True)):
        account = review.open_account(record, NAMES[0], name, "office", account="abcd"[place] * 16)
        review.grant_role(record, NAMES[0], Grant(account, Role(role)), "1984/5")
    review.end_role(record, NAMES[0], Grant(account, Role.CLERK), "moved")


def files(stages: dict[str, Path]) -> Place:
    """Copy files."""

    @contextmanager
    def copied(stage: str) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{shutil.copy(stages[stage], Path(folder) / 'copy.db')}"

    return Place("sqlite", copied)


def databases(address: str, stages: dict[str, Path]) -> Place:
    """Move each stage into a database of the server once, and make a copy of that for each attack."""
    own = sa.make_url(address).set(drivername="postgresql+psycopg")
    server = sa.create_engine(own, isolation_level="AUTOCOMMIT")
    made: dict[str, str] = {}

    def do(statement: str) -> None:
        with server.connect() as connection:
            connection.exec_driver_sql(statement)

    def template(stage: str) -> str:
        if stage not in made:
            made[stage] = f"attack_{stage}_{uuid.uuid4().hex}"
            do(f"CREATE DATABASE {made[stage]}")
            source, target = opened(f"sqlite:///{stages[stage]}"), opened(at(made[stage]))
            review.move(source, target, "li")
            source.dispose()
            target.dispose()
        return made[stage]

    def at(database: str) -> str:
        named = own.set(drivername="postgresql", database=database)
        options = named.update_query_dict({"options": "-csearch_path=public"})
        return options.render_as_string(hide_password=False)

    @contextmanager
    def copied(stage: str) -> Iterator[str]:
        name = f"attack_{uuid.uuid4().hex}"
        do(f"CREATE DATABASE {name} TEMPLATE {template(stage)}")
        yield at(name)
        do(f"DROP DATABASE {name} WITH (FORCE)")

    return Place("postgresql", copied)


def execute(url: str, *statements: str, guards: bool = True) -> bool:
    """Do it as the owner would with another tool; tell whether anything was changed."""
    database = Database(url)
    sqlite = url.startswith("sqlite")
    try:
        with database.engine.begin() as connection:
            run = connection.exec_driver_sql
            kept = [] if guards else list(run(forgeries.TRIGGERS[sqlite]))
            for name, _sql in kept if sqlite else ():
                run(f"DROP TRIGGER {name}")
            for table in () if sqlite or guards else ("log", "document"):
                run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in (each for several in statements for each in several.split(SEPARATOR)):
                if run(statement.replace("%", "%%") if not sqlite else statement).rowcount == 0:
                    return False
            for _name, sql in kept if sqlite else ():
                run(sql)
            for table in () if sqlite or guards else ("log", "document"):
                run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        database.engine.dispose()
    return True


def verified(url: str) -> bool:
    record = opened(url)
    try:
        with record.reading() as reader:
            return reader.verify().ok
    except CultivationError:
        return False
    finally:
        record.dispose()


def warned(url: str) -> bool:
    """Tell whether a question says that what it shows may be forged."""
    said: list[str] = []
    record = opened(url, said.append)
    with suppress(CultivationError), record.reading():
        pass
    record.dispose()
    return bool(said)


def attack_rows(place: Place, tally: Tally, share: float) -> None:
    """Forge each column of each table, and see that questions say so and verify finds it."""
    for name, (_table, statement) in chosen(forgeries.row_changes(place.dialect), share):
        kind = f"{place.dialect}: rows of tables"
        with place.copies("decided") as url:
            try:
                changed = execute(url, statement)
            except DBAPIError:
                tally.note(kind, name, PREVENTED)
                continue
            seen = not verified(url) and warned(url)
            tally.note(kind, name, HARMLESS if not changed else FOUND if seen else MISSED)


def attack_record(place: Place, tally: Tally, share: float) -> None:
    """Forge each column of log and documents, with guards and without."""
    for name, statement in chosen(forgeries.record_changes(place.dialect), share):
        for guards in (True, False):
            with place.copies("decided") as url:
                try:
                    changed = execute(url, statement, guards=guards)
                except DBAPIError:
                    tally.note(f"{place.dialect}: log and documents", name, PREVENTED)
                    continue
                outcome = MISSED if changed and verified(url) else FOUND if changed else HARMLESS
                tally.note(f"{place.dialect}: log and documents", name, outcome)


def attack_schema(place: Place, tally: Tally, share: float) -> None:
    """Change what stands beside the rows."""
    for name, statements in chosen(forgeries.SCHEMA["both"] | forgeries.SCHEMA[place.dialect], share):
        with place.copies("decided") as url:
            execute(url, statements)
            tally.note(f"{place.dialect}: schema and rights", name, MISSED if verified(url) else FOUND)


def attack_as_clerk(place: Place, tally: Tally, share: float) -> None:
    """Do what a clerk of the office may try with a tool of the server."""
    with place.copies("decided") as url:
        own = as_role(url, APPLICATION)
        projections = [
            table for table in tables.METADATA.sorted_tables if table.name not in ("log", "document")
        ]
        statements = {
            each.format(table.name, next(iter(table.columns)).name): ""
            for table in projections
            for each in forgeries.CLERK
        }
        for statement, _nothing in chosen(statements | dict.fromkeys(forgeries.CLERK_ONCE, ""), share):
            try:
                execute(own, statement)
                outcome = MISSED
            except DBAPIError as error:
                outcome = PREVENTED if REFUSED.search(str(error.orig)) else MISSED
            tally.note(f"{place.dialect}: a clerk", statement, outcome)
        assert verified(url)


def attack_steps(place: Place, tally: Tally, share: float) -> None:
    """Take each step while a table is forged; the knowing forger sets the counts of the watch, too."""
    honest = {name: made_by(place, stage, step) for name, (stage, step) in STEPS.items()}
    changes = forgeries.row_changes(place.dialect)
    pairs = {f"{step} while {what}": (step, what) for step in STEPS for what in changes}
    for name, (step, what) in chosen(pairs, share):
        for knowing in (False, True):
            table, statement = changes[what]
            more = forgeries.WATCH_SET[place.dialect] if knowing else ()
            stage, do = STEPS[step]
            try:
                made = made_by(place, stage, do, statement, *more)
            except DBAPIError:
                outcome = PREVENTED
            except CultivationError:
                outcome = FOUND
            except BY_GARBAGE:  # rows that are none: nothing is recorded, though nobody is told why
                outcome = PREVENTED if knowing else MISSED
            else:
                same = made in (None, honest[step])
                declared = knowing and table in READ_ONE_BY_ONE
                outcome = HARMLESS if same else DECLARED if declared else MISSED
            who = "the knowing" if knowing else "the careless"
            tally.note(f"{place.dialect}: steps on tables forged for a moment by {who}", name, outcome)


def made_by(place: Place, stage: str, step: Step, *forgery: str) -> list[str] | None:
    """Return the hashes of the log after a step on a forged table; None where the forgery changed nothing."""
    with place.copies(stage) as url:
        if forgery and not execute(url, *forgery[:1]):
            return None
        for more in forgery[1:]:
            execute(url, more)
        record = opened(url, moment=LATER if stage in ONCE_NOTICED else FIRST)
        try:
            step(record)
            with record.reading() as reader:
                return [entry.hash for entry in reader.entries()]
        finally:
            record.dispose()


def attack_files(stages: dict[str, Path], tally: Tally, number: int) -> None:
    """Flip bytes of the file, cut it, and put an older file in its place."""
    place, chance = files(stages), random.Random(1983)
    for _ in range(number):
        with place.copies("decided") as url:
            path = Path(url.removeprefix("sqlite:///"))
            content, before = bytearray(path.read_bytes()), contents(url)
            spot = chance.randrange(100, len(content))
            content[spot] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            if verified(url):
                tally.note("sqlite: files", f"byte {spot}", HARMLESS if contents(url) == before else MISSED)
            else:
                tally.note("sqlite: files", f"byte {spot}", FOUND)
    for share in (0.3, 0.6, 0.95):
        with place.copies("decided") as url:
            path = Path(url.removeprefix("sqlite:///"))
            path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
            tally.note("sqlite: files", f"cut at {share}", MISSED if verified(url) else FOUND)


def contents(url: str) -> list[str]:
    """Return all rows of all tables."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = [
            repr(row)
            for table in tables.METADATA.sorted_tables
            for row in connection.execute(sa.select(table))
        ]
    database.engine.dispose()
    return found


def attack_whole(stages: dict[str, Path], tally: Tally) -> None:
    """Write everything anew: declared impossible to find alone, and found with an anchor."""
    ways: dict[str, Callable[[Path], None]] = {
        "the tail cut off": lambda path: cut(path, 4),
        "an entry and all after it": lambda path: rewrite(path, 3, file="other.xlsx"),
    }
    for name, way in ways.items():
        with files(stages).copies("decided") as url:
            path, record = Path(url.removeprefix("sqlite:///")), opened(url)
            with record.reading() as reader:
                anchors = anchors_due(reader, LATER, Due())
            record.dispose()
            way(path)
            make_tables_again(path)
            with record.reading() as reader:
                alone, anchored = reader.verify().ok, reader.verify(anchors).ok
            record.dispose()
            tally.note("sqlite: everything anew", name, MISSED if anchored else DECLARED if alone else FOUND)


def chosen(ways: dict[str, Any], share: float) -> Sequence[tuple[str, Any]]:
    """Return a share of the ways, always the same."""
    several = list(ways.items())
    return several if share >= 1 else random.Random(7).sample(several, max(1, round(share * len(several))))


def attack(shares: dict[str, float], postgresql: str | None) -> Tally:
    """Try all, or of each kind a share."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, ExitStack():
        stages = build(Path(folder))
        for place in (files(stages), *([databases(postgresql, stages)] if postgresql else [])):
            attack_rows(place, tally, shares["rows"])
            attack_record(place, tally, shares["record"])
            attack_schema(place, tally, shares["schema"])
            if place.dialect == "postgresql":
                attack_as_clerk(place, tally, shares["clerk"])
            attack_steps(place, tally, shares["steps"] * (1 if place.dialect == "sqlite" else 0.1))
        attack_files(stages, tally, round(200 * shares["files"]))
        attack_whole(stages, tally)
    return tally


ALL = dict.fromkeys(("rows", "record", "schema", "clerk", "steps", "files"), 1.0)
QUICK = {"rows": 0.1, "record": 0.15, "schema": 0.25, "clerk": 0.2, "steps": 0.01, "files": 0.02}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of each kind")
    options = parser.parse_args()
    with server() as address:
        tally = attack(QUICK if options.quick else ALL, address)
    sys.stdout.write("\n".join(tally.lines()) + "\n")
    return 1 if tally.missed else 0


if __name__ == "__main__":
    sys.exit(main())
