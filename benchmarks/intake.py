"""From file to checked and stored applications: 10,000 x 40 and 2,000 forms, beside python-calamine alone.

The floor is calamine parsing the same files to Python lists, in the same run. Run: make benchmark.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter

import xlsxwriter
from python_calamine import CalamineWorkbook
from year import cell_value

from cultivation import review
from cultivation.intake.formats.reading_process import ReadingProcess
from cultivation.intake.reading import ApplicationReader
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.rules.loading import LoadedRules, load_file
from cultivation.rules.model import RuleSet

WORK = Path(__file__).parent / "work"
ROWS, COLUMNS, FORMS = 10_000, 40, 2_000


def headings(rules: RuleSet) -> dict[str, str]:
    return {key: f"{rule.zh}（{rule.unit}）".replace("（）", "") for key, rule in rules.fields.items()}


def write_summary(path: Path, rules: RuleSet) -> None:
    random_ = random.Random(2016)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("申报")
    more = COLUMNS - len(rules.fields)
    sheet.write_row(0, 0, [*headings(rules).values(), *(f"备注{place}" for place in range(more))])
    for number in range(ROWS):
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
    with ReadingProcess() as process:
        for path in paths:
            received = reader.read(process.read(path.read_bytes()), path.name)
            assert not received.rejected


def store(paths: list[Path], loaded: LoadedRules, name: str) -> None:
    record = Record(f"sqlite:///{WORK / name}", clock=lambda: datetime.now(UTC))
    review.create(record, "a")
    review.open_year(record, "a", 2016, loaded, None)
    results = review.intake(record, "a", 2016, paths)
    assert not any(each.rejected for each in results)


def timed(step: Callable[[], object]) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    write_summary(WORK / "summary.xlsx", loaded.rules)
    write_forms(WORK / "forms", loaded.rules)
    import sklearn.feature_extraction.text  # noqa: F401 - the import is not part of the work

    for what, paths in (
        (f"{ROWS:,} x {COLUMNS}", [WORK / "summary.xlsx"]),
        (f"{FORMS:,} forms", sorted((WORK / "forms").iterdir())),
    ):
        floor = timed(lambda: [parse(path) for path in paths])  # noqa: B023 - called at once
        checked = timed(lambda: check(paths, loaded.rules))  # noqa: B023
        stored = timed(lambda: store(paths, loaded, f"{len(paths)}.db"))  # noqa: B023
        for name, seconds in (("calamine alone", floor), ("checked", checked), ("stored", stored)):
            sys.stdout.write(f"| {what} | {name} | {seconds:.2f} s | {seconds / floor:.1f} |\n")


if __name__ == "__main__":
    main()
