"""The form of a visit as a Word document: boxes to tick, lines to sign."""

from __future__ import annotations

from datetime import UTC, datetime

from cultivation.intake.visits.form import VisitForm
from cultivation.intake.visits.words import ABOUT, FIGURES, MARK, OUTCOMES, SIGNATURES, TITLE, YES_NO
from cultivation.language import _, current
from cultivation.outputs.word.document import WordDocument, ems, points
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_of_pages
from cultivation.outputs.word.tables import WordTable, add_table

PAGE = Page(top=20, bottom=18, left=20, right=18, footer=9)
SIZE, LINE = {"zh": 12.0, "en": 10.5}, {"zh": 20.0, "en": 15.0}
TABLE_SIZE = {"zh": 9.0, "en": 9.0}
BOX, BLANK = "□", "_"
NAME_AT_FOOT = 24  # sizes of letters that a name may take at the foot of a page, beside code and number
COLUMNS = ("number", "figure", "filed", "place", "agrees", "found")


def visit_docx(it: VisitForm) -> bytes:
    """Return the form as .docx; the same form gives the same bytes."""
    language, place = current(), 0 if current() == "zh" else 1
    look = Look("left", size=SIZE[language], line=LINE[language])
    paper = WordDocument(OFFICIAL[language], PAGE)
    footer = paper.document.sections[0].footer
    whose = f"{it.code} {it.name}" if ems(it.name) <= NAME_AT_FOOT else it.code
    page_of_pages(footer, _("page {page} of {pages}"), whose, paper.form.text, PAGE.text_width)
    paper.title(TITLE[language].format(year=it.year), 20 if language == "zh" else 16)
    colon = "：" if language == "zh" else ": "
    for key in ("name", "code", "grounds", "papers"):
        for number, line in enumerate(it.about(key).splitlines()):
            paper.paragraph(f"{ABOUT[key][place]}{colon}{line}" if not number else line, look)
    for key in ("on", "visitors"):
        paper.paragraph(f"{ABOUT[key][place]}{colon}{BLANK * 30}", look)
    paper.paragraph("", Look(line=6))
    yes, no = YES_NO[language]
    rows = tuple(
        (
            str(number),
            f"{MARK} {each.label}" if each.doubtful else each.label,
            each.filed,
            each.place,
            f"{BOX}{yes} {BOX}{no}",
            "",
        )
        for number, each in enumerate(it.figures, 1)
    )
    headers = tuple(FIGURES[key][place] for key in COLUMNS)
    add_table(paper, WordTable(headers, rows, widest=3, left=(1, 3), size=TABLE_SIZE[language]))
    outcomes = "    ".join(f"{BOX}\u00a0{each[language]}" for each in OUTCOMES.values())
    paper.paragraph(
        f"{ABOUT['result'][place]}{colon}{outcomes}", Look("left", size=look.size, line=look.line, before=10)
    )
    table = add_table(
        paper, WordTable((ABOUT["text"][place],), (("",),), widest=0, left=(), size=TABLE_SIZE[language])
    )
    table.rows[-1].height = points(90)
    signing = Look("left", size=look.size, line=look.line, before=14, together=True)
    for line in SIGNATURES[language]:
        paper.paragraph(f"{line}{BLANK * 24}", signing)
    return paper.content(TITLE[language].format(year=it.year), "", datetime(it.year, 1, 1, tzinfo=UTC))
