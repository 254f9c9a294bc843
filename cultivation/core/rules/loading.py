"""From the text of a YAML file to a checked rule set, or all of its mistakes with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cultivation.canonical import digest
from cultivation.core.rules.checks import check
from cultivation.core.rules.criteria import Criterion
from cultivation.core.rules.label_names import with_names
from cultivation.core.rules.mistakes import Mistake, RuleMistakes
from cultivation.core.rules.model import RuleSet
from cultivation.core.rules.model_file import unknown_key
from cultivation.core.rules.problems import problem_of
from cultivation.core.rules.value_functions import METHODS, Alternative, Band
from cultivation.core.rules.yaml_reader import Path as KeyPath
from cultivation.core.rules.yaml_reader import YamlFile, read_yaml

FUNCTION_KEYS = (
    "method",
    "bands",
    "points",
    "options",
    "table",
    "by",
    "otherwise",
    "each",
    "at_most",
    "between",
    "mark",
    "step",
    "alternatives",
    "unacceptable",
    "satisfactory",
    "at_least",
)


# What stands below the keys of a value function; the model has them under `function`.
BELOW_FUNCTION: dict[str, Any] = {"bands": tuple[Band, ...], "alternatives": tuple[Alternative, ...]}


MOST_KEPT = 64  # rule sets


@dataclass(frozen=True)
class LoadedRules:
    """A rule set with the bytes that it was read from; its digest names them."""

    rules: RuleSet
    content: bytes

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file."""
        return digest(self.content)


@lru_cache(MOST_KEPT)
def load_rules(content: bytes, name: str) -> LoadedRules:
    """Read a rule set from the bytes of a file called `name`; what the same bytes say is kept, and shared.

    Raises RuleMistakes with every mistake that can be told, sorted by line.
    """
    rules, mistakes = read_rules(content)
    if mistakes or rules is None:
        raise RuleMistakes(name, mistakes)
    return LoadedRules(rules, content)


def load_file(path: Path) -> LoadedRules:
    """Read a rule set from a file."""
    return load_rules(path.read_bytes(), path.name)


def read_rules(content: bytes) -> tuple[RuleSet | None, list[Mistake]]:
    """Return the rule set, if there is one, and the mistakes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [Mistake("yaml_syntax", 1, (), {"problem": "not UTF-8"})]
    file = read_yaml(text)
    if any(mistake.code == "yaml_syntax" for mistake in file.mistakes):
        return None, file.mistakes
    if not isinstance(file.data, dict):
        return None, [Mistake("not_a_rule_set", 1, ())]
    try:
        rules = RuleSet.model_validate(_with_functions(with_names(file.data)))
    except ValidationError as error:
        return None, file.mistakes + [_mistake(detail, file) for detail in error.errors()]
    return rules, file.mistakes + check(rules, file.line_of)


def _with_functions(data: dict[str, Any]) -> dict[str, Any]:
    """Move the keys of each criterion's value function under `function`, where the model has them.

    In the file they stand beside the criterion's own keys, which reads better.
    """
    dimensions = data.get("dimensions")
    if not isinstance(dimensions, dict):
        return data
    return {**data, "dimensions": {key: _dimension(value) for key, value in dimensions.items()}}


def _dimension(dimension: Any) -> Any:
    if not isinstance(dimension, dict) or not isinstance(dimension.get("criteria"), dict):
        return dimension
    criteria = {key: _criterion(value) for key, value in dimension["criteria"].items()}
    return {**dimension, "criteria": criteria}


def _criterion(criterion: Any) -> Any:
    """Move the keys of the function of a criterion, and of each of its alternatives."""
    if not isinstance(criterion, dict):
        return criterion
    own = {key: value for key, value in criterion.items() if key not in FUNCTION_KEYS}
    function = {key: value for key, value in criterion.items() if key in FUNCTION_KEYS}
    alternatives = function.get("alternatives")
    if isinstance(alternatives, dict):
        function["alternatives"] = {key: _criterion(each) for key, each in alternatives.items()}
    elif isinstance(alternatives, list):
        function["alternatives"] = [_criterion(each) for each in alternatives]
    return {**own, "function": function}


def _mistake(detail: ErrorDetails, file: YamlFile) -> Mistake:
    """Turn a complaint of pydantic into ours."""
    path = _path_in_file(detail["loc"])
    line, kind = file.line_of(path), detail["type"]
    if kind == "extra_forbidden":
        allowed = [key for key in _allowed(path) if key != path[-1]]  # of another method
        return unknown_key(path, line, allowed)
    if kind == "missing":
        return Mistake("missing_key", line, path[:-1], {"key": str(path[-1])})
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        value = _value_at(file.data, (*path, "method"))
        details = {"value": str(value), "allowed": ", ".join(METHODS)}
        return Mistake("unknown_method", file.line_of((*path, "method")), path, details)
    value = str(_value_at(file.data, path))
    return Mistake("wrong_value", line, path, {"value": value, **problem_of(detail)})


def _path_in_file(location: tuple[int | str, ...]) -> KeyPath:
    """Drop what the model adds to the keys of the file: `function` and the name of its method."""
    path = list(location)
    while "function" in path:
        place = path.index("function")
        del path[place : place + 2]
    return tuple(key for key in path if key != "[key]")


def _allowed(path: KeyPath) -> list[str]:
    """Return the keys that may stand where the unknown one does: follow the path down the models."""
    place: Any = RuleSet
    for key in path[:-1]:
        place = _below(place, str(key))
    if not (isinstance(place, type) and issubclass(place, BaseModel)):
        return []
    keys = [field.alias or name for name, field in place.model_fields.items()]
    if place not in (Criterion, Alternative):
        return keys
    return [*(each for each in keys if each != "function"), *FUNCTION_KEYS]


def _below(place: Any, key: str) -> Any:
    """Return what stands below a key: a field of a model, or what a dictionary or list holds."""
    if place in (Criterion, Alternative) and key in BELOW_FUNCTION:
        return BELOW_FUNCTION[key]
    if isinstance(place, type) and issubclass(place, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in place.model_fields.items()}
        return _sure(fields.get(key))
    held = [each for each in get_args(place) if each is not Ellipsis]
    return _sure(held[-1]) if held else None


def _sure(annotation: Any) -> Any:
    """Return the model of a key that may be left out."""
    parts = get_args(annotation)
    return parts[0] if type(None) in parts else annotation


def _value_at(data: Any, path: KeyPath) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return ""
    return data if isinstance(data, str | int) or data is None else str(data)[:60]
