"""Book and minutes as Word documents: A4 upright, with page x of y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cultivation.language import _, current
from cultivation.outputs.word.document import WordDocument, ems, points
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_of_pages, watermark
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.meeting_book import MeetingBook
from cultivation.queries.meeting_cases import ContestedCase, Table
from cultivation.queries.minutes import Minutes

PAGE = Page(top=22, bottom=20, left=22, right=20, footer=10)
SIZE, LINE = {"zh": 12.0, "en": 10.5}, {"zh": 20.0, "en": 15.0}
TABLE_SIZE = {"zh": 10.5, "en": 9.5}
BLANK = "_"
FITS_BELOW = 5  # contested cases that stand on the first page, below agenda and group
WITH_SIGNATURES = 3  # rows of votes that stand on the page of what is signed
SIGNING = (0.18, 0.32, 0.18, 0.32)  # the widths of names and of the places to sign


class _Paper(WordDocument):
    """A document under way, with the looks that book and minutes share."""

    def __init__(self, foot: str) -> None:
        super().__init__(OFFICIAL[current()], PAGE)
        self.size, self.line = SIZE[current()], LINE[current()]
        footer = self.document.sections[0].footer
        page_of_pages(footer, _("page {page} of {pages}"), foot, self.form.text, PAGE.text_width)

    def heading(self, text: str, on_new_page: bool = False, larger: float = 1) -> None:
        look = Look(
            "left",
            self.form.mark,
            self.size + larger,
            self.line + larger,
            before=10,
            bold=self.form.bold,
            together=True,
        )
        self.paragraph(text, look).paragraph_format.page_break_before = on_new_page

    def text(self, text: str, together: bool = False) -> None:
        self.paragraph(text, Look("left", size=self.size, line=self.line, together=together))

    def table(self, it: Table, widest: int = 1, left: Sequence[int] = (1,), kept: int = 0) -> None:
        size = TABLE_SIZE[current()]
        add_table(self, WordTable(it.headers, it.rows, widest=widest, left=tuple(left), size=size, kept=kept))


def book_docx(it: MeetingBook) -> bytes:
    """Return the book as .docx; the same book gives the same bytes."""
    paper = _Paper(it.proof)
    if it.watermark:
        watermark(paper.document.sections[0].header, it.watermark, ems(it.watermark))
    paper.title(it.title, 20 if current() == "zh" else 16)
    for note in it.notes:
        paper.paragraph(note, Look("center", size=paper.size, line=paper.line))
    names, numbers = zip(*it.figures, strict=True)
    paper.table(Table(names, (numbers,)), widest=0, left=())
    paper.heading(_("Agenda"))
    for at, each in enumerate(it.agenda, start=1):
        paper.text(f"{at}. {each}")
    paper.heading(_("Who votes"))
    paper.table(it.group, widest=2, left=(1, 2))
    paper.paragraph(it.rule, Look("left", size=paper.size, line=paper.line, before=6))
    paper.heading(_("Contested cases"), on_new_page=len(it.overview.rows) > FITS_BELOW)
    if it.overview.rows:
        paper.table(it.overview, widest=2, left=(1, 2))
    else:
        paper.text(_("None is known."))
    if it.left_out:
        paper.paragraph(it.left_out, Look("left", size=paper.size, line=paper.line, before=6))
    for at, case in enumerate(it.cases, start=1):
        _case(paper, at, case)
    _end(paper, it)
    return paper.content(it.title, "", it.moment)


def _case(paper: _Paper, at: int, case: ContestedCase) -> None:
    """Write the two pages of a case: what is known, what is to be weighed."""
    heading = _("Case {number}: {title}").format(number=at, title=case.title)
    paper.heading(heading, on_new_page=True, larger=2)
    for ground in case.grounds:
        paper.text(_("Contested: {ground}").format(ground=ground), together=True)
    names, values = zip(*case.facts, strict=True)
    paper.table(Table(names, (values,)), widest=0, left=())
    paper.text(_("Reason of the proposal: {reason}").format(reason=case.reason))
    if case.points.rows:
        paper.heading(_("Points by criterion"))
        paper.table(case.points, widest=0, left=(0,))
    weighed = _("Case {number}, what is to be weighed: {name}").format(number=at, name=case.line.name)
    paper.heading(weighed, on_new_page=True, larger=2)
    for matter, sentences in case.matters:
        paper.heading(matter)
        for sentence in sentences:
            paper.text(sentence)
    if case.around.rows:
        paper.heading(_("The places around it"))
        paper.table(case.around, widest=1, left=(1,))
    _to_fill_in(paper)


def _to_fill_in(paper: _Paper) -> None:
    """Leave room to write down who is recused and how it was voted."""
    paper.heading(_("Recusals and votes"))
    headers = (_("persons recused"), _("for"), _("against"), _("abstained"), _("notes"))
    _high(
        add_table(paper, WordTable(headers, (("",) * 5,), widest=4, left=(), size=TABLE_SIZE[current()])), 5
    )


def _high(table: Any, lines: float) -> None:
    """Make the rows below the headers so many lines high."""
    for row in table.rows[1:]:
        row.height = points(TABLE_SIZE[current()] * lines)


def _end(paper: _Paper, it: MeetingBook) -> None:
    """Write what all that is asked for comes to, the vote on the list, and what it is about."""
    paper.heading(_("The list as a whole"), on_new_page=True, larger=2)
    if it.together:
        paper.heading(_("All other outcomes that are asked for, together"))
        for sentence in it.together:
            paper.text(sentence)
    paper.heading(_("Voted on"))
    paper.text(_("The list as a whole is approved"))
    paper.text(it.rule)
    _to_fill_in(paper)
    look = Look("left", size=8, line=11, before=12)
    paper.paragraph(_("SHA-256 of the proposal: {digest}").format(digest=it.digest), look)
    paper.paragraph(_("SHA-256 of the scores: {digest}").format(digest=it.scores), replace(look, before=0))


def minutes_docx(it: Minutes) -> bytes:
    """Return the minutes as .docx; the same minutes give the same bytes."""
    paper = _Paper(it.foot)
    paper.title(it.title, 20 if current() == "zh" else 16)
    for name, value in it.facts:
        paper.text(_("{name}: {value}").format(name=name, value=value))
    for remark in it.remarks:
        paper.paragraph(remark, Look("left", paper.form.mark, paper.size, paper.line, bold=True))
    paper.heading(_("Present"))
    paper.table(it.present, widest=2, left=(1, 2))
    paper.paragraph("", Look(line=6))
    for sentence in it.quorum:
        paper.text(sentence)
    paper.heading(_("Recusals"))
    if it.recusals.rows:
        paper.table(it.recusals, widest=2, left=(0, 1, 2))
    else:
        paper.text(_("Nobody was recused."))
    paper.heading(_("Votes"))
    paper.table(it.votes, widest=1, left=(1,), kept=0 if it.reasons else WITH_SIGNATURES)
    if it.discussed:
        look = Look("left", size=paper.size, line=paper.line, before=6, together=not it.reasons)
        paper.paragraph(it.discussed, look)
    if it.reasons:
        paper.heading(_("Reasons of the other outcomes"))
        for at, sentence in enumerate(it.reasons, start=1):
            paper.text(sentence, together=at == len(it.reasons))
    _signatures(paper, it)
    return paper.content(it.title, "", it.moment)


def _signatures(paper: _Paper, it: Minutes) -> None:
    """Write the lines on which people sign, and what proves the minutes; they stay on one page."""
    paper.heading(_("Signatures of those present"))
    rows = WordTable(it.signatures.headers, it.signatures.rows, widest=1, left=(), size=TABLE_SIZE[current()])
    table = add_table(paper, replace(rows, kept=len(rows.rows)))
    _high(table, 2.6)
    for column, share in zip(table.columns, SIGNING, strict=True):
        for cell in column.cells:
            cell.width = points(share * PAGE.text_width)
        column.width = points(share * PAGE.text_width)
    line = Look("left", size=paper.size, line=paper.line, before=14, together=True)
    paper.paragraph(_("Minutes taken by: {line}    Date: {line}").format(line=BLANK * 16), line)
    paper.paragraph("SHA-256", Look("left", size=8, line=11, before=10, together=True))
    for place, (name, digest) in enumerate(it.proofs, start=1):
        last = place == len(it.proofs)
        paper.paragraph(f"{name}  {digest}", Look("left", size=8, line=11, together=not last))
