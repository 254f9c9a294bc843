"""A register of 100,000 rows beside 2,000 claims, and one merge by pandas: `python -m benchmarks.registers`.

Both read the same workbook, count the valid inventions granted by the cut-off for
each holder, and set them beside the claims.

Ours also splits joint holders, keeps every cell, and says what is wrong
with a row; it may take three times as long.

Then a year of 2,000 applications whose rules have no section for registers is scored
and proposed, without any register on record and beside this one: neither step may ask it.
"""

from __future__ import annotations

import io
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from benchmarks.year import write_workbook
from cultivation import review
from cultivation.core.registers.comparison import compared
from cultivation.core.registers.definition import load_register
from cultivation.core.registers.measuring import Rows, measured
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.reading import read_book
from cultivation.intake.formats.sources import files_at
from cultivation.intake.registers.register import read_register
from cultivation.queries.register_keys import RegisterKeys
from cultivation.queries.register_owners import owned
from cultivation.record.store import Record
from cultivation.resources import shipped

ROWS, FIRMS, MOST = 100_000, 2_000, 3.0
MOST_BESIDE = 1.1  # of the time without a register
HEAD = ("申请号", "申请日", "申请(专利权)人", "授权公告日", "专利类型", "法律状态")


class Known:
    """The names on record, for who has no record at hand."""

    def __init__(self, names: Iterable[str]) -> None:
        self.now = {name: name for name in names}

    def by_name(self, name: str) -> list[str]:
        """Return the code of the firm of this name."""
        found = self.now.get(name)
        return [found] if found else []

    def by_code(self, code: str) -> str | None:
        """Return none: the export has no codes."""
        return None


def workbook() -> bytes:
    """Return a seeded export of the register."""
    import xlsxwriter

    draw = random.Random(1)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for row in range(1, ROWS + 1):
        granted = f"{draw.randint(2012, 2017)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        kind, status = draw.choice(("发明授权", "实用新型")), draw.choice(("有效", "失效"))
        holder = f"昆山第{draw.randint(1, FIRMS * 3)}有限公司"
        sheet.write_row(row, 0, (f"CN2014{row:08}", "2011-05-06", holder, granted, kind, status))
    book.close()
    return content.getvalue()


def by_pandas(content: bytes, claims: dict[str, int]) -> tuple[dict[str, int], float]:
    """Return the counts, and the seconds after reading."""
    frame = pd.read_excel(io.BytesIO(content), engine="calamine")
    began = time.process_time()
    granted = pd.to_datetime(frame["授权公告日"]).dt.date <= date(2016, 12, 31)
    valid = frame[(frame["专利类型"] == "发明授权") & (frame["法律状态"] == "有效") & granted]
    counts = valid.groupby("申请(专利权)人").size().rename("registered").reset_index()
    filed = pd.DataFrame({"name": list(claims), "filed": list(claims.values())})
    joined = filed.merge(counts, how="left", left_on="name", right_on="申请(专利权)人").fillna(
        {"registered": 0}
    )
    found = dict(zip(joined["name"], joined["registered"].astype(int), strict=True))
    return found, time.process_time() - began


def by_us(content: bytes, claims: dict[str, int]) -> tuple[dict[str, int], float]:
    """Return the counts, and the seconds after reading."""
    register = load_register((shipped("registers") / "patents.yaml").read_bytes(), "patents.yaml")
    read = read_register(read_book(content), "patents.xlsx", register)
    assert len(read.batch) == ROWS, read.findings[:3]
    began = time.process_time()
    own = owned(register, read.batch, RegisterKeys(Known(claims)))  # type: ignore[arg-type]
    measure = register.measures["inventions"]
    told = measured(register, measure, Rows(read.batch), own.owners, date(2016, 12, 31), claims)
    found = {}
    for name, filed in claims.items():
        value = told[name].value
        compared(str(filed), value)
        found[name] = int(value or 0)
    return found, time.process_time() - began


def timed(what: Callable[[], tuple[dict[str, int], float]]) -> tuple[dict[str, int], float, float]:
    """Return the counts, the seconds in all and those after reading: the best of three."""
    best = []
    for _time in range(3):
        began = time.process_time()
        found, after = what()
        best.append((time.process_time() - began, after, found))
    whole, after, found = min(best, key=lambda each: each[0])
    return found, whole, after


def year_received(folder: Path) -> Record:
    """Return a record with the applications of a year whose rules ask no register."""
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    write_workbook(folder / "applications.xlsx", loaded.rules)
    record = record_at(folder / "without.db")
    review.create(record, "a")
    review.open_year(record, "a", 2016, loaded, None)
    received = review.intake(record, "a", 2016, files_at([folder / "applications.xlsx"]))
    assert received[0].accepted == FIRMS, received[0].findings[:3]
    return record


def record_at(path: Path) -> Record:
    """Open a record."""
    return Record(f"sqlite:///{path}", clock=lambda: datetime.now(UTC))


def copied(database: Path, to: Path) -> None:
    """Copy a database with what its log of changes still holds."""
    with closing(sqlite3.connect(database)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)


def decided_upon(database: Path) -> float:
    """Return the seconds of scoring and proposing, on a copy: the best of three."""
    seconds = []
    for number in range(3):
        copy = database.with_suffix(f".{number}")
        copied(database, copy)
        record, began = record_at(copy), time.process_time()
        review.score(record, "a", 2016)
        review.propose_year(record, "a", 2016)
        seconds.append(time.process_time() - began)
    return min(seconds)


def compare_years(content: bytes) -> None:
    """Print what a register on record costs a year that asks none; fail where it is more than a tenth."""
    definition = (shipped("registers") / "patents.yaml").read_bytes()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        year_received(folder)
        copied(folder / "without.db", folder / "beside.db")
        export = Incoming("patents.xlsx", content)
        review.import_register(
            record_at(folder / "beside.db"), "a", definition, export, date(2016, 12, 31), "No. 1"
        )
        without, beside = decided_upon(folder / "without.db"), decided_upon(folder / "beside.db")
    print(f"score and propose {FIRMS:,}: {without:.2f} s without a register, {beside:.2f} s beside one")
    if beside > MOST_BESIDE * without:
        raise SystemExit(1)


def main() -> None:
    """Print both, and fail where ours takes more than three times as long."""
    content, claims = workbook(), {f"昆山第{number}有限公司": number % 20 for number in range(1, FIRMS + 1)}
    theirs, their_seconds, their_merge = timed(lambda: by_pandas(content, claims))
    ours, our_seconds, our_merge = timed(lambda: by_us(content, claims))
    assert ours == theirs, "both must count the same"
    print(f"pandas: {their_seconds:.2f} s, of it {their_merge:.2f} s after reading")
    print(f"ours:   {our_seconds:.2f} s, of it {our_merge:.2f} s after reading")
    ratio = our_seconds / their_seconds
    print(f"ratio:  {ratio:.2f} of the whole, {our_merge / their_merge:.2f} after reading (at most {MOST})")
    compare_years(content)
    if ratio > MOST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
