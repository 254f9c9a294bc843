"""A deadline day by browser: 200 workbooks of ten firms each, 50 people at once, while others look.

The server is a process of its own, as `cultivation serve` starts it, on SQLite. The uploads are to be taken
in within a minute, none refused; meanwhile somebody asks for light pages, one after the other.
Run: python -m benchmarks.web_uploads, on an idle machine. Results: benchmarks/README.md.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from time import perf_counter

import httpx2 as httpx

from benchmarks.web import p95, serving
from benchmarks.web_people import Known, copy_with_people, enter
from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.record.entries import RoleGranted
from cultivation.record.store import Record
from cultivation.resources import shipped

UPLOADS, AT_ONCE, FIRMS, YEAR = 200, 50, 10, 2017
HEADS = "企业编号,企业名称,行业,地区,欧洲专利申请数,研发支出,上年研发支出,技术溢出（对数）"


def rows_of(unit: int) -> list[str]:
    """Return ten firms of a unit."""
    numbers = range(unit * FIRMS + 1, (unit + 1) * FIRMS + 1)
    return [
        f"F{number:05},企业{number},电子,美国,{number % 90},{number}.5,{number}.25,4.5" for number in numbers
    ]


def opened(folder: Path) -> None:
    """Make a workspace with a year that takes applications in."""
    folder.mkdir()
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "root")
    rules = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml")
    review.open_year(record, "root", YEAR, rules, date(1985, 12, 31))
    record.dispose()


def clerks(folder: Path, into: Path) -> list[Known]:
    """Give people accounts that may hand in."""
    people = copy_with_people(folder, into, AT_ONCE)
    record = Record(f"sqlite:///{into / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.writing("root") as writer:
        for each in writer.accounts():
            writer.append(RoleGranted(account=each.id, role="clerk", document="1号"))
    record.dispose()
    return people


def hand_in(client: httpx.Client, unit: int) -> tuple[float, int]:
    """Hand in one workbook; return the milliseconds until the answer, and how many were accepted."""
    page = client.get(f"/years/{YEAR}/files?lang=en").text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    content = "\n".join([HEADS, *rows_of(unit)]).encode()
    began = perf_counter()
    files = [("files", (f"unit_{unit}.csv", content))]
    answer = client.post(f"/years/{YEAR}/files/new", data={"token": token}, files=files)
    found = re.search(r"(\d+) accepted", answer.text) if answer.status_code == 200 else None
    return (perf_counter() - began) * 1000, int(found[1]) if found else -1


def look(client: httpx.Client, ends: Event) -> list[float]:
    """Ask for light pages until the end."""
    times = []
    while not ends.is_set():
        began = perf_counter()
        client.get(f"/years/{YEAR}")
        times.append((perf_counter() - began) * 1000)
        ends.wait(0.1)
    return times


def deadline(address: str, people: Sequence[Known]) -> None:
    """Let all hand in, and one look; print what it took."""
    clients = [httpx.Client(base_url=address, timeout=300, headers={"origin": address}) for _each in people]
    with ThreadPoolExecutor(AT_ONCE + 1) as threads:
        for _done in threads.map(enter, clients, people):
            pass
        ends = Event()
        looking = threads.submit(look, clients[0], ends)
        began = perf_counter()
        work = [threads.submit(_in_turn, clients[at], at) for at in range(AT_ONCE)]
        answers = [answer for each in work for answer in each.result()]
        took = perf_counter() - began
        ends.set()
        looked = looking.result()
    refused = sum(accepted != FIRMS for _time, accepted in answers)
    times = [time for time, _accepted in answers]
    sys.stdout.write(
        f"{len(answers)} uploads by {AT_ONCE} people: {refused} refused, {took:.1f} s (at most 60); an "
        f"answer after {p95(times):,.0f} ms (95 of 100), at most {max(times):,.0f} ms; meanwhile a page of "
        f"the year {p95(looked):,.0f} ms (95 of 100)\n"
    )


def _in_turn(client: httpx.Client, at: int) -> list[tuple[float, int]]:
    return [hand_in(client, unit) for unit in range(at, UPLOADS, AT_ONCE)]


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        opened(Path(made) / "empty")
        people = clerks(Path(made) / "empty", Path(made) / "town")
        with serving(Path(made) / "town", by_code=False) as server:
            deadline(server.address, people)


if __name__ == "__main__":
    main()
