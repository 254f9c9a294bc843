"""The tutorials, typed from the first command to the last: each prints what the page shows."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from .console import Step, Terminal, matches, steps_of

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "tutorial.md", "zh": DOCS / "tutorial.zh-CN.md"}
JOINT_REVIEW = {"en": DOCS / "joint-review.md", "zh": DOCS / "joint-review.zh-CN.md"}

PAPERS = ("notice", "book", "minutes", "list", "brief", "announcement", "letter", "certificates")


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.thorough)])
def test_the_tutorial_does_what_it_says(language: str, tmp_path: Path) -> None:
    """In English, which is for `make soak`, each command is a process of its own."""
    terminal = Terminal(tmp_path, within=language == "zh")
    steps = list(steps_of(PAGES[language]))
    assert len(steps) > 20
    for step in steps:
        printed, code = terminal.run(step)
        assert code == step.exit_code, f"$ {step.command}\n{printed}"
        assert matches(step.shown, printed), f"$ {step.command}\n{printed}\n--- shown:\n{step.shown}"
    _is_signed_off(terminal)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_joint_review_does_what_it_says(language: str, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    for step in steps_of(JOINT_REVIEW[language]):
        printed, code = terminal.run(step)
        assert code == step.exit_code, f"$ {step.command}\n{printed}"
        assert matches(step.shown, printed), f"$ {step.command}\n{printed}\n--- shown:\n{step.shown}"


def _is_signed_off(terminal: Terminal) -> None:
    """See that the reader holds a decided year, a workbook of 100 members, and each paper to sign."""
    asked = subprocess.run(
        ["cultivation", "pool", "--format", "json", "-q"],
        cwd=terminal.folder,
        env=terminal.environment,
        capture_output=True,
        check=True,
    )
    assert len(json.loads(asked.stdout)["members"]) == 100
    for year in (2016, 2017):
        book = openpyxl.load_workbook(terminal.folder / f"shortlist_{year}.xlsx", read_only=True)
        assert len(book.sheetnames) > 4
    for name in PAPERS:
        word = Document(str(terminal.folder / f"{name}_2016.docx"))
        assert sum(len(each.text) for each in word.paragraphs) > 50, name


@pytest.mark.parametrize("pages", [PAGES, JOINT_REVIEW], ids=["tutorial", "joint review"])
def test_both_languages_have_the_same_steps(pages: dict[str, Path]) -> None:
    def commands(language: str) -> list[str]:
        return [
            re.split(" --(?:text|evidence|reason) ", step.command)[0] for step in steps_of(pages[language])
        ]

    english = [command.replace("--lang en", "--lang zh") for command in commands("en")]
    assert english == commands("zh")


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n...\nd", "a\nb\nc\nd\n", True),
        ("a\n...\nd", "a\nd\n", True),
        ("a ... c", "a bb c\n", True),
        ("a ... c", "a b\nc\n", False),
        ("a", "a\nb\n", False),
        ("a\nb", "a\n", False),
        ("", "", True),
    ],
)
def test_dots_stand_for_what_is_left_out(shown: str, printed: str, same: bool) -> None:
    assert matches(shown, printed) is same


def test_a_command_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- exit 2 -->\n```console\n$ one \\\n    two\nshown\n```\n", encoding="utf-8")
    assert list(steps_of(page)) == [Step("one two", "shown", 2)]
