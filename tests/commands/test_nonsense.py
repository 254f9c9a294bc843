"""What a user can get wrong is answered with a sentence and an exit code, never with a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["pool"], 3, "cultivation init"),
        (["rules", "show", "nothing"], 2, "There is no rule set nothing"),
        (["rules", "check", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["open", "2016"], 3, "cultivation init"),
        (["open", "year", "--rules", "x"], 2, "year"),
        (["no_such_command"], 2, "no_such_command"),
        (["--database", "nonsense", "pool"], 3, "not a URL"),
        (["--database", "nodb://x/y", "pool"], 3, "nodb"),
    ],
)
def test_without_a_workspace(run: Run, words: list[str], code: int, said: str) -> None:
    result = run(*words, code=code)
    assert said in result.output + result.stderr
    assert "Traceback" not in result.output + result.stderr


def test_with_a_workspace(run: Run, workspace: Path, tmp_path: Path) -> None:
    run("init", str(workspace))
    run("init", str(workspace))  # a second time keeps what is there
    run("open", "2016", "--rules", "kunshan_top100_2016")
    empty = tmp_path / "empty"
    empty.mkdir()
    text = tmp_path / "text.xlsx"
    text.write_text("no workbook", encoding="utf-8")
    assert "no workbooks" in run("intake", "2016", str(empty), code=2).stderr
    assert "no file or folder" in run("intake", "2016", str(tmp_path / "nowhere"), code=2).stderr
    assert "text.xlsx" in run("intake", "2016", str(text), code=1).stderr
    assert "No enterprise" in run("history", "nobody", code=2).stderr
    assert "is not a year" in run("open", "16", "--rules", "kunshan_top100_2016", code=2).stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [("language = 3", "language"), ("langage = 'zh'", "langage"), ("= =", "cannot be read")],
)
def test_a_broken_settings_file_is_named(run: Run, workspace: Path, settings: str, said: str) -> None:
    run("init", str(workspace))
    (workspace / "cultivation.toml").write_text(settings, encoding="utf-8")
    result = run("pool", code=3)
    assert said in result.stderr
    assert "cultivation.toml" in result.stderr


def test_a_rule_set_with_mistakes_is_refused_with_all_of_them(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    path = workspace / "rules" / "kunshan_top100_2016.yaml"
    text = path.read_text(encoding="utf-8").replace("enter_rank: 90", "enter_rank: 190")
    path.write_text(text.replace("maximum: 45", "maximum: 46"), encoding="utf-8")
    line = text.splitlines().index("  innovation:") + 1
    result = run("open", "2016", "--rules", "kunshan_top100_2016", code=1)
    assert f"line {line}:" in result.stderr
    assert "190 <= 100" in result.stderr


def test_check_names_lines_as_json(ask: Callable[..., Any], run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: x\nid: y\n", encoding="utf-8")
    result = run("rules", "check", str(bad), "--format", "json", code=1)
    assert '"duplicate_key"' in result.stdout
    assert '"missing_key"' in result.stdout
