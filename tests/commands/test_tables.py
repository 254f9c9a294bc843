"""Tables for eyes on a terminal, plain text for pipes, files for Excel."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from cultivation.commands.printing import print_table

from .conftest import PANEL, Run
from .terminal import in_pipe, in_terminal

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Score 1983 of the real panel in a Chinese workspace."""
    folder = tmp_path_factory.mktemp("reviewed")
    at = ("--workspace", str(folder), "--as", "王芳")
    in_pipe("--lang", "zh", "--as", "王芳", "init", str(folder))
    in_pipe(*at, "open", "1983", "--rules", "patents_rd_panel")
    in_pipe(*at, "intake", "1983", str(PANEL / "patents_rd_1983.xlsx"))
    in_pipe(*at, "score", "1983")
    in_pipe(*at, "propose", "1983")
    in_pipe(*at[:2], "--as", "李强", "decide", "1983", "--document", "昆新兴〔1984〕1号")
    return folder


def width(line: str) -> int:
    """Count columns as terminals do, by another way than the program's own."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)


READING = (
    ("status",),
    ("pool",),
    ("history", "F094"),
    ("why", "F094", "1983"),
    ("rules", "list"),
    ("rules", "show", "kunshan_top100_2016"),
    ("audit", "log"),
    ("audit", "replay"),
    ("doctor",),
)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_eighty_columns_are_enough_for_tables(words: tuple[str, ...], reviewed: Path) -> None:
    shown = ESCAPE.sub("", in_terminal(80, "--workspace", str(reviewed), *words))
    framed = re.split(r"\n(?=.*─{5})", shown)
    for part in framed[1:]:  # a table below its rule; sentences are broken by the terminal itself
        rule, *rows = part.split("\n\n")[0].split("\n")
        assert width(rule) <= 80
        assert all(width(row) <= 80 for row in rows if row.startswith(" ")), part
    assert "Traceback" not in shown


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_pipe_gets_plain_text(words: tuple[str, ...], reviewed: Path) -> None:
    done = in_pipe("--workspace", str(reviewed), *words)
    text = done.stdout.decode("utf-8")
    assert "\x1b" not in text + done.stderr.decode("utf-8")
    assert "─" not in text
    assert not re.search(r"[ \t]\n", text)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_no_color_is_honoured(reviewed: Path) -> None:
    assert not COLOUR.search(in_terminal(100, "--workspace", str(reviewed), "pool", NO_COLOR="1"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_progress_is_shown_on_a_terminal_alone(reviewed: Path) -> None:
    words = ("--workspace", str(reviewed), "robustness", "1983", "--draws", "500", "--dry-run")
    assert "抽样" in in_terminal(100, *words).split("500")[0]
    assert b"\r" not in in_pipe(*words).stderr


def test_columns_line_up_with_chinese_letters(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["昆山甲有限公司", 1], ["A b", 100], ["乙（虚构）", None]]
    print_table(["企业", "place"], rows)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "企业            place",
        "昆山甲有限公司      1",
        "A b               100",
        "乙（虚构）",
    ]


def test_text_with_a_number_in_it_stays_left(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["field", "value"], [["patents", "6"], ["revenue", "22,037.62 wan yuan"]])
    assert capsys.readouterr().out.splitlines()[1] == "patents  6"


def test_csv_in_a_file_opens_in_excel_and_in_a_pipe_in_programs(
    run: Run, decided: Run, tmp_path: Path
) -> None:
    path = tmp_path / "pool.csv"
    said = run("pool", "--output", str(path))
    assert said.stdout == ""
    assert "pool.csv is written" in said.stderr
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    piped = run("pool", "--format", "csv").stdout
    assert not piped.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(piped))) == list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_ending_says_the_form_unless_the_form_is_said(run: Run, decided: Run, tmp_path: Path) -> None:
    run("pool", "-o", str(tmp_path / "pool.json"))
    assert (tmp_path / "pool.json").read_bytes().startswith(b"{")
    run("pool", "-o", str(tmp_path / "pool.txt"))
    assert (tmp_path / "pool.txt").read_text("utf-8").startswith("place")
    assert "file name must end in" in run("pool", "-o", str(tmp_path / "pool.docx"), code=2).stderr
    run("audit", "verify", "-o", str(tmp_path / "verify.json"))
    assert '"ok": true' in (tmp_path / "verify.json").read_text("utf-8")
    assert not list(tmp_path.glob("*.part"))


def test_what_fails_leaves_no_file(run: Run, decided: Run, tmp_path: Path) -> None:
    run("history", "nobody", "-o", str(tmp_path / "x.json"), code=2)
    assert not (tmp_path / "x.json").exists()


def test_an_old_console_loses_no_name_in_json_and_tells_of_what_it_loses(tmp_path: Path) -> None:
    old = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp936"}
    in_pipe("--workspace", str(tmp_path), "--as", "𠮷田", "init", str(tmp_path), **old)
    shown = in_pipe("--workspace", str(tmp_path), "audit", "log", **old)
    assert "??" not in shown.stdout.decode("cp936")
    assert "?田" in shown.stdout.decode("cp936")
    assert "gbk" in shown.stderr.decode("cp936")
    told = in_pipe("--workspace", str(tmp_path), "audit", "log", "--format", "json", **old)
    assert "\\ud842\\udfb7" in told.stdout.decode("cp936")
