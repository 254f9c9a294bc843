"""Lists in which an enterprise may stand several times, read like applications otherwise."""

from __future__ import annotations

from cultivation.intake.layout import Layout
from cultivation.intake.reading import ApplicationReader
from cultivation.intake.received import Received
from cultivation.scoring.batch import joined


class ListReader(ApplicationReader):
    """Reads every row for itself: an enterprise may stand in many, by code or by name alone."""

    def _read_rows(self, layouts: list[Layout], file: str, epoch_1904: bool) -> Received:
        reader = self._rows(epoch_1904)
        read = [reader.read(layout, file) for layout in layouts]
        findings = [
            finding
            for layout, rows in zip(layouts, read, strict=True)
            for finding in (*layout.findings, *rows.findings)
        ]
        batch, rejected = joined([rows.batch for rows in read]), sum(rows.rejected for rows in read)
        return Received(self.rules, batch, tuple(findings), rejected)
