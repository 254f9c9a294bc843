"""The sample reviews, end to end, beside an oracle that shares no line with the program."""

from __future__ import annotations

import doctest
import math
import random
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import cultivation
from cultivation import language, review
from cultivation.commands.program import program
from cultivation.core.pool.membership import fold
from cultivation.core.rules.loading import load_file
from cultivation.demo import SAMPLES, Sample, run_demo, write_papers
from cultivation.errors import Refused
from cultivation.frames import RuleSetScorer
from cultivation.intake.formats.sources import files_at
from cultivation.queries.year import year_in
from cultivation.record.store import Record
from cultivation.resources import shipped
from tests.oracle import kunshan as kunshan_oracle
from tests.oracle import panel as panel_oracle
from tests.oracle.comparison import differences
from tests.oracle.exact import oracle_pool

KUNSHAN, PANEL = SAMPLES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demo once, whole."""
    language.activate("en")
    directory = tmp_path_factory.mktemp("demo")
    for _folder, years in run_demo(directory, "en"):
        list(years)
    return directory


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request: pytest.FixtureRequest) -> Sample:
    chosen: Sample = request.param
    return chosen


@pytest.fixture
def record(folder: Path, sample: Sample) -> Iterator[Record]:
    opened = Record(f"sqlite:///{folder / sample.name / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    yield opened
    opened.dispose()


def oracle_rows(sample: Sample, reader: Any, year: int, members: set[str]) -> list[dict[str, Any]]:
    """Ask the oracle; the level of the text match is the one thing it takes from the program."""
    if sample is PANEL:
        return panel_oracle.oracle_year(year, {}, members)
    applications = year_in(reader, year).applications
    levels = {each.id: str(each.values["industry_match"].value) for each in applications}
    return kunshan_oracle.oracle_year(year, levels, members)


def test_points_ranks_and_pools_equal_the_oracle_year_by_year(record: Record, sample: Sample) -> None:
    members: set[str] = set()
    with record.reading() as reader:
        for year in sample.years:
            rows = oracle_rows(sample, reader, year, members)
            assert differences(rows, year_in(reader, year).table.to_json()) == []
            members = oracle_pool(rows, members)
            assert {member.id for member in reader.members(year)} == members, year


def test_the_pool_has_exactly_100_members_and_entries_minus_exits_add_up(
    record: Record, sample: Sample
) -> None:
    with record.reading() as reader:
        size = 0
        for change in reader.changes():
            size += len(change.entered) - len(change.left)
            assert size == 100
            assert len(reader.members(change.year)) == 100
        folded = fold(reader.changes())
        assert folded == {member.id: member.since for member in reader.members()}


def test_every_line_has_its_reason_and_every_enterprise_one_line(record: Record, sample: Sample) -> None:
    with record.reading() as reader:
        for year in sample.years:
            lines = year_in(reader, year).lines
            assert len({line.id for line in lines}) == len(lines)
            reserve = [line.reserve_place for line in lines if line.reserve_place is not None]
            assert sorted(reserve) == list(range(1, 11))
            assert all(line.reason.value != "overridden" for line in lines)


def test_the_record_verifies_and_rebuilds(record: Record) -> None:
    with record.reading() as reader:
        assert reader.verify().ok
    assert review.rebuild(record, "auditor", dry_run=True).same


def scored(files: list[Path], sample: Sample, year: int, directory: Path) -> str:
    directory.mkdir()
    record = Record(f"sqlite:///{directory / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "a")
    review.open_year(record, "a", year, load_file(shipped("scoring_rules") / f"{sample.rule_set}.yaml"), None)
    review.intake(record, "a", year, files_at(files))
    digest = review.score(record, "a", year).table.digest
    record.dispose()
    return digest


def test_scoring_again_gives_the_same_digest(record: Record, sample: Sample, tmp_path: Path) -> None:
    year = sample.years[1]
    again = scored(sample.files(year), sample, year, tmp_path / "again")
    with record.reading() as reader:
        assert year_in(reader, year).table.digest == again


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    files = KUNSHAN.files(2017)
    shuffled = random.Random(1).sample(files, len(files))
    assert scored(files, KUNSHAN, 2017, tmp_path / "a") == scored(shuffled, KUNSHAN, 2017, tmp_path / "b")


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    [path] = PANEL.files(1985)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value).startswith("F0"))
    last = max(row for row in range(first, sheet.max_row + 1) if str(sheet.cell(row, 1).value)[:1] == "F")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(first, last)]
    random.Random(2).shuffle(rows)
    for place, row in enumerate(rows, start=first):
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column).value = value
    changed = tmp_path / "shuffled.xlsx"
    book.save(changed)
    assert len(rows) == 181
    assert scored([path], PANEL, 1985, tmp_path / "a") == scored([changed], PANEL, 1985, tmp_path / "b")


def test_shortlists_are_made_again_byte_for_byte(folder: Path, record: Record, sample: Sample) -> None:
    from cultivation.outputs.shortlist.workbook import shortlist_of

    year = sample.years[-1]
    with record.reading() as reader:
        assert shortlist_of(reader, year) == (folder / sample.name / f"shortlist_{year}.xlsx").read_bytes()


def test_the_report_of_the_last_year_is_made_again_byte_for_byte(
    folder: Path, record: Record, sample: Sample
) -> None:
    from cultivation.outputs.report.page import report_of

    year = sample.years[-1]
    with record.reading() as reader:
        assert report_of(reader, year) == (folder / sample.name / f"report_{year}.html").read_bytes()


def test_the_demo_never_empties_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "kunshan").mkdir()
    mine = tmp_path / "kunshan" / "mine.txt"
    mine.write_text("keep", encoding="utf-8")
    with pytest.raises(Refused, match="no demo made"):
        next(run_demo(tmp_path, "en"))
    assert mine.read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize("flip", [b"x", b"\x00"])
def test_a_forged_workbook_in_the_record_is_named(folder: Path, tmp_path: Path, flip: bytes) -> None:
    """Another program edits the database file: one byte inside the first workbook that was received."""
    copy = tmp_path / "forged.db"
    shutil.copyfile(folder / "patents_panel" / "cultivation.db", copy)
    content = bytearray(copy.read_bytes())
    place = content.index(b"PK\x03\x04") + 40
    content[place : place + 1] = flip if content[place : place + 1] != flip else b"y"
    copy.write_bytes(content)
    record = Record(f"sqlite:///{copy}", clock=lambda: datetime.now(UTC))
    with record.reading() as reader:
        found = reader.verify()
    record.dispose()
    assert not found.ok
    assert "patents_rd_1983.xlsx" in found.reason


def test_a_demo_that_somebody_worked_on_is_kept(tmp_path: Path) -> None:
    folder, years = next(run_demo(tmp_path, "en"))
    next(years)
    years.close()  # type: ignore[attr-defined]
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.rebuild(record, "auditor")
    rules = load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml")
    review.open_year(record, "a real person", 2020, rules, None)
    record.dispose()
    with pytest.raises(Refused, match="no demo made"):
        next(run_demo(tmp_path, "en"))


def test_a_dossier_and_an_announcement_are_written(folder: Path) -> None:
    page, announcement = write_papers(folder / "patents_panel", 1991, "F094")
    assert len(docx.Document(str(announcement)).tables) == 3
    text = page.read_text("utf-8")
    assert "32.54 of 100 points, place 109." in text and text.count('<article class="year"') == 9


CALCULATION = re.compile(r"^    (\S.*?)   +(\d.*) = (-?\d+\.\d\d)(, so 0\.00)?$", re.MULTILINE)


def by_calculator(text: str) -> Decimal:
    """Compute what stands in the walk-through, rounded half up to hundredths."""
    assert re.fullmatch(r"(?:[\d. ×/()+-]|ln)+", text)
    found = eval(text.replace("×", "*"), {"__builtins__": {}}, {"ln": math.log})
    return Decimal(repr(found)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_walk_through_by_hand_is_what_the_program_says(folder: Path) -> None:
    """What docs/why-by-hand.md quotes is printed, each calculation comes out, and so does the place."""
    page = (Path(__file__).parents[1] / "docs" / "why-by-hand.md").read_text("utf-8")
    workspace = str(folder / PANEL.name)
    words = ["--workspace", workspace, "--lang", "en", "why", "F025", "1987"]
    said = CliRunner().invoke(program, words).output
    quoted = page.split("why F025 1987\n\n")[1].split("\n\n")[0]
    assert [line.strip() for line in quoted.splitlines()] == said.splitlines()[:5]

    sheet = openpyxl.load_workbook(
        shipped("sample_data") / "patents_panel" / "patents_rd_1987.xlsx"
    ).worksheets[0]
    for cell, figure in re.findall(r"^\| ([A-Z]\d+) \| .* \| ([\d.]+) \|$", page, re.MULTILINE):
        assert str(sheet[cell].value) == figure
        assert re.search(rf" {cell}\b", said)

    calculations = CALCULATION.findall(page)
    assert len(calculations) == 8
    for _name, calculation, result, _floor in calculations:
        assert by_calculator(calculation) == Decimal(result)
    points = dict(
        re.findall(
            r"^ ?(\S.*?)  +-?[\d.]+ ?\S*(?: per million| million)?  +(\d+\.\d\d)  +\d+\.00 ", said, re.M
        )
    )
    for name, _calculation, result, floor in calculations[:4]:
        assert points[name] == ("0.00" if floor else result)

    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    totals = {row[0]: sum(points_by_calculator(*row[4:7])) for row in rows}
    assert totals["F025"] == Decimal("31.07")
    assert sum(total > totals["F025"] for total in totals.values()) == 113
    assert re.search(r"European patent applications +15 +22 +\+7", said)
    with_21 = sum(points_by_calculator(21, 38.315989, 38.731708))
    assert (with_21, sum(points_by_calculator(22, 38.315989, 38.731708))) == (
        Decimal("36.71"),
        Decimal("37.60"),
    )


def points_by_calculator(patents: int, spent: float, before: float | None) -> list[Decimal]:
    """Return the four points of a firm as the walk-through computes them, in floats of the machine."""
    logarithms = [math.log(spent / 10) / math.log(600), math.log(patents) / math.log(900) if patents else 0]
    shares = [*logarithms, (spent / before - 1) / 0.3 if before else 0, patents / spent / 0.6]
    points = zip((35, 35, 15, 15), shares, strict=True)
    return [
        Decimal(repr(most * min(1, max(0, share)))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for most, share in points
    ]


FRAMES = sorted((Path(__file__).parents[1] / "docs").glob("frames*.md"))


@pytest.mark.parametrize("page", FRAMES, ids=lambda page: page.name)
def test_the_page_on_frames_says_what_is_printed(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Block after block, as a reader types them in one notebook."""
    monkeypatch.chdir(folder)
    runner, told, names = doctest.DocTestRunner(verbose=False), list[str](), dict[str, Any]()
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    for number, block in enumerate(blocks):
        typed = doctest.DocTestParser().get_doctest(block, names, f"block {number}", str(page), 0)
        runner.run(typed, out=told.append, clear_globs=False)
        names = typed.globs
    assert runner.summarize(verbose=False).attempted > 20
    assert not told, "".join(told)


def test_the_estimator_gives_each_digit_of_the_scores(folder: Path, sample: Sample) -> None:
    opened = cultivation.open(folder / sample.name)
    for number in sample.years[-3:]:
        year = opened.year(number)
        filed, recorded = year.applications(), year.scores(exact=True)
        scorer = RuleSetScorer(sample.rule_set).fit(filed)
        pd.testing.assert_frame_equal(scorer.scores(filed, exact=True), recorded)
        points = pd.DataFrame(scorer.transform(filed), filed.index, scorer.get_feature_names_out())
        exact = year.points(exact=True).assign(total=recorded["total"]).loc[filed.index]
        assert (points.map(lambda value: Decimal(repr(value))) == exact).all(axis=None)
