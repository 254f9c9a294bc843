"""One review of 2,000 applications x 40 columns, from workbook to shortlist, timed by step.

The floor beside it is openpyxl parsing the same workbook, and nothing else.
Run: make benchmark. The table of results is in benchmarks/README.md.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import xlsxwriter
from stdnum.cn import uscc

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.intake.formats.sources import files_at
from cultivation.outputs.shortlist.workbook import shortlist_of
from cultivation.record.store import Record
from cultivation.resources import shipped

WORK = Path(__file__).parent / "work"
ROWS, COLUMNS = 2000, 40


def credit_code(number: int) -> str:
    base = f"91320583MA{number:06d}1"
    return base + str(uscc.calc_check_digit(base))


def cell_value(random_: random.Random, rules: RuleSet, key: str, number: int) -> Any:
    rule = rules.fields[key]
    match rule.type:
        case FieldType.IDENTIFIER:
            return credit_code(number)
        case FieldType.CHOICE:
            choices = [each.zh for name, each in rules.choices[rule.choices or ""].items() if name != "other"]
            return random_.choice(choices)
        case FieldType.DATE:
            return date(2000 + number % 14, 1 + number % 12, 1 + number % 28).isoformat()
        case FieldType.YES_NO:
            return "是" if key == "key_project" and number % 3 else "否"
        case FieldType.INTEGER:
            return random_.randint(20, 900) if key == "staff" else random_.randint(0, 15)
        case FieldType.NUMBER:
            scale = 100000 if key.startswith("revenue") else 2000
            return round(random_.uniform(0.3, 1) * scale, 2)
    return (
        f"企业{number:05d}"
        if key == rules.name_field
        else random_.choice(("柔性AMOLED面板", "伺服电机", "注塑件"))
    )


def write_workbook(path: Path, rules: RuleSet) -> None:
    random_ = random.Random(2016)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("申报")
    keys = list(rules.fields)
    headers = [f"{rules.fields[key].zh}（{rules.fields[key].unit}）".replace("（）", "") for key in keys]
    headers += [f"备注{place}" for place in range(COLUMNS - len(keys))]
    sheet.write_row(0, 0, headers)
    for number in range(ROWS):
        values = [cell_value(random_, rules, key, number) for key in keys]
        sheet.write_row(number + 1, 0, values + [f"说明{number}"] * (COLUMNS - len(keys)))
    book.close()


def timed(results: dict[str, float], name: str, step: Callable[[], Any]) -> Any:
    start = perf_counter()
    value = step()
    results[name] = perf_counter() - start
    return value


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    path = WORK / "applications.xlsx"
    write_workbook(path, loaded.rules)
    import sklearn.feature_extraction.text  # noqa: F401 - the import is not part of the work

    times: dict[str, float] = {}
    timed(times, "floor: openpyxl parses the workbook", lambda: parse(path))
    record = Record(f"sqlite:///{WORK / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    timed(times, "init", lambda: review.create(record, "a"))
    timed(times, "open", lambda: review.open_year(record, "a", 2016, loaded, None))
    received = timed(times, "intake", lambda: review.intake(record, "a", 2016, files_at([path])))
    assert received[0].accepted == ROWS, received[0].findings[:5]
    timed(times, "score", lambda: review.score(record, "a", 2016))
    timed(times, "propose", lambda: review.propose_year(record, "a", 2016))
    timed(times, "decide", lambda: review.decide(record, "b", 2016, "No. 1", date(2017, 3, 1), {}))
    timed(times, "shortlist", lambda: shortlist(record))
    report(times)


def parse(path: Path) -> int:
    sheet = openpyxl.load_workbook(path, data_only=True).active
    return sum(len(row) for row in sheet.iter_rows(values_only=True))


def shortlist(record: Record) -> None:
    with record.reading() as reader:
        (WORK / "shortlist.xlsx").write_bytes(shortlist_of(reader, 2016))


def report(times: dict[str, float]) -> None:
    floor = next(iter(times.values()))
    total = sum(times.values()) - floor
    for name, seconds in [*times.items(), ("all steps", total)]:
        sys.stdout.write(f"| {name} | {seconds:.2f} s | {seconds / floor:.2f} |\n")


if __name__ == "__main__":
    main()
