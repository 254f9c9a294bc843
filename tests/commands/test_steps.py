"""How each step is done on the command line: what is named exists, and stands behind the sentence."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from cultivation.commands.program import program
from cultivation.commands.steps import COMMANDS, OPTIONS, SETTINGS, advised, command_line, worded
from cultivation.errors import Refused, UsageMistake
from cultivation.findings import KINDS, Finding
from cultivation.language import activate
from cultivation.steps import Act, Step


def command_of(words: list[str]) -> click.Command:
    """Return the command that the words begin with."""
    found: click.Command = program
    for word in words:
        if not isinstance(found, click.Group):
            break
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, f"there is no command {word}"
        found = inner
    return found


def options_of(command: click.Command) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}


def test_every_step_is_a_command_or_an_option() -> None:
    assert COMMANDS.keys() | OPTIONS.keys() == set(Act)
    assert not COMMANDS.keys() & OPTIONS.keys()


@pytest.mark.parametrize("act", COMMANDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_of_a_step_exists_with_its_options(act: Act, language: str) -> None:
    activate(language)
    words = shlex.split(command_line(Step(act, 2016, 1, "kunshan")))
    assert words[0] == "cultivation"
    options = [option for word in words for option in word.split("|") if option.startswith("-")]
    assert set(options) <= options_of(command_of(words[1:])) | options_of(program)


@pytest.mark.parametrize("act", OPTIONS)
def test_the_option_to_add_exists_somewhere(act: Act) -> None:
    known = {name for command in everything(program) for name in options_of(command)}
    named = re.findall(r"--[a-z-]+", command_line(Step(act, names=tuple(SETTINGS))))
    assert named
    assert set(named) <= known


def everything(group: click.Group) -> list[click.Command]:
    context = click.Context(group)
    found: list[click.Command] = [group]
    for name in group.list_commands(context):
        inner = group.get_command(context, name)
        assert inner is not None
        found += everything(inner) if isinstance(inner, click.Group) else [inner]
    return found


def test_a_missing_step_stands_behind_the_sentence() -> None:
    refused = Refused("The year 2016 is not scored.", step=Step(Act.SCORE, 2016))
    assert worded(refused) == "The year 2016 is not scored. First: cultivation score 2016"


def test_in_chinese_no_space_parts_them() -> None:
    activate("zh")
    refused = Refused("2016年度尚未评分。", step=Step(Act.SCORE, 2016))
    assert worded(refused) == "2016年度尚未评分。请先执行：cultivation score 2016"


def test_what_is_not_known_has_a_placeholder() -> None:
    assert command_line(Step(Act.OPEN)) == "cultivation open YEAR --rules ID"
    assert command_line(Step(Act.MAKE_RECORD)) == "cultivation init"


def test_several_lines_are_followed_by_a_line() -> None:
    refused = Refused("Too few:\n  one", step=Step(Act.SAY_HOW_MANY, number=2))
    assert worded(refused).endswith("  one\nAdd: --each 2")


def test_settings_are_named_by_their_options() -> None:
    mistake = UsageMistake("Missing.", step=Step(Act.NAME_OFFICE, names=("organisation", "phone")))
    assert worded(mistake) == "Missing. Add: --by, --phone"


def test_a_finding_is_followed_by_what_helps() -> None:
    locked = Finding("unreadable_file", details={"problem": "encrypted"})
    assert advised(locked).endswith("ask for the file without one. Add: --password TEXT")
    assert advised(Finding("no_rows")) == f"{Finding('no_rows').message()} {Finding('no_rows').advice()}"


def test_what_helps_with_several_findings_is_said_once() -> None:
    twice = [Finding("no_table_found"), Finding("no_table_found")]
    assert worded(Refused("Nothing.", twice)).count("cultivation rules template") == 1


def test_only_steps_of_the_program_are_named_by_findings() -> None:
    assert {act for kind in KINDS.values() for act in kind.acts} <= COMMANDS.keys() | OPTIONS.keys()
