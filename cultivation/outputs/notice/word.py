"""The public notice as a Word document, in the form of GB/T 9704-2012 where it is Chinese.

That is: A4 with margins of 37, 35, 28 and 26 mm; a title of 22 points in the middle; text of 16 points
FangSong on lines of 28 points, indented by two characters; page numbers outside; who signs, and the date
under it in the middle; each annex on a page of its own.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from cultivation.language import _, current
from cultivation.outputs.notice.announcement import Announcement, day_text, title_lines
from cultivation.outputs.notice.word_parts import font_table, page_number, set_fonts
from cultivation.outputs.tables.widths import display_width
from cultivation.queries.notice import PublicList
from cultivation.record.doubts import last_warning

NO_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP file knows


@dataclass(frozen=True)
class Form:
    """Fonts by script, sizes and distances in points, and the indent in characters."""

    text: tuple[str, str]
    title: tuple[str, str]
    mark: tuple[str, str]
    size: float
    title_size: float
    line: float
    title_line: float
    table_size: float
    indent: int
    bold: bool


FORMS = {
    "zh": Form(
        ("Times New Roman", "仿宋"),
        ("Times New Roman", "方正小标宋简体"),
        ("Times New Roman", "黑体"),
        16,
        22,
        28,
        34,
        12,
        2,
        False,
    ),
    "en": Form(
        ("Times New Roman", "仿宋"),
        ("Times New Roman", "方正小标宋简体"),
        ("Times New Roman", "黑体"),
        12,
        16,
        18,
        22,
        10.5,
        0,
        True,
    ),
}


def announcement_docx(announcement: Announcement) -> bytes:
    """Return the notice as .docx; the same notice gives the same bytes."""
    return _Writer(announcement, FORMS[current()]).content()


@dataclass(frozen=True)
class Look:
    """How a paragraph looks: `indent` and `right` in characters, `size` and `line` in points; 0: as usual."""

    align: str = ""
    fonts: tuple[str, str] | None = None
    size: float = 0
    line: float = 0
    indent: int = 0
    right: float = 0
    bold: bool = False
    together: bool = False


PLAIN = Look()


class _Writer:
    """Writes one document from top to bottom."""

    def __init__(self, announcement: Announcement, form: Form) -> None:
        from docx import Document

        self.it, self.form = announcement, form
        self.document: Any = Document()

    def content(self) -> bytes:
        self._page()
        self._text()
        for place, each in enumerate(self.it.lists, start=1):
            self._annex(self.it.annex_mark(place), each)
        self._properties()
        font_table(self.document)
        made = io.BytesIO()
        self.document.save(made)
        return _without_times(made.getvalue())

    def _page(self) -> None:
        from docx.shared import Mm

        section, form = self.document.sections[0], self.form
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        style = self.document.styles["Normal"]
        set_fonts(style.element.get_or_add_rPr(), *form.text, form.size, current())
        self.document.settings.odd_and_even_pages_header_footer = True
        page_number(section.footer, "right", form.text[0])
        page_number(section.even_page_footer, "left", form.text[0])

    def _text(self) -> None:
        it, form = self.it, self.form
        if warning := last_warning():
            self._paragraph(warning, Look(bold=True))
        self._title(it.title)
        if it.number:
            self._paragraph(it.number, Look("center"))
        self._paragraph("")
        if it.addressee:
            self._paragraph(it.addressee)
        kept = self._kept_with_annexes()
        for place, text in enumerate(it.paragraphs):
            self._paragraph(text, Look(indent=form.indent, together=place >= len(it.paragraphs) - kept))
        self._paragraph("", Look(together=True))
        self._list_of_annexes()
        for _blank in range(2):
            self._paragraph("", Look(together=True))
        for place, (text, indent) in enumerate(self._signature()):
            self._paragraph(text, Look("right", right=indent, together=place == 0))

    def _kept_with_annexes(self) -> int:
        """Return how many paragraphs go with annexes and signature, which never stand on a page alone.

        A line such as whom to ask is no text to go with them: the paragraph before it goes, too.
        """
        is_a_line = display_width(self.it.paragraphs[-1]) * self.form.size / 2 < TEXT_WIDTH
        return 2 if is_a_line else 1

    def _list_of_annexes(self) -> None:
        """Name the annexes; where a name takes two lines, they begin under each other."""
        label = _("Annexes:") if len(self.it.lists) > 1 else _("Annex:")
        label += "" if current() == "zh" else " "
        width = self.form.size * display_width(label) / 2
        before = self.form.size * self.form.indent
        for place, title in enumerate(self.it.annexes):
            added = self._paragraph(f"{label}{title}" if place == 0 else title, Look(together=True))
            added.paragraph_format.left_indent = _points(before + width)
            added.paragraph_format.first_line_indent = _points(-width if place == 0 else 0)

    def _signature(self) -> list[tuple[str, float]]:
        """Return who signs and the date, with the characters free to their right: one over the other."""
        name, day = self.it.organisation, day_text(self.it.day)
        if current() != "zh":
            return [(name, 0), (day, 0)]
        wider = (display_width(name) - display_width(day)) / 4
        if wider > 2:  # the longer one keeps two characters, and the date moves in
            return [(name, 2), (day, 2 + wider)]
        return [(name, 4 - wider), (day, 4)]

    def _annex(self, mark: str, each: PublicList) -> None:
        form = self.form
        above = self._paragraph(mark, Look(fonts=form.mark))
        above.paragraph_format.page_break_before = True
        self._title(each.title, form.title_size - (0 if current() == "zh" else 2))
        self._paragraph("", Look(line=14))
        self._table(each)

    def _title(self, text: str, size: float | None = None) -> None:
        form = self.form
        size = size or form.title_size
        look = Look("center", form.title, size, form.title_line, bold=form.bold, together=True)
        for text_line in title_lines(text, round(2 * TEXT_WIDTH / size) - 2):
            self._paragraph(text_line, look)

    def _paragraph(self, text: str, look: Look = PLAIN) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

        form, chinese = self.form, current() == "zh"
        added = self.document.add_paragraph()
        layout = added.paragraph_format
        layout.space_before, layout.space_after = _points(0), _points(0 if chinese else 4)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = _points(look.line or form.line)
        layout.keep_with_next, layout.widow_control = look.together, not chinese
        usual = WD_ALIGN_PARAGRAPH.JUSTIFY if chinese else WD_ALIGN_PARAGRAPH.LEFT
        added.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align.upper()) if look.align else usual
        if look.indent:
            _indent_first_line(added, look.indent, form.size)
        if look.right:
            layout.right_indent = _points(look.right * form.size)
        run = added.add_run(_clean(text))
        run.bold = look.bold or None
        fonts, size = look.fonts or form.text, look.size or form.size
        set_fonts(run._element.get_or_add_rPr(), *fonts, size, current())
        return added

    def _table(self, each: PublicList) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT

        table = self.document.add_table(rows=0, cols=len(each.headers))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        widths = _widths(each, self.form.table_size)
        for place, cells in enumerate((each.headers, *each.rows)):
            row = table.add_row()
            _keep_whole(row, header=place == 0)
            for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = _points(widths[column])
                self._cell(cell, text, column, header=place == 0)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = _points(width)

    def _cell(self, cell: Any, text: str, column: int, header: bool) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        form = self.form
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        layout = paragraph.paragraph_format
        layout.space_before, layout.space_after = _points(2), _points(2)
        left = column == 1 and not header
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(_clean(text))
        run.bold = (header and form.bold) or None
        fonts = form.mark if header else form.text
        set_fonts(run._element.get_or_add_rPr(), *fonts, form.table_size, current())

    def _properties(self) -> None:
        about = self.document.core_properties
        moment = self.it.moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        about.author = about.last_modified_by = _clean(self.it.organisation)
        about.title, about.comments, about.revision = _clean("".join(title_lines(self.it.title))), "", 1
        about.created = about.modified = moment
        about.language = {"zh": "zh-CN", "en": "en-GB"}[current()]


TEXT_WIDTH = 442  # points: 210 mm less the margins of 28 and 26 mm


MOST = 0.75  # of the width, for all columns but that of the names


def _widths(each: PublicList, size: float) -> list[float]:
    """Give each column what its longest cell takes, and the names what is left."""
    needs = [
        max(_ems(text) for text in column) * size + 16
        for column in zip(each.headers, *each.rows, strict=True)
    ]
    others = sum(needs) - needs[1]
    if others > TEXT_WIDTH * MOST:
        needs = [need * TEXT_WIDTH * MOST / others for need in needs]
        others = TEXT_WIDTH * MOST
    return [TEXT_WIDTH - others if place == 1 else need for place, need in enumerate(needs)]


def _ems(text: str) -> float:
    """Return about how wide a text is, in sizes of its letters; a font that stands in may be a wide one."""
    wide = display_width(text) - len(text)
    return 1.02 * wide + 0.66 * (len(text) - wide)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def _clean(text: str) -> str:
    return NO_TEXT.sub("", text)


def _indent_first_line(paragraph: Any, characters: int, size: float) -> None:
    """Indent by characters, which is what Word shows and keeps when the size changes, and by points."""
    from docx.oxml.ns import qn

    paragraph.paragraph_format.first_line_indent = _points(characters * size)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), str(characters * 100))


def _keep_whole(row: Any, header: bool) -> None:
    """Let no row break between pages, and the first come again on each."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


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
