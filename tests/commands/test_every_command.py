"""Every command there is, called with nonsense: a sentence and an exit code, never a traceback.

The commands are found by walking the program, so a new one is attacked as soon as it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cultivation.commands.context import YearType
from cultivation.commands.program import program
from tests.reference import walk

from .conftest import Run

COMMANDS = {
    path: command
    for path, command, _ctx in walk(program, click.Context(program, info_name="cultivation"))
    if not isinstance(command, click.Group)
}
WHOLE = {"demo", "serve"}  # run to the end elsewhere: it takes long, or never ends
TEXTS = ("😀" * 2000, "")
NUMBERS = ("-1", "99999999999999999999", "x")
NAMES = {
    "year": "1983",
    "enterprise": "Firm 1 ",
    "file": "x.yaml",
    "rule_set": "patents_rd_panel",
    "register": "patents",
}


def writes_a_file(command: click.Command) -> bool:
    return any("--output" in each.opts and each.required for each in command.params)


def values_of(parameter: click.Parameter) -> str:
    """Return a value that the parser takes, so that the nonsense beside it is reached."""
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, click.types.IntParamType | YearType):
        return "1983"
    if isinstance(kind, click.DateTime):
        return "1984-01-31"
    return NAMES.get(str(parameter.name), "x")


def words_of(parameter: click.Parameter, value: str) -> list[str]:
    if isinstance(parameter, click.Argument):
        return [value]
    option = parameter.opts[-1]
    return [option] if getattr(parameter, "is_flag", False) else [option, value]


def nonsense_for(parameter: click.Parameter) -> tuple[str, ...]:
    kind = parameter.type
    if getattr(parameter, "is_flag", False) or isinstance(kind, click.Choice | click.DateTime):
        return ("😀",)
    return NUMBERS if isinstance(kind, click.types.IntParamType | YearType) else TEXTS


def calls(command: click.Command) -> Iterator[list[str]]:
    """Yield calls with nothing, with words too many, and with nonsense in one place at a time."""
    yield []
    yield ["garbage", "😀", "--bogus"]
    yield ["--help"]
    own = [each for each in command.params if not getattr(each, "hidden", False)]
    needed = [each for each in own if each.required]
    plain = {each: words_of(each, values_of(each)) for each in needed}
    yield [word for words in plain.values() for word in words]
    for parameter in own:
        others = [word for each, words in plain.items() if each is not parameter for word in words]
        for nonsense in nonsense_for(parameter):
            yield [*words_of(parameter, nonsense), *others]


def call(workspace: Path, path: str, words: list[str]) -> Result:
    arguments = ["--workspace", str(workspace), "--lang", "en", "--as", "王芳", *path.split(), *words]
    return CliRunner().invoke(program, arguments)


def answers_with_a_sentence(result: Result, words: list[str]) -> None:
    ended = (SystemExit, click.exceptions.Exit, click.Abort)
    assert result.exception is None or isinstance(result.exception, ended), (words, repr(result.exception))
    assert result.exit_code in (0, 1, 2, 3), words
    said = result.stdout + result.stderr
    assert "Traceback" not in said
    assert result.exit_code == 0 or re.search(r"\w{3}", said), words


@pytest.mark.parametrize("path", COMMANDS)
def test_without_a_workspace(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in islice(calls(COMMANDS[path]), 4):
        if path not in WHOLE or "--bogus" in words:
            answers_with_a_sentence(call(tmp_path / "nowhere", path, words), words)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with a scored year."""
    from cultivation.resources import shipped

    folder = tmp_path_factory.mktemp("scored")
    panel = shipped("sample_data") / "patents_panel" / "patents_rd_1983.xlsx"
    for words in (
        ["init", str(folder)],
        ["open", "1983", "--rules", "patents_rd_panel"],
        ["intake", "1983", str(panel)],
        ["score", "1983"],
    ):
        assert call(folder, words[0], words[1:]).exit_code == 0
    return folder


@pytest.mark.parametrize("path", COMMANDS)
def test_in_a_workspace(path: str, scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in calls(COMMANDS[path]):
        if path not in WHOLE or "--bogus" in words:
            answers_with_a_sentence(call(scored, path, words), words)


WRITING = [path for path, each in COMMANDS.items() if writes_a_file(each)]
# These need experts, a proposal not decided yet, a meeting, an office, an enterprise, papers, departments to
# ask, visits, a register, an anchor and a key, schemes or a notice before anything is written.
NOT_YET = {
    "screen",
    "audit cosign",
    "panel template",
    "dossier",
    "announce",
    "audit prove",
    "audit original",
    "papers letters",
    "certificates write",
    "meeting book",
    "meeting minutes",
    "evidence fetch",
    "opinions request",
    "visits forms",
    "scheme template",
    "scheme ask",
    "scheme paper",
    "zones letter",
}


@pytest.mark.parametrize("path", [path for path in WRITING if path not in NOT_YET])
def test_a_file_that_cannot_be_written_is_named(
    path: str, decided: Run, workspace: Path, tmp_path: Path
) -> None:
    command = COMMANDS[path]
    needed = [each for each in command.params if each.required and each.name != "output"]
    words = [word for each in needed for word in words_of(each, values_of(each))]
    ending = re.findall(r"(?:-o|--output) \S+\.(\w+)", " ".join(command.examples))[0]  # type: ignore[attr-defined]
    for name in (f"nowhere/x.{ending}", f"folder.{ending}"):
        (tmp_path / f"folder.{ending}").mkdir(exist_ok=True)
        result = call(workspace, path, [*words, "--output", str(tmp_path / name)])
        assert result.exit_code in (2, 3), result.output
        assert re.search("cannot be written|folder|directory", result.stderr)
