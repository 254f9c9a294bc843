"""Cells that say that the same holds as in the row above: 同上, 〃."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.intake.applications.layout import Slot
from cultivation.intake.formats.book import Cell, Raw, is_empty

SIGNS = frozenset(("同上", "同前", "上同", "〃", "″", "〞", '"', "''", "ditto", "Ditto"))


def from_above(raws: list[Raw], rows: Sequence[int], column: int) -> dict[int, Slot]:
    """Write the value of the row above for each sign; return the slots of these, with a doubt.

    Where nothing stands above, nothing is filed.
    """
    if SIGNS.isdisjoint(raws):
        return {}
    found = {}
    for place, raw in enumerate(raws):
        if raw in SIGNS:
            above = raws[place - 1] if place else None
            raws[place] = above
            cell = None if is_empty(above) else Cell(rows[place], column, above, doubt="as_above")
            found[place] = Slot(rows[place], column, cell)
    return found
