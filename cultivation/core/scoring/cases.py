"""Cases that policy staff can read: fields in, points out. They prove a rule set against its document.

`edges` change one field of the base and say the points (or whether a condition holds) for each of its values;
`cases` are whole applications. Values are written as they are filed, ratios as numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, ValidationError

from cultivation.core.rules.labels import Day, Number, Strict, Text
from cultivation.core.rules.problems import in_words, problem_of
from cultivation.core.rules.yaml_reader import YamlFile, read_yaml
from cultivation.errors import Refused
from cultivation.language import _

Fields = dict[str, Any]


class Edge(Strict):
    """One field changed, and what comes of each value: a criterion's points, or whether a condition holds."""

    name: Text = ""
    criterion: str | None = None
    condition: str | None = None
    change: str
    fields: Fields = Field(default_factory=dict)
    points: dict[str, Number] = Field(default_factory=dict)
    holds: dict[str, Literal["yes", "no"]] = Field(default_factory=dict)


class Case(Strict):
    """A whole application, beside `others` where the rules compare, and what must come of it."""

    name: Text
    fields: Fields = Field(default_factory=dict)
    others: tuple[Fields, ...] = ()
    points: dict[str, Number] = Field(default_factory=dict)
    dimensions: dict[str, Number] = Field(default_factory=dict)
    total: Number | None = None
    result: Literal["pass", "fail"] | None = None
    failed: tuple[str, ...] | None = None
    provisional: tuple[str, ...] | None = None
    place: int | None = None
    place_in_class: int | None = None
    shown_place: int | None = None
    in_class: str | None = None


class CaseFile(Strict):
    """All cases of a rule set. `base` is what each case files unless it says otherwise."""

    rules: str
    cutoff: Day
    base: Fields = Field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    cases: tuple[Case, ...] = ()


def read_cases(content: bytes, name: str) -> CaseFile:
    """Read a file of cases; refuses with every mistake, each with its line."""
    try:
        file = read_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        file = YamlFile()
    mistakes = [f"{name}, {mistake.line}: {mistake.sentence()}" for mistake in file.mistakes]
    if not mistakes and not isinstance(file.data, dict):
        mistakes = [
            _("{file} contains no cases; begin with the keys rules, cutoff, base, cases.").format(file=name)
        ]
    if mistakes:
        raise Refused("\n".join(mistakes))
    try:
        return CaseFile.model_validate(file.data)
    except ValidationError as error:
        raise Refused("\n".join(_mistakes(error, file, name))) from None


def _mistakes(error: ValidationError, file: YamlFile, name: str) -> Iterator[str]:
    for detail in error.errors():
        line, place = file.line_of(detail["loc"]), ".".join(str(part) for part in detail["loc"])
        sentence = {
            "extra_forbidden": _("this key is not known here"),
            "missing": _("this key is missing"),
        }.get(detail["type"], in_words(problem_of(detail))["problem"])
        yield _("{file}, line {line}: {place}: {sentence}").format(
            file=name, line=line, place=place, sentence=sentence
        )
