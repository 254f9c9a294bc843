"""What a browser waits for: pages of the workbench at 2,000 applications a year, wall time over loopback.

The server is a process of its own, as `cultivation serve` starts it. The client asks one page after the
other, then 50 readers at once ask for light ones. Run: make benchmark. Results: benchmarks/README.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import httpx2 as httpx

from benchmarks.queries import SIZES, YEARS, workspace
from cultivation.queries.year import State
from cultivation.record.store import Record

AGAIN = 20
FIRMS = 12
READERS, EACH = 50, 6
YEAR = YEARS[-1]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[httpx.Client, Callable[[], float]]]:
    """Serve a workspace in a process of its own, and enter with the code that it prints.

    Yield a client, and what tells the processor time of the server in milliseconds (Linux).
    """
    words = [sys.executable, "-m", "cultivation", "--workspace", str(folder), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        address = re.findall(r"http://[\d.:]+", process.stdout.readline())[0]
        code = re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", process.stdout.readline())[0]
        limits = httpx.Limits(max_connections=READERS)
        with httpx.Client(base_url=address, timeout=120, limits=limits) as client:
            client.post("/enter", data={"code": code}, headers={"origin": address})
            yield client, lambda: processor_time(process.pid)
        process.terminate()


def processor_time(pid: int) -> float:
    """Return the milliseconds for which a process had a processor."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def milliseconds(client: httpx.Client, path: str) -> float:
    """Ask for a page once."""
    began = perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (perf_counter() - began) * 1000


def row(name: str, first: float | None, times: Sequence[float], used: float) -> None:
    """Print a row: the first time in this state of the record, the middle one, the slowest of twenty.

    `used` is the processor time of the server for all of `times`.
    """
    p95 = quantiles(times, n=20)[-1]
    told = "" if first is None else f"{first:,.0f} ms"
    sys.stdout.write(
        f"| {name} | {told} | {median(times):,.0f} ms | {p95:,.0f} ms | {used / len(times):,.1f} ms |\n"
    )
    sys.stdout.flush()


def pages(firms: Sequence[str]) -> dict[str, Callable[[int], str]]:
    """Return what is asked: by name, the address for each time."""
    year = f"/years/{YEAR}"

    def about(part: str) -> Callable[[int], str]:
        return lambda number: f"{year}/why/{firms[number % len(firms)]}{part}"

    return {
        "the years": lambda _number: "/",
        "pool": lambda _number: "/pool",
        "record: the newest entries": lambda _number: "/record",
        "one entry": lambda _number: "/record/5",
        "the year at a glance": lambda _number: year,
        "proposal, 100 rows": lambda _number: f"{year}/proposal",
        "proposal, filtered and in another order": lambda _number: f"{year}/proposal?find=12&order=name",
        "proposal, the rows as data": lambda _number: f"{year}/proposal.json",
        "entries and exits": lambda _number: f"{year}/changes",
        "points by criterion": lambda _number: f"{year}/points",
        "applications by state": lambda _number: f"{year}/firms",
        "one application, another firm": lambda number: f"{year}/firms/{firms[number % len(firms)]}",
        "proposal, all 2,000 rows": lambda _number: f"{year}/proposal?rows=all",
        "zones and quotas": lambda _number: f"{year}/zones",
        "why: the page, each time another firm": about(""),
        "why: since last year, another firm": about("/change?part=1"),
        "why: what would have turned it, another firm": about("/turning?part=1"),
        "a firm through the years": lambda number: f"/firms/{firms[number % len(firms)]}",
        "a sheet with its cell": lambda _number: f"{year}/sheet/{firms[0]}?cell=G50",
    }


def firms_near_the_line(folder: Path) -> list[str]:
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.reading() as reader:
        lines = State(reader).year(YEAR).table.lines
    record.dispose()
    return [line.id for line in lines if line.rank is not None and 95 <= line.rank < 95 + FIRMS]


def main() -> None:
    folder = workspace(SIZES[-1])
    firms = firms_near_the_line(folder)
    with serving(folder) as (client, used):
        for name, path in pages(firms).items():
            first = milliseconds(client, path(0))
            another, before = "another firm" in name, used()
            times = [
                milliseconds(client, path(number + 1)) for number in range(FIRMS - 1 if another else AGAIN)
            ]
            row(name, first, times, used() - before)
        light = (
            "/",
            "/pool",
            "/record",
            "/record/5",
            f"/years/{YEAR}/firms/{firms[0]}",
            f"/firms/{firms[0]}",
        )
        asked = [light[number % len(light)] for number in range(READERS * EACH)]
        before = used()
        with ThreadPoolExecutor(READERS) as readers:
            times = list(readers.map(lambda path: milliseconds(client, path), asked))
        row("light pages, 50 readers at once", None, times, used() - before)


if __name__ == "__main__":
    main()
