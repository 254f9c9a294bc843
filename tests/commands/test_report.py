"""`report` as a user calls it."""

from __future__ import annotations

from pathlib import Path

from .conftest import PANEL, Run


def test_the_report_of_a_decided_year_is_one_page(decided: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert decided("report", "1984", "-o", str(path)).stdout == f"{path} is written.\n"
    page = path.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert "Patents and R&amp;D panel of 181 manufacturing firms" in page


def test_the_language_is_the_one_asked_for(decided: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    decided("report", "1984", "-o", str(path), "--lang", "zh")
    page = path.read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert "年度概览" in page


def test_a_name_that_is_no_page_is_a_mistake_of_usage(decided: Run, tmp_path: Path) -> None:
    result = decided("report", "1984", "-o", str(tmp_path / "report.xlsx"), code=2)
    assert "file name must end in .html" in result.stderr
    assert not list(tmp_path.glob("report*"))


def test_a_year_that_is_not_scored_or_not_open_is_refused(run: Run, workspace: Path, tmp_path: Path) -> None:
    path = str(tmp_path / "report.html")
    run("init", str(workspace))
    assert "is not open" in run("report", "1983", "-o", path, code=1).stderr
    run("open", "1983", "--rules", "patents_rd_panel")
    run("intake", "1983", str(PANEL / "patents_rd_1983.xlsx"), code=None)
    assert "is not scored" in run("report", "1983", "-o", path, code=1).stderr


def test_a_place_that_cannot_be_written_is_said(decided: Run, tmp_path: Path) -> None:
    result = decided("report", "1984", "-o", str(tmp_path / "no" / "report.html"), code=3)
    assert "cannot be written" in result.stderr
