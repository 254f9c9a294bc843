"""How much a file may hold, counted while it is read."""

from __future__ import annotations

from collections.abc import Mapping

from cultivation.intake.formats.book import Raw, Unreadable

LONGEST_TEXT = 32_767  # characters in a cell of Excel
LAST_COLUMN = 16_384
LAST_ROW = 1_048_576


class CellCounter:
    """Counts the cells of a file, and says stop."""

    def __init__(self, most: int) -> None:
        self._left = most

    def add(self, number: int) -> None:
        """Count cells; raise Unreadable when there are too many."""
        self._left -= number
        if self._left < 0:
            raise Unreadable("too_large")

    def row(self, cells: Mapping[int, Raw]) -> list[Raw]:
        """Return a row from its cells by column, up to the last one."""
        if not cells:
            return []
        width = max(cells)
        if width > LAST_COLUMN:
            raise Unreadable("damaged")
        self.add(width - len(cells))
        return [cells.get(column) for column in range(1, width + 1)]


def bounded(text: str) -> str:
    """Return a text, cut where no office program would keep more; what is so long is no value anyway."""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT]
