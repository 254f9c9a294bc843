"""Letters as Word documents: one for each enterprise, or all of them in one file to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cultivation.core.wording.days import day_text
from cultivation.errors import Refused
from cultivation.language import _, current
from cultivation.outputs.announcement.word import signature_lines
from cultivation.outputs.texts import fill_text
from cultivation.outputs.word.document import WordDocument, set_up_page, title_lines
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import number_from_one, page_number
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.letters import Letter, LetterTable

PAGE = Page(top=25, bottom=22, left=25, right=23, footer=11)
SIZE, LINE = {"zh": 12.0, "en": 10.5}, {"zh": 19.0, "en": 14.0}
TABLE_SIZE = {"zh": 10.5, "en": 9.0}
ADDRESSEE, HEADING, TABLE = ">", "#", "@"  # what a line of the template begins with
WITH_SIGNATURE = 3  # paragraphs that stand on the page of the signature


@dataclass(frozen=True)
class Sender:
    """Who writes, on which day, and the moment of what is told."""

    organisation: str
    day: date
    moment: datetime
    templates: Path


def letter_docx(letters: Sequence[Letter], sender: Sender) -> bytes:
    """Return letters as one .docx, each on pages of its own; the same letters give the same bytes."""
    word = WordDocument(OFFICIAL[current()], PAGE)
    title = ""
    for place, letter in enumerate(letters):
        section = word.document.sections[0] if place == 0 else word.document.add_section()
        if place == 0:
            page_number(section.footer, "right", word.form.text[0])
        set_up_page(section, PAGE)
        number_from_one(section)
        title = _write(word, letter, sender)
    return word.content(title, sender.organisation, sender.moment)


def _write(word: WordDocument, letter: Letter, sender: Sender) -> str:
    """Write one letter; return its title."""
    title, *lines = fill_text("letter", sender.templates, letter.facts)
    word.title(title, 20 if current() == "zh" else 15)
    size, line = SIZE[current()], LINE[current()]
    written: list[Any] = [word.paragraph("", Look(line=10))]
    for text in lines:
        written += _line(word, text, letter, Look(size=size, line=line, indent=word.form.indent))
    for each in written[-WITH_SIGNATURE:]:
        each.paragraph_format.keep_with_next = True
    word.paragraph("", Look(line=14, together=True))
    signed = signature_lines(sender.organisation, day_text(sender.day))
    for place, (text, right) in enumerate(signed):
        word.paragraph(text, Look("right", size=size, line=line, right=right, together=place == 0))
    return "".join(title_lines(title))


def _line(word: WordDocument, text: str, letter: Letter, look: Look) -> list[Any]:
    """Write a line of the template: a paragraph, a heading, whom it is sent to, or a table."""
    mark, rest = text[0], text[1:].strip()
    if mark == TABLE:
        return _table(word, rest, letter, look)
    if mark == HEADING:
        form = word.form
        heading = Look("left", form.mark, look.size, look.line, before=6, bold=form.bold, together=True)
        return [word.paragraph(rest, heading)]
    if mark == ADDRESSEE:
        return [word.paragraph(rest, Look(size=look.size, line=look.line))]
    return [word.paragraph(text, look)]


def _table(word: WordDocument, text: str, letter: Letter, look: Look) -> list[Any]:
    """Write a table below the words that follow its name; neither where there is nothing to show."""
    name, _space, words = text.partition(" ")
    tables: dict[str, LetterTable] = {"costs": letter.costs, "changes": letter.changes}
    if name not in tables:
        raise Refused(
            _("The template of the letter has no table {name}. There are: {known}.").format(
                name=f"{TABLE}{name}", known=", ".join(f"{TABLE}{each}" for each in tables)
            )
        )
    it = tables[name]
    if not it.rows:
        return []
    if words:
        word.paragraph(words, Look(size=look.size, line=look.line, indent=look.indent, together=True))
    left = (0,)
    add_table(word, WordTable(it.headers, it.rows, widest=0, left=left, size=TABLE_SIZE[current()]))
    return [word.paragraph("", Look(line=6))]
