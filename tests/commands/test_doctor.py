"""The doctor, with one fault at a time: each is named, and what to do stands beside it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from cultivation.commands import doctor_checks

from .conftest import Run

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def checks(run: Run, workspace: Path) -> Any:
    """Make a workspace; return what asks the doctor and gives the checks by code."""
    run("init", str(workspace))

    def ask(code: int) -> dict[str, dict[str, Any]]:
        told = json.loads(run("doctor", "--format", "json", code=code).stdout)["checks"]
        return {each["code"]: each for each in reversed(told)}

    return ask


def test_a_healthy_workspace_is_fine(checks: Any, run: Run) -> None:
    found = checks(0)
    assert all(each["ok"] for each in found.values())
    assert {
        "python",
        "libraries",
        "terminal",
        "fonts",
        "settings",
        "folder",
        "disk",
        "database",
        "log",
    } <= set(found)
    assert "cultivation status" in run("doctor").stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("langage = 'zh'", "langage"),
        ("language = 'xx'", "language"),
        ("= =", "cannot be read"),
        ("database = 3", "database"),
    ],
)
def test_settings_with_a_mistake(checks: Any, workspace: Path, settings: str, said: str) -> None:
    (workspace / "cultivation.toml").write_text(settings, encoding="utf-8")
    fault = checks(3)["settings"]
    assert not fault["ok"]
    assert said in fault["details"]
    assert fault["advice"]


def test_no_database(checks: Any, workspace: Path) -> None:
    (workspace / "cultivation.db").unlink()
    fault = checks(3)["database"]
    assert "cultivation init" in fault["details"]


def test_the_database_of_another_program(checks: Any, workspace: Path) -> None:
    for path in workspace.glob("cultivation.db*"):
        path.unlink()
    with sqlite3.connect(workspace / "cultivation.db") as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    assert "no record" in checks(3)["database"]["details"]


def test_a_file_that_is_no_database(checks: Any, workspace: Path) -> None:
    for path in workspace.glob("cultivation.db*"):
        path.unlink()
    (workspace / "cultivation.db").write_bytes(b"not a database" * 500)
    assert "not a database" in checks(3)["database"]["details"]


def test_a_log_that_was_changed(checks: Any, workspace: Path) -> None:
    with sqlite3.connect(workspace / "cultivation.db") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE log SET actor = 'somebody'")
    connection.close()
    fault = checks(3)["log"]
    assert not fault["ok"]
    assert "backup" in fault["advice"]


def test_a_full_disk(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 10**12, 3 * 1024**2))
    found = checks(0)["disk"]
    assert (found["state"], found["details"]) == ("doubt", "3 MB free")
    assert found["advice"]


def test_a_missing_library(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor_checks._version
    monkeypatch.setattr(doctor_checks, "_version", lambda name: None if name == "openpyxl" else real(name))
    fault = checks(3)["libraries"]
    assert "pip install openpyxl" in fault["advice"]


def test_a_missing_extra_keeps_nobody_from_working(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_checks, "find_spec", lambda _name: None)
    found = checks(0)["postgresql"]
    assert found["state"] == "optional"
    assert "cultivation[postgresql]" in found["advice"]


def test_no_chinese_font(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lister = shutil.which("true")
    if lister is None:
        pytest.skip("there is no program that prints nothing")
    monkeypatch.setattr(shutil, "which", lambda name: lister if name == "fc-list" else None)
    found = checks(0)
    assert found["fonts"]["state"] == "doubt"
    assert "fonts-noto-cjk" in found["fonts"]["advice"]
    assert found["office"]["state"] == "optional"


def test_a_folder_that_may_not_be_written(checks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_words: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor_checks.tempfile, "TemporaryFile", refuse)
    fault = checks(3)["folder"]
    assert "Permission denied" in fault["advice"]


def test_a_rule_set_with_mistakes(checks: Any, workspace: Path) -> None:
    (workspace / "rules" / "broken.yaml").write_text("id: x\nid: y\n", encoding="utf-8")
    fault = checks(3)["rules"]
    assert not fault["ok"] or "broken" in str(fault)


def test_a_terminal_without_chinese_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        encoding = "ascii"

    monkeypatch.setattr(doctor_checks.sys, "stdout", Old())
    check = doctor_checks._terminal()
    assert check.state is doctor_checks.State.DOUBT
    assert "PYTHONUTF8=1" in check.advice
