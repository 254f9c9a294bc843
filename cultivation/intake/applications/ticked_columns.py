"""Choices with a column each, of which one is ticked: 是 and 否 side by side under one heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cultivation.core.rules.headers import normalise
from cultivation.intake.applications.layout import Heading
from cultivation.intake.formats.book import Cell, Raw
from cultivation.intake.values.parsing import is_blank, plain, raw_text
from cultivation.intake.values.ticks import CROSSES, EMPTY, is_tick

MARKS = ("1", "v", "y", "yes", "true")
NOT_MARKED = ("", "0", "no", "n", "false", *CROSSES, *EMPTY)


def together(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Make one heading of those that stand for the options of one field."""
    options = {
        each.field: tuple(pair for other in headings if other.field == each.field for pair in other.options)
        for each in headings
        if each.options
    }
    told: set[str] = set()
    for each in headings:
        if each.options and each.field not in told:
            told.add(each.field)
            yield replace(each, options=options[each.field])
        elif not each.options:
            yield each


def chosen(columns: Sequence[Sequence[Raw]], words: Sequence[str]) -> list[Raw]:
    """Return for each row the word whose column is ticked; what else stands there is told with its word."""
    return [_chosen(marks, words) for marks in zip(*columns, strict=True)]


def _chosen(marks: Sequence[Raw], words: Sequence[str]) -> Raw:
    said = [text for mark, word in zip(marks, words, strict=True) if (text := _said(mark, word))]
    return "、".join(said) or None


def _said(mark: Raw, word: str) -> str:
    """Return the word where it is marked, empty where not, else the word with what stands there."""
    cell = Cell(0, 0, mark)
    text = plain(raw_text(cell)).casefold()
    if is_tick(text) or text in MARKS or normalise(text) == normalise(word) != "":
        return word
    return "" if mark is None or is_blank(cell) or text in NOT_MARKED else f"{word}：{text}"
