"""The brief as a page of HTML, which prints on one page of A4."""

from __future__ import annotations

from cultivation.outputs.html import make_page
from cultivation.queries.brief import Brief


def brief_page(it: Brief) -> bytes:
    """Return the page; the same brief gives the same bytes."""
    return make_page("brief.html", ("base.css", "paper.css", "brief.css"), it=it)
