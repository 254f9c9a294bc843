"""The text of a certificate: from a template in each language, for which a city may put its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cultivation.core.wording.days import day_text
from cultivation.outputs.texts import fill_text
from cultivation.queries.certificate_papers import CertificatePaper

ADDRESSEE, NUMBER, FOOT = ">", "#", "@"  # what a line of the template begins with


@dataclass(frozen=True)
class Certificate:
    """One certificate, in the language spoken now; `number` stands above all, `foot` is small print."""

    id: str
    name: str
    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    foot: tuple[str, ...]
    organisation: str
    day: date

    @property
    def day_text(self) -> str:
        """Return the day of issue in words."""
        return day_text(self.day)


def certificate_paper(paper: CertificatePaper, templates: Path) -> Certificate:
    """Fill the text of a certificate; `templates` may hold the office's own."""
    title, *lines = fill_text("certificate", templates, paper.facts)

    def marked(mark: str) -> list[str]:
        return [line[1:].strip() for line in lines if line.startswith(mark)]

    return Certificate(
        paper.id,
        paper.name,
        title,
        " ".join(marked(NUMBER)),
        " ".join(marked(ADDRESSEE)),
        tuple(line for line in lines if line[0] not in (ADDRESSEE, NUMBER, FOOT)),
        tuple(marked(FOOT)),
        paper.organisation,
        paper.day,
    )
