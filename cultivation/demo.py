"""The sample reviews, end to end: what `cultivation demo` runs and tells about."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cultivation import review
from cultivation.core.explanation.cut_line import CutLine, cut_line
from cultivation.core.pool.proposal import Line, Reason
from cultivation.core.rules.loading import LoadedRules, load_file
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.score_table import ScoreTable
from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.intake.formats.sources import files_at
from cultivation.language import _
from cultivation.outputs.announcement.page import announcement_of
from cultivation.outputs.announcement.word import announcement_docx
from cultivation.outputs.dossier.page import dossier_page
from cultivation.outputs.report.page import report_of
from cultivation.outputs.shortlist.workbook import shortlist_of
from cultivation.queries.announcement import AnnouncementOptions, Office
from cultivation.queries.dossier import dossier_of
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.seals import DECISION
from cultivation.queries.year import year_in
from cultivation.record.store import Record
from cultivation.resources import shipped
from cultivation.steps import Act, Step
from cultivation.workspace import DATABASE, SETTINGS, TEMPLATE

MARK = ".cultivation-demo"
PROPOSER, APPROVER = "王芳（示例）", "李强（示例）"


@dataclass(frozen=True)
class Sample:
    """A sample: its folder, rule set, years, and where a year's workbooks are."""

    name: str
    rule_set: str
    years: range
    pattern: str

    def files(self, year: int) -> list[Path]:
        """Return the workbooks of a year, by name."""
        return sorted((shipped("sample_data") / self.name).glob(self.pattern.format(year=year)))


SAMPLES = (
    Sample("kunshan", "kunshan_top100_2016", range(2016, 2019), "{year}/*.xlsx"),
    Sample("patents_panel", "patents_rd_panel", range(1983, 1992), "patents_rd_{year}.xlsx"),
)


BESIDE = ("lists", "registers", "joint_review")  # what authorities, zones, departments and visitors send in


@dataclass(frozen=True)
class YearStory:
    """What happened in one year of a sample."""

    year: int
    rules: RuleSet
    received: list[FileReceived]
    table: ScoreTable
    lines: tuple[Line, ...]
    decided: review.Decided
    cut_line: CutLine
    members_before: int
    ranks_before: dict[str, int | None]
    shortlist: Path
    report: Path | None

    @property
    def applications(self) -> int:
        """Return how many applications were accepted."""
        return sum(each.accepted for each in self.received)

    @property
    def rejected(self) -> int:
        """Return how many rows were refused with findings."""
        return sum(each.rejected for each in self.received)

    @property
    def eligible(self) -> int:
        """Return how many may be ranked."""
        return sum(line.eligible for line in self.table.lines)

    def count(self, reason: Reason) -> int:
        """Return how many lines have this reason."""
        return Counter(line.reason for line in self.lines)[reason]


def run_demo(directory: Path, language: str) -> Iterator[tuple[Path, Iterator[YearStory]]]:
    """Run each sample in a workspace of its own below `directory`, year by year.

    A workspace that an earlier demo made is made anew; anything else in its place is left alone and refused.
    """
    for sample in SAMPLES:
        folder = directory / sample.name
        make_room(folder)
        (folder / SETTINGS).write_text(TEMPLATE.format(language=language), encoding="utf-8")
        yield folder, _years(sample, folder)


def copy_workbooks(directory: Path) -> int:
    """Copy the workbooks of all samples into a new folder, and what others send in; return how many."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(_("{folder} already exists; give the name of a new folder.").format(folder=directory))
    number = 0
    for sample in SAMPLES:
        source = shipped("sample_data") / sample.name
        for path in (path for year in sample.years for path in sample.files(year)):
            target = directory / sample.name / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            number += 1
    for name in BESIDE:
        shutil.copytree(shipped("sample_data") / name, directory / name)
    return number


def make_room(folder: Path) -> None:
    """Make an empty folder; only one that a demo made may be emptied."""
    if folder.exists() and any(folder.iterdir()):
        if not _is_demo(folder):
            raise Refused(
                _("{folder} holds something that no demo made. Name another folder.").format(folder=folder),
                step=Step(Act.NAME_DEMO_FOLDER),
            )
        shutil.rmtree(folder)
    folder.mkdir(0o700, parents=True, exist_ok=True)
    (folder / MARK).write_text("", encoding="utf-8")


def _is_demo(folder: Path) -> bool:
    """Tell whether a demo made all that lies in a folder, and nobody has added to its record since."""
    made = ("shortlist_*.xlsx", "report_*.html", "dossier_*.html", "announcement_*.docx")
    known = (MARK, SETTINGS, f"{DATABASE}*", *made)
    if not (folder / MARK).is_file() or not all(
        any(path.match(pattern) for pattern in known) for path in folder.iterdir()
    ):
        return False
    if not (folder / DATABASE).is_file():
        return True
    record = Record(f"sqlite:///{folder / DATABASE}", clock=lambda: datetime.now(UTC))
    try:
        with record.reading() as reader:
            return {entry.actor for entry in reader.entries()} <= {PROPOSER, APPROVER}
    except EnvironmentTrouble:  # cut off half-way, before its tables were made
        return True
    finally:
        record.dispose()


def _years(sample: Sample, folder: Path) -> Iterator[YearStory]:
    record = Record(f"sqlite:///{folder / DATABASE}", clock=lambda: datetime.now(UTC))
    try:
        review.create(record, PROPOSER)
        loaded = load_file(shipped("scoring_rules") / f"{sample.rule_set}.yaml")
        for year in sample.years:
            yield _year(record, sample, year, loaded, folder)
    finally:
        record.dispose()


def _year(record: Record, sample: Sample, year: int, loaded: LoadedRules, folder: Path) -> YearStory:
    """Run one review from workbooks to shortlist; the last year has a report, too."""
    review.open_year(record, PROPOSER, year, loaded, None)
    received = review.intake(record, PROPOSER, year, files_at(sample.files(year)))
    scored = review.score(record, PROPOSER, year)
    proposed = review.propose_year(record, PROPOSER, year)
    document = _("sample decision {year}").format(year=year)
    decided = review.decide(record, APPROVER, year, document, date(year + 1, 3, 1), {})
    path = folder / f"shortlist_{year}.xlsx"
    with record.reading() as reader:
        path.write_bytes(shortlist_of(reader, year))
        report = folder / f"report_{year}.html" if year == sample.years[-1] else None
        if report is not None:
            report.write_bytes(report_of(reader, year))
        own = year_in(reader, year)
        before = len(own.members_before)
        ranks = {line.id: line.rank for line in own.table_before.lines} if own.table_before else {}
    return YearStory(
        year,
        loaded.rules,
        received,
        scored.table,
        decided.lines,
        decided,
        cut_line(proposed.lines, scored.table),
        before,
        ranks,
        path,
        report,
    )


def write_papers(folder: Path, year: int, enterprise: str) -> list[Path]:
    """Write the dossier of one enterprise and the announcement of a year's decision."""
    page, announcement = folder / f"dossier_{enterprise}.html", folder / f"announcement_{year}.docx"
    office = Office(_("Sample office"), pool=_("the sample pool"))
    record = Record(f"sqlite:///{folder / DATABASE}", clock=lambda: datetime.now(UTC))
    try:
        with record.reading() as reader:
            content = dossier_page(dossier_of(reader, enterprise))
            options = AnnouncementOptions(DECISION)
            announced = announcement_of(reader, year, office, options, folder / "templates")
    finally:
        record.dispose()
    page.write_bytes(content)
    announcement.write_bytes(announcement_docx(announced))
    return [page, announcement]
