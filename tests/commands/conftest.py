from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from cultivation import language
from cultivation.commands.program import program
from cultivation.resources import shipped
from tests.kept import Kept

Run = Callable[..., Result]
PANEL = shipped("sample_data") / "patents_panel"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def runner(workspace: Path) -> Run:
    """Return what runs one command in a workspace, as 王芳 unless told otherwise."""

    def call(*words: str, actor: str = "王芳", code: int | None = 0) -> Result:
        arguments = ["--workspace", str(workspace), "--lang", "en", "--as", actor, *words]
        result = CliRunner().invoke(program, arguments)
        if result.exception and not isinstance(result.exception, SystemExit | click.exceptions.Exit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, result.output + result.stderr
        return result

    return call


@pytest.fixture
def run(workspace: Path) -> Run:
    """Run one command in the workspace."""
    return runner(workspace)


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Run one command and read its JSON."""
    return lambda *words, **extra: json.loads(run(*words, "--format", "json", **extra).stdout)


@pytest.fixture
def panel_open(kept: Kept, run: Run, workspace: Path) -> Run:
    """Open 1983 of the real panel."""
    kept.copy("panel_open", open_panel, workspace)
    return run


@pytest.fixture
def begun_scored(kept: Kept, run: Run, workspace: Path) -> Run:
    """Score 1983 of the real panel, and nothing more."""
    kept.copy("panel_scored", score_panel, workspace)
    return run


@pytest.fixture
def decided(kept: Kept, run: Run, workspace: Path) -> Run:
    """Review 1983 and 1984 of the real panel, to the end."""
    kept.copy("panel_decided", review_panel, workspace)
    return run


def open_panel(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    run("open", "1983", "--rules", "patents_rd_panel")


def score_panel(folder: Path) -> None:
    open_panel(folder)
    run = runner(folder)
    run("intake", "1983", str(PANEL / "patents_rd_1983.xlsx"))
    run("score", "1983")


def review_panel(folder: Path) -> None:
    run = runner(folder)
    run("init", str(folder))
    for year in ("1983", "1984"):
        run("open", year, "--rules", "patents_rd_panel")
        run("intake", year, str(PANEL / f"patents_rd_{year}.xlsx"), code=None)  # 1984 has doubts
        run("score", year)
        run("propose", year)
        run("decide", year, "--document", f"No. {year}", "--date", f"{year}-12-31", actor="李强")
