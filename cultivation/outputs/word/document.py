"""A Word document written from top to bottom: titles, paragraphs and tables on A4.

The same content gives the same bytes: the times of making the file are those of what it says.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.cells import cell_len

from cultivation.language import current
from cultivation.outputs.texts import title_lines
from cultivation.outputs.word.form import OFFICIAL_PAGE, PLAIN, Form, Look, Page
from cultivation.outputs.word.parts import font_table, set_fonts

NO_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
# What goes to the next line whole; a line that is spread to the edge before it would have holes.
UNBREAKABLE = re.compile("[!-~]{12}")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP file knows


class WordDocument:
    """A document under way."""

    def __init__(self, form: Form, page: Page = OFFICIAL_PAGE) -> None:
        from docx import Document

        self.form, self.page = form, page
        self.document: Any = Document()
        set_up_page(self.document.sections[0], page)
        style = self.document.styles["Normal"]
        set_fonts(style.element.get_or_add_rPr(), *form.text, form.size, current())

    def title(self, text: str, size: float | None = None) -> None:
        """Write a title in the middle, broken where it may be."""
        size = size or self.form.title_size
        look = Look("center", self.form.title, size, self.form.title_line, bold=self.form.bold, together=True)
        for each in title_lines(text, round(2 * self.page.text_width / size) - 2):
            self.paragraph(each, look)

    def paragraph(self, text: str, look: Look = PLAIN) -> Any:
        """Add a paragraph and return it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

        form, chinese = self.form, current() == "zh"
        added = self.document.add_paragraph()
        layout = added.paragraph_format
        layout.space_before, layout.space_after = points(look.before), points(0 if chinese else 4)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = points(look.line or form.line)
        layout.keep_with_next, layout.widow_control = look.together, True
        spread = chinese and not UNBREAKABLE.search(text)
        usual = WD_ALIGN_PARAGRAPH.JUSTIFY if spread else WD_ALIGN_PARAGRAPH.LEFT
        added.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align.upper()) if look.align else usual
        if look.indent:
            _indent_first_line(added, look.indent, look.size or form.size)
        if look.right:
            layout.right_indent = points(look.right * form.size)
        run = added.add_run(clean(text))
        run.bold = look.bold or None
        fonts, size = look.fonts or form.text, look.size or form.size
        set_fonts(run._element.get_or_add_rPr(), *fonts, size, current())
        return added

    def content(self, title: str, author: str, moment: datetime) -> bytes:
        """Return the .docx, with what its properties say; `moment` dates it."""
        about = self.document.core_properties
        about.author = about.last_modified_by = clean(author)
        about.title, about.comments, about.revision = clean(title), "", 1
        about.created = about.modified = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        about.language = {"zh": "zh-CN", "en": "en-GB"}[current()]
        font_table(self.document)
        made = io.BytesIO()
        self.document.save(made)
        return _without_times(made.getvalue())


def set_up_page(section: Any, page: Page) -> None:
    """Give a section of a document paper and margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = page.size
    section.page_width, section.page_height = Mm(width), Mm(height)
    if page.across:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(15), Mm(page.footer)


def points(number: float) -> Any:
    """Return a length in points as python-docx wants it."""
    from docx.shared import Pt

    return Pt(number)


def clean(text: str) -> str:
    """Drop what XML cannot hold."""
    return NO_TEXT.sub("", text)


def ems(text: str) -> float:
    """Return about how wide a text is, in sizes of its letters; a font that stands in may be a wide one.

    Codes, which cannot be broken, are made of digits and capitals: these get more room.
    """
    wide = cell_len(text) - len(text)
    tall = sum(letter.isdigit() for letter in text if letter.isascii())
    capital = sum(letter.isupper() for letter in text if letter.isascii())
    broad = sum(letter in "mw%" for letter in text)
    return (
        1.02 * wide
        + 0.66 * tall
        + 0.78 * capital
        + 0.9 * broad
        + 0.56 * (len(text) - wide - tall - capital - broad)
    )


def together(paragraphs: Sequence[Any]) -> None:
    """Keep each of these on the page of the next."""
    for each in paragraphs:
        each.paragraph_format.keep_with_next = True


def _indent_first_line(paragraph: Any, characters: int, size: float) -> None:
    """Indent by characters, which is what Word shows and keeps when the size changes, and by points."""
    from docx.oxml.ns import qn

    paragraph.paragraph_format.first_line_indent = points(characters * size)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), str(characters * 100))


def _without_times(content: bytes) -> bytes:
    """Pack the document again without the times of packing it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            info.create_system = 3
            new.writestr(info, old.read(name))
    return made.getvalue()
