"""Two years of the real panel, with everything that can happen to a firm, and its dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cultivation import language
from cultivation.commands.program import program
from cultivation.resources import shipped

PANEL = shipped("sample_data") / "patents_panel"
Run = Callable[..., Result]


def caller(workspace: Path) -> Run:
    """Return what runs one command in a workspace."""

    def call(*words: str, actor: str = "王芳", code: int | None = 0, lang: str = "en") -> Result:
        arguments = ["--workspace", str(workspace), "--lang", lang, "--as", actor, *words]
        result = CliRunner().invoke(program, arguments)
        if result.exception and not isinstance(result.exception, SystemExit | click.exceptions.Exit):
            raise result.exception
        assert code is None or result.exit_code == code, result.output + result.stderr
        return result

    call.workspace = workspace  # type: ignore[attr-defined]
    return call


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.activate("en")
    yield
    language.activate("en")


@pytest.fixture(scope="package")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """F023 is objected to, F017 is corrected, F094 gets a new code; members are removed and called up."""
    workspace = tmp_path_factory.mktemp("eventful") / "workspace"
    run = caller(workspace)
    run("init", str(workspace))
    for year in (1983, 1984):
        run("open", str(year), "--rules", "patents_rd_panel")
        run("intake", str(year), str(PANEL / f"patents_rd_{year}.xlsx"), code=None)
        if year == 1984:
            evidence = ["--evidence", "audit report <page 3>"]
            run("correct", "1984", "F017", "patents", "9", *evidence, code=None)
        run("score", str(year))
        if year == 1984:
            run("robustness", "1984", "--draws", "200", "--seed", "1")
            run("consistency", "1984")
        run("propose", str(year))
        run("notice", str(year), "--from", f"{year + 1}-02-01", "--until", f"{year + 1}-02-09")
        if year == 1984:
            run("object", "1984", "F023", "--by", "张三丰", "--text", "figures are wrong")
            run("resolve", "1984", "1", "--dismissed", "--text", "figures are right")
        decided = ["--document", f"No. {year}", "--date", f"{year + 1}-03-01"]
        run("decide", str(year), *decided, actor="李强")
    run("remove", "F023", "--cause", "own_request", "--document", "No. 7", "--on", "1985-05-01")
    run("recode", "F094", "F994", "--document", "No. 9", "--on", "1985-06-01")
    return run
