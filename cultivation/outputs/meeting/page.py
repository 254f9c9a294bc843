"""Book and minutes as pages of HTML: the book for the projector, a screen at a time; both print on A4."""

from __future__ import annotations

from cultivation.outputs.html import make_page
from cultivation.queries.meeting_book import MeetingBook
from cultivation.queries.minutes import Minutes


def book_page(it: MeetingBook) -> bytes:
    """Return the book; the same book gives the same bytes."""
    return make_page("meeting_book.html", ("base.css", "meeting_book.css"), ("meeting_book.js",), it=it)


def minutes_page(it: Minutes) -> bytes:
    """Return the minutes; the same minutes give the same bytes."""
    return make_page("minutes.html", ("base.css", "paper.css", "minutes.css"), it=it)
