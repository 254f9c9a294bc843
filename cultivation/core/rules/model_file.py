"""From the text of a YAML file to a checked model, or all of its mistakes with their lines."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from types import UnionType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cultivation.core.rules.mistakes import Mistake, RuleMistakes
from cultivation.core.rules.problems import problem_of
from cultivation.core.rules.yaml_reader import Path, YamlFile, read_yaml

Model = TypeVar("Model", bound=BaseModel)


def read_model(content: bytes, name: str, model: type[Model]) -> tuple[Model, YamlFile]:
    """Return what the bytes of a file called `name` say, and the file for the lines of its keys.

    Raises RuleMistakes with every mistake that can be told, sorted by line.
    """
    try:
        file = read_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleMistakes(name, [Mistake("yaml_syntax", 1, (), {"problem": "not UTF-8"})]) from None
    if any(each.code == "yaml_syntax" for each in file.mistakes):
        raise RuleMistakes(name, file.mistakes)
    try:
        found = model.model_validate(file.data)
    except ValidationError as error:
        mistakes = _without_echoes([_mistake(each, file, model) for each in error.errors()])
        raise RuleMistakes(name, [*file.mistakes, *mistakes]) from None
    if file.mistakes:
        raise RuleMistakes(name, file.mistakes)
    return found, file


def _without_echoes(mistakes: list[Mistake]) -> list[Mistake]:
    """Leave out that a list is too short where the reason is that one of its items has a mistake."""
    return [
        each
        for each in mistakes
        if each.details.get("problem") != "too_short"
        or not any(
            len(other.path) > len(each.path) and other.path[: len(each.path)] == each.path
            for other in mistakes
        )
    ]


def _mistake(detail: ErrorDetails, file: YamlFile, model: type[BaseModel]) -> Mistake:
    """Turn a complaint of pydantic into ours, on its line."""
    path = tuple(key for key in detail["loc"] if key != "[key]")
    line, kind = file.line_of(path), detail["type"]
    if kind == "missing":
        return Mistake("missing_key", line, path[:-1], {"key": str(path[-1])})
    if kind == "extra_forbidden":
        return unknown_key(path, line, _allowed(path, model))
    value = detail["input"]
    shown = value if isinstance(value, str) else "" if isinstance(value, dict | list) else str(value)
    return Mistake("wrong_value", line, path, {"value": shown[:60], **problem_of(detail)})


def unknown_key(path: Path, line: int, allowed: Sequence[str]) -> Mistake:
    """Say that a key is not known where it stands, and which one may be meant."""
    details = {"key": str(path[-1]), "allowed": ", ".join(allowed)}
    near = difflib.get_close_matches(str(path[-1]), allowed, n=1)
    code = "unknown_key_near" if near else "unknown_key"
    return Mistake(code, line, path, {**details, "near": near[0]} if near else details)


def _allowed(path: Path, model: type[BaseModel]) -> list[str]:
    """Return the keys that may stand where the unknown one does: follow the path down the models."""
    place: Any = model
    for key in path[:-1]:
        place = _below(place, str(key))
    is_model = isinstance(place, type) and issubclass(place, BaseModel)
    return [field.alias or name for name, field in place.model_fields.items()] if is_model else []


def _below(place: Any, key: str) -> Any:
    """Return what stands below a key: a field of a model, or what a dictionary or list holds."""
    if isinstance(place, type) and issubclass(place, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in place.model_fields.items()}
        return _sure(fields.get(key))
    held = [each for each in get_args(place) if each is not Ellipsis]
    return _sure(held[-1]) if held else None


def _sure(annotation: Any) -> Any:
    """Return what a key holds that may be left out, and the model among several that it may hold."""
    parts = [each for each in get_args(annotation) if each is not type(None)]
    models = [each for each in parts if isinstance(each, type) and issubclass(each, BaseModel)]
    is_union = isinstance(annotation, UnionType)
    return (models or parts)[0] if is_union else annotation
