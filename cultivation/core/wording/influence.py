"""Whose weight matters, in words: an index with its interval, and the places that intervals leave."""

from __future__ import annotations

from cultivation.core.analysis.robustness.interval import Interval


def index_texts(index: Interval) -> tuple[str, str]:
    """Return an index and its interval; a share is never below 0, though an estimate may be."""
    value, low, high = (f"{max(0.0, each):.0%}" for each in (index.value, index.low, index.high))
    return value, f"{low} – {high}"


def places_text(first: int, last: int) -> str:
    """Return a place among the criteria, or those between which the order is open."""
    return str(first) if first == last else f"{first}–{last}"
