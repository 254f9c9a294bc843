"""No number is shown beside a ranking without a test that finds it another way: numbers.yaml names them.

Which numbers are shown is read from the source, so that a new one cannot be forgotten: shown.yaml says of
every name under which something is shown which number it is.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle.shown import SOURCE, shapes_json, shown_in

TESTS = Path(__file__).parent.parent
NUMBERS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "numbers.yaml").read_text("utf-8"))
SHOWN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "shown.yaml").read_text("utf-8"))
ELSEWHERE: list[str] = SHOWN.pop("elsewhere")
NO_NUMBER = "no number"
ROOMS = ("core", "queries", "outputs", "review", "commands", "frames")
SURFACES = {
    *("score", "proposal", "why", "shortlist", "report", "dossier", "brief", "letters", "web"),
    *("robustness", "challenge", "oddities", "panel", "monitor", "ladder", "support", "effect", "meeting"),
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda each: each["id"])
def test_the_checks_of_a_number_are_there(number: dict[str, Any]) -> None:
    assert number["checks"] and number["by"]
    for check in number["checks"]:
        file, _, function = check.partition("::")
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        tests = {
            each.name: each
            for each in tree.body
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
        }
        chosen = [tests[function]] if function else list(tests.values())
        inner = [node for each in chosen for node in ast.walk(each)]
        assert any(isinstance(node, ast.Assert) for node in inner) or _calls_a_check(inner), check


def _calls_a_check(nodes: list[ast.AST]) -> bool:
    """Tell whether a function of the file is called by its bare name: it asserts in the test's place."""
    return any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) for node in nodes)


def test_every_place_where_rankings_are_shown_is_named() -> None:
    assert {place for each in NUMBERS for place in each["shown"].split(", ")} == SURFACES


@pytest.mark.parametrize("module", SHOWN)
def test_all_that_a_module_shows_is_a_number_with_a_check_or_none(module: str) -> None:
    """What is new here is to be named in shown.yaml, and its number in numbers.yaml with a check."""
    named = [name for names in SHOWN[module].values() for name in names]
    assert sorted(named) == sorted(shown_in(module))


def test_each_number_that_is_shown_has_its_checks() -> None:
    shown = {number for module in SHOWN.values() for number in module} - {NO_NUMBER}
    checked = [each["id"] for each in NUMBERS]
    assert len(set(checked)) == len(checked)
    assert shown - set(checked) == set()
    assert set(checked) - shown == ONLY_IN_TABLES


# Numbers of a table of which the headings say no more than "points" or "costs", or of a page of their own.
ONLY_IN_TABLES = {"letter points"}


def test_no_module_that_shows_something_is_left_out() -> None:
    found = {path.relative_to(SOURCE).as_posix() for room in ROOMS for path in (SOURCE / room).rglob("*.py")}
    shaping = {module for module in found if shapes_json(module)}
    assert shaping - {*SHOWN, *ELSEWHERE} == set()
    assert {*SHOWN, *ELSEWHERE} - found == set()
    assert not {*SHOWN} & {*ELSEWHERE}
