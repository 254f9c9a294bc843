"""The letter that goes with what a zone gets back: which applications, and what is wrong with them."""

from __future__ import annotations

from datetime import date

from cultivation.language import _, join_names
from cultivation.outputs.notices.word import ShortLetter, letter_docx
from cultivation.queries.ledger import ZoneLedger

SHOWN = 3  # problems of one application; its returned workbook has all


def cover_letter_docx(year: int, zone: ZoneLedger, sender: str, on: date) -> bytes:
    """Return the letter to a zone."""
    rows = [
        (str(place), each.name or each.id, _shortened(each.problems))
        for place, each in enumerate(zone.returned, 1)
    ]
    paragraphs = [
        _(
            "Of the applications for {year} that you forwarded, {accepted} are accepted and {returned} are "
            "returned with this letter. What is wrong is marked in the cells of the returned workbooks."
        ).format(year=year, accepted=len(zone.accepted), returned=len(zone.returned)),
        _("Please let the enterprises correct them, and send them again."),
    ]
    if zone.missing:
        names = [each.name for each in zone.missing]
        sentence = _("Applied last year and not this year yet: {names}.")
        paragraphs.append(sentence.format(names=join_names(names)))
    if zone.missing_alone:
        names = [each.name or each.id for each in zone.missing_alone]
        sentence = _("On the list of enterprises and not applied yet: {names}.")
        paragraphs.append(sentence.format(names=join_names(names)))
    letter = ShortLetter(
        _("Return of applications for {year}").format(year=year),
        _("To {name}:").format(name=zone.label),
        tuple(paragraphs),
        (_("No."), _("enterprise"), _("problems")),
        rows,
        sender,
        on,
    )
    return letter_docx(letter)


def _shortened(problems: tuple[str, ...]) -> str:
    more = len(problems) - SHOWN
    shown = list(problems[:SHOWN])
    return "\n".join([*shown, *([_("and {number} more").format(number=more)] if more > 0 else [])])
