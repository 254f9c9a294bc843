"""The window of a year: from and until when districts and enterprises submit applications themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.events import entries_of_year
from cultivation.queries.year import Year
from cultivation.record.entries import FilingWindowSet
from cultivation.record.times import moment_of


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """From and until which moment; the document that says so, empty where none does, and the entry."""

    first: datetime
    until: datetime
    document: str
    entry: int

    def text(self, year: int) -> str:
        """Say it with the times of this machine."""
        sentence = _("Applications of {year} are taken in from {first} until {until}.")
        return sentence.format(year=year, first=local_minute(self.first), until=local_minute(self.until))


def local_minute(moment: datetime) -> str:
    """Write a moment in the time of this machine, with its distance from UTC."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %z")


def filing_window(year: Year) -> FilingWindow | None:
    """Return the window that was set last; None where none was."""
    for entry in reversed(entries_of_year(year, FilingWindowSet)):
        said = entry.content
        return FilingWindow(moment_of(said.first), moment_of(said.until), said.document or "", entry.seq)
    return None


def check_filing_window(year: Year, arrived: datetime) -> None:
    """Refuse what a district or an enterprise submits outside of the window."""
    window = filing_window(year)
    if window is None or window.first <= arrived <= window.until:
        return
    late = _("What came at {moment} is late; a late application must be let in by the office: ask there.")
    early = _("What came at {moment} is early; submit it again once the window is open.")
    sentence = late if arrived > window.until else early
    raise Refused(f"{window.text(year.number)}\n{sentence.format(moment=local_minute(arrived))}")
