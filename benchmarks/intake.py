"""From file to checked and stored applications: 10,000 and 100,000 rows x 40, and 2,000 forms.

The floor is python-calamine parsing the same files to Python lists, in the same run; the peer is pandas with
openpyxl parsing the same 10,000 rows. Memory is the most that the program took so far, without that of the
reading process.
Run: make benchmark.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook
from year import cell_value

from cultivation import review
from cultivation.core.rules.loading import LoadedRules, load_file
from cultivation.core.rules.model import RuleSet
from cultivation.intake.applications.reading import ApplicationReader
from cultivation.intake.formats.book import Book
from cultivation.intake.formats.files import read_files
from cultivation.intake.formats.readers import Readers
from cultivation.intake.formats.sources import files_at
from cultivation.record.store import Record
from cultivation.resources import shipped

WORK = Path(__file__).parent / "work"
ROWS, MORE_ROWS, COLUMNS, FORMS = 10_000, 100_000, 40, 2_000
MEBIBYTE = 1024  # of what the system counts in KiB


def headings(rules: RuleSet) -> dict[str, str]:
    return {key: f"{rule.zh}（{rule.unit}）".replace("（）", "") for key, rule in rules.fields.items()}


def write_summary(path: Path, rules: RuleSet, rows: int = ROWS) -> None:
    random_ = random.Random(2016)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("申报")
    more = COLUMNS - len(rules.fields)
    sheet.write_row(0, 0, [*headings(rules).values(), *(f"备注{place}" for place in range(more))])
    for number in range(rows):
        values = [cell_value(random_, rules, key, number) for key in rules.fields]
        sheet.write_row(number + 1, 0, [*values, *(random_.random() for _ in range(more))])
    book.close()


def write_forms(folder: Path, rules: RuleSet) -> None:
    random_ = random.Random(2017)
    folder.mkdir()
    for number in range(FORMS):
        book = xlsxwriter.Workbook(str(folder / f"form{number:04}.xlsx"), {"in_memory": True})
        sheet = book.add_worksheet("申报表")
        for row, (key, heading) in enumerate(headings(rules).items()):
            sheet.write_row(row, 0, [heading, cell_value(random_, rules, key, number)])
        book.close()


def parse(path: Path) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def check(paths: list[Path], rules: RuleSet) -> None:
    reader = ApplicationReader(rules)
    with Readers() as readers:
        for file in read_files(files_at(paths), readers):
            assert isinstance(file.book, Book)
            assert not reader.read(file.book, file.incoming.name).rejected


def opened(loaded: LoadedRules, name: str) -> Record:
    record = Record(f"sqlite:///{WORK / name}", clock=lambda: datetime.now(UTC))
    review.create(record, "a")
    review.open_year(record, "a", 2016, loaded, None)
    return record


def store(paths: list[Path], record: Record) -> None:
    results = review.intake(record, "a", 2016, files_at(paths))
    assert not any(each.rejected for each in results)


def timed(step: Callable[[], object]) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE:.0f} MiB"


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    write_summary(WORK / "summary.xlsx", loaded.rules)
    write_summary(WORK / "large.xlsx", loaded.rules, MORE_ROWS)
    write_forms(WORK / "forms", loaded.rules)
    import sklearn.feature_extraction.text  # noqa: F401 - the import is not part of the work

    for what, paths in (
        (f"{ROWS:,} x {COLUMNS}", [WORK / "summary.xlsx"]),
        (f"{FORMS:,} forms", sorted((WORK / "forms").iterdir())),
        (f"{MORE_ROWS:,} x {COLUMNS}", [WORK / "large.xlsx"]),
    ):
        steps: dict[str, Callable[[], object]] = {
            "calamine alone": partial(lambda paths: [parse(path) for path in paths], paths),
            "checked": partial(check, paths, loaded.rules),
            "stored": partial(store, paths, opened(loaded, f"{what}.db")),
        }
        if paths == [WORK / "summary.xlsx"]:
            steps["pandas and openpyxl, parsing alone"] = partial(pd.read_excel, *paths, engine="openpyxl")
        floor = 0.0
        for name, step in steps.items():
            seconds = timed(step)
            floor = floor or seconds
            sys.stdout.write(f"| {what} | {name} | {seconds:.2f} s | {seconds / floor:.1f} | {memory()} |\n")


if __name__ == "__main__":
    main()
