"""The letter by which a zone is criticised or told to put things right, with its figures."""

from __future__ import annotations

from datetime import date

from cultivation.core.wording.days import day_text
from cultivation.language import _
from cultivation.outputs.notices.word import ShortLetter, letter_docx
from cultivation.queries.zone_cards import FIGURES
from cultivation.queries.zone_notices import RECTIFICATION, ZoneNotice


def zone_letter(each: ZoneNotice, label: str, figures: dict[str, int | None], sender: str) -> bytes:
    """Return the letter as .docx; `figures` are those on record with the notice."""
    said = each.notice.content
    wanted = said.measure == RECTIFICATION
    title = (
        _("Rectification by a deadline: review of {year}")
        if wanted
        else _("Notice of criticism: review of {year}")
    )
    paragraphs = [
        _("The figures of your zone in the review of {year} are listed below.").format(year=said.year),
        said.text,
    ]
    if each.until is not None:
        paragraphs.append(
            _("Please put this right and answer in writing by {until}, naming what was done.").format(
                until=day_text(each.until)
            )
        )
    paragraphs.append(
        _("Document {document}, number {number}.").format(document=said.document, number=each.number)
    )
    rows = [
        (str(place), _(name), _("not known") if figures.get(key) is None else str(figures[key]))
        for place, (key, name) in enumerate(FIGURES.items(), 1)
        if key in figures
    ]
    letter = ShortLetter(
        title.format(year=said.year),
        _("To {name}:").format(name=label),
        tuple(paragraphs),
        (_("No."), _("figure"), _("number")),
        rows,
        sender,
        date.fromisoformat(said.on),
    )
    return letter_docx(letter)
