"""Frames of the little town, whose sums are done by hand; their form never changes, nor does their state."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

import cultivation
from cultivation import review
from cultivation.errors import EnvironmentTrouble, Refused, UsageMistake
from cultivation.frames import WorkspaceFrames, YearFrames
from cultivation.record.store import Record
from tests.queries.town import Town

OF_A_YEAR: dict[str, Callable[[YearFrames], pd.DataFrame]] = {
    "applications": YearFrames.applications,
    "scores": YearFrames.scores,
    "points": YearFrames.points,
    "dimensions": YearFrames.dimensions,
    "indicators": YearFrames.indicators,
    "proposal": YearFrames.proposal,
    "cut_lines": YearFrames.cut_lines,
    "criteria": YearFrames.criteria,
    "pool": YearFrames.pool,
    "robustness": lambda year: year.robustness(draws=20),
    "log": YearFrames.log,
}


def test_scores_are_those_done_by_hand(workspace: WorkspaceFrames) -> None:
    scores = workspace.year(2016).scores(exact=True)
    assert scores["total"].to_dict() == {
        key: Decimal(total)
        for key, total in (
            *(("ANLAN", 80), ("BIYUN", 64), ("CHENHUI", 46), ("ENZE", 40), ("DONGLI", 40), ("FENGLIN", 100)),
        )
    }
    assert scores["rank"].tolist() == [1, 2, 3, 4, 5, pd.NA]
    assert scores.loc["FENGLIN", "gates_failed"] == "accident" and not scores.loc["FENGLIN", "eligible"]
    assert scores.loc["DONGLI", "decided_by"] == "patents"
    assert workspace.year(2017).points().loc["ENZE"].to_dict() == {"rd_ratio": 18.0, "patents": 20.0}
    assert workspace.year(2017).dimensions().loc["ENZE"].to_dict() == {"input": 18.0, "output": 20.0}
    assert workspace.year(2017).indicators(exact=True).loc["ENZE", "rd_ratio"] == Decimal("0.03")


def test_applications_are_as_they_count_with_their_units(workspace: WorkspaceFrames) -> None:
    filed = workspace.year(2016).applications()
    assert filed.loc["DONGLI", ["rd", "patents"]].to_list() == [50.0, 5.0]  # corrected from 4
    assert filed.loc["FENGLIN", "accident"] and filed.loc["BIYUN", "sector"] == "software"
    assert filed.attrs["units"]["rd"] == "wan yuan" and filed.attrs["labels"]["rd"] == "R&D expenditure"
    assert workspace.year(2016).applications(exact=True).loc["ENZE", "rd"] == Decimal(40)
    assert workspace.year(2016).indicators().attrs["units"] == {"rd_ratio": "ratio"}


def test_proposal_pool_and_cut_lines_are_those_of_the_decision(
    workspace: WorkspaceFrames, town: Town
) -> None:
    decided = workspace.year(2017).proposal()
    assert decided.loc[decided["in_pool"]].index.tolist() == ["ANLAN", "DONGLI", "GUANLAN"]
    assert decided.loc["CHENHUI2", ["action", "override"]].to_list() == ["exit", "moved away"]
    assert decided.attrs["decision"] == "No. 8" and decided.attrs["decided"]
    cut = workspace.year(2016).cut_lines(exact=True)
    assert cut.loc["pool"].to_list() == [3, Decimal(46)] and cut.loc["entry"].to_list() == [3, Decimal(46)]
    assert workspace.year(2016).pool().index.tolist() == ["ANLAN", "ENZE", "CHENHUI2"]  # followed, recoded
    then = workspace.year(2016, as_of=town.moments["decided"].isoformat())
    assert then.pool()["rank"].to_dict() == {"ANLAN": 1, "BIYUN": 2, "CHENHUI": 3}
    assert workspace.pool().index.tolist() == ["ANLAN", "DONGLI1"]  # one merged, one split since
    assert workspace.years()["state"].to_dict() == {2016: "decided", 2017: "closed", 2018: "collecting"}


def test_robustness_is_as_it_is_on_record_or_computed_anew(workspace: WorkspaceFrames) -> None:
    recorded = workspace.year(2017).robustness()
    assert recorded["in_pool_share"].to_dict()["CHENHUI2"] == 0.6 and recorded.attrs["draws"] == 200
    computed = workspace.year(2016).robustness(draws=40, seed=3)
    assert computed.loc["ANLAN", ["rank", "rank_p5"]].to_list() == [1, 1]
    assert computed.equals(workspace.year(2016).robustness(draws=40, seed=3))
    with pytest.raises(Refused, match="draws"):
        workspace.year(2016).robustness()


def test_the_log_has_every_entry_under_its_number(workspace: WorkspaceFrames, town: Town) -> None:
    log = workspace.log()
    with town.at() as reader:
        entries = list(reader.entries())
    assert log.index.tolist() == [each.seq for each in entries]
    assert log["hash"].tolist() == [each.hash for each in entries]
    own = workspace.year(2016).log("year_decided")
    assert own["actor"].tolist() == ["李强"] and own["recorded_at"].iloc[0] == town.moments["decided"]


@pytest.mark.parametrize("name", OF_A_YEAR)
def test_columns_and_dtypes_are_the_same_whatever_stands_in_them(
    name: str, workspace: WorkspaceFrames, town: Town
) -> None:
    """Also of what is empty: the proposal of a year that is only scored."""
    make = OF_A_YEAR[name]
    kinds = make(workspace.year(2017)).dtypes.astype(str).to_dict()
    moment = town.moments["scored"].isoformat() if name != "pool" else None
    assert make(workspace.year(2016, as_of=moment)).dtypes.astype(str).to_dict() == kinds


def test_each_kind_of_value_has_its_dtype(workspace: WorkspaceFrames, town: Town) -> None:
    filed = workspace.year(2017).applications().dtypes.astype(str)
    assert filed[["code", "sector", "rd", "accident"]].to_list() == [
        "string",
        "category",
        "float64",
        "boolean",
    ]
    empty = workspace.pool(as_of=town.moments["scored"].isoformat())
    assert empty.empty and empty.dtypes.astype(str).to_dict() == workspace.pool().dtypes.astype(str).to_dict()
    assert workspace.log().dtypes.astype(str)["recorded_at"] == "datetime64[us, UTC]"
    assert workspace.years()["cutoff"].iloc[0].date() == date(2016, 12, 31)


def test_as_of_answers_as_was_known_then(workspace: WorkspaceFrames, folder: Path, town: Town) -> None:
    then = town.moments["proposed 2017"].isoformat()
    assert workspace.year(2017, as_of=then).proposal().loc["CHENHUI2", "override"] == ""
    assert not workspace.year(2017, as_of=then).proposal().attrs["decided"]
    earlier = cultivation.open(folder, as_of=town.moments["scored"].isoformat())
    assert earlier.year(2016).proposal().empty and earlier.pool().empty
    assert earlier.log().index.max() == earlier.years().attrs["entry"] < workspace.log().index.max()
    assert earlier.year(2016, as_of=then).proposal().empty  # what is opened as it was knows nothing later
    with pytest.raises(Refused, match="2017"):
        earlier.year(2017)
    with pytest.raises(UsageMistake, match="not a moment"):
        workspace.pool(as_of="yesterday")


def test_what_is_recorded_after_opening_changes_no_answer(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    opened = cultivation.open(tmp_path / "copy")
    before = opened.year(2016).applications(), opened.log()
    record = Record(f"sqlite:///{tmp_path / 'copy' / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.score(record, "王芳", 2018)
    record.dispose()
    assert opened.log().equals(before[1]) and opened.log().attrs == before[1].attrs
    with pytest.raises(Refused, match="not scored"):
        opened.year(2018).scores()
    assert not cultivation.open(tmp_path / "copy").year(2018).scores().empty


def test_nothing_can_be_written(folder: Path) -> None:
    """Neither by a step, nor by a draft, nor past the program by the same connection; no byte changes."""
    database = folder / "cultivation.db"
    content = database.read_bytes()
    opened = cultivation.open(folder)
    record = opened.looking.record
    for step in (
        lambda: review.score(record, "王芳", 2018),
        lambda: review.withdraw(record, "王芳", 2018, "ENZE", "no more"),
        lambda: record.writing("王芳").__enter__(),
    ):
        with pytest.raises(Refused, match="only to be read"):
            step()
    for statement in (
        "DELETE FROM membership",
        "INSERT INTO log (seq) VALUES (99)",
        "DROP TABLE review_year",
    ):
        with pytest.raises(EnvironmentTrouble, match="read-only"), record._database.snapshot() as connection:
            connection.execute(text(statement))
    frame = opened.year(2016).scores()
    frame.loc["ANLAN", "total"] = 0.0  # a frame is the analyst's own
    assert opened.year(2016).scores().loc["ANLAN", "total"] == 80
    for make in OF_A_YEAR.values():
        make(opened.year(2017))
    assert database.read_bytes() == content


def test_a_folder_without_a_record_is_told_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentTrouble, match="no record"):
        cultivation.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_language_is_that_of_the_workspace(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "cultivation.toml").write_text('language = "zh"\n', encoding="utf-8")
    opened = cultivation.open(tmp_path / "copy")
    assert opened.year(2016).applications().attrs["units"]["rd"] == "万元"
    assert opened.year(2016).scores().attrs["units"] == {"total": "分"}


def test_the_package_is_light_until_something_is_opened() -> None:
    script = "import sys, cultivation; assert callable(cultivation.open); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not {"pandas", "numpy", "sklearn", "sqlalchemy", "pydantic"} & set(loaded.split())
