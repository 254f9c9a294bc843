"""The announcement as a Word document, in the form of GB/T 9704-2012 where it is Chinese.

That is: A4 with margins of 37, 35, 28 and 26 mm; a title of 22 points in the middle; text of 16 points
FangSong on lines of 28 points, indented by two characters; page numbers outside; who signs, and the date
under it in the middle; each annex on a page of its own.
"""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from cultivation.core.wording.days import day_text
from cultivation.language import _, current
from cultivation.outputs.announcement.page import Announcement
from cultivation.outputs.texts import title_lines
from cultivation.outputs.word.document import WordDocument, points
from cultivation.outputs.word.form import OFFICIAL, Look
from cultivation.outputs.word.parts import page_number
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.announcement import PublicList
from cultivation.queries.seals import SEAL
from cultivation.record.doubts import last_warning

SEAL_SIZE, SEAL_LINE = 10.5, 16  # points


def announcement_docx(announcement: Announcement) -> bytes:
    """Return the announcement as .docx; the same announcement gives the same bytes."""
    return _Writer(announcement).content()


class _Writer:
    """Writes one announcement from top to bottom."""

    def __init__(self, announcement: Announcement) -> None:
        self.it, self.form = announcement, OFFICIAL[current()]
        self.word = WordDocument(self.form)

    def content(self) -> bytes:
        self._page_numbers()
        self._text()
        for place, each in enumerate(self.it.lists, start=1):
            self._annex(self.it.annex_mark(place), each)
        title = "".join(title_lines(self.it.title))
        return self.word.content(title, self.it.organisation, self.it.moment)

    def _page_numbers(self) -> None:
        section = self.word.document.sections[0]
        self.word.document.settings.odd_and_even_pages_header_footer = True
        page_number(section.footer, "right", self.form.text[0])
        page_number(section.even_page_footer, "left", self.form.text[0])

    def _text(self) -> None:
        it, form, word = self.it, self.form, self.word
        if warning := last_warning():
            word.paragraph(warning, Look(bold=True))
        word.title(it.title)
        if it.number:
            word.paragraph(it.number, Look("center"))
        word.paragraph("")
        if it.addressee:
            word.paragraph(it.addressee)
        kept = self._kept_with_annexes()
        for place, text in enumerate(it.paragraphs):
            together = place >= len(it.paragraphs) - kept
            word.paragraph(text, replace(seal_look(text, form.indent), together=together))
        word.paragraph("", Look(together=True))
        self._list_of_annexes()
        word.paragraph("", Look(together=True))
        for place, (text, indent) in enumerate(self._signature()):
            word.paragraph(text, Look("right", right=indent, together=place == 0))

    def _kept_with_annexes(self) -> int:
        """Return how many paragraphs go with annexes and signature, which never stand on a page alone.

        A line such as whom to ask is no text to go with them: the paragraph before it goes, too.
        """
        width = cell_len(self.it.paragraphs[-1]) * self.form.size / 2
        return 2 if width < self.word.page.text_width else 1

    def _list_of_annexes(self) -> None:
        """Name the annexes; where a name takes two lines, they begin under each other."""
        label = _("Annexes:") if len(self.it.lists) > 1 else _("Annex:")
        label += "" if current() == "zh" else " "
        width = self.form.size * cell_len(label) / 2
        before = self.form.size * self.form.indent
        for place, title in enumerate(self.it.annexes):
            added = self.word.paragraph(f"{label}{title}" if place == 0 else title, Look(together=True))
            added.paragraph_format.left_indent = points(before + width)
            added.paragraph_format.first_line_indent = points(-width if place == 0 else 0)

    def _signature(self) -> list[tuple[str, float]]:
        return signature_lines(self.it.organisation, day_text(self.it.day))

    def _annex(self, mark: str, each: PublicList) -> None:
        above = self.word.paragraph(mark, Look(fonts=self.form.mark))
        above.paragraph_format.page_break_before = True
        self.word.title(each.title, self.form.title_size - (0 if current() == "zh" else 2))
        self.word.paragraph("", Look(line=14))
        add_table(self.word, WordTable(each.headers, each.rows))


def seal_look(text: str, indent: int) -> Look:
    """Return how a paragraph looks: a seal so small that its root, never broken, fits a line."""
    if text.startswith(SEAL):
        return Look("left", size=SEAL_SIZE, line=SEAL_LINE)
    return Look("left" if SEAL in text else "", indent=indent)  # lines before a root would be stretched


def signature_lines(name: str, day: str) -> list[tuple[str, float]]:
    """Return who signs and the date, with the characters free to their right: one over the other."""
    if current() != "zh":
        return [(name, 0), (day, 0)]
    wider = (cell_len(name) - cell_len(day)) / 4
    if wider > 2:  # the longer one keeps two characters, and the date moves in
        return [(name, 2), (day, 2 + wider)]
    return [(name, 4 - wider), (day, 4)]
