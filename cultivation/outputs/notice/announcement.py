"""The public notice: what it says, and as a page of HTML. `announcement_docx` writes it for Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cultivation.core.wording.days import day_text
from cultivation.errors import Refused
from cultivation.language import _, current, join_names
from cultivation.outputs.html import TEMPLATES, make_page
from cultivation.outputs.word.document import title_lines
from cultivation.queries.notice import NoticeOptions, Office, PublicList, notice_facts
from cultivation.queries.year import year_in
from cultivation.record.reader import Reader

ADDRESSEE = ">"  # begins the line that names whom a decision is sent to
FAULTS = (OSError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError)  # of a template


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
    reader: Reader, year: int, office: Office, options: NoticeOptions, templates: Path
) -> Announcement:
    """Return the notice of a year's proposal or decision; `templates` may hold the office's own texts."""
    found = notice_facts(year_in(reader, year), office, options)
    title, *paragraphs = write_text(found.about, templates, found.facts)
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
    )


def write_text(about: str, folder: Path, context: Mapping[str, object]) -> list[str]:
    """Fill the text of a notice and return its lines: the title, then the paragraphs.

    A file of the same name in `folder` stands in for the text that ships. It is a template with the same
    names, and can do nothing but fill them in.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    name = f"announcement_{about}.{current()}.txt"
    own = folder / name
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    made.filters |= {"day": day_text, "join_names": join_names}
    file = own if own.is_file() else TEMPLATES / name
    try:
        text = made.from_string(file.read_text(encoding="utf-8-sig")).render(context)
    except (TemplateError, *FAULTS) as error:
        sentence = _("{file}: the text of the notice cannot be filled in: {problem}")
        raise Refused(sentence.format(file=file, problem=error)) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise Refused(
            _("{file}: a notice has a title in its first line, and paragraphs below.").format(file=file)
        )
    return lines


def announcement_page(announcement: Announcement) -> bytes:
    """Return the notice as a page of HTML."""
    return make_page(
        "announcement.html",
        ("base.css", "announcement.css"),
        it=announcement,
        day=day_text(announcement.day),
        lines=title_lines,
    )
