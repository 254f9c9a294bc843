"""Lists in which an enterprise may stand several times, read like applications otherwise."""

from __future__ import annotations

from cultivation.intake.applications.layout import Layout
from cultivation.intake.applications.reading import ApplicationReader
from cultivation.intake.applications.received import Received


class ListReader(ApplicationReader):
    """Reads every row for itself: an enterprise may stand in many, by code or by name alone."""

    def _read_rows(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        return self._read_all(layouts, file, epoch_1904)
