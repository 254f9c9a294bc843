"""What a user can get wrong is answered with a sentence and an exit code, never with a traceback."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .terminal import PROGRAM, environment, in_pipe


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
        (["--database", "postgresql://li:secret@host:abc/x", "pool"], 3, "The port"),
        (["--database", "sqlite://x.db", "doctor"], 3, "sqlite:///file.db"),
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
    assert "contains no files" in run("intake", "2016", str(empty), code=2).stderr
    assert "The file or folder" in run("intake", "2016", str(tmp_path / "nowhere"), code=2).stderr
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


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "UTF-8"), (None, "Is a directory"), (b"limits = 3", "limits")]
)
def test_settings_that_are_no_settings(run: Run, workspace: Path, content: bytes | None, said: str) -> None:
    run("init", str(workspace))
    (workspace / "cultivation.toml").unlink()
    if content is None:
        if os.name == "nt":
            pytest.skip("Windows says otherwise that it is a folder")
        (workspace / "cultivation.toml").mkdir()
    else:
        (workspace / "cultivation.toml").write_bytes(content)
    assert said in run("status", code=3).stderr


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a group of processes otherwise there")
def test_ctrl_c_in_an_intake_leaves_whole_files_and_no_traceback(tmp_path: Path) -> None:
    """As in a terminal, the signal goes to the program and to the process that reads.

    Small files go on record a hundred at a time: what is kept is a number of such, each file whole.
    """
    folder, workspace = tmp_path / "files", tmp_path / "workspace"
    write_files(folder, 250)
    at = ("--workspace", str(workspace), "--lang", "en", "--as", "王芳")
    in_pipe(*at, "init", str(workspace))
    in_pipe(*at, "open", "1985", "--rules", "patents_rd_panel")
    code, said = interrupted(at, folder, workspace)
    assert code == 1
    assert "Aborted!" in said
    assert "Traceback" not in said
    kept = re.search(r"Interrupted\. On record are (\d+) entries: 3 workbook received \S+", said)
    on_record = entries(workspace)
    assert kept and int(kept[1]) + 2 == on_record in (102, 202)  # with the workspace and the opening
    in_pipe(*at, "audit", "verify")
    again = in_pipe(*at, "intake", "1985", str(folder)).stderr.decode("utf-8")
    assert f"{252 - on_record} applications accepted, 0 rejected." in again
    assert entries(workspace) == 252


def write_files(folder: Path, number: int) -> None:
    """Write files of one enterprise each."""
    folder.mkdir()
    heads = "企业编号,企业名称,行业,地区,欧洲专利申请数,研发支出,上年研发支出,技术溢出（对数）"
    for each in range(number):
        row = f"F{each:05d},企业{each},化工,欧洲,{each % 90 + 1},20,20,9"
        (folder / f"{each:05d}.csv").write_text(f"{heads}\n{row}\n", "utf-8")


def interrupted(at: Sequence[str], folder: Path, workspace: Path) -> tuple[int, str]:
    """Interrupt an intake when some files are on record; return its exit code and what it said."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)  # shells ignore it for what runs in the background
    try:
        running = subprocess.Popen(
            [*PROGRAM, *at, "intake", "1985", str(folder)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with closing(sqlite3.connect(workspace / "cultivation.db", timeout=0, isolation_level=None)) as held:
        while running.poll() is None:
            time.sleep(0.0005)
            with suppress(sqlite3.OperationalError):  # the program writes
                held.execute("BEGIN IMMEDIATE")  # nothing is written until the signal has come
                if held.execute("SELECT count(*) FROM log").fetchone()[0] >= 4:
                    os.killpg(running.pid, signal.SIGINT)
                    break
                held.execute("ROLLBACK")
    stdout, stderr = running.communicate(timeout=300)
    return running.returncode, (stdout + stderr).decode("utf-8")


def entries(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "cultivation.db", timeout=120)) as connection:
        return int(connection.execute("SELECT count(*) FROM log").fetchone()[0])


@pytest.mark.skipif(os.name == "nt", reason="a pipe is closed otherwise there")
def test_a_reader_who_has_read_enough_is_no_error(run: Run, workspace: Path) -> None:
    run("init", str(workspace))
    line = f"{sys.executable} -m cultivation --workspace {workspace} rules list | head -n 1"
    done = subprocess.run(
        ["bash", "-c", line], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
