"""50 experts mark in the workbench, a mark every five seconds each, then all hand in: what each of it takes.

The server is a process of its own, as `cultivation serve` starts it, on SQLite; 117 firms, three experts for
each. A draft is to be kept after 200 ms (95 of 100), a hand-in after 5 s, none refused.
Run: python -m benchmarks.web_marks, on an idle machine. Results: benchmarks/README.md.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, sleep

import httpx2 as httpx
import openpyxl
from stdnum.cn import uscc

from benchmarks.web import p95, serving
from benchmarks.web_people import Known, copy_with_people, enter
from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.record.entries import RoleGranted
from cultivation.record.store import Record
from cultivation.resources import shipped

EXPERTS, FIRMS, EACH, YEAR = 50, 117, 3, 2024
EVERY, MARKS = 5.0, 24  # seconds between two marks of an expert; two minutes of them
FILED = {
    **{"registered_on": "2015-05-06", "technology": "新材料", "core_ip": "是", "staff": 100},
    **{"technical_staff": 20, "sales_1": 1000, "sales_2": 1100, "sales_3": 1200, "net_assets_1": 1000},
    **{"net_assets_2": 1100, "net_assets_3": 1200, "rd_3": 300, "rd_domestic": 300, "total_revenue": 1300},
    **{"high_tech_revenue": 1200, "class_1_ip": 1, "class_2_ip": 4, "ip_acquisition": "有自主研发"},
    **{"drew_up_standards": "否", "conversions": 15},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mark to be set: the address of the sheet, the field, and a mark that is possible."""

    address: str
    mark: str
    value: str


def scored(folder: Path, firms: int, experts: int, each: int) -> None:
    """Make a workspace with a year that experts are assigned to."""
    folder.mkdir()
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "root")
    rules = load_file(shipped("scoring_rules") / "hnte_2016.yaml")
    review.open_year(record, "root", YEAR, rules, date(2024, 12, 31))
    keys = ["credit_code", "enterprise_name", *FILED]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([rules.rules.label_of(key).zh for key in keys])
    for number in range(firms):
        body = f"91320583{number + 1:09d}"
        code = f"{body}{uscc.calc_check_digit(body)}"
        writer.writerow([code, f"昆山企业{number}有限公司", *FILED.values()])
    review.intake(record, "root", YEAR, [Incoming("firms.csv", table.getvalue().encode("utf-8-sig"))])
    review.score(record, "root", YEAR)
    review.list_experts(record, "root", YEAR, Incoming("experts.xlsx", _list(experts)))
    review.assign_panel(record, "root", YEAR, each, blind=True)
    review.open_marking(record, "root", YEAR)
    for number in range(experts):
        review.declare_no_conflict(record, "root", YEAR, f"e{number}")
    record.dispose()


def _list(experts: int) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (("编号", "姓名", "工作单位"), *((f"e{at}", f"专家{at}", "大学") for at in range(experts))):
        sheet.append(list(row))
    book.save(content)
    return content.getvalue()


def bound(folder: Path, into: Path, experts: int) -> list[Known]:
    """Give each expert an account."""
    people = copy_with_people(folder, into, experts)
    record = Record(f"sqlite:///{into / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.writing("root") as writer:
        for at, each in enumerate(writer.accounts()):
            said = {"account": each.id, "role": "expert", "document": "1号", "year": YEAR, "expert": f"e{at}"}
            writer.append(RoleGranted(**said))
    record.dispose()
    return people


def sheets_of(client: httpx.Client) -> list[Sheet]:
    """Return every mark that an expert is asked for."""
    listed = client.get(f"/years/{YEAR}/marks").text
    addresses = dict.fromkeys(re.findall(rf'"(/years/{YEAR}/marks/\d+)"', listed))
    return [each for address in addresses for each in _on(client, address)]


def _on(client: httpx.Client, address: str) -> Iterator[Sheet]:
    page = client.get(address).text
    offered = re.findall(r'name="mark\.(\w+)" value="([\d.]+)"', page)
    yield from (Sheet(address, mark, value) for mark, value in dict(offered).items())


def token_of(client: httpx.Client) -> str:
    """Return what the forms of a session carry."""
    return re.findall(r'name="token" value="([^"]+)"', client.get("/own").text)[0]


def set_marks(client: httpx.Client, number: int, every: float) -> tuple[list[float], int]:
    """Set so many marks, one every so many seconds; return what each took, and how many were refused."""
    token, asked = token_of(client), sheets_of(client)
    seen = dict.fromkeys(asked, "0.0")
    times, refused = [], 0
    for each in islice(cycle(asked), number):
        said = {f"mark.{each.mark}": each.value, f"seen.{each.mark}": seen[each]}
        said |= {f"comment.{each.mark}": f"第{len(times)}次"}
        began = perf_counter()
        answer = client.post(each.address, data={"token": token, "part": "1", **said})
        times.append((perf_counter() - began) * 1000)
        refused += answer.status_code != 200
        if answer.status_code == 200:
            seen[each] = answer.json()["marks"][each.mark]["seen"]
        sleep(max(0.0, every - times[-1] / 1000))
    return times, refused


def hand_in(client: httpx.Client) -> tuple[float, bool]:
    """Hand in what is set; return the milliseconds, and whether it came onto the record."""
    token = token_of(client)
    began = perf_counter()
    answer = client.post(f"/years/{YEAR}/marks/hand-in", data={"token": token})
    return (perf_counter() - began) * 1000, answer.status_code == 200 and "SHA-256" in answer.text


@dataclass(frozen=True, slots=True)
class Marked:
    """What marking together took: milliseconds of each draft and hand-in, and how many were refused."""

    drafts: list[float]
    refused: int
    handed_in: list[float]
    not_on_record: int


def mark_together(address: str, people: Sequence[Known], number: int, every: float) -> Marked:
    """Let all experts mark at once, and then hand in."""
    clients = [httpx.Client(base_url=address, timeout=300, headers={"origin": address}) for _each in people]
    with ThreadPoolExecutor(len(people)) as threads:
        for _done in threads.map(enter, clients, people):
            pass
        set_ = list(threads.map(lambda client: set_marks(client, number, every), clients))
        sent = list(threads.map(hand_in, clients))
    return Marked(
        [time for times, _refused in set_ for time in times],
        sum(refused for _times, refused in set_),
        [time for time, _done in sent],
        sum(not done for _time, done in sent),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        scored(Path(made) / "empty", FIRMS, EXPERTS, EACH)
        people = bound(Path(made) / "empty", Path(made) / "town", EXPERTS)
        with serving(Path(made) / "town", by_code=False) as server:
            before = server.used()
            found = mark_together(server.address, people, MARKS, EVERY)
            each = (server.used() - before) / len(found.drafts)
    sys.stdout.write(
        f"{len(found.drafts)} marks of {EXPERTS} experts, one every {EVERY:.0f} s: {found.refused} refused; "
        f"kept after {p95(found.drafts):,.0f} ms (95 of 100; aim 200), at most {max(found.drafts):,.0f} ms; "
        f"{each:.0f} ms of a processor each, logins and sheets among them\n"
        f"{len(found.handed_in)} hand in at once: {found.not_on_record} refused; after "
        f"{p95(found.handed_in):,.0f} ms (95 of 100; aim 5,000)\n"
    )


if __name__ == "__main__":
    main()
