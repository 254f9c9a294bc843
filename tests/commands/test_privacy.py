"""What `init` makes is the owner's alone; `doctor` says who else can read, and where a password stands."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files have no modes here")


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Take nothing away from what the program gives."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def made(run: Run, workspace: Path) -> Path:
    run("init", str(workspace))
    return workspace


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def check(run: Run, name: str, code: int = 0) -> dict[str, Any]:
    told = json.loads(run("doctor", "--format", "json", code=code).stdout)["checks"]
    return next(each for each in told if each["code"] == name)


def test_nobody_else_can_read_what_init_makes(made: Path, run: Run) -> None:
    with closing(sqlite3.connect(made / "cultivation.db")) as reader:
        reader.execute("SELECT count(*) FROM log").fetchone()
        run("open", "1983", "--rules", "patents_rd_panel")
        paths = [made, *made.rglob("*")]
        assert {"cultivation.db-wal", "cultivation.db-shm"} <= {each.name for each in paths}
        assert {each.name: mode(each) for each in paths} == {
            each.name: 0o700 if each.is_dir() else 0o600 for each in paths
        }
    assert check(run, "privacy")["state"] == "fine"


def test_a_folder_that_was_there_keeps_its_mode(run: Run, workspace: Path) -> None:
    workspace.mkdir(0o755)
    run("init", str(workspace))
    assert mode(workspace) == 0o755
    assert mode(workspace / "cultivation.db") == 0o600


def test_what_init_finds_keeps_its_mode(made: Path, run: Run) -> None:
    (made / "cultivation.db").chmod(0o640)
    run("init", str(made))
    assert mode(made / "cultivation.db") == 0o640


@pytest.mark.parametrize(
    ("folder", "file", "said"),
    [
        (0o755, 0o644, "everybody"),
        (0o701, 0o604, "everybody"),
        (0o750, 0o640, "group"),
        (0o700, 0o644, "none"),  # nobody else gets through the folder
        (0o755, 0o600, "none"),
    ],
)
def test_doctor_says_who_can_read(made: Path, run: Run, folder: int, file: int, said: str) -> None:
    (made / "cultivation.db").chmod(file)
    made.chmod(folder)
    found = check(run, "privacy")
    assert said in found["details"]
    assert (found["state"] == "fine") == (said == "none")
    assert ("cultivation.db" in found["advice"]) == (said != "none")
    assert "cultivation.toml" not in found["details"]


def settings(folder: Path, text: str) -> None:
    (folder / "cultivation.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "url", ["postgresql://wang:geheim@[::1]:1/x", "postgresql://[::1]:1/x?password=geheim"]
)
def test_doctor_doubts_a_password_in_the_settings(made: Path, run: Run, url: str) -> None:
    settings(made, f'database = "{url}"')
    found = check(run, "password", code=3)
    assert found["state"] == "doubt"
    assert "database_password_file" in found["advice"]
    shown = run("doctor", code=3)
    asked = run("status", code=3)
    assert "geheim" not in shown.output + shown.stderr + asked.output + asked.stderr


def test_doctor_looks_at_the_file_with_the_password(made: Path, run: Run) -> None:
    settings(made, 'database_password_file = "secret"')
    assert "secret" in check(run, "password", code=3)["details"]
    (made / "secret").write_text("\nsecond line", encoding="utf-8")
    assert "empty" in check(run, "password", code=3)["details"]
    (made / "secret").write_text("geheim\n", encoding="utf-8")
    (made / "secret").chmod(0o644)
    made.chmod(0o755)
    found = check(run, "privacy")
    assert "secret" in found["details"]
    assert "geheim" not in str(found)


@pytest.mark.parametrize("text", ["database_password_file = 3", 'database_password_file = "nowhere"'])
def test_a_mistake_in_the_settings_gets_a_sentence(made: Path, run: Run, text: str) -> None:
    settings(made, text)
    told = run("status", code=3).stderr.strip()
    assert "password" in told
    assert "\n" not in told
