"""No number is shown beside a ranking without a test that finds it another way: numbers.yaml names them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

TESTS = Path(__file__).parent.parent
NUMBERS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "numbers.yaml").read_text("utf-8"))
SURFACES = {
    *("score", "proposal", "why", "shortlist", "report", "dossier", "brief", "letters", "web"),
    *("robustness", "challenge", "oddities", "panel", "monitor"),
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda each: each["number"])
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
