"""The list to sign as a Word document: A4 upright, with page x of y and, until it is decided, a watermark."""

from __future__ import annotations

from cultivation.language import _, current
from cultivation.outputs.texts import title_lines
from cultivation.outputs.word.document import WordDocument, ems
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_of_pages, watermark
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.pool_list import PoolList

PAGE = Page(top=22, bottom=20, left=16, right=14, footer=10)
TITLE_SIZE, TEXT_SIZE = 18, 12
TABLE_SIZE = {"zh": 10.5, "en": 9.5}
LEFT_SIZE = {"zh": 9, "en": 9}  # who leaves, each with the reason, on one line where names are not long
WITH_SIGNATURES = 3  # rows that stand on the page of what is signed


def pool_list_docx(it: PoolList) -> bytes:
    """Return the list as .docx; the same list gives the same bytes."""
    form = OFFICIAL[current()]
    word = WordDocument(form, PAGE)
    section = word.document.sections[0]
    pages = _("page {page} of {pages}")
    page_of_pages(section.footer, pages, it.digest_line, form.text, PAGE.text_width)
    if it.watermark:
        watermark(section.header, it.watermark, ems(it.watermark))
    word.title(it.title, TITLE_SIZE)
    for note in it.notes:
        word.paragraph(note, Look("center", size=TEXT_SIZE, line=20, together=True))
    word.paragraph("", Look(line=8, together=True))
    _members(word, it)
    if it.left:
        look = Look(fonts=form.mark, size=TEXT_SIZE, line=20, before=14, together=True, bold=form.bold)
        word.paragraph(it.left_title, look)
        add_table(word, WordTable(it.left_headers, it.left, size=LEFT_SIZE[current()], kept=WITH_SIGNATURES))
    _below(word, it)
    return word.content("".join(title_lines(it.title)), "", it.moment)


def _members(word: WordDocument, it: PoolList) -> None:
    """Write those in the pool, newcomers bold, each group under its heading."""
    rows: list[tuple[str, ...]] = []
    for group in it.groups:
        rows += [(group.heading,)] if group.heading else []
        rows += group.rows
    bold = frozenset(at for at, row in enumerate(rows) if len(row) > 1 and row[0] in it.marked)
    kept = 0 if it.left else WITH_SIGNATURES
    add_table(word, WordTable(it.headers, tuple(rows), size=TABLE_SIZE[current()], bold=bold, kept=kept))


def _below(word: WordDocument, it: PoolList) -> None:
    """Write the lines to sign, and what proves the list; they stay on one page."""
    for each in it.signatures:
        word.paragraph(each, Look("left", size=TEXT_SIZE, line=16, before=20, together=True))
    word.paragraph("SHA-256", Look("left", size=8, line=11, before=16, together=True))
    for place, (name, digest) in enumerate(it.proofs, start=1):
        last = place == len(it.proofs)
        word.paragraph(f"{name}  {digest}", Look("left", size=8, line=11, together=not last))
