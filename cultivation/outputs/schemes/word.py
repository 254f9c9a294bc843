"""The cultivation scheme of a member as a Word document: targets, tasks, and where both sides sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from cultivation.core.wording.days import day_text
from cultivation.language import _, bracketed, current
from cultivation.outputs.word.document import WordDocument
from cultivation.outputs.word.form import OFFICIAL, Look, Page
from cultivation.outputs.word.parts import page_number
from cultivation.outputs.word.tables import WordTable, add_table
from cultivation.queries.schemes import Scheme
from cultivation.queries.schemes_json import Overview, targets_table, tasks_table
from cultivation.queries.year import State

PAGE = Page(top=30, bottom=25, left=25, right=25, footer=14)
TABLE_SIZE = {"zh": 10.5, "en": 9.0}


def scheme_docx(scheme: Scheme, found: Overview, state: State, sender: str) -> bytes:
    """Return the paper as .docx; the same scheme on the same day gives the same bytes."""
    word = WordDocument(OFFICIAL[current()], PAGE)
    page_number(word.document.sections[0].footer, "right", word.form.text[0])
    title = _("Cultivation scheme of {name}").format(name=scheme.name)
    word.title(title, 20 if current() == "zh" else 15)
    word.paragraph("", Look(line=10))
    indent = Look(indent=word.form.indent)
    word.paragraph(
        _(
            "{name}{code} is in the cultivation pool since {since}. As of {day}, its scheme is as follows."
        ).format(
            name=scheme.name,
            code=bracketed(scheme.enterprise),
            since=day_text(date.fromisoformat(scheme.stay.since)),
            day=day_text(found.day),
        ),
        indent,
    )
    _part(word, _("1. Targets"), targets_table(scheme, state), _("No target is set."), widest=0)
    _part(word, _("2. Tasks"), tasks_table(scheme, found), _("No task is set."), widest=1)
    word.paragraph(
        _(
            "Whether a target is reached is judged by the yearly application. The enterprise reports on its "
            "tasks once a year."
        ),
        indent,
    )
    word.paragraph("", Look(line=20, together=True))
    for place, text in enumerate((sender, scheme.name)):
        line = _("{who} (stamp): ____________ Date: ____________").format(who=text)
        word.paragraph(line, Look(before=8, together=place == 0))
    return word.content(title, sender, datetime.combine(found.day, time(), UTC))


def _part(
    word: WordDocument,
    heading: str,
    table: tuple[list[str], Sequence[Sequence[object]]],
    nothing: str,
    widest: int,
) -> None:
    """Write a part: its heading, and its table or that there is nothing."""
    word.paragraph(heading, Look(fonts=word.form.mark, together=True, bold=word.form.bold))
    headers, rows = table
    if not rows:
        word.paragraph(nothing, Look(indent=word.form.indent))
        return
    cells = tuple(tuple(str(each) for each in row) for row in rows)
    last = len(headers) - 1
    left = (widest, last)
    add_table(word, WordTable(tuple(headers), cells, widest=widest, left=left, size=TABLE_SIZE[current()]))
    word.paragraph("", Look(line=8))
