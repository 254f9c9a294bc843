"""The pages about rule sets say what is: the schema fits, every key stands there, the examples work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from cultivation import language
from cultivation.commands.program import program
from cultivation.core.rules import criteria, fields, labels, model, policy, value_functions, words
from cultivation.core.rules.formulas import FUNCTIONS, LENIENT_FUNCTIONS
from cultivation.core.rules.loading import load_rules
from cultivation.core.rules.mistakes import MESSAGES
from cultivation.core.rules.schema import rules_schema
from cultivation.core.rules.value_functions import METHODS
from cultivation.core.rules.yaml_reader import read_yaml
from cultivation.core.scoring.case_run import run_cases
from cultivation.core.scoring.cases import Case, CaseFile, Edge, read_cases
from cultivation.core.scoring.coverage import untried
from cultivation.resources import shipped

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "language.md").read_text("utf-8")
TUTORIAL = (DOCS / "write-your-own-standard.md").read_text("utf-8")
BLOCKS = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
RULE_FILES = [*sorted(shipped("scoring_rules").glob("*.yaml")), Path(__file__).parent / "everything.yaml"]


def keys() -> Iterator[str]:
    """Every key that a rule set file can have."""
    for module in (model, criteria, fields, labels, policy, value_functions, words):
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from (field.alias or name for name, field in each.model_fields.items())


def plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(each) for each in data]
    return float(data) if isinstance(data, Decimal) else data


def test_the_schema_in_the_docs_is_the_one_that_the_models_make() -> None:
    stored = json.loads((DOCS / "rules.schema.json").read_text("utf-8"))
    assert stored == rules_schema(), "run: cultivation rules schema > docs/rules.schema.json"


def test_the_command_prints_the_schema() -> None:
    language.activate("en")
    assert json.loads(CliRunner().invoke(program, ["rules", "schema"]).stdout) == rules_schema()


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_every_rule_set_fits_the_schema(path: Path) -> None:
    data = plain(read_yaml(path.read_text("utf-8")).data)
    validator = jsonschema.Draft202012Validator(rules_schema())
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("method: judged_choice", "method: judged_choise"),
        ("{up_to: 0.55,", "{upto: 0.55,"),
        ("precision: 0.5", "precision: 5"),
        ("version:", "verzion:"),
        ("not_zero: true", "not_zero: perhaps"),
    ],
)
def test_what_is_wrong_does_not_fit_the_schema(old: str, new: str) -> None:
    text = RULE_FILES[-1].read_text("utf-8")
    assert old in text
    data = plain(read_yaml(text.replace(old, new, 1)).data)
    assert not jsonschema.Draft202012Validator(rules_schema()).is_valid(data)


@pytest.mark.parametrize("key", sorted(set(keys()) - {"function"}))
def test_every_key_stands_on_the_page(key: str) -> None:
    assert re.search(rf"\b{re.escape(key)}\b", PAGE)


@pytest.mark.parametrize("word", sorted({*METHODS, *FUNCTIONS, *LENIENT_FUNCTIONS, *MESSAGES}))
def test_every_method_function_and_mistake_stands_on_the_page(word: str) -> None:
    assert re.search(rf"`{re.escape(word)}[`(]", PAGE)


def test_the_whole_file_of_the_page_is_in_order() -> None:
    whole = BLOCKS.findall(PAGE.partition("## A whole file")[2])[0]
    assert load_rules(whole.encode(), "page.yaml").rules.id == "small_example"


def test_the_tutorial_ends_with_cases_that_pass_and_leave_nothing_untried() -> None:
    *parts, cases = BLOCKS.findall(TUTORIAL)
    rules = load_rules("\n".join(parts).encode(), "my_sme.yaml").rules
    file = read_cases(cases.encode(), "cases.yaml")
    done = run_cases(file, rules)
    assert len(done) > 20
    assert {each.name: each.differences for each in done if not each.ok} == {}
    assert untried([each.applications for each in done], rules, file.cutoff) == []


@pytest.mark.parametrize("shape", [CaseFile, Edge, Case])
def test_every_key_of_a_case_stands_in_the_tutorial(shape: type[BaseModel]) -> None:
    for key in shape.model_fields:
        assert re.search(rf"\b{key}\b", TUTORIAL), key
