"""The commands of a page, run as a reader would type them, and what they print set beside what it shows.

A block of the kind `console` has commands after `$ ` and below each what it prints. `...` on a line of its
own stands for any lines, inside a line for any letters; how many spaces there are makes no difference.
Comments before a block, which a reader does not see, say what a reader does without a command:

    <!-- exit 1 -->                       the command ends with this code (0 unless said)
    <!-- fill FILE SHEET!CELL VALUE -->   a cell that a hand fills in; FILE may have `*`
    <!-- append FILE -->                  the block of the kind `toml` goes to the end of a file
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from cultivation.commands.program import program

BLOCK = re.compile(r"((?:<!-- [^>]* -->\n)*)```(console|toml)\n(.*?)```", re.DOTALL)
OWN = "cultivation"
UNSET: dict[str, str | None] = {name: None for name in os.environ if name.startswith("CULTIVATION_")}
COMMENT = re.compile(r"<!-- (\w+) (.*?) -->")


@dataclass
class Step:
    """One command, what is done by hand before it, and what is shown below it."""

    command: str
    shown: str
    exit_code: int = 0
    fills: list[tuple[str, str, str]] = field(default_factory=list)
    appended: list[tuple[str, str]] = field(default_factory=list)


def steps_of(page: Path) -> Iterator[Step]:
    appended: list[tuple[str, str]] = []
    for comments, block_kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        said = COMMENT.findall(comments)
        if block_kind == "toml":
            appended += [(name, block) for kind, name in said if kind == "append"]
            continue
        steps = [_step(part) for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
        steps[0].fills = [_filled(words) for kind, words in said if kind == "fill"]
        steps[0].appended, appended = appended, []
        steps[-1].exit_code = next((int(words) for kind, words in said if kind == "exit"), 0)
        yield from steps


def _filled(words: str) -> tuple[str, str, str]:
    """Take apart file, place and value; the name of a file has no blanks."""
    found = re.fullmatch(r"(\S+) (.+?![A-Z]+[0-9]+) (.+)", words)
    assert found, words
    return found[1], found[2], found[3]


def _step(part: str) -> Step:
    lines = part.split("\n")
    last = next(place for place, line in enumerate(lines) if not line.endswith("\\"))
    command = " ".join(line.rstrip("\\").strip() for line in lines[: last + 1])
    return Step(command, "\n".join(lines[last + 1 :]).strip("\n"))


class Terminal:
    """Runs commands in a folder, which `cd` changes; where `within`, our own in this very process.

    A process for each command costs a second of starting; what it proves beyond is proved in `make soak`.
    """

    def __init__(self, folder: Path, within: bool = False) -> None:
        self.folder, self.within = folder, within
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CULTIVATION_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def run(self, step: Step) -> tuple[str, int]:
        for name, place, value in step.fills:
            files = list(self.folder.glob(name))
            assert files, name
            for file in files:
                _fill(file, place, value)
        for name, text in step.appended:
            with (self.folder / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{text}")
        if step.command.startswith("cd "):
            self.folder = self.folder / step.command.removeprefix("cd ").strip()
            return "", 0
        words = shlex.split(step.command)
        return self._own(words[1:]) if self.within and words[0] == OWN else self._any(step.command)

    def _own(self, words: list[str]) -> tuple[str, int]:
        """Run a command of the program; it finds language and workspace as it would in a shell."""
        with chdir(self.folder):
            result = CliRunner().invoke(program, words, env={**UNSET, **self.environment})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output, result.exit_code

    def _any(self, command: str) -> tuple[str, int]:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=900,
            check=False,
        )
        return done.stdout.decode("utf-8"), done.returncode


def _fill(file: Path, place: str, value: str) -> None:
    """Do what a hand does in Excel."""
    sheet, _mark, cell = place.rpartition("!")
    book = openpyxl.load_workbook(file)
    book[sheet][cell].value = float(value) if value.isdecimal() else value
    book.save(file)


def matches(shown: str, printed: str) -> bool:
    """Tell whether what a page shows is what a command printed, the number of spaces apart."""
    pattern = ""
    for line in shown.rstrip().split("\n"):
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += "[^\n]*".join(map(re.escape, re.split(r" ?\.\.\. ?", _narrow(line)))) + "\n"
    return (
        re.fullmatch(pattern, "".join(f"{_narrow(line)}\n" for line in printed.rstrip().split("\n")))
        is not None
    )


def _narrow(line: str) -> str:
    return " ".join(line.split())
