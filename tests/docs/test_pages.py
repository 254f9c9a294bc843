"""The documents: made pages are of now, links lead somewhere, commands exist, both languages are there."""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from rich.cells import cell_len

from cultivation.queries.entry_names import BY_KIND as KINDS
from tests.commands.test_help import parses
from tests.reference import FINDINGS, MAN_PAGES, PAGES

HOME = Path(__file__).parents[2]
DOCS = HOME / "docs"
BESIDE = (HOME / "benchmarks" / "README.md", HOME / "sample_data" / "README.md")
READ = sorted([*DOCS.glob("*.md"), *HOME.glob("*.md"), *BESIDE])
PAGE_IDS = [path.relative_to(HOME).as_posix() for path in READ]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# Lines that show the pattern of a command, not one to be typed.
PATTERNS = re.compile(
    r"\b(CASES|ENTERPRISE|YEAR|NUMBER|DATE|FILE|CODE=NAME|INTO|COMMAND|ID|DIR)\b|\[--|\.\.\.|\|"
)


@pytest.mark.parametrize("language", PAGES)
def test_reference_man_page_and_findings_are_those_of_the_program(language: str) -> None:
    """Each language is a process of its own; it says which page is stale."""
    script = (
        "import sys; from tests.reference import make\n"
        "stale = [str(p) for p, text in make(sys.argv[1]).items() if p.read_text(encoding='utf-8') != text]\n"
        "sys.exit(', '.join(stale) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, language], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run: make docs ({done.stderr.strip()[-500:]})"


@pytest.mark.parametrize("page", MAN_PAGES.values(), ids=MAN_PAGES)
def test_the_man_page_is_good_roff(page: Path) -> None:
    checks = [["mandoc", "-T", "lint", "-W", "error"], ["groff", "-k", "-man", "-ww", "-T", "utf8"]]
    there = [check for check in checks if shutil.which(check[0])]
    if not there:
        pytest.skip("there is neither mandoc nor groff here")
    for check in there:
        done = subprocess.run([*check, str(page)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        assert not done.stderr, done.stderr[:500]


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("page", MAN_PAGES.values(), ids=MAN_PAGES)
def test_no_line_of_the_man_page_leaves_a_terminal_of_80_columns(page: Path) -> None:
    plain = ["-P-c", "-P-b", "-P-o", "-P-u"]  # letters alone, without what makes them bold
    command = ["groff", "-k", "-man", "-T", "utf8", *plain, str(page)]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    too_long = [line for line in shown.splitlines() if cell_len(line) > 80]
    examples = [line for line in too_long if line.strip().startswith("cultivation ")]  # these are not broken
    assert too_long == examples


@pytest.mark.parametrize("page", READ, ids=PAGE_IDS)
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _hash, anchor = target.partition("#")
        file = (page.parent / unquote(name)).resolve() if name else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert unquote(anchor) in anchors(file), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that code forges give to headings."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def commands_of(page: Path) -> Iterator[str]:
    """Yield each command that a page tells to type: indented or fenced, several lines joined."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if re.match(r"( {4}|\$ )?cultivation [a-z\-]", line):
            yield line.strip().removeprefix("$ ")


@pytest.mark.parametrize("page", READ, ids=PAGE_IDS)
def test_commands_that_are_told_exist_with_all_their_options(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in commands_of(page):
        typed = command.partition(" #")[0]
        if not PATTERNS.search(typed) and "   " not in typed.rstrip():  # words behind it explain it
            parses(shlex.split(typed))


def test_there_are_commands_to_look_at() -> None:
    assert sum(1 for page in READ for _command in commands_of(page)) > 100


def test_each_page_is_there_in_both_languages() -> None:
    pages = {path.name for path in DOCS.glob("*.md")}
    for name in pages:
        if not name.endswith(".zh-CN.md"):
            assert name.replace(".md", ".zh-CN.md") in pages, name
    for path in DOCS.glob("*.zh-CN.md"):
        other = path.with_name(path.name.replace(".zh-CN", ""))
        assert f"[English]({other.name})" in path.read_text("utf-8"), path.name
        assert f"[中文]({path.name})" in other.read_text("utf-8"), other.name


def test_each_kind_of_entry_that_is_documented_has_a_name() -> None:
    text = (DOCS / "record.md").read_text("utf-8")
    table = text.partition("| kind |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", table, re.MULTILINE)
    kinds = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    assert len(kinds) > 15
    assert kinds <= set(KINDS)


def test_the_site_is_made_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    if importlib.util.find_spec("material") is None:
        pytest.skip("the extra docs is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=HOME,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    loaded = re.compile(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)
    pages = list(tmp_path.rglob("*.html"))
    assert {page.stem for page in pages} >= {page.stem for page in DOCS.glob("*.md")}
    assert not [page.name for page in pages if loaded.search(page.read_text("utf-8"))]


def test_the_site_joins_lines_of_chinese_and_of_nothing_else() -> None:
    page = "一段\n两行\n\nan English\nline\n\n```console\n$ 命令\n输出\n下一行\n```\n见[甲](../甲.md)\n乙\n"
    joined = "一段两行\n\nan English\nline\n\n```console\n$ 命令\n输出\n下一行\n```\n见甲乙\n"
    hooks = runpy.run_path(str(DOCS / "site_hooks.py"))
    assert hooks["on_page_markdown"](page) == joined


def test_findings_in_chinese_are_made_beside_the_commands() -> None:
    assert FINDINGS.read_text("utf-8").count("\n| `") > 40
