"""The list to sign as a page of HTML, which is also what is printed to PDF."""

from __future__ import annotations

from cultivation.language import _
from cultivation.outputs.html import make_page
from cultivation.outputs.texts import title_lines
from cultivation.queries.pool_list import PoolList


def pool_list_page(it: PoolList) -> bytes:
    """Return the page; the same list gives the same bytes."""
    first, second = _("page {page} of {pages}").split("{page}")
    before, between, after = first, *second.split("{pages}")
    return make_page(
        "pool_list.html",
        ("base.css", "paper.css", "pool_list.css"),
        it=it,
        lines=title_lines,
        pages=(before, between, after),
    )
