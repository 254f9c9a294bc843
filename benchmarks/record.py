"""The record at size: append and verify many entries, beside hashing their bytes alone; a past question.

Run: python -m benchmarks.record [ENTRIES [AS_OF_ENTRIES]]; the defaults are 1,000,000 and 100,000. The table
of results is in benchmarks/README.md.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from tests.record.saying import saying

WORK = Path(__file__).parent / "work"
FIRST = datetime(2017, 1, 1, tzinfo=UTC)
A_STEP = 1000  # entries in a transaction
FIRMS = 2000  # a year, each in a form of its own


def record_at(name: str) -> Record:
    moments = (FIRST + timedelta(seconds=tick) for tick in range(10_000_000))
    record = Record(f"sqlite:///{WORK / name}", clock=lambda: next(moments))
    record.create()
    return record


def note(number: int) -> dict[str, Any]:
    return {
        "year": 2017,
        "enterprise": f"91320583MA{number:06d}1X",
        "text": f"说明 {number}",
        "value": "1234.5",
    }


def append_many(record: Record, entries: int) -> None:
    for first in range(0, entries, A_STEP):
        with record.writing("王芳") as writer:
            numbers = range(first, min(first + A_STEP, entries))
            writer.append_all([(saying("noted", note(number)), ()) for number in numbers])


def verify(record: Record) -> None:
    with record.reading() as reader:
        found = reader.verify()
        assert found.ok, found.reason


def sealed_bytes(record: Record) -> list[bytes]:
    names = ("seq", "recorded_at", "actor", "kind", "payload", "prev")
    with record.reading() as reader:
        return [canonical_json({name: getattr(each, name) for name in names}) for each in reader.entries()]


def hash_all(forms: list[bytes]) -> None:
    for form in forms:
        hashlib.sha256(form).hexdigest()


def receive_many(record: Record, entries: int) -> None:
    """Years of 2,000 forms each; every form is an entry with two documents."""
    for first in range(0, entries, FIRMS):
        year = 1950 + first // FIRMS
        with record.writing("王芳") as writer:
            rules = [NewDocument(b"id: x\n", "x.yaml", "application/yaml")]
            opened = {"year": year, "rule_set": "x", "version": "1", "cutoff": f"{year}-12-31"}
            writer.append(saying("year_opened", opened), rules)
            for number in range(min(FIRMS, entries - first)):
                receive(writer, year, number)


def receive(writer: Writer, year: int, number: int) -> None:
    workbook = f"form {number} of {year}".encode()
    columns = {f"field_{place}": {"texts": [f"{number}.{place}"], "letters": "B"} for place in range(20)}
    batch = {
        "file": f"{number}.xlsx",
        "sha256": digest(workbook),
        "ids": [f"{number:018d}"],
        "names": [f"企业 {number}"],
        "blocks": [{"sheet": "表", "rows": [1], "columns": columns}],
        "findings": [],
    }
    payload = {"year": year, "file": f"{number}.xlsx", "accepted": 1, "rejected": 0}
    documents = [NewDocument(workbook, f"{number}.xlsx", "x"), NewDocument(canonical_json(batch), "a", JSON)]
    writer.append(saying("workbook_received", payload), documents)


def ask(record: Record, as_of: datetime | None) -> int:
    with record.reading(as_of) as reader:
        return len(reader.applications(reader.years()[-1].year))


def timed(name: str, step: Callable[[], Any], floor: float = 0) -> float:
    start = perf_counter()
    step()
    seconds = perf_counter() - start
    beside = f"{seconds / floor:.1f}" if floor else "1.0"
    sys.stdout.write(f"| {name} | {seconds:.2f} s | {beside} |\n")
    sys.stdout.flush()
    return seconds


def main() -> None:
    entries, as_of = (int(word) for word in (*sys.argv[1:], *("1000000", "100000")[len(sys.argv) - 1 :]))
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    record = record_at("record.db")
    start = perf_counter()
    append_many(record, entries)
    appended = perf_counter() - start
    floor = timed(f"hashing the bytes of {entries:,} entries alone", partial(hash_all, sealed_bytes(record)))
    sys.stdout.write(f"| append | {appended:.2f} s | {appended / floor:.1f} |\n")
    timed("verify", lambda: verify(record), floor)
    record.dispose()
    past = record_at("past.db")
    receive_many(past, as_of)
    moment = FIRST + timedelta(seconds=as_of - 1)
    now = timed(f"a question now, at {as_of:,} entries", lambda: ask(past, None))
    timed("the same as of a moment before the last of them", lambda: ask(past, moment), now)
    past.dispose()
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
