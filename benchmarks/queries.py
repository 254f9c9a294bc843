"""What pages and papers ask of the record at 260 and at 2,000 applications a year, in processor time.

Each question is asked of a state of its own, in a process that has answered others before, as a page asks it.
Run: make benchmark. Results: benchmarks/README.md.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import xlsxwriter

from benchmarks.year import COLUMNS, cell_value
from cultivation import language, review
from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import FieldType, RuleSet
from cultivation.intake.formats.sources import files_at
from cultivation.outputs.report.page import report_of
from cultivation.queries.dossier import dossier_of
from cultivation.queries.history import history_of
from cultivation.queries.pool import pool_after
from cultivation.queries.report.figures import movers
from cultivation.queries.shortlist.gathering import shortlist_data
from cultivation.queries.status import status_of
from cultivation.queries.veto_lists import matches
from cultivation.queries.why import split_changes, values_that_turn, why_in, why_in_short, year_on_year
from cultivation.queries.year import State, Year
from cultivation.record.store import Record
from cultivation.resources import shipped

WORK = Path(__file__).parent / "work"
YEARS = (2016, 2017, 2018)
SIZES = (260, 2_000)
FILES = 20
REPEATS = 5


def workspace(size: int) -> Path:
    """Return three years of so many applications from 20 files each; two are decided, the third proposed."""
    folder = WORK / f"queries_{size}"
    database = folder / "cultivation.db"
    if database.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    loaded = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    record = Record(f"sqlite:///{database}", clock=ticking())
    review.create(record, "王芳")
    random_ = random.Random(2016)
    firms = [firm(random_, loaded.rules, number) for number in range(size)]
    for year in YEARS:
        paths = [folder / f"{year}_{number:02}.xlsx" for number in range(FILES)]
        for place, path in enumerate(paths):
            write_workbook(path, loaded.rules, firms[place::FILES])
        review.open_year(record, "王芳", year, loaded, None)
        review.intake(record, "王芳", year, files_at(paths))
        review.score(record, "王芳", year)
        review.propose_year(record, "王芳", year)
        if year != YEARS[-1]:
            review.decide(record, "李强", year, f"昆政发〔{year + 1}〕1号", date(year + 1, 3, 1), {})
        firms = [a_year_later(random_, loaded.rules, each) for each in firms]
    record.dispose()
    return folder


def ticking() -> Callable[[], datetime]:
    """Return a clock that goes on by a minute at each look, after all three years."""
    moments = [datetime(2021, 1, 2, tzinfo=UTC)]

    def clock() -> datetime:
        moments[0] += timedelta(minutes=1)
        return moments[0]

    return clock


def firm(random_: random.Random, rules: RuleSet, number: int) -> dict[str, Any]:
    """Make up what a firm files."""
    return {key: cell_value(random_, rules, key, number) for key in rules.fields}


def a_year_later(random_: random.Random, rules: RuleSet, filed: dict[str, Any]) -> dict[str, Any]:
    """Let a firm's figures grow or shrink by up to a quarter; what was this year's is last year's then."""
    later = dict(filed)
    for key, rule in rules.fields.items():
        if rule.type is FieldType.NUMBER:
            later[key] = round(filed[key] * random_.uniform(0.75, 1.25), 2)
        elif rule.type is FieldType.INTEGER:
            later[key] = max(0, round(filed[key] * random_.uniform(0.75, 1.25)))
    return later


def write_workbook(path: Path, rules: RuleSet, firms: list[dict[str, Any]]) -> None:
    """Write a summary workbook."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("申报")
    headers = [f"{each.zh}（{each.unit}）".replace("（）", "") for each in rules.fields.values()]
    sheet.write_row(0, 0, headers + [f"备注{place}" for place in range(COLUMNS - len(headers))])
    for row, values in enumerate(firms, start=1):
        sheet.write_row(row, 0, list(values.values()))
    book.close()


def questions(key: str) -> dict[str, Callable[[Year], object]]:
    """Return what is asked, by name."""
    return {
        "status": lambda year: status_of(year, matches(year.reader)),
        "members": lambda year: pool_after(year.state),
        "history of one firm": lambda year: history_of(year.reader, key),
        "why: reason, points, rivals, sources": lambda year: why_in_short(year, key, ""),
        "why: the smallest changes": lambda year: values_that_turn(year, year.scores[key], year.line_of[key]),
        "why: year on year": lambda year: year_on_year(year, year.scores[key]),
        "why": lambda year: why_in(year, key, ""),
        "dossier": lambda year: dossier_of(year.reader, key),
        "movers of the report": lambda year: split_changes(
            year, [line.id for line in movers(shortlist_data(year))]
        ),
        "report": lambda year: report_of(year.reader, year.number),
    }


def times_of(size: int) -> dict[str, float]:
    """Return the median processor time of each question, in milliseconds."""
    record = Record(f"sqlite:///{workspace(size) / 'cultivation.db'}", clock=ticking())
    with record.reading() as reader:
        key = next(line.id for line in State(reader).year(YEARS[-1]).table.lines if line.rank == 100)
    found = {}
    for name, ask in questions(key).items():
        times = []
        for _time in range(REPEATS):
            with record.reading() as reader:
                year = State(reader).year(YEARS[-1])
                began = process_time()
                ask(year)
                times.append(process_time() - began)
        found[name] = median(times) * 1000
    record.dispose()
    return found


def main() -> None:
    language.activate("zh")
    small, large = map(times_of, SIZES)
    for name in large:
        sys.stdout.write(f"| {name} | {small[name]:,.0f} ms | {large[name]:,.0f} ms |\n")


if __name__ == "__main__":
    main()
