"""What the comparisons of both faces share: tables of pages, JSON of commands, which pages were compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from click.testing import CliRunner
from lxml import html

from cultivation.commands.program import program

from .conftest import Face

Test = TypeVar("Test", bound=Callable[..., None])
COMPARED: dict[str, list[str]] = {}  # the tests that compare a page, by its path


def compares(*paths: str) -> Callable[[Test], Test]:
    """Say which pages a test compares with what the command line prints."""

    def note(test: Test) -> Test:
        for path in paths:
            COMPARED.setdefault(path, []).append(test.__name__)
        return test

    return note


LANGUAGES = ("zh", "en")
Row = list[str]


def said(face: Face, *words: str, language: str = "en") -> Any:
    """Return the JSON of a command on the same workspace."""
    arguments = [
        "--workspace",
        str(face.folder),
        "--lang",
        language,
        "--as",
        "李强",
        *words,
        "--format",
        "json",
    ]
    result = CliRunner().invoke(program, arguments, catch_exceptions=False)
    return json.loads(result.stdout)


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(face: Face, path: str, css: str) -> list[Row]:
    """Return the texts of the cells of a table of a page."""
    root = html.fromstring(face.get(path))
    table = root.xpath(f'.//table[contains(concat(" ", @class, " "), " {css} ")]')[0]
    return [
        [text_of(cell) for cell in row.xpath("./td|./th")]
        for row in table.xpath("./tbody/tr[not(@class='line')]")
    ]


def speak(face: Face, language: str) -> None:
    face.get(f"/?lang={language}")


def text(value: object) -> str:
    return "–" if value is None else str(value)
