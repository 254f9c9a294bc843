"""Real sample years on record, with all that is looked into beside the points, and their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cultivation import language, review
from cultivation.core.rules.loading import load_file
from cultivation.demo import SAMPLES, Sample
from cultivation.intake.formats.sources import files_at
from cultivation.outputs.report.page import report_of
from cultivation.queries.report.data import ReportData
from cultivation.queries.report.gathering import report_data
from cultivation.queries.robustness import RobustnessOptions
from cultivation.queries.year import State
from cultivation.record.store import Record
from cultivation.resources import shipped

KUNSHAN, PANEL = SAMPLES


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English before and after each test."""
    language.activate("en")
    yield
    language.activate("en")


def reviewed(folder: Path, sample: Sample, years: tuple[int, ...], undecided: int | None = None) -> Record:
    """Review some years of a sample, and look into all but the first."""
    language.activate("en")
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "王芳")
    loaded = load_file(shipped("scoring_rules") / f"{sample.rule_set}.yaml")
    for year in years:
        review.open_year(record, "王芳", year, loaded, None)
        review.intake(record, "王芳", year, files_at(sample.files(year)))
        review.score(record, "王芳", year)
        review.propose_year(record, "王芳", year)
        if year != years[0]:
            review.check_robustness(record, "王芳", year, RobustnessOptions(400, 1, 100))
            review.challenge_ranking(record, "王芳", year)
            review.look_for_flags(record, "王芳", year)
        if year != undecided:
            review.decide(record, "李强", year, f"昆新兴〔{year}〕1号", date(year + 1, 3, 1), {})
    return record


@pytest.fixture(scope="session")
def kunshan_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    record = reviewed(tmp_path_factory.mktemp("kunshan"), KUNSHAN, (2016, 2017))
    yield record
    record.dispose()


@pytest.fixture(scope="session")
def panel_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """The second year is proposed, not decided."""
    record = reviewed(tmp_path_factory.mktemp("panel"), PANEL, (1983, 1984), undecided=1984)
    yield record
    record.dispose()


@pytest.fixture(scope="session")
def year_2017(kunshan_record: Record) -> ReportData:
    with kunshan_record.reading() as reader:
        return report_data(State(reader).year(2017))


def page_of(record: Record, year: int, spoken: str) -> str:
    """Return a report in a language."""
    language.activate(spoken)
    try:
        with record.reading() as reader:
            return report_of(reader, year).decode("utf-8")
    finally:
        language.activate("en")


@pytest.fixture(scope="session")
def pages(kunshan_record: Record, panel_record: Record) -> dict[tuple[str, str], str]:
    """Return four reports: by sample and language."""
    records = {"kunshan": (kunshan_record, 2017), "panel": (panel_record, 1984)}
    return {
        (name, spoken): page_of(record, year, spoken)
        for name, (record, year) in records.items()
        for spoken in ("zh", "en")
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Write a page to a file and return its address."""

    def write(page: str) -> str:
        path = tmp_path / "report.html"
        path.write_text(page, encoding="utf-8")
        return path.as_uri()

    return write
