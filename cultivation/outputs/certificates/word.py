"""Certificates as Word documents: A4 across, one a page, framed, with room for the seal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cultivation.language import current
from cultivation.outputs.certificates.text import Certificate
from cultivation.outputs.texts import title_lines
from cultivation.outputs.word.document import WordDocument, set_up_page
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import at_foot, frame

PAGE = Page(top=24, bottom=16, left=34, right=34, footer=8, across=True)
TITLE, TEXT, LINE = {"zh": 36, "en": 30}, {"zh": 18, "en": 17}, {"zh": 31, "en": 26}
SMALL, SMALL_LINE = {"zh": 10.5, "en": 9.5}, 15


def certificates_docx(certificates: Sequence[Certificate], moment: datetime) -> bytes:
    """Return certificates as one .docx, each on its page; the same certificates give the same bytes."""
    word = WordDocument(OFFICIAL[current()], PAGE)
    for place, each in enumerate(certificates):
        section = word.document.sections[0] if place == 0 else word.document.add_section()
        set_up_page(section, PAGE)
        frame(section)
        _write(word, each)
    first = certificates[0]
    return word.content("".join(title_lines(first.title)), first.organisation, moment)


def _write(word: WordDocument, it: Certificate) -> None:
    spoken = current()
    size, line = TEXT[spoken], LINE[spoken]
    word.paragraph(it.number, Look("right", size=SMALL[spoken] + 1.5, line=18))
    title = Look(
        "center", word.form.title, TITLE[spoken], TITLE[spoken] * 1.4, before=16, bold=word.form.bold
    )
    word.paragraph("".join(title_lines(it.title)), title)
    word.paragraph(it.addressee, Look("left", size=size, line=line, before=16))
    for text in it.paragraphs:
        word.paragraph(text, Look(size=size, line=line, indent=2 if spoken == "zh" else 0))
    word.paragraph(it.organisation, Look("right", size=size - 2, line=line, right=3, before=22))
    word.paragraph(it.day_text, Look("right", size=size - 2, line=line, right=3))
    for text in it.foot:
        small = word.paragraph(text, Look("left", size=SMALL[spoken], line=SMALL_LINE))
        at_foot(small, PAGE.text_width)
    word.paragraph("", Look(size=1, line=1))  # a frame hangs on the paragraph after it
