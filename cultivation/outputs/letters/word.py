"""Letters as Word documents: one for each enterprise, or all of them in one file to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.cells import cell_len

from cultivation.core.wording.days import day_text
from cultivation.language import current
from cultivation.outputs.announcement.word import seal_look, signature_lines
from cultivation.outputs.letters.text import Kind, Part, Sender, letter_parts
from cultivation.outputs.texts import title_lines
from cultivation.outputs.word.document import WordDocument, set_up_page
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import number_from_one, page_number
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.letters import Letter

PAGE = Page(top=25, bottom=22, left=25, right=23, footer=11)
SIZE, LINE = {"zh": 12.0, "en": 10.5}, {"zh": 19.0, "en": 14.0}
TABLE_SIZE = {"zh": 10.5, "en": 9.0}
WITH_SIGNATURE = 80  # letters at least that stand above the signature, on its page


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
    title, parts = letter_parts(letter, sender.templates)
    word.title(title, 20 if current() == "zh" else 15)
    size, line = SIZE[current()], LINE[current()]
    written: list[Any] = [word.paragraph("", Look(line=10))]
    for part in parts:
        written += _part(word, part, Look(size=size, line=line, indent=word.form.indent))
    for each in _last(written):
        each.paragraph_format.keep_with_next = True
    word.paragraph("", Look(line=14, together=True))
    signed = signature_lines(sender.organisation, day_text(sender.day))
    for place, (text, right) in enumerate(signed):
        word.paragraph(text, Look("right", size=size, line=line, right=right, together=place == 0))
    return "".join(title_lines(title))


def _last(written: Sequence[Any]) -> list[Any]:
    """Return as few of the last paragraphs as leave no signature alone on a page."""
    found: list[Any] = []
    for each in reversed(written):
        found.append(each)
        if sum(cell_len(one.text) for one in found) >= WITH_SIGNATURE * 2:
            break
    return found


def _part(word: WordDocument, part: Part, look: Look) -> list[Any]:
    """Write a part: a paragraph, a heading, whom it is sent to, or a table."""
    if part.table is not None:
        return _table(word, part, look)
    if part.kind is Kind.HEADING:
        form = word.form
        heading = Look("left", form.mark, look.size, look.line, before=6, bold=form.bold, together=True)
        return [word.paragraph(part.text, heading)]
    if part.kind is Kind.ADDRESSEE:
        return [word.paragraph(part.text, Look(size=look.size, line=look.line))]
    seal = seal_look(part.text, look.indent)
    looks = replace(seal, size=seal.size or look.size, line=look.line)
    return [word.paragraph(part.text, looks)]


def _table(word: WordDocument, part: Part, look: Look) -> list[Any]:
    """Write a table below its words."""
    it = part.table
    assert it is not None
    if part.text:
        words = Look(size=look.size, line=look.line, indent=look.indent, together=True)
        word.paragraph(part.text, words)
    add_table(word, WordTable(it.headers, it.rows, widest=0, left=(0,), size=TABLE_SIZE[current()]))
    return [word.paragraph("", Look(line=6))]
