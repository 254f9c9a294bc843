"""Letters that remind of what is owed, one to each who owes something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cultivation.core.wording.days import day_text
from cultivation.language import _
from cultivation.outputs.notices.word import ShortLetter, letter_docx
from cultivation.queries.due import Due


def reminder_docx(year: int, owed: Sequence[Due], sender: str, on: date) -> bytes:
    """Return the letter to one who owes several things; all of `owed` are its."""
    first = owed[0]
    late = any(each.is_late(on) for each in owed)
    ask = (
        _("The time for this is over. Please do it at once; what the rules say of silence is put on record.")
        if late
        else _("Please do it in time; what the rules say of silence applies afterwards.")
    )
    if first.kind not in ("zone", "department"):
        ask = _("Please see to it.")
    rows = [
        (str(place), each.what, day_text(each.until) if each.until else _("without a fixed day"))
        for place, each in enumerate(owed, 1)
    ]
    letter = ShortLetter(
        _("Reminder in the review of {year}").format(year=year),
        _("To {name}:").format(name=first.name),
        (
            _("On {day} the following was still to come from you in the review of {year}.").format(
                day=day_text(on), year=year
            ),
            ask,
        ),
        (_("No."), _("what"), _("due by")),
        rows,
        sender,
        on,
    )
    return letter_docx(letter)
