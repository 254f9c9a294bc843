"""Lists in which an enterprise may stand several times, read like applications otherwise."""

from __future__ import annotations

from cultivation.intake.applications.layout import Layout
from cultivation.intake.applications.reading import ApplicationReader
from cultivation.intake.applications.received import Received


class ListReader(ApplicationReader):
    """Reads every row for itself: an enterprise may stand in many, by code or by name alone.

    No sheet is beside the point: a row that lacks a column is told, and kept out as one that cannot be read.
    With `side_sheets` it reads as it did before, when some were left out.
    """

    side_sheets = False

    def _in_question(self, found: dict[str, list[Layout]]) -> dict[str, list[Layout]]:
        return super()._in_question(found) if self.side_sheets else found

    def _read_rows(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        return self._read_all(layouts, file, epoch_1904)
