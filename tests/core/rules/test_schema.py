"""The JSON Schema as an editor uses it: it accepts what ships and marks what the program would refuse."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from cultivation.core.rules.schema import rules_schema
from tests.core.rules.edits import EVERYTHING, PANEL

VALIDATOR = jsonschema.Draft202012Validator(rules_schema())


class Loader(yaml.SafeLoader):
    """Reads dates, and words such as `on`, as texts, as editors do: in YAML 1.2 they are."""


Loader.yaml_implicit_resolvers = {
    key: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or key in "tTfF")
    ]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def accepted(text: str) -> bool:
    data: Any = yaml.load(text, Loader)
    return bool(VALIDATOR.is_valid(data))


@pytest.mark.parametrize("text", [PANEL, EVERYTHING])
def test_what_is_in_order_is_accepted(text: str) -> None:
    assert accepted(text)


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("source: {document: judgement}", "source: {document: judgement, page: 3}", True),
        ("source: {document: judgement}", "source: {document: judgement, page: iii}", True),
        ("source: {document: judgement}", "source: {document: judgement, page: [3]}", False),
        ("method: goalposts", "method: goalpost", False),
        ("maximum: 15", "maximum: many", False),
        ("maximum: 15", "maximum: '15'", False),
        ("maximum: 15", "maximun: 15", False),
        ("        maximum: 15\n", "", False),
        ("precision: 0.01\n", "", False),
    ],
)
def test_a_mistake_of_shape_is_marked(old: str, new: str, fits: bool) -> None:
    assert old in PANEL
    assert accepted(PANEL.replace(old, new, 1)) is fits
