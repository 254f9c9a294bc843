"""A sealed copy: every question is answered from what may only be read, every step gets a sentence."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unprivileged import cultivation, seal, unseal

from .conftest import Run

Contents = dict[str, bytes]


def contents(folder: Path) -> Contents:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entries_in(database: Path, how: str = "mode=ro") -> int:
    with closing(sqlite3.connect(f"{database.as_uri()}?{how}", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


@pytest.fixture
def sealed(workspace: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a folder for the copy; it can be taken away afterwards."""
    folder = tmp_path / "sealed"
    yield folder
    if folder.exists():
        unseal(folder)


def test_every_question_is_answered_and_nothing_is_written(
    decided: Run, workspace: Path, sealed: Path, tmp_path: Path
) -> None:
    shutil.copytree(workspace, sealed)
    firm = json.loads(decided("pool", "--format", "json").stdout)["members"][0]["id"]
    questions = [
        ["pool"],
        ["pool", "--year", "1983"],
        ["status"],
        ["why", firm, "1984"],
        ["history", firm],
        ["audit", "log"],
        ["audit", "verify"],
        ["audit", "replay"],
    ]
    expected = [decided(*words).stdout for words in questions]
    papers = {"a.zip": ["audit", "export"], "s.xlsx": ["shortlist", "1984"], "r.html": ["report", "1984"]}
    seal(sealed)
    before = contents(sealed)
    assert [cultivation(sealed, *words).stdout for words in questions] == expected
    for name, words in papers.items():
        cultivation(sealed, *words, "-o", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 10_000
    assert contents(sealed) == before
    for step in (["close", "1984"], ["init", str(sealed)]):
        told = cultivation(sealed, *step, code=3).stderr.strip()
        assert "read-only" in told
        assert "\n" not in told
    # a scoring looks first whether it may be taken, on a snapshot that needs no right to write
    assert "is decided" in cultivation(sealed, "score", "1984", "--dry-run", code=1).stderr
    assert contents(sealed) == before


@pytest.mark.parametrize("left", [("-wal",), ("-wal", "-shm")], ids="+".join)
def test_changes_that_were_not_yet_merged_are_read(
    run: Run, workspace: Path, sealed: Path, left: tuple[str, ...]
) -> None:
    run("init", str(workspace))
    with closing(sqlite3.connect(workspace / "cultivation.db")) as reader:
        # while it is open, changes are not merged
        reader.execute("SELECT count(*) FROM log").fetchone()
        run("open", "1983", "--rules", "patents_rd_panel")
        sealed.mkdir()
        for ending in ("", *left):
            shutil.copy(workspace / f"cultivation.db{ending}", sealed)
    assert entries_in(sealed / "cultivation.db", "immutable=1") == 1  # what the file alone says
    seal(sealed)
    before = contents(sealed)
    assert "1983" in cultivation(sealed, "status").stdout
    assert "All 2 entries" in cultivation(sealed, "audit", "verify").stdout
    assert "read-only" in cultivation(sealed, "close", "1983", code=3).stderr
    assert contents(sealed) == before


@pytest.mark.parametrize("how", ["mode=ro", "mode=ro&immutable=1"])
def test_an_address_of_sqlite_that_only_reads(run: Run, workspace: Path, how: str) -> None:
    run("init", str(workspace))
    url = f"sqlite:///file:{workspace / 'cultivation.db'}?{how}&uri=true"
    assert "unchanged" in run("--database", url, "audit", "verify").stdout
    refused = run("--database", url, "open", "1983", "--rules", "patents_rd_panel", code=3)
    assert "read-only" in refused.stderr


def test_a_record_that_this_person_may_not_read_gets_a_sentence(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    (workspace / "cultivation.db").chmod(0)
    told = cultivation(workspace, "pool", code=3).stderr.strip()
    assert "may read" in told
    assert "\n" not in told
    workspace.chmod(0)
    told = cultivation(workspace, "pool", code=3).stderr.strip()
    workspace.chmod(0o700)
    assert told
    assert "\n" not in told
