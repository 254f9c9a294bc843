"""What a browser waits for: pages of the workbench at 2,000 applications a year, wall time over loopback.

The server is a process of its own, as `cultivation serve` starts it. The client asks one page after the
other, then 50 readers at once ask for light ones, 20 people log in at once, a browser sorts the proposal, and
the memory of all processes is added up. Last comes what of it has an aim, beside the aim.

Run: python -m benchmarks.web, on an idle machine; a number behind it is that of applications a year.
Results: benchmarks/README.md.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

import httpx2 as httpx

from benchmarks.queries import SIZES, YEARS, workspace
from benchmarks.web_people import copy_with_people, logins
from cultivation.queries.year import State
from cultivation.record.store import Record

AGAIN = 20
FIRMS = 12
READERS, EACH, PEOPLE = 50, 20, 20
YEAR = YEARS[-1]
AIMS: list[tuple[str, float, float, str]] = []  # what was aimed at: its name, the figure, the aim, the unit
COOKIE = "cultivation"


@dataclass(frozen=True)
class Server:
    """A server with a client that was let in, where there are no accounts."""

    client: httpx.Client
    address: str
    pid: int

    def used(self) -> float:
        """Return the milliseconds for which it had a processor."""
        return processor_time(self.pid)


@contextmanager
def serving(folder: Path, by_code: bool = True) -> Iterator[Server]:
    """Serve a workspace in a process of its own, and enter with the code that it prints (Linux)."""
    words = [sys.executable, "-m", "cultivation", "--workspace", str(folder), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        address = re.findall(r"http://[\d.:]+", process.stdout.readline())[0]
        try:
            with httpx.Client(base_url=address, timeout=300) as client:
                if by_code:
                    code = re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", process.stdout.readline())[0]
                    client.post("/enter", data={"code": code}, headers={"origin": address})
                yield Server(client, address, process.pid)
        finally:
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
    told = "" if first is None else f"{first:,.0f} ms"
    each = used / len(times)
    sys.stdout.write(
        f"| {name} | {told} | {median(times):,.0f} ms | {p95(times):,.0f} ms | {each:,.1f} ms |\n"
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


def family(pid: int) -> Iterator[int]:
    """Yield a process and those that it started, and so on."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def memory(pid: int) -> float:
    """Return the MB that a process and those below it hold; what they share counts once."""
    total = 0
    for each in family(pid):
        told = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{each}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(told[1]) if told else 0
    return total / 1024


def aimed(name: str, figure: float, aim: float, unit: str = "ms") -> None:
    """Remember a figure beside its aim."""
    AIMS.append((name, figure, aim, unit))


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def ask_pages(server: Server, firms: Sequence[str]) -> None:
    """Ask for one page after the other."""
    for name, path in pages(firms).items():
        first = milliseconds(server.client, path(0))
        another, before = "another firm" in name, server.used()
        number = FIRMS - 1 if another else AGAIN
        times = [milliseconds(server.client, path(turn + 1)) for turn in range(number)]
        row(name, first, times, server.used() - before)
        if name in FIRST:
            aimed(f"{name}: a firm for the first time", median([first, *times]), FIRST[name])
            again = [milliseconds(server.client, path(turn)) for turn in range(1, FIRMS)]
            aimed(f"{name}: the second time", median(again), 50)
        if name in ("proposal, 100 rows", "proposal, the rows as data"):
            aimed(name, p95(times), 300)


FIRST = {
    "why: the page, each time another firm": 200,
    "why: since last year, another firm": 3_000,
    "why: what would have turned it, another firm": 3_000,
}


def many_readers(server: Server, firm: str) -> None:
    """Let 50 readers at once ask for light pages, without a pause."""
    light = ("/", "/pool", "/record", "/record/5", f"/years/{YEAR}/firms/{firm}", f"/firms/{firm}")
    host, port = server.address.removeprefix("http://").split(":")
    cookie = f"{COOKIE}={dict(server.client.cookies)[COOKIE]}"
    words = [
        sys.executable,
        "-m",
        "benchmarks.web_readers",
        host,
        port,
        cookie,
        str(READERS),
        str(EACH),
        *light,
    ]
    before = server.used()
    times = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    row("light pages, 50 readers at once", None, times, server.used() - before)
    aimed("light pages, 50 readers at once, 95 of 100", p95(times), 200)


def at_most(server: Server, firm: str) -> float:
    """Return the most memory while a report is made, with the reader of files that a sheet has started."""
    form = {"kind": "report", "year": str(YEAR)}
    answer = server.client.post("/jobs", data=form, headers={"origin": server.address})
    most, place = 0.0, answer.headers["location"]
    server.client.get(f"/years/{YEAR}/sheet/{firm}?cell=G50")
    while "data-wait" in server.client.get(place).text:
        most = max(most, memory(server.pid))
        sleep(0.1)
    return max(most, memory(server.pid))


def sorting(server: Server) -> float | None:
    """Return the milliseconds from a click on a heading to the next frame, in Chromium; None without it."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.browsing import CHROMIUM
    except ImportError:
        return None
    if CHROMIUM is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        secret = dict(server.client.cookies)[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": secret, "url": server.address}])
        page = context.new_page()
        page.goto(f"{server.address}/years/{YEAR}/proposal")
        page.wait_for_selector("table[data-ready]", state="attached")
        times = [page.evaluate(SORT, turn) for turn in range(9)]
        browser.close()
    return p95([float(each) for each in times])


SORT = """turn => new Promise(done => {
  const links = [...document.querySelectorAll("table[data-rows] thead a")];
  const began = performance.now();
  links[turn % links.length].click();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def many_logins(folder: Path) -> None:
    """Let 20 people log in at once, at a copy of the workspace."""
    with tempfile.TemporaryDirectory() as made:
        people = copy_with_people(folder, Path(made) / "people", PEOPLE)
        with serving(Path(made) / "people", by_code=False) as server:
            before = server.used()
            times = logins(server.address, people)
            row(f"{PEOPLE} logins at once", None, times, server.used() - before)
            aimed(f"{PEOPLE} logins at once, 95 of 100", p95(times), 3_000)


def main() -> None:
    folder = workspace(int(sys.argv[1]) if sys.argv[1:] else SIZES[-1])
    firms = firms_near_the_line(folder)
    with serving(folder) as server:
        ask_pages(server, firms)
        many_readers(server, firms[0])
        found = sorting(server)
        if found is not None:
            aimed("sorting 2,000 rows in Chromium, 95 of 100", found, 200)
        aimed("memory: server, one job, readers of files", at_most(server, firms[0]), 1_200, "MB")
    many_logins(folder)
    sys.stdout.write("\n| figure | now | aim |\n| --- | ---: | ---: |\n")
    for name, figure, aim, unit in AIMS:
        sys.stdout.write(f"| {name} | {figure:,.0f} {unit} | {aim:,.0f} {unit} |\n")


if __name__ == "__main__":
    main()
