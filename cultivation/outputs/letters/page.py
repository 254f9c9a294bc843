"""Letters as a page of HTML, which is also what is printed to PDF: each on pages of its own."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.core.wording.days import day_text
from cultivation.outputs.html import make_page
from cultivation.outputs.letters.text import Sender, letter_parts
from cultivation.outputs.texts import title_lines
from cultivation.queries.letters import Letter


def letters_page(letters: Sequence[Letter], sender: Sender) -> bytes:
    """Return the page; the same letters give the same bytes."""
    return make_page(
        "letter.html",
        ("base.css", "paper.css", "letter.css"),
        all=[letter_parts(each, sender.templates) for each in letters],
        organisation=sender.organisation,
        day=day_text(sender.day),
        lines=title_lines,
    )
