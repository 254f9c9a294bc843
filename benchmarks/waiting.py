"""How long others wait to write while 2,000 applications are scored, proposed and decided; 200 uploads.

`python benchmarks/waiting.py URL` takes a PostgreSQL database that is empty. The table of results is in
benchmarks/README.md.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from year import write_workbook

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.errors import CultivationError
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import files_at
from cultivation.record.store import Record
from cultivation.resources import shipped

WORK = Path(__file__).parent / "work"
UPLOADS, AT_ONCE = 200, 50


def main(url: str) -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    url = url or f"sqlite:///{WORK / 'cultivation.db'}"
    record = opened(url)
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    review.create(record, "a")
    review.open_year(record, "a", 2016, loaded, None)
    path = WORK / "applications.xlsx"
    write_workbook(path, loaded.rules)
    review.intake(record, "a", 2016, files_at([path]))
    said("nothing", waits(url, lambda: sleep(3)))
    said("score", waits(url, lambda: review.score(record, "a", 2016)))
    said("propose", waits(url, lambda: review.propose_year(record, "a", 2016)))
    on = date(2017, 3, 20)
    review.give_notice(record, "a", 2016, date(2017, 3, 1), date(2017, 3, 10))
    said("decide", waits(url, lambda: review.decide(record, "b", 2016, "No. 1", on, {})))
    review.open_year(record, "a", 2017, load_file(shipped("scoring_rules") / "patents_rd_panel.yaml"), None)
    upload(record)


def opened(url: str) -> Record:
    return Record(url, clock=lambda: datetime.now(UTC), connections=AT_ONCE)


def waits(url: str, step: Callable[[], Any]) -> tuple[float, list[float]]:
    """Return how long a step takes, and how long each turn of another program that writes nothing takes."""
    context = get_context("spawn")
    end, (here, there) = context.Event(), context.Pipe()
    asking = context.Process(target=ask, args=(url, end, there))
    asking.start()
    here.recv()
    start = perf_counter()
    step()
    took = perf_counter() - start
    end.set()
    times = here.recv()
    asking.join()
    return took, times


def ask(url: str, end: Any, pipe: Any) -> None:
    """Take the turn to write, again and again, as another program."""
    record, times = opened(url), list[float]()
    pipe.send("ready")
    while not end.is_set():
        start = perf_counter()
        with record.writing("somebody", dry_run=True):
            pass
        times.append(perf_counter() - start)
        sleep(0.01)
    pipe.send(times)


def said(name: str, found: tuple[float, list[float]]) -> None:
    took, times = found
    sys.stdout.write(f"| {name} | {took * 1000:.0f} ms | {len(times)} | {max(times) * 1000:.0f} ms |\n")


def upload(record: Record) -> None:
    """Let all upload at once, each a workbook of ten firms."""
    heads = "企业编号,企业名称,行业,地区,欧洲专利申请数,研发支出,上年研发支出,技术溢出（对数）"
    files = [
        Incoming(f"{district}.csv", "\n".join([heads, *rows_of(district)]).encode())
        for district in range(UPLOADS)
    ]
    with Readers(most=2) as readers, ThreadPoolExecutor(AT_ONCE) as people:

        def send(file: Incoming) -> tuple[float, int]:
            start = perf_counter()
            try:
                found = review.intake(record, file.name, 2017, [file], readers=readers)
            except CultivationError as error:
                sys.stdout.write(f"{error.message}\n")
                return perf_counter() - start, -1
            return perf_counter() - start, found[0].accepted

        start = perf_counter()
        answers = list(people.map(send, files))
        took = perf_counter() - start
    refused = sum(accepted < 0 for _time, accepted in answers)
    applications = sum(max(accepted, 0) for _time, accepted in answers)
    slowest = max(time for time, _accepted in answers)
    sys.stdout.write(
        f"{UPLOADS} uploads, {AT_ONCE} at once: {refused} refused, {applications} applications, "
        f"{took:.1f} s, the slowest {slowest:.1f} s\n"
    )


def rows_of(district: int) -> list[str]:
    numbers = range(district * 10, district * 10 + 10)
    return [f"F{each:05d},企业{each},化工,欧洲,{each % 90 + 1},20,20,9" for each in numbers]


if __name__ == "__main__":
    main(next(iter(sys.argv[1:]), ""))
