"""Ten years of 2,000 applications done again by `audit replay`, against scoring each of them once.

And the tables of 100,000 applications made from one received workbook, against executemany of the same rows.
Run: make benchmark. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from datetime import UTC, date, datetime
from time import perf_counter

from benchmarks.year import WORK, write_workbook
from cultivation import review
from cultivation.canonical import canonical_json, digest
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.sources import files_at
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.review.replay import replay
from tests.record.saying import saying

YEARS, ROWS = range(2016, 2026), 100_000


def ten_years(record: Record) -> float:
    """Review ten years; return the seconds that their scoring took."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    path, seconds = WORK / "applications.xlsx", 0.0
    write_workbook(path, loaded.rules)
    review.create(record, "a")
    for year in YEARS:
        review.open_year(record, "a", year, loaded, date(2016, 12, 31))
        review.intake(record, "a", year, files_at([path]))
        began = perf_counter()
        review.score(record, "a", year)
        seconds += perf_counter() - began
        review.propose_year(record, "a", year)
        review.decide(record, "b", year, f"No. {year}", date(year + 1, 3, 1), {})
    return seconds


def project(record: Record) -> float:
    """Receive one workbook of 100,000 applications; return the seconds, its documents ready."""
    ids, names = [f"{number:018d}" for number in range(ROWS)], [f"企业 {number}" for number in range(ROWS)]
    texts = {"texts": ["1.5"] * ROWS, "letters": "B"}
    block = {"sheet": "表", "rows": list(range(2, ROWS + 2)), "columns": {"revenue": texts}}
    batch = {"file": "a.xlsx", "sha256": digest(b"a"), "ids": ids, "names": names, "blocks": [block]}
    documents = [
        NewDocument(b"a", "a.xlsx", "x"),
        NewDocument(canonical_json({**batch, "findings": []}), "a", JSON),
    ]
    with record.writing("a") as writer:
        rules = [NewDocument(b"id: x\n", "x.yaml", "application/yaml")]
        opened = {"year": 2016, "rule_set": "x", "version": "1", "cutoff": "2016-12-31"}
        writer.append(saying("year_opened", opened), rules)
    began = perf_counter()
    with record.writing("a") as writer:
        payload = {"year": 2016, "file": "a.xlsx", "accepted": ROWS, "rejected": 0}
        writer.append(saying("workbook_received", payload), documents)
    return perf_counter() - began


def executemany(path: str) -> float:
    """Insert the rows of both tables with sqlite3 alone, into tables with the same keys and index."""
    with sqlite3.connect(path) as database:
        names = "('enterprise', 'application', 'review_year')"
        query = f"SELECT sql FROM sqlite_master WHERE tbl_name IN {names} AND type <> 'trigger' AND sql <> ''"
        tables = database.execute(query).fetchall()
        rows = {
            name: database.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("review_year", "enterprise", "application")
        }
    with sqlite3.connect(path + ".bare") as bare:
        for (statement,) in tables:
            bare.execute(statement)
        began = perf_counter()
        for name, several in rows.items():
            bare.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(several[0]))})", several)
        bare.commit()
    return perf_counter() - began


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    record = Record(f"sqlite:///{WORK / 'years.db'}", clock=lambda: datetime.now(UTC))
    once = ten_years(record)
    began = perf_counter()
    found = replay(record)
    again = perf_counter() - began
    assert len(found) == 5 * len(YEARS) and all(each.same for each in found)
    line = "| {} | {:.2f} s | {:.1f} |\n"
    sys.stdout.write(line.format("20,000 applications of ten years scored once", once, 1))
    sys.stdout.write(line.format("replay of all steps of them", again, again / once))
    bulk = Record(f"sqlite:///{WORK / 'bulk.db'}", clock=lambda: datetime.now(UTC))
    bulk.create()
    ours = project(bulk)
    floor = executemany(str(WORK / "bulk.db"))
    sys.stdout.write(line.format("100,000 rows in two tables by executemany", floor, 1))
    sys.stdout.write(
        line.format("a workbook with them received: entry, documents, tables", ours, ours / floor)
    )
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
