"""The brief as a Word document: one page of A4."""

from __future__ import annotations

from cultivation.language import _, current
from cultivation.outputs.word.document import WordDocument, ems
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_of_pages, watermark
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.brief import Brief

PAGE = Page(top=18, bottom=16, left=20, right=20, footer=8)
SIZE, LINE = {"zh": 11.0, "en": 9.5}, {"zh": 17.0, "en": 13.0}


def brief_docx(it: Brief) -> bytes:
    """Return the brief as .docx; the same brief gives the same bytes."""
    form = OFFICIAL[current()]
    word = WordDocument(form, PAGE)
    section = word.document.sections[0]
    page_of_pages(section.footer, _("page {page} of {pages}"), it.proof, form.text, PAGE.text_width)
    if it.watermark:
        watermark(section.header, it.watermark, ems(it.watermark))
    size, line = SIZE[current()], LINE[current()]
    word.title(it.title, 16)
    for note in it.notes:
        word.paragraph(note, Look("center", size=size, line=line))
    names, numbers = zip(*it.figures, strict=True)
    add_table(word, WordTable(names, (numbers,), widest=0, left=(), size=size))
    for heading, sentences in it.sections:
        look = Look("left", form.mark, size + 1, line, before=6, bold=form.bold, together=True)
        word.paragraph(heading, look)
        for sentence in sentences:
            word.paragraph(sentence, Look("left", size=size, line=line))
    return word.content(it.title, "", it.moment)
