"""Help pages: examples first, in the reader's language, with click's own words in it, too."""

from __future__ import annotations

import ast
import importlib
import shlex
from pathlib import Path

import click
import pytest

from cultivation.commands.help import wrap
from cultivation.commands.program import program
from cultivation.commands.spoken_language import speak
from tests import catalogue
from tests.reference import walk

from .conftest import Run
from .terminal import in_pipe

WALKED = list(walk(program, click.Context(program, info_name="cultivation")))
ENGLISH_OF_CLICK = ("Usage", "Options", "Show this message", "Error", "Try '", "Missing", "No such")
SPOKEN = ("core", "exceptions", "formatting", "parser", "types")
NEVER_SHOWN = 40  # sentences of click for prompts, editors, pagers and programmers


@pytest.mark.parametrize(("path", "command", "ctx"), WALKED, ids=[path for path, _command, _ctx in WALKED])
def test_each_page_begins_with_what_it_does_and_with_examples(
    path: str, command: click.Command, ctx: click.Context
) -> None:
    page = command.get_help(ctx)
    meaning, examples, usage = page.split("\n\n")[:3]
    assert meaning
    assert examples.startswith("Examples:\n  cultivation ")
    assert usage.startswith(f"Usage: cultivation {path}")


@pytest.mark.parametrize(("path", "command", "ctx"), WALKED, ids=[path for path, _command, _ctx in WALKED])
def test_each_example_is_one_that_the_parser_takes(
    path: str, command: click.Command, ctx: click.Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for example in command.shown_examples(ctx):  # type: ignore[attr-defined]
        parses(shlex.split(example, comments=True))


def parses(words: list[str]) -> None:
    """Parse a command line as the program does, up to files that would have to be there."""
    for stop in (">", ">>", "|"):
        words = words[: words.index(stop)] if stop in words else words
    assert words[0] == "cultivation"
    try:
        ctx = program.make_context("cultivation", words[1:])
    except click.exceptions.Exit:  # --version and --help are answered at once
        return
    command: click.Command | None = program
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert command is not None
        try:
            ctx = command.make_context(name, list(rest), parent=ctx)
        except click.exceptions.NoArgsIsHelpError:
            return
        except click.BadParameter as error:
            assert error.param is not None
            assert isinstance(error.param.type, click.Path), (
                error.format_message()
            )  # a file that is not there
            return
        finally:
            ctx.obj.close()
            speak("en")


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("open", "--help"),
        ("open",),
        ("opn",),
        ("rules", "--help"),
        ("pool", "--format", "x"),
        ("open", "--bogus"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("asked", ["option", "variable", "locale", "workspace"])
def test_click_speaks_chinese_too(words: tuple[str, ...], asked: str, tmp_path: Path) -> None:
    ways = {
        "option": (("--lang", "zh"), {}),
        "variable": ((), {"CULTIVATION_LANG": "zh"}),
        "locale": ((), {"LANG": "zh_CN.UTF-8"}),
        "workspace": ((), {}),
    }
    before, variables = ways[asked]
    if asked == "workspace":
        (tmp_path / "cultivation.toml").write_text('language = "zh"\n', encoding="utf-8")
    elif asked != "option" and words != ("open",):
        pytest.skip("the way in makes no difference to the words")
    done = in_pipe(*before, *words, folder=tmp_path, code=None, **variables)
    said = done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
    assert "用法：" in said
    assert not any(word in said for word in ENGLISH_OF_CLICK)


def test_what_click_says_to_users_is_in_the_catalogue() -> None:
    """A newer click may say something new; then it would stay English."""
    ours = {text for message in catalogue.read() for text in ids(message.id)}
    said = {text for name in SPOKEN for text in sentences(importlib.import_module(f"click.{name}"))}
    assert {"Usage:", "Missing argument", "No such option {name!r}."} <= said
    unknown = said - ours - FOR_PROGRAMMERS
    assert not unknown


FOR_PROGRAMMERS = {
    "Choice({choices})",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "Value must be an iterable.",
    "deprecated",
    "(dynamic)",
    "Positional arguments",
    "Argument {name!r} takes {nargs} values.",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Could not determine name for option with declarations {decls!r}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Takes {nargs} values but 1 was given.",
    "Takes {nargs} values but {len} were given.",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    "{name} {filename!r} is not executable.",
    "{value!r} is not a valid UUID.",
}


def ids(identity: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (identity,) if isinstance(identity, str) else tuple(identity)


def sentences(module: object) -> set[str]:
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))  # type: ignore[attr-defined]
    found = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            found |= {
                each.value
                for each in node.args
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
    return found


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["scor", "2016"], "score"),
        (["replay"], "audit replay"),
        (["rules", "sho"], "show"),
        (["pool", "--yer", "2016"], "--year"),
    ],
)
def test_a_slip_is_answered_with_what_may_be_meant(run: Run, words: list[str], meant: str) -> None:
    said = run(*words, code=2).stderr
    assert "Did you mean" in said
    assert f"'{meant}'" in said


def test_an_error_of_usage_comes_with_an_example(run: Run) -> None:
    assert "Example: cultivation open 2016 --rules kunshan_top100_2016\n" in run("open", code=2).stderr


def test_every_command_stands_in_one_phase() -> None:
    listed = [name for _title, names in program.sections() for name in names]
    assert sorted(listed) == sorted(program.lazy)


def test_a_command_that_no_phase_names_is_listed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(program.lazy, "newest", ("start:init", "Brand new."))
    assert list(program.sections())[-1] == ("Further commands", ["newest"])


@pytest.mark.parametrize("width", [10, 21, 80])
def test_chinese_is_broken_by_columns_and_closing_marks_stay(width: int) -> None:
    text = "开启评审年度，并写明评分规则（rules）和数据截止日。With some English words, too."
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) <= width + 2 for line in lines)
    assert not any(line.startswith(("，", "。", "）")) for line in lines)
