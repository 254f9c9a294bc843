"""Processor time of each step of a year with 2,000 applications, and of a question: what the proof costs.

Run it on two states of the program, one after the other, and compare. `python benchmarks/steps.py URL`
takes a PostgreSQL database that is empty. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from typing import Any

from year import ROWS, write_workbook

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.sources import files_at
from cultivation.queries.status import status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.year import State
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.intake import Evidence

WORK = Path(__file__).parent / "work"
REPEATED = 7
LIST = Evidence(("the list",))
ONCE = ("notice", "decide")


def main(url: str) -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    path = WORK / "applications.xlsx"
    write_workbook(path, loaded.rules)
    record = Record(url or f"sqlite:///{WORK / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "a")
    review.open_year(record, "a", 2016, loaded, None)
    timed("intake", lambda: review.intake(record, "a", 2016, files_at([path])), 1)
    with record.reading() as reader:
        firms = [row.enterprise_id for row in reader.applications(2016)]
    assert len(firms) == ROWS
    for name, step in steps(record, firms).items():
        timed(name, step, 1 if name in ONCE else REPEATED)
    timed("a question", lambda: asked(record), REPEATED)


def steps(record: Record, firms: list[str]) -> dict[str, Callable[[], Any]]:
    """Return the steps in the order of a year; all but the decision are done several times."""
    number, objections = iter(range(1000, 2000)), iter(range(1, REPEATED + 1))
    day, later = date(2017, 3, 1), date(2017, 3, 20)
    return {
        "correct": lambda: review.correct(record, "a", 2016, firms[7], "staff", str(next(number)), LIST),
        "score": lambda: review.score(record, "a", 2016),
        "propose": lambda: review.propose_year(record, "a", 2016),
        "notice": lambda: review.give_notice(record, "a", 2016, day, date(2017, 3, 10)),
        "object": lambda: review.file_objection(record, "a", 2016, firms[7], f"c{next(number)}", "no"),
        "resolve": lambda: review.resolve_objection(record, "a", 2016, next(objections), False, "no"),
        "decide": lambda: review.decide(record, "b", 2016, "No. 1", later, {}),
        "remove": lambda: review.remove_member(record, "a", member(record), "moved", "No. 2", later),
        "call up": lambda: review.call_up(record, "a", None, "No. 3", later),
    }


def member(record: Record) -> str:
    with record.reading() as reader:
        return reader.members()[0].id


def asked(record: Record) -> None:
    with record.reading() as reader:
        for year in State(reader).years:
            status_of(year, matches(reader))


def timed(name: str, step: Callable[[], Any], repeated: int) -> None:
    times = []
    for _ in range(repeated):
        start = process_time()
        step()
        times.append(process_time() - start)
    sys.stdout.write(f"| {name} | {min(times) * 1000:.1f} ms |\n")


if __name__ == "__main__":
    main(next(iter(sys.argv[1:]), ""))
