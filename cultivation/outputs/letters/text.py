"""The text of a letter: a template per language, line by line, with the tables that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.outputs.texts import fill_text
from cultivation.queries.letters import Letter, LetterTable

ADDRESSEE, HEADING, TABLE = ">", "#", "@"  # what a line of the template begins with


@dataclass(frozen=True)
class Sender:
    """Who writes, on which day, and the moment of what is told."""

    organisation: str
    day: date
    moment: datetime
    templates: Path


class Kind(StrEnum):
    """What a part of a letter is."""

    TEXT = "text"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    TABLE = "table"


@dataclass(frozen=True)
class Part:
    """A part of a letter; a table has the words above it as its text, which may be empty."""

    kind: Kind
    text: str
    table: LetterTable | None = None


def letter_parts(letter: Letter, templates: Path) -> tuple[str, list[Part]]:
    """Return the title of a letter and its parts; `templates` may hold the office's own text."""
    title, *lines = fill_text("letter", templates, letter.facts)
    return title, [part for line in lines if (part := _part(line, letter)) is not None]


def _part(line: str, letter: Letter) -> Part | None:
    """Return what a line of the template asks for; None for a table with nothing to show."""
    mark, rest = line[0], line[1:].strip()
    if mark == TABLE:
        return _table(rest, letter)
    if mark == HEADING:
        return Part(Kind.HEADING, rest)
    return Part(Kind.ADDRESSEE, rest) if mark == ADDRESSEE else Part(Kind.TEXT, line)


def _table(text: str, letter: Letter) -> Part | None:
    name, _space, words = text.partition(" ")
    tables: dict[str, LetterTable] = {"costs": letter.costs, "changes": letter.changes}
    if name not in tables:
        raise Refused(
            _("The template of the letter has no table {name}. There are: {known}.").format(
                name=f"{TABLE}{name}", known=", ".join(f"{TABLE}{each}" for each in tables)
            )
        )
    return Part(Kind.TABLE, words, tables[name]) if tables[name].rows else None
