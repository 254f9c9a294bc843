"""The window in which districts and enterprises submit applications is set, and set anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.events import entries_of_year
from cultivation.queries.filing_window import FilingWindow
from cultivation.queries.prerequisites import check_undecided
from cultivation.queries.year import year_in
from cultivation.record.entries import FilingWindowSet
from cultivation.record.store import Record
from cultivation.record.times import time_text
from cultivation.review.repeating import says_the_same


@dataclass(frozen=True, slots=True)
class WindowSet:
    """The window, and whether it was on record already, word for word."""

    window: FilingWindow
    repeats: bool


def set_filing_window(
    record: Record,
    actor: str,
    year: int,
    first: datetime,
    until: datetime,
    document: str = "",
    dry_run: bool = False,
) -> WindowSet:
    """Record from and until when applications of an undecided year are submitted; the last one counts."""
    if until <= first:
        raise UsageMistake(_("The window must end after it begins."))
    said = FilingWindowSet(
        year=year, first=time_text(first), until=time_text(until), document=document.strip() or None
    )
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_undecided(own.review_year)
        last = next(iter(reversed(entries_of_year(own, FilingWindowSet))), None)
        repeats = last is not None and says_the_same(last, actor, said)
        entry = last.seq if last is not None and repeats else writer.append(said).seq
    return WindowSet(FilingWindow(first, until, said.document or "", entry), repeats)
