"""Short letters as a Word document, in the form of official papers: whom to, some paragraphs, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cultivation.core.wording.days import day_text
from cultivation.language import current
from cultivation.outputs.announcement.word import signature_lines
from cultivation.outputs.word.document import WordDocument
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_number
from cultivation.outputs.word.tables import WordTable, add_table

PAGE = Page(top=30, bottom=25, left=28, right=26, footer=14)
TABLE_SIZE = {"zh": 11.0, "en": 9.5}


@dataclass(frozen=True)
class ShortLetter:
    """A letter: title, whom it is to, its paragraphs, a table (none without headers), and who sends it."""

    title: str
    to: str
    paragraphs: tuple[str, ...]
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    sender: str
    day: date


def letter_docx(it: ShortLetter) -> bytes:
    """Return the letter as .docx; the same letter gives the same bytes."""
    word = WordDocument(OFFICIAL[current()], PAGE)
    page_number(word.document.sections[0].footer, "right", word.form.text[0])
    word.title(it.title, 20 if current() == "zh" else 15)
    word.paragraph("", Look(line=10))
    word.paragraph(it.to)
    for text in it.paragraphs:
        word.paragraph(text, Look(indent=word.form.indent))
    if it.rows:
        word.paragraph("", Look(line=8, together=True))
        last = len(it.headers) - 1
        table = WordTable(it.headers, tuple(it.rows), widest=last, left=(1, last), size=TABLE_SIZE[current()])
        add_table(word, table)
    word.paragraph("", Look(line=20, together=True))
    for place, (text, right) in enumerate(signature_lines(it.sender, day_text(it.day))):
        word.paragraph(text, Look("right", right=right, together=place == 0))
    return word.content(it.title, it.sender, datetime.combine(it.day, time(), UTC))
