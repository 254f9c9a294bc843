"""The announcement: what it says, and as a page of HTML. `announcement_docx` writes it for Word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cultivation.core.wording.days import day_text
from cultivation.language import _
from cultivation.outputs.html import make_page
from cultivation.outputs.texts import fill_text, title_lines
from cultivation.queries.announcement import AnnouncementOptions, Office, PublicList, announcement_facts
from cultivation.queries.year import year_in
from cultivation.record.reader import Reader

ADDRESSEE = ">"  # begins the line that names whom a decision is sent to


@dataclass(frozen=True)
class Announcement:
    """What is made public, in the language that is spoken now; `moment` dates the file itself."""

    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    lists: tuple[PublicList, ...]
    organisation: str
    day: date
    moment: datetime
    is_sealed: bool

    @property
    def annexes(self) -> list[str]:
        """Return the title of each list; numbered where there are several."""
        titles = ["".join(title_lines(each.title)) for each in self.lists]
        return titles if len(titles) == 1 else [f"{at}. {title}" for at, title in enumerate(titles, start=1)]

    def annex_mark(self, place: int) -> str:
        """Return what stands above a list: the first has place 1."""
        number = "" if len(self.lists) == 1 else str(place)
        return _("Annex {number}").format(number=number).strip()


def announcement_of(
    reader: Reader, year: int, office: Office, options: AnnouncementOptions, templates: Path
) -> Announcement:
    """Return the announcement of a proposal or decision; `templates` may hold the office's own texts."""
    found = announcement_facts(year_in(reader, year), office, options)
    title, *paragraphs = fill_text(f"announcement_{found.about}", templates, found.facts)
    addressee = paragraphs.pop(0) if paragraphs[0].startswith(ADDRESSEE) else ""
    return Announcement(
        title,
        found.number,
        addressee.removeprefix(ADDRESSEE).strip(),
        tuple(paragraphs),
        found.lists,
        found.organisation,
        found.day,
        found.moment,
        bool(found.facts["seal"]),
    )


def announcement_page(announcement: Announcement) -> bytes:
    """Return the announcement as a page of HTML."""
    return make_page(
        "announcement.html",
        ("base.css", "announcement.css"),
        it=announcement,
        day=day_text(announcement.day),
        lines=title_lines,
    )
